"""发展党员: five stages side by side, who may move on, what is lacking; steps in a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, scrolled, stack, text
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.side_pane import SidePane
from partydesk.desk.pipeline.shown_board import board_table
from partydesk.desk.pipeline.stages import Stages
from partydesk.desk.pipeline.steps_pane import StepsBody
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.records import clock
from partydesk.rules.pipeline_board import board
from partydesk.rules.pipeline_card import Card
from partydesk.store import rows

if TYPE_CHECKING:
    from partydesk.desk.pipeline.steps import Steps
    from partydesk.store.writing import OperationChanges


class PipelineBoard(LivePage):
    """A card opens the person's form, its next step the form at the field it is written into."""

    pause = 200

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: list[Card] | None = None
        self.chosen: Card | None = None
        self.steps: Steps | None = None
        self._last = ""
        self._branches = context.store.role == "committee"
        self._day = clock.today()
        self.caption = text("", "small")
        self.stages = Stages()
        self.pane = SidePane()
        self.body = StepsBody(self.pane)
        self._build()
        self.stages.opened.connect(self._open)
        self.stages.begun.connect(self._begin)
        self.stages.steps_wanted.connect(self.show_steps)
        self.stages.add_wanted.connect(self._add)
        self.body.print_wanted.connect(self.print_checklist)
        self.body.form_wanted.connect(self._to_form)
        self.body.ticked.connect(self._tick)
        self.body.affair_wanted.connect(self._begin_affair)
        self.body.log_wanted.connect(lambda kind: self.chosen and self._log(kind, self.chosen.uid))
        self.body.paper_wanted.connect(self._print)
        self.pane.close_wanted.connect(self.close_pane)

    def _build(self) -> None:
        self.tools = TableTools(self.context, self, self._as_shown)
        self.head = row(self.caption, None, self.tools)
        self.head.setContentsMargins(theme.AIR, 14, theme.AIR, 10)
        self.area = scrolled(self.stages)
        way = ("添加一名入党申请人", "main", "add", lambda: self._add())
        words = (
            "收下支部的表，各支部的入党申请人、积极分子、\n发展对象和预备党员就都在这里。"
            if self.context.store.role == "committee"
            else "入党申请人、积极分子、发展对象和预备党员都在这里，\n"
            "走到哪一步、还差什么，一看便知。"
        )
        self.empty = EmptyState("现在没有正在发展的人", words, [way])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.empty)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.head)
        left.addWidget(self.stack, 1)
        self.full = QWidget()
        across = QHBoxLayout(self.full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left, 1)
        stack(self).addWidget(self.full)
        self.pane.setParent(self)
        self.pane.set_folded(True)
        self.pane.setFixedWidth(theme.PANE)
        self.pane.hide()

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab before the caption."""
        self.head.insertWidget(0, parts)

    def add(self) -> bool:
        """Somebody new comes into the column where the cursor is, else as 入党申请人."""
        front = QApplication.focusWidget()
        there = [
            code
            for code, column in self.stages.columns.items()
            if front is not None and column.isAncestorOf(front)
        ]
        self._add(there[0] if there else "applicant")
        return True

    # -- what is shown -------------------------------------------------------------------------

    def load(self) -> None:
        """Ask who is how far, off the screen."""
        store = self.context.store

        def work(_progress: object) -> list[Card]:
            with store.read() as connection:
                return board(connection)

        self.context.query("正在看发展党员的进度", work, self.show_board, self)

    def show_board(self, found: list[Card]) -> None:
        """Show these people."""
        self.found = found
        day, store = clock.today(), self.context.store
        self._day = day
        front = QApplication.focusWidget()
        here = front is not None and (front is self or self.stages.isAncestorOf(front))
        for code, column in self.stages.columns.items():
            people = [card for card in found if card.stage == code]
            column.show_people(people, day, branches=self._branches, editable=store.writable)
        going = sum(card.stage != "full" for card in found)
        told = [f"正在发展 {going:,} 人"]
        for number, words in (
            (sum(card.ready for card in found), "可以往下办"),
            (sum(card.overdue for card in found), "有逾期"),
        ):
            if number:
                told.append(f"{number:,} 人{words}")
        self.caption.setText("，".join(told) if found else "")
        self.stack.setCurrentWidget(self.area if found else self.empty)
        self.tools.setVisible(bool(found))
        if here:
            self._to_card()
        if self.chosen is not None and self.pane.isVisible():
            again = [card for card in found if card.id == self.chosen.id]
            self.show_steps(again[0]) if again else self.close_pane()

    def _as_shown(self) -> ShownTable | None:
        """Stage by stage, everybody with what stands on the card."""
        return board_table(self.found, self._day, self._branches) if self.found else None

    def _to_card(self) -> None:
        """Put the cursor on the card it was on last, else on the first."""
        cards = self.stages.cards
        mine = [each for each in cards if each.card.uid == self._last]
        for each in (mine or cards)[:1]:
            each.setFocus()
            self.area.ensureWidgetVisible(each)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._to_card()

    def concerns(self, changes: OperationChanges) -> bool:
        """Changes of people and of organisations."""
        return bool({"member", "organisation", "step"} & changes.kinds)

    def showEvent(self, event: QShowEvent) -> None:
        if self._day != clock.today():
            self.outdate()
        super().showEvent(event)

    # -- the pane ------------------------------------------------------------------------------

    def show_steps(self, card: Card) -> None:
        """Show the steps of a person in the pane."""
        self.chosen = card
        store = self.context.store

        def work(_progress: object) -> Steps | None:
            from partydesk.desk.pipeline.steps import steps_of

            return steps_of(store, card.id)

        def done(steps: Steps | None) -> None:
            if steps is None or self.chosen is not card:
                return
            self.steps = steps
            own = steps.row.get("submission") is None and store.writable
            self.body.show_steps(steps, editable=own)
            self.pane.show_body(self.body, card.name, f"{steps.done} / {steps.all}", "info")
            self._place_pane()
            self.pane.show()
            self.pane.raise_()

        self.context.query("正在看发展步骤", work, done, self)

    def close_pane(self) -> None:
        """Put the pane away."""
        self.chosen = self.steps = None
        self.pane.hide()

    def print_checklist(self) -> None:
        """Print the steps of the person in the pane."""
        from partydesk.desk.printing.offers import about_row
        from partydesk.desk.printing.writing import print_offer

        if self.steps is not None:
            offers = about_row("member", self.steps.row)
            offer = next(each for each in offers if each.what == "checklist")
            print_offer(self.context, offer, self)

    def _place_pane(self) -> None:
        """Beside the stages where there is room for both, else over them."""
        line = self.full.layout()
        assert isinstance(line, QHBoxLayout)
        folded = self.width() < theme.FOLD
        if folded:
            line.removeWidget(self.pane)
            if self.pane.parent() is not self:
                shown = not self.pane.isHidden()
                self.pane.setParent(self)
                self.pane.setVisible(shown)
            self.pane.setGeometry(self.width() - theme.PANE, 0, theme.PANE, self.height())
            self.pane.raise_()
        elif line.indexOf(self.pane) < 0:
            line.addWidget(self.pane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pane()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pane.isVisible():
            self.close_pane()
        else:
            super().keyPressEvent(event)

    # -- doing ---------------------------------------------------------------------------------

    def _open(self, card: Card) -> None:
        self._last = card.uid
        self.record_wanted.emit("member", card.uid)

    def _begin(self, card: Card) -> None:
        self._last = card.uid
        if card.next is None:
            return
        from partydesk.desk.pipeline.steps import AFFAIR_OF

        column = card.next.column
        if column == "inspected_on":
            self._log("inspection", card.uid)
            return
        affair = AFFAIR_OF.get(column, "") if card.since is not None else ""
        self.start_wanted.emit(
            NavigationTarget("member", card.uid, affair=affair, column="" if affair else column)
        )

    def _print(self, what: str, suffix: str) -> None:
        """One of the papers about the person in the pane."""
        from partydesk.desk.pipeline.papers import print_about

        if self.chosen is not None:
            print_about(self.context, self, what, suffix, self.chosen)

    def _log(self, kind: str, uid: str) -> None:
        """An entry in somebody's log."""
        with self.context.store.read() as connection:
            row = rows.find(connection, "member", uid)
        if row is not None:
            known = {"member": row["id"], "on": clock.today().isoformat()}
            self.start_wanted.emit(NavigationTarget(kind, defaults=known))

    def _begin_affair(self, name: str) -> None:
        """The step of the person in the pane that is an affair."""
        if self.chosen is not None:
            self._last = self.chosen.uid
            self.start_wanted.emit(NavigationTarget("member", self.chosen.uid, affair=name))

    def _to_form(self, column: str) -> None:
        """The form of the person in the pane, at a field."""
        if self.chosen is not None:
            self._last = self.chosen.uid
            self.start_wanted.emit(NavigationTarget("member", self.chosen.uid, column=column))

    def _tick(self, code: str, day: str, note: str) -> None:
        """A step of the person in the pane was taken on a day."""
        from partydesk.operations.steps import tick
        from partydesk.records.values import Unreadable, parse_date

        chosen = self.chosen
        if chosen is None:
            return
        try:
            when, known = parse_date(day)
        except Unreadable as error:
            self.context.tell(error.message, "warn")
            return
        if not known:
            self.context.tell("要写到哪一天，例如 2026-03-15", "warn")
            return

        def work() -> bool:
            tick(self.context.store, chosen.uid, code, when, note)
            return True

        if self.context.attempt(work):
            self.context.tell_done(f"已记下 {chosen.name} 的这一步：{when}")

    def _add(self, category: str = "applicant") -> None:
        """Somebody new in a column of the board."""
        self.start_wanted.emit(NavigationTarget("member", "", {"category": category}))
