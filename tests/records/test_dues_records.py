"""党费核定 and 党费交纳: amounts to the cent, the bands, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from partydesk.exchange.roster.intake import apply, propose
from partydesk.records.base import kind_of
from partydesk.records.dues import BANDS, monthly_of, rate_of
from partydesk.records.fields import Privacy, fields
from partydesk.records.findings import UserError
from partydesk.records.money import MOST, in_cents, yuan
from partydesk.records.months import later, month_text, tidy_month
from partydesk.records.values import Unreadable, read
from partydesk.store.store import Store

OnDay = Callable[[date], None]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("10", 1000), (10, 1000), ("10.5", 1050), (10.5, 1050), ("￥10.50", 1050),
        ("¥10.50", 1050), ("１０．５０", 1050), ("￥１，０１０．５０", 101050), (0.1 + 0.2, 30),
        ("1,010.50 元", 101050),
        ("0.07", 7), (1.1, 110), (4.35, 435), ("93元整", 9300), ("-5", -500), ("0", 0),
    ],
)  # fmt: skip
def test_money_as_it_is_written(written: object, cents: int) -> None:
    from partydesk.records.values import plain

    assert in_cents(plain(written) if isinstance(written, str) else written) == cents


@pytest.mark.parametrize("written", ["十元", "1.2.3", "NaN", "inf", "1e30", True, "￥", "10人"])
def test_what_is_no_money(written: object) -> None:
    assert in_cents(written) is None


def test_parts_of_a_cent_are_refused_in_words() -> None:
    amount = fields(kind_of("dues_payment"))["amount"]
    for raw in ("10.005", 10.005, "0.001"):
        with pytest.raises(Unreadable, match="只到分"):
            read(amount, raw)
    for raw in ("-1", "0"):
        with pytest.raises(Unreadable, match="至少是 0.01"):
            read(amount, raw)


@given(st.lists(st.integers(-MOST, MOST), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_sums_are_exact_in_any_order(amounts: list[int], random: Any) -> None:
    shuffled = random.sample(amounts, len(amounts))
    read_back = [in_cents(yuan(each)) for each in shuffled]
    assert read_back == shuffled and sum(read_back) == sum(amounts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payer", "income", "rate", "due"),
    [
        ("working", 300000, "0.5", 1500), ("working", 300001, "1", 3000),
        ("working", 500000, "1", 5000), ("working", 500001, "1.5", 7500),
        ("working", 620000, "1.5", 9300), ("working", 1000000, "1.5", 15000),
        ("working", 1000001, "2", 20000), ("retired", 500000, "0.5", 2500),
        ("retired", 500001, "1", 5000), ("working", 333333, "1", 3333),
        ("working", 333350, "1", 3334), ("working", 0, "0.5", 0),
    ],
)  # fmt: skip
def test_the_bands_and_their_edges(payer: str, income: int, rate: str, due: int) -> None:
    assert (rate_of(payer, income), monthly_of(payer, income)) == (rate, due)
    assert set(BANDS) == {"working", "retired"} and monthly_of("student", income) is None


@pytest.mark.parametrize(
    ("written", "month"),
    [("2026-09", "2026-09"), ("2026年9月", "2026-09"), ("2026.9", "2026-09"), ("202609", "2026-09"),
     ("2026-09-01 00:00:00", "2026-09"), ("2026年9月份", "2026-09"), ("2026/9/1", "2026-09")],
)  # fmt: skip
def test_months_as_they_are_written(written: str, month: str) -> None:
    assert tidy_month(written) == month and month_text(month) is None


def test_what_is_no_month() -> None:
    for text in ("9月", "2026-13", "2026", "十月"):
        assert "请写成 2026-09 的样子" in (month_text(tidy_month(text)) or "")
    assert later("2026-11", 3) == "2027-02" and later("2026-01", -1) == "2025-12"


def _person(store: Store, **more: Any) -> int:
    with store.write("添加党员") as writer:
        values = {"name": "王示例", "category": "full", "joined_on": date(2020, 6, 10), **more}
        uid = writer.add("member", values)
        row = writer.find("member", uid)
        assert row is not None
        return int(row["id"])


def _add(store: Store, kind: str, **values: Any) -> str:
    with store.write("添加") as writer:
        return writer.add(kind, values)


def _row(store: Store, kind: str, uid: str) -> dict[str, Any]:
    with store.read() as connection:
        from partydesk.store import rows

        found = rows.find(connection, kind, uid)
    assert found is not None
    return dict(found)


def test_a_base_gives_rate_and_amount_and_follows_a_new_base(empty_store: Store) -> None:
    who = _person(empty_store)
    uid = _add(empty_store, "dues_base", member=who, from_month="2026-01", income=620000)
    kept = _row(empty_store, "dues_base", uid)
    assert (kept["rate"], kept["monthly"], kept["reduced"]) == ("1.5", 9300, "none")
    with empty_store.write("改") as writer:
        writer.edit("dues_base", uid, {"income": 300000})
    assert _row(empty_store, "dues_base", uid)["monthly"] == 1500
    with empty_store.write("改") as writer:
        writer.edit("dues_base", uid, {"income": None})
    assert _row(empty_store, "dues_base", uid)["monthly"] == 1500


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "请填月应交"),
        ({"income": 620000, "monthly": 6200}, "按基数算是 93.00 元"),
        ({"monthly": 5000, "reduced": "less"}, "请填批准日期"),
        ({"reduced": "exempt"}, "请填批准日期"),
        ({"monthly": 0}, "改成免交"),
        ({"income": 620000, "monthly": 9300, "reduced": "less", "approved_on": date(2026, 1, 8)},
         "少交的应少于"),
        ({"monthly": 100, "reduced": "exempt", "approved_on": date(2026, 1, 8)},
         "免交的月应交是 0"),
        ({"monthly": 500, "from_month": "2020-05"}, "2020 年 6 月才入党"),
    ],
)  # fmt: skip
def test_what_a_base_cannot_be(empty_store: Store, values: dict[str, Any], words: str) -> None:
    who = _person(empty_store)
    with pytest.raises(UserError, match=words):
        _add(empty_store, "dues_base", **{"member": who, "from_month": "2026-01", **values})


def test_a_month_once_and_none_ahead(empty_store: Store, on_day: OnDay) -> None:
    on_day(date(2026, 9, 20))
    who = _person(empty_store)
    paid = {"member": who, "amount": 9300, "paid_on": date(2026, 9, 5)}
    uid = _add(empty_store, "dues_payment", month="2026-09", **paid)
    with pytest.raises(UserError, match="王示例 2026 年 9 月已经有一条党费交纳") as refused:
        _add(empty_store, "dues_payment", month="2026-09", **paid)
    assert refused.value.findings[0].column == "month"
    other = _add(empty_store, "dues_payment", month="2026-08", **paid)
    with (
        pytest.raises(UserError, match="已经有一条党费交纳"),
        empty_store.write("改") as writer,
    ):
        writer.edit("dues_payment", other, {"month": "2026-09"})
    with empty_store.write("删") as writer:
        writer.remove("dues_payment", uid)
    again = _add(empty_store, "dues_payment", month="2026-09", **paid)
    with pytest.raises(UserError, match="已经有"), empty_store.write("恢复") as writer:
        writer.restore("dues_payment", uid)
    for more, words in (
        ({"paid_on": date(2026, 9, 21)}, "还没有到"),
        ({"extra": 9301}, "比交的还多"),
    ):
        with pytest.raises(UserError, match=words), empty_store.write("改") as writer:
            writer.edit("dues_payment", again, more)


def test_by_sheet_and_command_line(empty_store: Store, tmp_path: Path, on_day: OnDay) -> None:
    on_day(date(2026, 9, 20))
    _person(empty_store)
    book = Workbook()
    assert book.active is not None
    for row in (
        ("姓名", "月份", "金额", "交纳日期"),
        ("王示例", "2026年8月", "￥９３．００", "2026-08-05"),
        ("王示例", date(2026, 9, 1), 93.5, date(2026, 9, 5)),
        ("王示例", "202609", 1, date(2026, 9, 6)),
        ("王示例", "2026-07", "93.001", date(2026, 9, 6)),
        ("没有这人", "2026-07", 93, date(2026, 9, 6)),
    ):
        book.active.append(row)
    file = tmp_path / "党费.xlsx"
    book.save(file)
    proposal = propose(empty_store, file, "dues_payment")
    apply(empty_store, proposal)
    with empty_store.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT month, amount FROM dues_payment WHERE deleted_at IS NULL ORDER BY month"
        ).fetchall()
    assert [row[0] for row in kept] == ["2026-08", "2026-09"] and kept[0][1] == 9300
    assert all(type(row[1]) is int for row in kept)
    told = " ".join(str(each) for each in proposal.findings)
    assert "只到分" in told and proposal.refused + proposal.asked >= 2, told


def test_neither_kind_travels_and_the_base_is_confidential() -> None:
    assert not kind_of("dues_base").sheet and not kind_of("dues_payment").sheet
    assert fields(kind_of("dues_base"))["income"].privacy is Privacy.CONFIDENTIAL
    assert yuan(5) == "0.05" and yuan(-5) == "-0.05"
