"""培训计划: each course by the end of its quarter, by whatever was held for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from partydesk.records.course import AUDIENCE
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import day_of
from partydesk.rules.norms.recurrence import open_state


def _of_course(item: Obligation, today: date) -> Mapping[str, object]:
    """A session of the course, of today or of the last day of a quarter that is over."""
    return {"course": item.uid, "topic": item.about, "starts_at": day_of(item, today).isoformat()}


COURSE_HELD = Norm(
    "course_held", "培训计划", "列进培训计划的按计划的季度开", "培训计划",
    "开了就记一次学习活动，“所属培训计划”选上它；推迟的改计划季度，不开的写明不适用", "course",
    lead=30,
    settles=Settles(
        ("starts_at", "topic", "hours"), "session", {"kind": "training"}, _of_course, whole=True
    ),
    amiss="列进计划的培训没有按季度开", step="按培训计划补开，或者调整计划",
)  # fmt: skip
NORMS = (COURSE_HELD,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The courses whose quarter ends in the period."""
    for organ in facts.organs:
        for course in facts.courses.get(organ.id, ()):
            if course.due not in facts.period:
                continue
            state = State.DONE if course.held else open_state(course.due, facts.today, grace=None)
            whom = "、".join(AUDIENCE.label(code) for code in course.for_whom.split(","))
            text = f"{whom}，{course.hours:g} 学时"
            yield Obligation(
                COURSE_HELD, organ.id, state, course.due, "", "course", course.uid, course.name,
                course.held, text,
            )  # fmt: skip
