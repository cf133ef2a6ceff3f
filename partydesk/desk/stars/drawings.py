"""What is drawn on the star page: a row of stars, and how many branches have how many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.rules.stars.model import Goal

_STAR, _BETWEEN = 16, 4  # pixels
_LABELS = 18  # pixels of the line under the bars
_WIDEST = 36  # pixels of a bar


def _star(left: float, top: float) -> QPolygonF:
    """Five points, standing in a square of _STAR pixels."""
    middle, radius = _STAR / 2, _STAR / 2
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        turn = math.pi * corner / 5
        corners.append(
            QPointF(left + middle + reach * math.sin(turn), top + middle - reach * math.cos(turn))
        )
    return QPolygonF(corners)


class StarsRow(QWidget):
    """So many stars of so many; told in words to who cannot see them."""

    def __init__(self) -> None:
        super().__init__()
        self._stars, self._most = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_stars(self, stars: int, most: int) -> None:
        """Show these."""
        self._stars, self._most = stars, most
        self.setAccessibleName(f"{most} 颗星中的 {stars} 颗")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(0, self._most * (_STAR + _BETWEEN) - _BETWEEN), _STAR + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(self._most):
            have = number < self._stars
            painter.setPen(QPen(QColor(now.warn if have else now.line2), 1))
            painter.setBrush(QColor(now.warn) if have else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(_star(number * (_STAR + _BETWEEN), 1))
        painter.end()


class Distribution(QWidget):
    """How many branches have how many stars, as bars; the goals stand below theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: Mapping[int | None, int] = {}
        self._goals: Sequence[Goal] = ()
        self.setMinimumHeight(64)

    def show_shares(self, shares: Mapping[int | None, int], goals: Sequence[Goal]) -> None:
        """Stars → branches; under None those without any score."""
        self._shares, self._goals = shares, goals
        told = "，".join(f"{_named(stars)} {count} 个" for stars, count in shares.items() if count)
        self.setAccessibleName(f"星级分布：{told or '还没有党组织'}")
        self.setToolTip(tip_text(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shares:
            return
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.sized(theme.SMALL)
        painter.setFont(small)
        named = {goal.stars: goal.label for goal in self._goals}
        floor = min(named, default=0)
        order = [*sorted(stars for stars in self._shares if stars is not None), None]
        step = self.width() / len(order)
        most = max(self._shares.values()) or 1
        line = self.height() - _LABELS
        room = line - _LABELS
        for place, stars in enumerate(order):
            count = self._shares.get(stars, 0)
            left = place * step
            tone = "idle" if stars is None else "ok" if stars >= floor else "warn"
            height = room * count / most
            width = min(_WIDEST, step - 6)
            if count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colours().tone(tone)[0])
                bar = QRectF(left + (step - width) / 2, line - height, width, height)
                painter.drawRoundedRect(bar, 2, 2)
                painter.setPen(QColor(now.text))
                above = QRectF(left, line - height - _LABELS, step, _LABELS)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(count))
            painter.setPen(QColor(now.text2))
            words = _named(stars)
            wide = f"{named[stars]} {words}" if stars in named else words
            shown = wide if painter.fontMetrics().horizontalAdvance(wide) < step else words
            painter.drawText(
                QRectF(left, line + 1, step, _LABELS - 1), Qt.AlignmentFlag.AlignCenter, shown
            )
        painter.fillRect(QRectF(0, line, self.width(), 1), QColor(now.line2))
        painter.end()


def _named(stars: int | None) -> str:
    return "没有得分" if stars is None else f"{stars} 星"
