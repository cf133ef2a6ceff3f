"""The manual on paper: chapters as one PDF with a page number at each foot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)

from partydesk.desk.help.manual import Chapter
from partydesk.desk.help.setting import picture, set_markdown
from partydesk.desk.kit import theme
from partydesk.records.findings import UserError
from partydesk.store import atomic

_DOTS = 96  # to the inch: a pixel on the screen is one on paper
_SHARP = 2.0  # of the pictures, which the printer has more dots for
_MARGIN = 20.0  # millimetres
_NUMBER = 24  # pixels at the foot for the number


class _Document(QTextDocument):
    """A document that takes its pictures from the manual."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        if type != QTextDocument.ResourceType.ImageResource.value:
            return None
        return picture(QUrl(name), self._room, _SHARP)


def print_chapters(which: Sequence[Chapter], out: Path) -> int:
    """Write chapters to `out`, each on a new page; how many pages it has.

    Raises UserError when the file cannot be written; what stood there then stays.
    """
    with atomic.written(out) as temporary:
        return _write(which, temporary)


def _write(which: Sequence[Chapter], out: Path) -> int:
    writer = QPdfWriter(str(out))
    writer.setTitle(which[0].title if len(which) == 1 else "用户手册")
    writer.setCreator("支部工作台")
    writer.setResolution(_DOTS)
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    wide, high = writer.width(), writer.height()
    painter = QPainter(writer)
    if not painter.isActive():
        raise UserError("write-failed", f"“{out.name}”没有写成，请换一个位置")
    number = 0
    try:
        for chapter in which:
            document = _Document(wide)
            document.setDefaultFont(theme.sized(theme.TEXT))
            document.documentLayout().setPaintDevice(writer)
            set_markdown(document, chapter.markdown, theme.LIGHT)
            document.setDocumentMargin(0)
            document.setPageSize(QSizeF(wide, high - _NUMBER))
            _keep_headings(document)
            for page in range(document.pageCount()):
                if number:
                    writer.newPage()
                number += 1
                _draw(painter, document, page, number)
    finally:
        painter.end()
    return number


def _keep_headings(document: QTextDocument) -> None:
    """Let no heading stand alone at the end of a page."""
    layout, high = document.documentLayout(), document.pageSize().height()
    block = document.begin()
    while block.isValid():
        after = block.next()
        if block.blockFormat().headingLevel() and after.isValid():
            first = layout.blockBoundingRect(after).top() + 2 * theme.TEXT
            if int(layout.blockBoundingRect(block).top() / high) != int(first / high):
                breaking = QTextBlockFormat()
                breaking.setPageBreakPolicy(QTextBlockFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).mergeBlockFormat(breaking)
        block = after


def _draw(painter: QPainter, document: QTextDocument, page: int, number: int) -> None:
    size = document.pageSize()
    painter.save()
    painter.translate(0, -page * size.height())
    document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
    painter.restore()
    painter.setFont(theme.sized(theme.SMALL))
    foot = QRectF(0, size.height(), size.width(), _NUMBER)
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter.value, str(number))
