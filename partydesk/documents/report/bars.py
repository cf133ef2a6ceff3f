"""At most three charts of a report, as tables with bars: the same text in both formats."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from partydesk.documents.report.content import Table
from partydesk.documents.report.facts import number_text
from partydesk.documents.report.shortcomings import Place
from partydesk.records.periods import Period, parse_period
from partydesk.rules.branch_figures import BranchFigure
from partydesk.rules.charts.model import bars_of

MOST = 3
_MOST_ROWS = 20
_MONTHLY = (("group_studies", "各月党员集中学习"), ("tickets_resolved", "各月解决问题"))


def chart(title: str, head: str, unit: str, bars: Sequence[tuple[str, float]]) -> Table:
    """Labels, bars, numbers; the longest bar fills its column."""
    most = max((value for _label, value in bars), default=0.0) or 1.0
    rows = tuple((label, "", number_text(round(value, 1))) for label, value in bars)
    shares = tuple(value / most for _label, value in bars)
    return Table(title, (head, "", unit), (40, 96, 20), rows, frozenset((2,)), {1: shares})


def by_branch(figure: BranchFigure | None, title: str, places: Mapping[int, Place]) -> Table | None:
    """A measure of each branch, the best first; None for fewer than two."""
    if figure is None or len(figure.values) < 2:
        return None
    order = sorted(figure.values, key=lambda id: (-figure.values[id], places[id].code))
    bars = [(places[id].name, figure.values[id]) for id in order[:_MOST_ROWS]]
    return chart(title, "党组织", figure.unit, bars)


def by_month(
    connection: Connection, period: Period, organisations: Collection[int] | None, today: date
) -> list[Table]:
    """What the months so far of a period longer than a quarter brought; empty charts are left
    out."""
    until = max(period.first, min(period.last, today))
    months = [
        parse_period(f"{period.first.year}-{month:02d}")
        for month in range(period.first.month, until.month + 1)
    ]
    if period.first.year != period.last.year or len(months) <= 3:
        return []
    found = []
    per_month = [
        bars_of(connection, [(id, [id]) for id, _title in _MONTHLY], month, organisations)
        for month in months
    ]
    for place, (_id, title) in enumerate(_MONTHLY):
        values = [bars[place].values[0] for bars in per_month]
        if any(values):
            labels = [f"{month.first.month}月" for month in months]
            unit = "次" if place == 0 else "个"
            found.append(chart(title, "月份", unit, list(zip(labels, values, strict=True))))
    return found
