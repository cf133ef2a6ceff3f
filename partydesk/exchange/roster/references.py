"""Which record the cells of a row name: by its uid, by what people call it, by columns of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.roster.row_source import Row, RowSource
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.names import person_key
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, shown, squeezed, to_stored
from partydesk.store import joins


@dataclass(slots=True)
class _Target:
    """A record that may be meant: its id and organisation, its stored values."""

    id: int
    organisation: int | None
    values: dict[str, Stored]


@dataclass(slots=True)
class _Targets:
    """The records of a kind by uid, and by all texts that name one of them."""

    every: list[_Target] = field(default_factory=list)
    by_uid: dict[str, _Target] = field(default_factory=dict)
    by_text: dict[str, list[_Target]] = field(default_factory=lambda: defaultdict(list))


class References:
    """Finds the records of one store that the rows of a kind refer to."""

    def __init__(self, connection: Connection, kind: str) -> None:
        self._connection, self._record = connection, kind_of(kind)
        self._declared = {
            name: each for name, each in fields(self._record).items() if each.kind is Kind.REFERENCE
        }
        self._known: dict[str, _Targets] = {}

    @property
    def needed(self) -> bool:
        """Whether rows of the kind refer to any record."""
        return bool(self._declared)

    def resolve(self, source: RowSource, row: Row, organisation: int | None) -> None:
        """Put the ids of what a row names among its values, or why there is none among what could
        not be read. What an earlier look at the store found gives way."""
        for name, declared in self._declared.items():
            told = self._told(row, name)
            if name in row.broken:
                row.unread[name] = row.broken[name]
                continue
            if not told and not row.references.get(name, ""):
                continue
            row.values.pop(name, None)
            row.unread.pop(name, None)
            found = self._found(declared, row.references.get(name, ""), told, organisation)
            if isinstance(found, Finding):
                parts = [n for part in told for n in (f"{name}.{part}", part)]
                at = next((each for each in (name, *parts) if each in source.fields), name)
                found = replace(found, sheet=source.sheet, row=row.number)
                row.unread[name] = replace(found, column=source.label(at))
            else:
                row.values[name] = found

    def _told(self, row: Row, name: str) -> dict[str, Any]:
        """Column of the record meant → what the row says of it, without what it leaves blank."""
        told = {}
        for part in self._record.reached_by.get(name, ()):
            value = row.beside.get(f"{name}.{part}", row.values.get(part))
            if value is not None:
                told[part] = value
        return told

    def _found(
        self, declared: Field, text: str, told: Mapping[str, Any], organisation: int | None
    ) -> int | Finding:
        targets = self._targets(declared.refers)
        title = kind_of(declared.refers).title
        if text:
            if (one := targets.by_uid.get(text.strip().lower())) is not None:
                return one.id
            same = targets.by_text.get(_key(text), [])
            what = text
        else:
            same = [each for each in targets.every if _fits(declared.refers, each, told)]
            what = self._said(declared.refers, told)
        here = [each for each in same if each.organisation == organisation] or same
        if len(here) == 1:
            return here[0].id
        if here:
            words = f"有 {len(here)} 条{title}叫“{what}”，分不清是哪一条，没有收。请写得更全"
            return Finding("ambiguous", words)
        words = f"{title}里没有“{what}”，没有收。请先记下这一条，或核对写法"
        return Finding("not-found", words)

    def _said(self, kind: str, told: Mapping[str, Any]) -> str:
        declared = fields(kind_of(kind))
        return " ".join(shown(declared[part], to_stored(value)) for part, value in told.items())

    def _targets(self, kind: str) -> _Targets:
        if (known := self._known.get(kind)) is not None:
            return known
        found = self._known[kind] = _Targets()
        record = kind_of(kind)
        declared = fields(record)
        wanted = tuple(dict.fromkeys((*record.described_by, *record.names(), *_asked(kind))))
        names = ", ".join(f'"{name}"' for name in wanted)
        for row_id, uid, organisation, *values in self._connection.exec_driver_sql(
            f'SELECT id, uid, organisation, {names} FROM "{kind}" '
            "WHERE deleted_at IS NULL ORDER BY id"
        ):
            target = _Target(row_id, organisation, dict(zip(wanted, values, strict=True)))
            found.every.append(target)
            found.by_uid[uid] = target
            texts = [shown(declared[n], target.values[n]) for n in record.described_by]
            for text in {_key(" ".join(filter(None, texts))), _key(texts[0])} - {""}:
                found.by_text[text].append(target)
        known_joins = joins.joined(self._connection, kind)
        for gone in known_joins:
            kept = found.by_uid.get(joins.followed(known_joins, gone))
            if kept is not None:
                found.by_uid[gone] = kept
        return found


def _asked(kind: str) -> tuple[str, ...]:
    """The columns of a kind that rows of other kinds may reach it by."""
    from partydesk.records.base import kinds

    return tuple(
        part
        for record in kinds().values()
        for name, parts in record.reached_by.items()
        if fields(record)[name].refers == kind
        for part in parts
    )


def _key(text: str) -> str:
    return person_key(squeezed(text))


def _fits(kind: str, target: _Target, told: Mapping[str, Any]) -> bool:
    """Whether a record is as a row says: to the minute, or to the day where no time is given."""
    declared = fields(kind_of(kind))
    for part, value in told.items():
        stored = target.values[part]
        if stored is None:
            return False
        if isinstance(value, datetime) and value.time() == time():
            if str(stored)[:10] != value.date().isoformat():
                return False
        elif declared[part].kind in (Kind.TEXT, Kind.LONG, Kind.PERSON):
            if _key(str(stored)) != _key(str(value)):
                return False
        elif to_stored(value) != stored:
            return False
    return bool(told)
