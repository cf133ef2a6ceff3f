"""Who was there: the states of one session's people, and what pasting and copying do to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from partydesk.desk.forms.pasted_names import Pasted, read_names
from partydesk.desk.forms.roll import Person
from partydesk.rules.share import per_cent
from partydesk.store import queries
from partydesk.store.rows import find
from partydesk.store.store import Store
from partydesk.store.writing import Writer

PRESENT, LEAVE, ABSENT, MADE_UP = "present", "leave", "absent", "made_up"
AWAY = (LEAVE, ABSENT, MADE_UP)


@dataclass(slots=True)
class Seat:
    """One person at a session. `state` None: not expected there. `uid` is the kept row's."""

    name: str
    member: int | None = None
    state: str | None = None
    uid: str | None = None
    before: str | None = None
    group: str = ""
    in_committee: bool = False
    leads: bool = False

    def step(self, first: str = LEAVE) -> None:
        """From 出席 to the `first` state of who was away, on to the others, back to 出席."""
        if self.state is None:
            self.state = PRESENT
            return
        order = (PRESENT, first, *(state for state in AWAY if state != first))
        self.state = order[(order.index(self.state) + 1) % len(order)]


class Sheet:
    """The attendance of one session, new or kept."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self.seats = list(seats)

    def count(self, *states: str) -> int:
        """How many are in one of these states; without states, how many are expected."""
        return sum(
            1
            for seat in self.seats
            if seat.state is not None and (not states or seat.state in states)
        )

    @property
    def rate(self) -> float | None:
        """The share of the expected who were present, in per cent."""
        return per_cent(self.count(PRESENT), self.count())

    def paste(self, text: str) -> tuple[list[str], list[str]]:
        """Those named are present or on leave, the others who are expected absent.

        Returns the names nobody here bears and those that several bear (who are left alone).
        """
        found, several = self.named(text)
        for seat in self.seats:
            if seat.name in several:
                continue
            if seat.name in found.known:
                seat.state = PRESENT
            elif seat.name in found.on_leave:
                seat.state = LEAVE
            elif seat.state is not None:
                seat.state = ABSENT
        return found.unknown, several

    def named(self, text: str) -> tuple[Pasted, list[str]]:
        """Whom a list names, and which of those names several bear; changes nothing."""
        names = [seat.name for seat in self.seats]
        found = read_names(text, names)
        named = (*found.known, *found.on_leave)
        return found, [name for name in named if names.count(name) > 1]

    def copy(self, states: Mapping[int, str]) -> None:
        """Give each member the state they had in another session."""
        for seat in self.seats:
            if seat.member is not None and seat.member in states:
                seat.state = states[seat.member]

    def add_roll(self, people: Iterable[Person], state: str | None) -> None:
        """Seats for those of the roll who have none yet."""
        there = {seat.member for seat in self.seats}
        self.seats += [
            Seat(p.name, p.id, state, group=p.group, in_committee=p.in_committee, leads=p.leads)
            for p in people
            if p.id not in there
        ]

    def write(self, writer: Writer, session: int) -> None:
        """Write what differs from what is kept."""
        for seat in self.seats:
            if seat.state == seat.before:
                continue
            if seat.uid is None:
                values = {"session": session, "member": seat.member, "state": seat.state}
                writer.add("attendance", {**values, "name": seat.name})
            elif seat.state is None:
                writer.remove("attendance", seat.uid)
            else:
                writer.edit("attendance", seat.uid, {"state": seat.state})


def kept_seats(store: Store, session_uid: str) -> list[Seat]:
    """The seats as they are kept for a session, by pinyin of the names."""
    with store.read() as connection:
        session = find(connection, "session", session_uid)
        if session is None:
            return []
        wanted = queries.ids(
            connection, queries.Query("attendance", where={"session": session["id"]})
        )
        rows = queries.window(connection, "attendance", wanted)
    return [
        Seat(r["name"], r["member"], r["state"], r["uid"], r["state"])
        for r in (rows[each] for each in wanted)
    ]


def last_session(
    store: Store, *, kind: str | None = None, other_than: str | None = None
) -> dict[str, object] | None:
    """The latest session of the own organisation, of a kind if one is given."""
    query = queries.Query(
        "session", where={"kind": kind} if kind else {}, organisation=store.own.id
    )
    with store.read() as connection:
        wanted = queries.ids(connection, query)[:2]
        rows = queries.window(connection, "session", wanted)
    return next((rows[each] for each in wanted if rows[each]["uid"] != other_than), None)
