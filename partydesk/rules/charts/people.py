"""党员结构 as charts: ages, and how far everybody is on the way to membership."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules.charts.model import Bar, Chart, Series, bars_of
from partydesk.rules.extra_indicators import BANDS
from partydesk.rules.indicators import indicator

_AGES = (*(f"members_aged_{low}" for low, _high in BANDS), "members_age_unknown")
_CATEGORIES = ("members_full", "members_probationary", "pipeline_candidate", "pipeline_activist",
               "pipeline_applicant")  # fmt: skip
_EMPTY = "名册里还没有人。在“党员”页添加或导入花名册后，这里会画出来。"


def ages(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """The members on the roll by age, at the period's end."""
    bars = _counted(connection, _AGES, period, scope)
    if not any(bars[-1].values):
        bars.pop()  # everybody's is known
    return Chart(
        "ages", f"党员年龄　{_day(period)}", "人", "期末在册的党员，按周岁",
        (Series("党员", "info"),), tuple(bars), _EMPTY,
    )  # fmt: skip


def categories(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """Members and those on the way to it, at the period's end."""
    return Chart(
        "categories", f"人员类别　{_day(period)}", "人", "期末在册的党员，和发展中的人",
        (Series("人数", "info"),),
        tuple(_counted(connection, _CATEGORIES, period, scope)), _EMPTY,
    )  # fmt: skip


def _counted(
    connection: Connection, ids: tuple[str, ...], period: Period, scope: tuple[int, ...] | None
) -> list[Bar]:
    labelled = [(indicator(id).label, (id,)) for id in ids]
    return bars_of(connection, labelled, period, scope)


def _day(period: Period) -> str:
    return f"{period.last}" if ".." in period.text else f"{period.title}末"
