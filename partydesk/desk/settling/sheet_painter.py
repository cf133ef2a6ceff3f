"""How the cells of a settling grid are painted, and what each is typed in with."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionViewItem, QTableView

from partydesk.desk.forms.editors import Around
from partydesk.desk.kit import theme
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.desk.settling.sheet_cells import Cells
from partydesk.desk.tables.line_delegate import LineDelegate
from partydesk.records.fields import Kind

_Index = QModelIndex | QPersistentModelIndex
PADDING = 12  # pixels before and behind a text


class SheetPainter(LineDelegate):
    """Cells with lines between them, red where wrong; the last one is a pill."""

    def __init__(self, view: QTableView, cells: Cells, around: Around) -> None:
        super().__init__(view)
        self._view, self._cells, self._around = view, cells, around
        self._small = theme.sized(theme.SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, cells = theme.colours(), self._cells
        rect: QRect = option.rect
        row, field = cells.rows[index.row()], cells.field(index.column())
        last = index.column() == cells.columnCount() - 1
        ground, ink = QColor(now.surface), QColor(now.text)
        if field is None and not last:
            ground, ink = QColor(now.hover), QColor(now.text if index.column() == 0 else now.text2)
        elif field is not None and field.column in row.wrong:
            ink, ground = (QColor(each) for each in now.tone("bad"))
        elif field is not None and not cells.asked(index):
            ground = QColor(now.ground)
        elif field is not None and field.column not in row.typed:
            ink = QColor(now.text2)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected and not last:
            ground = QColor(now.selected)
        painter.fillRect(rect, ground)
        painter.setPen(QPen(QColor(now.line), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(PADDING, 0, -PADDING, 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = str(index.data() or "")
        if last and text:
            self._pill(painter, inside, text, row.told()[1])
        else:
            painter.setPen(ink)
            text = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, middle, text)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _pill(self, painter: QPainter, inside: QRect, text: str, tone: str) -> None:
        ink, ground = theme.colours().tone(tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width() - 20)
        wide = metrics.horizontalAdvance(text) + 20
        pill = QRectF(inside.left(), inside.center().y() - 9.5, wide, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, 10, 10)
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def line_of(self, index: _Index) -> QLineEdit:
        """A line that offers people or choices where the field is of them."""
        field = self._cells.field(index.column())
        assert field is not None  # only those can be edited
        if field.kind in (Kind.PERSON, Kind.PEOPLE):
            people = self._around.people
            return SuggestLine(
                lambda text: matching(text, people(), names=True),
                several=field.kind is Kind.PEOPLE,
            )
        if field.choices is not None:
            labels = list(field.choices.labels)
            return SuggestLine(lambda text: matching(text, labels))
        return super().line_of(index)

    def name_of(self, index: _Index) -> str:
        field = self._cells.field(index.column())
        label = field.label if field is not None else ""
        return f"{self._cells.rows[index.row()].name}：{label}"
