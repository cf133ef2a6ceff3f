"""交表情况: branches by the periods of a year, and what is said to those who have not handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partydesk.exchange.merge.overdue import days_told
from partydesk.records.periods import Period
from partydesk.rules.coverage import Coverage, coverage, periods_within
from partydesk.rules.deadlines import due_on, span
from partydesk.rules.handed_in import Branch, HandedIn, Told
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A branch: how it stands for each of the periods, until when it told, which of the periods it
    is to be reminded of."""

    branch: Branch
    cells: tuple[HandedIn, ...]
    until: date | None
    asked: tuple[Period, ...]

    def has(self, states: Sequence[str]) -> bool:
        """Whether it stands like that for any of the periods; for "missing" only where it is to be
        reminded."""
        return any(
            each.state in states and (each.state != "missing" or each.period in self.asked)
            for each in self.cells
        )

    @property
    def whole(self) -> bool:
        """Whether it handed in the last of the periods, a year say."""
        return self.cells[-1].state in ("taken", "within")


@dataclass(frozen=True, slots=True)
class Matrix:
    """The periods, a row for each branch, who is in a sum over the whole, and when each of the
    periods is due."""

    period: Period
    periods: tuple[Period, ...]
    rows: tuple[MatrixRow, ...]
    covered: Coverage
    due: dict[str, date]
    today: date

    @property
    def absent(self) -> tuple[MatrixRow, ...]:
        """Those to be reminded."""
        return tuple(row for row in self.rows if row.asked)

    @property
    def next_due(self) -> str:
        """Which period is due next, and in how many days; "" for none."""
        coming = [
            (due, period)
            for period in self.periods
            if (due := self.due[period.text]) >= self.today >= period.last
        ]
        if not coming:
            return ""
        due, period = min(coming, key=lambda each: each[0])
        days = days_told((self.today - due).days)
        return f"{short(period)}表 {due.year} 年 {due.month} 月 {due.day} 日前交，{days}。"

    def message_to(self, row: MatrixRow) -> str:
        """What one sends to a single branch."""
        told = "，".join(self._said(period) for period in row.asked)
        return f"{row.branch.name}（{row.branch.code}）：还没有收到 {told}。请尽快交来。"

    @property
    def message(self) -> str:
        """What one pastes into a group's chat."""
        head = f"{self.period.title}报送表，还有 {len(self.absent)} 个支部没有交齐："
        lines = [
            f"{number}. {row.branch.name}（{row.branch.code}）："
            f"{'，'.join(self._said(period) for period in row.asked)}"
            for number, row in enumerate(self.absent, 1)
        ]
        return "\n".join([head, *lines])

    def _said(self, period: Period) -> str:
        due = self.due[period.text]
        days = days_told((self.today - due).days)
        return f"{short(period)}表（{due.month} 月 {due.day} 日前交，{days}）"


def matrix(store: Store, period: Period, today: date) -> Matrix:
    """How every branch stands for the periods within this one."""
    with store.read() as connection:
        told = Told(connection)
        periods = tuple(periods_within(told, period))
        due = {each.text: due_on(connection, each) for each in periods}
        covered = coverage(told, period, today)
    rows = []
    for branch in told.branches:
        cells = tuple(told.handed_in(branch, each, today) for each in periods)
        asked = tuple(each.period for each in cells if told.to_be_asked(each))
        rows.append(MatrixRow(branch, cells, told.covered_to(branch.id, period, today)
                              if branch.id in told.submissions else None, asked))  # fmt: skip
    return Matrix(period, periods, tuple(rows), covered, due, today)


def short(period: Period) -> str:
    """A period as the head of a column: 三季度, 上半年, 9 月, 全年."""
    sort, text = span(period), period.text
    if sort == "year":
        return "全年"
    if sort == "quarter":
        return f"{'一二三四'[int(text[-1]) - 1]}季度"
    if sort == "half":
        return "上半年" if text[-1] == "1" else "下半年"
    if sort == "month":
        return f"{period.first.month} 月"
    return f"{period.first:%m-%d} 至 {period.last:%m-%d}"
