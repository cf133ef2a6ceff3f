"""Which rows of a submission are not as they were exported, and what stood there before.

The metadata keeps each row's digest and, packed, its values. A row that was edited still carries
in its 校验 column the digest it was exported with: that ties what is there now to what was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from partydesk.exchange.submission import baseline, canonical
from partydesk.exchange.submission.columns import Role, SheetLayout
from partydesk.exchange.submission.model import EditedRow, Held
from partydesk.records.values import Stored, masked, shown

DELETED = "删除"
"""The change of a row that is no longer there."""


def edited_rows(
    layout: SheetLayout,
    held: Held,
    texts: Sequence[str],
    cells: Sequence[Any],
    numbers: Sequence[int],
    meta: Mapping[str, str],
) -> list[EditedRow]:
    """The rows of a sheet that were changed, added or deleted since its export.

    `texts` are the rows' canonical texts, `cells` what stands in their 校验 column, `numbers`
    the rows of the sheet they stand in.
    """
    exported = exported_rows(layout.sheet, meta)
    before = baseline.unpack(meta.get(f"was:{layout.sheet}", ""))
    if len(before) != len(exported):
        before = []
    edited = []
    remaining = dict(exported)
    different = []
    for place, text in enumerate(texts):
        if remaining.pop(canonical.row_digest(text), None) is None:
            different.append(place)
    # Only what no untouched row lays claim to: a row copied and changed bears its model's digest.
    for place in different:
        then = str(cells[place] or "")
        row = remaining.pop(then, None)
        was = before[row - 2] if before and row is not None else None
        edited.append(
            EditedRow(
                layout.sheet,
                numbers[place],
                held.uids[place],
                "新增" if row is None else "改动",
                _differing(layout, was, held.row(place)),
            )
        )
    for then, row in remaining.items():
        was = before[row - 2] if before else None
        differing = _differing(layout, was, None)
        edited.append(EditedRow(layout.sheet, row, "", DELETED, differing, then))
    return edited


def exported_rows(sheet: str, meta: Mapping[str, str]) -> dict[str, int]:
    """Row digest → the row it stood in when exported."""
    joined = meta.get(f"rows:{sheet}", "")
    return {joined[at : at + 10]: at // 10 + 2 for at in range(0, len(joined), 10)}


def _differing(
    layout: SheetLayout, was: list[str] | None, now: tuple[Stored, ...] | None
) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after) of each field that differs, as people read the values."""
    columns = [c for c in layout.columns if c.role in (Role.FIELD, Role.REFERENCE)]
    told = []
    for place, column in enumerate(columns):
        field = column.field
        if field is None or column.role is Role.REFERENCE:
            continue
        before = was[place] if was and place < len(was) else ""
        after = canonical.cell_text(now[place]) if now else ""
        if before != after and (was or now):
            first, second = shown(field, before), shown(field, after)
            if column.name == layout.numbered_by:  # whole in what is sealed, and told to no screen
                first, second = masked(field, first), masked(field, second)
            told.append((column.header, first, second))
    # A whole row that came or went is named, not spelled out cell by cell.
    return tuple(told) if was and now else tuple(told[:4])


def as_json(edited: Sequence[EditedRow]) -> str:
    """Edited rows as the JSON the submission table keeps."""
    return json.dumps(
        [{"sheet": e.sheet, "row": e.row, "uid": e.uid, "change": e.change} for e in edited],
        ensure_ascii=False,
    )
