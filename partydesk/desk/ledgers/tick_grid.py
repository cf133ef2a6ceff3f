"""A year of days to tick: a month is a row, its last cell ticks all its working days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from partydesk.desk.kit import icons, theme
from partydesk.desk.kit.plain_text import tip_text

if TYPE_CHECKING:
    from partydesk.rules.ticks import TickDay, TickYear

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DAYS = 31
_WEEK = "一二三四五六日"
HEAD, LEAST, MOST, LABEL, ALL = 26, 26, 46, 52, 116  # pixels


class _Days(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: TickYear | None = None

    def show(self, year: TickYear) -> None:
        self.beginResetModel()
        self.shown = year
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() or self.shown is None else 12

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else _DAYS + 1

    def day(self, index: _Index) -> TickDay | None:
        """The day there; None behind a month's end and in the last column."""
        if self.shown is None or not index.isValid():
            return None
        days = self.shown.month(index.row() + 1)
        return days[index.column()] if index.column() < len(days) else None

    def all_words(self, row: int) -> str:
        """What the last cell of a month says."""
        if self.shown is None:
            return ""
        held, missing = self.shown.held(row + 1), len(self.shown.missing(row + 1))
        return f"{held} 次，补 {missing}" if missing else f"{held} 次" if held else ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == _DAYS:
            words = self.all_words(index.row())
            said = f"{index.row() + 1} 月{words}"
            if self.shown is not None and self.shown.missing(index.row() + 1):
                said += " 个工作日：点一下全部打勾"
        else:
            day = self.day(index)
            if day is None:
                return None
            works = "" if day.works else "，休息"
            how = "已开" if day.held else "没有勾" if day.open else "还没到"
            said = f"{day.day:%m-%d} 星期{_WEEK[day.day.weekday()]}{works}，{how}"
        return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1} 月"
        return str(section + 1) if section < _DAYS else "全部工作日"


class _Painter(QStyledItemDelegate):
    """A tick on green, a working day as an outline, a day off on grey, nothing behind the end."""

    def __init__(self, view: TickGrid) -> None:
        super().__init__(view)
        self._view = view
        self._small = theme.sized(theme.SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect = theme.colours(), option.rect
        here = self._view.hasFocus() and index == self._view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small)
        inside = QRectF(rect).adjusted(1.5, 2, -1.5, -2)
        if index.column() == _DAYS:
            shown = self._view.days.shown
            lacks = shown is not None and bool(shown.missing(index.row() + 1))
            painter.setPen(QColor(now.accent if lacks else now.text2))
            painter.drawText(
                rect.adjusted(10, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter,
                self._view.days.all_words(index.row()),
            )  # fmt: skip
        elif (day := self._view.days.day(index)) is not None:
            self._day(painter, inside, day)
        else:
            here = False
        if here:
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 3, 3)
        painter.restore()

    def _day(self, painter: QPainter, inside: QRectF, day: TickDay) -> None:
        now = theme.colours()
        ink, ground = now.tone("ok")
        painter.setPen(Qt.PenStyle.NoPen)
        if day.held:
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(inside, 3, 3)
            size = 14.0
            at = QRectF(inside.center().x() - size / 2, inside.center().y() - size / 2, size, size)
            if day.held > 1:
                painter.setPen(QColor(ink))
                painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, str(day.held))
            else:
                icons.paint(painter, "check", at, QColor(ink))
        elif not day.works:
            painter.setPen(QColor(now.text3))
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, "休")
        elif day.open:
            painter.setPen(QPen(QColor(now.line2), 1))
            painter.setBrush(QColor(now.surface))
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        else:
            painter.setPen(QColor(now.text3))
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, "·")


class _Head(QHeaderView):
    """Days above, months at the left; today's in the accent."""

    def __init__(self, orientation: Qt.Orientation, view: TickGrid) -> None:
        super().__init__(orientation, view)
        self._view = view
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(18)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now, across = theme.colours(), self.orientation() == Qt.Orientation.Horizontal
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        painter.setFont(theme.sized(theme.SMALL))
        today = self._view.today
        this = today is not None and (today.day if across else today.month) == logical + 1
        painter.setPen(QColor(now.accent if this else now.text2))
        words = str(self.model().headerData(logical, self.orientation()) or "")
        where = Qt.AlignmentFlag.AlignCenter
        if across and logical == _DAYS:
            rect = rect.adjusted(10, 0, 0, 0)
            where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, where, words)
        painter.restore()


class TickGrid(QTableView):
    """`toggled` carries the TickDay that a click or Space is to tick or untick, `opened` the one
    whose record Enter opens, `month_wanted` the number of a month whose working days are to be
    ticked. `today` is today, None in another year."""

    toggled = Signal(object)
    opened = Signal(object)
    month_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.today: date | None = None
        self.days = _Days()
        self.setModel(self.days)
        self.setItemDelegate(_Painter(self))
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Head(Qt.Orientation.Vertical, self))
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(_DAYS, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(_DAYS, ALL)
        across.setFixedHeight(HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(LEAST)
        self.verticalHeader().setFixedWidth(LABEL)
        self.setMaximumHeight(HEAD + 12 * MOST)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)
        self.setAccessibleName("按天打勾")

    def show_year(self, year: TickYear, today: date) -> None:
        """Show a year; the cursor stays on its day, at first on today."""
        at = self.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (today.month - 1, today.day - 1)
        self.today = today if year.year == today.year else None
        self.days.show(year)
        self.setCurrentIndex(self.days.index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        day = self.days.day(at)
        match event.key():
            case Qt.Key.Key_Space if day is not None:
                self.toggled.emit(day)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if day is not None:
                (self.opened if day.held else self.toggled).emit(day)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter if at.column() == _DAYS:
                self.month_wanted.emit(at.row() + 1)
            case Qt.Key.Key_D if control and at.isValid():
                self.month_wanted.emit(at.row() + 1)
            case _:
                super().keyPressEvent(event)

    def _clicked(self, at: QModelIndex) -> None:
        day = self.days.day(at)
        if day is not None:
            self.toggled.emit(day)
        elif at.column() == _DAYS:
            self.month_wanted.emit(at.row() + 1)
