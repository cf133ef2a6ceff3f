"""What a park gives its branches beside its rules: campaigns with their steps, and the areas of the
list of duties that are each branch's, with what is to be done in them. What it plans to teach goes
with them and is no record of theirs (park_courses.py).

Declared once: which rows are told, by which columns, and by what a branch knows its copy again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.rules import park_courses
from partydesk.store.rows import quoted


@dataclass(frozen=True, slots=True)
class Given:
    """One kind that a park gives, with the kind that belongs to it.

    `key` is where it stands in the file, `rows` that of what belongs to one; `columns` and
    `row_columns` are told as stored. `same` is the column of a belonging row by which a branch's
    copy is known again: its number, or the park's uid in `of_park`. `own` are columns that are
    told and are the branch's own once it has them. `begins` is the column of a belonging row from
    which day on it holds: for a branch not before it took it. `which` says which of the park's are
    told.
    """

    key: str
    kind: str
    columns: tuple[str, ...]
    rows: str
    row_kind: str
    row_columns: tuple[str, ...]
    link: str
    same: str
    which: str
    own: tuple[str, ...] = ()
    begins: str = ""

    @property
    def title(self) -> str:
        """What such a record is called."""
        return kind_of(self.kind).title


GIVEN = (
    Given(
        "campaigns", "campaign",
        ("name", "from_on", "until_on", "over", "branch_goals", "subjects", "about"),
        "steps", "campaign_step", ("number", "name", "group", "due_on", "about"),
        "campaign", "number", "until_on >= :today",
    ),
    Given(
        "duties", "duty_area", ("kind", "name", "holder", "scope", "since", "until"),
        "duties", "duty", ("text", "cadence", "source", "from_on", "until_on"),
        "duty_area", "of_park",
        "to_branches = 1 AND (until IS NULL OR until >= :today)", ("holder",), "from_on",
    ),
)  # fmt: skip


def told(connection: Connection, own: int, today: date) -> dict[str, list[dict[str, Any]]]:
    """What this committee gives, by key: stored values by column, `uid` beside them."""
    return {given.key: list(_told(connection, given, own, today)) for given in GIVEN}


def as_texts(connection: Connection, own: int, today: date) -> dict[str, str]:
    """The same as texts, as a file or a card holds them."""
    courses = park_courses.as_text(park_courses.told(connection, own, today.year))
    return {
        key: json.dumps(rows, ensure_ascii=False, sort_keys=True)
        for key, rows in told(connection, own, today).items()
    } | {park_courses.KEY: courses}


def read(facts: Mapping[str, str]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """What a file or card tells of them, by key; what an older program wrote lacks some.

    Raises KeyError, TypeError, ValueError, AttributeError for what cannot be kept.
    """
    return {
        given.key: tuple(_sound(given, each) for each in json.loads(facts[given.key]))
        for given in GIVEN
        if given.key in facts
    }


def _told(connection: Connection, given: Given, own: int, today: date) -> Iterator[dict[str, Any]]:
    listed = connection.exec_driver_sql(
        f"SELECT id, uid, {quoted(given.columns)} FROM {given.kind} WHERE organisation = :own "
        f"AND submission IS NULL AND deleted_at IS NULL AND {given.which} ORDER BY id",
        {"own": own, "today": today.isoformat()},
    ).fetchall()
    for id, uid, *values in listed:
        rows = connection.exec_driver_sql(
            f"SELECT uid, {quoted(given.row_columns)} FROM {given.row_kind} "
            f"WHERE {given.link} = ? AND deleted_at IS NULL ORDER BY id",
            (id,),
        ).fetchall()
        names = ("uid", *given.row_columns)
        told_rows = [dict(zip(names, row, strict=True)) for row in rows]
        if given.same != "of_park":
            told_rows.sort(key=lambda row: row[given.same])
        yield {
            "uid": uid,
            **dict(zip(given.columns, values, strict=True)),
            given.rows: told_rows,
        }


def _sound(given: Given, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """One as it can be kept: a column that its writer did not know is empty."""
    if not isinstance(said["uid"], str):
        raise TypeError("no uid")
    rows = []
    for row in said[given.rows]:
        if given.same == "of_park" and not isinstance(row["uid"], str):
            raise TypeError("no uid")
        rows.append({**_columns(given.row_kind, given.row_columns, row), "uid": row.get("uid")})
    return {
        **_columns(given.kind, given.columns, said), "uid": said["uid"], given.rows: rows,
    }  # fmt: skip


def _columns(kind: str, columns: tuple[str, ...], said: Mapping[str, Any]) -> dict[str, Any]:
    declared, found = fields(kind_of(kind)), {}
    for name in columns:
        value, field = said.get(name), declared[name]
        if value is None:
            if field.required:
                raise ValueError(f"no {name}")
        elif field.kind is Kind.DATE:
            date.fromisoformat(value)
        elif field.kind in (Kind.INTEGER, Kind.YESNO):
            if type(value) is not int:
                raise TypeError(name)
        elif not isinstance(value, str):
            raise TypeError(name)
        if field.choices is not None and value is not None and value not in field.choices.by_code:
            raise ValueError(name)
        found[name] = value
    return found


def typed(columns: tuple[str, ...], kind: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Told values as a record is written with."""
    declared = fields(kind_of(kind))
    return {
        name: date.fromisoformat(stored[name])
        if declared[name].kind is Kind.DATE and stored[name]
        else stored[name]
        for name in columns
    }
