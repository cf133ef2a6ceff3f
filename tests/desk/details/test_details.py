"""The pane beside a list, through the real window: what it finds out about the record in sight."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from partydesk.desk.details import lookup, member
from partydesk.desk.details.parts import Bar, StepRow
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.lists.page import ListPage
from partydesk.desk.settling.page import SettlePage
from partydesk.desk.shell.window import Window
from partydesk.store import rows
from partydesk.store.store import Store
from tests.desk.windows import show_window

WAIT = 20_000
TODAY = date(2026, 9, 22)
Add = Callable[..., str]


@pytest.fixture(autouse=True)
def on_that_day(on_day: Callable[[date], None]) -> None:
    on_day(TODAY)


@pytest.fixture
def opened(qtbot: Any) -> Iterator[Callable[[Store, str, str], ListPage]]:
    """Goes to a record of a store in its list, and waits for what the pane finds out."""
    made: dict[int, Window] = {}

    def go(store: Store, tab: str, uid: str) -> ListPage:
        if id(store) not in made:
            made[id(store)] = show_window(store, qtbot)
        window = made[id(store)]
        window.turn_to(tab)
        page = window.space.list_page
        assert page is not None
        page.go_to_uid(uid)
        qtbot.waitUntil(lambda: bool(of_pane(page, uid)), timeout=WAIT)
        QApplication.processEvents()  # what was put into the pane finds its place behind that
        return page

    yield go
    for window in made.values():
        window.context.close()


def of_pane(page: ListPage, uid: str) -> str:
    """The words of the pane once it has found out about this record; else nothing."""
    known = page.pane.known is not None and page.pane.row.get("uid") == uid
    return words(page.pane) if known else ""


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def buttons(page: ListPage, beginning: str) -> list[QPushButton]:
    return [
        each
        for each in page.pane.findChildren(QPushButton)
        if each.isVisible() and each.accessibleName().startswith(beginning)
    ]


def number(store: Store, kind: str, uid: str) -> int:
    with store.read() as connection:
        found = rows.find(connection, kind, uid)
    assert found is not None
    return int(found["id"])


def a_member(add: Add, name: str = "张三", **values: Any) -> str:
    known = {"category": "full", "joined_on": date(2010, 7, 1), "confirmed_on": date(2011, 7, 1)}
    return add("member", name=name, **(known | values))


def attended(add: Add, store: Store, who: str, state: str, hours: float) -> str:
    uid = add("session", kind="lecture", starts_at=datetime(2026, 3, 2, 9), topic="课", hours=hours)
    session, member = number(store, "session", uid), number(store, "member", who)
    add("attendance", session=session, member=member, name="张三", state=state)
    return uid


def test_a_member_shows_hours_attendance_posts_and_grades(
    empty_store: Store, add: Add, opened: Any
) -> None:
    who = a_member(add)
    attended(add, empty_store, who, "present", 26)
    add("post", kind="post", name="一号岗", holder="张三", since=date(2025, 7, 1))
    member = number(empty_store, "member", who)
    add("review", member=member, year=2025, grade="excellent")

    page = opened(empty_store, "members", who)

    told = words(page.pane)
    for expected in ("26 / 32", "已学 26 学时，还差 6", "出席 1 次", "到会率 100%", "一号岗",
                     "2025　优秀", "今年还没有谈话记录。"):  # fmt: skip
        assert expected in told, expected
    (bar,) = [bar for bar in page.pane.findChildren(Bar) if bar.isVisible()]
    assert bar.accessibleName() == "已学 26 学时，还差 6"
    assert "入党经过" not in told  # the roll entry has both dates


def test_a_talk_opens_and_its_content_is_never_told(
    empty_store: Store, add: Add, opened: Any, qtbot: Any
) -> None:
    who = a_member(add)
    add("talk", kind="heart", held_on=date(2026, 5, 1), talker="李四", subjects="张三",
        topic="近况", content="家里有事")  # fmt: skip
    page = opened(empty_store, "members", who)
    assert "家里有事" not in words(page.pane)
    (button,) = buttons(page, "打开 2026-05-01")

    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)

    window = page.window()
    assert isinstance(window, Window)
    assert window.space.tab.key == "talks"
    assert isinstance(window.space.stack.currentWidget(), RecordForm)


def test_many_talks_are_folded_until_asked_for(
    empty_store: Store, add: Add, opened: Any, qtbot: Any
) -> None:
    who = a_member(add)
    for day in range(1, 10):
        add("talk", kind="heart", held_on=date(2026, 5, day), talker="张三", subjects="李四",
            topic="近况")  # fmt: skip
    page = opened(empty_store, "members", who)
    assert len(buttons(page, "打开 2026-05")) == 6

    more = next(b for b in page.pane.findChildren(QPushButton) if b.text() == "看全部 9 次")
    more.click()

    qtbot.waitUntil(lambda: len(buttons(page, "打开 2026-05")) == 9)
    assert not more.isVisible()


def test_the_way_into_the_party_tells_its_next_step(
    empty_store: Store, add: Add, opened: Any
) -> None:
    a_member(add, "陈甲")
    who = a_member(
        add, category="activist", joined_on=None, confirmed_on=None, mentors="陈甲",
        applied_on=date(2025, 11, 1), talked_on=date(2025, 11, 20), activist_on=date(2026, 6, 1),
    )  # fmt: skip
    late = a_member(
        add, "李四", category="activist", joined_on=None, confirmed_on=None, mentors="陈甲",
        applied_on=date(2025, 1, 1), activist_on=date(2025, 12, 1), inspected_on=date(2026, 3, 1),
    )  # fmt: skip

    page = opened(empty_store, "members", who)
    steps = [words(step) for step in page.pane.findChildren(StepRow) if step.isVisible()]
    assert [step.split("\n")[0] for step in steps] == [
        "2025-11-01", "2025-11-20", "2026-06-01", "2026-12-01",
    ]  # fmt: skip
    assert "还有 70 天" in steps[-1]

    page = opened(empty_store, "members", late)
    (pill,) = [
        label
        for label in page.pane.findChildren(QLabel)
        if label.isVisible() and label.text() == "逾期 21 天"
    ]
    assert pill.property("tone") == "bad"
    assert "2014 年" in pill.toolTip()  # the rules of the day it runs from

    (button,) = buttons(page, "去办理")
    button.click()
    window = page.window()
    assert isinstance(window, Window)
    assert isinstance(window.space.stack.currentWidget(), SettlePage)


def test_a_ticket_shows_its_steps_and_its_days(empty_store: Store, add: Add, opened: Any) -> None:
    uid = add("ticket", source="staff", description="漏水", raised_on=date(2026, 9, 1),
              due_on=date(2026, 9, 12))  # fmt: skip
    ticket = number(empty_store, "ticket", uid)
    add("ticket_step", ticket=ticket, at=datetime(2026, 9, 3, 9), by="王五", note="请人来看",
        state="working")  # fmt: skip

    page = opened(empty_store, "tickets", uid)

    told = words(page.pane)
    assert "超过时限 10 天" in told
    assert "登记后已有 21 天" in told
    (step,) = [step for step in page.pane.findChildren(StepRow) if step.isVisible()]
    assert words(step).split("\n") == ["2026-09-03 09:00　王五", "办理中", "请人来看"]


def test_a_session_tells_who_was_away_and_how_the_vote_came_out(
    empty_store: Store, add: Add, opened: Any
) -> None:
    who = a_member(add)
    uid = attended(add, empty_store, who, "leave", 1)
    values = {"first_agenda": "学文件", "decisions": "同意", "ballot_kind": "election",
              "entitled": 10, "voters_present": 8, "in_favour": 8, "against": 0}  # fmt: skip
    with empty_store.write("改") as writer:
        writer.edit("session", uid, values)

    page = opened(empty_store, "sessions", uid)

    told = words(page.pane)
    for expected in ("应到 1 人，实到 0 人", "请假 1", "张三", "学文件", "同意", "反对 0",
                     "达到五分之四"):  # fmt: skip
        assert expected in told, expected
    assert told.count("同意") == 1


def test_a_branch_s_record_is_told_in_the_committee_s_file(
    empty_store: Store, add: Add, opened: Any
) -> None:
    who = a_member(add)
    attended(add, empty_store, who, "present", 40)
    with empty_store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES ('in', 'current', 'x', 'P0001', "
            "'x', '2026', '2026-01-01', '2026-12-31', 1, '', '', '', '', '', '', '', '', '')"
        )
        connection.exec_driver_sql("UPDATE member SET submission = 1")

    page = opened(empty_store, "members", who)

    assert page.pane.read_only
    assert "40 / 32" in words(page.pane)
    assert not [b for b in page.pane.findChildren(QPushButton) if b.text() == "编辑"]


def test_moving_on_never_waits_and_a_late_answer_is_dropped(
    empty_store: Store, add: Add, opened: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = a_member(add, "张三"), a_member(add, "李四")
    page = opened(empty_store, "members", second)
    asked: list[int] = []
    let_go = threading.Event()
    really = member.about

    def slow(connection: Any, id: int) -> Any:
        asked.append(id)
        if id == number(empty_store, "member", first):
            let_go.wait(10)
        return really(connection, id)

    monkeypatch.setattr(member, "about", slow)
    page.go_to_uid(first)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=WAIT)
    assert page.pane.title() == "张三"  # shown, though nothing is known yet
    assert page.pane.known is None

    page.go_to_uid(second)
    qtbot.waitUntil(lambda: page.pane.known is not None, timeout=WAIT)
    known = page.pane.known
    let_go.set()
    qtbot.wait(300)

    assert page.pane.title() == "李四"
    assert page.pane.known is known


def test_running_through_the_list_asks_only_where_it_rests(
    branch_store: Store, opened: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with branch_store.read() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM member LIMIT 1").scalar_one()
    page = opened(branch_store, "members", uid)
    asked: list[int] = []
    really = member.about

    def counted(connection: Any, id: int) -> Any:
        asked.append(id)
        return really(connection, id)

    monkeypatch.setattr(member, "about", counted)
    page.view.go_to(0)
    for _ in range(12):
        qtbot.keyClick(page.view, Qt.Key.Key_Down)
    rests = page.model.row(12)["id"]
    qtbot.waitUntil(lambda: page.pane.row.get("id") == rests and page.pane.known is not None)

    assert asked == [rests]


def test_what_changes_elsewhere_is_asked_again(
    empty_store: Store, add: Add, opened: Any, qtbot: Any
) -> None:
    who = a_member(add)
    page = opened(empty_store, "members", who)
    assert "1 次" not in words(page.pane)

    add("talk", kind="heart", held_on=date(2026, 5, 1), talker="李四", subjects="张三",
        topic="近况")  # fmt: skip

    qtbot.waitUntil(lambda: len(buttons(page, "打开 2026-05-01")) == 1, timeout=WAIT)


def test_a_folded_pane_asks_only_once_it_is_unfolded(
    branch_store: Store, qtbot: Any, opened: Any
) -> None:
    with branch_store.read() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM member LIMIT 1").scalar_one()
    page = opened(branch_store, "members", uid)
    page.window().resize(911, 600)
    qtbot.waitUntil(lambda: not page.pane.isVisible())
    page.view.go_to(4)
    qtbot.wait(2 * lookup.REST)
    assert page.pane.known is None

    where = page.view.visualRect(page.model.index(5, 0)).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    qtbot.waitUntil(lambda: page.pane.known is not None, timeout=WAIT)
    assert "今年学时" in words(page.pane) or "今年出勤" in words(page.pane)


def test_long_words_stay_within_the_pane(empty_store: Store, add: Add, opened: Any) -> None:
    long = "中华人民共和国示例园区欧阳诸葛新能源汽车零部件有限责任公司"
    who = a_member(add, "阿卜杜勒·热合曼·买买提示例", duty="secretary")
    add("post", kind="squad", name=f"{long}突击队", holder="阿卜杜勒·热合曼·买买提示例",
        since=date(2024, 7, 1), until=date(2026, 7, 1))  # fmt: skip
    uid = add("ticket", source="staff", description=long, raised_on=date(2026, 9, 1))
    ticket = number(empty_store, "ticket", uid)
    add("ticket_step", ticket=ticket, at=datetime(2026, 9, 3, 9), by=long, note=long * 3,
        state="working")  # fmt: skip

    for tab, wanted in (("members", who), ("tickets", uid)):
        pane = opened(empty_store, tab, wanted).pane
        shown = [
            each for each in pane.findChildren(QLabel) + pane.findChildren(QPushButton)
            if each.isVisible()
        ]  # fmt: skip
        assert len(shown) > 10
        for each in shown:
            right = each.mapTo(pane, each.rect().topRight()).x()
            assert right < pane.width() - 12, each.text()
            assert each.width() >= each.minimumSizeHint().width(), each.text()
            assert each.height() >= each.minimumSizeHint().height(), each.text()
