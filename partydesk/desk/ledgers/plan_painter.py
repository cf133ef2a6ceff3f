"""How the cells of 年度计划 are painted and typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.desk.ledgers.plan_cells import PlanCells
from partydesk.desk.tables.line_delegate import LineDelegate

if TYPE_CHECKING:
    from partydesk.rules.year_plan import PlanCell

_Index = QModelIndex | QPersistentModelIndex
_TONES = {"held": "ok", "asks": "warn", "not_held": "bad"}


class PlanPainter(LineDelegate):
    """A cell is a card of two lines: the theme, and the day with how it stands, in words."""

    inset = (3, 2)

    def __init__(self, view: QTableView, cells: PlanCells) -> None:
        super().__init__(view)
        self._view, self._cells = view, cells
        self._small, self._theme = theme.sized(theme.SMALL), theme.sized(13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect = theme.colours(), option.rect
        cell = self._cells.cell(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell is None:
            self._folded(painter, rect, index)
            painter.restore()
            return
        inside = QRectF(rect).adjusted(3, 2, -3, -2)
        tone = _TONES.get(str(cell.mark))
        ink = QColor(now.text3)
        painter.setPen(Qt.PenStyle.NoPen)
        if tone is not None:
            ink, ground = now.tone(tone)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(inside, 4, 4)
        elif cell.mark == "planned":
            painter.setPen(QPen(QColor(now.line2), 1))
            painter.setBrush(QColor(now.surface))
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        state: QStyle.StateFlag = option.state
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), 4, 4)
        elif state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(now.text3), 1))
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._words(painter, inside, cell, ink)
        painter.restore()

    def _words(self, painter: QPainter, inside: QRectF, cell: PlanCell, ink: QColor) -> None:
        now = theme.colours()
        room = inside.adjusted(8, 0, -6, 0)
        subject, told = cell.words
        left = Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._theme)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(subject, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setPen(QColor(now.text if told else now.text3))
        if not told:
            painter.drawText(room, left | Qt.AlignmentFlag.AlignVCenter, shown)
            return
        middle = room.center().y()
        upper = QRectF(room.left(), middle - 19, room.width(), 20)
        painter.drawText(upper, left | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(self._small)
        painter.setPen(ink if cell.mark != "planned" else QColor(now.text2))
        lower = QRectF(room.left(), middle, room.width(), 18)
        words = painter.fontMetrics().elidedText(
            told, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(lower, left | Qt.AlignmentFlag.AlignVCenter, words)

    def _folded(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        now = theme.colours()
        painter.setFont(self._small)
        painter.setPen(QColor(now.text3))
        if index.column():
            painter.drawText(rect.adjusted(11, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "—")
        else:
            said = self._cells.before_words()
            painter.drawText(rect.adjusted(11, 0, 400, 0), Qt.AlignmentFlag.AlignVCenter, said)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 3, -4, -3), 4, 4)

    def line_of(self, index: _Index) -> QLineEdit:
        """Where the kind is said with the theme, the kinds there are are offered."""
        cell = self._cells.cell(index)
        if cell is not None and cell.column not in self._cells.kinds:
            return SuggestLine(lambda text: matching(text, self._cells.other_kinds))
        return super().line_of(index)
