"""The report as lines on paper, numbered and in order: what both formats write, word for word."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from partydesk.documents.report.content import Block, Level, Report, Table
from partydesk.documents.report.templates import Run, text_of

# GB/T 9704-2012 (domain.md §5). Millimetres; the margins keep within its ±1 mm and leave room for
# exactly 22 lines of the grid.
PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 36.97, 34.96, 28.0, 26.0
WIDTH = 156.0
# Points.
SIZE, TITLE_SIZE, SMALL_SIZE, NUMBER_SIZE = 16.0, 22.0, 12.0, 14.0
LINE, TITLE_LINE, SMALL_LINE, NUMBER_LINE = 28.0, 36.0, 18.0, 20.0
CELL_SIDE, CELL_EDGE = 5.4, 2.0  # room within a table's cell: at its sides, above and below
RULE = 0.5  # a table's lines
BAR_GREY = 0.55  # a chart's bars; 0 is black
CELLS = 28  # characters in a line
FOOTER_UP = 69.0  # from the paper's lower edge to the page number's line

_TITLE_CELLS = 19  # characters of the title's size in a line
_DATE_RIGHT = 4  # characters at the right of the date
_NUMERALS = "〇一二三四五六七八九十"


class Style(StrEnum):
    """How a line is set."""

    TITLE = "title"
    FLUSH = "flush"  # 主送机关: not indented
    PART = "part"
    SECTION = "section"
    BODY = "body"
    NOTE = "note"  # the second attachment's name, under the first
    RIGHT = "right"
    LABEL = "label"  # 附件


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a title's lines are parted by line breaks. `right` is in characters.

    `keep`: on the same page as the beginning of what follows.
    """

    style: Style
    runs: tuple[Run, ...]
    right: float = 0.0
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""

    keep: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Piece = Line | Gap | NewPage | Table


def paper(report: Report) -> Iterator[Piece]:
    """Everything on paper, in order."""
    yield from _body(report.blocks)
    end = list(_end(report.blocks))
    if report.tables or end:
        # The name and date are not to stand alone on a page.
        yield Gap(keep=bool(end))
    yield from _attachments(report.tables)
    if end:
        yield Gap(keep=True)
        yield Gap(keep=True)
    yield from (replace(line, keep=line is not end[-1]) for line in end)
    for number, table in enumerate(report.tables, start=1):
        yield NewPage()
        label = f"附件{number}" if len(report.tables) > 1 else "附件"
        yield Line(Style.LABEL, (Run(label),))
        yield Gap()
        yield Line(Style.TITLE, _title((Run(table.title),)))
        yield Gap()
        yield table


def numbers(blocks: Iterable[Block]) -> dict[str, str]:
    """Block id → the number printed before it: 一、, （一）, 1."""
    found: dict[str, str] = {}
    parts = sections = items = 0
    for block in blocks:
        if block.level is Level.PART:
            parts, sections, items = parts + 1, 0, 0
            found[block.id] = f"{numeral(parts)}、"
        elif block.level is Level.SECTION:
            sections, items = sections + 1, 0
            found[block.id] = f"（{numeral(sections)}）"
        elif block.level is Level.ITEM:
            items += 1
            found[block.id] = f"{items}."
    return found


def _body(blocks: Sequence[Block]) -> Iterator[Piece]:
    numbered = numbers(blocks)
    for block in blocks:
        if block.level is Level.TITLE:
            yield Line(Style.TITLE, _title(block.runs))
            yield Gap()
            continue
        if block.level in (Level.SIGNATURE, Level.DATE):
            continue
        style = {
            Level.ADDRESSEE: Style.FLUSH,
            Level.PART: Style.PART,
            Level.SECTION: Style.SECTION,
        }.get(block.level, Style.BODY)
        number = numbered.get(block.id, "")
        keep = style in (Style.PART, Style.SECTION)
        for paragraph in paragraphs(block.runs):
            yield Line(style, (Run(number), *paragraph) if number else paragraph, keep=keep)
            number = ""


def _attachments(tables: Sequence[Table]) -> Iterator[Piece]:
    """附件说明: what is attached."""
    for number, table in enumerate(tables, start=1):
        if len(tables) == 1:
            yield Line(Style.BODY, (Run(f"附件：{table.title}"),), keep=True)
        elif number == 1:
            yield Line(Style.BODY, (Run(f"附件：1.{table.title}"),), keep=True)
        else:
            yield Line(Style.NOTE, (Run(f"{number}.{table.title}"),), keep=True)


def _end(blocks: Iterable[Block]) -> Iterator[Line]:
    """署名 and 成文日期: the date four characters in, the name centred over it where there is
    room."""
    ends = {b.level: b for b in blocks if b.level in (Level.SIGNATURE, Level.DATE)}
    widths = {level: cells(text_of(block.runs)) for level, block in ends.items()}
    name, day = (widths.get(level, 0.0) for level in (Level.SIGNATURE, Level.DATE))
    middle = max(_DATE_RIGHT + day / 2, min(name, CELLS) / 2)
    for level in (Level.SIGNATURE, Level.DATE):
        if level in ends:
            right = max(0.0, middle - min(widths[level], CELLS) / 2)
            text = text_of(ends[level].runs)
            lines = "\n".join(balanced(text, CELLS)) if "\n" not in text else text
            for paragraph in paragraphs((Run(lines),)):
                yield Line(Style.RIGHT, paragraph, right)


def paragraphs(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """The runs parted at line breaks, empty paragraphs left out."""
    parted: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                parted.append([])
            if text:
                parted[-1].append(Run(text, run.token, run.missing))
    return [tuple(each) for each in parted if text_of(each).strip()]


def numeral(number: int) -> str:
    """一, 十, 十二, 二十 … for 1 to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def wide(char: str) -> bool:
    """Whether a character takes a whole place of the grid (digits and letters take half)."""
    return unicodedata.east_asian_width(char) in "WFA" and char != "·"


def cells(text: str) -> float:
    """How many places of the grid a text takes."""
    return sum(1.0 if wide(char) else 0.5 for char in text)


def _title(runs: Sequence[Run]) -> tuple[Run, ...]:
    """A title over several lines of even length, broken after the organisation's name."""
    if cells(text_of(runs)) <= _TITLE_CELLS or "\n" in text_of(runs):
        return tuple(runs)
    parts, rest = [], ""
    for run in runs:
        if run.token == "organisation" and not rest:
            parts.append(run.text)
        else:
            rest += run.text
    parts += [rest] if rest else []
    lines = [line for part in parts for line in balanced(part, _TITLE_CELLS)]
    return (Run("\n".join(lines)),)


def balanced(text: str, most: int) -> list[str]:
    """A text in lines of about the same length, none over `most` places; words stay whole."""
    count = math.ceil(cells(text) / most)
    aim = cells(text) / count
    lines = [""]
    for unit in re.findall(r"[!-~]+|.[，。、；：）》”]*", text):
        full = cells(lines[-1]) + cells(unit) / 2 > aim
        if lines[-1] and ((full and len(lines) < count) or cells(lines[-1]) + cells(unit) > most):
            lines.append("")
        lines[-1] += unit
    return lines
