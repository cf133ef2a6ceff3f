"""The figures of a report as a list: under the parts they stand in, missing ones as a pill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tables.row_ground import paint_ground
from partydesk.documents.report.content import Figure, Level, Report
from partydesk.documents.report.templates import BLANK, tokens

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
FIGURE = Qt.ItemDataRole.UserRole
ROW, _SIDE = 32, theme.CELL


def by_part(report: Report, *, missing: bool) -> list[str | Figure]:
    """The figures by the parts they stand in, the part's name before each group.

    A figure stands where the program's own sentence has it, even when somebody took it out.
    With `missing` only those that nobody recorded.
    """
    part = ""
    where: dict[str, str] = {}
    for block in report.every:
        if block.level is Level.PART:
            part = block.text or block.default
        for token in tokens(block.default):
            where.setdefault(token, part)
    groups: dict[str, list[Figure]] = {name: [] for name in where.values()}
    for figure in report.figures:
        if figure.value is None or not missing:
            groups.setdefault(where.get(figure.id, "其他"), []).append(figure)
    lines: list[str | Figure] = []
    for name, group in groups.items():
        if group:
            lines += [name, *group]
    return lines


def value_text(figure: Figure) -> str:
    """The number as it is read in a list: 1,234."""
    return BLANK if figure.value is None else f"{figure.value:,}"


class FiguresModel(QAbstractListModel):
    """Names of parts and the figures in them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[str | Figure] = ()

    def show(self, lines: Sequence[str | Figure]) -> None:
        """Hold these."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def place(self, id: str) -> QModelIndex:
        """Where a figure stands; an invalid index when it does not."""
        for at, line in enumerate(self.lines):
            if isinstance(line, Figure) and line.id == id:
                return self.index(at)
        return QModelIndex()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == FIGURE:
            return line if isinstance(line, Figure) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(line, str):
                return line
            unit = "" if line.value is None else line.unit
            return f"{line.label} {value_text(line)}{unit}"
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Figure):
            return tip_text(f"{line.label}\n{line.definition}")
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FiguresDelegate(QStyledItemDelegate):
    """Paints label, number and unit; a figure nobody recorded has a pill."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._strong = theme.sized(theme.TEXT, QFont.Weight.DemiBold)
        self._small = theme.sized(theme.SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect = theme.colours(), QRect(option.rect)
        inside = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        figure = index.data(FIGURE)
        if figure is None:
            painter.setFont(self._small)
            painter.setPen(QColor(now.text2))
            painter.drawText(inside.adjusted(0, 4, 0, 0), middle, str(index.data()))
            return
        paint_ground(painter, option, self._view)
        if figure.value is None:
            taken = self._pill(painter, inside)
        else:
            taken = self._number(painter, inside, figure)
        room = inside.adjusted(0, 0, -taken - theme.GAP, 0)
        painter.setFont(self._view.font())
        painter.setPen(QColor(now.text))
        label = QFontMetrics(self._view.font()).elidedText(
            figure.label, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, middle, label)

    def _number(self, painter: QPainter, inside: QRect, figure: Figure) -> int:
        """Number and unit at the right; the width they take. Units stand under each other."""
        unit = QFontMetrics(self._small).horizontalAdvance("亿元")
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._small)
        painter.setPen(QColor(theme.colours().text2))
        painter.drawText(QRect(inside.right() - unit + 1, inside.top(), unit, inside.height()),
                         side | Qt.AlignmentFlag.AlignLeft, figure.unit)  # fmt: skip
        painter.setFont(self._strong)
        painter.setPen(QColor(theme.colours().text))
        painter.drawText(inside.adjusted(0, 0, -unit - 5, 0), side | Qt.AlignmentFlag.AlignRight,
                         value_text(figure))  # fmt: skip
        return unit + 5 + QFontMetrics(self._strong).horizontalAdvance(value_text(figure))

    def _pill(self, painter: QPainter, inside: QRect) -> int:
        ink, ground = theme.colours().tone("warn")
        words = BLANK.strip("〔〕")
        width = QFontMetrics(self._small).horizontalAdvance(words) + 18
        place = QRectF(
            inside.right() - width + 1, inside.center().y() - theme.PILL / 2 + 1, width, theme.PILL
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, theme.PILL / 2, theme.PILL / 2)
        painter.setPen(ink)
        painter.setFont(self._small)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
        return width
