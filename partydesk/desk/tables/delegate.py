"""How cells and column heads are painted: one inset for both, pills for states, no widgets."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.tables.model import BESIDE, SORTED, STRONG, TONE, Head, RowsModel

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a list; knows the row under the mouse and whether the list has focus."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered = -1
        self.pointed = False  # a single cell has been gone to and is marked
        self._small = theme.sized(theme.SMALL)
        self._font = view.font()
        self._metrics = QFontMetrics(self._font)
        self._elided = lru_cache(4096)(self._elide)

    def _elide(self, text: str, width: int) -> str:
        line = text.replace("\n", " ")
        return self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        # Called for every cell of every frame: asks little, makes no colours or fonts anew.
        now = theme.colours()
        rect: QRect = option.rect
        model, row, column = index.model(), index.row(), index.column()
        left, top, wide, high = rect.left(), rect.top(), rect.width(), rect.height()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.ink(now.selected))
        elif row == self.hovered:
            painter.fillRect(rect, theme.ink(now.hover))
        painter.fillRect(left, top + high - 1, wide, 1, theme.ink(now.line))
        if selected and self._view.hasFocus():
            if column == self._first():
                painter.fillRect(left, top, 3, high - 1, theme.ink(now.accent))
            if self.pointed and index == self._view.currentIndex():
                painter.setPen(theme.ink(now.accent))
                painter.drawRect(rect.adjusted(0, 0, -1, -2))
        if isinstance(model, RowsModel):
            head = model.head(row) if model.group_by else None
            if head is not None:
                self._head(painter, rect, head, selected)
                return
            text, tone, alignment = model.cell(row, column)
            grey = model.is_grey(row)
        else:
            grey = False
            text = str(model.data(index, Qt.ItemDataRole.DisplayRole) or "")
            tone = model.data(index, TONE)
            asked = model.data(index, Qt.ItemDataRole.TextAlignmentRole)
            alignment = _LEFT if asked is None else Qt.AlignmentFlag(int(asked))
        beside = None if isinstance(model, RowsModel) else model.data(index, BESIDE)
        if not text and beside:
            self._beside(painter, rect.adjusted(0, 0, -4, -1), left + theme.CELL - 6, beside)
        if not text:
            return
        if tone is not None:
            inside = rect.adjusted(theme.CELL, 0, -theme.CELL, -1)
            ends = self._pill(painter, inside, text, str(tone), selected)
            if beside:
                self._beside(painter, rect.adjusted(0, 0, -4, -1), ends, beside)
            return
        if self._font != self._view.font():
            self._font = self._view.font()
            self._metrics = QFontMetrics(self._font)
            self._elided.cache_clear()
        strong = not isinstance(model, RowsModel) and model.data(index, STRONG)
        painter.setFont(theme.sized(theme.TEXT, QFont.Weight.DemiBold) if strong else self._font)
        painter.setPen(theme.ink((now.text2 if selected else now.text3) if grey else now.text))
        room = wide - 2 * theme.CELL
        shown = self._elided(text, room)
        painter.drawText(left + theme.CELL, top, room, high - 1, int(alignment), shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        metrics = QFontMetrics(self._view.font())
        width = metrics.horizontalAdvance(str(index.data() or "")) + 2 * theme.CELL
        return QSize(width, theme.ROW)

    def _head(self, painter: QPainter, cell: QRect, head: Head, selected: bool) -> None:
        """Paint this cell's part of a line that goes over all columns."""
        now = theme.colours()
        view = self._view
        left = view.columnViewportPosition(self._first())
        line = QRect(left, cell.top(), view.viewport().width(), cell.height())
        painter.save()
        painter.setClipRect(cell)
        if not selected:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), QColor(now.ground))
        x, y = left + theme.CELL + 4, cell.center().y()
        corners = [(-3, -4), (3, 0), (-3, 4)] if head.folded else [(-4, -3), (4, -3), (0, 3)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.text2))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
        font = theme.sized(theme.TEXT, QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(now.text))
        words = line.adjusted(theme.CELL + 16, 0, -theme.CELL - 60, -1)
        label = QFontMetrics(font).elidedText(
            head.label, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, _LEFT, label)
        words.setLeft(words.left() + QFontMetrics(font).horizontalAdvance(label) + 10)
        words.setRight(line.right())
        painter.setFont(self._small)
        painter.setPen(QColor(now.text2))
        painter.drawText(words, _LEFT, f"{head.number:,}")
        painter.restore()

    def _first(self) -> int:
        return self._view.horizontalHeader().logicalIndex(0)

    def _beside(self, painter: QPainter, inside: QRect, from_: float, text: str) -> None:
        """Small text after a pill, as far as there is room."""
        inside.setLeft(int(from_) + 6)
        shown = QFontMetrics(self._small).elidedText(
            text, Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.setFont(self._small)
        painter.setPen(theme.ink(theme.colours().text2))
        painter.drawText(inside, int(_LEFT), shown)

    def _pill(
        self, painter: QPainter, inside: QRect, text: str, tone: str, selected: bool
    ) -> float:
        """Paint it; where it ends."""
        ink, ground = theme.colours().tone(tone)
        metrics = QFontMetrics(self._small)
        # The pill's text stands where plain text would; the pill reaches out to its left.
        reach = 9
        room = inside.width() + theme.CELL - 4 - reach
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(shown) + 2 * reach
        pill = QRectF(
            inside.left(),
            inside.center().y() - theme.PILL / 2 + 0.5,
            width,
            theme.PILL,
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # On a selected row the idle pill would melt into the ground.
        edge = selected and tone == "idle"
        painter.setPen(QPen(QColor(theme.colours().line2)) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, theme.PILL / 2, theme.PILL / 2)
        painter.setPen(ink)
        painter.setFont(self._small)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
        return pill.right()


def head_room(text: str) -> int:
    """The width in pixels below which a head of two small lines is cut."""
    half = text[: (len(text) + 1) // 2]
    metrics = QFontMetrics(theme.sized(theme.SMALL))
    return metrics.horizontalAdvance(half) + 2 * theme.CELL - theme.CELL // 2


class Header(QHeaderView):
    """Column heads with the cells' own inset and the arrow beside the word.

    `added` carries the column whose head was clicked with Shift.
    """

    added = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.HEADER)
        self.setMinimumSectionSize(40)
        self.setSectionsMovable(True)
        self.setAccessibleName("列标题")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().mouseReleaseEvent(event)
        elif (number := self.logicalIndexAt(event.position().toPoint())) >= 0:
            self.added.emit(number)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now = theme.colours()
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(now.line2))
        model = self.model()
        text = str(model.headerData(logical, self.orientation()) or "")
        aligned = model.headerData(logical, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        right = bool(int(aligned or 0) & int(Qt.AlignmentFlag.AlignRight))
        place = model.headerData(logical, self.orientation(), SORTED)
        sorted_by = place is not None or (
            self.isSortIndicatorShown() and self.sortIndicatorSection() == logical
        )
        inside = rect.adjusted(theme.CELL, 0, -theme.CELL, -1)
        rank = str(place[0]) if place is not None and place[0] > 1 else ""
        arrow = 14 + 8 * len(rank) if sorted_by else 0
        font = self.font()
        metrics = QFontMetrics(font)
        room = inside.width() - (0 if right else arrow)
        lines = [text]
        if metrics.horizontalAdvance(text) > room:
            # A long head goes on two small lines, into half the inset, before it is cut.
            font = theme.sized(theme.SMALL)
            room += theme.CELL // 2
            metrics = QFontMetrics(font)
            half = (len(text) + 1) // 2
            lines = [text[:half], text[half:]]
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]
        width = max(metrics.horizontalAdvance(line) for line in shown)
        left = inside.right() + 1 - width if right else inside.left()
        painter.setFont(font)
        painter.setPen(QColor(now.text if sorted_by else now.text2))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            QRect(left, inside.top(), width + 1, inside.height()),
            side | Qt.AlignmentFlag.AlignVCenter,
            "\n".join(shown),
        )
        if sorted_by:
            # Numbers stand at the right edge: there the arrow goes to the left of the word.
            x = left - arrow + 2 if right else left + width + 5
            middle = inside.center().y() + 1
            up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            if place is not None:
                up = not place[1]
            tip, foot = (middle - 3, middle + 3) if up else (middle + 3, middle - 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QColor(now.text2))
            painter.drawPolygon(
                QPolygonF([QPointF(x, foot), QPointF(x + 8, foot), QPointF(x + 4, tip)])
            )
            # The second column of the order says so, and the third.
            painter.setFont(theme.sized(theme.SMALL))
            painter.setPen(QColor(now.text2))
            painter.drawText(QPointF(x + 10, middle + 4), rank)
        painter.restore()


def dress(view: QTableView) -> None:
    """Give any table view the look of the lists: rows, heads, inset, no grid.

    A cell becomes a pill by a tone in the role `model.TONE`.
    """
    view.setItemDelegate(CellDelegate(view))
    header = Header(view)
    header.setSectionsMovable(False)
    view.setHorizontalHeader(header)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(theme.ROW)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setFrameShape(QTableView.Shape.NoFrame)
