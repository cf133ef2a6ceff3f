"""The 指标 sheet: figures as they were counted at export. It is derived and never read as data.

What was exported is kept once more in the metadata, so that a cell changed by hand is told from
the figure that was counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from partydesk.exchange.reading.book import Sheet
from partydesk.exchange.submission import canonical
from partydesk.exchange.submission.columns import INDICATORS
from partydesk.exchange.submission.model import FigureCell
from partydesk.records.findings import Finding

FIGURES, FIGURES_DIGEST = "figures", "figures_digest"
"""Keys of the metadata: the figures as JSON, and what ties them to the heading."""
HEADERS = ("编码", "指标", "数值", "单位", "依据行数")
SHOWN = (*HEADERS[1:], HEADERS[0])
"""The headers as they stand on the sheet: the code is for the program."""

Figures = dict[str, float | int | None]
FigureRow = tuple[str, str, Any, str, int]
"""Id, label, value, unit, rows of evidence of a figure; None for a value that is missing."""


def write(workbook: Any, cells: Any, figures: Sequence[FigureRow]) -> None:
    """Write the sheet: each figure with its unit, behind them its code."""
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import new_sheet

    sheet = new_sheet(workbook, INDICATORS)
    for letter, width in zip("ABCDE", (44, 12, 8, 12, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    print_wide(sheet)
    sheet.print_area = f"A1:D{len(figures) + 1}"
    write_header(sheet, cells, SHOWN)
    for id, label, value, unit, rows in figures:
        sheet.append([cells.text(label), value, cells.styled(unit, "unit"), rows, cells.text(id)])


def pack(figures: Sequence[FigureRow]) -> str:
    """Id and value of each figure."""
    return json.dumps({id: value for id, _, value, _, _ in figures}, separators=(",", ":"))


def digest(heading: str, packed: str) -> str:
    """Ties the figures to their heading, whose digest is given."""
    return canonical.content_digest([heading, FIGURES, packed], {})


def unpack(meta: Mapping[str, str]) -> Figures | None:
    """The figures as they were exported; None in files of programs that did not keep them."""
    try:
        told = json.loads(meta.get(FIGURES, "null"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    return {
        str(id): value
        for id, value in told.items()
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    }


def sound(meta: Mapping[str, str]) -> bool:
    """Whether the figures in the metadata are those of the export, as far as it kept any."""
    if FIGURES not in meta:
        return True
    return meta.get(FIGURES_DIGEST) == digest(meta.get("heading", ""), meta[FIGURES])


def changed(sheet: Sheet | None, figures: Figures) -> list[FigureCell]:
    """The figures that the sheet gives otherwise than they were exported."""
    if sheet is None:
        return [FigureCell("", "", 0, "", None)]
    rows = sheet.rows
    header = [str(cell or "").strip() for cell in rows[0]] if rows else []
    if any(name not in header for name in HEADERS[:3]):
        return [FigureCell("", "", 1, "", None)]
    id_at, label_at, value_at = (header.index(name) for name in HEADERS[:3])
    found = []
    left = dict(figures)
    for number, row in enumerate(rows[1:], start=2):
        id, label, value = (
            row[at] if at < len(row) else None for at in (id_at, label_at, value_at)
        )
        if id in (None, "") and value in (None, ""):
            continue
        known = str(id) in left
        was = left.pop(str(id), None)
        if not known or not _same(value, was):
            found.append(
                FigureCell(str(id or ""), str(label or id or ""), number, _said(value), was)
            )
    found += [FigureCell(id, id, 0, "", was) for id, was in left.items()]
    return found


def findings(cells: Sequence[FigureCell]) -> Iterator[Finding]:
    """Each changed cell with its place, what it says and what was counted."""
    for cell in cells:
        if not cell.id:
            words = "这张表被删去或改了样子；指标是从记录数出来的，不从这里收"
        else:
            words = (
                f"“{cell.label}”现在写的是 {cell.says or '空'}，"
                f"导出时数出来是 {_said(cell.was) or '空'}；"
                "指标是从记录数出来的，不从这里收"
            )
        yield Finding(
            "figure-edited", words, INDICATORS, cell.row, HEADERS[2], cell.says, fatal=False
        )


def _same(cell: Any, was: float | int | None) -> bool:
    if was is None or cell in (None, ""):
        return was is None and cell in (None, "")
    try:
        return abs(float(cell) - was) < 1e-9 * max(1.0, abs(was))
    except (TypeError, ValueError):
        return False


def _said(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)[:40]
