"""The pages of a PDF one below the other; those in sight are drawn, off the screen."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.printing.pdf_pages import PdfPages

_GAP, _KEPT = 12, 12  # pixels between pages; how many are kept drawn


class Preview(QScrollArea):
    """Shows pages at the width there is. `seen` is the number of the page at its top, from 1."""

    def __init__(self, context: AppContext, pages: PdfPages) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("预览")
        self.sheets = _Sheets(context, pages)
        self.setWidget(self.sheets)
        self.verticalScrollBar().setSingleStep(48)

    def go_to(self, page: int) -> None:
        """Show a page, from 1, at the top."""
        self.verticalScrollBar().setValue(self.sheets.top_of(page - 1))


class _Sheets(QWidget):
    def __init__(self, context: AppContext, pages: PdfPages) -> None:
        super().__init__()
        self._context, self._pages = context, pages
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()

    def _high(self, number: int, wide: int) -> int:
        size = self._pages.sizes[number]
        return int(wide * size.height() / size.width())

    def _wide(self) -> int:
        return max(100, self.width() - 2 * _GAP)

    def top_of(self, number: int) -> int:
        """Where a page begins, from 0."""
        wide = self._wide()
        return sum(self._high(each, wide) + _GAP for each in range(number))

    def sizeHint(self) -> QSize:
        return QSize(560, self.top_of(len(self._pages.sizes)) + _GAP)

    def resizeEvent(self, event: object) -> None:
        self.setMinimumHeight(self.top_of(len(self._pages.sizes)) + _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.ink(theme.colours().ground))
        wide, top = self._wide(), _GAP
        for number in range(len(self._pages.sizes)):
            place = QRect(_GAP, top, wide, self._high(number, wide))
            if place.intersects(event.rect()):
                self._paint(painter, place, number)
            top += place.height() + _GAP
        painter.end()

    def _paint(self, painter: QPainter, place: QRect, number: int) -> None:
        dots = int(place.width() * self.devicePixelRatio() / self._pages.sizes[number].width() * 72)
        image = self._drawn.get((number, dots))
        painter.fillRect(place, Qt.GlobalColor.white)
        if image is not None:
            painter.drawImage(place, image)
        elif (number, dots) not in self._asked:
            self._asked.add((number, dots))
            self._context.query(
                "正在画预览",
                lambda _progress: self._pages.image(number, dots),
                partial(self._take, (number, dots)),
                self,
                latest=False,
            )
        painter.setPen(theme.ink(theme.colours().line2))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _take(self, which: tuple[int, int], image: QImage) -> None:
        self._asked.discard(which)
        self._drawn[which] = image
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        self.update()
