"""评优: each condition answered from records; what is not recorded is no pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli.run import run
from partydesk.documents.printing import print_paper
from partydesk.operations.rule_settings import choose_rules
from partydesk.operations.settings.catalogue import keep_setting, settings_of
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.awards import conditions
from partydesk.rules.awards.candidates import Awards, Candidate, awards
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.exchange import making
from tests.rules.judging import add, edit

TODAY = date(2026, 12, 20)


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(TODAY)


def found(store: Store, what: str = "member", year: int = 2026) -> Awards:
    with store.read() as connection:
        return awards(connection, what, year, TODAY, store.own.id if what == "member" else None)


def stands(candidate: Candidate) -> dict[str, str]:
    return {condition.code: answer.stand.value for condition, answer in candidate.answers}


def _member(store: Store, name: str) -> str:
    return add(store, "member", name=name, category="full", joined_on=date(2010, 7, 1),
               confirmed_on=date(2011, 7, 1))  # fmt: skip


def _id(store: Store, uid: str) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql(
            "SELECT id FROM member WHERE uid = ?", (uid,)
        ).scalar_one())  # fmt: skip


def _good_year(store: Store, uid: str) -> None:
    """All that is asked of a member, recorded."""
    member = _id(store, uid)
    add(store, "review", member=member, year=2026, grade="excellent")
    add(store, "dues_base", member=member, from_month="2026-01", monthly=1000)
    for month in range(1, 13):
        add(store, "dues_payment", member=member, month=f"2026-{month:02d}", amount=1000,
            paid_on=date(2026, min(month, 12), 5))  # fmt: skip


def _studied(store: Store, present: list[str], absent: list[str]) -> str:
    """A course long enough for the whole year."""
    from datetime import datetime

    uid = add(store, "session", kind="group_study", starts_at=datetime(2026, 5, 8, 9), hours=40,
              topic="轮训")  # fmt: skip
    with store.write("到会") as writer:
        session = writer.reference("session", uid)
        for state, people in (("present", present), ("absent", absent)):
            for each in people:
                told = {"session": session, "member": _id(store, each), "state": state}
                try:
                    writer.add("attendance", told)
                except UserError:
                    writer.connection.exec_driver_sql(
                        "UPDATE attendance SET state = ? WHERE session = ? AND member = ?",
                        (state, session, told["member"]),
                    )
    return uid


def test_every_condition_is_answered_from_its_records(branch: Store, tmp_path: Path) -> None:
    edit(branch, "organisation", branch.own.uid, used_from=date(2026, 1, 1))
    good, silent, owing = (_member(branch, name) for name in ("甲", "乙", "丙"))
    _good_year(branch, good)
    _good_year(branch, owing)
    session = _studied(branch, [good], [owing])
    with branch.write("欠") as writer:
        paid = writer.connection.exec_driver_sql(
            "SELECT uid FROM dues_payment WHERE member = ? AND month = '2026-03'",
            (_id(branch, owing),),
        ).scalar_one()
        writer.remove("dues_payment", paid)
    whole = found(branch)
    by_name = {each.name: each for each in whole.candidates}
    assert stands(by_name["甲"]) == dict.fromkeys(
        ("review", "dues", "hours", "attendance", "clean"), "met"
    )
    assert by_name["甲"].standing.words == "符合" and by_name["甲"].why == ""
    told = {condition.code: answer for condition, answer in by_name["甲"].answers}
    assert len(told["dues"].evidence) == 12 and told["attendance"].evidence == (
        ("session", session),
    )
    # Nobody recorded anything of him: that is no pass, and no fault either.
    assert stands(by_name["乙"])["review"] == stands(by_name["乙"])["attendance"] == "unknown"
    assert by_name["乙"].standing.words != "符合"
    assert stands(by_name["丙"]) | {"clean": "met", "review": "met"} == {
        "review": "met", "dues": "not", "hours": "not", "attendance": "not", "clean": "met"
    }  # fmt: skip
    assert "党费 欠 3 月" in by_name["丙"].why
    assert [each.name for each in whole.candidates][0] == "甲"
    assert whole.most == 1 and "按 1/3，最多评 1 名" in whole.said

    # A sanction is said to the branch alone: neither what nor why stands on paper.
    add(branch, "sanction", member=_id(branch, good), kind="warning", on=date(2026, 2, 1),
        reason="哨兵事由")  # fmt: skip
    now = {each.name: each for each in found(branch).candidates}["甲"]
    assert now.standing.words == "不符合" and now.why == "处分"
    for suffix in ("pdf", "docx"):
        out = tmp_path / f"候选.{suffix}"
        print_paper(branch, "award-candidates", None, out, period=parse_period("2026"))
    text = reading_pdf.squeezed(reading_pdf.text(tmp_path / "候选.pdf"))
    assert "甲" in text and "影响期" not in text.replace("当年不在处分影响期", "")
    assert "哨兵" not in text


def test_the_park_sets_what_is_asked(branch: Store) -> None:
    uid = _member(branch, "甲")
    add(branch, "review", member=_id(branch, uid), year=2026, grade="excellent")
    assert found(branch).candidates[0].standing.words != "符合"
    choose_rules(branch, None, None, conditions.codes_pair("member", ["review"]))
    assert [each.code for each in found(branch).conditions] == ["review"]
    assert found(branch).candidates[0].standing.words == "符合"
    assert stands(found(branch, year=2025).candidates[0]) == {"review": "unknown"}
    known = settings_of("branch")
    keep_setting(branch, known["award_share"], "50%")
    keep_setting(branch, known["award_rate"], "80")
    with branch.read() as connection:
        rules = conditions.award_rules(connection)
    assert (rules.most(5), rules.rate) == (2, 80)
    for name, text in (("award_share", "七成"), ("award_rate", "101"), ("award_member", "没有")):
        with pytest.raises(UserError):
            keep_setting(branch, known[name], text)


def test_branches_and_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with making.committee(tmp_path) as park:
        for code, name in (("P0001", "甲支部"), ("P0002", "乙支部")):
            add(park, "organisation", code=code, name=name, kind="branch")
        choose_rules(park, None, None, conditions.codes_pair("branch", ["stars", "appraisal"]))
        add(park, "appraisal", kind="secretary", year=2026, rated="P0001", grade="good")
        whole = found(park, "branch")
        assert {each.name: stands(each) for each in whole.candidates} == {
            "甲支部": {"stars": "unknown", "appraisal": "met"},
            "乙支部": {"stars": "unknown", "appraisal": "unknown"},
        }
        home = str(park.home.folder)
    order = ["--home", home, "--json", "awards", "--of", "branches", "--period", "2026"]
    assert run(order) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["standing"] for row in told["rows"]} == dict.fromkeys(
        ("甲支部", "乙支部"), "unknown"
    )
    assert run([*order[:-1], "2026Q1"]) == 2
