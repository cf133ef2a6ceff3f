"""One register of enterprises over a committee's own ledger and those of its branches.

Rows of two organisations are one enterprise by credit code, else by folded name where one of them
has no code. Names that differ in their form of company or place only are a question (the conflict
list), never a guess. The committee's row comes first, then branches by code.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from partydesk.records.folding import bare
from partydesk.records.organisation import Enterprise
from partydesk.records.values import Stored

SAME, ALIKE = "enterprise", "enterprise-alike"
"""Kinds of conflict: one enterprise told of differently; two that may be one."""

COMPARED = ("formation", "members_here", "members_elsewhere", "closed_on")
"""The fields that two rows of one enterprise must not say differently."""

_FORM = re.compile(
    "(?:股份有限公司|有限责任公司|集团有限公司|有限公司|责任公司|集团公司|集团|总公司|分公司|公司|总厂|厂)$"
)
_ASIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]")


@dataclass(frozen=True, slots=True)
class Firm:
    """One organisation's row of an enterprise. `facts` are the values of COMPARED."""

    id: int
    organisation: int
    code: str
    organisation_name: str
    own: bool
    uid: str
    name: str
    credit_code: str
    facts: tuple[Stored, ...]

    @property
    def side(self) -> tuple[str, str]:
        """What a conflict knows it by."""
        return (self.code, self.uid)


@dataclass(slots=True)
class Register:
    """`groups` are the rows of enterprises that several organisations keep, in order; `alike` the
    pairs that may be one. `lost` are ids of rows that another stands for."""

    groups: list[list[Firm]] = field(default_factory=list)
    alike: list[tuple[Firm, Firm]] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)

    def told_again(self, found: Collection[int]) -> set[int]:
        """Of the ids found, those of enterprises that an earlier one of them is of."""
        again = set()
        for group in self.groups:
            there = [firm for firm in group if firm.id in found and firm.id not in self.lost]
            again |= {firm.id for firm in there if firm.organisation != there[0].organisation}
        return again


def register(connection: Connection, own: int) -> Register:
    """The enterprises that a committee's file holds more than once. Which of two rows that differ
    stands, the committee's own (or the first branch's) or the other, is as it was decided."""
    firms = list(_firms(connection, own))
    decided = _decisions(connection)
    found = Register(list(_groups(firms, decided)))
    found.alike = list(_alike(firms, found.groups))
    for group in found.groups:
        first = group[0]
        standing = first
        for other in group[1:]:
            if decided.get(frozenset((first.side, other.side))) == other.side:
                standing = other
        found.lost |= {
            firm.id
            for firm in group
            if firm.organisation != standing.organisation
            and (standing is not first or differing(standing, firm))
        }
    for pair in found.alike:
        chosen = decided.get(frozenset(firm.side for firm in pair))
        if chosen is not None:
            found.lost |= {firm.id for firm in pair if firm.side != chosen}
    return found


def questions(connection: Connection, own: int) -> Iterator[tuple[str, Firm, Firm]]:
    """What there is to decide, decided or not: the kind of conflict and the two rows."""
    firms = list(_firms(connection, own))
    groups = list(_groups(firms, {}))
    for group in groups:
        first = group[0]
        for other in group[1:]:
            if other.organisation != first.organisation and differing(first, other):
                yield SAME, first, other
    for one, other in _alike(firms, groups):
        yield ALIKE, one, other


def differing(one: Firm, other: Firm) -> list[str]:
    """The fields that both tell and tell differently."""
    return [
        name
        for name, first, second in zip(COMPARED, one.facts, other.facts, strict=True)
        if first is not None and second is not None and first != second
    ]


def _stem(name: str) -> str:
    """What is left of a name without its form of company and what stands in brackets."""
    return _FORM.sub("", bare(_ASIDE.sub("", name)))


def _firms(connection: Connection, own: int) -> Iterator[Firm]:
    names = ", ".join(f"e.{name}" for name in COMPARED)
    rows = connection.exec_driver_sql(
        f"SELECT e.id, o.id, o.code, o.name, e.uid, e.name, e.credit_code, {names} "
        f"FROM {Enterprise.__tablename__} e JOIN organisation o ON o.id = e.organisation "
        "WHERE e.deleted_at IS NULL AND (e.submission IS NOT NULL OR o.id = ?)",
        (own,),
    ).fetchall()
    for row in sorted(rows, key=lambda row: (row[1] != own, row[2], row[4])):
        code = re.sub(r"\s", "", unicodedata.normalize("NFKC", row[6] or "")).upper()
        yield Firm(
            row[0], row[1], row[2], row[3], row[1] == own, row[4], row[5], code, tuple(row[7:])
        )  # fmt: skip


def _groups(
    firms: Sequence[Firm], decided: dict[frozenset[tuple[str, str]], tuple[str, str] | None]
) -> Iterator[list[Firm]]:
    """Rows of one enterprise, where more than one organisation has one."""
    by_code: dict[str, list[Firm]] = defaultdict(list)
    by_name: dict[str, list[list[Firm]]] = defaultdict(list)
    groups: list[list[Firm]] = []
    for firm in sorted(firms, key=lambda firm: not firm.credit_code):  # stable: coded ones first
        if firm.credit_code and firm.credit_code in by_code:
            by_code[firm.credit_code].append(firm)
            continue
        key = bare(firm.name)
        # Two of one name with two codes are two; the question is asked (_alike).
        joined = next((g for g in by_name[key] if not firm.credit_code), None) if key else None
        if joined is None:
            joined = []
            groups.append(joined)
            by_name[key].append(joined)
        joined.append(firm)
        if firm.credit_code:
            by_code[firm.credit_code] = joined
    order = {firm.id: place for place, firm in enumerate(firms)}
    for group in groups:
        rows = sorted(group, key=lambda firm: order[firm.id])
        apart = [
            firm
            for firm in rows[1:]
            if decided.get(frozenset((rows[0].side, firm.side)), ()) is None
        ]
        rows = [firm for firm in rows if firm not in apart]
        if len({firm.organisation for firm in rows}) > 1:
            yield rows


def _alike(firms: Sequence[Firm], groups: Sequence[Sequence[Firm]]) -> Iterator[tuple[Firm, Firm]]:
    """Pairs of two organisations whose names differ in form only, or in their codes only."""
    of_group = {firm.id: number for number, group in enumerate(groups) for firm in group}
    stems: dict[str, list[Firm]] = defaultdict(list)
    seen: set[int] = set()
    for firm in firms:
        number = of_group.get(firm.id)
        if number is not None:
            if number in seen:
                continue  # the first of a group speaks for it
            seen.add(number)
        stems[_stem(firm.name)].append(firm)
    for stem, rows in stems.items():
        for place, other in enumerate(rows[1:], start=1):
            for one in rows[:place]:
                same_name = bare(one.name) == bare(other.name)
                coded = bool(one.credit_code and other.credit_code)
                two = coded and one.credit_code != other.credit_code and not same_name
                if len(stem) > 1 and one.organisation != other.organisation and not two:
                    yield one, other


def _decisions(
    connection: Connection,
) -> dict[frozenset[tuple[str, str]], tuple[str, str] | None]:
    """The two sides → the one that was chosen; None where they were said to be two."""
    found: dict[frozenset[tuple[str, str]], tuple[str, str] | None] = {}
    for sides, decision in connection.exec_driver_sql(
        f"SELECT sides, decision FROM conflict WHERE kind IN ('{SAME}', '{ALIKE}') "
        "AND state = 'decided' AND decision IS NOT NULL"
    ):
        known = [(side["organisation"], side["uid"]) for side in json.loads(sides)]
        if len(known) == 2:
            place = {"first": 0, "second": 1}.get(decision)
            found[frozenset(known)] = None if place is None else known[place]
    return found
