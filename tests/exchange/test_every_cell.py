"""Every cell of every workbook: what a spreadsheet might run is a quoted text, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.exchange.merge.overdue import overdue_list, write_overdue_list
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.replies.slip import read_slip
from partydesk.exchange.rollup.listing import write_listing
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission.template import write_template
from partydesk.records.periods import parse_period
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.hostile_store import fill

_FORMULAS = (
    "=cmd|' /C calc'!A0", "+cmd|x!A0", "-2+3+cmd|x", "@SUM(1)", "＝1+1", "＋1", "－1", "＠x",
    "\t=1+1", "=HYPERLINK(\"file:///x\")",
)  # fmt: skip
_RISKY = tuple("=+-@＝＋－＠\t\r\n")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    """A branch whose own name and every free text mean harm."""
    with making.branch(tmp_path) as store:
        fill(store, _FORMULAS, only=("name", "short_name", "topic", "note", "summary", "measures"))
    from partydesk.store.opening import open_store

    with open_store(store.home) as again:
        yield again


def _running(file: Path, *formulas: str) -> list[str]:
    """The cells that are formulas, or might become some; `formulas` are sheets that have sums."""
    found = []
    workbook = load_workbook(file)
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, str) or not cell.value.startswith(_RISKY):
                    continue
                if sheet.title in formulas and cell.value.startswith(("=SUM(", "=AVERAGE(")):
                    continue
                if cell.data_type != "s" or not cell.quotePrefix or cell.number_format != "@":
                    found.append(f"{file.name} {sheet.title}!{cell.coordinate}: {cell.value}")
    workbook.close()
    return found


def _risky_cells(file: Path) -> int:
    workbook = load_workbook(file)
    return sum(
        1
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if isinstance(value, str) and value.startswith(_RISKY)
    )


def test_no_cell_of_any_workbook_can_run(branch: Store, tmp_path: Path) -> None:
    period = parse_period("2026")
    sent = making.sent(branch, tmp_path / "出")
    with making.committee(tmp_path) as committee:

        def wrong(book: Any) -> None:
            making.at(book["学习活动"], 2, "类型").value = "=聚餐"
            making.at(book["学习活动"], 2, "主题").value = "@改过"

        returned = write_slip(
            committee, making.changed(sent.file, tmp_path / "改.xlsx", wrong), tmp_path / "退.xlsx"
        )
        merge(committee, [sent.file])
        receipt = write_slip(committee, sent.file, tmp_path / "回执.xlsx")
        assert read_slip(receipt).accepted and not read_slip(returned).accepted
        rollup = tmp_path / "汇总.xlsx"
        write_rollup(committee, period, rollup)
        fill(committee, _FORMULAS, only=("name", "short_name"))
        late = write_overdue_list(
            overdue_list(committee, parse_period("2025"), date(2026, 9, 1)), tmp_path / "催.xlsx"
        )
    listing = tmp_path / "列.xlsx"
    write_listing(listing, "=表", ["=列", "乙"], [10, 10], [("", ([one, 1] for one in _FORMULAS))])
    template = write_template(tmp_path / "模板.xlsx")
    for file in (sent.file, returned, receipt, late, listing):
        assert _risky_cells(file), file.name
        assert not _running(file)
    assert _risky_cells(rollup)
    assert not _running(rollup, "首页", "汇总", "更多数字", "图表")
    assert not _running(template)
