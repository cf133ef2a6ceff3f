"""A branch is enrolled, hands in sealed, gets its receipt; what is said of each file on the way."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.exchange.merge import cards, trace
from partydesk.exchange.merge.merge import merge
from partydesk.exchange.merge.reported_check import look
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.replies.taken_slips import take_slip
from partydesk.exchange.seal import workbook
from partydesk.exchange.seal.held import take
from partydesk.exchange.seal.keys import CardKey
from partydesk.exchange.submission import sealing
from partydesk.exchange.submission.writing import export
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import deadlines, park_settings
from tests.exchange import making
from tests.exchange.seal import enrolled

PERIOD = parse_period(making.YEAR)


def test_from_the_card_to_the_receipt(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    committee.set_settings(deadlines.calendar_pair(["quarter", "year"]))
    committee.set_settings(park_settings.review_cap_pair("1/4"))
    branch = enrolled.enrolled(tmp_path, committee)
    with branch.store.read() as connection:  # the park's rules came with the card
        assert deadlines.calendar(connection) == {"quarter", "year"}
        assert str(park_settings.review_cap(connection)) == "1/4"
    made = making.sent(branch.store, tmp_path / "盘")
    assert made.sealed and made.password == sealing.password(branch.store, PERIOD)
    assert made.password == cards.password(committee, "P0312", PERIOD)
    assert not made.file.read_bytes().startswith(b"PK")
    (first,) = merge(committee, [made.file]).files
    fingerprint = branch.card.fingerprint
    assert (first.state, first.trust) == (
        "merged",
        f"已加封：第 1 号登记卡，签名属实，指纹 {fingerprint} 还没有同支部核对",
    )
    assert making.values(committee, "session") == making.values(branch.store, "session")
    typed = f"{fingerprint[:3]} {fingerprint[3:].lower()}"
    assert cards.confirm(committee, "P0312", typed, "周示例").state == "confirmed"
    (again,) = merge(committee, [made.file]).files
    assert again.state == "unchanged" and again.trust.endswith("已核对")
    # What stands is read again from the archive: checking, withdrawing, taking once more.
    assert not look(committee.home)
    withdraw(committee, "P0312", making.YEAR)
    assert merge(committee, [made.file], accept_withdrawn=True).files[0].state == "merged"
    receipt = write_slip(committee, made.file, tmp_path / "回执.xlsx")
    slip = take_slip(branch.store, receipt)
    assert slip.accepted and not slip.doubt
    said = [act.act for act in trace.acts(committee, "P0312")]
    assert trace.CARD in said and trace.CONFIRMED in said


def test_an_edited_one_shows_its_rows_and_a_renamed_one_opens(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    branch = enrolled.enrolled(tmp_path, committee)
    made = making.sent(branch.store, tmp_path / "盘").file

    def rename(book: Any) -> None:
        making.at(book["党员"], 2, "姓名").value = "改过名"

    edited = enrolled.rewritten(made, tmp_path / "随便什么名字.xlsx", branch.key, rename)
    (found,) = merge(committee, [edited]).files
    assert found.state == "edited" and len(found.edited_rows) == 1
    assert "封条以后改的 1 行除外" in found.trust
    named = edited.rename(tmp_path / f"{made.stem}（改）.xlsx")
    assert merge(committee, [named], accept_edited=True).files[0].state == "merged"
    assert not look(committee.home), "what another program saved is read from the archive too"
    withdraw(committee, "P0312", making.YEAR)
    same = enrolled.rewritten(made, tmp_path / "另存.xlsx", branch.key, lambda _book: None)
    (found,) = merge(committee, [same]).files
    assert found.state == "merged" and not found.edited_rows


def test_what_libreoffice_saved_with_the_password_opens_by_its_name() -> None:
    """It saves with the older encryption, which leaves nothing of ours but the file's name."""
    file = Path(__file__).parents[1] / "files" / "sealed_saved_by_libreoffice.xlsx"
    opening = workbook.Cards((CardKey("P0312", 1, bytes(range(32))),))
    opened = opening.opened(file.read_bytes(), "P0312_甲支部_2026Q3_v1 - 副本.xlsx")
    assert opened is not None and opened.package.startswith(b"PK")
    assert load_workbook(BytesIO(opened.package))["元数据"]["A1"].value == "format"
    for other in ("P0313_甲支部_2026Q3_v1.xlsx", "P0312_甲支部_2026Q2_v1.xlsx", "甲.xlsx"):
        assert opening.opened(file.read_bytes(), other) is None


def test_unsealed_is_taken_only_by_choice(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    branch = enrolled.enrolled(tmp_path, committee)
    bare = export(branch.store, PERIOD, tmp_path, unsealed=True)
    assert not bare.sealed and not bare.password
    (found,) = merge(committee, [bare.file]).files
    assert found.state == "unenrolled" and "第 1 号登记卡" in found.message
    (found,) = merge(committee, [bare.file], preview=True).files
    assert found.changes, "the officer sees what taking it would do"
    (found,) = merge(committee, [bare.file], accept_unenrolled=True).files
    assert found.state == "merged" and found.trust.startswith("未登记")
    assert "没有加封" in trace.acts(committee, "P0312")[0].reason
    cards.end(committee, "P0312")
    making.write_member(branch.store, "李新来")
    bare = export(branch.store, PERIOD, tmp_path, unsealed=True)
    (found,) = merge(committee, [bare.file]).files
    assert found.state == "merged", "who has no card any more hands in as before"


def test_cards_of_all_at_once_and_who_gets_none(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    with committee.write("登记支部") as writer:
        for code in ("P0001", "P0002"):
            writer.add("organisation", {"code": code, "name": f"第{code}支部", "short_name": code})
    cards.make(committee, "P0002", tmp_path / "二.card")
    made = cards.make_all(committee, tmp_path)
    assert [(each.organisation, each.number) for each in made] == [("P0001", 1)]
    assert made[0].file.name == "P0001_P0001_登记卡1.card" and made[0].file.is_file()
    assert not cards.make_all(committee, tmp_path)
    with pytest.raises(UserError, match="P0009"):
        cards.make(committee, "P0009", tmp_path)
    with pytest.raises(UserError):
        cards.make(committee, "P0001", tmp_path / "没有的文件夹" / "x.card")
    states = {each.branch.code: each.card for each in cards.standing(committee)}
    assert states["P0001"] is not None and not states["P0001"].ended_at, "the old one stands"


@pytest.fixture
def answered(tmp_path: Path) -> tuple[enrolled.Branch, Path]:
    committee = making.committee(tmp_path)
    branch = enrolled.enrolled(tmp_path, committee)
    made = making.sent(branch.store, tmp_path / "盘").file
    return branch, write_slip(committee, made, tmp_path / "退回单.xlsx")


SLIPS: dict[str, tuple[dict[str, Any], str]] = {
    "turned into a receipt": ({"accepted": "yes"}, "签名不符"),
    "of another revision": ({"revision": "2"}, "签名不符"),
    "with another digest": ({"content": "0" * 40}, "签名不符"),
    "with other faults": ({"faults": "[ ]"}, "签名不符"),
    "that names a high revision": ({"standing": "9000"}, "签名不符"),
    "for another period": ({"period": "2025"}, "签名不符"),
    "made at another time": ({"made_at": "2027-01-01 08:00:00"}, "签名不符"),
    "with a line more": ({"more": "x"}, "签名不符"),
    "without a signature": ({"signature": None}, "没有"),
    "of another committee": ({"committee": "x"}, "不是发登记卡的"),
    "with another signature": ({"signature": "ab" * 64}, "签名不符"),
}


def test_a_slip_that_the_committee_did_not_sign_counts_for_nothing(
    answered: tuple[enrolled.Branch, Path], tmp_path: Path
) -> None:
    branch, slip = answered
    before = making.content(branch.store)
    for name, (values, words) in SLIPS.items():
        book = load_workbook(BytesIO(slip.read_bytes()))
        enrolled.set_facts(**values)(book)
        forged = tmp_path / "假.xlsx"
        book.save(forged)
        found = take_slip(branch.store, forged)
        assert words in found.doubt, name
    assert making.content(branch.store) == before
    assert making.sent(branch.store, tmp_path / "盘").revision == 1, "no number was used up"
    found = take_slip(branch.store, slip)
    assert not found.doubt and not found.accepted


def test_a_card_taken_twice_is_the_same_card(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    branch = enrolled.enrolled(tmp_path, committee)
    made = enrolled.enrol(branch)
    before = branch.card
    assert take(branch.store, made.file, made.code) == before
    assert before.number == 2


def test_the_first_file_of_a_new_card_brings_its_key_though_nothing_changed(tmp_path: Path) -> None:
    committee = making.committee(tmp_path)
    branch = enrolled.enrolled(tmp_path, committee)
    assert (
        making.taken(committee, making.sent(branch.store, tmp_path / "一").file).state == "merged"
    )
    enrolled.enrol(branch)  # another secretary, say
    again = making.sent(branch.store, tmp_path / "二").file
    assert making.one(merge(committee, [again], preview=True)).state == "unchanged"
    assert cards.standing(committee)[0].card.state == "issued", "a preview keeps nothing"
    told: list[Any] = []
    committee.listeners.append(told.append)
    assert making.taken(committee, again).state == "unchanged"
    assert cards.standing(committee)[0].card.state == "unconfirmed" and told
    confirmed = cards.confirm(committee, "P0312", branch.card.fingerprint, "周示例")
    assert confirmed.state == "confirmed"
