"""The committee's enterprises and those of its branches are one register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.report.composing import compose
from partydesk.exchange.merge.conflict_diff import both_sides
from partydesk.exchange.merge.conflicts import conflicts
from partydesk.exchange.merge.deciding import decide
from partydesk.exchange.roster.intake import propose
from partydesk.exchange.roster.taking import apply
from partydesk.records.folding import bare
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import evidence, tally
from partydesk.rules.norms import State, evaluate
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge

YEAR = parse_period("2026")
CODE = "91350100M000100Y43"
SURVEYED = date(2026, 3, 1)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


def firm(store: Store, name: str, **more: Any) -> str:
    with store.write("添加企业") as writer:
        return writer.add("enterprise", {"name": name, **more})


def reported(committee: Store, folder: Path, code: str, *firms: dict[str, Any]) -> Path:
    with making.branch(folder, code, sessions=0, tickets=0) as store:
        with store.read() as connection:
            old = [row[0] for row in connection.exec_driver_sql("SELECT uid FROM enterprise")]
        for uid in old:
            making.remove(store, "enterprise", uid)
        for values in firms:
            firm(store, **values)
        file = making.sent(store, folder / "出").file
    assert making.taken(committee, file).state == "merged"
    return file


def figures(store: Store) -> dict[str, Any]:
    with store.read() as connection:
        counted = tally(connection, YEAR)
        for id in ("firms_surveyed", "firms_own_branch", "coverage_rate"):
            # What a figure says is what its evidence comes to.
            rows = evidence(connection, id, YEAR)
            assert len(rows) == counted.value(id).evidence, id
        return {id: counted.value(id).value for id in counted.indicators}


def open_kinds(store: Store) -> list[str]:
    return sorted(item.kind for item in conflicts(store) if item.state == "open")


def test_one_firm_on_several_ledgers_counts_once(tmp_path: Path, committee: Store) -> None:
    firm(committee, "甲科技（北京）有限公司", credit_code=CODE, surveyed_on=SURVEYED)
    firm(committee, "乙有限公司", formation="joint", surveyed_on=SURVEYED)
    reported(
        committee, tmp_path, "P0001",
        # By its code, whatever it is called; by its name, whatever the width of its signs.
        {"name": "甲公司", "credit_code": CODE, "formation": "own", "members_here": 4},
        {"name": "乙有限公司 ", "formation": "joint", "surveyed_on": SURVEYED},
        {"name": "丙有限公司", "formation": "own", "surveyed_on": SURVEYED},
    )  # fmt: skip
    file = reported(committee, tmp_path, "P0002", {"name": "丙有限公司", "formation": "own"})
    told = figures(committee)
    assert told["firms_surveyed"] == 3
    # The survey day is of one ledger, the form of the other: it is one firm all the same.
    assert (told["firms_own_branch"], told["firms_joint"]) == (2, 1)
    assert told["coverage_rate"] == 100.0
    assert open_kinds(committee) == []
    merge(committee, [file])
    assert figures(committee) == told


def test_what_ledgers_say_differently_is_decided(tmp_path: Path, committee: Store) -> None:
    firm(committee, "甲有限公司", formation="none", members_here=2, surveyed_on=SURVEYED)
    reported(
        committee, tmp_path, "P0001",
        {"name": "甲有限公司", "formation": "own", "members_here": 5, "surveyed_on": SURVEYED},
    )  # fmt: skip
    (item,) = conflicts(committee)
    assert item.kind == "enterprise" and [side["organisation"] for side in item.sides] == [
        "P0000",
        "P0001",
    ]
    assert "组建形式 未组建 / 单独组建" in item.text and "2 / 5" in item.text
    sides = {each.label: each.texts for each in both_sides(committee, item)}
    assert sides["组建形式"] == ("未组建", "单独组建")
    before = figures(committee)
    assert (before["firms_surveyed"], before["firms_own_branch"]) == (1, 0)
    decide(committee, item.key, "second")
    after = figures(committee)
    assert (after["firms_surveyed"], after["firms_own_branch"]) == (1, 1)
    decide(committee, item.key, "both")
    both = figures(committee)
    assert (both["firms_surveyed"], both["firms_own_branch"]) == (2, 1)
    assert [each.state for each in conflicts(committee)] == ["decided"], "two they stay"


def test_the_committees_own_ledger_is_taken_in_beside_what_branches_reported(
    tmp_path: Path, committee: Store
) -> None:
    told = {"surveyed_on": SURVEYED, "credit_code": CODE, "formation": "own"}
    reported(committee, tmp_path, "P0001", {"name": "甲厂", **told})
    sheet = tmp_path / "企业台账.csv"
    sheet.write_text(
        "企业名称,统一社会信用代码,摸排日期,组建形式\n"
        f"甲厂,{CODE},2026-03-01,单独组建\n乙厂,,2026-03-01,未组建\n", "utf-8"
    )  # fmt: skip
    proposal = propose(committee, sheet, kind="enterprise")
    assert (proposal.added, proposal.unchanged) == (1, 1), "what says the same is no second line"
    sheet.write_text(sheet.read_text("utf-8").replace("单独组建", "联合组建"), "utf-8")
    proposal = propose(committee, sheet, kind="enterprise")
    assert proposal.added == 2
    apply(committee, proposal)
    assert propose(committee, sheet, kind="enterprise").unchanged == 2
    assert open_kinds(committee) == ["enterprise"]
    counted = figures(committee)
    assert (counted["firms_surveyed"], counted["firms_joint"]) == (2, 1), "one register"


def test_like_names_are_a_question_and_never_a_guess(tmp_path: Path, committee: Store) -> None:
    firm(committee, "甲科技有限公司", surveyed_on=SURVEYED)
    firm(committee, "丁厂", surveyed_on=SURVEYED, credit_code=CODE)
    reported(
        committee, tmp_path, "P0001",
        {"name": "甲科技（上海）股份有限公司", "surveyed_on": SURVEYED},
        {"name": "乙科技有限公司", "surveyed_on": SURVEYED},
        # The same name under another code may be a slip of the pen, or another firm.
        {"name": "丁厂", "surveyed_on": SURVEYED, "credit_code": "91440300708461136T"},
    )  # fmt: skip
    assert figures(committee)["firms_surveyed"] == 5
    assert (
        open_kinds(committee) == ["enterprise-alike", "enterprise-alike"]
        or len(open_kinds(committee)) == 1
    )
    item = next(each for each in conflicts(committee) if "甲科技" in each.text)
    decide(committee, item.key, "first")
    assert figures(committee)["firms_surveyed"] == 4
    decide(committee, item.key, "both")
    assert figures(committee)["firms_surveyed"] == 5
    assert bare("甲（北京）有限公司") == bare("甲(北京) 有限公司")


def test_what_is_to_be_formed_and_what_was_not_surveyed_is_said(
    tmp_path: Path, committee: Store
) -> None:
    uid = firm(committee, "甲有限公司", members_here=3, surveyed_on=SURVEYED)
    firm(committee, "乙有限公司", formation="own")
    reported(
        committee, tmp_path, "P0001",
        {"name": "丙有限公司", "members_here": 4, "formation": "none"},
        {"name": "甲有限公司", "members_here": 3},
    )  # fmt: skip

    def due() -> dict[str, State]:
        with committee.read() as connection:
            items = evaluate(connection, YEAR, today=date(2026, 9, 20))
        return {item.about: item.state for item in items if item.norm.id == "due_unformed"}

    assert due() == {"甲有限公司": State.OVERDUE, "丙有限公司": State.OVERDUE}
    assert figures(committee)["organisations_due_unformed"] == 2
    making.edit(committee, "enterprise", uid, formation="own", formed_on=date(2026, 9, 1))
    assert due()["甲有限公司"] is State.DONE
    with committee.read() as connection:
        report = compose(connection, YEAR, today=date(2026, 12, 31))
    text = "\n".join(block.text for block in report.blocks)
    assert "摸排非公企业1家" in text and "有1家没有摸排日期，不在摸排数内" in text
