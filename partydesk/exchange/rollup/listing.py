"""Writing a list as it is shown to a plain workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from partydesk.store.progress import Progress, silent

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_listing(
    out: Path,
    title: str,
    header: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str | int | float | None]],
    total: int = 0,
    progress: Progress = silent,
) -> int:
    """Write one sheet to `out` (.xlsx) and return the number of rows.

    `widths` are in characters. Texts are written as texts: none becomes a formula, a date or a
    number. The file appears whole or not at all. Raises UserError (codes of atomic.write_error).
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from partydesk.exchange.submission.data_sheets import Cells, save, whole, write_header
    from partydesk.store import atomic

    book = Workbook(write_only=True)
    cells = Cells(book)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "列表")
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(8, width + 2)
    sheet.freeze_panes = "A2"

    def cell(value: str | int | float | None) -> Any:
        if not isinstance(value, str):
            return value
        clean = _CONTROL.sub("", value)[:32767]
        return cells.listed(clean) if clean else None

    write_header(sheet, cells, header)
    written = 0
    with whole(book):
        for row in rows:
            sheet.append([cell(value) for value in row])
            written += 1
            if written % 500 == 0:
                progress(written, total, f"第 {written:,} 行")
        if written:
            sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(header)))}{written + 1}"
        with atomic.written(out) as temporary:
            save(book, temporary)
    return written
