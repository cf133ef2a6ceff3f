"""Writing a list as it is shown to a plain workbook: title, groups, header, rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from partydesk.store.progress import Progress, silent

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


Row = Sequence[str | int | float | Decimal | None]


def write_listing(
    out: Path,
    title: str,
    header: Sequence[str],
    widths: Sequence[int],
    groups: Iterable[tuple[str, Iterable[Row]]],
    total: int = 0,
    progress: Progress = silent,
) -> int:
    """Write one sheet to `out` (.xlsx), one page wide when printed; the number of rows.

    The title stands in the first row, the header in the second. `groups` are what their rows have
    in common, in a row of its own ("" for none), and the rows. `widths` are in characters. Texts
    are written as texts: none becomes a formula, a date or a number. The file appears whole or
    not at all. Raises UserError (codes of atomic.write_error).
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import save, whole
    from partydesk.store import atomic

    book = Workbook(write_only=True)
    cells = Cells(book)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "列表")
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(8, width + 2)
    sheet.freeze_panes = "A3"
    print_wide(sheet, header_row=2)

    def cell(value: str | int | float | Decimal | None) -> Any:
        if not isinstance(value, str):
            return value
        clean = _CONTROL.sub("", value)[:32767]
        return cells.listed(clean) if clean else None

    sheet.append([cells.styled(title, "strong")])
    write_header(sheet, cells, header)
    written = heads = 0
    with whole(book):
        for label, rows in groups:
            if label:
                sheet.append([cells.styled(label, "strong")])
                heads += 1
            for row in rows:
                sheet.append([cell(value) for value in row])
                written += 1
                if written % 500 == 0:
                    progress(written, total, f"第 {written:,} 行")
        # A filter would tear the rows from what stands over them.
        if written and not heads:
            sheet.auto_filter.ref = f"A2:{get_column_letter(max(1, len(header)))}{written + 2}"
        with atomic.written(out) as temporary:
            save(book, temporary)
    return written
