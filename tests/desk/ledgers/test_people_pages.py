"""覆盖 and 学时与培训: who lacks what, and the work that begins there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store
from tests.desk.windows import show_window

WAIT = 20_000
DAY = date(2026, 9, 22)
Adding = Callable[..., str]


@pytest.fixture(autouse=True)
def autumn(on_day: Callable[[date], None]) -> None:
    on_day(DAY)


@pytest.fixture
def people(add: Adding) -> dict[str, str]:
    joined = {"joined_on": date(2010, 7, 1), "confirmed_on": date(2011, 7, 1)}
    duties = {"王甲": "secretary", "李乙": "discipline", "张丙": "none", "赵丁": "none"}
    return {name: add("member", name=name, duty=duty, **joined) for name, duty in duties.items()}


def shown(window: Window, tab: str, part: str, qtbot: Any) -> PeoplePage:
    window.turn_to(tab, part)
    page = window.space.page
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.evidence is not None, timeout=WAIT)
    return page


def rows(page: PeoplePage, label: str) -> dict[str, tuple[str, ...]]:
    assert page.evidence is not None
    found = [line for group in page.evidence.groups if group.label == label for line in group.lines]
    return {line.cells[0]: line.cells[1:] for line in found}


def test_who_has_talked_with_whom(
    empty_store: Store, people: dict[str, str], add: Adding, qtbot: Any
) -> None:
    add("talk", kind="heart", held_on=date(2026, 3, 2), talker="王甲", subjects="李乙、张丙",
        topic="谈心")  # fmt: skip
    window = show_window(empty_store, qtbot)
    page = shown(window, "talks", "coverage", qtbot)
    lacking = rows(page, "还没谈齐")
    assert lacking["张丙"] == ("", "03-02 王甲", "还没有", "还差：党员之间")
    assert lacking["赵丁"][-1] == "还差：支委与党员、党员之间"
    assert rows(page, "谈齐了")["李乙"][:2] == ("纪检委员", "03-02 王甲")
    # Enter begins the talk that is lacking.
    assert page.table is not None
    page.table.selectRow(1)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert form.editors["subjects"].raw() == "赵丁" and form.editors["talker"].raw() == "王甲"
    window.space.pop_page(form)
    # One for each of all who lack one.
    page.talk_to_all()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and form.several is not None
    assert form.editors["subjects"].raw() == "张丙、赵丁"
    assert form.several.each.text() == "对 2 人各记一次" and form.several.each.isChecked()
    window.context.close()


def test_the_hours_of_each_and_what_is_behind_them(
    empty_store: Store, people: dict[str, str], add: Adding, qtbot: Any
) -> None:
    session = add(
        "session", kind="group_study", starts_at="2026-03-02 09:00", topic="学党章", hours=33.0
    )
    with empty_store.write("到会") as writer:
        at = writer.reference("session", session)
        who = writer.reference("member", people["张丙"])
        writer.add("attendance", {"session": at, "member": who, "state": "present"})
    window = show_window(empty_store, qtbot)
    page = shown(window, "sessions", "hours", qtbot)
    # 已学, 应学, of which 集中学习, 书记集中轮训, how it stands.
    assert rows(page, "达到") == {"张丙": ("33", "32", "33", "", "够了")}
    assert rows(page, "还差")["王甲"][:2] == ("0", "56")
    assert page.chips is not None
    page.chips.choose("达到")
    assert page.table is not None
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    over = window.space.stack.currentWidget()
    assert isinstance(over, EvidencePage) and over is not page
    qtbot.waitUntil(lambda: over.evidence is not None, timeout=WAIT)
    assert [line.uid for line in over.group.lines] == [session]
    window.context.close()


def test_a_course_is_planned_held_and_seen_from_its_page(
    empty_store: Store, people: dict[str, str], qtbot: Any
) -> None:
    window = show_window(empty_store, qtbot)
    page = shown(window, "sessions", "training", qtbot)
    assert page.empty.isVisible()
    # Planned: the form, several sorts of people at once.
    page.add()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    for column, raw in (("name", "支委培训"), ("for_whom", "书记、委员"), ("hours", "8")):
        form.fill(column, raw)
    assert form.save()
    qtbot.waitUntil(lambda: bool(page.evidence and page.evidence.groups[0].lines), timeout=WAIT)
    assert rows(page, "全部" if len(page.evidence.groups) > 1 else "还没到时候")["支委培训"] == (
        "书记、委员", "年内", "8", "", "", "", "", "还没到时候",
    )  # fmt: skip
    # Held: those it is for sit there, present; one of them is on leave.
    page.table.selectRow(0)
    page._acts[0][0].click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    seats = {seat.name: seat for seat in form.panel.sheet.seats}
    assert {name for name, seat in seats.items() if seat.state == "present"} == {"王甲", "李乙"}
    seats["李乙"].state = "leave"
    form.fill("starts_at", "2026-09-10 09:00")
    assert form.save()
    qtbot.waitUntil(lambda: bool(rows(page, "有人没参加")), timeout=WAIT)
    assert rows(page, "有人没参加")["支委培训"] == (
        "书记、委员", "年内", "8", "09-10", "2", "1", "50%", "1 人没参加",
    )  # fmt: skip
    assert page.table is not None and page.line is not None
    page.open_button.click()
    over = window.space.stack.currentWidget()
    assert isinstance(over, EvidencePage) and over is not page
    qtbot.waitUntil(lambda: over.evidence is not None, timeout=WAIT)
    assert [(g.label, [line.cells[0] for line in g.lines]) for g in over.evidence.groups] == [
        ("没有参加", ["李乙"]), ("参加了", ["王甲"]),
    ]  # fmt: skip
    over.leave()
    # In a narrow window the tools are icons with their names, the acts short.
    window.resize(911, 512)
    qtbot.waitUntil(lambda: page.tools.print_button.text() == "", timeout=WAIT)
    assert page.tools.print_button.accessibleName() == "打印" and page._acts[0][0].text() == "记"
    # One undo step each.
    empty_store.undo()
    qtbot.waitUntil(lambda: bool(rows(page, "还没到时候")), timeout=WAIT)
    window.context.close()


@pytest.mark.parametrize(("tab", "part"), [("talks", "coverage"), ("sessions", "hours")])
def test_an_empty_part_says_what_goes_there(
    empty_store: Store, tab: str, part: str, qtbot: Any
) -> None:
    window = show_window(empty_store, qtbot)
    page = shown(window, tab, part, qtbot)
    assert page.empty.isVisible() and not page.card.isVisible()
    page.empty.buttons[0].click()
    assert (window.space.tab.key, window.space.part.key) == ("members", "member")
    window.context.close()
