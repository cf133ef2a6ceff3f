"""Days, letters and ballots that cannot be are refused in words, at the field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from partydesk.operations.affairs.carrying import carry_out, preview
from partydesk.records.findings import UserError
from partydesk.rules.norms.election_result import judge
from partydesk.store.store import Store

Add = Callable[..., str]
OnDay = Callable[[date], None]
TODAY, LATER = date(2026, 9, 22), date(2026, 9, 23)


@pytest.fixture(autouse=True)
def _today(on_day: OnDay) -> None:
    on_day(TODAY)


def test_what_is_recorded_as_done_was_done_by_today(empty_store: Store, add: Add) -> None:
    uid = add("member", name="甲", category="full", joined_on=date(2020, 1, 1))
    with empty_store.read() as connection:
        number = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    whole: dict[tuple[str, str], dict[str, Any]] = {
        ("transfer", "issued_on"): {"member": number, "direction": "out", "place": "乙支部"},
        ("transfer", "receipt_on"): {"member": number, "direction": "out", "place": "乙支部"},
        ("contact", "on"): {"member": number, "how": "visit", "result": "见到了"},
        ("thought_report", "on"): {"member": number},
        ("step", "on"): {"member": number, "step": "recommended"},
        ("sanction", "on"): {"member": number, "kind": "warning"},
        ("dues_handed", "on"): {"until_month": "2026-09", "amount": 100},
        ("life_work", "asked_on"): {"year": 2025},
        ("election", "approved_on"): {"kind": "term"},
        ("member", "lost_on"): {"name": "乙", "lost": 1},
    }
    for (kind, column), values in whole.items():
        with pytest.raises(UserError, match="还没有到") as refused:
            add(kind, **values, **{column: LATER})
        assert [each.column for each in refused.value.findings] == [column], kind
    with pytest.raises(UserError, match="还没有到"):
        carry_out(empty_store, "died", [uid], {"membership_on": LATER.isoformat()})


def test_there_is_one_of_a_year_and_one_of_a_name(empty_store: Store, add: Add) -> None:
    add("life_work", year=2025, about="会开了一上午")
    with pytest.raises(UserError, match="2025 年度的已经登记过"):
        add("life_work", year=2025, about="会开了一下午")
    later = add("life_work", year=2026)
    with empty_store.write("改") as writer, pytest.raises(UserError, match="2025 年度的已经登记过"):
        writer.edit("life_work", later, {"year": 2025})
    with empty_store.write("改") as writer:
        writer.edit("life_work", later, {"about": "会开了一上午"})
    uid = add("member", name="甲", category="full")
    with empty_store.read() as connection:
        member = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    add("review", member=member, year=2025, grade="excellent")
    with pytest.raises(UserError, match="这名党员 2025 年度的已经登记过"):
        add("review", member=member, year=2025, grade="qualified")
    add("review", member=member, year=2026, grade="qualified")
    ballot = add("election", kind="term")
    with empty_store.read() as connection:
        number = connection.exec_driver_sql(
            "SELECT id FROM election WHERE uid = ?", (ballot,)
        ).scalar()
    for post in (None, "secretary"):
        add("candidate", election=number, name="甲", post=post)
        with pytest.raises(UserError, match="已经有 甲"):
            add("candidate", election=number, name="甲", post=post)


def test_a_letter_that_ran_out_brings_nobody(empty_store: Store) -> None:
    came = {"name": "来", "joined_on": "2015-01-01", "confirmed_on": "2016-01-01",
            "arrived_from": "乙支部", "arrived_on": "2026-09-20"}  # fmt: skip
    for issued, words, key in (
        ("2026-06-21", "已经 91 天", "issued_on"),
        ("2026-09-21", "早于介绍信开具日期", "arrived_on"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            carry_out(empty_store, "transfer-in", [], {**came, "issued_on": issued})
        told = preview(empty_store, "transfer-in", [], {**came, "issued_on": issued})
        assert key in [each.column for each in told.findings]
    carry_out(empty_store, "transfer-in", [], {**came, "issued_on": "2026-06-22"})
    with pytest.raises(UserError, match="名册里已经有"):
        carry_out(empty_store, "transfer-in", [], came)


def test_who_leaves_does_so_with_the_letter(empty_store: Store, add: Add) -> None:
    uid = add("member", name="甲", category="full", joined_on=date(2020, 1, 1))
    out = {"where": "outside", "left_to": "乙支部", "addressee": "某市委组织部",
           "letter_no": "1", "issued_on": "2026-09-10", "valid_days": 30}  # fmt: skip
    with pytest.raises(UserError, match="早于介绍信开具日期"):
        carry_out(empty_store, "transfer-out", [uid], {**out, "left_on": "2026-09-09"})
    told = carry_out(empty_store, "transfer-out", [uid], {**out, "left_on": "2026-09-10"})
    assert told.uid == uid


def test_a_letter_with_its_receipt_is_received(empty_store: Store, add: Add) -> None:
    uid = add("member", name="甲", category="full", joined_on=date(2020, 1, 1))
    with empty_store.read() as connection:
        number = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    letter = {"member": number, "direction": "out", "place": "乙支部"}
    add("transfer", **letter, issued_on=date(2026, 9, 1), receipt_on=date(2026, 9, 9))
    with empty_store.read() as connection:
        told = connection.exec_driver_sql("SELECT state FROM transfer").scalars().all()
    assert told == ["received"]
    with pytest.raises(UserError, match="不是月份"):
        add("transfer", **letter, dues_paid_to="2026-15")


@pytest.mark.parametrize(
    ("month", "paid_on", "words"),
    [("2026-08", date(2026, 7, 31), "才入党"), ("2027-09", date(2026, 8, 31), "早了一年多")],
)
def test_dues_are_paid_by_a_member_and_about_then(
    empty_store: Store, add: Add, month: str, paid_on: date, words: str
) -> None:
    uid = add("member", name="甲", category="probationary", joined_on=date(2026, 8, 1))
    with empty_store.read() as connection:
        number = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    with pytest.raises(UserError, match=words):
        add("dues_payment", member=number, month=month, amount=100, paid_on=paid_on)
    add("dues_payment", member=number, month="2027-08", amount=100, paid_on=date(2026, 8, 31))


def test_votes_that_do_not_add_up_are_said_and_void_nothing() -> None:
    election = {"seats": 3, "entitled": 8, "present": 7, "issued": 7, "returned": 7, "valid": 7,
                "held_on": "2026-03-20"}  # fmt: skip
    stood = [
        {"name": name, "post": "committee", "votes": 6, "against": against, "abstained": 0,
         "written_in": None, "elected": 1}
        for name, against in (("甲", 0), ("乙", 1))
    ]  # fmt: skip
    told = judge(election, stood)
    assert told.valid
    assert "甲的三种票共 6 张，和有效票 7 张对不上，请核对" in told.wrong
    assert "乙的三种票" not in told.text


def test_who_is_no_full_member_is_said_beside_the_question(empty_store: Store, add: Add) -> None:
    add("member", name="甲", category="full", joined_on=date(2015, 1, 1))
    add("member", name="乙", category="probationary", joined_on=date(2026, 5, 1))
    uid = add("member", name="丙", category="applicant", applied_on=date(2026, 1, 5))
    for named, said in (("甲", None), ("甲、乙、丁", "乙、丁不是本支部名册里的正式党员")):
        told = preview(empty_store, "activist", [uid], {"mentors": named})
        assert told.hints.get("mentors") == said


def test_what_ends_does_so_after_it_began(empty_store: Store, add: Add) -> None:
    joined = {"category": "full", "joined_on": date(2015, 1, 1)}
    lost = add("member", name="甲", lost=1, lost_on=date(2026, 5, 1), **joined)
    away = add(
        "member", name="乙", membership="suspended", membership_on=date(2026, 5, 1), **joined
    )
    for name, uid, key, more in (
        ("found", lost, "found_day", {}),
        ("restore", away, "membership_on", {"reason": "查清"}),
    ):
        early = {key: "2026-04-30", **more}
        with pytest.raises(UserError, match="2026-04-30 早于"):
            carry_out(empty_store, name, [uid], early)
        told = preview(empty_store, name, [uid], early)
        assert key in [each.column for each in told.findings]
        carry_out(empty_store, name, [uid], {key: "2026-05-01", **more})
    with pytest.raises(UserError, match="早于发现日期"):
        add("member", name="丙", found_on=date(2026, 5, 5), settled_on=date(2026, 5, 1), **joined)
