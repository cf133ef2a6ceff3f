"""The list behind a number or a reminder, laid over the page: Enter opens what a line is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.evidence.arranged import (
    cells_of,
    in_order,
    place_of,
    summed,
    with_subtotals,
)
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Column, PlainTable
from partydesk.records.periods import Period

_WHOLE_WORDS = 1100  # pixels of the page from which on its buttons have all their words


@dataclass(frozen=True, slots=True)
class Act:
    """Something else to do with the line under the cursor, where it `applies`; `short` is what its
    button says in a narrow window ("": the same)."""

    label: str
    do: Callable[[Line], object]
    applies: Callable[[Line], bool]
    short: str = ""


class EvidencePage(LivePage):
    """Lists what `look` finds; asks again when something changed. `opened` carries the Line.

    `figure` is the indicator and period whose evidence it is: a committee can ask why it moved.
    """

    opened = Signal(object)

    def __init__(
        self,
        context: AppContext,
        look: Callable[[], Evidence],
        acts: Sequence[Act] = (),
        verb: str = "打开",
        figure: tuple[str, Period] | None = None,
    ) -> None:
        super().__init__(context)
        self._look, self._figure = look, figure
        self._order: tuple[int, bool] | None = None
        self._lines: list[Line | None] = []
        self.evidence: Evidence | None = None
        self.table: PlainTable | None = None
        self.chips: ChipBar | None = None
        self.title = text("", "title")
        self.said = text("", "small", wrap=True)
        self.nothing = text("这里还没有记录。", "small")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        self._acts = [(button(act.label, partial(self._act, act)), act) for act in acts]
        self.open_button = button(verb, self._open)
        self.open_button.setToolTip(tip_text(f"{verb}（回车或双击）"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.setSpacing(theme.GAP)
        tools = [each for each, _act in self._acts]
        self.back = back_button(self.leave)
        self.why_button = button("为什么变了", self.ask_why)
        self.why_button.setVisible(figure is not None and context.store.role == "committee")
        self.subtotals = button("按支部小计", self._show_group, "chip")
        self.subtotals.setCheckable(True)
        self.tools = TableTools(context, self, self._as_shown)
        self.head = row(
            self.back, self.title, None, *tools, self.why_button, self.tools, self.open_button
        )
        whole.addLayout(self.head)
        self.sum = text("", "small")
        below = row(self.said, self.sum, self.subtotals)
        below.setStretch(0, 1)
        whole.addLayout(below)
        self._chips_at = whole
        self.card = Card()
        self.card.rows.setContentsMargins(1, 3, 1, 3)
        self.card.rows.addWidget(self.nothing, 1)
        whole.addWidget(self.card, 1)
        on_keys(self, self.leave, "Esc")
        self._chosen(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the tools are icons, and acts say what they are called for short."""
        super().resizeEvent(event)
        narrow = event.size().width() < _WHOLE_WORDS
        self.tools.set_narrow(narrow)
        for each, act in self._acts:
            each.setText(act.short if narrow and act.short else act.label)

    def leave(self) -> None:
        """Go back to the page below."""
        self.closed.emit()

    def load(self) -> None:
        """Ask again."""
        self.context.query("正在找依据", lambda _: self._look(), self.show_evidence, self)

    def show_evidence(self, found: Evidence) -> None:
        """Show this; the chip and the line under the cursor stay."""
        again = self.evidence is not None and self.evidence.columns == found.columns
        self.evidence = found
        self.title.setText(found.title)
        self.said.setText(found.said)
        if not again or self.table is None:
            self._make_table(found)
        self._make_chips(found)
        self._show_group()

    @property
    def group(self) -> Group:
        """The group in sight."""
        assert self.evidence is not None
        at = self.chips.current.values[0] if self.chips is not None else 0
        return self.evidence.groups[int(str(at))]

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        at = self.table.currentIndex().row() if self.table is not None else -1
        return self._lines[at] if self.evidence and 0 <= at < len(self._lines) else None

    def ask_why(self) -> None:
        """Lay over it why the figure moved."""
        if self._figure is not None:
            from partydesk.desk.evidence.why_page import WhyPage

            figure, period = self._figure
            page = WhyPage.since_a_day(self.context, period, figure)
            page.record_wanted.connect(self.record_wanted)
            self.push_wanted.emit(page)

    def _make_table(self, found: Evidence) -> None:
        if self.table is not None:
            self.card.rows.removeWidget(self.table)
            self.table.deleteLater()
        table = PlainTable([Column(label, width) for label, width in found.columns])
        table.setAccessibleName(found.title)
        table.opened.connect(lambda _row: self._open())
        table.chosen.connect(self._chosen)
        table.sort_by(self._sort)
        self._order = None
        on_keys(table, self._open, "Return", "Enter", alone=True)
        self.card.rows.insertWidget(0, table, 1)
        self.table = table
        hand_on_focus(self, table)
        if self.isVisible():
            table.setFocus()

    def _make_chips(self, found: Evidence) -> None:
        chosen = self.chips.current.values if self.chips is not None else (0,)
        if self.chips is not None:
            self._chips_at.removeWidget(self.chips)
            self.chips.deleteLater()
            self.chips = None
        if len(found.groups) < 2:
            return
        chips = [Chip(group.label, (number,)) for number, group in enumerate(found.groups)]
        self.chips = ChipBar(chips, everything=False)
        self.chips.set_counts({n: len(group.lines) for n, group in enumerate(found.groups)})
        if int(str(chosen[0])) < len(chips):
            self.chips.mark(found.groups[int(str(chosen[0]))].label)
        self.chips.chosen.connect(lambda _chip: self._show_group())
        self._chips_at.insertWidget(2, self.chips)

    def _show_group(self) -> None:
        assert self.table is not None
        at = max(0, self.table.currentIndex().row())
        assert self.evidence is not None
        lines: Sequence[Line] = self.group.lines
        self.sum.setText(summed(self.evidence, lines) if lines else "")
        self.subtotals.setVisible(place_of(self.evidence) is not None and bool(lines))
        if self._order is not None:
            lines = in_order(lines, self._order[0], down=self._order[1])
        if self.subtotals.isChecked():
            rows = with_subtotals(self.evidence, lines)
        else:
            rows = [(line, cells_of(line)) for line in lines]
        self._lines = [line for line, _cells in rows]
        self.table.show_rows([cells for _line, cells in rows])
        self.tools.setVisible(bool(lines))
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        if lines:
            self.table.selectRow(min(at, len(rows) - 1))
        self._chosen(at if lines else -1)

    def _chosen(self, _row: int) -> None:
        line = self.line
        leads = line is not None and bool(line.uid or line.about)
        self.open_button.setEnabled(leads)
        for each, act in self._acts:
            each.setVisible(line is not None and act.applies(line))

    def _sort(self, column: int) -> None:
        """By a column, upwards, then downwards, then as it was."""
        now = self._order
        if now is None or now[0] != column:
            self._order = (column, False)
        else:
            self._order = None if now[1] else (column, True)
        if self.table is not None:
            self.table.mark_order(self._order)
        self._show_group()

    def _as_shown(self) -> ShownTable | None:
        if self.table is None or self.evidence is None or not self._lines:
            return None
        heads = [(label, max(8, width // 8) if width else 40)
                 for label, width in self.evidence.columns]  # fmt: skip
        of = f"（{self.group.label}）" if self.chips is not None else ""
        title = f"{self.title.text()}{of}".replace("\u3000", " ")
        return ShownTable(title, heads, [(self.sum.text(), self.table.texts)])

    def _open(self) -> None:
        if (line := self.line) is not None:
            self.opened.emit(line)

    def _act(self, act: Act) -> None:
        if (line := self.line) is not None:
            act.do(line)
