"""How the manual's Markdown is set: room between lines, headings, pictures as wide as fits."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from partydesk.desk.help.manual import folder
from partydesk.desk.kit import theme

_LINE = 118  # per cent of the height a line has by itself
_BEFORE = {0: 4.0, 1: 0.0, 2: 20.0, 3: 14.0}  # pixels above a paragraph and above headings
_AFTER = 6.0
_SIZES = {1: theme.TITLE, 2: 16, 3: theme.TEXT}


def set_markdown(document: QTextDocument, markdown: str, colours: theme.Colours) -> None:
    """Fill the document with Markdown, dressed in these colours. No HTML is taken."""
    document.setDocumentMargin(theme.AIR)
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(markdown, features.MarkdownNoHTML | features.MarkdownDialectGitHub)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        _set_block(QTextCursor(block), block, colours)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, colours)
    cursor.endEditBlock()


def _set_block(cursor: QTextCursor, block: QTextBlock, colours: theme.Colours) -> None:
    level = block.blockFormat().headingLevel()
    room = QTextBlockFormat()
    pictured = any(each.charFormat().isImageFormat() for each in _fragments(block))
    # A share of a picture's height would be an empty strip below it.
    room.setLineHeight(
        100 if pictured else _LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    in_list, in_table = block.textList() is not None, cursor.currentTable() is not None
    room.setTopMargin(0 if in_table else 2 if in_list else _BEFORE.get(level, 14.0))
    room.setBottomMargin(0 if in_table else 2 if in_list else _AFTER)
    cursor.mergeBlockFormat(room)
    for fragment in _fragments(block):
        letters = QTextCharFormat(fragment.charFormat())
        if level:
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
            letters.setProperty(
                QTextFormat.Property.FontPixelSize.value, _SIZES.get(level, theme.TEXT)
            )
            letters.setFontWeight(600)
        elif letters.isAnchor():
            letters.setForeground(QColor(colours.accent))
            letters.setFontUnderline(False)
        elif letters.fontFixedPitch():  # a key, such as Ctrl+N
            letters.setFontFamilies(theme.base_font().families())
            letters.setFontFixedPitch(False)
            letters.setBackground(QColor(colours.idle_ground))
        else:
            continue
        place = QTextCursor(block)
        place.setPosition(fragment.position())
        place.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        place.setCharFormat(letters)


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found = []
    at = block.begin()
    while not at.atEnd():
        found.append(at.fragment())
        at += 1
    return found


def _set_table(table: QTextTable, colours: theme.Colours) -> None:
    look = table.format()
    look.setBorder(1)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderBrush(QColor(colours.line2))
    look.setBorderCollapse(True)
    look.setCellPadding(6)
    look.setTopMargin(theme.GAP)
    look.setBottomMargin(theme.GAP)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(look)


def picture(name: QUrl, room: int, scale: float) -> QImage:
    """A picture of the manual, no wider than `room` pixels, sharp on a screen of this scale;
    an empty one where there is none of that name."""
    here = folder()
    path = (here / name.path()).resolve()
    if name.scheme() or not path.is_relative_to(here.resolve()):
        return QImage()
    found = QImage(str(path))
    if found.isNull():
        return found
    width = min(found.width(), room)
    made = found.scaledToWidth(
        min(found.width(), round(width * scale)), Qt.TransformationMode.SmoothTransformation
    )
    made.setDevicePixelRatio(made.width() / width)
    return made
