"""An affair on one page: questions at left, at right what follows, at the foot what it comes to."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.affairs.editors import editor_of
from partydesk.desk.affairs.outlook import Outlook
from partydesk.desk.affairs.question_card import QuestionCard
from partydesk.desk.forms.drafts import Draft
from partydesk.desk.forms.editors import Editor
from partydesk.desk.forms.key_navigation import KeyNavigation
from partydesk.desk.forms.remembered import Remembered
from partydesk.desk.forms.roll import around
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, scrolled, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.operations.affairs.carrying import affair_of, carry_out, preview
from partydesk.operations.affairs.declared import Ask
from partydesk.operations.affairs.told import Told
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of
from partydesk.records.values import shown
from partydesk.store import rows

PAUSE = 150  # milliseconds after a key until what follows is asked for
_RIGHT = 540  # pixels of what stands at the right, where there is room
_ABOUT = ("category", "duty", "group")


class AffairPage(Page):
    """Carries out one affair for the records with these uids (none: one not recorded yet).

    `finished` carries the uid of the first of them once it is done, `affair_wanted` the name of
    another affair that follows, `handover_wanted` to whom and by whom all is handed over then.
    What is typed is kept as a draft; Esc leaves it there.
    """

    help_key = "affairs"
    finished = Signal(str)
    affair_wanted = Signal(str)
    handover_wanted = Signal(str, str)

    def __init__(self, context: AppContext, name: str, uids: Sequence[str]) -> None:
        """Raises UserError where the affair does not fit."""
        super().__init__()
        self.context, self.affair, self.uids = context, affair_of(name), tuple(uids)
        self.editors: dict[str, Editor] = {}
        self._touched: set[str] = set()
        self._tried = False
        self.told = preview(context.store, name, self.uids, {})
        mark = f"{zlib.crc32('|'.join(self.uids).encode()):08x}" if self.uids else ""
        self._draft = Draft(context.store.home, f"affair-{name}", mark or "new")
        self._pausing = QTimer(self, singleShot=True, interval=PAUSE)
        self._pausing.timeout.connect(self.ask)
        self._build()
        self._show(self.told)
        self._take_draft()

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.kept = text("", "small")
        head = QVBoxLayout()
        head.setSpacing(6)
        self.title = text(self._heading(), "title", wrap=True)
        line = row(self.title, self.kept)
        line.setStretch(0, 1)
        head.addLayout(line)
        if about := self._about():
            head.addWidget(text(about, "small", wrap=True))
        inside = QWidget()
        self._left = QVBoxLayout(inside)
        self._left.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        self._left.setSpacing(10)
        self._left.addLayout(head)
        people = around(self.context.store)
        make = partial(editor_of, around=people, store=self.context.store, writing=self._writing)
        self.cards: list[QuestionCard] = []
        for question in self.affair.questions:
            card = QuestionCard(question, make, inside)
            for key, asked in card.lines.items():
                self.editors[key] = asked.editor
                asked.editor.edited.connect(partial(self._edited, key))
            self.cards.append(card)
            self._left.addWidget(card)
        self.area = scrolled(inside)
        self.outlook = Outlook()
        self.outlook.preview_wanted.connect(self._preview_paper)
        self.outlook.affair_wanted.connect(self._go_on_to)
        self._side = QFrame()
        self._side.setProperty("role", "pane")
        held = QVBoxLayout(self._side)
        held.setContentsMargins(0, 0, 0, 0)
        self._side_area = scrolled(self.outlook)
        held.addWidget(self._side_area)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(0)
        self._across.addWidget(self.area, 1)
        self._across.addWidget(self._side)
        self._left.addStretch(1)
        self.foot = _Foot(self.affair.verb)
        self.foot.cancel.clicked.connect(self.leave)
        self.foot.save.clicked.connect(self.do)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._across, 1)
        whole.addWidget(self.foot)
        KeyNavigation(self, self.editors, self.area, self.foot)
        on_keys(self, self.do, "Ctrl+S", "Ctrl+Return")
        on_keys(self, self.leave, "Esc")

    def _writing(self, kind: str) -> Remembered:
        return Remembered(self.context, kind, dict)

    def _rows(self) -> list[dict[str, Any]]:
        with self.context.store.read() as connection:
            found = (rows.find(connection, self.affair.about, uid) for uid in self.uids)
            return [each for each in found if each is not None]

    def _heading(self) -> str:
        people = self._rows()
        if self.affair.about != "member" or not people:
            return self.affair.label
        more = f"等 {len(people)} 人" if len(people) > 1 else ""
        return f"{people[0]['name']}{more} {self.affair.heading}"

    def _about(self) -> str:
        people = self._rows()
        if len(people) != 1 or self.affair.about != "member":
            return "、".join(str(each["name"]) for each in people) if len(people) > 1 else ""
        declared, one = fields(kind_of("member")), people[0]
        parts = [shown(declared[name], one[name]) for name in _ABOUT]
        parts = [part for part in parts if part and part != "无"]
        if one["joined_on"]:
            parts.append(f"{one['joined_on']} 入党")
        return " · ".join(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What follows stands at the right, or below where there is no room."""
        super().resizeEvent(event)
        beside = self.width() >= theme.FOLD
        if beside and self._across.indexOf(self._side) < 0:
            self._left.removeWidget(self._side)
            self._across.addWidget(self._side)
            repolish(self._side, "role", "pane")
        elif not beside and self._across.indexOf(self._side) >= 0:
            self._across.removeWidget(self._side)
            self._left.insertWidget(self._left.count() - 1, self._side)
            repolish(self._side, "role", "card")
        if beside:
            self._side.setFixedWidth(min(_RIGHT, self.width() * 2 // 5))
            self._side.setMinimumHeight(0)
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
            self._side.setMinimumHeight(self.outlook.sizeHint().height() + 8)
        self._side.show()

    # -- answers -------------------------------------------------------------------------------

    def answers(self) -> dict[str, object]:
        """What the person has answered, of what is asked now."""
        return {key: self.editors[key].raw() for key in self._touched if key in self.told.asked}

    def _edited(self, key: str) -> None:
        self._touched.add(key)
        self._keep_draft()
        self._pausing.start()

    def fill(self, key: str, raw: object) -> None:
        """Answer something for the person, as if typed."""
        self.editors[key].restore(raw)
        self._edited(key)

    def ask(self) -> None:
        """Ask off the screen what follows from the answers."""
        name, uids, answers = self.affair.name, self.uids, self.answers()
        store = self.context.store
        self.context.query(
            "正在看会改什么",
            lambda _progress: preview(store, name, uids, answers),
            self._show,
            self,
        )

    def _show(self, told: Told) -> None:
        self.told = told
        for key in told.asked:
            if key not in self._touched:
                self._load(key)
        wrong = {
            finding.column: finding.message
            for finding in told.findings
            if finding.column in self.editors
            if self._tried or (finding.code != "required" and finding.column in self._touched)
        }
        number = 0
        for card, said in zip(self.cards, told.said, strict=True):
            card.show_asked(told.asked, told.hints, wrong, said)
            if not card.isHidden():
                number += 1
                card.number.setText(str(number))
        self.outlook.show_told(told)
        others = [f.message for f in told.findings if f.column not in self.editors]
        self.foot.say(others[0] if others else told.sentence, bad=bool(others))
        if self._across.indexOf(self._side) < 0:
            self._side.setMinimumHeight(self.outlook.sizeHint().height() + 8)

    def _load(self, key: str) -> None:
        self.editors[key].load(self.told.answers.get(key))

    # -- the draft -----------------------------------------------------------------------------

    def _keep_draft(self) -> None:
        if self._draft.keep({key: self.editors[key].raw() for key in self._touched}):
            self.kept.setText(f"草稿已存 {clock.now():%H:%M}")

    def _take_draft(self) -> None:
        kept = {key: raw for key, raw in self._draft.read().items() if key in self.editors}
        if not kept:
            return
        when = self._draft.kept_when
        for key, raw in kept.items():
            self.editors[key].restore(raw)
            self._touched.add(key)
        self.kept.setText(f"接着 {when}填的草稿")
        self._show(preview(self.context.store, self.affair.name, self.uids, self._drafted(kept)))

    def _drafted(self, kept: dict[str, object]) -> dict[str, object]:
        """Of a draft what is asked once its own answers are given."""
        store, name = self.context.store, self.affair.name
        now = {key: raw for key, raw in kept.items() if key in self.told.asked}
        asked = preview(store, name, self.uids, now).asked
        return {key: raw for key, raw in kept.items() if key in asked}

    # -- doing ---------------------------------------------------------------------------------

    def do(self) -> bool:
        """Carry it out; whether it was."""
        focused = self.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.editingFinished.emit()
        self._pausing.stop()
        store, wanted = self.context.store, self.outlook.wanted()
        done = self.context.attempt(self._carried_out)
        if done is None:
            return False
        self._draft.drop()
        self._touched.clear()
        self.context.tell_done(f"已办：{done.sentence}")
        self.finished.emit(done.uid)
        if self.affair.hands_over:
            self.handover_wanted.emit(*_hands(done))
        if wanted:
            from partydesk.desk.affairs.printing import write_papers

            about = "、".join(str(each["name"]) for each in self._rows()[:1])
            write_papers(self.context, done, wanted, about or store.own.short_name)
        return True

    def _carried_out(self) -> Told:
        self._tried = True
        answers = self.answers()
        try:
            return carry_out(self.context.store, self.affair.name, self.uids, answers)
        except UserError as refusal:
            shown_now = preview(self.context.store, self.affair.name, self.uids, answers)
            self._show(shown_now)
            for finding in (*refusal.findings, *shown_now.findings):
                if finding.column in self.editors and finding.column in shown_now.asked:
                    self.editors[finding.column].inputs()[0].setFocus()
                    break
            raise

    def _preview_paper(self, what: str) -> None:
        from partydesk.desk.affairs.printing import look_at

        look_at(self.context, self.affair.name, self.uids, self.answers(), what, self)

    def _go_on_to(self, name: str) -> None:
        """What is lacking is seen to after this one: it is carried out first."""
        if self.do():
            self.affair_wanted.emit(name)

    def leave(self) -> None:
        """Back to where one came from; what was typed is kept."""
        if self._touched:
            self._keep_draft()
        self.closed.emit()

    # -- the cursor ----------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:
        """Begin at the first answer that is still empty."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.focus_first)

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        asked: list[Ask] = [ask for ask in self.affair.asks if ask.key in self.told.asked]
        empty = [ask for ask in asked if ask.required and not self.told.answers.get(ask.key)]
        for ask in (*empty, *asked):
            self.editors[ask.key].inputs()[0].setFocus()
            return


class _Foot(QFrame):
    """One sentence that says it all, beside the one filled button."""

    def __init__(self, verb: str) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.sentence = text("", wrap=True)
        self.undoable = text("办完也能一步撤销", "small")
        self.cancel = QPushButton("取消")
        self.cancel.setToolTip("Esc，填的会留着")
        self.save = QPushButton(verb)
        self.save.setProperty("role", "main")
        self.save.setToolTip("Ctrl+S")
        line = row(self.sentence, self.undoable, text("Esc", "key"), self.cancel, self.save)
        line.setStretch(0, 1)
        line.setContentsMargins(theme.AIR, 10, 18, 10)
        self.setLayout(line)

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """From left to right."""
        return self.cancel, self.save

    def say(self, words: str, *, bad: bool) -> None:
        """Say what it comes to, or what keeps it from being done."""
        self.sentence.setText(words)
        repolish(self.sentence, "said", "bad" if bad else "")


def _hands(done: Told) -> tuple[str, str]:
    """Who is secretary after an affair, and who was before it, "" for nobody on record."""
    for line in done.lines:
        if (line.kind, line.field) == ("organisation", "secretary"):
            return line.after, "" if line.before == "空" else line.before
    return str(done.answers.get("secretary") or ""), ""
