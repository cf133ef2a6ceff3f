"""Invented ways into the Party: who is how far, with the dates in the order the rules want.

Each role is somebody whose way is laid out over the year; the file tells of it as far as its
last day, so that the same person is an activist in spring and a candidate in autumn.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from partydesk.records.periods import months_after
from partydesk.sample.habits import general_meeting_since
from partydesk.sample.plan import Plan, later, working_day

VETERAN = "veteran"
# Of a roll of ten and more; the others only where there are many.
USUAL = ("confirmed_in_autumn", "admitted_in_summer", "chosen_in_summer", "activist_in_summer",
         "applicant")  # fmt: skip
OF_MANY = ("confirmed_in_spring", "activist_for_long")
MANY = 24

# Steps of a role as (years from the plan's, month, day).
_WAYS: dict[str, dict[str, tuple[int, int, int]]] = {
    "confirmed_in_autumn": {
        "applied_on": (-3, 9, 14), "talked_on": (-3, 9, 28), "activist_on": (-2, 3, 17),
        "agreed_on": (-1, 3, 16),
        "publicised_from": (-1, 3, 23), "publicised_to": (-1, 4, 1), "candidate_on": (-1, 4, 9),
        "vetted_on": (-1, 6, 12), "trained_on": (-1, 8, 20), "prescreened_on": (-1, 9, 22),
        "joined_on": (-1, 10, 9), "approved_on": (-1, 11, 24), "sworn_on": (-1, 12, 10),
    },
    "confirmed_in_spring": {
        "applied_on": (-3, 3, 20), "talked_on": (-3, 4, 6), "activist_on": (-3, 9, 18),
        "agreed_on": (-2, 9, 14),
        "publicised_from": (-2, 9, 21), "publicised_to": (-2, 9, 30), "candidate_on": (-2, 10, 17),
        "vetted_on": (-2, 12, 10), "trained_on": (-1, 2, 26), "prescreened_on": (-1, 3, 20),
        "joined_on": (-1, 4, 9), "approved_on": (-1, 5, 22), "sworn_on": (-1, 6, 12),
    },
    "admitted_in_summer": {
        "applied_on": (-2, 5, 20), "talked_on": (-2, 6, 5), "activist_on": (-2, 11, 13),
        "agreed_on": (-1, 11, 14),
        "publicised_from": (-1, 11, 21), "publicised_to": (-1, 11, 30), "candidate_on": (-1, 12, 8),
        "vetted_on": (0, 2, 11), "trained_on": (0, 3, 24), "prescreened_on": (0, 6, 29),
    },
    "chosen_in_summer": {
        "applied_on": (-2, 12, 12), "talked_on": (-2, 12, 26), "activist_on": (-1, 6, 16),
        "agreed_on": (0, 6, 17),
        "publicised_from": (0, 6, 24), "publicised_to": (0, 7, 3), "candidate_on": (0, 7, 8),
        "vetted_on": (0, 9, 14), "trained_on": (0, 11, 9), "prescreened_on": (0, 12, 24),
    },
    "activist_in_summer": {
        "applied_on": (-1, 11, 20), "talked_on": (-1, 12, 8), "activist_on": (0, 6, 9),
    },
    "activist_for_long": {
        "applied_on": (-2, 10, 26), "talked_on": (-2, 11, 12), "activist_on": (-1, 4, 14),
    },
    "applicant": {"applied_on": (-1, 12, 12), "talked_on": (-1, 12, 28)},
    "extended": {
        "applied_on": (-4, 9, 14), "talked_on": (-4, 9, 28), "activist_on": (-3, 3, 17),
        "agreed_on": (-2, 3, 16),
        "publicised_from": (-2, 3, 23), "publicised_to": (-2, 4, 1), "candidate_on": (-2, 4, 9),
        "vetted_on": (-2, 6, 12), "trained_on": (-2, 8, 20), "prescreened_on": (-2, 9, 22),
        "joined_on": (-2, 10, 9), "approved_on": (-2, 11, 24), "sworn_on": (-2, 12, 10),
    },
}  # fmt: skip
# When the branch looked at each of them: about every half-year.
_INSPECTIONS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "admitted_in_summer": ((-1, 5, 9), (-1, 11, 6), (0, 5, 4)),
    "chosen_in_summer": ((-1, 12, 9), (0, 6, 5), (0, 11, 13)),
    "activist_in_summer": ((0, 12, 4),),
    "activist_for_long": ((-1, 10, 10), (0, 4, 8), (0, 10, 8)),
}


def roles(plan: Plan, count: int) -> list[str]:
    """The role of each person on a roll of so many, full members of long standing first."""
    rest: list[str] = []
    if count >= 10:
        rest += USUAL
    if count >= MANY:
        rest += OF_MANY
        rest += ["extended"] * (plan.seed % 8 == 5)
    return [VETERAN] * (count - len(rest)) + rest


def way(plan: Plan, role: str) -> dict[str, Any]:
    """How far somebody has come: the category and the dates, none later than the plan's end."""
    early = plan.random.randint(0, 8)
    dates = {
        step: _day(plan, when, early)
        for step, when in _WAYS[role].items()
        if _day(plan, when, early) <= plan.through
    }
    values: dict[str, Any] = dict(dates)
    if role == "applicant" and plan.seed % 8 in (0, 5):
        # Somebody who has just come: nobody has talked with them yet.
        values = {"applied_on": later(plan.through, -18)}
    if role == "admitted_in_summer":
        values |= _admission(plan)
    if "trained_on" in values:
        values["training_hours"] = 24.0 if early % 2 else 32.0
    if looked := [_day(plan, when, early) for when in _inspections(plan, role)]:
        values["inspected_on"] = max((d for d in looked if d <= plan.through), default=None)
    if role == "extended" and "joined_on" in values:
        values["extended_until"] = months_after(values["joined_on"], 24)
    if "joined_on" in values and role != "admitted_in_summer":
        values |= _confirmation(plan, values)
    return values | {"category": _category(values)}


def _inspections(plan: Plan, role: str) -> tuple[tuple[int, int, int], ...]:
    """One branch in five forgot the last one; every second is early with the new activist.

    It is another one than that which left out its meeting in April: there a vote came late.
    """
    if role == "activist_for_long" and plan.seed % 5 == 3:
        return _INSPECTIONS[role][:2]
    if role == "activist_in_summer" and plan.seed % 2 == 0:
        return ((0, 11, 20),)
    return _INSPECTIONS.get(role, ())


def _day(plan: Plan, when: tuple[int, int, int], early: int) -> date:
    years, month, day = when
    return working_day(date(plan.year + years, month, day) - timedelta(days=early))


def _admission(plan: Plan) -> dict[str, date]:
    """Admitted by the general meeting of the summer, approved and sworn in after it."""
    joined = general_meeting_since(plan, date(plan.year, 7, 1))
    if joined is None:
        return {}
    steps = {
        "joined_on": joined,
        "approved_on": working_day(later(joined, 45)),
        "sworn_on": working_day(later(joined, 62)),
    }
    return {step: day for step, day in steps.items() if day <= plan.through}


def _confirmation(plan: Plan, values: dict[str, Any]) -> dict[str, date]:
    """Discussed by the first general meeting after the probation, which it counts from the end of.

    Until then there is nothing: they are on probation still.
    """
    over = values.get("extended_until") or months_after(values["joined_on"], 12)
    voted = general_meeting_since(plan, over)
    if voted is None:
        return {}
    steps = {"confirmed_on": over, "confirm_voted_on": voted}
    approved = working_day(later(voted, 38))
    return steps | ({"confirm_approved_on": approved} if approved <= plan.through else {})


def _category(values: dict[str, Any]) -> str:
    for step, category in (
        ("confirmed_on", "full"),
        ("joined_on", "probationary"),
        ("candidate_on", "candidate"),
        ("activist_on", "activist"),
    ):
        if step in values:
            return category
    return "applicant"


def past(plan: Plan, joined: date) -> dict[str, Any]:
    """The dates of somebody who joined years ago; older files seldom hold more than two."""
    over = months_after(joined, 12)
    values: dict[str, Any] = {"category": "full", "joined_on": joined, "confirmed_on": over}
    if joined.year < plan.year - 8:
        return values
    applied = later(joined, -plan.random.randint(760, 900))
    activist = later(applied, plan.random.randint(150, 200))
    candidate = later(activist, plan.random.randint(370, 390))
    # There are at least 170 days left until the branch admitted them.
    return values | {
        "applied_on": applied,
        "talked_on": later(applied, 12),
        "activist_on": activist,
        "agreed_on": later(candidate, -19),
        "publicised_from": later(candidate, -12),
        "publicised_to": later(candidate, -3),
        "candidate_on": candidate,
        "vetted_on": later(candidate, 40),
        "trained_on": later(candidate, 90),
        "training_hours": 24.0,
        "prescreened_on": later(joined, -15),
        "approved_on": later(joined, 40),
        "sworn_on": later(joined, 55),
        "confirm_voted_on": later(over, 6),
        "confirm_approved_on": later(over, 44),
    }
