"""Paints the cells of a grid and the names of its columns and rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from partydesk.desk.kit import icons, theme
from partydesk.desk.tables.cell_faces import Face, GridCells, Index

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "middle": Qt.AlignmentFlag.AlignCenter,
}
_PAD = 8  # pixels beside words that stand at a side
_TICK, _LONE = 11.0, 14.0  # pixels of a check before words, and alone


def ink_of(name: str) -> QColor:
    """A colour of the theme or the ink of a tone, by name."""
    now = theme.colours()
    return now.tone(name)[0] if name in theme.TONES else QColor(getattr(now, name))


class CellPainter(QStyledItemDelegate):
    """Ground, check and words of each cell; a frame round the one with the cursor."""

    def __init__(self, view: QTableView, cells: GridCells) -> None:
        super().__init__(view)
        self._view, self._cells = view, cells
        self._small, self._plain = theme.sized(theme.SMALL), theme.sized(theme.TEXT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face = self._cells.face(index.row(), index.column())
        now, rect = theme.colours(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._cells.in_blocks:
            chosen = index.row() == self._view.currentIndex().row()
            if chosen or self._view.selectionModel().isSelected(index):
                painter.fillRect(rect, QColor(now.selected))
            painter.setPen(QColor(now.line))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if face is not None:
            self._face(painter, QRectF(rect).adjusted(2, 3, -2, -3), face, option, index)
        painter.restore()

    def _face(
        self, painter: QPainter, inside: QRectF, face: Face, option: QStyleOptionViewItem,
        index: Index,
    ) -> None:  # fmt: skip
        now = theme.colours()
        ink = ink_of(face.tone or face.ink)
        frame = inside.adjusted(0.5, 0.5, -0.5, -0.5)
        if face.tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.tone(face.tone)[1])
            painter.drawRoundedRect(inside, 4, 4)
        elif face.ring:
            _outline(painter, frame, QPen(QColor(now.line2), 1))
        over: QStyle.StateFlag = option.state
        if self._view.hasFocus() and index == self._view.currentIndex():
            _outline(painter, frame, QPen(QColor(now.accent), 2))
        elif face.tone and over & QStyle.StateFlag.State_MouseOver:
            _outline(painter, frame, QPen(ink, 1))
        painter.setFont(self._plain if face.plain else self._small)
        self._words(painter, inside, face, ink)

    def _words(self, painter: QPainter, inside: QRectF, face: Face, ink: QColor) -> None:
        metrics = painter.fontMetrics()
        pad = _PAD if face.side == "left" else 0
        room = inside if face.side == "middle" else inside.adjusted(pad, 0, -3, 0)
        words = face.words
        if face.short and metrics.horizontalAdvance(words) > room.width():
            words = face.short
        wide = metrics.horizontalAdvance(words)
        if face.tick:
            size = _TICK if words else _LONE
            between = 2 if face.side == "right" else 4
            fits = not words or room.width() >= wide + size + between
            left = room.center().x() - (wide + size + 4 if words else size) / 2
            if face.side == "right":
                left = room.left()
            if fits:
                at = QRectF(left, room.center().y() - size / 2, size, size)
                icons.paint(painter, "check", at, ink_of("ok"))
                if words and face.side == "middle":
                    room = room.adjusted(size + 4, 0, 0, 0)
        if words:
            painter.setPen(ink)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
            painter.drawText(room, _SIDES[face.side], shown)


def _outline(painter: QPainter, rect: QRectF, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, 4, 4)


class CellHead(QHeaderView):
    """Names of columns above, of rows at the left; those of today in the accent."""

    def __init__(self, orientation: Qt.Orientation, view: QTableView, cells: GridCells) -> None:
        super().__init__(orientation, view)
        self._cells = cells
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(18)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now, across = theme.colours(), self.orientation() == Qt.Orientation.Horizontal
        words = str(self.model().headerData(logical, self.orientation()) or "")
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        if across and self._cells.in_blocks:
            painter.setPen(QColor(now.line2))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        this = logical == (self._cells.accent_column if across else self._cells.accent_row)
        plain = self._cells.plain_labels and not across
        painter.setPen(QColor(now.accent if this else now.text if plain else now.text2))
        painter.setFont(theme.sized(theme.TEXT if plain else theme.SMALL))
        side = self._side(logical) if across else "left"
        room = rect if side == "middle" or plain else rect.adjusted(_PAD + 2, 0, -6, 0)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, _SIDES[side], shown)
        painter.restore()

    def _side(self, column: int) -> str:
        """Heads stand over their columns' words."""
        rows = self._cells.rows()
        face = next(
            (each for row in range(min(rows, 12)) if (each := self._cells.face(row, column))), None
        )
        return face.side if face is not None else "middle"
