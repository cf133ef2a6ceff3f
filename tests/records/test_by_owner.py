"""What the member says against what is recorded of him: days before he was at it, months after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.submission.writing import export
from partydesk.operations.affairs.carrying import carry_out
from partydesk.operations.dues import record
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store import rows
from partydesk.store.store import Store
from tests.exchange.merging import merge

Add = Callable[..., str]
OnDay = Callable[[date], None]
FULL = {"category": "full", "joined_on": date(2015, 6, 10)}
WAY = {"category": "activist", "applied_on": date(2025, 6, 1), "activist_on": date(2026, 1, 5)}


@pytest.fixture(autouse=True)
def _today(on_day: OnDay) -> None:
    on_day(date(2026, 9, 22))


def _id(store: Store, uid: str) -> int:
    with store.read() as connection:
        return int((rows.find(connection, "member", uid) or {})["id"])


def test_nobody_pays_for_months_after_leaving(empty_store: Store, add: Add) -> None:
    june = date(2026, 6, 1)
    gone: dict[str, dict[str, Any]] = {
        "转出": {"relation": "left", "left_on": june, "left_to": "乙支部"},
        "去世": {"membership": "dead", "membership_on": june},
        "除名": {"membership": "removed", "membership_on": june},
        "停止党籍": {"membership": "suspended", "membership_on": june},
    }
    for how, values in gone.items():
        who = _id(empty_store, add("member", name=f"{how}的", **FULL, **values))
        paid = {"member": who, "amount": 9300, "paid_on": date(2026, 9, 5)}
        with pytest.raises(UserError, match=f"{how}的 2026-06-01 {how}") as refused:
            add("dues_payment", month="2026-07", **paid)
        assert [each.column for each in refused.value.findings] == ["month"]
        with pytest.raises(UserError, match="那个月以后的党费不在这里交"):
            add("dues_base", member=who, from_month="2026-07", monthly=9300)
        add("dues_payment", month="2026-06", **paid)
        # What was paid before he left is what it is.
        add("dues_payment", month="2026-07", **{**paid, "paid_on": date(2026, 5, 31)})
        add("dues_base", member=who, from_month="2026-06", monthly=9300)
    back = {"membership": "restored", "membership_on": date(2026, 8, 3)}
    who = _id(empty_store, add("member", name="回", **FULL, **back, suspended_on=june))
    with pytest.raises(UserError, match="停止党籍"):
        add("dues_base", member=who, from_month="2026-07", monthly=9300)
    add("dues_base", member=who, from_month="2026-08", monthly=9300)


def test_nobody_pays_who_is_no_member_nor_for_years_to_come(empty_store: Store, add: Add) -> None:
    who = _id(empty_store, add("member", name="积", **WAY))
    with pytest.raises(UserError, match="积还不是党员"):
        add("dues_base", member=who, from_month="2026-09", monthly=9300)
    who = _id(empty_store, add("member", name="甲", **FULL))
    with pytest.raises(UserError, match="2027 年 10 月还在一年多以后") as refused:
        add("dues_base", member=who, from_month="2027-10", monthly=9300)
    assert [each.column for each in refused.value.findings] == ["from_month"]
    base = add("dues_base", member=who, from_month="2027-09", monthly=9300)
    with empty_store.write("改") as writer:
        writer.edit("dues_base", base, {"monthly": 9400})


def test_what_was_taken_before_can_be_mended_and_leaving_is_not_hindered(
    empty_store: Store, add: Add
) -> None:
    uid = add("member", name="甲", **FULL)
    paid = add("dues_payment", member=_id(empty_store, uid), month="2026-12", amount=9300,
               paid_on=date(2026, 9, 1))  # fmt: skip
    carry_out(empty_store, "transfer-out", [uid], {"left_to": "乙支部", "left_on": "2026-09-01"})
    with empty_store.write("改") as writer:
        writer.edit("dues_payment", paid, {"amount": 9400})
    with pytest.raises(UserError, match="转出"), empty_store.write("改") as writer:
        writer.edit("dues_payment", paid, {"month": "2026-11"})
    with pytest.raises(UserError, match="转出"):
        record(empty_store, {(uid, "2026-10"): 9300}, "点格子")


def test_a_sheet_is_judged_row_by_row(empty_store: Store, add: Add, tmp_path: Path) -> None:
    add("member", name="甲", **FULL)
    add("member", name="走", **FULL, relation="left", left_on=date(2026, 6, 1), left_to="乙")
    book = Workbook()
    for row in (
        ("姓名", "月份", "金额", "交纳日期"), ("甲", "2026-08", 93, date(2026, 8, 5)),
        ("走", "2026-08", 93, date(2026, 8, 5)), ("走", "2026-05", 93, date(2026, 8, 5)),
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "党费.xlsx")
    for added in (2, 0):
        found = propose(empty_store, tmp_path / "党费.xlsx", "dues_payment")
        assert (found.added, found.refused) == (added, 1)
        assert [each.row for each in found.findings if "不在这里交" in each.message] == [3]
        apply(empty_store, found)


def test_an_inspection_is_of_an_activist_and_one_a_day(empty_store: Store, add: Add) -> None:
    who = _id(empty_store, uid := add("member", name="积", **WAY))
    asks = _id(empty_store, add("member", name="申", category="applicant"))
    seen = {"opinion": "踏实", "by": "王甲"}
    with pytest.raises(UserError, match="确定为积极分子以后才考察"):
        add("inspection", member=asks, on=date(2026, 2, 1), **seen)
    with pytest.raises(UserError, match="早于积的确定积极分子日期 2026-01-05"):
        add("inspection", member=who, on=date(2026, 1, 4), **seen)
    add("inspection", member=who, on=date(2026, 3, 2), **seen)
    with pytest.raises(UserError, match="2026-03-02 的考察已经记过"):
        add("inspection", member=who, on=date(2026, 3, 2), **{**seen, "opinion": "又一次"})
    for kind, values in (
        ("thought_report", {"on": date(2026, 3, 2)}),
        ("step", {"step": "activist_filed", "on": date(2026, 2, 2)}),
        ("contact", {"on": date(2026, 3, 2), "how": "visit", "result": "见到了"}),
    ):
        add(kind, member=who, **values)
        with pytest.raises(UserError, match="已经记过"):
            add(kind, member=who, **values)
    with (
        pytest.raises(UserError, match="早于确定积极分子日期") as refused,
        empty_store.write("改") as writer,
    ):
        writer.edit("member", uid, {"inspected_on": date(2025, 12, 1)})
    assert [each.column for each in refused.value.findings] == ["inspected_on"]


def test_an_applicant_becomes_an_activist_with_his_first_inspection(
    empty_store: Store, add: Add
) -> None:
    uid = add("member", name="申", category="applicant", applied_on=date(2025, 6, 1),
              activist_on=None)  # fmt: skip
    with empty_store.write("改") as writer:
        writer.edit("member", uid, {
            "category": "activist", "activist_on": date(2026, 1, 5),
            "inspected_on": date(2026, 7, 1),
        })  # fmt: skip
    with empty_store.read() as connection:
        kept = connection.exec_driver_sql('SELECT "on" FROM inspection').scalars().all()
    assert kept == ["2026-07-01"]
    # An earlier version let a day before it stand: it is put right, and makes no entry.
    with empty_store.write("从前") as writer:
        row = writer.find("member", uid)
        assert row is not None
        writer.set("member", row, {"inspected_on": "2020-01-01"})
    with empty_store.write("改") as writer:
        writer.edit("member", uid, {"inspected_on": date(2026, 7, 2)})
    with empty_store.read() as connection:
        kept = connection.exec_driver_sql('SELECT "on" FROM inspection').scalars().all()
    assert kept == ["2026-07-01", "2026-07-02"]


def test_a_committee_is_told_of_one_told_twice(
    empty_store: Store, committee_store: Store, add: Add, tmp_path: Path
) -> None:
    who = _id(empty_store, add("member", name="积", **WAY))
    seen = {"member": who, "opinion": "踏实", "by": "王甲"}
    for day in (2, 3):
        last = add("inspection", on=date(2026, 3, day), **seen)
    with empty_store.write("从前") as writer:
        row = writer.find("inspection", last)
        assert row is not None
        writer.set("inspection", row, {"on": "2026-03-02"})
    made = export(empty_store, parse_period("2026"), tmp_path)
    (taken,) = merge(committee_store, [made.file], accept_unenrolled=True).files
    assert taken.state == "merged"
    (told,) = [each for each in taken.findings if each.sheet == "考察写实"]
    assert "2026-03-02 的考察已经记过" in told.message and "（第 2 行）" in told.message
    assert (told.row, told.fatal) == (3, False)
