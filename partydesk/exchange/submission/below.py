"""What a committee tells the one above it of all that is under it: counts, branches, coverage.

Its own rows travel as a branch's do; of its branches only counts do, never a row or a name of a
person. They stand in the metadata as they were counted, tied to the heading; the 指标 sheet and
下级党组织 show them to people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from partydesk.records.clock import today
from partydesk.records.fields import fields
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.report_indicators import BESIDE
from partydesk.records.values import shown
from partydesk.rules import coverage, handed_in, indicator_engine, indicators

SHEET = "下级党组织"


def gather(connection: Connection, period: Period, own: int) -> dict[str, Any]:
    """What this committee tells of a period: rows and amount of each figure over all it has, its
    branches with until when they told, and their figures."""
    every = (*indicators.INDICATORS, *indicators.BEYOND, *BESIDE)
    counted = indicator_engine.tally(connection, period, every)
    told = handed_in.Told(connection)
    label = fields(Organisation)["kind"]
    kinds = {
        row[0]: shown(label, row[1])
        for row in connection.exec_driver_sql("SELECT id, kind FROM organisation")
    }
    day = today()
    branches = []
    for branch in told.branches:
        state = told.handed_in(branch, period, day)
        until = state.covered_to.isoformat() if state.covered_to else ""
        figures = {
            each.id: counted.value(each.id, (branch.id,)).value for each in indicators.INDICATORS
        }
        branches.append([branch.code, branch.name, kinds.get(branch.id, ""), state.text, until,
                         figures])  # fmt: skip
    return {
        "counts": {id: counted.sums(id) for id in counted.indicators},
        "branches": [each[:5] for each in branches],
        "figures": [each[5] for each in branches],
        "coverage": coverage.coverage(told, period, day).sentence,
    }


def pack(told: Mapping[str, Any]) -> str:
    """As the metadata keeps it; the branches' own figures stand on the sheet alone."""
    kept = {key: told[key] for key in ("counts", "branches", "coverage")}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def write_sheet(workbook: Any, cells: Any, told: Mapping[str, Any]) -> None:
    """下级党组织: a branch a row, with its figures; for people."""
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import new_sheet

    sheet = new_sheet(workbook, SHEET)
    for letter, width in zip("ABCDE", (14, 30, 12, 14, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C2"
    print_wide(sheet)
    head, *body = _rows(told)
    write_header(sheet, cells, head)
    for row in body:
        sheet.append([cells.text(v) if isinstance(v, str) else v for v in row])


def _rows(told: Mapping[str, Any]) -> list[Sequence[Any]]:
    labels = [f"{each.label}（{each.unit}）" for each in indicators.INDICATORS]
    head = ["组织编码", "党组织", "组织类别", "报送情况", "报到", *labels]
    body = [
        [*branch, *(figures[each.id] for each in indicators.INDICATORS)]
        for branch, figures in zip(told["branches"], told["figures"], strict=True)
    ]
    return [head, *body]
