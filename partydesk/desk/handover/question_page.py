"""这份表是哪个支部的？Both sides, how alike they are, and what each answer would come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from partydesk.desk.handover.answer_card import AnswerCard
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.kit import icons
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, empty, pill, row, rule, scrolled, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
    from partydesk.exchange.merge.register_answers import Said
    from partydesk.exchange.merge.register_outlook import Sides

_TONES = {"相同": "ok", "接近": "warn", "不同": "bad", "说不准": "idle"}
_WIDE = 1100  # pixels from which on four answers stand beside one another

Take = Callable[[Sequence["FileOutcome"], "Said", Callable[["MergeOutcome"], None]], None]
"""Takes files with an answer, and tells what became of them."""


class QuestionPage(Page):
    """Asks about these files one after the other; `take` carries an answer out.

    `answered` tells that the files of one question were dealt with.
    """

    help_key = "collect"
    answered = Signal()

    def __init__(self, context: AppContext, files: Sequence[FileOutcome], take: Take) -> None:
        super().__init__()
        self.context = context
        self.waiting = list(files)
        self.sides: Sides | None = None
        self.cards: list[AnswerCard] = []
        self._take = take
        self._build()
        for number in range(1, 5):
            on_keys(self, partial(self.choose, number - 1), str(number))
        on_keys(self, self.answer, "Ctrl+Return", "Ctrl+Enter", "Return", "Enter")
        on_keys(self, self.closed, "Esc")
        self._ask()

    # Building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        back = button("返回收表", self.closed.emit)
        back.setIcon(icons.icon("back"))
        self._where = text("", "small", wrap=True)
        self._left = text("", "small")
        head = row(
            back,
            text("这份表是哪个支部的？", "title"),
            pill("待定", "warn"),
            self._where,
            self._left,
        )
        head.setStretch(3, 1)
        self.who = OperatorBar(self.context)
        self.choice = ComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setAccessibleName("同名册里的哪个支部比")
        self.choice.activated.connect(lambda _at: self._look(str(self.choice.currentData())))
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(6)
        for column, stretch in enumerate((0, 4, 4, 3)):
            self._table.setColumnStretch(column, stretch)
        card = Card()
        beside = row(text("同名册里的这个支部比：", "small"), self.choice, None)
        card.rows.addLayout(beside)
        card.rows.addLayout(self._table)
        self._answers = QGridLayout()
        self._answers.setSpacing(12)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(20, 4, 16, 8)
        body.setSpacing(12)
        body.addWidget(card)
        body.addLayout(self._answers)
        body.addStretch(1)
        self.later = button("以后再说", self.closed.emit)
        self.yes = button("就这样，收下", self.answer, "main")
        foot = row(
            text("没答之前，这份表的数字不算进任何汇总。答过的记在“留痕”里，可以撤回。", "small",
                 wrap=True),
            self.later, self.yes,
        )  # fmt: skip
        foot.setStretch(0, 1)
        foot.setContentsMargins(20, 6, 16, 10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 16, 0)
        top.addLayout(head)
        top.addWidget(self.who)
        whole.addLayout(top)
        whole.addWidget(scrolled(inside), 1)
        whole.addWidget(rule())
        whole.addLayout(foot)

    # Asking -----------------------------------------------------------------------------------

    @property
    def file(self) -> FileOutcome:
        """The file that is asked about."""
        return self.waiting[0]

    def _ask(self) -> None:
        """Ask about the first file that waits."""
        path = Path(self.file.file)
        self._where.setText(f"{path.name}　在 {path.parent}")
        more = len(self._questions()) - 1
        self._left.setText(f"还有 {more} 个问题要答" if more else "")
        self.choice.clear()
        self._look("")

    def _questions(self) -> set[tuple[str, str]]:
        return {(each.org_uid, each.organisation) for each in self.waiting}

    def _look(self, code: str) -> None:
        """Compare with the branch of this code, or the one that is most like it."""
        file = self.file
        self.yes.setEnabled(False)

        def work(progress: Progress) -> Sides:
            from partydesk.exchange.merge import undecided
            from partydesk.exchange.merge.register_outlook import sides
            from partydesk.records.findings import UserError

            with undecided.at_hand(self.context.store, [file.file]) as found:
                if not found:
                    raise UserError(
                        "unreadable",
                        f"“{Path(file.file).name}”不在原处，本机也没有留下。请插上 U 盘再读一次",
                    )
                return sides(self.context.store, next(iter(found)), code, progress)

        self.context.run("正在比两边", work, self._show, self)

    def _show(self, sides: Sides) -> None:
        self.sides = sides
        if not self.choice.count():
            if sides.branch is None:
                self.choice.addItem("名册里没有像它的；知道是谁就在这里选", "")
            for code, name in sides.others:
                self.choice.addItem(f"{code}　{name}", code)
        empty(self._table)
        heads = ("", "交来的表", "名册里的", "像不像") if sides.lines else ()
        for column, head in enumerate(heads):
            self._table.addWidget(text(head, "section"), 0, column)
        for number, line in enumerate(sides.lines, start=1):
            self._table.addWidget(text(line.label, "small"), number, 0)
            self._table.addWidget(text(line.theirs, wrap=True), number, 1)
            self._table.addWidget(text(line.ours, wrap=True), number, 2)
            holder = QWidget()
            told = row(pill(line.alike, _TONES[line.alike]), text(line.note, "small", wrap=True))
            told.setStretch(1, 1)
            told.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(told)
            self._table.addWidget(holder, number, 3)
        self.cards = [
            AnswerCard(number, outlook, sides.code, sides.branch or "")
            for number, outlook in enumerate(sides.outlooks, start=1)
        ]
        for number, card in enumerate(self.cards):
            card.chosen.connect(partial(self.choose, number))
        self._lay_out()
        self.choose(0)
        self.yes.setEnabled(True)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Four answers in one line where there is room, else two and two."""
        across = 4 if self.width() >= _WIDE else 2
        while self._answers.count():
            item = self._answers.takeAt(0)
            held = item.widget() if item is not None else None
            if held is not None and held not in self.cards:
                held.deleteLater()
        for column in range(4):
            self._answers.setColumnStretch(column, int(column < across))
        for number, card in enumerate(self.cards):
            self._answers.addWidget(card, number // across, number % across)
            card.show()

    def choose(self, number: int) -> None:
        """Choose an answer by its place."""
        if number >= len(self.cards):
            return
        for place, card in enumerate(self.cards):
            card.choose(place == number)
        refused = self.cards[number].outlook.answer == "refused"
        self.yes.setText("就这样，不收" if refused else "就这样，收下")

    def answer(self) -> None:
        """Carry the chosen answer out, and go on to the next question."""
        from partydesk.exchange.merge.register_answers import Said

        chosen = next((card for card in self.cards if card.is_chosen), None)
        if chosen is None or self.sides is None or not self.yes.isEnabled():
            return
        said = Said(chosen.outlook.answer, self.sides.branch or "")
        about = (self.file.org_uid, self.file.organisation)
        those = [each for each in self.waiting if (each.org_uid, each.organisation) == about]
        self.who.first(lambda: self._take(those, said, lambda _merged: self._next(those)))

    def _next(self, done: Sequence[FileOutcome]) -> None:
        self.waiting = [each for each in self.waiting if each not in done]
        self.answered.emit()
        if self.waiting:
            self._ask()
        else:
            self.closed.emit()
