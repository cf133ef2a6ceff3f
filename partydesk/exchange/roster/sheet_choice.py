"""Which sheet of a stranger's book is read, and what to say of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.roster.headers import Header, find_header, guessed_header
from partydesk.exchange.roster.sheet_rows import record_rows
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of, rosters, several_of
from partydesk.records.values import squeezed


def choose_sheet(
    book: Book,
    kind: str,
    wanted: str | None,
    mapped: Mapping[str, str] | None = None,
    *,
    guess: bool = False,
) -> tuple[Sheet, Header, list[Finding]]:
    """The sheet to read with its header, and what to tell of the sheets and of what is hidden.

    `mapped` are headers that a person has mapped. With `guess`, a sheet whose header nobody knows
    is given with the row that looks like one.

    Raises UserError (no-sheet, no-header, wrong-kind, only-hidden, empty).
    """
    if wanted is not None:
        named = [s for s in book.sheets if squeezed(s.name) == squeezed(wanted)]
        if not named:
            names = "、".join(f"“{s.name}”" for s in book.sheets[:10])
            raise UserError("no-sheet", f"文件里没有名为“{wanted}”的工作表。它有：{names}")
        header = find_header(named[0].rows, kind, mapped)
        if header is None:
            if guess and (header := _guessed(named, kind)):
                return named[0], header, _sheet_notes(book, named[0])
            raise _no_header(kind, named)
        _refuse_other_kind(named[0], header, kind)
        return named[0], header, _sheet_notes(book, named[0])
    open_ = [s for s in book.sheets if not s.hidden]
    found = [(s, h) for s in open_ if (h := find_header(s.rows, kind, mapped)) is not None]
    if not found:
        for each in open_ if guess else ():
            if header := _guessed([each], kind):
                return each, header, _sheet_notes(book, each)
        hidden = [s.name for s in book.sheets if s.hidden and find_header(s.rows, kind)]
        if hidden:
            raise UserError(
                "only-hidden",
                f"{kind_of(kind).roster}在隐藏的工作表“{hidden[0]}”里，没有读。"
                "请在 WPS 或 Excel 里取消隐藏，或导入时指定这张表",
            )
        raise _no_header(kind, open_ or list(book.sheets))
    sheet, header = max(found, key=lambda pair: _rank(pair[0], pair[1], kind))
    _refuse_other_kind(sheet, header, kind)
    told = _sheet_notes(book, sheet)
    for other, its in found:
        if other is not sheet and _count(other, its, kind):
            told.append(
                Finding(
                    "other-sheet",
                    f"这张工作表也像{kind_of(kind).roster}，这次没有读。要读它，请另外导入并指定这张表，或导入全部工作表",
                    other.name,
                    its.first + 1,
                    fatal=False,
                )
            )
    return sheet, header, told


def _guessed(sheets: Sequence[Sheet], kind: str) -> Header | None:
    """A guessed header of the first of these sheets, unless it holds records of another kind."""
    if any(find_header(sheet.rows, other) for sheet in sheets for other in rosters()):
        return None
    return guessed_header(sheets[0].rows, kind)


def fitting_sheets(book: Book, kind: str) -> list[str]:
    """The names of the visible sheets that hold records of this kind, in the book's order."""
    names = []
    for sheet in book.sheets:
        header = None if sheet.hidden else find_header(sheet.rows, kind)
        if header is None or not _count(sheet, header, kind):
            continue
        try:
            _refuse_other_kind(sheet, header, kind)
        except UserError:
            continue
        names.append(sheet.name)
    return names


def _count(sheet: Sheet, header: Header, kind: str) -> int:
    return sum(1 for _ in record_rows(sheet.rows, header, kind, []))


def _rank(sheet: Sheet, header: Header, kind: str) -> tuple[bool, float, int]:
    count = _count(sheet, header, kind)
    return count > 0, header.score, count


def _no_header(kind: str, sheets: Sequence[Sheet]) -> UserError:
    for other in rosters():
        if any(find_header(sheet.rows, other) for sheet in sheets):
            return _wrong_kind(kind, other)
    if not any(sheet.rows for sheet in sheets):
        return UserError("empty", "表是空的，没有导入。请看是否选错了文件，或是否还没有保存")
    if any(_lost_letters(sheet) for sheet in sheets):
        return UserError(
            "encoding-lost",
            "表里的汉字都变成了问号：另存时用了不支持汉字的编码，字已经丢了，读不回来。"
            "请用原来的表另存为 .xlsx（或 UTF-8 的 CSV）再导入",
        )
    name = fields(kind_of(kind))[kind_of(kind).names()[0]].label
    return UserError(
        "no-header",
        f"没有找到{kind_of(kind).roster}的表头：前 30 行里没有哪一行写着“{name}”和其他栏目的名称。"
        "请看是否选错了表；如果是，请换一份，如果不是，请加上一行表头；"
        "表头另有叫法的，指明哪一列是哪一项：窗口里在“列”里选，命令行用 --map 表头=栏目",
    )


def _lost_letters(sheet: Sheet) -> bool:
    """Whether the first rows hold question marks where words should be."""
    texts = [cell for row in sheet.rows[:30] for cell in row if isinstance(cell, str)]
    return 2 * sum(re.fullmatch(r"[?？�\s]{2,}", text) is not None for text in texts) > len(texts)


def _refuse_other_kind(sheet: Sheet, header: Header, kind: str) -> None:
    """A roll with a few columns in common is not a ledger of firms, and the other way round."""
    for name in rosters():
        other = find_header(sheet.rows, name)
        if other is not None and len(other.fields) >= 2 * len(header.fields) and name != kind:
            raise _wrong_kind(kind, name)


def _wrong_kind(kind: str, other: str) -> UserError:
    return UserError(
        "wrong-kind",
        f"这张表像是{kind_of(other).roster}，不是{kind_of(kind).roster}，没有导入。"
        f"请改用导入{kind_of(other).roster}（import {several_of(other)}）",
    )


def _sheet_notes(book: Book, chosen: Sheet) -> list[Finding]:
    """What the reader noticed that concerns the whole sheet or the sheets passed over."""
    told = []
    for note in book.notes:
        if note.code == "hidden-sheet":
            if note.sheet != chosen.name:
                told.append(
                    Finding(
                        note.code,
                        "这张工作表是隐藏的，里面有内容，没有读。要读它，请取消隐藏，或导入时指定这张表",
                        note.sheet,
                        fatal=False,
                    )
                )
            else:
                told.append(note)
        elif note.code not in ("error-cell", "formula-without-value") and note.sheet in (
            "",
            chosen.name,
        ):
            told.append(note)
    return told
