"""What was done beyond meetings as a chart, and where problems come from."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.records.ticket import SOURCE
from partydesk.rules.charts.model import Chart, Series, bars_of
from partydesk.rules.indicators import indicator

_ACTIVITIES = ("volunteer_times", "three_services", "mass_activities", "pairings",
               "joint_meetings", "quizzes")  # fmt: skip


def done(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """How often each sort of activity was held."""
    labelled = [(indicator(id).label, (id,)) for id in _ACTIVITIES]
    return Chart(
        "activities", f"党群活动　{period.title}", "次", "期间内各开展了多少次",
        (Series("次数", "ok"),), tuple(bars_of(connection, labelled, period, scope)),
        "这段时间没有党群活动。在“学习活动”页记下后，这里会画出来。",
    )  # fmt: skip


def sources(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """Where the problems raised in the period come from."""
    labelled = [(choice.label, (f"tickets_from_{choice.code}",)) for choice in SOURCE]
    return Chart(
        "sources", f"问题来源　{period.title}", "个", "期间内提出的问题各从哪里来",
        (Series("问题", "warn"),), tuple(bars_of(connection, labelled, period, scope)),
        "这段时间没有提出问题。在“问题台账”页记下问题后，这里会画出来。",
    )  # fmt: skip
