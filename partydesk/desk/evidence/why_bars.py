"""The way from a figure's old value to its new, drawn as bars; a cut axis is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from partydesk.desk.kit import theme
from partydesk.exchange.merge.why import Step

_HIGH, _BAR, _WORDS = 132, 60, 22


class WhyBars(QWidget):
    """Shows where a figure was, each step, where it is."""

    def __init__(self) -> None:
        super().__init__()
        self._before = self._after = 0.0
        self._first = self._last = ""
        self._steps: Sequence[Step] = ()
        self.setFixedHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, _HIGH)

    @property
    def drawn(self) -> bool:
        """Whether there are steps to be drawn."""
        return bool(self._steps)

    def show_steps(
        self, before: float, steps: Sequence[Step], after: float, first: str, last: str
    ) -> None:
        """Draw from `before`, called `first`, over the steps to `after`, called `last`."""
        self._before, self._steps, self._after = before, steps, after
        self._first, self._last = first, last
        told = [f"{first} {before:g}", *(f"{s.label} {signed(s.amount)}" for s in steps)]
        self.setAccessibleName("，".join([*told, f"{last} {after:g}"]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        levels = [self._before]
        for step in self._steps:
            levels.append(levels[-1] + step.amount)
        top, low = max([*levels, self._after]), min([*levels, self._after])
        cut = low > 3 * max(1.0, top - low)
        floor = low - (top - low or 1) * 0.35 if cut else min(0.0, low)
        base, room = self.height() - _WORDS, self.height() - _WORDS - 24
        scale = room / max(top - floor, 1e-9)

        def y(value: float) -> float:
            return base - (value - floor) * scale

        number = len(self._steps) + 2
        wide = self.width() / number
        bar = min(_BAR, wide * 0.6)
        painter.setPen(QPen(QColor(now.line2)))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))

        def middle(place: int) -> float:
            return wide * (place + 0.5)

        level = self._before
        for place, step in enumerate(self._steps, 1):
            following = level + step.amount
            painter.setPen(QPen(QColor(now.line2), 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                QPointF(middle(place - 1) + bar / 2, y(level)),
                QPointF(middle(place) - bar / 2, y(level)),
            )
            tone = now.tone("ok" if step.amount > 0 else "bad")[0]
            high, under = max(level, following), min(level, following)
            block = QRectF(middle(place) - bar / 2, y(high), bar, max(3.0, y(under) - y(high)))
            painter.fillRect(block, tone)
            self._write(painter, signed(step.amount), middle(place), block.top() - 18, wide, tone)
            self._write(painter, step.label, middle(place), base + 3, wide)
            level = following
        last = number - 1
        painter.setPen(QPen(QColor(now.line2), 1, Qt.PenStyle.DashLine))
        if self._steps:
            painter.drawLine(
                QPointF(middle(last - 1) + bar / 2, y(level)),
                QPointF(middle(last) - bar / 2, y(level)),
            )
        for place, value, label in (
            (0, self._before, self._first),
            (last, self._after, self._last),
        ):
            block = QRectF(middle(place) - bar / 2, y(value), bar, base - y(value))
            painter.fillRect(block, QColor(now.line2))
            if cut:
                mark = QPen(QColor(now.surface), 3)
                painter.setPen(mark)
                at = base - min(10.0, block.height() / 2)
                painter.drawLine(QPointF(block.left(), at + 2), QPointF(block.right(), at - 2))
            ink = QColor(now.text)
            self._write(painter, f"{value:g}", middle(place), block.top() - 18, wide, ink)
            self._write(painter, label, middle(place), base + 3, wide)
        painter.end()

    def _write(
        self, painter: QPainter, words: str, middle: float, top: float, wide: float,
        ink: QColor | None = None,
    ) -> None:  # fmt: skip
        weight = QFont.Weight.DemiBold if ink is not None else QFont.Weight.Normal
        font = theme.sized(theme.SMALL, weight)
        painter.setFont(font)
        painter.setPen(ink or QColor(theme.colours().text2))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, wide - 4)
        painter.drawText(
            QRectF(middle - wide / 2, top, wide, 18), Qt.AlignmentFlag.AlignCenter, shown
        )


def signed(amount: float) -> str:
    """+3, −2; 不变 for nothing."""
    if not amount:
        return "不变"
    return f"{'+' if amount > 0 else '−'}{abs(amount):g}"
