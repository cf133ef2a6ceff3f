"""换届选举: every count judged, in words; the results set posts and term; the papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.printing import print_paper
from partydesk.operations.affairs.carrying import carry_out
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.norms import State, evaluate
from partydesk.rules.norms.election_result import fewest_candidates, judge
from partydesk.store import rows
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.documents.test_draft import squeezed, word_text

TODAY = date(2026, 9, 20)
HELD: dict[str, Any] = {
    "kind": "term", "held_on": "2026-09-10", "seats": 3, "entitled": 20, "present": 16,
    "issued": 16, "returned": 16, "valid": 15,
}  # fmt: skip


def _row(**more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(("issued", "returned", "valid", "seats")), **HELD, **more}


def _stood(name: str, votes: int | None, elected: bool = False, **more: Any) -> dict[str, Any]:
    return {"name": name, "votes": votes, "elected": elected, "post": "committee",
            "written_in": None, "against": None, "abstained": None, **more}  # fmt: skip


GOOD = [_stood("甲", 15, True), _stood("乙", 12, True), _stood("丙", 9, True), _stood("丁", 8)]


@pytest.mark.parametrize(
    ("election", "candidates", "valid", "wrong"),
    [
        ({}, GOOD, True, ""),
        ({"present": 15, "issued": 15, "returned": 15}, GOOD, False, "到会人数不够"),
        ({"returned": 17}, GOOD, False, "重新选举"),
        ({"returned": 14, "valid": 14}, [_stood("甲", 14, True), *GOOD[1:]], True, ""),
        ({}, GOOD[:3], True, "至少 4 名"),
        ({}, [*GOOD[:2], _stood("丙", 8, True), GOOD[3]], False, "没有超过实到会 16 人的一半"),
        ({}, [*GOOD[:3], _stood("丁", 10, True)], False, "多于应选的 3 名"),
        ({}, [_stood("甲", 16, True), *GOOD[1:]], False, "多于有效票 15"),
        ({"present": None}, GOOD, None, ""),
        ({"seats": 1}, [_stood("甲", 15, True, post="secretary")], True, ""),
    ],
)
def test_an_election_is_judged_by_its_counts(
    election: dict[str, Any], candidates: list[dict[str, Any]], valid: bool | None, wrong: str
) -> None:
    found = judge(_row(**election), candidates)
    assert found.valid is valid
    assert (wrong in "；".join(found.wrong)) if wrong else found.wrong == ()


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (5, 6), (6, 8), (7, 9), (11, 14)])
def test_a_fifth_more_candidates_than_seats(seats: int, least: int) -> None:
    assert fewest_candidates(seats) == least


@pytest.fixture
def branch(empty_store: Store, on_day: Callable[[date], None]) -> Store:
    on_day(TODAY)
    with empty_store.write("名册") as writer:
        writer.edit("organisation", empty_store.own.uid, {"elected_on": date(2023, 9, 1)})
        for number, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"):
            duty = {0: "secretary", 1: "organisation"}.get(number, "none")
            writer.add("member", {"name": f"王{name}", "category": "full", "duty": duty,
                                  "joined_on": date(2010, 7, 1)})  # fmt: skip
    return empty_store


def _duties(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return dict(connection.exec_driver_sql(
            "SELECT name, duty FROM member WHERE duty IS NOT NULL AND duty != 'none'"
        ).fetchall())  # fmt: skip


def test_dates_and_counts_that_cannot_be_are_refused(branch: Store) -> None:
    for wrong, words in (
        ({"asked_on": date(2026, 9, 11), "held_on": date(2026, 9, 10)}, "早于"),
        ({"entitled": 20, "present": 21}, "多于应到会有选举权的 20"),
        ({"present": 16, "issued": 17}, "多于实到会有选举权的 16"),
        ({"returned": 15, "valid": 16}, "多于收回选票的 15"),
    ):
        with pytest.raises(UserError) as refused, branch.write("记") as writer:
            writer.add("election", {"kind": "term", **wrong})
        assert any(words in each.message for each in refused.value.findings), words


def test_what_was_elected_sets_posts_and_term_and_goes_on_record(
    branch: Store, tmp_path: Path
) -> None:
    with branch.write("准备") as writer:
        meeting = writer.add("session", {"kind": "general_meeting", "topic": "换届选举",
                                         "starts_at": datetime(2026, 9, 10, 9, 0)})  # fmt: skip
        uid = writer.add("election", {
            **{k: v for k, v in HELD.items() if k != "held_on"}, "held_on": date(2026, 9, 10),
            "asked_on": date(2026, 8, 3), "agreed_on": date(2026, 8, 20),
        })  # fmt: skip
        number = writer.reference("election", uid)
        for name, post, votes in (
            ("王甲", "secretary", 15), ("王己", "organisation", 14), ("王庚", "discipline", 13),
            ("王辛", "committee", 4),
        ):  # fmt: skip
            writer.add("candidate", {"election": number, "name": name, "post": post,
                                     "votes": votes, "elected": votes > 8})  # fmt: skip
    carry_out(branch, "election", [], {
        "kind": "term", "meeting": meeting, "entitled": 20, "voters_present": 16,
        "elected_on": "2026-09-10", "secretary": "王甲", "organisation": "王己",
        "discipline": "王庚",
    })  # fmt: skip
    assert _duties(branch) == {
        "王甲": "secretary", "王己": "organisation", "王庚": "discipline"
    }  # fmt: skip
    with branch.read() as connection:
        own = rows.get(connection, "organisation", branch.own.id)
        elections = connection.exec_driver_sql(
            "SELECT uid, session IS NOT NULL FROM election WHERE deleted_at IS NULL"
        ).fetchall()
        stood = connection.exec_driver_sql(
            "SELECT count(*), sum(elected) FROM candidate WHERE deleted_at IS NULL"
        ).one()
        items = {i.norm.id: i for i in evaluate(connection, parse_period("2026"), today=TODAY)
                 if i.kind == "election"}  # fmt: skip
    assert own is not None and own["elected_on"] == "2026-09-10" and own["secretary"] == "王甲"
    assert elections == [(uid, 1)] and tuple(stood) == (4, 3)  # none twice
    assert items["election_result"].state is State.DONE
    assert "应到会有选举权 20 人，实到会 16 人" in items["election_result"].text
    approved = items["election_approved"]
    assert (approved.state, str(approved.due)) == (State.DUE, "2026-10-10")
    branch.undo()
    assert _duties(branch) == {"王甲": "secretary", "王乙": "organisation"}

    words = {
        "election-request": [
            "换届选举的请示",
            "应选3名",
            "候选人不少于4名",
            "王辛",
            "2026年8月3日",
        ],
        "election-ballot": ["王己", "另选人", "赞成的不能多于应选名额"],
        "election-count": ["16张", "无效票", "1张", "当选", "本次选举有效", "总监票人"],
        "election-report": ["实到16名", "收回16张", "王庚", "请予备案"],
    }
    for what, wanted in words.items():
        pdf = print_paper(branch, what, uid, tmp_path / f"{what}.pdf")
        docx = print_paper(branch, what, uid, tmp_path / f"{what}.docx")
        for text in (squeezed(reading_pdf.text(pdf)), word_text(docx)):
            assert [each for each in wanted if each not in text] == [], what
