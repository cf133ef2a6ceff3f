"""Which branches lead and which lag, by the rates each of them has; their figures side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from partydesk.documents.report.content import Table
from partydesk.documents.report.facts import number_text
from partydesk.documents.report.shortcomings import Place
from partydesk.documents.report.templates import Run
from partydesk.rules.branch_figures import BranchFigure
from partydesk.rules.indicator_engine import Tally
from partydesk.rules.indicators import indicator

RANK = "rank:"
"""How the tokens begin that name the branches which lead and lag."""
_MOST = 2
COLUMNS = ("theme_days", "group_studies", "integrity_talks", "tickets_resolved")
RATES = ("three_meetings", "turnout", "hours_met")


@dataclass(frozen=True, slots=True)
class Rank:
    """A measure over branches in words: 最高的是…，最低的是…."""

    id: str
    label: str
    text: str

    @property
    def template(self) -> str:
        """The sentence with its token."""
        return f"{self.label}{{{RANK}{self.id}}}。"

    @property
    def run(self) -> Run:
        """What the token says."""
        return Run(self.text, f"{RANK}{self.id}")


def ranked(
    ids: Sequence[str],
    figures: Mapping[str, BranchFigure],
    places: Mapping[int, Place],
    branches: Collection[int],
) -> list[Rank]:
    """These measures among the `branches`, those that fewer than two of them have left out."""
    found = []
    for id in ids:
        figure = figures.get(id)
        values = {} if figure is None else figure.values
        theirs = {each: value for each, value in values.items() if each in branches}
        if figure is not None and len(theirs) >= 2:
            found.append(Rank(id, figure.label, _leads_and_lags(theirs, figure.unit, places)))
    return found


def _leads_and_lags(values: Mapping[int, float], unit: str, places: Mapping[int, Place]) -> str:
    high, low = max(values.values()), min(values.values())
    if high == low:
        return f"各支部都是{number_text(high)}{unit}"
    told = []
    for word, value in (("最高", high), ("最低", low)):
        those = sorted((places[id].code, places[id].name) for id in values if values[id] == value)
        few = "、".join(name for _code, name in those[:_MOST])
        more = f"等{len(those)}个支部" if len(those) > _MOST else ""
        each = "均为" if len(those) > 1 else ""
        told.append(f"{word}的是{few}{more}（{each}{number_text(value)}{unit}）")
    return "，".join(told)


def branch_table(
    counted: Tally,
    figures: Mapping[str, BranchFigure],
    places: Mapping[int, Place],
    branches: Sequence[int],
    own: int,
) -> Table:
    """A line for each branch in its rank, then the committee's own, then all of them.

    The rank goes by the first of `RATES`, then by the next; a branch that has told of nothing
    stays blank and has no rank. The totals are the report's own figures.
    """

    def cells(id: int) -> list[str]:
        plain = [_shown(counted.value(each, (id,)).value) for each in COLUMNS]
        return plain + [_shown(figures[each].values.get(id)) for each in RATES]

    def key(id: int) -> tuple[float, ...]:
        return tuple(-figures[each].values.get(id, -1.0) for each in RATES)

    told = sorted(
        (id for id in branches if any(id in figures[each].values for each in RATES)),
        key=lambda id: (key(id), places[id].code),
    )
    rows, place = [], 0
    for number, id in enumerate(told, start=1):
        if number == 1 or key(id) != key(told[number - 2]):
            place = number
        rows.append((str(place), places[id].name, *cells(id)))
    for id in branches:
        if id not in told:
            rows.append(("", places[id].name, *[""] * (len(COLUMNS) + len(RATES))))
    if own:
        rows.append(("", places[own].name, *cells(own)))
    totals = [_shown(counted.value(each).value) for each in COLUMNS]
    rows.append(("", "合计", *totals, *[""] * len(RATES)))
    heads = [
        *(f"{_SHORT.get(id, indicator(id).label)}（{indicator(id).unit}）" for id in COLUMNS),
        *(f"{_SHORT.get(id, figures[id].label)}（{figures[id].unit}）" for id in RATES),
    ]
    return Table(
        "各支部主要数字",
        ("名次", "党组织", *heads),
        (13, 31, *[16.0] * (len(COLUMNS) + len(RATES))),
        tuple(rows),
        frozenset((0, *range(2, 2 + len(COLUMNS) + len(RATES)))),
    )


_SHORT = {
    "group_studies": "集中学习", "integrity_talks": "廉政谈话", "tickets_resolved": "解决问题",
    "three_meetings": "三会一课", "turnout": "到会率", "hours_met": "学时达标",
}  # fmt: skip


def _shown(value: float | int | None) -> str:
    return "" if value is None else number_text(value)
