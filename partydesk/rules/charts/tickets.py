"""问题流转 as charts: raised, solved and closed by month; how those of the period stand now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import Period, parse_period
from partydesk.records.ticket import STATE
from partydesk.rules.charts.model import Chart, Series, bars_of

_FLOW = (
    ("tickets_raised", Series("提出", "warn")),
    ("tickets_resolved", Series("解决", "ok")),
    ("tickets_closed", Series("销号", "idle")),
)
_EMPTY = "这段时间没有问题。在“问题台账”页记下问题后，这里会画出来。"
_MOST_MONTHS = 24


def flow(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """How many were raised, solved and closed in each month; in each year of a long period."""
    ids = [id for id, _series in _FLOW]
    return Chart(
        "flow", f"问题流转　{period.title}", "个", "按提出、解决、销号的日期，各月有多少个问题",
        tuple(series for _id, series in _FLOW),
        tuple(
            bar
            for label, part in parts(period)
            for bar in bars_of(connection, [(label, ids)], part, scope)
        ),
        _EMPTY, upright=True,
    )  # fmt: skip


def states(connection: Connection, period: Period, scope: tuple[int, ...] | None) -> Chart:
    """How the problems of the period stand now."""
    labelled = [(choice.label, (f"tickets_now_{choice.code}",)) for choice in STATE]
    counted = bars_of(connection, labelled, period, scope)
    bars = (replace(bar, tone=choice.tone) for bar, choice in zip(counted, STATE, strict=True))
    return Chart(
        "states", f"问题状态　{period.title}", "个",
        "这段时间提出的、和以前提出而那时还没有办结的问题，现在各是什么状态",
        (Series("问题", "info"),), tuple(bars), _EMPTY,
    )  # fmt: skip


def parts(period: Period) -> list[tuple[str, Period]]:
    """The months of a period with their labels, or its years; ends that are cut stay cut."""
    first, last = period.first, period.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    found = []
    if months > _MOST_MONTHS:
        for year in range(first.year, last.year + 1):
            found.append((f"{year} 年", _within(parse_period(f"{year:04d}"), first, last)))
        return found
    for number in range(months):
        years, month = divmod(first.month - 1 + number, 12)
        year = first.year + years
        label = f"{month + 1} 月" if first.year == last.year else f"{year}-{month + 1:02d}"
        found.append((label, _within(parse_period(f"{year}-{month + 1:02d}"), first, last)))
    return found


def _within(part: Period, first: date, last: date) -> Period:
    if first <= part.first and part.last <= last:
        return part
    return parse_period(f"{max(first, part.first)}..{min(last, part.last)}")
