"""A chart as a picture for a document: with its title and what is counted, light, sharp at twice
the size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.overview.charts.layout import lay
from partydesk.desk.overview.charts.painting import paint

if TYPE_CHECKING:
    from partydesk.rules.charts.model import Chart

SCALE = 2
_MARGIN, _HEAD, _BETWEEN = 20, 34, 10
_LEAST = 520
_DOTS = round(96 * SCALE / 0.0254)  # per metre: pasted, it is as large as on the screen


def picture(chart: Chart, whose: str, width: int, most: int | None = None) -> QImage:
    """The chart, drawn on white whatever the screen shows: it goes into documents."""
    across = max(_LEAST, width)
    laid = lay(chart, across, most)
    small = QFontMetricsF(theme.sized(theme.SMALL))
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    said = small.boundingRect(QRectF(0, 0, across, 1000), flags, chart.said).height()
    body = laid.height + _BETWEEN + said
    image, painter = _canvas(across, body, chart.title, whose)
    painter.save()
    painter.translate(_MARGIN, _MARGIN + _HEAD)
    paint(painter, laid, theme.LIGHT)
    painter.restore()
    painter.setFont(theme.sized(theme.SMALL))
    painter.setPen(QColor(theme.LIGHT.text3))
    below = _MARGIN + _HEAD + laid.height + _BETWEEN
    painter.drawText(QRectF(_MARGIN, below, across, said + 2), flags, chart.said)
    painter.end()
    return image


def picture_of(widget: QWidget, title: str, whose: str) -> QImage:
    """What a widget shows, as it shows it, under a title."""
    grabbed = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    grabbed.setDevicePixelRatio(SCALE)
    widget.render(grabbed)
    image, painter = _canvas(widget.width(), widget.height(), title, whose, theme.colours())
    painter.drawImage(QRectF(_MARGIN, _MARGIN + _HEAD, widget.width(), widget.height()), grabbed)
    painter.end()
    return image


def copy(image: QImage) -> None:
    """Put a picture on the clipboard."""
    QGuiApplication.clipboard().setImage(image)


def save(image: QImage, path: Path) -> None:
    """Write a picture as PNG. Raises UserError where that cannot be."""
    from partydesk.store.atomic import written

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    with written(path) as temporary:
        temporary.write_bytes(bytes(buffer.data().data()))


def _canvas(
    across: float, body: float, title: str, whose: str, colours: theme.Colours = theme.LIGHT
) -> tuple[QImage, QPainter]:
    """A picture with its head drawn, and the painter that is at work on it."""
    wide, high = across + 2 * _MARGIN, body + 2 * _MARGIN + _HEAD
    image = QImage(round(wide * SCALE), round(high * SCALE), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.setDotsPerMeterX(_DOTS)
    image.setDotsPerMeterY(_DOTS)
    image.fill(QColor(colours.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    face = theme.sized(16, QFont.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(QColor(colours.text))
    wanted = QFontMetricsF(face).horizontalAdvance(title) + 4
    painter.drawText(QRectF(_MARGIN, _MARGIN, wanted, 22), Qt.AlignmentFlag.AlignVCenter, title)
    painter.setFont(theme.sized(theme.SMALL))
    painter.setPen(QColor(colours.text2))
    left = _MARGIN + wanted + 16
    small = QFontMetricsF(painter.font())
    room = wide - _MARGIN - left
    painter.drawText(
        QRectF(left, _MARGIN, room, 22),
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        small.elidedText(whose, Qt.TextElideMode.ElideRight, room),
    )
    return image, painter
