"""要办的事: what is due, most pressing first, each with why and one button that starts the work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, empty, link, row, rule, scrolled, text
from partydesk.desk.overview.due_row import DueRow
from partydesk.desk.overview.due_selection import DueSelection
from partydesk.desk.overview.due_words import Due

if TYPE_CHECKING:
    from partydesk.desk.plans.answer import PlanAnswer
    from partydesk.desk.settling.panel import SettlePanel

MOST = 40
"""Rows made at once; a longer list is behind 全部."""
FOLDED = 6
"""Rows shown where the card stands above the others."""


class DueCard(Card):
    """The list. `started`, `snoozed` and `exempted` carry the Due that is to be started, put off or
    said not to apply, those with `together` lists of Dues that were chosen; `whole_wanted` one
    whose whole form is wanted, with the field to begin in. `roll_wanted` asks for the list of
    members. `panel` is the duty that is open in its row."""

    started = Signal(object)
    snoozed = Signal(object)
    exempted = Signal(object)
    started_together = Signal(object)
    snoozed_together = Signal(object)
    exempted_together = Signal(object)
    whole_wanted = Signal(object, str)
    remind_wanted = Signal(object)
    all_wanted = Signal()
    roll_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.panel: SettlePanel | PlanAnswer | None = None
        self._opened = ""
        self.rows.setContentsMargins(16, 14, 8, 14)
        self.rows.setSpacing(theme.TIGHT)
        self.count = text("", "small")
        self.all = link("全部", self.all_wanted.emit)
        self.all.setToolTip("全部要办的事，和已推迟的事")
        head = row(text("要办的事", "section"), self.count, None, self.all)
        head.setContentsMargins(0, 0, 8, 0)
        self.rows.addLayout(head)
        self.first = self._first_step()
        self.rows.addWidget(self.first)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(0)
        self.area = scrolled(inside)
        self.rows.addWidget(self.area, 1)
        self.more = link("", self.all_wanted.emit)
        self.rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()
        self.chosen = DueSelection()
        self.chosen.settled.connect(self.started_together)
        self.chosen.snoozed.connect(self.snoozed_together)
        self.chosen.exempted.connect(self.exempted_together)
        self.rows.addWidget(self.chosen)
        self.keys = QWidget()
        caps = row(None, text("回车", "key"), text("打开", "small"),
                   text("空格", "key"), text("选几条一起办", "small"))  # fmt: skip
        caps.setContentsMargins(0, 0, 8, 0)
        self.keys.setLayout(caps)
        self.rows.addWidget(self.keys)
        self.lines: list[DueRow] = []
        self._folded = False
        self._finished = False
        self._total = 0
        self._say("正在看有什么要办…", "")

    def show_due(self, found: Sequence[Due], put_off: int) -> None:
        """Show these; `put_off` are put off and not among them."""
        at = self.area.verticalScrollBar().value()
        place = self._place()
        typing = self._typed_into()
        panel = self._held(found)
        empty(self._list)
        self.lines = []
        self._total = len(found)
        off = f"，另有 {put_off} 件已推迟" if put_off else ""
        self.count.setText(f"{len(found)} 件{off}" if found or put_off else "")
        self.all.setVisible(bool(found or put_off))
        if not found:
            self._say("眼下没有要办的事", "该办的都办了，辛苦了。快到期时会提前在这里提醒。")
        for number, due in enumerate(found[:MOST]):
            if number:
                self._list.addWidget(rule())
            line = DueRow(due)
            line.started.connect(lambda d=due: self.started.emit(d))
            line.other_wanted.connect(lambda how, d=due: self.open(d, how))
            line.menu_wanted.connect(lambda where, d=due: self._menu(d).popup(where))
            self.lines.append(line)
            self._list.addWidget(line)
            if panel is not None and due.reminder.key == self._opened:
                line.hold(panel)
                panel.show()
        self._list.addStretch(1)
        self.chosen.follow(self.lines)
        self.keys.setVisible(len(found) > 1)
        self._arrange()
        self.area.verticalScrollBar().setValue(at)
        if panel is not None and typing is not None:
            # Out of its row it lost the cursor, which stays where one types: the next key may be
            # waiting already.
            typing.setFocus()
        if self._finished and self.lines:
            # The next one stands where the finished one stood.
            self._finished = False
            self.lines[min(place, len(self.lines) - 1)].button.setFocus()

    # -- the duty that is open -----------------------------------------------------------------

    def open(self, due: Due, how: str = "") -> None:
        """Open a duty in its row, its first field with the cursor; another one closes. `how` is
        the answer that a plan is given (desk.plans)."""
        self.close_panel()
        line = next((each for each in self.lines if each.due is due), None)
        panel = self.context.guarded("", lambda: self._panel(due, how))
        if line is None or panel is None:
            return
        self.panel, self._opened = panel, due.reminder.key
        panel.settled.connect(self._settled)
        panel.closed.connect(self._back_to_row)
        line.hold(panel)
        panel.show()
        self._arrange()
        panel.focus_first()
        QTimer.singleShot(0, panel, lambda: self.area.ensureWidgetVisible(panel, 0, 12))

    def _panel(self, due: Due, how: str) -> SettlePanel | PlanAnswer:
        """What asks in the row for what settles a duty."""
        item, state = due.reminder.items[0], (due.pill, due.tone)
        if how:
            from partydesk.desk.plans.answer import PlanAnswer

            return PlanAnswer(self.context, item.uid, how, state, self)
        from partydesk.desk.settling.panel import SettlePanel

        panel = SettlePanel(self.context, item, state, self)
        panel.exempt_wanted.connect(lambda: self.exempted.emit(due))
        panel.snooze_wanted.connect(lambda: self.snoozed.emit(due))
        panel.whole_wanted.connect(lambda column: self.whole_wanted.emit(due, column))
        return panel

    def close_panel(self) -> None:
        """Fold what is open back into its row."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        for line in self.lines:
            line.release(panel)
        self._opened = ""
        panel.hide()
        panel.deleteLater()
        self._arrange()

    def mark(self, keys: Collection[str], left: str = "") -> None:
        """Mark the rows whose duties stand in a grid; the cursor goes to the one just `left`."""
        for line in self.lines:
            line.mark(line.due.reminder.key in keys)
            if left and line.due.reminder.key == left:
                line.button.setFocus()

    def focus_next(self, key: str = "") -> None:
        """The cursor on the duty with this key, else on the first."""
        wanted = (line for line in self.lines if line.due.reminder.key == key)
        line = next(wanted, self.lines[0] if self.lines else None)
        if line is not None:
            line.button.setFocus()

    def with_cursor(self) -> str | None:
        """The key of the duty whose row has the cursor; None where none has."""
        where = QApplication.focusWidget()
        if where is None:
            return None
        return next((x.due.reminder.key for x in self.lines if x.isAncestorOf(where)), None)

    def _back_to_row(self) -> None:
        place = self._place()
        self.close_panel()
        if self.lines:
            self.lines[place].button.setFocus()

    def _settled(self) -> None:
        self._finished = True

    def _place(self) -> int:
        """Where the open duty stands, else 0."""
        keys = [line.due.reminder.key for line in self.lines]
        return keys.index(self._opened) if self._opened in keys else 0

    def _held(self, found: Sequence[Due]) -> SettlePanel | PlanAnswer | None:
        """The open panel, out of its row, where its duty is still asked; else it is closed."""
        panel = self.panel
        if panel is None:
            return None
        if self._finished or self._opened not in {due.reminder.key for due in found[:MOST]}:
            self.close_panel()
            return None
        panel.setParent(self)
        return panel

    def _typed_into(self) -> QWidget | None:
        """The input of the open panel that has the cursor."""
        front = QApplication.focusWidget()
        inside = front is not None and self.panel is not None and self.panel.isAncestorOf(front)
        return front if inside else None

    def _first_step(self) -> QWidget:
        """Before there are members: nothing can be recorded without them."""
        begin = button("去录入", self.roll_wanted.emit)
        words = text("先把党员花名册放进来，提醒和数字就有了依据。", "label", wrap=True)
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 6, 8, 6)
        inside.addWidget(words, 1)
        inside.addWidget(begin)
        line.hide()
        return line

    def ask_for_roll(self, wanted: bool) -> None:
        """Whether to ask for the members first."""
        self.first.setVisible(wanted)

    def set_folded(self, folded: bool) -> None:
        """Folded it stands above the other cards and shows the first few without scrolling."""
        if folded != self._folded:
            self._folded = folded
            # Below the folded rows it would be out of sight.
            self.rows.removeWidget(self.chosen)
            self.rows.insertWidget(1 if folded else self.rows.count() - 1, self.chosen)
            self._arrange()
            if self.panel is not None:
                panel = self.panel
                QTimer.singleShot(0, panel, lambda: self.area.ensureWidgetVisible(panel, 0, 12))

    def _arrange(self) -> None:
        most = FOLDED if self._folded else MOST
        held = self._place() if self.panel is not None else -1
        for number, line in enumerate(self.lines):
            line.setVisible(number < most or number == held)
            if number:
                before = self._list.itemAt(2 * number - 1)
                rule_above = before.widget() if before is not None else None
                if rule_above is not None:
                    rule_above.setVisible(number < most or number == held)
        hidden = self._total - min(most, self._total)
        self.more.setText(f"还有 {hidden} 件")
        self.more.setVisible(hidden > 0)
        self._list.activate()
        height = self._list.sizeHint().height() if self._folded else 0
        self.area.setMinimumHeight(height or 160)

    def _say(self, title: str, words: str) -> None:
        self._list.addSpacing(theme.ROOM)
        self._list.addWidget(text(title, "label"))
        if words:
            self._list.addWidget(text(words, "hint", wrap=True))
        self._list.addStretch(1)

    def _menu(self, due: Due) -> QMenu:
        """The other ways: putting off, and for a birthday the talk itself."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(due.button, lambda: self.started.emit(due))
        for how in due.others:
            menu.addAction(f"{how}…", partial(self.open, due, how))
        if due.prints:
            menu.addAction("记一次谈话", lambda: self.open(due))
        menu.addSeparator()
        menu.addAction("推迟…", lambda: self.snoozed.emit(due))
        if due.own and not due.others:
            menu.addAction("不适用…", lambda: self.exempted.emit(due))
        if due.own and not all(item.norm.private for item in due.reminder.items):
            menu.addAction("复制提醒", lambda: self.remind_wanted.emit(due))
        menu.addSeparator()
        why = menu.addAction(f"依据：{due.reminder.norm.article}")
        why.setEnabled(False)
        return menu
