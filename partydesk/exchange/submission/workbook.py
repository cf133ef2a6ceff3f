"""The workbook of a submission: cover, figures, data sheets, and the metadata behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partydesk import __version__
from partydesk.exchange.seal import sealed
from partydesk.exchange.submission import (
    baseline,
    below,
    below_read,
    dues_read,
    dues_sheet,
    figures_sheet,
)
from partydesk.exchange.submission.columns import FORMAT, FORMAT_VERSION, METADATA, Role
from partydesk.exchange.submission.figures_sheet import FigureRow
from partydesk.exchange.submission.heading import Heading, heading_digest, order_digest
from partydesk.exchange.submission.prepared import Prepared
from partydesk.exchange.submission.sealing import Sealer
from partydesk.exchange.submission.stamps import local
from partydesk.records.fields import Field
from partydesk.records.findings import Finding
from partydesk.records.values import Stored


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a submission's workbook says: `digest` is that of its rows, `warnings` stand on the
    cover, `told` is what a committee tells of all under it (below.gather), `dues` how 党费 stand
    (dues_told.gather)."""

    heading: Heading
    digest: str
    sheets: Sequence[Prepared]
    figures: Sequence[FigureRow]
    warnings: Sequence[Finding] = ()
    told: Mapping[str, Any] | None = None
    dues: Mapping[str, Any] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Rows per sheet."""
        return {sheet.layout.sheet: len(sheet.uids) for sheet in self.sheets}


def write_workbook(file: Path, contents: Contents, sealer: Sealer | None = None) -> None:
    """Write all sheets of a submission to a file; `sealer` is what its heading is sealed with.

    Raises UserError when it cannot be written.
    """
    from openpyxl import Workbook

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.cover import write_cover
    from partydesk.exchange.submission.data_sheets import (
        CodeSheet,
        add_drop_downs,
        open_data_sheet,
        print_part,
        width_of,
        write_header,
    )
    from partydesk.exchange.submission.write_only import save, whole

    heading, period = contents.heading, contents.heading.period
    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells, codes = Cells(workbook), CodeSheet()
        facts = [
            ("组织编码", heading.org_code),
            ("党组织名称", heading.org_name),
            ("期间", f"{period.text}（{period.first} 至 {period.last}）"),
            ("修订号", f"第 {heading.revision} 版"),
            ("写出时间", local(heading.made_at)),
            ("程序版本", f"支部工作台 {__version__}"),
            ("登记", _enrolled(sealer)),
        ]
        write_cover(workbook, cells, "支部报送表", facts, contents.counts, contents.warnings)
        figures_sheet.write(workbook, cells, contents.figures)
        for prepared in contents.sheets:
            layout, total = prepared.layout, len(prepared.uids)
            columns = _columns(prepared, cells, heading.org_code)
            widths = [width_of(c, cs) for c, cs in zip(layout.shown, columns, strict=True)]
            sheet = open_data_sheet(workbook, layout.sheet, layout.shown, total, widths)
            print_part(sheet, layout, widths, total)
            add_drop_downs(sheet, layout.shown, codes, total)
            write_header(sheet, cells, (column.header for column in layout.shown))
            for row in zip(*columns, strict=True):
                sheet.append(row)
        if contents.told is not None:
            below.write_sheet(workbook, cells, contents.told)
        if contents.dues is not None:
            dues_sheet.write_sheet(workbook, cells, contents.dues)
        codes.write(workbook)
        _write_metadata(workbook, cells, contents, sealer)
        save(workbook, file)


def _enrolled(sealer: Sealer | None) -> str:
    """What the cover says of the seal."""
    if sealer is None:
        return "未登记（没有加封，身份号码、电话和住址已遮盖）"
    return f"已加封（第 {sealer.card.number} 号登记卡，身份号码完整，电话和住址已遮盖）"


def _columns(prepared: Prepared, cells: Any, code: str) -> list[Sequence[Any]]:
    """The cells of a sheet as openpyxl takes them, column by column as they are shown: a memo
    serves repeats."""
    layout = prepared.layout
    if not prepared.values:
        return [() for _ in layout.shown]
    by_name = dict(zip(layout.names, zip(*prepared.values, strict=True), strict=True))
    columns: list[Sequence[Any]] = []
    for column in layout.shown:
        if column.role is Role.UID:
            columns.append(prepared.uids)
        elif column.role is Role.ORGANISATION:
            columns.append([cells.text(code)] * len(prepared.uids))
        elif column.role is Role.DIGEST:
            columns.append(prepared.row_digests)
        elif column.role is Role.REFERENCE:
            columns.append(by_name[column.name])
        elif column.role is Role.FIELD and column.field is not None:
            columns.append(_written(cells, column.field, by_name[column.name]))
        else:
            columns.append(
                [cells.text(v) if isinstance(v, str) else v for v in prepared.texts[column.header]]
            )
    return columns


def _written(cells: Any, field: Field, values: Sequence[Stored]) -> list[Any]:
    """The cells of a field's values; what is longer than its column is wide takes more lines."""
    from partydesk.exchange.submission.cell_styles import cell_of
    from partydesk.exchange.submission.data_sheets import WIDEST, units

    memo: dict[Stored, Any] = {}
    for value in values:
        if value not in memo:
            cell = cell_of(cells, field, value, mask=False)
            if isinstance(cell, str) and units(cell) > WIDEST:
                cell = cells.styled(cell, "wrapped")
            memo[value] = cell
    return [memo[value] for value in values]


def _write_metadata(workbook: Any, cells: Any, contents: Contents, sealer: Sealer | None) -> None:
    """The hidden 元数据 sheet: key in column A, value in B (and on, when a cell is too small)."""
    from partydesk.exchange.submission.write_only import new_sheet

    heading, content = contents.heading, contents.digest
    sheet = new_sheet(workbook, METADATA)
    sheet.sheet_state = "hidden"
    facts: dict[str, str] = {
        "format": FORMAT,
        "version": str(FORMAT_VERSION),
        "org_uid": heading.org_uid,
        "org_code": heading.org_code,
        "org_name": heading.org_name,
        "period": heading.period.text,
        "first_day": heading.period.first.isoformat(),
        "last_day": heading.period.last.isoformat(),
        "revision": str(heading.revision),
        "made_at": heading.made_at,
        "program": heading.program,
        "sealed": "no",
        "content": content,
        "previous": heading.previous or "",
        "heading": (whole := heading_digest(FORMAT_VERSION, heading, content)),
        "order": heading.order,
        "order_digest": order_digest(whole, heading.order),
        figures_sheet.FIGURES: (kept := figures_sheet.pack(contents.figures)),
        figures_sheet.FIGURES_DIGEST: figures_sheet.digest(whole, kept),
    }
    if contents.told is not None:
        facts[below_read.BELOW] = packed = below.pack(contents.told)
        facts[below_read.BELOW_DIGEST] = below_read.digest(whole, packed)
    if contents.dues is not None:
        facts[dues_read.DUES] = packed = dues_sheet.pack(contents.dues)
        facts[dues_read.DUES_DIGEST] = dues_read.digest(whole, packed)
    for prepared in contents.sheets:
        facts[f"count:{prepared.layout.sheet}"] = str(len(prepared.uids))
        facts[f"digest:{prepared.layout.sheet}"] = prepared.digest
    before: dict[str, str] = {}
    for prepared in contents.sheets:
        before[f"rows:{prepared.layout.sheet}"] = "".join(prepared.row_digests)
        packed = baseline.pack(prepared.values) if prepared.values else ""
        before[f"was:{prepared.layout.sheet}"] = packed
    if sealer is not None:
        facts[sealed.BEFORE] = sealed.before_digest(before)
        facts |= sealer.facts(facts, FORMAT_VERSION, heading)
    for key, value in facts.items():
        # A cell holds 32,767 characters.
        parts = [value[at : at + 30_000] for at in range(0, len(value), 30_000)] or [""]
        sheet.append([key, *(cells.text(part) for part in parts)])
    for key, value in before.items():
        sheet.append([key, *(value[at : at + 30_000] for at in range(0, len(value), 30_000))])
