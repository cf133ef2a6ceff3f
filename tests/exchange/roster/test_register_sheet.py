"""党组织名册 as a sheet: matched by code however it is written, then asked about by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from partydesk.exchange.roster.intake import apply, propose
from partydesk.records.findings import UserError
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.exchange import making
from tests.exchange.merge.test_register import NAME, laptop, office, one

HEADS = ("组织编码", "党组织名称", "简称", "组织类别", "联系人", "成立日期", "撤销日期")


def sheet(folder: Path, *rows: tuple[str | None, ...]) -> Path:
    book = Workbook()
    page = book.active
    page.append(["党组织名册"])
    for row in (HEADS, *rows):
        page.append(list(row))
    file = folder / "名册.xlsx"
    book.save(file)
    return file


def test_the_register_is_taken_in(tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        ("p0312", NAME, "甲", "党支部", "张三", "2015-03-01", "2026-08-01"),
        ("Ｐ０４００", "乙电子支部", "乙", "党支部", "李四", "2016-03-01", None),
        ("P0\u200b501", "丙支部", None, "联合党支部", None, None, None),
        ("P0777", "丁食品支部", None, "党支部", None, None, None),
    )  # fmt: skip
    declared = (("P0312", "甲科技支部"), ("P0400", "乙电子支部"), ("P0600", "丁食品支部"))
    with office(tmp_path, *declared) as park:
        with laptop(tmp_path / "甲") as branch:
            one(park, making.sent(branch, tmp_path / "1", "2026Q1").file)
        before = making.content(park)
        seen = propose(park, file, "organisation")
        assert (seen.added, seen.updated, seen.asked, seen.refused) == (1, 2, 1, 0)
        told = "".join(str(each) for each in seen.findings)
        assert "按支部自己报来的" in told and making.content(park) == before
        apply(park, seen)
        with park.read() as connection:
            rows = {
                row[0]: tuple(row[1:])
                for row in connection.exec_driver_sql(
                    "SELECT code, name, contact, ended_on FROM organisation "
                    "WHERE deleted_at IS NULL"
                )
            }
        assert rows["P0312"] == (NAME, None, "2026-08-01")
        assert rows["P0400"] == ("乙电子支部", "李四", None)
        assert rows["P0501"] == ("丙支部", None, None)
        assert "P0777" not in rows, "under another code it may be the same one: that is asked"
        again = propose(park, file, "organisation")
        assert (again.added, again.updated, again.unchanged, again.asked) == (0, 0, 3, 1)
    own = {"code": "P1", "name": "支部"}
    with create(Home(tmp_path / "支部"), "branch", own) as store, pytest.raises(UserError) as no:
        propose(store, file, "organisation")
    assert "党委" in no.value.message
