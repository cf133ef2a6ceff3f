"""A chart on the screen: the mouse and the arrow keys find its bars, a click or Enter opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.overview.charts import captions
from partydesk.desk.overview.charts.layout import Laid, Mark, lay
from partydesk.desk.overview.charts.painting import paint

if TYPE_CHECKING:
    from partydesk.rules.charts.model import Behind, Chart

_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BEFORE = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_LEAST = 260  # pixels


class ChartView(QWidget):
    """`opened` carries the Behind of the bar that is to be opened, `menu_wanted` where its menu
    goes, `moved` the QRect that the cursor came to; `copy_wanted`: Ctrl+C was pressed."""

    opened = Signal(object)
    menu_wanted = Signal(QPoint)
    copy_wanted = Signal()
    moved = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self.chart: Chart | None = None
        self.laid: Laid | None = None
        self.cursor_at = 0  # the number of a mark
        self._most: int | None = None
        self._hovered: int | None = None
        self._stale = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart, most: int | None = None) -> None:
        """Show a chart, of many lying bars the first ones; the cursor stays where it can."""
        self.chart, self._most = chart, most
        self._hovered = None
        self._lay()
        assert self.laid is not None
        self.setFixedHeight(int(self.laid.height) + 1)
        self.cursor_at = max(0, min(self.cursor_at, len(self.laid.marks) - 1))
        self.setAccessibleDescription(captions.described(chart))
        self._name()

    @property
    def current(self) -> Mark | None:
        """What the cursor is on."""
        marks = self.laid.marks if self.laid is not None else []
        return marks[self.cursor_at] if self.cursor_at < len(marks) else None

    def tip(self, mark: Mark) -> str:
        """What is said of a number."""
        assert self.chart is not None
        return captions.told(self.chart, self.chart.bars[mark.bar], mark.series)

    def behind(self, mark: Mark) -> Behind:
        """What is behind a number."""
        assert self.chart is not None
        return self.chart.bars[mark.bar].behind[mark.series]

    def open(self) -> None:
        """Open what the cursor is on."""
        if (mark := self.current) is not None:
            self.opened.emit(self.behind(mark))

    def move_to(self, number: int) -> None:
        """Put the cursor on a mark."""
        if self.laid is None or not self.laid.marks:
            return
        self.cursor_at = max(0, min(number, len(self.laid.marks) - 1))
        self._name()
        self.moved.emit(self.laid.marks[self.cursor_at].found.toAlignedRect())
        self.update()

    def _name(self) -> None:
        if self.chart is not None:
            said = f"：{self.tip(mark)}" if (mark := self.current) is not None else ""
            self.setAccessibleName(f"{self.chart.title}{said}")

    def _lay(self) -> None:
        if self.chart is not None:
            self.laid = lay(self.chart, float(max(self.width(), _LEAST)), self._most)
            self.update()

    def _found(self, at: QPointF) -> int | None:
        marks = self.laid.marks if self.laid is not None else []
        return next((n for n, mark in enumerate(marks) if mark.found.contains(at)), None)

    # -- events --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.laid is None:
            return
        painter = QPainter(self)
        cursor = self.cursor_at if self.hasFocus() else None
        paint(painter, self.laid, theme.colours(), cursor=cursor, hovered=self._hovered)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._found(QPointF(event.pos()))
            if at is None or self.laid is None:
                QToolTip.hideText()
            else:
                mark = self.laid.marks[at]
                said = f"{self.tip(mark)}\n点开看是哪些记录"
                QToolTip.showText(
                    event.globalPos(), tip_text(said), self, mark.found.toAlignedRect()
                )
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._found(event.position())
        if at != self._hovered:
            self._hovered = at
            pointing = Qt.CursorShape.PointingHandCursor if at is not None else None
            self.setCursor(pointing or Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._found(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.move_to(at)
            self.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key in _OPEN:
            self.open()
        elif key in _NEXT:
            self.move_to(self.cursor_at + 1)
        elif key in _BEFORE:
            self.move_to(self.cursor_at - 1)
        elif key == Qt.Key.Key_Home:
            self.move_to(0)
        elif key == Qt.Key.Key_End and self.laid is not None:
            self.move_to(len(self.laid.marks) - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if (mark := self.current) is not None:
                where = self.mapToGlobal(mark.found.center().toPoint())
        elif (at := self._found(QPointF(event.pos()))) is not None:
            self.move_to(at)
        self.menu_wanted.emit(where)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.move_to(self.cursor_at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
