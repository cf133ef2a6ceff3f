"""How a block is set on the screen: the paper's faces, indents and 28 characters in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from partydesk.desk.kit import theme
from partydesk.documents.report.content import Block, Level, Report
from partydesk.documents.report.paper import CELLS, Line, Style, cells, paper

if TYPE_CHECKING:
    from partydesk.documents.report.templates import Run

# Pixels: the paper's measures at 18 px for its 16 points, lines a little closer than in print.
CHARACTER, LINE = 18, 31
WIDTH = CHARACTER * CELLS
SIDE = 88  # from the paper's edge to the text
PAPER = WIDTH + 2 * SIDE
TOKEN = QTextCharFormat.Property.UserProperty + 1
"""The property of a stretch of text that names the token it came from."""

_FACES: Mapping[Level, tuple[str, ...]] = {
    Level.TITLE: ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "SimSun"),
    Level.PART: ("SimHei", "黑体"),
    Level.SECTION: ("KaiTi", "楷体"),
}
_BODY = ("FangSong", "仿宋", "STFangsong")
_TITLE_SIZE = 25
_INDENTED = (Level.PART, Level.SECTION, Level.BODY, Level.ITEM)
_ABOVE = {Level.TITLE: 8, Level.PART: 6, Level.SIGNATURE: 2 * LINE, Level.ADDRESSEE: 20}
_DATE_RIGHT = 4  # characters at the right of the date


def font_of(level: Level) -> QFont:
    """The face and size of a level; the program's own face where the system has not the paper's."""
    font = theme.base_font()
    font.setFamilies([*_FACES.get(level, _BODY), *font.families()])
    font.setPixelSize(_TITLE_SIZE if level is Level.TITLE else CHARACTER)
    if level in (Level.TITLE, Level.PART):
        font.setWeight(QFont.Weight.DemiBold)
    return font


def paragraph_of(level: Level, right: float = 0.0) -> QTextBlockFormat:
    """Indent and alignment; `right` in characters."""
    made = QTextBlockFormat()
    if level in _INDENTED:
        made.setTextIndent(2 * CHARACTER)
    if level is Level.TITLE:
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        made.setLineHeight(36, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return made
    if level in (Level.SIGNATURE, Level.DATE):
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setRightMargin(right * CHARACTER)
    made.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return made


def above(level: Level) -> int:
    """The room over a block."""
    return _ABOVE.get(level, 0)


def rights(blocks: Iterable[Block]) -> dict[str, float]:
    """How far from the right edge, in characters, the name and the date stand: by block id."""
    ends = {b.level: b for b in blocks if b.level in (Level.SIGNATURE, Level.DATE)}
    widths = {level: min(cells(block.text), CELLS) for level, block in ends.items()}
    name, day = (widths.get(level, 0.0) for level in (Level.SIGNATURE, Level.DATE))
    middle = max(_DATE_RIGHT + day / 2, name / 2)
    return {block.id: max(0.0, middle - widths[level] / 2) for level, block in ends.items()}


def document(
    block: Block, these: Iterable[Run], right: float, figures: frozenset[str], chosen: str
) -> QTextDocument:
    """The block as it is read: `these` runs. `figures` are the tokens that are marked, `chosen`
    the one that somebody looks at."""
    made = QTextDocument()
    made.setUndoRedoEnabled(False)
    made.setDocumentMargin(0)
    made.setDefaultFont(font_of(block.level))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made.setDefaultTextOption(option)
    made.setTextWidth(WIDTH)
    cursor = QTextCursor(made)
    cursor.setBlockFormat(paragraph_of(block.level, right))
    plain = QTextCharFormat()
    plain.setForeground(QColor(theme.colours().text))
    for run in these:
        for at, text in enumerate(run.text.split("\n")):
            if at:
                cursor.insertBlock()
            cursor.insertText(text, _marked(run, figures, chosen) if run.token else plain)
    return made


def _marked(run: Run, figures: frozenset[str], chosen: str) -> QTextCharFormat:
    now = theme.colours()
    made = QTextCharFormat()
    made.setForeground(QColor(now.warn if run.missing else now.text))
    made.setProperty(TOKEN, run.token)
    if run.token == chosen:
        made.setBackground(QColor(now.accent_ground))
        made.setForeground(QColor(now.accent))
    elif run.missing:
        made.setBackground(QColor(now.warn_ground))
    if run.token in figures:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(QColor(now.warn if run.missing else now.text3))
    return made


def title_lines(report: Report) -> tuple[Run, ...] | None:
    """The title in the lines it has on paper; None when there is none."""
    first = next(paper(report), None)
    return first.runs if isinstance(first, Line) and first.style is Style.TITLE else None
