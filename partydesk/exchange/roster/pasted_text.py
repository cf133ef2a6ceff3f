"""Rows as text on the clipboard, and back: tabs between cells, quotes around those with breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from partydesk.exchange.reading.sheet_scan import MAX_COLUMN
from partydesk.records.findings import UserError

MOST_ROWS = 20_000
"""More than anybody checks on a screen; such a sheet comes in as a file."""

# A cell in quotes ends where a tab, a line end or the text's end follows; any other quote is only
# a letter of its cell.
_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What a spreadsheet runs when it is pasted there, though it was a text (workbook.md §1). An
# apostrophe before it keeps it one; a figure with its sign is left a figure.
_RUNS = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_FIGURE = re.compile(r"[+-]\d{1,10}(?:\.\d+)?%?")


def text_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as spreadsheets take them; `rows_of_paste` reads the same cells back.

    No cell runs there: one that begins like a formula has an apostrophe before it.
    """
    return "\n".join("\t".join(map(_cell, row)) for row in rows)


def _cell(text: str) -> str:
    if _RUNS.match(text) and not _FIGURE.fullmatch(text):
        text = f"'{text}"
    if any(mark in text for mark in '\t\n"'):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _typed(cell: str) -> str:
    """A cell without the apostrophe that only kept it from running."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell, 1) else cell


def rows_of_paste(text: str) -> list[list[str]]:
    """The cells of a pasted text, line by line; lines that say nothing stay as empty lists.

    Raises UserError (empty, one-cell, too-many-rows, too-many-columns).
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # its second half matches nothing at all, too
        quoted = found[1]
        rows[-1].append(_typed(found[2] if quoted is None else quoted.replace('""', '"')))
        at = found.end()
        if at >= len(text):
            break
        if text[at] == "\n":
            rows.append([])
        at += 1
    rows = [row if any(cell.strip() for cell in row) else [] for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    _refuse(rows)
    return rows


def _refuse(rows: list[list[str]]) -> None:
    filled = [row for row in rows if row]
    if not filled:
        raise UserError("empty", "剪贴板里没有文字。请先在 WPS 或 Excel 里选中几行，按 Ctrl+C")
    if len(filled) == 1 and len(filled[0]) == 1:
        raise UserError(
            "one-cell",
            "剪贴板里只有一格，看不出是哪一条的哪一项。"
            "要改一格，请在列表里选中它按 F2；要粘贴整行，请连同姓名等各列一起复制",
        )
    if len(filled) > MOST_ROWS:
        raise UserError(
            "too-many-rows",
            f"剪贴板里有 {len(filled):,} 行，一次最多粘贴 {MOST_ROWS:,} 行。请分几次粘贴",
        )
    if any(len(row) > MAX_COLUMN for row in filled):
        raise UserError(
            "too-many-columns",
            f"剪贴板里一行超过 {MAX_COLUMN} 格，不像是列表。请只选有内容的几列再复制",
        )
