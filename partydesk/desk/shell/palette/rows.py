"""The palette's list: heads of groups and entries, painted; what was matched is semi-bold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from partydesk.desk.kit import icons, theme
from partydesk.desk.shell.palette.entries import Entry, Group, matched
from partydesk.store.finding import MANY

HEAD = 28  # pixels of a group's title
_INSET, _TEXT = 10, 38  # pixels from the left edge to the icon, to the text
_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_HERE = "回车"


def counted(total: int) -> str:
    """How many, as people are told it: beyond what is counted 1,000+."""
    return f"{total:,}" if total <= MANY else f"{MANY:,}+"


class PaletteRows(QAbstractListModel):
    """The groups one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Entry | Group] = []
        self.text = ""

    def show_groups(self, groups: Sequence[Group], text: str) -> None:
        """Show these for what is typed."""
        self.beginResetModel()
        self.lines, self.text = [], text
        for group in groups:
            self.lines += [group, *group.entries]
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry in a row; None for the head of a group, or none."""
        line = self.lines[row] if 0 <= row < len(self.lines) else None
        return line if isinstance(line, Entry) else None

    def group_of(self, row: int) -> Group | None:
        """The group that a row stands in."""
        above = (self.lines[at] for at in range(min(row, len(self.lines) - 1), -1, -1))
        return next((line for line in above if isinstance(line, Group)), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.title}，{line.detail}" if isinstance(line, Entry) else line.title
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PalettePainter(QStyledItemDelegate):
    """Paints one line."""

    def __init__(self) -> None:
        super().__init__()
        self._plain, self._small = theme.sized(theme.TEXT), theme.sized(theme.SMALL)
        self._bold = theme.sized(theme.TEXT, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        model = index.model()
        assert isinstance(model, PaletteRows)
        head = isinstance(model.lines[index.row()], Group)
        return QSize(100, HEAD if head else theme.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, PaletteRows)
        line, rect = model.lines[index.row()], QRect(option.rect)
        painter.save()
        if isinstance(line, Group):
            self._head(painter, rect, line)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._entry(painter, rect, line, model.text, chosen)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, group: Group) -> None:
        painter.setFont(self._small)
        painter.setPen(theme.ink(theme.colours().text2))
        where = rect.adjusted(_INSET, 4, 0, 0)
        painter.drawText(where, _LEFT, f"{group.title}　{counted(group.total)}")

    def _entry(self, painter: QPainter, rect: QRect, entry: Entry, text: str, chosen: bool) -> None:
        now = theme.colours()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink(now.selected))
            painter.drawRoundedRect(QRectF(rect), theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        middle = rect.top() + (rect.height() - 14) / 2
        place = QRectF(rect.left() + _INSET, middle, 14, 14)
        icons.paint(painter, entry.icon, place, theme.ink(now.text2))
        right = self._keys(painter, rect, _HERE if chosen else entry.keys)
        left = self._title(painter, rect, entry.title, text, right)
        painter.setFont(self._small)
        painter.setPen(theme.ink(now.text2))
        where = QRect(left + 10, rect.top(), max(0, right - left - 10), rect.height())
        detail = QFontMetrics(self._small).elidedText(
            entry.detail, Qt.TextElideMode.ElideRight, where.width()
        )
        painter.drawText(where, _LEFT, detail)

    def _title(self, painter: QPainter, rect: QRect, title: str, text: str, right: int) -> int:
        """The title, what was matched semi-bold; where it ends."""
        painter.setPen(theme.ink(theme.colours().text))
        left = rect.left() + _TEXT
        for part, strong in _runs(title, text):
            font = self._bold if strong else self._plain
            painter.setFont(font)
            metrics = QFontMetrics(font)
            said = metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(0, right - left))
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), _LEFT, said)
            left += metrics.horizontalAdvance(said)
        return left

    def _keys(self, painter: QPainter, rect: QRect, keys: str) -> int:
        """The key cap at the right; where there is room up to."""
        if not keys:
            return rect.right() - 8
        now = theme.colours()
        wide = QFontMetrics(self._small).horizontalAdvance(keys) + 14
        cap = QRectF(rect.right() - 10 - wide, rect.top() + (rect.height() - 20) / 2, wide, 20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.ink(now.line2))
        painter.setBrush(theme.ink(now.ground))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(self._small)
        painter.setPen(theme.ink(now.text2))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return int(cap.left()) - 8


def _runs(title: str, text: str) -> list[tuple[str, bool]]:
    """The title in pieces, each with whether it was matched."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for first, after in matched(title, text):
        if first < at:
            continue
        pieces += [(title[at:first], False), (title[first:after], True)]
        at = after
    return [piece for piece in (*pieces, (title[at:], False)) if piece[0]]
