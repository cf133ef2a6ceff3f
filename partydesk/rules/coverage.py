"""报到 of a sum: which branches are in the figures over a period, and until which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partydesk.records.periods import Period, parse_period
from partydesk.rules.deadlines import span
from partydesk.rules.handed_in import Branch, Told

_MOST_DAYS = 3  # different days that a sentence names
NOBODY_BELOW = "还没有登记下级党组织"
"""What is said instead of figures where a committee has no branch."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which branches are in a sum over a period, and until which day: branch → its last day told
    of, None for one that is not in. `gaps` are those of which days in between are missing."""

    period: Period
    days: tuple[tuple[Branch, date | None], ...]
    gaps: frozenset[int] = frozenset()

    @property
    def of(self) -> int:
        """How many branches there are."""
        return len(self.days)

    @property
    def inside(self) -> int:
        """How many of them are in it."""
        return sum(day is not None for _, day in self.days)

    @property
    def ids(self) -> frozenset[int]:
        """Those that are in it."""
        return frozenset(branch.id for branch, day in self.days if day is not None)

    @property
    def until(self) -> date | None:
        """The latest day any of them has told of."""
        return max((day for _, day in self.days if day is not None), default=None)

    @property
    def sentence(self) -> str:
        """How many of how many are in it, and until which day: 44 个支部，在内 41 个：38 个报到
        9 月 30 日，3 个报到 6 月 30 日."""
        if not self.of:
            return NOBODY_BELOW
        if not self.inside:
            return f"{self.of} 个支部，还没有一个报来"
        counted = Counter(day for _, day in self.days if day is not None)
        ordered = sorted(counted.items(), reverse=True)
        named, rest = ordered[:_MOST_DAYS], ordered[_MOST_DAYS:]
        if len(ordered) == 1:
            parts = [f"都{self._told(ordered[0][0])}"]
        else:
            parts = [f"{count} 个{self._told(day)}" for day, count in named]
        if rest:
            parts.append(f"其余 {sum(n for _, n in rest)} 个报到 {_said(rest[0][0])}或更早")
        head = (
            f"{self.of} 个支部，全部在内：" if self.inside == self.of
            else f"{self.of} 个支部，在内 {self.inside} 个："
        )  # fmt: skip
        tail = f"；{len(self.gaps)} 个中间有没报的日子" if self.gaps else ""
        return f"{head}{'，'.join(parts)}{tail}"

    def _told(self, day: date) -> str:
        if span(self.period) == "year" and day == self.period.last:
            return "报了全年"
        return f"报到 {_said(day)}"


def _said(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def coverage(told: Told, period: Period, today: date) -> Coverage:
    """Which branches are in a sum over the period. Those founded after it, or
    dissolved by its end, are not expected."""
    expected = [
        branch
        for branch in told.branches
        if (
            (not branch.founded_on or date.fromisoformat(branch.founded_on) <= period.last)
            and not branch.over(period.last)
        )
        or told.covered_to(branch.id, period, today)
    ]
    days = tuple((branch, told.covered_to(branch.id, period, today)) for branch in expected)
    gaps = frozenset(b.id for b, day in days if day and told.gaps(b, period, day))
    return Coverage(period, days, gaps)


def periods_within(told: Told, period: Period) -> Sequence[Period]:
    """The periods a coverage of this one tells of, as a year runs, shorter ones first: what the
    committee asks for and whatever else somebody handed in of its days."""
    texts = {each.period for those in told.submissions.values() for each in those}
    texts |= {text for _branch, text in told.newer} | {period.text}
    # Of halves whose quarters are asked for only those that somebody handed in say more, unless
    # the committee itself said that it wants them.
    quarters = "quarter" in told.calendar and not told.calendar_chosen
    spans = told.calendar - ({"half"} if quarters else set())
    for year in range(period.first.year, period.last.year + 1):
        texts |= {text for each in spans for text in _of_year(each, year)}
    found = (parse_period(text) for text in texts)
    inside = [p for p in found if period.first <= p.first and p.last <= period.last]
    return sorted(inside, key=lambda p: ((p.last - p.first).days // 20, p.first, p.text))


def _of_year(span: str, year: int) -> Sequence[str]:
    """The periods of one of deadlines.SPAN in a year."""
    parts = {"month": ("-", 12), "quarter": ("Q", 4), "half": ("H", 2)}
    if span not in parts:
        return (f"{year}",)
    mark, number = parts[span]
    width = 2 if span == "month" else 1
    return [f"{year}{mark}{part:0{width}}" for part in range(1, number + 1)]
