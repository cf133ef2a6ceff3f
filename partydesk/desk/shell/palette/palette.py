"""The palette over the dimmed window: one field, groups below it, live at each key."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QWidget
from shiboken6 import isValid

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, rule, stack, text
from partydesk.desk.kit.drawing import Drawing
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.desk.shell.palette.entries import Entry, Group
from partydesk.desk.shell.palette.finding import Sources, look
from partydesk.desk.shell.palette.rows import HEAD, PalettePainter, PaletteRows, counted
from partydesk.store import settings

WIDTH, TOP = 680, 62  # pixels of the card, and from the window's top to it
_RECENT = "palette.recent"
_KEPT = 12  # keys of entries
_DIM = QColor(0, 0, 0, 80)


class Palette(QWidget):
    """Lies over a window until something is chosen or Esc is pressed; the focus then is where it
    was. `sources` is asked for what there is when it opens."""

    def __init__(
        self, context: AppContext, over: QWidget, sources: Callable[[tuple[str, ...]], Sources]
    ) -> None:
        super().__init__(over)
        self._context, self._over, self._ask = context, over, sources
        self._sources: Sources | None = None
        self._before: QWidget | None = None
        self._only = ""
        self._shown_for: str | None = None  # the text that the rows are about
        self._waiting = False  # Enter was pressed before they came
        self.line = QLineEdit()
        self.line.setProperty("role", "palette")
        self.line.setAccessibleName("找人、会议、页面，或者要做的事")
        self.line.setPlaceholderText("找人、会议、问题、页面，或者要做的事")
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.count = text("", "small")
        self.rows = PaletteRows()
        self.view = QListView()
        self.view.setProperty("role", "palette")
        self.view.setModel(self.rows)
        self._painter = PalettePainter()
        self.view.setItemDelegate(self._painter)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName("找到的")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(lambda index: self._take(index.row()))
        self.nothing = text("", "hint", wrap=True)
        self.nothing.setContentsMargins(20, 14, 20, 14)
        self.card = QFrame(self)
        self.card.setProperty("role", "palette")
        self._build()
        over.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        head = row(Drawing("search"), self.line, self.count, text("Esc", "key"), spacing=10)
        head.setContentsMargins(19, 9, 17, 9)
        foot = row(text("↑", "key"), text("↓", "key"), text("选", "small"), text("回车", "key"),
                   text("打开", "small"), text("Tab", "key"), text("只看这一组", "small"), None,
                   text("汉字、拼音、首字母都能找", "small"), spacing=6)  # fmt: skip
        foot.setContentsMargins(17, 8, 17, 8)
        column = stack(self.card, 0)
        column.setContentsMargins(1, 1, 1, 1)
        column.addLayout(head)
        column.addWidget(rule())
        inside = stack_margins(self.view)
        column.addWidget(inside, 1)
        column.addWidget(self.nothing)
        column.addWidget(rule())
        column.addLayout(foot)

    # -- opening and closing -------------------------------------------------------------------

    def open(self, typed: str = "") -> None:
        """Come up, with this typed; the focus is remembered."""
        if self.isVisible():
            self.line.selectAll()
            return
        self._before = QApplication.focusWidget()
        self._only, self._shown_for, self._waiting = "", None, False
        self._sources = self._context.guarded("", lambda: self._ask(self._recent()))
        self.rows.show_groups([], "")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.setText(typed)
        self._look()

    def leave(self) -> None:
        """Go away; the focus goes back to where it was."""
        self.hide()
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._sources = None
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._over.setFocus()

    def prepare(self) -> None:
        """Spell out what is offered, off the screen: the first key then is as quick as others."""
        sources = self._context.guarded("", lambda: self._ask(()))
        if sources is not None:
            work = partial(look, sources, "z")
            self._context.query("正在准备查找", lambda _p: work(), lambda _groups: None, self)

    # -- looking -------------------------------------------------------------------------------

    def _typed(self, _text: str) -> None:
        # Qt does not send this while a word is being composed, only for what is committed.
        self._only = ""
        self._look()

    def _look(self) -> None:
        sources, typed, only = self._sources, self.line.text(), self._only
        if sources is None:
            return
        self._context.query(
            "正在查找",
            lambda _progress: look(sources, typed, only),
            partial(self._show, typed),
            self,
        )

    def _show(self, typed: str, groups: list[Group]) -> None:
        if not self.isVisible():
            return
        self._shown_for = typed
        self.rows.show_groups(groups, typed)
        total = sum(group.total for group in groups)
        self.count.setText(f"{counted(total)} 个" if typed.strip() else "")
        self.nothing.setText(
            ""
            if groups
            else f"没有找到“{typed.strip()[:30]}”。换个词再找：汉字、拼音、首字母都行。"
        )
        self.nothing.setVisible(not groups)
        self._place()
        self._choose(0, 1)
        if self._waiting:
            self._waiting = False
            self._take(self.view.currentIndex().row())

    def _choose(self, at: int, step: int) -> None:
        """Put the cursor on the next entry from a row on; heads are passed over."""
        count = self.rows.rowCount()
        for tried in range(count):
            to = (at + tried * step) % count
            if self.rows.entry(to) is not None:
                index = self.rows.index(to)
                self.view.setCurrentIndex(index)
                if self.rows.entry(to - 1) is None:
                    self.view.scrollTo(self.rows.index(max(0, to - 1)))
                self.view.scrollTo(index)
                return

    def _take(self, at: int) -> None:
        """Do what an entry does, the palette gone before it."""
        entry = self.rows.entry(at)
        if entry is None:
            return
        if entry.onward:
            self.line.setText(entry.onward)
            return
        if entry.again:
            self._remember(entry)
        self.leave()
        self._context.guarded("", entry.do)

    def _narrow(self) -> None:
        """Only the group of the chosen entry, or all of them again."""
        group = self.rows.group_of(self.view.currentIndex().row())
        if group is None or not self.line.text().strip():
            return
        self._only = "" if self._only else group.title
        self._look()

    # -- what was gone to ----------------------------------------------------------------------

    def _recent(self) -> tuple[str, ...]:
        with self._context.store.read() as connection:
            kept = settings.get(connection, _RECENT, "[]")
        return tuple(str(each) for each in json.loads(kept))

    def _remember(self, entry: Entry) -> None:
        keys = [entry.key, *(key for key in self._recent() if key != entry.key)][:_KEPT]
        keep_ui_setting(self._context, _RECENT, json.dumps(keys, ensure_ascii=False))

    # -- keys, room, drawing -------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                # No shortcut of what lies below may take a key from here.
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        key, at = event.key(), self.view.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._choose(at + step, step)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = 1 if key == Qt.Key.Key_PageDown else -1
            self._choose(min(max(at + step * 8, 0), self.rows.rowCount() - 1), step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._shown_for == self.line.text():
                self._take(at)
            else:
                self._waiting = True
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._narrow()
        elif key == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.leave()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def _place(self) -> None:
        self.setGeometry(QRect(0, 0, self._over.width(), self._over.height()))
        wide = min(WIDTH, self.width() - 2 * theme.AIR)
        lines = self.rows.lines
        high = sum(HEAD if isinstance(line, Group) else theme.ROW for line in lines)
        around = 51 + 38 + 2 + (16 if lines else 0)
        if self.nothing.isVisibleTo(self.card):
            around += self.nothing.sizeHint().height()
        top = TOP if self.height() > 600 else theme.AIR
        room = self.height() - top - theme.AIR
        self.card.setGeometry((self.width() - wide) // 2, top, wide, min(room, high + around))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _DIM)
        painter.end()


def stack_margins(view: QListView) -> QWidget:
    """The list with the air around it that the card has."""
    inside = QWidget()
    column = stack(inside, 0)
    column.setContentsMargins(8, 4, 8, 8)
    column.addWidget(view)
    return inside
