"""The one way in: a spreadsheet file becomes plain rows, or one refusal.

Runs in a worker process (workers.py). Everything heavy is imported when first needed.
"""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path
from typing import cast

from partydesk.exchange.reading import archives
from partydesk.exchange.reading.book import Book, Cell, PackedSheet, Sheet
from partydesk.exchange.reading.inspection import OLE, look
from partydesk.exchange.reading.read_errors import (
    MAX_FILE,
    SAVE_AS_XLSX,
    damaged,
    not_understood,
    too_big_file,
)
from partydesk.exchange.reading.sheet_scan import (
    MAX_AREA,
    MAX_COLUMN,
    MAX_ROW,
    Look,
    SheetNotes,
    letters,
    too_far,
)
from partydesk.exchange.seal import packed
from partydesk.exchange.seal.workbook import Cards, Opened
from partydesk.records.findings import Finding, UserError
from partydesk.store.atomic import reason

MAX_MERGED = 20_000
"""More merged cells than any list has."""


def read_book(
    path: str | Path,
    password: str | None = None,
    *,
    keep_blanks: bool = False,
    cards: Cards | None = None,
    packed_too: bool = False,
) -> Book:
    """Read a spreadsheet of any accepted kind (.xlsx, .xls, .ods, .csv), told by its content.

    `password` is tried on an encrypted file, before the one that every program knows; `cards` open
    sealed submissions. With `keep_blanks` an empty cell stays the empty text it is read as, which
    is faster; with `packed_too` the cells packed in a sealed submission that nobody has changed
    stand for those of its sheets, which is much faster: sheets without data are left out then.

    Raises UserError, and nothing else, with one plain message.
    """
    try:
        if Path(path).name.startswith(("~$", ".~")):
            raise UserError(
                "not-spreadsheet",
                "这是办公软件打开表时留下的临时文件，不是表。请选名字前面没有“~$”的那一份。",
            )
        data = _bytes_of(Path(path))
        opened = _opened(data, Path(path).name, cards) if cards is not None else None
        of = (opened.key.org_code, opened.key.number) if opened is not None else None
        if opened is not None and packed_too and (sheets := _packed(opened)):
            return Book(str(path), _digest(data), len(data), sheets, (), opened=of, packed=True)
        seen = _look(opened.package if opened is not None else data, password, cards)
        if seen.kind == "csv":
            from partydesk.exchange.reading.text_table import rows_of_text

            name = Path(path).stem
            sheets = (Sheet(name, False, rows_of_text(seen.data, name)),)
        else:
            sheets = _sheets(seen, keep_blanks=keep_blanks)
        return Book(
            str(path), _digest(data), len(data), sheets, _notes(seen, sheets), seen.from_1904, of
        )
    except UserError:
        raise
    except MemoryError:
        raise UserError(
            "too-big",
            "表太大，读它要用的内存超过上限。请删去多余的行和工作表，或拆成几份后再交来。",
        ) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic inside the reader is no Exception; it too means bytes it can make nothing of. That
        # need not be damage: each part was proved against its own checksum before.
        raise not_understood("里面的写法对不上格式") from error


def read_own(path: Path) -> Book:
    """Read back a workbook this program has just written: no stranger's, so no look before.

    Raises UserError when what stands there cannot be read (a failing stick).
    """
    data = _bytes_of(path)
    try:
        sheets = _sheets(Look("xlsx", data), keep_blanks=True)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise damaged("内容对不上格式，读不出来") from error
    return Book(str(path), _digest(data), len(data), sheets, ())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _opened(data: bytes, name: str, cards: Cards) -> Opened | None:
    """An encrypted workbook, opened with one of the cards; None for any other file."""
    return cards.opened(data, name) if data.startswith(OLE) else None


def _look(data: bytes, password: str | None, cards: Cards | None) -> Look:
    try:
        return look(data, password)
    except UserError as error:
        if error.code != "password" or cards is None or not cards.keys:
            raise
        raise UserError(
            "password",
            "文件设了密码，用本机发过的登记卡都打不开：可能是别的党委的卡加封的，或者另存过又改了"
            "文件名。请支部用本党委发的登记卡重新导出；不是报送表的，取消密码再交来。",
        ) from error


def _packed(opened: Opened) -> tuple[Sheet, ...]:
    """The sheets packed in a sealed workbook; none where they do not count."""
    found = packed.read(opened.package, opened.key)
    return tuple(PackedSheet(name, hidden, columns) for name, hidden, columns in found or ())


def _bytes_of(path: Path) -> bytes:
    if (inside := archives.into(path)) is not None:
        return archives.member_bytes(*inside)
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UserError(
                "file-is-folder", f"“{path.name}”是一个文件夹，不是文件。请选里面的表。"
            )
        if not stat.S_ISREG(about.st_mode):
            raise UserError("not-spreadsheet", f"“{path.name}”不是普通文件，读不了。请选一份表。")
        if about.st_size > MAX_FILE:
            raise too_big_file()
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise UserError(
            "file-missing",
            f"找不到文件“{path.name}”。请看 U 盘是否还插着、文件是否被移走或改名，再试一次。",
        ) from None
    except PermissionError:
        raise UserError(
            "file-denied",
            f"没有权限读“{path.name}”，或者它正被别的程序占用。请关闭打开它的程序，再试一次。",
        ) from None
    except (OSError, ValueError) as error:
        raise UserError(
            "file-unreadable",
            f"读“{path.name}”时中断了"
            f"（{reason(error) if isinstance(error, OSError) else '路径不对'}）。"
            "请看 U 盘是否松动或已拔出，重新插好后再试一次。",
        ) from None


def _sheets(seen: Look, *, keep_blanks: bool) -> tuple[Sheet, ...]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(seen.data))
    sheets = []
    for index, about in enumerate(book.sheets_metadata):
        sheet = book.get_sheet_by_index(index)
        end = sheet.end
        if end is not None:
            if end[0] >= MAX_ROW or end[1] >= MAX_COLUMN:
                raise too_far(
                    about.name,
                    end[0] + 1 if end[0] >= MAX_ROW else 0,
                    end[1] if end[1] >= MAX_COLUMN else 0,
                )
            if (end[0] + 1) * (end[1] + 1) > MAX_AREA:
                raise too_far(about.name)
        read = sheet.to_python(skip_empty_area=False) if end is not None else []
        # Most rows of a roll are full; only one with a gap is written anew.
        rows = cast("list[list[Cell]]", read)
        if not keep_blanks:
            rows = [
                [None if value == "" else value for value in row] if "" in row else row
                for row in rows
            ]
        while rows and all(value is None or value == "" for value in rows[-1]):
            rows.pop()
        hidden = about.visible != SheetVisibleEnum.Visible
        merged = () if keep_blanks else tuple(sheet.merged_cell_ranges or ())[:MAX_MERGED]
        sheets.append(Sheet(about.name, hidden, rows, merged))
    if not sheets:
        raise UserError("not-spreadsheet", f"文件里没有工作表。{SAVE_AS_XLSX}。")
    return tuple(sheets)


def _notes(seen: Look, sheets: tuple[Sheet, ...]) -> tuple[Finding, ...]:
    notes = []
    if seen.links:
        notes.append(
            Finding(
                "external-link",
                "表里有指向其他文件或数据源的链接；读到的是上次保存时的值，请核对。",
                fatal=False,
            )
        )
    for sheet in sheets:
        if sheet.hidden and sheet.rows:
            notes.append(
                Finding("hidden-sheet", "这张工作表是隐藏的，里面有内容。", sheet.name, fatal=False)
            )
    # A part that no sheet of the workbook claims is told under its own name.
    by_name = {sheet.name: sheet for sheet in sheets}
    for title, marks in seen.marks.items():
        notes += _marked(by_name.get(title, Sheet(title, False, [])), marks)
    return tuple(notes)


def _marked(sheet: Sheet, marks: SheetNotes) -> list[Finding]:
    notes = []
    for row, column, value in marks.errors:
        notes.append(
            Finding(
                "error-cell",
                f"这一格是错误值 {value}，按空白读入。请在原表改正后重新保存。",
                sheet.name,
                row,
                letters(column),
                value,
                fatal=False,
            )
        )
    for row, column in marks.unstored:
        notes.append(
            Finding(
                "formula-without-value",
                "这一格是公式，文件里没有存算好的结果，按空白读入。"
                "请用 WPS 或 Excel 打开表保存一次，再交来。",
                sheet.name,
                row,
                letters(column),
                fatal=False,
            )
        )
    if marks.more:
        notes.append(
            Finding(
                "more-blanks",
                f"另有 {marks.more} 格是错误值或没有结果的公式，没有一一列出。",
                sheet.name,
                fatal=False,
            )
        )
    rows = [
        (first, last)
        for first, last in marks.hidden_rows
        if any(value is not None for row in sheet.rows[first - 1 : last] for value in row)
    ]
    if rows:
        notes.append(
            Finding(
                "hidden-rows",
                f"第 {_ranges([(str(a), str(b)) for a, b in rows])} 行是隐藏的，"
                "里面有内容，一并读入。",
                sheet.name,
                rows[0][0],
                fatal=False,
            )
        )
    columns = [
        (first, last)
        for first, last in marks.hidden_columns
        if any(value is not None for row in sheet.rows for value in row[first : last + 1])
    ]
    if columns:
        notes.append(
            Finding(
                "hidden-columns",
                f"{_ranges([(letters(a), letters(b)) for a, b in columns])} 列是隐藏的，"
                "里面有内容，一并读入。",
                sheet.name,
                column=letters(columns[0][0]),
                fatal=False,
            )
        )
    return notes


def _ranges(pairs: list[tuple[str, str]]) -> str:
    shown = [first if first == last else f"{first}–{last}" for first, last in pairs]
    return "、".join(shown[:8]) + (f" 等 {len(shown)} 处" if len(shown) > 8 else "")
