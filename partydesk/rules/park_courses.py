"""The park's 培训计划 as a branch was told of it, with the park's rules, a card or a receipt.

It is kept as it was told, in a setting of the file: the courses are the committee's own, and so are
the sessions held for them. Which of these are for which course a receipt tells beside the hours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlalchemy import Connection

from partydesk.records.course import AUDIENCE, MOST_HOURS, QUARTER
from partydesk.records.personal_numbers import without_numbers
from partydesk.store import settings

KEY = "courses"
"""Under which a file, card or receipt tells of them."""
_KEPT, _SESSIONS = "park_courses", "park_course_sessions"
_LONGEST = 120  # characters of a name


@dataclass(frozen=True, slots=True)
class ParkCourse:
    """One course: the committee's uid, and what it plans (records/course.py)."""

    uid: str
    year: int
    name: str
    for_whom: str
    hours: float
    quarter: str
    by: str

    @property
    def said(self) -> str:
        """What is planned, in words: 党员，8 学时，二季度."""
        whom = "、".join(AUDIENCE.label(code) for code in self.for_whom.split(","))
        return f"{whom}，{self.hours:g} 学时，{QUARTER.label(self.quarter) or '年内'}"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a plan: all courses from a year on."""

    since: int
    courses: tuple[ParkCourse, ...]


@dataclass(frozen=True, slots=True)
class ParkPlan:
    """What a branch was told last: by whom, when that was written, the courses."""

    by: str = ""
    made_at: str = ""
    courses: tuple[ParkCourse, ...] = ()


def told(connection: Connection, own: int, since: int) -> Told:
    """What this committee tells of its own courses."""
    return Told(since, tuple(
        ParkCourse(uid, year, without_numbers(name)[:_LONGEST], whom, float(hours), quarter or "",
                   without_numbers(by or "")[:_LONGEST])
        for uid, year, name, whom, hours, quarter, by in connection.exec_driver_sql(
            "SELECT uid, year, name, for_whom, hours, quarter, by FROM course "
            "WHERE organisation = ? AND submission IS NULL AND deleted_at IS NULL AND year >= ? "
            "ORDER BY year, coalesce(quarter, 'Q9'), id",
            (own, since),
        )
    ))  # fmt: skip


def as_text(plan: Told) -> str:
    """It as a file, card or receipt holds it."""
    held = {"since": plan.since, "rows": _rows(plan.courses)}
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


def read(text: str) -> Told:
    """What such a text tells. Raises KeyError, TypeError, ValueError for what cannot be kept."""
    held = json.loads(text)
    return Told(int(held["since"]), _courses(held["rows"]))


def _rows(courses: Iterable[ParkCourse]) -> list[list[Any]]:
    return [list(astuple(each)) for each in courses]


def _courses(rows: Iterable[list[Any]]) -> tuple[ParkCourse, ...]:
    return tuple(_sound(each) for each in rows)


def _sound(row: list[Any]) -> ParkCourse:
    # What a later program tells beside it is left out.
    course = ParkCourse(*row[: len(fields(ParkCourse))])
    texts = (course.uid, course.name, course.for_whom, course.quarter, course.by)
    if not all(isinstance(text, str) for text in texts) or type(course.year) is not int:
        raise TypeError("courses")
    if type(course.hours) not in (int, float):
        raise TypeError("courses")
    if not 1990 <= course.year <= 2100 or not 0 < float(course.hours) <= MOST_HOURS:
        raise ValueError("courses")
    whom = course.for_whom.split(",")
    if not course.name.strip() or any(code not in AUDIENCE.by_code for code in whom):
        raise ValueError("courses")
    if course.quarter and course.quarter not in QUARTER.by_code:
        raise ValueError("courses")
    return course


def kept(connection: Connection) -> ParkPlan:
    """What this branch was told last; nothing in a file that no committee told anything."""
    text = settings.get(connection, _KEPT, "")
    if not text:
        return ParkPlan()
    held = json.loads(text)
    return ParkPlan(held["by"], held["made_at"], _courses(held["courses"]))


def after(before: ParkPlan, by: str, made_at: str, told_now: Told) -> ParkPlan:
    """What is kept once this is told: what was written last holds, earlier years stay."""
    if before.made_at > made_at:
        return before
    earlier = tuple(each for each in before.courses if each.year < told_now.since)
    return ParkPlan(by, made_at, (*earlier, *told_now.courses))


def differences(before: ParkPlan, then: ParkPlan) -> Iterator[str]:
    """What that changes, a line each."""
    known = {each.uid: each for each in before.courses}
    for each in then.courses:
        was = known.pop(each.uid, None)
        called = f"党委的培训计划“{each.name}”"
        if was is None:
            yield f"{called}：新的，{each.year} 年，{each.said}"
        elif was != each:
            yield (
                f"{called}：{was.said} → {each.said}" if was.said != each.said else f"{called}改了"
            )
    for each in known.values():
        yield f"党委的培训计划“{each.name}”：不在计划里了"


def keep(connection: Connection, plan: ParkPlan) -> None:
    """Keep this as what was told."""
    held = {"by": plan.by, "made_at": plan.made_at, "courses": _rows(plan.courses)}
    settings.put(connection, _KEPT, json.dumps(held, ensure_ascii=False))


def sessions(connection: Connection) -> dict[str, str]:
    """The course of each of the committee's sessions that a receipt told of, by uid."""
    held: dict[str, str] = json.loads(settings.get(connection, _SESSIONS, "{}"))
    return held


def keep_sessions(connection: Connection, told_now: Mapping[str, str]) -> None:
    """Keep for which courses sessions were; "" for one that is for none any more."""
    merged = {**sessions(connection), **told_now}
    settings.put(connection, _SESSIONS, json.dumps({s: c for s, c in merged.items() if c}))
