"""What several pages count is the same number on all of them, of a branch and of a committee."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from partydesk.desk.evidence.figures_list import count
from partydesk.desk.evidence.key_figures import Figure, evidence
from partydesk.desk.evidence.model import own_scope
from partydesk.desk.overview.charts.facts import draw
from partydesk.desk.overview.facts import Overview, look
from partydesk.desk.shell.window import Window
from partydesk.documents.report.composing import compose
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.member_summary import about_member
from partydesk.rules.norms import State
from partydesk.rules.talk_coverage import DIRECTIONS, asked_talks
from partydesk.rules.ticket_summary import about_ticket
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.desk.windows import show_window
from tests.exchange.merging import merge

DAY = date(2026, 11, 20)
YEAR = parse_period("2026")


@pytest.fixture(params=["branch", "committee"])
def store(
    request: pytest.FixtureRequest,
    branch_store: Store,
    tmp_path: Path,
    on_day: Callable[[date], None],
) -> Store:
    """A year of a branch with a start day, an exemption, a member exempt by name and a problem
    that is late; or the committee that has taken all of it."""
    on_day(DAY)
    with branch_store.read() as connection:
        ids = queries.ids(connection, Query("member", where={"category": "full", "duty": "none"}))
        people = queries.window(connection, "member", ids)
    uids = [people[each]["uid"] for each in ids]
    with branch_store.write("示例") as writer:
        writer.edit("organisation", branch_store.own.uid, {"used_from": date(2026, 1, 1)})
        writer.edit("member", uids[0], {"study_exempt": "old"})
        for norm in ("hours_32", "talk_committee_member"):
            exempt = {"norm": norm, "about": uids[1], "subject": "某某", "reason": "长期病休"}
            writer.add("exemption", exempt | {"from_on": date(2026, 1, 1)})
        late = [
            writer.add("ticket", {"source": "staff", "description": f"漏水{n}",
                                  "raised_on": date(2026, 10, 1), "due_on": date(2026, 11, 1)})
            for n in range(2)
        ]  # fmt: skip
        writer.add("exemption", {"norm": "ticket", "about": late[1], "subject": "漏水1",
                                 "from_on": date(2026, 1, 1), "reason": "等上级拨款"})  # fmt: skip
    if request.param == "branch":
        return branch_store
    export(branch_store, YEAR, tmp_path)
    committee: Store = request.getfixturevalue("committee_store")
    merge(committee, [tmp_path])
    return committee


def numbers(words: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", words)]


def duties(found: Overview, *norms: str) -> int:
    """How many people or problems the list of what is due holds against these norms."""
    items = (item for due in found.due for item in due.reminder.items)
    return sum(item.norm.id in norms for item in items)


def group(store: Store, figure: str, label: str) -> int:
    """How many lines the list behind a card has under a chip."""
    with store.read() as connection:
        found = evidence(connection, figure, DAY.year, own_scope(store), DAY)
    return sum(len(each.lines) for each in found.groups if each.label == label)


def test_every_page_counts_the_same(store: Store, qtbot: Any) -> None:
    branch = store.role == "branch"
    found = look(store, DAY.year)
    cards = {card.id: card for card in found.figures}
    drawn = {chart.id: chart for chart in draw(store, YEAR, DAY.year).charts}
    listed = {each.id: each for each in count(store, YEAR)}
    window = show_window(store, qtbot)
    try:
        hours(store, cards["hours"], found, drawn["hours"])
        members(store, window, listed, drawn["categories"])
        talks(store, cards["integrity_talks"], found, listed)
        tickets(store, cards["tickets_resolved"], found)
    finally:
        window.context.close()
    if branch:
        with store.read() as connection:
            report = compose(connection, YEAR, today=DAY)
        (said,) = [b.text for b in report.every if "学时要求的党员" in b.text]
        done, all_ = numbers(cards["hours"].number)[0], numbers(cards["hours"].unit)[0]
        assert numbers(said) == [all_, done]


def hours(store: Store, card: Figure, found: Overview, chart: Any) -> None:
    """学时: the card, the list behind it, the duties, the chart, every member's pane."""
    done, asked = int(card.number), numbers(card.unit)[0]
    lacking = asked - done
    assert lacking > 0 and numbers(card.said)[0] == lacking
    assert group(store, "hours", "达到") == done
    assert group(store, "hours", "还差") == lacking
    assert group(store, "hours", "不作要求") >= (2 if store.role == "branch" else 0)
    if store.role == "branch":
        assert duties(found, "hours_32", "hours_56") == lacking
        tones = [bar.tone for bar in chart.bars]
        assert (tones.count("ok"), tones.count("warn")) == (done, lacking)
    else:
        assert [numbers(bar.note) for bar in chart.bars] == [[done, asked]]
    with store.read() as connection:
        states = []
        for each in queries.ids(connection, Query("member")):
            known = about_member(connection, each, DAY)
            if known is not None and known.study is not None:
                states.append(known.study.item.state)
    assert states.count(State.DONE) == done
    assert sum(state in (State.DUE, State.OVERDUE) for state in states) == lacking


def members(store: Store, window: Window, listed: Any, chart: Any) -> None:
    """党员: the figure, the tab, the head of the list, the chart."""
    total = listed["members"].value if "members" in listed else None
    assert total
    window.head.count()
    said = window.head.tab_bar.buttons["members"].accessibleName()
    assert numbers(said) == [total]
    window.turn_to("members", "member")
    page = window.space.list_page
    assert page is not None
    assert numbers(page.head.caption.text())[0] == total
    for id, label in (("members_full", "正式党员"), ("members_probationary", "预备党员")):
        chips = [b.text() for b in page.chips.findChildren(QPushButton) if label in b.text()]
        assert sum(numbers(chips[0])) == listed[id].value, label
    bars = {bar.label: bar.values[0] for bar in chart.bars}
    assert bars["正式党员"] + bars["预备党员"] == total


def talks(store: Store, card: Figure, found: Overview, listed: Any) -> None:
    """谈话: the card, the coverage, the duties, the list behind the card, the shares."""
    with store.read() as connection:
        items = asked_talks(connection, DAY.year, None if store.role != "branch"
                            else (store.own.id,), DAY)  # fmt: skip
    for norm, words in DIRECTIONS.items():
        mine = [item for item in items if item.norm.id == norm]
        done = sum(item.state is State.DONE for item in mine)
        lacking = sum(item.state in (State.DUE, State.OVERDUE) for item in mine)
        if words in card.said:
            told = card.said[card.said.index(words) :]
            assert numbers(told)[:2] == [done, done + lacking]
        assert group(store, "integrity_talks", f"{words}还没有谈") == lacking
        if store.role == "branch":
            assert duties(found, norm) == lacking
        share = listed[f"{norm}_coverage"].value if done + lacking else None
        if share is not None:
            assert share == round(100 * done / (done + lacking), 1)


def tickets(store: Store, card: Figure, found: Overview) -> None:
    """问题: the card, the list behind it, the duties, every problem's pane."""
    working, late = (numbers(card.said) + [0])[:2]
    assert group(store, "tickets_resolved", "在办") == working
    assert group(store, "tickets_resolved", "超时限") == late > 0
    if store.role == "branch":
        overdue = [due for due in found.due if due.reminder.when == "overdue"]
        items = (item for due in overdue for item in due.reminder.items)
        assert sum(item.norm.id == "ticket" for item in items) == late
    with store.read() as connection:
        known = [about_ticket(connection, each, DAY) for each in
                 queries.ids(connection, Query("ticket"))]  # fmt: skip
    assert sum(each is not None and each.tone == "bad" for each in known) == late
