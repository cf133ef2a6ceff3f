"""Text in which figures are whole: moved or deleted like a character, never half typed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QMimeData, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.report.setting import TOKEN, WIDTH, font_of, paragraph_of
from partydesk.documents.report.content import Level
from partydesk.documents.report.templates import Run, runs, template_of, text_of

_OBJECT = QTextFormat.ObjectTypes.UserObject + 1
_PLACE = "\ufffc"  # what stands in the text for a token
_MIME = "application/x-partydesk-template"
_ROOM = 5  # within a token, at its sides


class _Tokens(QPyTextObject):
    """Draws tokens: what they say now, on a ground of their own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.said: Mapping[str, Run] = {}

    def run(self, format: QTextFormat) -> Run:
        """What the token of this format says now."""
        token = str(format.property(TOKEN))
        return self.said.get(token) or Run(f"〔{token}〕", token, missing=True)

    def _text(self, format: QTextFormat, metrics: QFontMetricsF) -> str:
        said = self.run(format).text
        return metrics.elidedText(said, Qt.TextElideMode.ElideRight, WIDTH - 4 * _ROOM)

    def intrinsicSize(self, _document: QTextDocument, _at: int, format: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(format.toCharFormat().font())
        # It stands on the line of the writing; below that it reaches as far as letters do.
        return QSizeF(
            metrics.horizontalAdvance(self._text(format, metrics)) + 2 * _ROOM + 2, metrics.ascent()
        )

    def drawObject(
        self, painter: QPainter, rect: Any, _document: QTextDocument, _at: int, format: QTextFormat
    ) -> None:
        font = format.toCharFormat().font()
        metrics = QFontMetricsF(font)
        ink, ground = theme.colours().tone("warn" if self.run(format).missing else "info")
        box = QRectF(rect).adjusted(1, 1, -1, metrics.descent() - 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(ink))
        painter.setFont(font)
        place = QRectF(rect).bottomLeft()
        painter.drawText(int(place.x()) + 1 + _ROOM, int(place.y()), self._text(format, metrics))
        painter.restore()


class TokenEdit(QTextEdit):
    """Edits the words of one block. `finished` says that Enter ended a heading."""

    finished = Signal()

    def __init__(self, level: Level, template: str, said: Mapping[str, Run]) -> None:
        super().__init__()
        self._level = level
        self._handler = _Tokens(self)
        self._handler.said = said
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(self.wordWrapMode().WrapAtWordBoundaryOrAnywhere)
        self.setFont(font_of(level))
        self.document().setDefaultFont(font_of(level))
        self.document().setDocumentMargin(0)
        layout = self.document().documentLayout()
        layout.registerHandler(_OBJECT, self._handler)
        layout.documentSizeChanged.connect(lambda _size: self._fit())
        self.textCursor().setBlockFormat(paragraph_of(level))
        self.put(runs(template, lambda token: Run("", token)))
        self.document().clearUndoRedoStacks()
        self.document().setModified(False)
        self._fit()

    @property
    def template(self) -> str:
        """The words as they stand, figures as `{id}`."""
        return template_of(_read(self.document()))

    def refresh(self, said: Mapping[str, Run]) -> None:
        """The figures say something else now."""
        self._handler.said = said
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()

    def put(self, these: Iterable[Run]) -> None:
        """Write these runs where the cursor is."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        plain = self._plain()
        for run in these:
            if run.token:
                made = QTextCharFormat(plain)
                made.setObjectType(_OBJECT)
                made.setProperty(TOKEN, run.token)
                cursor.insertText(_PLACE, made)
            else:
                cursor.insertText(run.text.replace(_PLACE, ""), plain)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setCurrentCharFormat(plain)

    def _plain(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(font_of(self._level))
        return made

    # What leaves and comes over the clipboard or by dragging -----------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        """Figures stay figures within the report; elsewhere they are what they say."""
        aside = QTextDocument()
        QTextCursor(aside).insertFragment(self.textCursor().selection())
        chosen = [
            Run(self._handler.said[run.token].text if run.token in self._handler.said else "",
                run.token) if run.token else run
            for run in _read(aside)
        ]  # fmt: skip
        made = QMimeData()
        made.setText(text_of(chosen))
        made.setData(_MIME, template_of(chosen).encode())
        return made

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasFormat(_MIME) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasFormat(_MIME):
            template = bytes(source.data(_MIME).data()).decode()
            self.put(runs(template, lambda token: Run("", token)))
        else:
            self.put([Run(source.text().replace("\r\n", "\n"))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._level not in (Level.BODY, Level.ITEM):
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """As high as what is written."""
        edges = self.height() - self.viewport().height()
        height = int(self.document().size().height()) + max(edges, 14)
        if height != self.height():
            self.setFixedHeight(height)


def _read(document: QTextDocument) -> list[Run]:
    """The runs of a document."""
    found: list[Run] = []
    block = document.begin()
    while block.isValid():
        if found or block != document.begin():
            found.append(Run("\n"))
        place = block.begin()
        while not place.atEnd():
            fragment = place.fragment()
            token = fragment.charFormat().property(TOKEN)
            text = ""
            for char in fragment.text():
                if char != _PLACE:
                    text += "\n" if char == "\u2028" else char
                elif token:
                    found.append(Run("", str(token)))
            if text:
                found.append(Run(text))
            place += 1
        block = block.next()
    return found
