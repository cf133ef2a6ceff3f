"""联系与流动: each group with the last contact and what is next, by the day the rules put it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.run import run
from partydesk.desk.ledgers.reach_page import ReachPage
from partydesk.documents.printing import print_paper
from partydesk.records.findings import UserError
from partydesk.rules.reach import Away, away, by_group
from partydesk.store.store import Store
from tests.desk.windows import show_window
from tests.documents.test_draft import squeezed, word_text
from tests.rules.judging import add, edit

TODAY = date(2026, 9, 22)
FULL = {"category": "full", "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}


@pytest.fixture
def branch(empty_store: Store, on_day: Callable[[date], None]) -> Store:
    on_day(TODAY)
    add(empty_store, "member", name="王在册", **FULL)
    floating = add(empty_store, "member", name="李流动", floating=1, floating_to="深圳", **FULL)
    add(empty_store, "member", name="张没联系", floating=1, **FULL)
    add(empty_store, "member", name="赵失联", lost=1, lost_on="2026-03-30", **FULL)
    add(empty_store, "member", name="孙停籍", lost=1, lost_on="2023-01-01",
        membership="suspended", membership_on="2024-08-31", **FULL)  # fmt: skip
    add(empty_store, "member", name="周口袋", hidden_kind="pocket", found_on="2026-05-01", **FULL)
    settled = {"found_on": "2026-05-01", "settled_on": "2026-06-01"}
    add(empty_store, "member", name="吴落实", hidden_kind="hidden", **settled, **FULL)
    add(empty_store, "member", name="郑转出", floating=1, relation="left", left_on="2026-01-01",
        left_to="外", **FULL)  # fmt: skip
    with empty_store.read() as connection:
        query = "SELECT id FROM member WHERE uid = ?"
        member = connection.exec_driver_sql(query, (floating,)).scalar()
    for on in ("2026-03-01", "2026-07-30"):
        add(empty_store, "contact", member=member, on=on, how="telephone", result="在外务工")
    return empty_store


def found(store: Store) -> dict[str, Away]:
    with store.read() as connection:
        return {each.name: each for each in away(connection, store.own.id, TODAY)}


def test_each_stands_with_its_step_and_day(branch: Store) -> None:
    people = found(branch)
    told = {name: (each.group, str(each.due), each.state(TODAY)) for name, each in people.items()}
    assert told == {
        "李流动": ("floating", "2026-10-30", ("还有 38 天", "idle")),
        "张没联系": ("floating", "None", ("现在就办", "warn")),
        "赵失联": ("lost", "2026-09-30", ("还有 8 天", "warn")),
        "孙停籍": ("suspended", "2026-08-31", ("过了 22 天", "bad")),
        "周口袋": ("hidden", "None", ("现在就办", "warn")),
    }
    assert people["李流动"].reached == "2026-07-30 电话" and people["李流动"].where == "深圳"
    assert list(by_group(list(people.values()))) == ["floating", "lost", "suspended", "hidden"]
    edit(branch, "member", people["赵失联"].uid, lost=0, lost_on=None)
    assert "赵失联" not in found(branch)


def test_the_certificate_and_the_command(
    branch: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = found(branch)
    out = tmp_path / "活动证.docx"
    print_paper(branch, "floating-card", people["李流动"].uid, out)
    text = squeezed(word_text(out))
    assert "李流动同志是本支部党员，外出到深圳" in text and "交纳党费记录" in text
    with pytest.raises(UserError, match="没有登记为流动党员"):
        print_paper(branch, "floating-card", people["赵失联"].uid, tmp_path / "否.pdf")
    branch.close()
    assert run(["--home", str(branch.home.folder), "--json", "away"]) == 0
    listed = json.loads(capsys.readouterr().out)["people"]
    assert {each["name"]: each["due"] for each in listed}["孙停籍"] == "2026-08-31"


def test_the_page_leads_to_a_contact_and_to_what_happens(branch: Store, qtbot: Any) -> None:
    window = show_window(branch, qtbot)
    window.turn_to("members", "reach")
    page = window.space.page
    assert isinstance(page, ReachPage)
    qtbot.waitUntil(lambda: page.evidence is not None)
    assert page.evidence is not None
    assert [group.label for group in page.evidence.groups] == [
        "流动党员", "失联党员", "停止党籍", "隐形、口袋党员"]  # fmt: skip
    lost = page.evidence.groups[1].lines[0]
    shown = [each.text() for each, act in page._acts if act.applies(lost)]
    assert shown == ["记一次联系", "找到了…", "停止党籍…"]
    targets: list[Any] = []
    page.start_wanted.connect(targets.append)
    page.contact(page.evidence.groups[0].lines[0])
    page._affair("found", lost)
    assert [(each.kind, each.affair) for each in targets] == [("contact", ""), ("member", "found")]
    window.close()
    window.context.close()
