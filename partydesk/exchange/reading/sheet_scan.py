"""What a look finds inside one sheet, and how large a sheet may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from partydesk.records.findings import UserError

MAX_ROW = 200_000
MAX_COLUMN = 512
# The reader lays every sheet out as one rectangle; this many cells fit a worker's memory.
MAX_AREA = 10_000_000
# A sheet may be made of nothing but such cells: the list stays readable, the count exact.
MAX_LISTED = 1000


Kind = Literal["xlsx", "ods", "xls", "csv"]


@dataclass(slots=True)
class SheetNotes:
    """What the reader itself would keep silent about in one sheet.

    Rows are 1-based, columns 0-based; ranges include both ends. `errors` holds (row, column,
    value as written), `unstored` (row, column) of formulas saved without a result, and `more`
    counts such cells beyond the first MAX_LISTED.
    """

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    unstored: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    more: int = 0

    def error(self, row: int, column: int, value: str) -> None:
        """Note an error cell."""
        if len(self.errors) < MAX_LISTED:
            self.errors.append((row, column, value))
        else:
            self.more += 1

    def no_result(self, row: int, column: int) -> None:
        """Note a formula saved without its result."""
        if len(self.unstored) < MAX_LISTED:
            self.unstored.append((row, column))
        else:
            self.more += 1

    def hide_row(self, first: int, last: int) -> None:
        """Note hidden rows, joined with the range before when they touch."""
        if self.hidden_rows and self.hidden_rows[-1][1] + 1 == first:
            self.hidden_rows[-1] = (self.hidden_rows[-1][0], last)
        else:
            self.hidden_rows.append((first, last))


@dataclass(slots=True)
class Look:
    """What a look yields: the kind, the bytes to read, and what to tell about each sheet.

    `links` says whether the workbook points at other files or data sources, `from_1904` whether
    its days are counted from 1904, as on old Macintoshes.
    """

    kind: Kind
    data: bytes
    marks: dict[str, SheetNotes] = field(default_factory=dict)
    links: bool = False
    from_1904: bool = False


def letters(column: int) -> str:
    """The spreadsheet's name of a 0-based column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: bytes | str) -> int:
    """The 0-based column of a name such as `AB` (either case)."""
    number = 0
    for letter in name.upper() if isinstance(name, bytes) else name.upper().encode():
        number = number * 26 + letter - 64
    return number - 1


def too_far(sheet: str, row: int = 0, column: int = 0) -> UserError:
    """The refusal of a sheet with content beyond the limits (1-based row, 0-based column)."""
    if row or column:
        where = (f"第 {row} 行" if row else "") + (f"{letters(column)} 列" if column else "")
        what = f"在{where}有内容"
    else:
        what = "的内容铺得太开"
    return UserError(
        "too-far",
        f"工作表“{sheet}”{what}，超出可读的范围（{MAX_ROW:,} 行、{MAX_COLUMN} 列）。"
        "请打开表，删去远处误填的格子（选中多余的行和列，右键删除）后保存，再交来。",
    )
