"""为什么变了: a figure that moved, by branch and record, laid over the page it was asked from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from partydesk.desk.evidence.moved_pane import MovedPane
from partydesk.desk.evidence.why_bars import WhyBars, signed
from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import Card, row, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.exchange.merge import trace
from partydesk.exchange.merge.compare import CAME, CHANGED, WENT, Comparison, Moved, compare
from partydesk.exchange.merge.moments import Moment
from partydesk.exchange.merge.revisions import LastChange, changes
from partydesk.exchange.merge.why import BranchStory, steps, stories
from partydesk.records.clock import local_day
from partydesk.records.periods import Period
from partydesk.store.progress import Progress
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.exchange.merge.compare import FigureChange

HOWS = {CAME: ("来了", "ok"), WENT: ("走了", "bad"), CHANGED: ("改了", "warn")}
_COLUMNS = (Column("党组织和记录", 230), Column("来由或主题"), Column("说明", 150),
            Column("数量", 84, True))  # fmt: skip
_BY_BRANCH = "按支部"
_MOST_DAYS = 12  # days that are offered
_ROOM = 520  # pixels of height from which there is room for the bars
_NOW = "9999-12-31 23:59:59"


@dataclass(frozen=True, slots=True)
class Since:
    """One choice of 从…起: two moments, of all branches or of the one with a code."""

    label: str
    first: Moment
    second: Moment
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table: a branch, or one of its records."""

    story: BranchStory
    moved: Moved | None = None


class WhyPage(LivePage):
    """`figure` is the indicator's id, "" for any that moved; `choices` what 从…起 offers."""

    def __init__(
        self,
        context: AppContext,
        period: Period,
        figure: str,
        choices: Sequence[Since],
        chosen: int = 0,
    ) -> None:
        super().__init__(context)
        self.period, self.figure, self.choices = period, figure, tuple(choices)
        self.found: Comparison | None = None
        self.names: dict[str, str] = {}
        self.folded: set[str] = set()
        self.rows: list[_Row] = []
        self.since, self.figures = ComboBox(), ComboBox()
        for box in (self.since, self.figures):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.since.setAccessibleName("从什么时候起")
        self.since.addItems([each.label for each in self.choices])
        self.since.setCurrentIndex(chosen)
        self.since.currentIndexChanged.connect(lambda _: self.refresh())
        self.figures.setAccessibleName("哪个数字")
        self.figures.currentIndexChanged.connect(lambda _: self._figure_chosen())
        self.title = text("为什么变了", "title")
        self.said = text("", "small", wrap=True)
        self.tools = TableTools(context, self, self._as_shown)
        main = QWidget()
        body = QVBoxLayout(main)
        body.setContentsMargins(theme.AIR, 14, 16, 12)
        body.setSpacing(10)
        self.back = back_button(self.closed.emit)
        body.addLayout(row(self.back, self.title, None, self.figures, self.since, self.tools))
        body.addWidget(self.said)
        self.bars = WhyBars()
        self._drawn = Card()
        self._drawn.rows.setContentsMargins(14, 8, 14, 8)
        self._drawn.rows.setSpacing(2)
        self.sum = text("", "section", wrap=True)
        self._drawn.rows.addWidget(self.sum)
        self._drawn.rows.addWidget(self.bars)
        body.addWidget(self._drawn)
        self.chips = ChipBar(
            [Chip(_BY_BRANCH, ("",)), *(Chip(word, (how,)) for how, (word, _) in HOWS.items())],
            everything=False,
        )
        self.chips.chosen.connect(lambda _chip: self._show())
        body.addWidget(self.chips)
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("变了的记录")
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _row: self._open())
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.setSpacing(0)
        card.rows.addWidget(self.table, 1)
        total = QFrame()
        total.setProperty("role", "foot")
        self.total, self.total_said = text("合计", "section"), text("", "small")
        self.total_number = text("", "section")
        line = row(self.total, self.total_said, None, self.total_number)
        line.setContentsMargins(theme.CELL, 8, theme.CELL, 8)
        total.setLayout(line)
        card.rows.addWidget(total)
        body.addWidget(card, 1)
        self.pane = MovedPane(context)
        self.pane.record_wanted.connect(self.record_wanted)
        self.across = Across(self)
        self.across.show_beside(main, self.pane)
        hand_on_focus(self, self.table)
        on_keys(self.table, self._open, "Return", "Enter", alone=True)
        on_keys(self, self.closed, "Esc")

    @classmethod
    def since_a_day(cls, context: AppContext, period: Period, figure: str) -> WhyPage:
        """Of all branches, from a day on which something was taken or withdrawn."""
        return cls(context, period, figure, days_to_choose(context.store))

    @classmethod
    def between_revisions(cls, context: AppContext, found: LastChange) -> WhyPage:
        """Of one branch, between two revisions of a period: these, or others that were taken."""
        every = changes(context.store, found.code, found.period.text)
        choices = [
            Since(
                f"第 {each.before} 版 → 第 {each.after} 版",
                Moment(revision=each.before), Moment(revision=each.after), each.code,
            )
            for each in every
        ]  # fmt: skip
        return cls(context, found.period, "", choices, every.index(found))

    # -- asking --------------------------------------------------------------------------------

    def load(self) -> None:
        """Compare anew."""
        if not self.choices:
            self.said.setText("还没有收过表，没有可比的。")
            self._drawn.hide()
            return
        since, store, period = (
            self.choices[self.since.currentIndex()],
            self.context.store,
            self.period,
        )

        def work(progress: Progress) -> tuple[Comparison, Comparison, dict[str, str]]:
            every = compare(store, period, since.first, since.second, organisation=since.code,
                            progress=progress)  # fmt: skip
            mine = every
            if self.figure and not any(f.indicator.id == self.figure for f in every.figures):
                mine = compare(store, period, since.first, since.second, organisation=since.code,
                               indicator=self.figure, progress=progress)  # fmt: skip
            return every, mine, _names(store)

        self.context.query("正在比较", work, self._compared, self, parent=self)

    def _compared(self, found: tuple[Comparison, Comparison, dict[str, str]]) -> None:
        self.found, mine, self.names = found
        figures = {each.indicator.id: each for each in (*self.found.figures, *mine.figures)}
        self._changes = figures
        if not self.figure and figures:
            self.figure = next(iter(figures))
        self.figures.blockSignals(True)
        self.figures.clear()
        for id, each in figures.items():
            self.figures.addItem(each.indicator.label, id)
        self.figures.setCurrentIndex(self.figures.findData(self.figure))
        self.figures.blockSignals(False)
        self.figures.setVisible(len(figures) > 1)
        self._show_figure()

    def _figure_chosen(self) -> None:
        self.figure = str(self.figures.currentData() or self.figure)
        self._show_figure()

    @property
    def change(self) -> FigureChange | None:
        """The figure that is looked at."""
        return self._changes.get(self.figure) if self.found is not None else None

    # -- showing -------------------------------------------------------------------------------

    def _show_figure(self) -> None:
        change, found = self.change, self.found
        since = self.choices[self.since.currentIndex()]
        whose = self.names.get(since.code, since.code)
        if change is None or found is None:
            self.title.setText("数字没有变")
            self.said.setText("　".join(filter(None, (whose, since.label, self.period.title))))
            self._drawn.hide()
            self.stories: list[BranchStory] = []
            self._show()
            return
        unit = change.indicator.unit
        self.title.setText(f"{change.indicator.label}　{_number(change.before)} → "
                           f"{_number(change.after)}")  # fmt: skip
        before, after = (len(side) for side in found.stood)
        told = f"{before} → {after} 个支部里有表" if not since.code else ""
        self.said.setText("　".join(filter(None, (whose, since.label, self.period.title, told))))
        self.stories = stories(found, change, self.period)
        more = (change.after or 0) - (change.before or 0)
        counts = {how: len(change.of(how)) for how in HOWS}
        said = "，".join(f"{HOWS[how][0]} {n}" for how, n in counts.items() if n)
        word = "多了" if more > 0 else "少了"
        self.sum.setText(
            f"{word} {abs(more):g} {unit}　{said}" if more else f"没有变　{said}".strip()
        )
        drawn = steps(self.stories, change)
        self._drawn.show()
        first = since.label.removesuffix("以来") if not since.code else since.label.split(" → ")[0]
        last = "现在" if not since.code else since.label.split(" → ")[-1]
        self.bars.show_steps(change.before or 0, drawn, change.after or 0, first, last)
        self._fit_bars()
        self.chips.set_counts({"": len(self.stories), **counts})
        self.total_said.setText(said)
        self.total_number.setText(signed(more))
        self.folded = {each.code for each in self.stories[1:]} if len(self.stories) > 4 else set()
        self._show()

    def _show(self) -> None:
        only = str(self.chips.current.values[0])
        self.rows = []
        for each in self.stories:
            if not only:
                self.rows.append(_Row(each))
            if only or each.code not in self.folded:
                those = (m for m in each.moved if only in ("", m.how))
                self.rows += [_Row(each, moved) for moved in those]
        at = max(0, self.table.currentIndex().row())
        self.table.show_rows([self._cells(each, bool(only)) for each in self.rows])
        if self.rows:
            self.table.selectRow(min(at, len(self.rows) - 1))
        else:
            self.pane.show_nothing()

    def _cells(self, each: _Row, flat: bool) -> list[Cell | str]:
        story, moved = each.story, each.moved
        name = self.names.get(story.code, story.code)
        if moved is None:
            mark = "▸" if story.code in self.folded else "▾"
            return [Cell(f"{mark} {name}", None, strong=True), story.said, f"{story.code}",
                    signed(story.amount)]  # fmt: skip
        word, tone = HOWS[moved.how]
        day = moved.date[5:10] if moved.date[:4] == str(self.period.first.year) else moved.date
        cells = f"改了 {len(moved.cells)} 格" if moved.cells else ""
        note = name if flat else cells
        return [Cell(word, tone, day), moved.text.split("\n")[0], note, signed(moved.amount)]

    def _chosen(self, at: int) -> None:
        if not (0 <= at < len(self.rows)) or self.found is None:
            return
        each = self.rows[at]
        name = self.names.get(each.story.code, each.story.code)
        if each.moved is None:
            self.pane.show_branch(name, each.story)
        else:
            self.pane.show_moved(name, each.story, each.moved, self.found)

    def _open(self) -> None:
        at = self.table.currentIndex().row()
        if not 0 <= at < len(self.rows):
            return
        each = self.rows[at]
        if each.moved is not None:
            self.pane.open()
        elif not str(self.chips.current.values[0]):
            self.folded ^= {each.story.code}
            self._show()

    def _as_shown(self) -> ShownTable | None:
        if not self.rows:
            return None
        heads = [("党组织和记录", 24), ("来由或主题", 44), ("说明", 16), ("数量", 8)]
        end = ["合计", self.total_said.text(), "", self.total_number.text()]
        return ShownTable(f"为什么变了 {self.title.text()}", heads,
                          [(self.said.text(), [*self.table.texts, end])], "行")  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.FOLD
        self.across.set_wide(wide)
        self.pane.set_folded(not wide, max(130, self.height() // 3))
        self._fit_bars()

    def _fit_bars(self) -> None:
        """A low window has its room for the table."""
        self.bars.setVisible(self.bars.drawn and self.height() > _ROOM)


def days_to_choose(store: Store) -> list[Since]:
    """The days on which something was taken or withdrawn, the newest in front: what stood before
    each, against now."""
    acts = (a for a in trace.acts(store) if a.act in (trace.TAKEN, trace.WITHDRAWN))
    days = list(dict.fromkeys(local_day(act.at) for act in acts))
    return [
        Since(f"{day.year} 年 {day.month} 月 {day.day} 日以来", Moment(_before(day)), Moment(_NOW))
        for day in days[:_MOST_DAYS]
    ]


def _before(day: date) -> str:
    """The stamp of the last second before a local day."""
    begun = datetime.combine(day, time.min).astimezone(UTC).timestamp() - 1
    return datetime.fromtimestamp(begun, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _names(store: Store) -> dict[str, str]:
    from partydesk.desk.evidence.model import places

    with store.read() as connection:
        return {place.code: place.name for place in places(connection).values()}


def _number(value: float | int | None) -> str:
    return "无" if value is None else f"{value:g}"
