"""培训计划 in figures: how many courses were planned and held, how many of those they are for took
part. Their rows follow from the standing of the courses (rules/training.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, and_, case, cast, exists, func, or_, select

from partydesk.records.course import Course, StudyCredit
from partydesk.records.indicator import Condition, Indicator, ReportSentence, within
from partydesk.records.periods import Period
from partydesk.records.study import StudySession
from partydesk.rules.course_standing import CourseStanding
from partydesk.rules.share import per_cent
from partydesk.rules.training import courses

_LAST_DAYS = {"Q1": "-03-31", "Q2": "-06-30", "Q3": "-09-30"}
_DUE = cast(Course.year, String).concat(
    case(_LAST_DAYS, value=func.coalesce(Course.quarter, ""), else_="-12-31")
)
"""`course_due` of the table's rows, as ISO text."""
_HELD = or_(
    exists(select(StudySession.id).where(StudySession.course == Course.id,
                                         StudySession.counts_where())),
    exists(select(StudyCredit.id).where(StudyCredit.course == Course.id,
                                        StudyCredit.counts_where())),
)  # fmt: skip


def _due(*more: Any) -> Condition:
    return lambda period: and_(within(_DUE, period), *more)


_SHOWN: dict[str, Any] = {"date": _DUE, "text": Course.name.expression}

PLAN_SENTENCE = "organisation.training_plan"
_SAID = (
    "{period}培训计划应开{courses_planned}期，已开{courses_held}期；应参加{training_expected}人次，"
    "参加{training_attended}人次，参加率{training_rate}%。"
)
"""What a report says of the training plan."""

COURSES: tuple[Indicator, ...] = (
    Indicator("courses_planned", "计划的培训", "期", "CB",
              "培训计划里按计划应在期间内开的（没写季度的算在年底）", Course, _due(), **_SHOWN),
    Indicator("courses_held", "开了的计划培训", "期", "CB",
              "应在期间内开的培训中，有学习活动或学时登记对上的", Course, _due(_HELD), **_SHOWN,
              sentence=ReportSentence(PLAN_SENTENCE, "organisation.workers", _SAID),
              branch_sentence=ReportSentence(PLAN_SENTENCE, "thought", _SAID)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainingSums:
    """Over the courses that were held: how many they are for, how many of those took part, and
    have all of the hours."""

    courses: int
    expected: int
    took_part: int
    in_full: int

    @property
    def rate(self) -> float | None:
        """Took part in per cent of those expected, with one decimal; None of nobody."""
        return per_cent(self.took_part, self.expected)


def training_sums(found: Iterable[CourseStanding]) -> TrainingSums:
    """The sums of those of the courses that were held."""
    held = [each for each in found if each.held]
    return TrainingSums(
        len(held),
        sum(len(each.people) for each in held),
        sum(each.took_part for each in held),
        sum(each.in_full for each in held),
    )


EXPECTED, TOOK_PART, IN_FULL, RATE = (
    "training_expected", "training_attended", "training_in_full", "training_rate",
)  # fmt: skip
IDS = (EXPECTED, TOOK_PART, IN_FULL, RATE)


def training_numbers(sums: TrainingSums) -> Iterator[tuple[str, str, str, str, float | None, int]]:
    """Id, label, unit, definition, value and evidence of each number; none where no course was
    held."""
    if not sums.courses:
        return
    yield (EXPECTED, "培训应参加", "人次",
           "开了的计划培训，培训对象里的人各算一次（失联和学时减免的不算）", sums.expected,
           sums.expected)  # fmt: skip
    yield (TOOK_PART, "培训参加", "人次", "应参加的人里到过的", sums.took_part, sums.took_part)
    yield (IN_FULL, "培训学满", "人次", "应参加的人里学满计划学时的", sums.in_full, sums.in_full)
    yield RATE, "培训参加率", "%", "应参加的人里到过的占百分之几", sums.rate, sums.expected


def training_evidence(
    connection: Connection,
    id: str,
    period: Period,
    organisations: Collection[int] | None,
    today: date,
) -> list[Mapping[str, Any]]:
    """A row for each of those expected, present, or with all the hours. Raises KeyError for an id
    that is none of these."""
    if id not in IDS:
        raise KeyError(id)
    codes = {row[0]: row[1] for row in connection.exec_driver_sql(
        "SELECT id, code FROM organisation")}  # fmt: skip
    rows: list[Mapping[str, Any]] = []
    for course in courses(connection, period, today, organisations):
        if not course.held:
            continue
        for person in course.people:
            full = person.took_part and person.hours >= course.hours
            if (id == TOOK_PART and not person.took_part) or (id == IN_FULL and not full):
                continue
            last = person.rows[-1] if person.rows else None
            told = f"{person.hours:g} 学时" if last else "没有参加"
            kind, uid = (last[0], last[1]) if last else ("course", course.uid)
            rows.append({
                "kind": kind, "uid": uid,
                "organisation": codes.get(person.organisation, ""),
                "date": last[2] if last else max(each.day for each in course.held),
                "text": f"{course.name}　{person.name}　{told}", "amount": 1,
            })  # fmt: skip
    return rows
