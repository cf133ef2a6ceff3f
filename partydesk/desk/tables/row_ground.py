"""What lies under a row of a list: marked where it is chosen, tinted under the mouse."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from partydesk.desk.kit import theme


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, view: QAbstractItemView) -> None:
    """Paint it; a chosen row has an edge at its left while the list has the focus."""
    now, rect = theme.colours(), option.rect
    state: QStyle.StateFlag = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(now.selected))
        if view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(now.accent))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(now.hover))
