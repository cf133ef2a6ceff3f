"""Lists written as workbooks: texts stay texts, nothing half-written is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.rollup.listing import write_listing
from partydesk.store.progress import Cancelled


def test_texts_stay_what_they_are(tmp_path: Path) -> None:
    out = tmp_path / "列表.xlsx"
    texts = ["=SUM(A1:A9)", "+1", "-1", "@x", "2026-03-01", "007", "𬭎", "第一行\n第二行", "a\x07b"]

    written = write_listing(
        out, "名:单/表", ["姓名", "数"], [10, 5], [("", ([t, 3] for t in texts))]
    )

    assert written == len(texts)
    book = load_workbook(out)
    sheet = book.active
    assert [c.value for c in sheet[2]] == ["姓名", "数"]
    cells = [row[0] for row in sheet.iter_rows(min_row=3)]
    assert [c.value for c in cells] == [t.replace("\x07", "") for t in texts]
    assert {c.data_type for c in cells} == {"s"}
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == [3] * len(texts)


def test_cancelled_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "列表.xlsx"
    write_listing(out, "表", ["姓名"], [10], [("", [["旧"]])])

    def stop(_done: int, _of: int, _what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_listing(out, "表", ["姓名"], [10], [("", (["新"] for _ in range(1000)))], 1000, stop)

    assert load_workbook(out).active["A3"].value == "旧"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_texts_that_other_programs_would_take_for_something_else(tmp_path: Path) -> None:
    out = tmp_path / "列表.xlsx"
    texts = ["_x000D_", "_x0041_", "#N/A", "＝1+1", "=1+1"]
    write_listing(out, "表", ["备注"], [10], [("", ([text] for text in texts))])
    (sheet,) = read_book(out).sheets
    assert [row[0] for row in sheet.rows[2:]] == texts
    cells = [row[0] for row in load_workbook(out).active.iter_rows(min_row=3)]
    assert [cell.quotePrefix for cell in cells] == [False, False, False, True, True]
