"""Both ends of a transfer within the park, as a committee's branches told of them: sent by one and
not received by the other, received without having been sent, or both.

People are the same by name and, where both tell it, the day of birth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.folding import folded
from partydesk.rules.norms.fact_rows import all_rows


@dataclass(frozen=True, slots=True)
class Matched:
    """One move. `sent_on` and `came_on` are ISO days, "" for an end that is not there; `twice`:
    the member stands on both rolls. `uid` is the transfer's or the member's, by `kind`."""

    name: str
    sender: str
    receiver: str
    sent_on: str
    came_on: str
    twice: bool
    kind: str
    uid: str

    @property
    def state(self) -> tuple[str, str]:
        """In words, with its tone."""
        if self.twice:
            return "两边都在册", "bad"
        if not self.came_on:
            return f"{self.receiver}没有收", "warn"
        if not self.sent_on:
            return f"{self.sender}没有转出", "warn"
        return "接上了", "ok"

    def days(self, today: date) -> int:
        """How long one end has been waiting for the other."""
        known = self.sent_on or self.came_on
        return (today - date.fromisoformat(known)).days if known else 0


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    uid: str
    organisation: int
    name: str
    born: str
    relation: str
    left_on: str
    left_to: str
    arrived_on: str
    arrived_from: str


def matched(connection: Connection) -> list[Matched]:
    """Every move between two branches of the file, those that wait first, the oldest before."""
    names, known = _places(connection)
    people: dict[tuple[int, str], list[_Person]] = defaultdict(list)
    everybody = [
        _Person(*row)
        for row in all_rows(
            connection,
            "SELECT id, uid, organisation, name, coalesce(birth_date, ''), "
            "coalesce(relation, 'on_roll'), coalesce(left_on, ''), coalesce(left_to, ''), "
            "coalesce(arrived_on, ''), coalesce(arrived_from, '') FROM member "
            "WHERE deleted_at IS NULL AND category IN ('full', 'probationary') "
            "AND (left_on IS NOT NULL OR arrived_on IS NOT NULL "
            "OR coalesce(relation, 'on_roll') = 'on_roll')",
        )
    ]
    for each in everybody:
        people[each.organisation, each.name].append(each)
    found = [*_sent(everybody, people, names, known), *_received(everybody, people, names, known)]
    return sorted(found, key=lambda m: (m.state[1] == "ok", m.sent_on or m.came_on, m.name))


def _places(connection: Connection) -> tuple[dict[int, str], dict[str, int]]:
    """Each branch as lists name it, and by every folded name or code its id."""
    names, known = {}, {}
    for id, code, name, short in connection.exec_driver_sql(
        "SELECT id, code, name, short_name FROM organisation WHERE deleted_at IS NULL"
    ):
        names[id] = short or name
        for written in filter(None, (code, name, short)):
            known[folded(written)] = id
    return names, known


def _sent(
    everybody: list[_Person],
    people: Mapping[tuple[int, str], list[_Person]],
    names: Mapping[int, str],
    known: Mapping[str, int],
) -> Iterator[Matched]:
    for each in everybody:
        target = known.get(folded(each.left_to)) if each.left_to else None
        if each.relation != "left" or target is None or target == each.organisation:
            continue
        other = _same(each, people.get((target, each.name), ()))
        came = "" if other is None else other.arrived_on or other.left_on or each.left_on
        yield Matched(each.name, names[each.organisation], names[target], each.left_on, came,
                      False, "member", each.uid)  # fmt: skip


def _received(
    everybody: list[_Person],
    people: Mapping[tuple[int, str], list[_Person]],
    names: Mapping[int, str],
    known: Mapping[str, int],
) -> Iterator[Matched]:
    """Who came from a branch that does not say that he left."""
    for each in everybody:
        source = known.get(folded(each.arrived_from)) if each.arrived_from else None
        if not each.arrived_on or source is None or source == each.organisation:
            continue
        other = _same(each, people.get((source, each.name), ()))
        if other is not None and other.relation == "left":
            continue  # told from the other end
        both = other is not None and other.relation == "on_roll" and each.relation == "on_roll"
        yield Matched(each.name, names[source], names[each.organisation], "", each.arrived_on,
                      both, "member", each.uid)  # fmt: skip


def _same(one: _Person, others: Any) -> _Person | None:
    """Of those of the same name the one who may be the same person."""
    for each in others:
        if each.id != one.id and (not each.born or not one.born or each.born == one.born):
            found: _Person = each
            return found
    return None
