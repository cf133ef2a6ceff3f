"""年度计划: the year's sheet, and at its right the chosen session, planned or held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.details.pane import DetailPane
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kinds import view_of
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, pill, row, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.ledgers.plan_cells import Key
from partydesk.desk.ledgers.plan_grid import PlanGrid
from partydesk.desk.plans.words import HELD, MOVED, NOT_HELD, PlanSaid, has_passed, is_plan
from partydesk.desk.printing.menu import PapersMenu
from partydesk.operations.plans import copy_year
from partydesk.operations.year_plan import Typed, Written, take_out, type_cells
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.kinds import PLAN_COLUMNS, SESSION_KINDS
from partydesk.records.periods import parse_period
from partydesk.rules.year_plan import OTHERS, PlanCell, PlanMark, YearPlan, column_of, year_plan
from partydesk.store import queries
from partydesk.store.writing import OperationChanges

PANE_PAUSE = 40  # milliseconds without a cursor key before the pane follows
_PILLS = (("ok", "已开", PlanMark.HELD), ("idle", "计划", PlanMark.PLANNED),
          ("warn", "开了吗", PlanMark.ASKS), ("bad", "没开", PlanMark.NOT_HELD))  # fmt: skip
_HINT = "打字就填，回车往下一格；点列头或按 Ctrl+D 整列排，遇假日挪到工作日；Delete 取消计划"


class YearPlanPage(LivePage):
    """Everything on it can be done with keys: arrows, typing, Enter, Ctrl+D, Ctrl+V, Delete."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.year = clock.today().year
        self.shown: YearPlan | None = None
        self._which = 0  # of the sessions of the cell, the one that Space turned to
        self.grid = PlanGrid()
        self.grid.cells.kinds = PLAN_COLUMNS[context.store.role]
        self.grid.cells.other_kinds = [
            f"{kind.label}：" for kind in SESSION_KINDS
            if column_of(kind.code, context.store.role) == OTHERS
            and ("B" if context.store.role == "branch" else "C") in kind.held_by
        ]  # fmt: skip
        self.pane = DetailPane(context, view_of("session"))
        self._papers = PapersMenu(context, "session", self)
        # The pane comes a moment later: who goes on with the arrows waits for the sheet alone.
        self._following = QTimer(self, singleShot=True, interval=PANE_PAUSE)
        self._following.timeout.connect(self._show_chosen)
        self._build()
        self._connect()
        hand_on_focus(self, self.grid)

    def _build(self) -> None:
        self.back = self._tool("back", "前一年", partial(self._turn, -1), "quiet")
        self.next = self._tool("next", "后一年", partial(self._turn, 1), "quiet")
        self._year = text(f"{self.year} 年", "label")
        self.undo = self._tool("undo", "撤销（Ctrl+Z）", self.context.undo)
        self.copy = self._tool(
            "", "照去年的日子和主题排；放假的挪到工作日", self.copy_last, "", "照抄去年…"
        )
        self.print = self._tool("print", "打印成一页（Ctrl+P）", self.print_page, "", "打印一页")
        self.head = row(self.back, self._year, self.next, None, self.undo, self.copy, self.print)
        self.said = text(_HINT, "small", wrap=True)
        self.pills = {tone: pill("", tone) for tone, _, _ in _PILLS}
        line = row(self.said, *self.pills.values(), spacing=6)
        line.setStretch(0, 1)
        card = Card()
        card.rows.setContentsMargins(1, 3, 1, 6)
        card.rows.addWidget(self.grid)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.AIR, 14, 16, 14)
        column.setSpacing(theme.ROOM)
        column.addLayout(self.head)
        column.addLayout(line)
        column.addWidget(card, 1)
        self.full = QWidget()
        both = QHBoxLayout(self.full)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(side, 1)
        both.addWidget(self.pane)
        self.folding = FoldingPane(self, self.full, self.pane, self.pane.set_folded)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.full)

    def _tool(
        self, drawing: str, tip: str, do: Callable[[], object], role: str = "", words: str = ""
    ) -> QPushButton:
        made = QPushButton(words)
        if drawing:
            made.setIcon(icon(drawing))
        if role:
            made.setProperty("role", role)
        made.setToolTip(tip_text(tip))
        made.setAccessibleName(words or tip)
        made.clicked.connect(lambda: do())
        return made

    def _connect(self) -> None:
        self.grid.typed.connect(self.type)
        self.grid.cleared.connect(self.clear)
        self.grid.opened.connect(self._open)
        self.grid.fill_wanted.connect(self.fill)
        self.grid.menu_wanted.connect(self._menu)
        self.grid.next_wanted.connect(self._turn_to_next)
        self.grid.went.connect(self._went)
        self.grid.clicked.connect(lambda _at: self.folding.unfold() if self._chosen() else None)
        self.pane.edit_wanted.connect(lambda: self._edit(self.pane.row))
        self.pane.remove_wanted.connect(self._remove)
        self.pane.repeat_wanted.connect(
            lambda: self.start_wanted.emit(
                NavigationTarget("session", like=str(self.pane.row["uid"]))
            )
        )
        self.pane.print_wanted.connect(
            lambda button: self._papers.pop_up(self._papers.of_row(self.pane.row), button)
        )
        self.pane.close_wanted.connect(self._fold)
        self.pane.record_wanted.connect(self.record_wanted)
        self.pane.settle_wanted.connect(self.start_wanted)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts at the head."""
        self.head.insertWidget(0, parts)

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """Sessions, who was there, and the start day."""
        return bool(changes.kinds & {"session", "attendance", "organisation"})

    def load(self) -> None:
        """Ask for the year."""
        store = self.context.store
        with store.read() as connection:
            found = year_plan(connection, store.own.id, store.role, self.year)
        self.shown = found
        today = clock.today()
        self.grid.show_plan(found, today.month if today.year == self.year else 0)
        for tone, word, mark in _PILLS:
            number = found.count(mark)
            self.pills[tone].setText(f"{word} {number}")
            self.pills[tone].setVisible(number > 0)
        self._following.start()

    def _turn(self, step: int) -> None:
        self.turn_to(self.year + step)

    def turn_to(self, year: int) -> None:
        """Show another year, no later than the next."""
        self.year = min(max(2000, year), clock.today().year + 1)
        self._year.setText(f"{self.year} 年")
        self.next.setEnabled(self.year <= clock.today().year)
        self._say("")
        self.refresh()

    def _chosen(self) -> PlanCell | None:
        """The cell with the cursor, where something stands in it."""
        key = self.grid.key()
        cell = self.shown.cells[key] if key is not None and self.shown is not None else None
        return cell if cell is not None and cell.sessions else None

    def _went(self) -> None:
        self._which = 0
        self._following.start()

    def _row(self) -> dict[str, Any]:
        """The session of the cell that is shown, as lists have it; empty for none."""
        cell = self._chosen()
        chosen = cell.chosen if cell is not None else None
        if cell is not None and self._which:
            chosen = cell.sessions[self._which % len(cell.sessions)]
        if chosen is None:
            return {}
        with self.context.store.read() as connection:
            return queries.window(connection, "session", [chosen.id]).get(chosen.id, {})

    def _show_chosen(self) -> None:
        """The session of the cell in the pane."""
        self._following.stop()
        self.pane.show_row(self._row())

    def _turn_to_next(self, _key: Key) -> None:
        """The next session of the cell; folded, the pane comes into sight first."""
        cell = self._chosen()
        if cell is None:
            return
        if self.folding.folded and not self.folding.covers:
            self.folding.unfold()
        elif len(cell.sessions) > 1 and cell.chosen is not None:
            here = [each.id for each in cell.sessions].index(int(self._row()["id"]))
            self._which = (here + 1) % len(cell.sessions) or len(cell.sessions)
            self._say(f"这一格第 {here + 2 if here + 1 < len(cell.sessions) else 1} 次，共 "
                      f"{len(cell.sessions)} 次；空格换下一次")  # fmt: skip
        self._show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.arrange()
        # Only once the rows have their heights there is something to scroll to.
        QTimer.singleShot(0, self.grid, lambda: self.grid.scrollTo(self.grid.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.folding.covers:
            self._fold()
        else:
            super().keyPressEvent(event)

    def _fold(self) -> None:
        self.folding.fold()
        self.grid.setFocus()

    # -- doing ---------------------------------------------------------------------------------

    def type(self, cells: Sequence[tuple[str, int, str]]) -> None:
        """Write what was typed or pasted, in one step."""
        typed = [Typed(*each) for each in cells]
        if typed:
            self._do(
                lambda: type_cells(self.context.store, self.year, typed), quiet=len(typed) == 1
            )

    def clear(self, keys: Sequence[Key]) -> None:
        """Take the plans out of these cells."""
        self._do(lambda: take_out(self.context.store, self.year, keys))

    def _do(self, work: Callable[[], Written], *, quiet: bool = False) -> None:
        """Do it and tell it: a single cell at the head, where it covers nothing."""
        refused: list[UserError] = []

        def tried() -> Written | None:
            try:
                return work()
            except UserError as error:
                refused.append(error)
                return None

        done = self.context.attempt(tried)
        if refused:
            self._say(refused[0].message, "error")
        elif done is not None and quiet:
            self._say("。".join(done.remarks))
        elif done is not None and done != Written():
            self._say_done(done.words)

    def _say_done(self, words: str) -> None:
        """Say at the head, where it covers no month, what was done in one step."""
        self._say(f"{words}。Ctrl+Z 一次撤销")

    def _say(self, words: str, role: str = "small") -> None:
        from partydesk.desk.kit.messages import repolish

        self.said.setText(words or _HINT)
        repolish(self.said, "role", role)

    def fill(self, column: str) -> None:
        """Ask for the rule of a whole column."""
        from partydesk.desk.ledgers.plan_fill import ColumnFill

        if self.shown is None or not self.context.store.writable:
            return
        label = dict(self.shown.columns)[column]
        dialog = ColumnFill(
            self.context, self.year, column, label, others=column == OTHERS, parent=self.window()
        )
        dialog.finished.connect(lambda _how: self.grid.setFocus())
        dialog.filled.connect(self._say_done)
        dialog.open()

    def copy_last(self) -> None:
        """Plan the year like the one before, in one step."""
        made = self.context.attempt(lambda: copy_year(self.context.store, self.year - 1, self.year))
        if made is None:
            return
        told = dict.fromkeys(each.remark for each in made if each.remark)
        said = f"照 {self.year - 1} 年排了 {len(made)} 次"
        if made:
            more = f"等 {len(told)} 处" if len(told) > 2 else ""
            moved = "；".join(list(told)[:2])
            self._say_done(f"{said}。{moved}{more}" if told else said)
        else:
            self.context.tell(f"{self.year - 1} 年的都已经排过，或者日子已过", "info")

    def print_page(self) -> None:
        """Print the year on one page."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        label = PAPERS["year-plan"].label
        offer = Offer("year-plan", label, label, about=self.context.store.own.short_name,
                      period=parse_period(str(self.year)))  # fmt: skip
        print_offer(self.context, offer, self)

    def add(self) -> bool:
        """A session of the cell's kind, in its month."""
        key = self.grid.key()
        first: dict[str, object] = {}
        if key is not None:
            today = clock.today()
            if key[0] != OTHERS:
                first["kind"] = key[0]
            if (self.year, key[1]) != (today.year, today.month):
                first["starts_at"] = f"{self.year}-{key[1]:02d}-15"
        self.start_wanted.emit(NavigationTarget("session", defaults=first))
        return True

    def _edit(self, shown: object) -> None:
        if isinstance(shown, dict) and shown:
            self.start_wanted.emit(NavigationTarget("session", str(shown["uid"])))

    def _open(self, _key: Key) -> None:
        self._edit(self._row())

    def _remove(self) -> None:
        from partydesk.desk.lists.removal import remove_rows

        remove_rows(self.context, "session", [self.pane.row], self)

    def _menu(self, key: Key, where: QPoint) -> None:
        """The sessions of a cell, and what can be said of its plan."""
        cell = self.shown.cells[key] if self.shown is not None else None
        if cell is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in cell.sessions:
            target = NavigationTarget("session", each.uid)
            menu.addAction(
                f"打开 {each.day} {each.topic[:20]}", partial(self.start_wanted.emit, target)
            )
        shown = self._row()
        if is_plan(shown) and self.context.store.writable:
            menu.addSeparator()
            for how in (HELD, MOVED, NOT_HELD) if has_passed(shown) else (MOVED, NOT_HELD):
                said = PlanSaid(str(shown["uid"]), how)
                menu.addAction(
                    how if how == HELD else f"{how}…", partial(self.start_wanted.emit, said)
                )
            menu.addAction("取消这个计划\tDelete", partial(self.clear, [key]))
        menu.addSeparator()
        menu.addAction("整列排…\tCtrl+D", partial(self.fill, key[0]))
        menu.addAction("再排一次…\tCtrl+N", self.add)
        menu.popup(where)
