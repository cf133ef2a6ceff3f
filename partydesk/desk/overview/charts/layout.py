"""Where everything of a chart goes: bars, labels, limits, axis; drawn by painting.py.

Lying bars have a line each: label, bar, number, note. Upright ones stand side by side in groups
above their label, with an axis of round numbers at the left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from partydesk.desk.kit import theme
from partydesk.desk.overview.charts.captions import number
from partydesk.rules.charts.model import Chart

LINE, THICK = 26, 14  # pixels of a lying bar's line, and of the bar in it
_GAP, _EDGE = 10, 6
_LABELS, _NOTES = 0.34, 0.3  # the most of the width that labels and notes may take
_LEGEND, _PLOT, _FOOT, _ABOVE = 24, 150, 20, 18
_WIDEST = 30  # of an upright bar
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Mark:
    """One number: its bar and series, what is drawn of it, and where the mouse finds it."""

    bar: int
    series: int
    tone: str
    drawn: QRectF
    found: QRectF


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its place; `ink` is a colour or a tone of the theme; cut with … to fit."""

    place: QRectF
    text: str
    align: Qt.AlignmentFlag
    ink: str = "text"
    size: int = theme.SMALL


@dataclass(slots=True)
class Laid:
    """All that is to be drawn. `tracks` lie under the bars, `rules` are thin lines with their
    colour, `keys` the coloured squares of the legend with their tone."""

    width: float
    height: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    tracks: list[QRectF] = field(default_factory=list)
    rules: list[tuple[QRectF, str]] = field(default_factory=list)
    keys: list[tuple[QRectF, str]] = field(default_factory=list)


def lay(chart: Chart, width: float, most: int | None = None) -> Laid:
    """Lay a chart out over a width; of lying bars only the first `most`."""
    return _upright(chart, width) if chart.upright else _lying(chart, width, most)


def _lying(chart: Chart, width: float, most: int | None) -> Laid:
    laid = Laid(width)
    bars = chart.bars[:most]
    text, small = _metrics(theme.TEXT), _metrics(theme.SMALL)
    numbers = [number(bar.values[0], chart.unit) for bar in bars]
    label = min(_widest(text, [bar.label for bar in bars]), width * _LABELS)
    note = min(_widest(small, [bar.note for bar in bars]), width * _NOTES)
    right = _widest(small, numbers)
    notes = width - _EDGE - note
    numbers_at = notes - (_GAP if note else 0) - right
    left, end = _EDGE + label + _GAP, numbers_at - _GAP
    room = max(20.0, end - left)
    # All bars of the chart, seen or not: a picture does not change when more of it is shown.
    largest = max((max(bar.values[0], bar.limit or 0) for bar in chart.bars), default=0)
    scale = room / (chart.whole or largest or 1)
    for place, bar in enumerate(bars):
        top = place * LINE
        row = QRectF(0, top, width, LINE)
        thick = top + (LINE - THICK) / 2
        laid.words.append(
            Words(QRectF(_EDGE, top, label, LINE), bar.label, _RIGHT, size=theme.TEXT)
        )
        length = min(room, bar.values[0] * scale)
        goal = bar.limit if bar.limit is not None else chart.whole
        if goal is not None:
            laid.tracks.append(QRectF(left, thick, goal * scale, THICK))
        if bar.limit is not None:
            at = left + bar.limit * scale
            laid.rules.append((QRectF(at - 1, thick - 3, 2, THICK + 6), "text2"))
        tone = bar.tone or chart.series[0].tone
        laid.marks.append(Mark(place, 0, tone, QRectF(left, thick, length, THICK), row))
        laid.words.append(Words(QRectF(numbers_at, top, right, LINE), numbers[place], _RIGHT))
        if bar.note:
            laid.words.append(Words(QRectF(notes, top, note, LINE), bar.note, _LEFT, tone))
    laid.height = len(bars) * LINE
    laid.rules.append((QRectF(left - 1, 0, 1, laid.height), "line2"))
    return laid


def _upright(chart: Chart, width: float) -> Laid:
    laid = Laid(width)
    small = _metrics(theme.SMALL)
    top = 0.0
    if len(chart.series) > 1:
        _legend(laid, chart, small)
        top = _LEGEND
    ticks = _ticks(max((max(bar.values) for bar in chart.bars), default=0))
    axis = _widest(small, [f"{tick:,g}" for tick in ticks]) + _GAP
    floor = top + _ABOVE + _PLOT
    scale = _PLOT / ticks[-1]
    for tick in ticks:
        y = floor - tick * scale
        laid.rules.append((QRectF(axis, y, width - axis, 1), "line" if tick else "line2"))
        laid.words.append(Words(QRectF(0, y - 8, axis - 6, 16), f"{tick:,g}", _RIGHT, "text3"))
    step = (width - axis) / max(1, len(chart.bars))
    every = max(1, math.ceil((_widest(small, [bar.label for bar in chart.bars]) + 6) / step))
    thick = min(_WIDEST, step * 0.8 / len(chart.series))
    for place, bar in enumerate(chart.bars):
        begin = axis + place * step
        first = begin + (step - thick * len(chart.series)) / 2
        for series, value in enumerate(bar.values):
            x, high = first + series * thick, value * scale
            drawn = QRectF(x + 1, floor - high, max(1.0, thick - 2), high)
            found = QRectF(x, top, thick, floor + _FOOT - top)
            laid.marks.append(Mark(place, series, chart.series[series].tone, drawn, found))
            said = f"{value:,g}"
            if value and small.horizontalAdvance(said) <= thick:
                above = QRectF(x - 4, floor - high - _ABOVE, thick + 8, _ABOVE)
                laid.words.append(Words(above, said, _CENTRE, "text2"))
        if place % every == 0:
            below = QRectF(begin, floor + 2, step * every, _FOOT)
            laid.words.append(Words(below, bar.label, _CENTRE if every == 1 else _LEFT, "text2"))
    laid.height = floor + _FOOT + 2
    return laid


def _legend(laid: Laid, chart: Chart, small: QFontMetricsF) -> None:
    x = 0.0
    for series in chart.series:
        laid.keys.append((QRectF(x, 6, 10, 10), series.tone))
        wide = small.horizontalAdvance(series.label) + 4
        laid.words.append(Words(QRectF(x + 16, 0, wide, 22), series.label, _LEFT, "text2"))
        x += 16 + wide + 16


def _ticks(largest: float) -> list[float]:
    """Round numbers from 0 to no less than the largest, at most six."""
    least = max(1.0, largest / 5)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= least)
    return [step * each for each in range(max(2, math.ceil(largest / step) + 1))]


def font(size: int) -> QFont:
    """The font that sizes are measured and drawn in."""
    return theme.sized(size)


def _metrics(size: int) -> QFontMetricsF:
    return QFontMetricsF(font(size))


def _widest(metrics: QFontMetricsF, texts: list[str]) -> float:
    # A pixel more: what fits to the hair is cut by rounding.
    return max(
        (math.ceil(metrics.horizontalAdvance(each)) + 1 for each in texts if each), default=0
    )
