"""What goes up was collected, for months that have been paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from partydesk.exchange.roster.intake import propose
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.norms import evaluate
from partydesk.store.store import Store

Add = Callable[..., str]
TODAY = date(2026, 9, 22)


@pytest.fixture
def collecting(empty_store: Store, add: Add, on_day: Callable[[date], None]) -> Store:
    """100.00 a month since April, September and October paid in advance on 10 September."""
    on_day(TODAY)
    uid = add("member", name="甲", category="full", joined_on=date(2015, 6, 10))
    with empty_store.read() as connection:
        who = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    add("dues_base", member=who, from_month="2026-04", monthly=10000)
    for month in range(4, 11):
        paid = date(2026, min(month, 9), 10)
        add("dues_payment", member=who, month=f"2026-{month:02d}", amount=10000, paid_on=paid)
    return empty_store


def test_no_more_goes_up_than_was_collected(collecting: Store, add: Add) -> None:
    first = {"until_month": "2026-06", "on": date(2026, 7, 8)}
    words = "记了 300.00 元，已经上缴 0.00 元，这次最多还能缴 300.00 元"
    with pytest.raises(UserError, match=words) as no:
        add("dues_handed", **first, amount=30001)
    assert [each.column for each in no.value.findings] == ["amount"]
    uid = add("dues_handed", **first, amount=30000)
    with pytest.raises(UserError, match="已经上缴 300.00 元，这次最多还能缴 0.00 元"):
        add("dues_handed", **first, amount=1)
    with pytest.raises(UserError, match="最多还能缴 300.00"), collecting.write("改") as writer:
        writer.edit("dues_handed", uid, {"amount": 40000})
    with collecting.write("改") as writer:
        writer.edit("dues_handed", uid, {"receipt_no": "七"})
    # What was paid in advance may go up with it; of months before the first nothing is known.
    add("dues_handed", until_month="2026-08", on=date(2026, 9, 20), amount=40000)
    add("dues_handed", until_month="2026-03", on=date(2026, 4, 8), amount=99900)
    with collecting.write("删") as writer:
        writer.remove("dues_handed", uid)
    add("dues_handed", **first, amount=30000)
    with pytest.raises(UserError, match="最多还能缴"), collecting.write("恢复") as writer:
        writer.restore("dues_handed", uid)


def test_no_month_ahead_goes_up_that_nobody_paid(collecting: Store, add: Add) -> None:
    for month, words in (("2026-11", "也没有收过那个月的党费"), ("2028-01", "早了一年多")):
        with pytest.raises(UserError, match=words) as no:
            add("dues_handed", until_month=month, on=TODAY, amount=100)
        assert [each.column for each in no.value.findings] == ["until_month"]
    add("dues_handed", until_month="2026-10", on=TODAY, amount=70000)


def test_a_sheet_is_told_before_it_is_taken(collecting: Store, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("缴到哪个月", "上缴金额（元）", "上缴日期"), ("2026-06", 301, date(2026, 7, 8)),
                ("2026-08", 200, date(2026, 9, 8))):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "上缴.xlsx")
    found = propose(collecting, tmp_path / "上缴.xlsx", "dues_handed")
    assert (found.added, found.refused) == (1, 1)
    assert [each.row for each in found.findings if "最多还能缴" in each.message] == [2]


def test_what_was_taken_before_is_told(collecting: Store, add: Add) -> None:
    uid = add("dues_handed", until_month="2026-06", on=date(2026, 7, 8), amount=30000)
    with collecting.write("从前") as writer:
        row = writer.find("dues_handed", uid)
        assert row is not None
        writer.set("dues_handed", row, {"amount": 80000})
        writer.edit("dues_handed", uid, {"to": "园区党委"})
    with collecting.read() as connection:
        items = evaluate(connection, parse_period("2026Q2"), today=TODAY)
    (told,) = [i.text for i in items if i.norm.id == "dues_handed"]
    assert told.endswith("一共上缴的比收的多 100.00 元，请核对")
