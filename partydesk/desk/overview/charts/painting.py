"""Draws a chart that was laid out, in the colours of a scheme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from partydesk.desk.kit import theme
from partydesk.desk.overview.charts.layout import Laid, Words, font


def paint(
    painter: QPainter,
    laid: Laid,
    colours: theme.Colours,
    *,
    cursor: int | None = None,
    hovered: int | None = None,
) -> None:
    """Draw everything; the marks with these numbers have the cursor, and the mouse over them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if hovered is not None and hovered < len(laid.marks):
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(laid.marks[hovered].found, 4, 4)
    painter.setBrush(QColor(colours.idle_ground))
    for track in laid.tracks:
        painter.drawRoundedRect(track, 2, 2)
    for rule, ink in laid.rules:
        if rule.height() <= 1:
            painter.fillRect(rule, QColor(getattr(colours, ink)))
    for mark in laid.marks:
        if not mark.drawn.isEmpty():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.tone(mark.tone)[0])
            painter.drawRoundedRect(mark.drawn, 2, 2)
    for rule, ink in laid.rules:
        if rule.height() > 1:
            painter.fillRect(rule, QColor(getattr(colours, ink)))
    for key, tone in laid.keys:
        painter.setBrush(colours.tone(tone)[0])
        painter.drawRoundedRect(key, 2, 2)
    for words in laid.words:
        _write(painter, words, colours)
    if cursor is not None and cursor < len(laid.marks):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawRoundedRect(_ring(laid, cursor), 4, 4)


def _ring(laid: Laid, cursor: int) -> QRectF:
    """Around what the cursor is on, within what can be seen."""
    inside = QRectF(1, 1, laid.width - 2, laid.height - 2)
    return laid.marks[cursor].found.intersected(inside)


def _write(painter: QPainter, words: Words, colours: theme.Colours) -> None:
    face = font(words.size)
    painter.setFont(face)
    ink = getattr(colours, words.ink)
    painter.setPen(QColor(ink))
    shown = QFontMetricsF(face).elidedText(
        words.text, Qt.TextElideMode.ElideRight, words.place.width()
    )
    painter.drawText(words.place, words.align, shown)
