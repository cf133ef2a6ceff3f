"""Submissions of every format that was ever handed in are still taken, as they were meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from partydesk.exchange.submission.columns import FORMAT_VERSION
from partydesk.store.store import Store
from tests.exchange.merging import merge

FILES = Path(__file__).parents[1] / "files"
"""One submission of each format, written by the program of its time."""


@pytest.mark.parametrize("version", range(1, FORMAT_VERSION + 1))
def test_an_older_format_is_taken_whole(version: int, committee_store: Store) -> None:
    file = FILES / f"format{version}.xlsx"
    (taken,) = merge(committee_store, [file]).files
    assert (taken.state, taken.edited_rows) == ("merged", [])
    # A date that the record refuses today is told, and taken.
    assert {each.code for each in taken.findings} <= {"confirmed-early"}
    with committee_store.read() as connection:
        (members, dated), (sessions,) = (
            connection.exec_driver_sql(
                "SELECT count(*), count(membership_on) FROM member WHERE submission IS NOT NULL"
            ).one(),
            connection.exec_driver_sql(
                "SELECT count(*) FROM session WHERE submission IS NOT NULL"
            ).one(),
        )
    assert (members, sessions) == (6, 6)
    assert dated == 0  # the column came later
    assert merge(committee_store, [file]).files[0].state == "unchanged"


def test_an_edit_in_an_older_format_is_found(committee_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "改过.xlsx"
    book = load_workbook(FILES / "format1.xlsx")
    sheet = book["党员"]
    column = next(cell.column for cell in sheet[1] if cell.value == "民族")
    sheet.cell(3, column).value = "回族"
    book.save(file)
    (taken,) = merge(committee_store, [file]).files
    assert taken.state == "edited"
    (row,) = taken.edited_rows
    assert (row["sheet"], row["change"]) == ("党员", "改动")
    (cell,) = row["cells"]
    assert (cell["column"], cell["after"]) == ("民族", "回族")
    assert cell["before"] not in ("", "回族")
