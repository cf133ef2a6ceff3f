"""How a row of the outline is painted: a part with its handle, a paragraph with its switch."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from partydesk.desk.kit import theme
from partydesk.desk.tables.row_ground import paint_ground
from partydesk.documents.report.outline import Paragraph, Part

_Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
"""The Part or Paragraph of a row."""
TOLD = Qt.ItemDataRole.UserRole + 1
"""The few words at its right."""
_ROW, _SWITCH, _KNOB = 34, (30, 16), 12
_INDENT = 24


def switch_of(rect: QRect, line: Part | Paragraph) -> QRect:
    """Where the switch of a row stands in its rectangle; nowhere for a part."""
    if isinstance(line, Part):
        return QRect()
    top = rect.center().y() - _SWITCH[1] // 2 + 1
    return QRect(rect.left() + _INDENT, top, *_SWITCH)


class OutlineDelegate(QStyledItemDelegate):
    """Paints a part with its handle, a paragraph with its switch, both with a few words."""

    def __init__(self, view: QTreeWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(_ROW)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect, line = theme.colours(), QRect(option.rect), index.data(LINE)
        paint_ground(painter, option, self._view)
        whole = isinstance(line, Part)
        left = rect.left() + (_INDENT if whole else _INDENT + _SWITCH[0] + theme.GAP)
        if not line.fixed:
            self._handle(painter, rect)
        if not whole:
            self._switch(painter, QRectF(switch_of(rect, line)), on=line.on)
        small = theme.sized(theme.SMALL)
        middle = Qt.AlignmentFlag.AlignVCenter
        said = str(index.data(TOLD))
        inside = QRect(left, rect.top(), rect.right() - theme.CELL - left, rect.height())
        painter.setFont(small)
        painter.setPen(QColor(now.text2))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, said)
        font = theme.sized(theme.TEXT, QFont.Weight.DemiBold) if whole else self._view.font()
        painter.setFont(font)
        painter.setPen(QColor(now.text if line.on else now.text2))
        room = inside.width() - QFontMetrics(small).horizontalAdvance(said) - theme.GAP
        words = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, middle, words)
        if whole:
            painter.setPen(QColor(now.line))
            painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())

    @staticmethod
    def _handle(painter: QPainter, rect: QRect) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().text3))
        for row in range(3):
            for column in range(2):
                y = rect.center().y() - 4 + 4 * row
                painter.drawRect(rect.left() + 10 + 4 * column, y, 2, 2)
        painter.restore()

    @staticmethod
    def _switch(painter: QPainter, where: QRectF, *, on: bool) -> None:
        now = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.tone("ok")[0] if on else now.line2))
        painter.drawRoundedRect(where, where.height() / 2, where.height() / 2)
        painter.setBrush(QColor(now.surface))
        knob = QRectF(0, 0, _KNOB, _KNOB)
        knob.moveCenter(where.center())
        knob.moveLeft(where.right() - _KNOB - 2 if on else where.left() + 2)
        painter.drawEllipse(knob)
        painter.restore()
