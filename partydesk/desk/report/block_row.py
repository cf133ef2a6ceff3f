"""What stands on the sheet: a block as it is read, and quiet lines that offer something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSizePolicy, QToolTip, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import link, pill
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.report.setting import CHARACTER, PAPER, SIDE, TOKEN, WIDTH, above, document
from partydesk.documents.report.content import Block
from partydesk.documents.report.templates import Run, text_of

_OPEN = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_NOTE = 10  # between a note in the margin and the text


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as a row shows it: the runs it is read as (its number before them), its place from
    the right edge in characters, the note in its margin."""

    block: Block
    runs: tuple[Run, ...]
    right: float = 0.0
    note: str = ""


class BlockRow(QWidget):
    """One paragraph or heading. `clicked` carries the token of the figure that was clicked.

    `edit_wanted` asks for the editor, `menu_wanted` for the other ways (with where), `step` to
    go to the row above (-1) or below (1).
    """

    clicked = Signal(str)
    edit_wanted = Signal()
    menu_wanted = Signal(QPoint)
    step = Signal(int)

    def __init__(self, labels: dict[str, str], editable: bool) -> None:
        super().__init__()
        self._labels, self._editable = labels, editable
        self._document: QTextDocument | None = None
        self._chosen = ""
        self._hovered = False
        self.shown: Shown | None = None
        self.note: QLabel | None = None
        self.change: QPushButton | None = None
        self.setFixedWidth(PAPER)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)

    def show_block(self, shown: Shown, labels: dict[str, str], chosen: str = "") -> None:
        """Show this, with the figure that somebody looks at marked."""
        self._labels = labels
        if shown != self.shown or chosen != self._chosen:
            self.shown, self._chosen = shown, chosen
            self._lay_out()

    def restyle(self) -> None:
        """The colours are others now."""
        self._lay_out()

    def has(self, token: str) -> bool:
        """Whether the figure stands here."""
        return self.shown is not None and any(r.token == token for r in self.shown.block.runs)

    def token_at(self, where: QPoint) -> str:
        """The token of the text under a point, or nothing."""
        if self._document is None or self.shown is None:
            return ""
        inside = QPointF(where - QPoint(SIDE, above(self.shown.block.level)))
        layout = self._document.documentLayout()
        at = layout.hitTest(inside, Qt.HitTestAccuracy.ExactHit)
        if at < 0:
            return ""
        return str(layout.format(at).property(TOKEN) or "")

    def _lay_out(self) -> None:
        if self.shown is None:
            return
        block = self.shown.block
        self._document = document(
            block, self.shown.runs, self.shown.right, frozenset(self._labels), self._chosen
        )
        self.setFixedHeight(above(block.level) + int(self._document.size().height()))
        self.setAccessibleName(text_of(self.shown.runs))
        self._show_note()
        self.update()

    def _show_note(self) -> None:
        if self.note is not None:
            self.note.deleteLater()
            self.note = None
        if self.shown is None or not self.shown.note:
            return
        self.note = pill(self.shown.note, "idle")
        self.note.setParent(self)
        self.note.adjustSize()
        self.note.move(SIDE - _NOTE - self.note.sizeHint().width(), self._first_line(theme.PILL))
        self.note.show()

    def _first_line(self, height: int) -> int:
        """Where something of this height stands in the middle of the first line."""
        assert self.shown is not None and self._document is not None
        line = self._document.firstBlock().layout().lineAt(0)
        # The line's room is above its writing.
        return above(self.shown.block.level) + int((line.height() - height) / 2) + 4

    def _offer(self) -> None:
        """修改 beside the row under the mouse or the cursor."""
        wanted = self._editable and (self._hovered or self.hasFocus())
        if wanted and self.change is None:
            self.change = link("修改", self.edit_wanted.emit)
            self.change.setParent(self)
            self.change.setProperty("small", "true")
            self.change.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.change.setToolTip("改这一段（F2，或双击）")
            self.change.adjustSize()
        if self.change is not None:
            self.change.move(SIDE + WIDTH + _NOTE, self._first_line(self.change.height()))
            self.change.setVisible(wanted)
        self.update()

    # -- events --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None or self.shown is None:
            return
        now, top = theme.colours(), above(self.shown.block.level)
        painter = QPainter(self)
        room = self.rect().adjusted(SIDE - 8, top, 8 - SIDE, 0)
        if self.hasFocus():
            painter.fillRect(room, QColor(now.selected))
            painter.fillRect(room.left(), top, 3, room.height(), QColor(now.accent))
        elif self._hovered and self._editable:
            painter.fillRect(room, QColor(now.hover))
        painter.translate(SIDE, top)
        self._document.drawContents(painter)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self._offer()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self._offer()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._offer()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.token_at(event.position().toPoint()) in self._labels
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and token in self._labels:
            self.clicked.emit(token)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._editable:
            self.edit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPEN and self._editable:
            self.edit_wanted.emit()
        elif event.key() in _STEPS:
            self.step.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._editable:
            self.menu_wanted.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            label = self._labels.get(self.token_at(event.pos()), "")
            QToolTip.showText(event.globalPos(), tip_text(label), self)
            return True
        return super().event(event)


class Whisper(QAbstractButton):
    """A small grey line on the sheet that does something: 加一段, or puts back what was left out.

    It is no part of the report and looks it.
    """

    def __init__(self, words: str, do: Callable[[], object], tip: str = "") -> None:
        super().__init__()
        self.setText(words)
        self.setToolTip(tip_text(tip))
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(PAPER, 26)
        self.clicked.connect(lambda: do())

    def sizeHint(self) -> QSize:
        return QSize(PAPER, 26)

    def hitButton(self, where: QPoint) -> bool:
        left = SIDE + 2 * CHARACTER
        return left - 6 <= where.x() <= left + self.fontMetrics().horizontalAdvance(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.colours()
        painter = QPainter(self)
        painter.setFont(theme.sized(theme.SMALL))
        live = self.underMouse() or self.hasFocus()
        painter.setPen(QColor(now.accent if live else now.text3))
        room = self.rect().adjusted(SIDE + 2 * CHARACTER, 0, -SIDE, 0)
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
