"""The pane of 交表情况: a branch's goings, why its figures moved, what its slip said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from partydesk.desk.handover.collect_writing import ask_and_return, write_slips
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.withdrawing import Withdrawing
from partydesk.desk.kit.action_pane import ActionPane
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import (
    button,
    empty,
    link,
    local_time,
    pill,
    row,
    rule,
    text,
)
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.exchange.merge import trace
from partydesk.exchange.merge.matrix import Matrix, MatrixRow, short
from partydesk.exchange.merge.revisions import LastChange, last_change
from partydesk.exchange.merge.undecided import WAITS, Undecided, undecided
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.rules.handed_in import HANDED_IN

if TYPE_CHECKING:
    from partydesk.exchange.merge.compare import Comparison, FigureChange
    from partydesk.exchange.replies.faults import Words

_BESIDE = 170  # pixels
_PAUSE = 350  # milliseconds on a branch before its revisions are compared
_FEW, _MOST = 4, 40  # figures, lines of a slip


class BranchPane(ActionPane):
    """`changed` says that something was done, `push_wanted` carries a Page to be laid over."""

    changed = Signal()
    push_wanted = Signal(object)

    def __init__(self, context: AppContext, withdrawing: Withdrawing, who: OperatorBar) -> None:
        super().__init__(least=_BESIDE)
        self._context, self._withdrawing, self._who = context, withdrawing, who
        self.row: MatrixRow | None = None
        self.only = ""  # the period that is looked at; "" for all
        self._matrix: Matrix | None = None
        self._acts: list[trace.Act] = []
        self._waiting: list[Undecided] = []

    @property
    def code(self) -> str:
        """The branch that is shown."""
        return self.row.branch.code if self.row is not None else ""

    def show_branch(self, row_: MatrixRow | None, found: Matrix) -> None:
        """Show this branch; the period looked at stays with the same branch."""
        if row_ is None or row_.branch.code != self.code:
            self.only = ""
        self.row, self._matrix = row_, found
        self._fill()

    def narrow(self, period: str) -> None:
        """Look at one period of the branch; "" for all."""
        if period != self.only:
            self.only = period
            self._fill()

    def step(self, by: int) -> None:
        """The period beside the one that is looked at."""
        periods = ["", *(each.text for each in self._told_of())]
        at = periods.index(self.only) if self.only in periods else 0
        self.narrow(periods[(at + by) % len(periods)])

    def _told_of(self) -> list[Period]:
        """The periods that something happened to, the longest first."""
        texts = {each.period for each in self._acts} | {w.file.period for w in self._waiting}
        periods = self._matrix.periods if self._matrix is not None else ()
        return [each for each in reversed(periods) if each.text in texts]

    def _look(self) -> None:
        """Ask what happened to the branch's submissions."""
        store = self._context.store
        self._acts = trace.acts(store, self.code)
        self._waiting = undecided(store, self.code)

    # -- what is shown -------------------------------------------------------------------------

    def _fill(self) -> None:
        empty(self.body)
        empty(self.flow)
        if self.row is None or self._matrix is None:
            self.body.addWidget(text("选一个支部，看它的表来来去去。", "hint", wrap=True))
            self.body.addStretch(1)
            return
        self._look()
        self._head(self.row)
        told_of = self._told_of()
        if self.only and self.only not in {each.text for each in told_of}:
            told_of = [*told_of, parse_period(self.only)]
        if len(told_of) > 1:
            chips = [Chip(f"只看{short(each)}", (each.text,)) for each in told_of[:4]]
            bar = ChipBar([Chip("全部来往", ("",)), *chips], everything=False)
            if self.only:
                bar.mark(f"只看{short(parse_period(self.only))}")
            bar.chosen.connect(lambda chip: self.narrow(str(chip.values[0])))
            self.body.addWidget(bar)
        acts = [each for each in self._acts if self.only in ("", each.period)]
        for act in acts:
            self._act(act)
        if not acts:
            self.body.addWidget(text("还没有来往。", "hint"))
        self._why(self.row)
        self._slips()
        self.body.addStretch(1)
        self._buttons(self.row)

    def _head(self, row_: MatrixRow) -> None:
        at = self.only or (self._matrix.periods[-1].text if self._matrix is not None else "")
        cell = next((each for each in row_.cells if each.period.text == at), row_.cells[-1])
        tone = HANDED_IN.by_code[cell.state].tone
        if not self.folded:  # else the line under the cursor says it right above
            words = pill(f"{short(cell.period)} {cell.text}", tone)
            head = row(text(row_.branch.name, "title", wrap=True), words)
            head.setStretch(0, 1)
            self.body.addLayout(head)
        said = [row_.branch.code, self._secretary(row_), f"报到 {row_.until}" if row_.until else ""]
        self.body.addWidget(text("　".join(filter(None, said)), "small", wrap=True))

    def _secretary(self, row_: MatrixRow) -> str:
        with self._context.store.read() as connection:
            named = connection.exec_driver_sql(
                "SELECT secretary FROM organisation WHERE id = ?", (row_.branch.id,)
            ).scalar()
        return f"书记 {named}" if named else ""

    def _act(self, act: trace.Act) -> None:
        word = pill(act.act, trace.TONES[act.act])
        about = ""
        if act.period:
            about = f"{_short(act.period)}第 {act.revision} 版"
        line = row(
            text(local_time(act.at), "small"), word, text(about), None,
            text(act.operator or "没有记名", "small"),
        )  # fmt: skip
        self.body.addLayout(line)
        if act.reason:
            self.body.addWidget(text(act.reason, "hint", wrap=True))

    def _why(self, row_: MatrixRow) -> None:
        """Why the figures moved between the last two revisions, asked off the screen."""
        found = last_change(self._context.store, row_.branch.code, self.only)
        if found is None:
            return
        self.body.addWidget(rule())
        more = link("逐条看", lambda: self._all_of(found))
        what = f"{_short(found.period.text)} 第 {found.before} 版 → 第 {found.after} 版"
        self.body.addLayout(row(text("为什么变了", "section"), text(what, "small"), None, more))
        place = QWidget()
        inside = QVBoxLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(text("正在比…", "hint"))
        self.body.addWidget(place)
        store = self._context.store

        def show(compared: Comparison) -> None:
            if self.code != found.code:
                return
            empty(inside)
            for each in compared.figures[:_FEW]:
                inside.addLayout(_moved(each))
            if not compared.figures:
                inside.addWidget(text("数字没有变。", "hint"))
            elif len(compared.figures) > _FEW:
                left = len(compared.figures) - _FEW
                inside.addWidget(text(f"还有 {left} 个数字也变了", "hint"))

        def ask() -> None:
            self._context.query("正在比两版", lambda _: found.compared(store), show, place)

        # Not for every branch that the cursor passes.
        QTimer.singleShot(_PAUSE, place, ask)

    def _all_of(self, found: LastChange) -> None:
        from partydesk.desk.evidence.why_page import WhyPage

        self.push_wanted.emit(WhyPage.between_revisions(self._context, found))

    def _slips(self) -> None:
        for each in self._waiting:
            if not each.returned_at or self.only not in ("", each.file.period):
                continue
            self.body.addWidget(rule())
            what = f"{_short(each.file.period)}第 {each.file.revision} 版，{len(each.slip)} 处"
            self.body.addLayout(row(text("退回单写了什么", "section"), text(what, "small"), None))
            for sheet, number, column, message in each.slip[:_MOST]:
                where = f"{sheet} 第 {number} 行 {column}".rstrip() if number else sheet or "整份表"
                self.body.addWidget(text(f"{where}　{message}", "small", wrap=True))
            if len(each.slip) > _MOST:
                self.body.addWidget(text(f"还有 {len(each.slip) - _MOST} 处没有列出", "hint"))

    def _buttons(self, row_: MatrixRow) -> None:
        waiting = [
            w for w in self._waiting if w.file.state in WAITS and self.only in ("", w.file.period)
        ]
        if waiting:
            self._add("写回退回单", "stick", lambda: self._answer(waiting))
        taken = [c for c in row_.cells if c.standing and self.only in ("", c.period.text)]
        if taken:
            cell = taken[-1]
            words = f"撤回{short(cell.period)}第 {cell.standing} 版…"
            self._add(
                words,
                "undo",
                lambda: self._withdrawing.ask(
                    row_.branch.name,
                    row_.branch.code,
                    cell.period.text,
                    cell.standing or 0,
                    row_.branch.uid,
                ),
            )

    def _add(self, words: str, drawing: str, do: object) -> None:
        from partydesk.desk.kit.icons import icon

        assert callable(do)
        made = button(words, do)
        made.setIcon(icon(drawing))
        made.setIconSize(QSize(16, 16))
        self.flow.addWidget(made)
        made.show()

    def _answer(self, waiting: list[Undecided]) -> None:
        """Answer the files that wait; of one alone the officer adds words of her own."""
        paths = [Path(each.file.file) for each in waiting]
        page = self.parentWidget() or self

        def write(words: Words | None = None) -> None:
            done = self.changed
            write_slips(self._context, paths, page, lambda _done: done.emit(), words)

        name = self.row.branch.name if self.row is not None else ""
        if len(paths) == 1:
            self._who.first(lambda: ask_and_return(self._context, paths[0], name, page, write))
        else:
            self._who.first(write)


def _short(period: str) -> str:
    try:
        return short(parse_period(period))
    except UserError:
        return period


def _moved(change: FigureChange) -> QBoxLayout:
    """A figure: before → after, and how many records came, went and changed."""
    told = "，".join(
        f"{word} {len(change.of(how))}"
        for how, word in (("came", "来了"), ("went", "走了"), ("changed", "改了"))
        if change.of(how)
    )
    numbers = f"{_number(change.before)} → {_number(change.after)}"
    label = text(change.indicator.label, wrap=True)
    line = row(label, text(numbers), text(told, "small"))
    line.setStretch(0, 1)
    line.setAlignment(label, Qt.AlignmentFlag.AlignLeft)
    return line


def _number(value: float | int | None) -> str:
    return "无" if value is None else f"{value:g}"
