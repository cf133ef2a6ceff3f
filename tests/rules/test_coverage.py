"""Until which day each branch has told, what it handed in, and what is 未报到 beyond it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge import reported_check
from partydesk.exchange.merge.overdue import overdue_list
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.replies.answering import answer_all
from partydesk.exchange.submission.writing import export
from partydesk.operations.affairs.carrying import carry_out
from partydesk.operations.rule_settings import choose_rules
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import deadlines
from partydesk.rules.coverage import coverage, periods_within
from partydesk.rules.handed_in import Told
from partydesk.rules.norms import evaluate
from partydesk.rules.norms.declared import State
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, edit, judged, member, session

OnDay = Callable[[date], None]
NEW_YEAR = date(2027, 1, 4)


@pytest.fixture
def branches(tmp_path: Path) -> Iterator[list[Store]]:
    stores = []
    for number in (1, 2, 3):
        own = {"code": f"P000{number}", "name": f"{number} 支部"}
        stores.append(create(Home(tmp_path / own["code"]), "branch", own))
        member(stores[-1], "钱某", joined_on="2010-07-01", confirmed_on="2011-07-01")
    yield stores
    for store in stores:
        store.close()


def hand_in(committee: Store, branch: Store, period: str, folder: Path) -> None:
    file = export(branch, parse_period(period), folder).file
    assert [each.state for each in merge(committee, [file]).files] == ["merged"]


def standing(committee: Store, period: str, today: date = NEW_YEAR) -> dict[str, str]:
    with committee.read() as connection:
        told = Told(connection)
        return {b.code: told.handed_in(b, parse_period(period), today).text for b in told.branches}


def sentence(committee: Store, period: str, today: date = NEW_YEAR) -> str:
    with committee.read() as connection:
        return coverage(Told(connection), parse_period(period), today).sentence


def test_a_branch_is_judged_for_the_days_it_told_of(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    first, second, _third = branches
    session(first, "theme_day", "2026-07-03")
    on_day(date(2026, 10, 3))
    hand_in(committee, first, "2026Q3", tmp_path)
    add(committee, "organisation", code="P0009", name="没有交的支部")
    on_day(date(2026, 11, 20))
    hand_in(committee, second, "2026", tmp_path)  # written before the year is over

    items = judged(committee, "theme_day", today="2027-02-20")
    by_code: dict[str, list[str]] = {}
    with committee.read() as connection:
        codes = {b.id: b.code for b in Told(connection).branches}
    for item in sorted(items, key=lambda each: each.slot):
        by_code.setdefault(codes[item.organisation], []).append(str(item.state))
    assert by_code["P0001"] == ["unreported"] * 6 + ["done"] + ["missed"] * 2 + ["unreported"] * 3
    assert by_code["P0002"] == ["missed"] * 10 + ["unreported"] * 2
    assert set(by_code["P0009"]) == {"unreported"}
    texts = {codes[i.organisation]: i.text for i in items if i.state == "unreported"}
    assert texts["P0001"] == "只报到 2026-09-30" and texts["P0009"] == "还没有报来"
    # Whether it handed in is what the committee itself knows.
    handing = {codes[i.organisation]: i for i in judged(committee, "submission", today="2027-02-20")
               if i.slot == "2026Q3"}  # fmt: skip
    assert {code: str(item.state) for code, item in handing.items()} == {
        "P0001": "done", "P0002": "done", "P0009": "missed"
    }  # fmt: skip
    assert sentence(committee, "2026") == (
        "3 个支部，在内 2 个：1 个报到 11 月 20 日，1 个报到 9 月 30 日；1 个中间有没报的日子"
    )
    assert sentence(committee, "2026Q3") == "3 个支部，在内 2 个：都报到 9 月 30 日"
    assert sentence(committee, "2025") == "3 个支部，还没有一个报来"


def test_a_quarter_within_a_year_is_handed_in(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    first, second, third = branches
    on_day(NEW_YEAR)
    hand_in(committee, first, "2026", tmp_path)
    for quarter in ("2026Q1", "2026Q2"):
        hand_in(committee, second, quarter, tmp_path)
    edit(third, "organisation", third.own.uid, founded_on="2026-08-20", used_from="2026-11-01")
    hand_in(committee, third, "2026Q4", tmp_path)
    assert standing(committee, "2026") == {"P0001": "已收", "P0002": "未交", "P0003": "未交"}
    assert standing(committee, "2026Q1") == {
        "P0001": "含在全年",
        "P0002": "已收",
        "P0003": "未成立",
    }
    assert standing(committee, "2026H1")["P0002"] == "含在季度"
    assert standing(committee, "2026Q3") == {
        "P0001": "含在全年", "P0002": "未交", "P0003": "启用以前"
    }  # fmt: skip
    # Nobody asks for months, nor for what is not over yet.
    assert standing(committee, "2026-09")["P0002"] == "没有要求"
    assert standing(committee, "2027Q1")["P0001"] == "还没到期"
    assert sentence(committee, "2026") == ("3 个支部，全部在内：2 个报了全年，1 个报到 6 月 30 日")
    withdraw(committee, "P0002", "2026Q1")
    assert [standing(committee, each)["P0002"] for each in ("2026Q1", "2026H1", "2026Q2")] \
        == ["未交", "未交", "已收"]  # fmt: skip


def test_what_waits_or_went_back_is_so_everywhere(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    first, second, _third = branches
    on_day(NEW_YEAR)
    for branch in (first, second):
        session(branch, "theme_day", "2026-07-03")
        hand_in(committee, branch, "2026Q1", tmp_path)
    year = making.changed(
        export(first, parse_period("2026"), tmp_path).file, tmp_path / "改.xlsx", _by_hand
    )
    wrong = making.changed(
        export(second, parse_period("2026Q3"), tmp_path).file, tmp_path / "错.xlsx", _wrong
    )
    assert [each.state for each in merge(committee, [year, wrong]).files] == ["edited", "rejected"]
    assert standing(committee, "2026")["P0001"] == "待定"
    assert standing(committee, "2026Q3") == {"P0001": "未交", "P0002": "有错"}
    # The same file again is no newer one; what went back waits for its branch.
    answer_all(committee, [year])
    merge(committee, [year])
    assert standing(committee, "2026")["P0001"] == "退回"
    for quarter in ("2026Q2", "2026Q3"):
        listed = [
            each.code for each in overdue_list(committee, parse_period(quarter), NEW_YEAR).absent
        ]
        assert "P0001" not in listed, "its year would tell of the quarter"
    texts = {i.slot: i.text for i in judged(committee, "submission", today="2027-01-30")
             if i.text and i.slot != "2026Q1"}  # fmt: skip
    assert texts["2026Q3"] in ("有错，第 1 版", "含这一季的表退回了或待定")
    # An older file changes nothing of a branch that was taken; a decision ends it all.
    assert merge(committee, [year], accept_edited=True).files[0].state == "merged"
    assert standing(committee, "2026")["P0001"] == "已收"
    assert standing(committee, "2026Q3")["P0001"] == "含在全年"


def _by_hand(book: Any) -> None:
    making.at(book["学习活动"], 2, "主题").value = "手改的"


def test_a_dissolved_branch_is_asked_and_judged_no_more(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    on_day(date(2026, 10, 20))
    hand_in(committee, branches[0], "2026H1", tmp_path)
    gone = add(committee, "organisation", code="P0009", name="撤了的支部", ended_on="2026-05-20")
    with committee.read() as connection:
        reported = connection.exec_driver_sql(
            "SELECT uid FROM organisation WHERE code = 'P0001'"
        ).scalar_one()
    # What the committee alone knows it can write beside what the branch reported, and undo.
    carry_out(committee, "dissolve", [reported], {"day": "2026-08-01", "reason": "企业注销"})
    assert standing(committee, "2026Q1")["P0009"] == "未交"
    assert standing(committee, "2026Q3") == {"P0001": "已撤销", "P0009": "已撤销"}
    assert sentence(committee, "2026Q1").startswith("2 个支部，在内 1 个")
    assert sentence(committee, "2026Q3") == "还没有登记下级党组织"
    for store in (committee, branches[1]):
        if store is not committee:
            edit(store, "organisation", store.own.uid, ended_on="2026-08-01")
        with store.read() as connection:
            items = evaluate(connection, parse_period("2026"), today=date(2026, 10, 20))
        late = [e for e in items if e.organisation != committee.own.id or store is not committee]
        late = [e for e in late if e.due and e.due >= date(2026, 8, 1)]
        assert not {e.state for e in late} & {State.OVERDUE, State.DUE, State.MISSED}
    assert {e.text for e in late if e.state is State.EXEMPT} == {"2026-08-01 撤销"}
    again = export(branches[0], parse_period("2026H1"), tmp_path).file
    merge(committee, [again])
    assert standing(committee, "2026Q3")["P0001"] == "已撤销"
    home = committee.home
    committee.close()
    assert list(reported_check.look(home)) == []
    assert gone


def _wrong(book: Any) -> None:
    making.at(book["学习活动"], 2, "开始时间").value = "不是时间"


def test_only_what_the_calendar_asks_for_can_be_missing(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    on_day(NEW_YEAR)
    hand_in(committee, branches[0], "2026-09", tmp_path)
    add(committee, "organisation", code="P0009", name="没有交的支部")
    assert {standing(committee, p)["P0009"] for p in ("2026Q3", "2026")} == {"未交"}
    assert standing(committee, "2026-09")["P0009"] == "没有要求"
    choose_rules(committee, None, None, deadlines.calendar_pair(["month", "half"]))
    asked = {p: standing(committee, p)["P0009"] for p in ("2026-09", "2026Q3", "2026H2", "2026")}
    assert list(asked.values()) == ["未交", "没有要求", "未交", "没有要求"]
    with committee.read() as connection:
        shown = periods_within(Told(connection), parse_period("2026"))
    assert [p.text for p in shown][-3:] == ["2026H1", "2026H2", "2026"] and len(shown) == 15
    for wrong in ([], ["week"], ["other"]):
        with pytest.raises(UserError):
            deadlines.calendar_pair(wrong)
    # Where a committee says that it wants halves and quarters it sees both.
    choose_rules(committee, None, None, deadlines.calendar_pair(["quarter", "half", "year"]))
    with committee.read() as connection:
        shown = periods_within(Told(connection), parse_period("2026"))
    assert {"2026Q3", "2026H1", "2026H2", "2026"} < {p.text for p in shown}


def test_clocks_that_are_wrong_do_not_make_days_told_of(
    tmp_path: Path, branches: list[Store], committee: Store, on_day: OnDay
) -> None:
    ahead, behind, _ = branches
    on_day(date(2026, 12, 31))
    early = export(ahead, parse_period("2026"), tmp_path).file
    on_day(date(2025, 12, 31))
    late = export(behind, parse_period("2026"), tmp_path).file
    on_day(date(2026, 12, 30))
    merge(committee, [early, late], accept_edited=True)
    with committee.read() as connection:
        told = Told(connection)
        until = {b.code: told.until(b.id) for b in told.branches}
    assert until == {"P0001": date(2026, 12, 30), "P0002": date(2026, 12, 30)}


def test_records_the_committee_keeps_for_a_branch_are_judged(committee: Store) -> None:
    uid = add(committee, "organisation", code="P0009", name="党委代记的支部")
    assert {str(item.state) for item in judged(committee, "theme_day")} <= {"unreported"}
    with committee.write("添加") as writer:
        whose = writer.reference("organisation", uid)
        writer.add("member", {"name": "钱某", "category": "full"}, organisation=whose)
    assert "unreported" not in {str(item.state) for item in judged(committee, "theme_day")}
