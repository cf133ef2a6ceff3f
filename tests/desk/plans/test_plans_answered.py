"""A plan whose time has passed is answered where it stands: 开了 · 改期 · 没开."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.plans.answer import PlanAnswer
from partydesk.desk.plans.notice import NoticeSection
from partydesk.desk.plans.section import PlanSection
from partydesk.desk.plans.template_dialog import TemplateDialog
from partydesk.desk.printing.offers import about_row
from partydesk.desk.shell.window import Window
from partydesk.store.home import Home
from partydesk.store.rows import find
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

TODAY = date(2026, 9, 22)
WAIT = 20_000


@pytest.fixture
def planned(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    """A branch of eight with two plans made in August, whose time has passed, and one ahead."""
    on_day(date(2026, 8, 1))
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 7, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        _fill(store)
        on_day(TODAY)
        yield store


def _fill(store: Store) -> None:
    with store.write("花名册") as writer:
        for name, duty in zip("张王李赵钱孙周吴", ("secretary", "discipline", *["none"] * 6),
                              strict=True):  # fmt: skip
            writer.add("member", {"name": f"{name}三", "category": "full", "duty": duty})
    for at, kind, topic in (
        ("2026-09-10 09:00", "branch_committee", "研究工作"),
        ("2026-09-21 14:00", "theme_day", "过好主题党日"),
        ("2026-10-20 14:00", "theme_day", "重阳敬老"),
    ):
        values = {"kind": kind, "topic": topic, "starts_at": datetime.fromisoformat(at)}
        with store.write("排计划") as writer:
            writer.add("session", values)


@pytest.fixture
def window(planned: Store, qtbot: Any) -> Iterator[Window]:
    made = show_window(planned, qtbot)
    yield made
    made.context.close()


def overview(window: Window, qtbot: Any) -> OverviewPage:
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    return page


def sessions(store: Store) -> dict[str, tuple[str, str, int]]:
    """Topic → state, start, how many were there."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT topic, state, starts_at, (SELECT count(*) FROM attendance a "
            "WHERE a.session = session.id AND a.deleted_at IS NULL AND a.state = 'present') "
            "FROM session WHERE deleted_at IS NULL"
        ).fetchall()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def uid_of(store: Store, topic: str) -> str:
    with store.read() as connection:
        row = connection.exec_driver_sql("SELECT uid FROM session WHERE topic = ?", (topic,))
        return str(row.scalar())


def test_in_its_row_it_was_held_with_two_keys_put_off_or_not_held(
    window: Window, planned: Store, qtbot: Any
) -> None:
    page = overview(window, qtbot)
    committee, theme = page.due.lines[:2]
    assert [each.text() for each in (theme.button, *theme.others)] == ["开了", "改期", "没开"]

    theme.button.setFocus()
    QTest.keyClick(theme.button, Qt.Key.Key_Return)
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    assert form.body.title.text() == "点名：过好主题党日"
    qtbot.waitUntil(lambda: QApplication.focusWidget() in form.panel.buttons, timeout=WAIT)
    QTest.keyClick(form.panel.buttons[0], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert sessions(planned)["过好主题党日"] == ("held", "2026-09-21 14:00", 8)
    assert not window.space.has_pushed_page
    planned.undo()
    assert sessions(planned)["过好主题党日"] == ("planned", "2026-09-21 14:00", 0)

    # The committee's meeting is for its two; it was not held, and the rules still ask for one.
    qtbot.waitUntil(
        lambda: len(page.due.lines) > 1 and len(page.due.lines[1].others) == 2, timeout=WAIT
    )
    committee = page.due.lines[0]
    QTest.mouseClick(committee.others[1], Qt.MouseButton.LeftButton)
    asked = page.due.panel
    assert isinstance(asked, PlanAnswer)
    assert "9 月支委会（一般每月 1 次）" in asked.told.text()
    QTest.keyClick(asked.reason.line, Qt.Key.Key_Return)
    assert asked.wrong.text() == "没开的要写明原因"
    asked.move_link.click()
    assert asked.day.isVisibleTo(asked)
    QTest.keyClicks(asked.day.line, "9-1")
    QTest.keyClick(asked.day.line, Qt.Key.Key_Return)
    assert "已经过了" in asked.wrong.text()
    asked.day.line.setText("20260925")
    QTest.keyClick(asked.day.line, Qt.Key.Key_Return)
    assert sessions(planned)["研究工作"][:2] == ("planned", "2026-09-25 09:00")
    qtbot.waitUntil(lambda: page.due.panel is None, timeout=WAIT)


def test_not_held_offers_that_it_does_not_apply_this_once(
    window: Window, planned: Store, qtbot: Any
) -> None:
    page = overview(window, qtbot)
    page.due.open(page.due.lines[0].due, "没开")
    asked = page.due.panel
    assert isinstance(asked, PlanAnswer)
    asked.reason.line.setText("停产检修")
    QTest.mouseClick(asked.exempt, Qt.MouseButton.LeftButton)
    assert sessions(planned)["研究工作"][0] == "not_held"
    with planned.read() as connection:
        kept = connection.exec_driver_sql("SELECT norm, reason, until_on FROM exemption").fetchone()
    assert kept == ("branch_committee", "停产检修", "2026-09-30")
    planned.undo()
    assert sessions(planned)["研究工作"][0] == "planned"
    with planned.read() as connection:
        assert not connection.exec_driver_sql(
            "SELECT count(*) FROM exemption WHERE deleted_at IS NULL"
        ).scalar()


def test_the_list_counts_no_plan_and_its_pane_asks(
    window: Window, planned: Store, qtbot: Any
) -> None:
    window.turn_to("sessions")
    page = window.space.list_page
    assert page is not None
    assert page.head.caption.text() == "0 次，另有计划和没开 3 次"
    assert page.model.rowCount() == 3 and page.model.is_grey(0)
    page.chips.choose("计划和没开")
    assert page.model.rowCount() == 3
    page.go_to_uid(uid_of(planned, "研究工作"))
    qtbot.waitUntil(lambda: page.pane.findChild(PlanSection) is not None, timeout=WAIT)
    section = page.pane.findChild(PlanSection)
    assert section is not None
    section.ask("没开")
    assert section.asked is not None
    section.asked.reason.line.setText("停产检修")
    section.asked.answer()
    with planned.read() as connection:
        row = find(connection, "session", uid_of(planned, "研究工作"))
    assert row is not None and row["reason_not_held"] == "停产检修"


def test_the_list_begins_at_what_was_held_last_and_prints_no_minutes_of_a_plan(
    window: Window, planned: Store
) -> None:
    with planned.write("补记") as writer:
        values = {"kind": "lecture", "topic": "讲党章", "starts_at": datetime(2026, 8, 5, 9)}
        writer.add("session", {**values, "state": "held"})
    window.turn_to("sessions")
    page = window.space.list_page
    assert page is not None
    row = page.model.row(page.view.current_row())
    assert row["topic"] == "讲党章" and page.view.current_row() == 3
    reasons = {offer.what: offer.reason for offer in about_row("session", page.model.row(0))}
    assert reasons["minutes"] == "还没有记成已开，没有会议记录" and not reasons["sign-in"]


def test_the_form_of_a_day_to_come_shows_the_state_that_is_saved(
    window: Window, planned: Store, qtbot: Any
) -> None:
    window.space.repeat("session", uid_of(planned, "研究工作"))
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    starts, state = form.editors["starts_at"], form.editors["state"]
    for day, shown in (
        ("2026-10-10", "计划"),
        ("2026-09-10", "已开"),
        ("2026-10-12", "计划"),
    ):
        starts.restore(f"{day} 09:00")
        form.changed("starts_at")
        assert state.raw() == shown
        assert state.isVisible() == (shown == "计划")
    form.editors["topic"].restore("下月的会")
    form.touch("topic")
    form.save()
    with planned.read() as connection:
        row = find(connection, "session", uid_of(planned, "下月的会"))
    assert row is not None and row["state"] == "planned"


def test_its_notice_is_copied_and_its_words_changed(
    window: Window, planned: Store, qtbot: Any
) -> None:
    window.turn_to("sessions")
    page = window.space.list_page
    assert page is not None
    page.go_to_uid(uid_of(planned, "重阳敬老"))
    qtbot.waitUntil(lambda: page.pane.findChild(NoticeSection) is not None, timeout=WAIT)
    section = page.pane.findChild(NoticeSection)
    assert section is not None
    section.copy.click()
    copied = QApplication.clipboard().text()
    assert copied == section.words.text()
    assert "10 月 20 日（星期二）14:00" in copied and "重阳敬老" in copied
    assert section.paper.text() == "打印签到表"

    section.change.click()
    dialog = window.findChild(TemplateDialog)
    assert dialog is not None
    dialog.words.setPlainText("{几时}来")
    dialog.keep()
    assert "认不得{几时}" in dialog.wrong.text() and dialog.isVisible()
    dialog.words.setPlainText("{日期}，{主题}")
    assert dialog.shown.text() == "10 月 20 日，重阳敬老"
    dialog.keep()
    assert section.words.text() == "10 月 20 日，重阳敬老"
