"""A sheet as people lay it out becomes one list: merged cells, blocks side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partydesk.exchange.reading.book import Cell, Sheet
from partydesk.exchange.roster.header_names import header_key, header_text
from partydesk.exchange.roster.headers import Header
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import is_blank


def filled_down(sheet: Sheet, header: Header, kind: str, told: list[Finding]) -> Sheet:
    """The sheet with what a cell merged over several rows says in each of them, which is said.

    A merged name or number is left: it does not make a person of each row.
    """
    start = header.first + header.depth
    own = {kind_of(kind).names()[0], kind_of(kind).numbered_by}
    columns = {c.index: c for c in header.columns if c.header and c.field not in own}
    rows: list[list[Cell]] | None = None
    filled: dict[int, int] = {}
    for (top, left), (bottom, _) in sheet.merged:
        if top < start or bottom == top or left not in columns or top >= len(sheet.rows):
            continue
        value = sheet.rows[top][left] if left < len(sheet.rows[top]) else None
        if is_blank(value):
            continue
        if rows is None:
            rows = [list(row) for row in sheet.rows]
        for at in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[at]) and rows[at][left] is None and any(map(_full, rows[at])):
                rows[at][left] = value
                filled[left] = filled.get(left, 0) + 1
    for left, count in sorted(filled.items()):
        header_ = columns[left].header
        words = f"“{header_}”列有合并的单元格，下面 {count} 行都按合并的内容收，请核对"
        told.append(Finding("merged-cells", words, sheet.name, 0, header_, fatal=False))
    return sheet if rows is None else replace(sheet, rows=rows)


def blocks(header: Header, rows: Sequence[Sequence[Cell]], kind: str) -> int:
    """How many columns one block has where the same headers stand side by side; 0 for one block."""
    band = rows[header.first : header.first + header.depth]
    width = max(len(row) for row in band)
    heads = [
        tuple(header_key(header_text(row[at])) if at < len(row) else "" for row in band)
        for at in range(width)
    ]
    name = header.fields.get(kind_of(kind).names()[0])
    if name is None:
        return 0
    same = [at for at, head in enumerate(heads) if head == heads[name.index]]
    if len(same) < 2:
        return 0
    step = same[1] - same[0]
    first = [head for head in heads[:step] if any(head)]
    later = [head for head in heads[step : 2 * step] if any(head)]
    alike = len(set(first) & set(later))
    return step if step > 1 and alike >= 2 and alike * 2 > len(first) else 0


def _full(cell: Cell) -> bool:
    return not is_blank(cell)
