"""党内统计: the roll's change with its check, who the members are; compared with counts by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.cli.run import run
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.statistics import statistics
from partydesk.rules.statistics_tables import tables
from partydesk.store.store import Store
from tests.documents import reading_pdf

TODAY = date(2026, 12, 31)


@pytest.fixture
def branch(empty_store: Store, on_day: Callable[[date], None]) -> Store:
    """Ten before 2026; then one admitted, two come, one goes, one dies, one is removed, one loses
    his probation, one is suspended, one comes back from a suspension and one is suspended and comes
    back; one has left nobody knows when."""
    on_day(TODAY)
    old: dict[str, Any] = {"joined_on": date(2010, 7, 1), "confirmed_on": date(2011, 7, 1)}
    people = {
        "甲一": {"sex": "2", "ethnicity": "02", "birth_date": date(1996, 5, 5),  # 30 years
                 "joined_on": date(2018, 7, 1), "confirmed_on": date(2019, 7, 1)},
        "甲二": {"sex": "1", "ethnicity": "01", "birth_date": date(1960, 5, 5)},  # 66
        "甲三": {}, "甲四": {}, "甲五": {},
        "转出": {"relation": "left", "left_on": date(2026, 3, 1), "left_to": "外"},
        "去世": {"membership": "dead", "membership_on": date(2026, 8, 1)},
        "除名": {"membership": "removed", "membership_on": date(2026, 9, 1)},
        "停籍": {"membership": "suspended", "membership_on": date(2026, 10, 1)},
        "恢复": {"membership": "restored", "membership_on": date(2026, 5, 10),
                 "suspended_on": date(2025, 3, 1)},
        "两变": {"membership": "restored", "membership_on": date(2026, 9, 1),
                 "suspended_on": date(2026, 2, 1)},
        "不明": {},
        "新来一": {"arrived_on": date(2026, 2, 1), "arrived_from": "外"},
        "新来二": {"arrived_on": date(2026, 7, 15), "arrived_from": "外"},
    }  # fmt: skip
    with empty_store.write("名册") as writer:
        for name, more in people.items():
            writer.add("member", {"name": f"某{name}"[:4], "category": "full", **old, **more})
        writer.add("member", {"name": "预备一", "category": "probationary",
                              "joined_on": date(2026, 6, 30)})  # fmt: skip
        writer.add("member", {"name": "取消者", "category": "probationary",
                              "joined_on": date(2025, 11, 1), "membership": "revoked",
                              "membership_on": date(2026, 11, 5)})  # fmt: skip
        writer.add("member", {"name": "积极者", "category": "activist",
                              "applied_on": date(2025, 1, 1),
                              "activist_on": date(2025, 9, 1)})  # fmt: skip
        # As older sheets have it: gone, and no day.
        writer.connection.exec_driver_sql(
            "UPDATE member SET relation = 'left', left_to = '外' WHERE name = '某不明'"
        )
    return empty_store


@pytest.mark.parametrize(
    ("period", "before", "gained", "lost", "actual", "difference"),
    [
        # Ten old, one on probation, one suspended later; the undated is among those before.
        ("2026", 12, (1, 2, 2), (1, 2, 1, 1, 1), 10, -1),
        ("2026H1", 12, (1, 1, 1), (1, 1, 0, 0, 0), 12, -1),
        ("2026H2", 13, (0, 1, 1), (0, 1, 1, 1, 1), 10, -1),
    ],
)
def test_the_roll_is_checked_against_what_it_should_be(
    branch: Store, period: str, before: int, gained: tuple[int, ...], lost: tuple[int, ...],
    actual: int, difference: int,
) -> None:  # fmt: skip
    with branch.read() as connection:
        found = statistics(connection, parse_period(period), TODAY)
    change = found.change
    assert (change.before, change.gained, change.lost) == (before, gained, lost)
    assert (change.actual, change.difference) == (actual, difference)
    assert change.should_be == before + sum(gained) - sum(lost)
    assert [(each.name, each.why) for each in found.odd] == [("某不明", "转出没有填日期")]


def test_who_the_members_are(branch: Store) -> None:
    with branch.read() as connection:
        found = statistics(connection, parse_period("2026"), TODAY)
        with pytest.raises(UserError, match="半年"):
            statistics(connection, parse_period("2026Q1"), TODAY)
    assert found.count("members") == 10 and found.count("members_probationary") == 1
    assert found.count("members_women") == found.count("members_minority") == 1
    assert found.count("members_aged_0") == 1 and found.count("members_aged_66") == 1
    assert found.count("pipeline_activist") == 1
    change, people, posts = tables(found)
    assert change.rows[-1][0] == "合计" and change.rows[-1][1:] == change.rows[0][1:]
    assert people.rows[-1][1] == 10 and posts.rows[-1][1] == 10
    assert posts.rows[0][0] == "没有填岗位"


def test_the_command_writes_sheet_pdf_and_word(
    branch: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branch.close()
    for suffix in ("xlsx", "pdf", "docx"):
        out = tmp_path / f"统计.{suffix}"
        arguments = ["statistics", "--period", "2026", "--out", str(out)]
        assert run(["--home", str(branch.home.folder), *arguments]) == 1  # there is a difference
        assert out.exists()
    assert "某不明：转出没有填日期" in capsys.readouterr().out
    book = load_workbook(tmp_path / "统计.xlsx")
    assert book.sheetnames == ["党员数量变化", "党员基本情况", "按工作岗位", "差数是谁"]
    heads = [cell.value for cell in book["党员数量变化"][1]]
    values = dict(zip(heads, [cell.value for cell in book["党员数量变化"][2]], strict=True))
    assert (values["期初"], values["应有"], values["实有"], values["差数"]) == (12, 11, 10, -1)
    said = "".join(reading_pdf.text(tmp_path / "统计.pdf").split())
    assert "党内统计表（2026年）" in said and "某不明" in said
