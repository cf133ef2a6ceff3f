"""What cannot be is refused wherever it is written; what is there already can be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.exchange.merge.merge import merge
from partydesk.exchange.roster.intake import apply, propose_pasted
from partydesk.exchange.submission.writing import export
from partydesk.operations.records import save_record
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.store import Store
from tests.earlier import let_in

Add = Callable[..., str]
GONE = {"name": "走了的", "relation": "left"}


def test_a_bad_row_of_an_earlier_version_is_mended_field_by_field(empty_store: Store) -> None:
    with empty_store.write("从前") as writer:
        uid = let_in(writer, "member", {**GONE, "joined_on": date(2020, 1, 1)})

    def save(**values: object) -> None:
        save_record(empty_store, "member", uid, values, "修改")

    save(post="02")  # what has nothing to do with it
    save(left_on=date(2026, 1, 5))  # one half of what is lacking
    with pytest.raises(UserError, match="转出日期"):
        save(left_on=None)
    save(left_to="乙支部")
    with pytest.raises(UserError, match="转出去向"):
        save(left_to=None)


def test_a_second_secretary_is_refused_but_a_sheet_is_taken(empty_store: Store, add: Add) -> None:
    add("member", name="甲", duty="secretary")
    second = add("member", name="乙")
    for write in (
        lambda: add("member", name="丙", duty="secretary"),
        lambda: save_record(empty_store, "member", second, {"duty": "secretary"}, "修改"),
    ):
        with pytest.raises(UserError, match="甲现在是书记"):
            write()
    shown = [("name", "姓名"), ("duty", "党内职务")]
    proposal = propose_pasted(empty_store, "member", "姓名\t党内职务\n乙\t书记\n甲\t无", shown)
    assert proposal.refused == 0
    apply(empty_store, proposal)


def test_a_pasted_row_that_cannot_be_is_refused_with_its_words(
    empty_store: Store, add: Add
) -> None:
    add("member", name="甲")
    shown = [("name", "姓名"), ("relation", "组织关系")]
    proposal = propose_pasted(empty_store, "member", "姓名\t组织关系\n甲\t转出", shown)
    assert proposal.refused == 1
    assert any("转出日期" in finding.message for finding in proposal.findings)


def test_merging_tells_of_it_and_takes_the_row(
    empty_store: Store, committee_store: Store, tmp_path: Path
) -> None:
    with empty_store.write("从前") as writer:
        let_in(writer, "member", {**GONE, "category": "full"})
    made = export(empty_store, parse_period("2026Q1"), tmp_path)
    (taken,) = merge(committee_store, [made.file], accept_unenrolled=True).files
    assert taken.state == "merged"
    told = [each for each in taken.findings if each.code == "left-incomplete"]
    assert {each.column for each in told} == {"转出日期", "转出去向"}
    assert all(not each.fatal and each.row > 1 for each in told)
    with committee_store.read() as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM member WHERE name = '走了的'").first()
