"""办理: a duty opens where it stands, with exactly the fields that settle it.

Whether they are enough is what the norm itself says of a trial that is not kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from partydesk.desk.forms.editor_factory import editor_for
from partydesk.desk.forms.editors import Editor
from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.remembered import Remembered
from partydesk.desk.forms.roll import around
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, link, pill, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.kit.suggest import SuggestLine
from partydesk.desk.settling.asked import TypedValues, load, subject_row
from partydesk.operations.settle import (
    Answer,
    Standing,
    settle,
    settles_kind,
    settling_fields,
    trial,
)
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.records.values import shown

if TYPE_CHECKING:
    from partydesk.rules.norms import Obligation

LABEL = 88  # pixels: six characters
PAUSE = 120  # milliseconds without a key before it is asked whether it is enough


class SettlePanel(QFrame):
    """One obligation, opened. `settled` says that it was saved, `closed` that it was left;
    `exempt_wanted` and `snooze_wanted` ask for those, `whole_wanted` for the whole form, with the
    column of the field that has the cursor."""

    settled = Signal()
    closed = Signal()
    exempt_wanted = Signal()
    snooze_wanted = Signal()
    whole_wanted = Signal(str)

    def __init__(
        self, context: AppContext, item: Obligation, state: tuple[str, str],
        parent: QWidget | None = None, *, snoozes: bool = True,
    ) -> None:  # fmt: skip
        """`state` is the words and the tone of its pill."""
        super().__init__(parent)
        self.context, self.item = context, item
        self.setProperty("role", "settle")
        self.fields = settling_fields(item)
        self.editors: dict[str, Editor] = {}
        self.hints: dict[str, QLabel] = {}
        self._typed = TypedValues(context.store, item)
        self._touched: set[str] = set()
        self._asked = QTimer(self, singleShot=True, interval=PAUSE)
        self._asked.timeout.connect(self._try)
        self._build(state, snoozes)
        load(context.store, item, self.editors)
        for column, raw in self._typed.read().items():
            if column in self.editors:
                self.editors[column].restore(raw)
                self._touched.add(column)
        for column, editor in self.editors.items():
            editor.edited.connect(partial(self._edited, column))
        self._try()

    # -- building ------------------------------------------------------------------------------

    def _build(self, state: tuple[str, str], snoozes: bool) -> None:
        item = self.item
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 12, 12)
        whole.setSpacing(4)
        title = text(item.title, "section", wrap=True)
        self.close_link = button("收起", self.leave, "quiet")
        self.close_link.setProperty("small", "true")
        self.close_link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        whole.addLayout(row(title, pill(*state), None, self.close_link, text("Esc", "key")))
        for words in (self._whom(), f"{item.norm.says} · {item.norm.article}"):
            if words:
                whole.addWidget(text(words, "small", wrap=True))
        whole.addSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        kind = settles_kind(item)
        make_around = around(
            self.context.store, Remembered(self.context, kind, lambda: self.editors)
        )
        for number, field in enumerate(self.fields):
            editor = editor_for(field, self, make_around, masks=False)
            self.editors[field.column] = editor
            if isinstance(editor, LongEditor):
                editor.put_phrases_beside()
            label = text(field.label, "label", wrap=True)
            label.setFixedWidth(LABEL)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setBuddy(editor.inputs()[0])
            hint = self.hints[field.column] = text(_typing(field), "hint", wrap=True)
            grid.addWidget(label, 2 * number, 0)
            long = editor.wide or field.kind is Kind.LONG
            grid.addWidget(editor, 2 * number, 1, 1, 2 if long else 1)
            grid.addWidget(hint, 2 * number + (1 if long else 0), 1 if long else 2,
                           1, 2 if long else 1)  # fmt: skip
            for each in editor.inputs():
                each.installEventFilter(self)
        grid.setColumnStretch(2, 1)
        after = text("完成后", "small")
        after.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.after = text(self._usually(), "small", wrap=True)
        last = 2 * len(self.fields)
        grid.addWidget(after, last, 0)
        grid.addWidget(self.after, last, 1, 1, 2)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        grid.addWidget(self.wrong, last + 1, 1, 1, 2)
        whole.addLayout(grid)
        whole.addSpacing(4)
        self.done = button("完成", self.save, "main")
        self.exempt = button("不适用…", self.exempt_wanted.emit)
        self.snooze = button("推迟", self.snooze_wanted.emit)
        self.whole = link("打开整份资料", self._open_whole)
        buttons = row(self.done, self.exempt, self.snooze, None, self.whole)
        buttons.setContentsMargins(LABEL + 12, 0, 0, 0)
        whole.addLayout(buttons)
        self.snooze.setVisible(snoozes)
        on_keys(self, self.leave, "Esc")
        for each in (self.done, self.exempt, self.snooze):
            each.installEventFilter(self)

    def _whom(self) -> str:
        """Whom it is about: what somebody is, which group, and the particulars."""
        said: list[str] = []
        if self.item.kind == "member" and not self.item.norm.settles.kind:
            found = subject_row(self.context.store, self.item)
            declared = fields(kind_of("member"))
            said += [shown(declared[name], found.get(name)) for name in ("category", "group")]
        said.append(self.item.text)
        return " · ".join(part for part in said if part)

    def _usually(self) -> str:
        kind = kind_of(self.item.norm.settles.kind or self.item.kind)
        if self.item.norm.settles.kind:
            return f"添加一条{kind.called()}，这一条就没有了。"
        return f"记入{kind.title}资料，这一条就没有了。"

    # -- what is typed -------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the cursor into the first settling field that is empty, else into the first."""
        empty = [each for each in self.editors.values() if not each.raw()]
        target = (empty or list(self.editors.values()))[0].inputs()[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def values(self) -> dict[str, Any]:
        """What stands in the fields."""
        return {column: editor.raw() for column, editor in self.editors.items()}

    def _edited(self, column: str) -> None:
        self._touched.add(column)
        self._typed.keep({name: self.editors[name].raw() for name in self._touched})
        self._asked.start()

    def _try(self) -> None:
        """Ask the norm what it would say, off the screen."""
        if not self._touched or self.context.busy:
            return
        answer = Answer(self.item, self.values())
        store = self.context.store
        self.context.query("正在看够不够", lambda _: trial(store, [answer])[0], self._judge, self)

    def _judge(self, found: Standing) -> None:
        """Say beside the fields whether it is enough."""
        last = next((c for c in reversed(self.editors) if c in self._touched), "")
        self._show(tuple(f for f in found.findings if f.column in self._touched))
        if found.findings:
            return
        if found.settled and str(found.state or "") == "missed":
            words, role = f"可以存，但{found.text}", "late"
        elif found.settled:
            words, role = f"够了，要求{self.item.norm.says}", "enough"
        else:
            words, role = f"还不够：{found.text or self.item.norm.says}", "hint"
        self._say(last, words, role)
        if found.settled and found.following:
            each = found.following[0]
            when = f"，{each.due:%Y-%m-%d} 前" if each.due else ""
            self.after.setText(f"这一条就没有了；接下来是{each.norm.label}{when}。")
        else:
            self.after.setText(self._usually())

    def _say(self, column: str, words: str, role: str) -> None:
        if column in self.hints:
            self.hints[column].setText(words)
            repolish(self.hints[column], "role", role)

    def _show(self, findings: tuple[Finding, ...]) -> None:
        """What is wrong, each beside its field; the rest below."""
        wrong = {f.column: f.message for f in reversed(findings)}
        for field in self.fields:
            column = field.column
            self._say(
                column, wrong.get(column, _typing(field)), "error" if column in wrong else "hint"
            )
            self.editors[column].set_wrong(column in wrong)
        others = [f.message for f in findings if f.column not in self.editors]
        self.wrong.setText("；".join(dict.fromkeys(others)))
        self.wrong.setVisible(bool(others))

    # -- its end -------------------------------------------------------------------------------

    def save(self) -> None:
        """Do what the norm asks; what is wrong is said beside its field."""
        values = self.values()
        refused: list[UserError] = []

        def work() -> list[Standing]:
            try:
                return settle(self.context.store, [Answer(self.item, values)])[1]
            except UserError as error:
                refused.append(error)
                raise

        found = self.context.attempt(work)
        if found is None:
            for error in refused:
                findings = error.findings or (Finding(error.code, error.message),)
                self._show(tuple(findings))
                first = next((f.column for f in findings if f.column in self.editors), "")
                if first:
                    self.editors[first].inputs()[0].setFocus()
            return
        self._typed.drop(values)
        self._touched.clear()
        left = "" if found[0].settled else f"，还没有办完：{found[0].text}"
        self.context.tell_done(f"已办理{self.item.title}{left}")
        self.settled.emit()

    def leave(self) -> None:
        """Go back; what was typed is kept for the next time."""
        self.closed.emit()

    def _open_whole(self) -> None:
        here = self.focusWidget()
        column = next(
            (c for c, each in self.editors.items() if here in each.inputs()),
            next(iter(self.editors)),
        )
        self.whole_wanted.emit(column)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field, and from the last one to the end."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if watched in (self.done, self.exempt, self.snooze):
            watched.click()
            return True
        if isinstance(watched, QPlainTextEdit) or (
            isinstance(watched, SuggestLine) and watched.offering
        ):
            return False
        stops = [part for each in self.editors.values() for part in each.inputs()]
        following = stops[stops.index(watched) + 1 :] if watched in stops else []
        if following:
            following[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.save()
        return True


def _typing(field: Any) -> str:
    """What helps to type a field."""
    if field.help:
        return str(field.help)
    return "也可以打 20260918" if field.kind is Kind.DATE else ""
