"""改期 and 没开, asked where the plan stands; 开了 is the roll, called in the form.

没开 settles nothing that the rules ask: it says what they still ask, and offers 改期 or 不适用.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from partydesk.desk.forms.dates import MomentEditor
from partydesk.desk.forms.editors import Editor, LineEditor
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, pill, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.plans.words import MOVED
from partydesk.operations.plans import move, not_held, start_of, still_asked
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.study import StudySession
from partydesk.records.values import Unreadable, parse_moment


class PlanAnswer(QFrame):
    """Asks of a plan for the new day, or why it was not held. `settled` says that it was saved,
    `closed` that it was left; `state` is the words and the tone of its pill."""

    settled = Signal()
    closed = Signal()

    def __init__(
        self, context: AppContext, uid: str, how: str, state: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`how` is MOVED or NOT_HELD. Raises UserError for what is no plan (any more)."""
        super().__init__(parent)
        self.context, self.uid = context, uid
        self._asked = still_asked(context.store, uid)
        self.setProperty("role", "settle")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 12, 12)
        whole.setSpacing(6)
        self.title = text(named(context, uid), "section", wrap=True)
        self.close_link = button("收起", self.closed.emit, "quiet")
        self.close_link.setProperty("small", "true")
        self.close_link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = row(self.title, pill(*state), self.close_link, text("Esc", "key"))
        head.setStretch(0, 1)
        whole.addLayout(head)
        self.day = MomentEditor(fields(StudySession)["starts_at"], self)
        self.reason = LineEditor(fields(StudySession)["reason_not_held"], self)
        self.day.load(None)
        self.label = text("", "label")
        whole.addLayout(row(self.label, self.day, self.reason, None))
        self.told = text("", "small", wrap=True)
        self.wrong = text("", "error", wrap=True)
        whole.addWidget(self.told)
        whole.addWidget(self.wrong)
        self.save = button("", self.answer, "main")
        self.move_link = button("改期…", lambda: self.ask(MOVED))
        self.exempt = button("记成没开，这次不适用", lambda: self.answer(exempting=True))
        whole.addLayout(row(self.save, self.move_link, self.exempt, None))
        for each in (*self.day.inputs(), *self.reason.inputs(), self.save, self.move_link,
                     self.exempt):  # fmt: skip
            each.installEventFilter(self)
        on_keys(self, self.closed.emit, "Esc")
        self.ask(how)

    def ask(self, how: str) -> None:
        """Ask for one of the two."""
        self.how = how
        moves = how == MOVED
        self.label.setText("改到" if moves else "原因")
        self.day.setVisible(moves)
        self.reason.setVisible(not moves)
        self.save.setText("改期" if moves else "记成没开")
        self.move_link.setVisible(not moves)
        self.exempt.setVisible(not moves and bool(self._asked))
        asked = "；".join(f"{item.title}（{item.norm.says}）" for item in self._asked)
        said = f"没开不算办了，规矩还要：{asked}。改一天开，或者写明原因记不适用。" if asked else ""
        self.told.setText("也可以打 20260918；不写几点就照原来的时间。" if moves else said)
        self.told.setVisible(bool(self.told.text()))
        self._say("")
        self.focus_first()

    @property
    def asking(self) -> Editor:
        """What is typed into now."""
        return self.day if self.how == MOVED else self.reason

    def focus_first(self) -> None:
        """The cursor where one types."""
        self.asking.inputs()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def answer(self, *, exempting: bool = False) -> None:
        """Save what was typed, or say beside it what is wrong."""
        store = self.context.store
        refused: list[str] = []

        def work() -> bool:
            try:
                if self.how == MOVED:
                    move(store, self.uid, self._moment())
                else:
                    not_held(store, self.uid, str(self.reason.raw()),
                             self._asked if exempting else ())  # fmt: skip
            except UserError as error:
                refused.append(error.findings[0].message if error.findings else error.message)
                return False
            return True

        done = self.context.attempt(work)
        if not done:
            self._say("".join(refused))
            return
        self.context.tell_done("已改期" if self.how == MOVED else "已记成没开")
        self.settled.emit()

    def _moment(self) -> datetime:
        """The day that was typed, at the plan's own time where none was."""
        written = str(self.day.raw())
        if not written:
            raise UserError("no-day", "请写改到哪一天")
        try:
            at = parse_moment(written)
        except Unreadable as error:
            raise UserError(error.code, error.message) from None
        if " " in written:
            return at
        return datetime.combine(at.date(), start_of(self.context.store, self.uid).time())

    def _say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        for each in self.asking.inputs():
            repolish(each, "faulty", "true" if words else "")
        if words:
            self.focus_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter answers."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if watched in (self.move_link, self.exempt):
            watched.click()
        else:
            self.answer()
        return True


def named(context: AppContext, uid: str) -> str:
    """What names a plan, as one says it: 9 月主题党日，学全会精神."""
    from partydesk.store.rows import find

    with context.store.read() as connection:
        found = find(connection, "session", uid)
    if found is None:
        return ""
    month = int(str(found["starts_at"])[5:7])
    return f"{month} 月{SESSION_KIND.label(str(found['kind']))}，{found['topic']}"
