"""交表情况: which branch handed in what of a year, who is to be reminded, and a branch's goings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.handover.branch_pane import BranchPane
from partydesk.desk.handover.cards_page import CardsPage
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.reminder_card import ReminderCard
from partydesk.desk.handover.withdrawing import Withdrawing
from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.kit.written_file import open_file
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.exchange.merge.matrix import Matrix, MatrixRow, matrix, short
from partydesk.records import clock
from partydesk.records.periods import Period, parse_period
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.rules.handed_in import HANDED_IN, HandedIn
from partydesk.store import received

_WHOLE = "交齐"
_FILTERS = (
    Chip("退回", ("returned",)),
    Chip("待定", ("pending",)),
    Chip("有错", ("faulty",)),
    Chip("未交", ("missing",)),
)
_CODE, _TOLD, _NAME, _CELL, _NARROW = 84, 78, 150, 118, 94  # pixels
_WHOLE_WORDS = 108  # from here on a cell has room for 第 2 版, below it for 2 版
_LAST = 10_000  # as far to the right as it goes
_AFTER = 100  # days after a year's end during which its sheets are looked at first
_PILLS = ("taken", "pending", "returned", "faulty", "missing")


class StandingPage(LivePage):
    """Branches by periods; the pane follows the row, and the cell that was clicked."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        # At the beginning of a year it is the sheets of the last one that come in.
        self.year = (clock.today() - timedelta(days=_AFTER)).year
        self.matrix: Matrix | None = None
        self.shown: list[MatrixRow] = []
        self.columns: tuple[Period, ...] = ()
        self._narrow = False
        self._first = _LAST  # the period in the first of the columns
        self.who = OperatorBar(context)
        self.withdrawing = Withdrawing(context, self, self.who, self.refresh)
        self.tools = TableTools(context, self, self._as_shown)
        self.cards_button = button("登记卡", self.show_cards)
        self.cards_button.setToolTip(tip_text("给支部发登记卡、核对指纹：有卡的支部报来的表加封"))
        self._head = row(*self._year(), None, self.tools)
        main = QWidget()
        self._main = body = QVBoxLayout(main)
        body.setContentsMargins(20, 14, 16, 12)
        body.setSpacing(10)
        body.addLayout(self._head)
        body.addWidget(self.who)
        self.reminder = ReminderCard(context, self._current)
        self.who.asking.connect(self.reminder.setHidden)
        body.addWidget(self.reminder)
        self.chips = ChipBar([Chip(_WHOLE, (_WHOLE,)), *_FILTERS])
        self.chips.chosen.connect(lambda _chip: self._show())
        self.reminder.missing_wanted.connect(lambda: self.chips.choose("未交"))
        self._hint = text("点一格看这一期的来往，双击打开那份表", "hint")
        chips = row(self.chips, self._hint, self.cards_button)
        chips.setStretch(0, 1)
        body.addLayout(chips)
        self.table = PlainTable(())
        self.table.setAccessibleName("各支部各期间的交表情况")
        self.table.chosen.connect(self._chosen)
        self.table.doubleClicked.connect(lambda index: self.open_file(index.row(), index.column()))
        self.table.clicked.connect(lambda index: self._point(index.row(), index.column()))
        self._card = Card()
        self._card.rows.setContentsMargins(1, 1, 1, 1)
        self._card.rows.addWidget(self.table)
        body.addWidget(self._card, 1)
        words = "支部登记进来、或收下它们的报送表以后，\n各期间交了没有、报到哪一天都在这里。"
        self.empty = EmptyState(NOBODY_BELOW, words, [])
        self.empty.hide()
        body.addWidget(self.empty, 1)
        self.pane = BranchPane(context, self.withdrawing, self.who)
        self.pane.changed.connect(self.refresh)
        self.pane.push_wanted.connect(self._lay_over)
        self.across = Across(self)
        self.across.show_beside(main, self.pane)
        hand_on_focus(self, self.table)
        on_keys(self.table, lambda: self.pane.step(-1), "Left", alone=True)
        on_keys(self.table, lambda: self.pane.step(1), "Right", alone=True)

    # What stands on the page ------------------------------------------------------------------

    def _year(self) -> list[QWidget]:
        self.before = button("", lambda: self.turn(-1), "quiet")
        self.after = button("", lambda: self.turn(1), "quiet")
        for each, drawing, words in (
            (self.before, "back", "往前"), (self.after, "next", "往后"),
        ):  # fmt: skip
            each.setIcon(icon(drawing))
            each.setFixedWidth(32)
            each.setAccessibleName(words)
        self.whose = text("", "section")
        return [self.before, self.whose, self.after]

    def lead_with(self, parts: QWidget) -> None:
        self._head.insertWidget(0, parts)

    # Showing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask how everybody stands."""
        period, store = parse_period(str(self.year)), self.context.store
        today = clock.today()
        self.context.query(
            "正在看交表情况", lambda _: matrix(store, period, today), self.show_matrix, self
        )

    def showEvent(self, event: QShowEvent) -> None:
        self._stale = True  # what is read and answered on the other part changes no record
        super().showEvent(event)

    def show_matrix(self, found: Matrix) -> None:
        """Show this; the branch in the pane stays."""
        self.matrix = found
        self.reminder.show_matrix(found)
        counts: dict[object, int] = {
            chip.values[0]: sum(row.has(_texts(chip)) for row in found.rows) for chip in _FILTERS
        }
        counts[_WHOLE] = sum(row.whole for row in found.rows)
        self.chips.set_counts(counts)
        self.chips.name_all(len(found.rows))
        for each in (self._card, self.chips, self._hint, self.cards_button):
            each.setVisible(bool(found.rows))
        self.empty.setVisible(not found.rows)
        self._lay_out()

    def _lay_out(self) -> None:
        """As many periods as there is room for, the last ones first."""
        if self.matrix is None:
            return
        periods = self.matrix.periods
        room = self.table.viewport().width() - _CODE - _NAME - _TOLD
        fit = max(1, room // (_CELL if len(periods) * _CELL <= room else _NARROW))
        self._first = min(self._first, max(0, len(periods) - fit))
        self.columns = periods[self._first : self._first + fit]
        part = f"，{short(self.columns[0])}起" if len(self.columns) < len(periods) else ""
        self.whose.setText(f"{self.year} 年{part}")
        width = min(_CELL, max(_NARROW, room // len(self.columns)))
        self._narrow = width < _WHOLE_WORDS
        self.table.set_columns(
            [
                Column("编码", _CODE),
                Column("党组织"),
                *(Column(short(each), width) for each in self.columns),
                Column("报到", _TOLD),
            ]
        )
        self._show()

    def _show(self) -> None:
        if self.matrix is None:
            return
        kept = self.pane.code
        self.shown = [each for each in self.matrix.rows if self._lets_through(each)]
        self.table.show_rows([self._cells(each) for each in self.shown])
        codes = [each.branch.code for each in self.shown]
        if codes:
            self.table.selectRow(codes.index(kept) if kept in codes else 0)
        else:
            self.pane.show_branch(None, self.matrix)

    def _lets_through(self, each: MatrixRow) -> bool:
        chip = self.chips.current
        if chip.everything:
            return True
        return each.whole if chip.label == _WHOLE else each.has(_texts(chip))

    def _cells(self, each: MatrixRow) -> list[Cell | str]:
        by_text = {cell.period.text: cell for cell in each.cells}
        told = each.until.strftime("%m-%d") if each.until else "—"
        shown = [_cell(by_text[period.text], self._narrow) for period in self.columns]
        return [each.branch.code, each.branch.name, *shown, told]

    def _chosen(self, at: int) -> None:
        if self.matrix is not None and 0 <= at < len(self.shown):
            self.pane.show_branch(self.shown[at], self.matrix)

    def _point(self, at: int, column: int) -> None:
        """A cell was clicked: of the branch only what happened to that period."""
        place = column - 2
        if 0 <= at < len(self.shown) and 0 <= place < len(self.columns):
            self.pane.narrow(self.columns[place].text)

    def open_file(self, at: int, column: int) -> None:
        """Have the system's program show a copy of the workbook that stands in a cell."""
        place = column - 2
        if not (0 <= at < len(self.shown) and 0 <= place < len(self.columns)):
            return
        code, period = self.shown[at].branch.code, self.columns[place].text
        store = self.context.store
        with store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT sha256, file_name FROM submission WHERE direction = 'in' "
                "AND state = 'current' AND org_code = ? AND period = ? ORDER BY id DESC",
                (code, period),
            ).fetchone()
        if found is None:
            self.context.tell("这一格没有收下的表", "idle")
            return

        def work(_progress: object) -> Path:
            return received.copy_to_look_at(store.home, found[0], found[1])

        def show(copy: Path) -> None:
            self.context.tell(f"打开的是“{found[1]}”的一份副本，改它不影响收下的", "info")
            open_file(self.context, copy)

        self.context.run("正在打开报送表", work, show, self, cancellable=False)

    # Doing ------------------------------------------------------------------------------------

    def turn(self, step: int) -> None:
        """The periods beside those shown, then the year beside it."""
        many = len(self.matrix.periods) if self.matrix is not None else 0
        moved = self._first + step * max(1, len(self.columns))
        if many > len(self.columns) and (step < 0 < self._first or 0 < moved < many):
            self._first = max(0, min(moved, many - len(self.columns)))
            self._lay_out()
            return
        self.year += step
        self._first = 0 if step > 0 else _LAST
        self.refresh()

    def _current(self) -> MatrixRow | None:
        at = self.table.currentIndex().row()
        return self.shown[at] if 0 <= at < len(self.shown) else None

    def show_cards(self) -> None:
        """Lay the enrolment cards of the register over this."""
        self._lay_over(CardsPage(self.context))

    def _lay_over(self, page: Page) -> None:
        page.record_wanted.connect(self.record_wanted)
        self.push_wanted.emit(page)

    def _as_shown(self) -> ShownTable | None:
        if self.matrix is None or not self.shown:
            return None
        heads = [("编码", 10), ("党组织", 24), *((short(p), 12) for p in self.columns), ("报到", 8)]
        chip = self.chips.current
        title = f"{self.year} 年交表情况" + ("" if chip.everything else f"（{chip.label}）")
        said = f"{self.matrix.covered.sentence}。"
        return ShownTable(title, heads, [(said, self.table.texts)], "个支部")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.FOLD
        self.across.set_wide(wide)
        self.pane.set_folded(not wide, max(140, self.height() * 2 // 5))
        self._lay_out()


def _texts(chip: Chip) -> tuple[str, ...]:
    return tuple(map(str, chip.values))


def _cell(each: HandedIn, narrow: bool) -> Cell | str:
    """A state as a pill with its revision; where nothing is wanted, the word alone."""
    if each.state not in _PILLS:
        return Cell("", None, each.text)
    beside = f"{'' if narrow else '第 '}{each.revision} 版" if each.revision else ""
    return Cell(each.text, HANDED_IN.by_code[each.state].tone, beside)
