"""What stands behind a number or a reminder: groups of lines, each leading to a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partydesk.records import clock
from partydesk.store import queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partydesk.records.periods import Period
    from partydesk.rules.norms import Obligation
    from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its texts, one for each column, and the record it opens.

    `about` is there when the line is something to be done: the item of a norm, a reminder.
    `tone` makes the last cell a pill.
    """

    cells: tuple[str, ...]
    kind: str = ""
    uid: str = ""
    about: object = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one chip; `label` says what they have in common."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A title, a sentence on what is counted, the columns (label, width in pixels; 0: the rest)
    and the groups, the one that the number counts first."""

    title: str
    said: str
    columns: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as lists name it."""

    uid: str
    code: str
    name: str


def places(connection: Connection) -> dict[int, Place]:
    """Every organisation of the file by its id."""
    wanted = queries.ids(connection, queries.Query("organisation"))
    found = queries.window(connection, "organisation", wanted)
    return {
        each: Place(row["uid"], row["code"], row["short_name"] or row["name"])
        for each, row in found.items()
    }


def own_scope(store: Store) -> int | None:
    """Whose numbers are shown: a branch's own, or all of a committee's file (None)."""
    return store.own.id if store.role == "branch" else None


def coverage_of(connection: Connection, period: Period) -> str:
    """How many branches of how many a committee's numbers of a period are of, and until which day;
    "" in a branch's file, or where there are none."""
    from partydesk.rules.coverage import coverage
    from partydesk.rules.handed_in import Told

    told = Told(connection)
    return coverage(told, period, clock.today()).sentence if told.branches else ""


DATE, PLACE = ("日期", 120), ("党组织", 200)


def columns(*middle: tuple[str, int], many: bool) -> tuple[tuple[str, int], ...]:
    """A list's columns: the date first, the organisation last where there are several."""
    return (DATE, *middle, PLACE) if many else (DATE, *middle)


def of_items(
    items: Sequence[Obligation], named: Mapping[int, Place], many: bool
) -> tuple[Line, ...]:
    """Lines about what the norms ask: when, what or who, the particulars, whose."""
    made = []
    for item in items:
        cells = [
            item.due.isoformat() if item.due else "",
            item.about or item.title,
            item.text or item.norm.says,
        ]
        if many:
            cells.append(named[item.organisation].name)
        made.append(Line(tuple(cells), about=item))
    return tuple(made)


def of_rows(
    rows: Sequence[Mapping[str, Any]], unit: str, named: Mapping[str, str], many: bool
) -> tuple[Line, ...]:
    """Lines of an indicator's evidence; `named` are organisations' names by code."""
    made = []
    for row in rows:
        amount = row["amount"]
        cells = [
            str(row["date"] or ""),
            str(row["text"] or "").split("\n")[0],
            f"{amount:g} {unit}" if isinstance(amount, (int, float)) else "",
        ]
        if many:
            cells.append(named.get(str(row["organisation"]), str(row["organisation"] or "")))
        made.append(Line(tuple(cells), str(row["kind"]), str(row["uid"])))
    return tuple(made)
