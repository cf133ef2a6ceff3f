"""Invented attendance: nearly everybody, some less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partydesk.records.member import COMMITTEE_DUTIES
from partydesk.sample.people import span
from partydesk.sample.plan import Circle, Plan, Planned

REASONS = ("出差", "倒班", "病假", "探亲")
# What becomes of those who are not there, and of how many in nine.
STATES, WEIGHTS = ("leave", "made_up", "absent"), (6, 2, 1)


@dataclass(frozen=True, slots=True)
class _Person:
    """What decides whether somebody comes: from when to when here, what for, how reliably."""

    member: Planned
    first: date
    last: date
    joined: date
    in_board: bool
    group: str
    diligence: float

    def due(self, circle: Circle, day: date) -> bool:
        """Whether somebody belongs to those a session gathers."""
        match circle.who:
            case "board":
                return self.in_board
            case "group":
                return self.group == circle.group and self.joined <= day
            case "party":
                return self.joined <= day
        return True


def plan_attendance(plan: Plan, wanted: int | None) -> None:
    """Plan who was at each session: nearly everybody; exactly `wanted` rows when that is said."""
    people = [_person(position, m) for position, m in enumerate(plan.of("member"))]
    asked: list[tuple[Planned, _Person]] = []
    others: list[tuple[Planned, _Person]] = []
    for session in plan.of("session"):
        day, circle = session.values["starts_at"].date(), plan.circles[session.uid]
        for person in people:
            if person.first <= day < person.last:
                (asked if person.due(circle, day) else others).append((session, person))
    if wanted is not None:
        # Guests from outside the circle fill up, the last meetings go short.
        asked = (asked + others)[:wanted]
    random = plan.random
    for session, person in asked:
        state, note = "present", None
        circle = plan.circles[session.uid]
        # Who was at a vote is known: it agrees with the numbers of the ballot.
        voted = session.values.get("ballot_kind") is not None
        away = person.member.uid in circle.away if voted else random.random() > person.diligence
        if away:
            state = "leave" if voted else random.choices(STATES, WEIGHTS)[0]
            note = random.choice(REASONS) if state == "leave" else None
        plan.add(
            "attendance",
            session=session.uid,
            member=person.member.uid,
            name=person.member.values["name"],
            state=state,
            note=note,
        )


def _person(position: int, member: Planned) -> _Person:
    values = member.values
    in_board = values["duty"] in COMMITTEE_DUTIES
    # Now and then somebody on shifts comes to two meetings in three; who works elsewhere seldom.
    diligence = 0.96 if in_board else 0.64 if position % 9 == 8 else 0.94
    if values.get("floating"):
        diligence = 0.3
    first, last = span(member)
    return _Person(
        member,
        first,
        last,
        values.get("joined_on") or date.max,
        in_board,
        str(values["group"] or ""),
        diligence,
    )
