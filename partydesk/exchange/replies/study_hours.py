"""Hours of the committee's sessions as a receipt tells a branch of them.

A committee writes into a receipt what it has of the attendance of that branch's members at its own
sessions of study, in the years of the submission (taken_hours.py tells how the branch takes them),
and what it plans to teach, with the sessions that were held for it (rules/park_courses.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.clock import now_stamp
from partydesk.records.course import MOST_HOURS, WAY
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules import park_courses, park_settings
from partydesk.rules.study_by_kind import session_hours_kind

_LONGEST = 120  # characters of a topic


@dataclass(frozen=True, slots=True)
class Committee:
    """Who tells: id, uid and name."""

    id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class ToldHours:
    """One member at one session of the committee. `hours` is 0 where he was not there, or the
    session does not count any more; `told_at` when that was last written at the committee."""

    session: str
    member: str
    name: str
    on: str
    hours: float
    topic: str
    way: str
    told_at: str


def telling(connection: Connection, own: Committee, organisation: int, period: Period) -> str:
    """What the committee tells a branch; "" where it has nothing to tell."""
    study = park_settings.study_kinds(connection)
    found = connection.exec_driver_sql(
        "SELECT s.uid, m.uid, m.name, substr(s.starts_at, 1, 10), s.kind, s.topic, s.hours, "
        "s.state, s.deleted_at, a.state, a.deleted_at, max(s.updated_at, a.updated_at) "
        "FROM session s JOIN attendance a ON a.session = s.id JOIN member m ON m.id = a.member "
        "WHERE s.organisation = ? AND s.submission IS NULL AND m.organisation = ? "
        "AND s.starts_at >= ? AND s.starts_at < ? ORDER BY s.starts_at, s.id, m.id, a.id",
        (own.id, organisation, f"{period.first.year}-01-01", f"{period.last.year + 1}-01-01"),
    )
    rows: dict[tuple[str, str], ToldHours] = {}
    for session, member, who, on, kind, topic, hours, held, gone, state, left, stamp in found:
        counts = (
            held == "held" and not gone and not left and kind in study
            and state in ("present", "made_up") and 0 < (hours or 0) <= MOST_HOURS
        )  # fmt: skip
        told = ToldHours(
            session, member, who, on, float(hours) if counts else 0.0,
            without_numbers(topic)[:_LONGEST], _way(kind), stamp,
        )  # fmt: skip
        had = rows.get((session, member))
        # Of a row that went and another put in its place, the one that counts.
        if had is None or (told.hours > 0, told.told_at) > (had.hours > 0, had.told_at):
            rows[session, member] = told
    plan = park_courses.told(connection, own.id, period.first.year)
    if not rows and not plan.courses:
        return ""
    course_of: dict[str, str] = dict(connection.exec_driver_sql(
        "SELECT s.uid, c.uid FROM session s JOIN course c ON c.id = s.course "
        "WHERE s.organisation = ? AND s.submission IS NULL AND c.deleted_at IS NULL",
        (own.id,),
    ).fetchall())  # fmt: skip
    told_text = {
        "by": own.name,
        "committee": own.uid,
        "years": list(range(period.first.year, period.last.year + 1)),
        "made_at": now_stamp(),
        "rows": [_columns(each) for each in rows.values()],
        park_courses.KEY: park_courses.as_text(plan),
        "course_of": {session: course_of.get(session, "") for session, _member in rows},
    }
    return json.dumps(told_text, ensure_ascii=False, sort_keys=True)


def _way(kind: str) -> str:
    told = session_hours_kind(kind)
    return told if told in WAY.by_code else "study"


_NAMES = ("session", "member", "name", "on", "hours", "topic", "way", "told_at")


def _columns(told: ToldHours) -> list[Any]:
    return [getattr(told, name) for name in _NAMES]


@dataclass(frozen=True, slots=True)
class Told:
    """What a receipt tells: who (name and uid), of which years, when it was written, the rows; what
    is planned (None: an older program wrote it) and, by session, for which course it was."""

    by: str
    committee: str
    years: tuple[int, ...]
    made_at: str
    rows: tuple[ToldHours, ...]
    courses: park_courses.Told | None = None
    course_of: Mapping[str, str] = field(default_factory=dict)


def read(text: str) -> Told:
    """Read what a receipt tells. Raises UserError for a text that is none."""
    try:
        held = json.loads(text)
        rows = tuple(ToldHours(**dict(zip(_NAMES, row, strict=True))) for row in held["rows"])
        for each in rows:
            date.fromisoformat(each.on)
            texts = (each.session, each.member, each.name, each.on, each.topic, each.told_at)
            if not all(isinstance(told, str) for told in texts) or each.way not in WAY.by_code:
                raise ValueError(each.way)
            if not 0 <= float(each.hours) <= MOST_HOURS or not each.topic.strip():
                raise ValueError(each.hours)
        years = tuple(int(year) for year in held["years"])
        told = held.get(park_courses.KEY)
        courses = None if told is None else park_courses.read(told)
        course_of = {str(s): str(c) for s, c in held.get("course_of", {}).items()}
        by, committee, made_at = (str(held[name]) for name in ("by", "committee", "made_at"))
        return Told(by, committee, years, made_at, rows, courses, course_of)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        raise UserError(
            "damaged-metadata", "回执里的培训学时读不出来，没有记；请党委重新开出回执"
        ) from None


def lines_of(text: str) -> Iterator[tuple[str, str, str, str]]:
    """What a receipt's sheet shows: name, day, topic, hours; nothing for no such text."""
    if text:
        for each in read(text).rows:
            if each.hours:
                yield each.name, each.on, each.topic, f"{each.hours:g}"
