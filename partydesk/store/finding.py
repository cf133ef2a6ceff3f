"""Finding records of one kind by what is typed: 汉字, pinyin, initials, or the name of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select

from partydesk.records import clock
from partydesk.records.base import Record
from partydesk.records.fields import Choices, Kind, fields
from partydesk.records.registry import kind_of
from partydesk.store import queries
from partydesk.store.search import pinyin_key

MANY = 1_000
"""So many are counted and put in order; where there are more, only that there are is told."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a kind: how many (`MANY` + 1 for more than that), the first rows as of
    `queries.window`, the ids of those for which `beside` held, and whether a choice's name was
    what matched."""

    total: int
    rows: tuple[dict[str, Any], ...]
    beside: frozenset[int]
    by_choice: bool


def find(
    connection: Connection,
    kind: str,
    text: str,
    most: int,
    beside: ColumnElement[bool] | None = None,
) -> Found:
    """The records of a kind in which every part of the text, between blanks, stands.

    Those whose name begins with it come first, of what has a day then what is nearest to today.
    One pass over the table, which ends where many have been found.
    """
    record = kind_of(kind)
    parts = text.lower().split()
    conditions: list[ColumnElement[bool]] = [record.deleted_at.is_(None)]
    by_choice = False
    for part in parts:
        named = [
            record.__table__.columns[column].in_(codes)
            for column, table in _choices(kind)
            if (codes := matching(table, part))
        ]
        by_choice = by_choice or bool(named)
        conditions.append(or_(queries.occurs(record, part), *named))
    # The key and nothing else: what stands in its index is read without the rows.
    asked = select(record.id, record.search).where(*conditions)
    hits = _fetched(connection, asked.limit(MANY + 1))
    total, day = len(hits), _day(record)
    if total > MANY and parts:
        hits = _best(connection, record, asked, day, parts, most) or hits
    if day is not None:
        days = select(record.id, day).where(record.id.in_([hit[0] for hit in hits]))
        hits = _fetched(connection, days)
    ids = [hit[0] for hit in _in_order(hits, day is not None, parts)[:most]]
    window = queries.window(connection, kind, ids)
    flagged = []
    if beside is not None:
        flagged = _fetched(connection, select(record.id).where(record.id.in_(ids), beside))
    return Found(
        total,
        tuple(window[each] for each in ids if each in window),
        frozenset(hit[0] for hit in flagged),
        by_choice,
    )


def _fetched(connection: Connection, statement: Any) -> list[Any]:
    result = connection.execute(statement)
    # Straight from the driver, as in queries.in_order.
    return list(result.cursor.fetchall()) if result.cursor is not None else []


def _best(
    connection: Connection,
    record: type[Record],
    asked: Any,
    day: ColumnElement[str] | None,
    parts: Sequence[str],
    most: int,
) -> list[Any]:
    """The first of very many: those whose key begins so, found by its index, or the nearest."""
    if day is None:
        begins = record.search.between(parts[0], parts[0] + "\U0010ffff")
        return _fetched(connection, asked.where(begins).order_by(record.search).limit(most))
    today = clock.today().isoformat()
    later = asked.where(day >= today).order_by(day.asc()).limit(most)
    before = asked.where(day < today).order_by(day.desc()).limit(most)
    return [*_fetched(connection, later), *_fetched(connection, before)]


def _in_order(hits: Sequence[Any], dated: bool, parts: Sequence[str]) -> list[Any]:
    if dated:
        today = clock.today()

        def away(hit: Any) -> int:
            return abs((date.fromisoformat(str(hit[1])[:10]) - today).days) if hit[1] else 99_999

        return sorted(hits, key=away)

    def begins(hit: Any) -> tuple[bool, str]:
        # A key begins with the name's pinyin, behind it stand its initials and itself.
        words = str(hit[1]).split(" ", 3)[:3]
        return not any(word.startswith(part) for word in words for part in parts[:1]), words[0]

    return sorted(hits, key=begins)


def matching(table: Choices, part: str) -> list[str]:
    """The codes of the choices whose name has this part: by 汉字, from the beginning by pinyin or
    initials."""
    return [each.code for each in table if names(each.label, part)]


@cache
def names(label: str, part: str) -> bool:
    """Whether what is typed names this: a part of its 汉字, the beginning of its pinyin or
    initials."""
    if not part.isascii():
        return part in label.lower()
    spelled, initials, *_ = (*pinyin_key(label).split(" "), "", "")
    return part in label.lower() or spelled.startswith(part) or initials.startswith(part)


@cache
def _choices(kind: str) -> tuple[tuple[str, Choices], ...]:
    """The choices that are part of what names a record."""
    record = kind_of(kind)
    known = fields(record)
    return tuple(
        (name, table)
        for name in record.described_by
        if name in known and (table := known[name].choices) is not None
    )


def _day(record: type[Record]) -> ColumnElement[str] | None:
    known = fields(record).get(record.dated_by)
    if known is None or known.kind not in (Kind.DATE, Kind.MOMENT):
        return None
    return cast(record.__table__.columns[record.dated_by], Text)
