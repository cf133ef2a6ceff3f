"""Recording in a minute, through the window: repeating, reminders, leaving, drafts after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from partydesk.desk.evidence.navigation_target import target_of
from partydesk.desk.forms import record_form
from partydesk.desk.forms.duplicate_record import comes_again
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.shell.window import Window
from partydesk.records.clock import today
from partydesk.rules.norms.known import day_of
from partydesk.rules.reminders import reminders
from partydesk.store import queries
from partydesk.store.store import Store
from tests.desk.windows import show_window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(empty_store: Store, qtbot: QtBot) -> Iterator[Window]:
    """The window on a branch of four with one theme day, held some 40 days ago."""
    held = datetime.combine(today() - timedelta(days=40), datetime.min.time())
    with empty_store.write("示例") as writer:
        people = [writer.add("member", {"name": name, "category": "full"}) for name in "甲乙丙丁"]
        session = writer.add(
            "session",
            {"kind": "theme_day", "elements": "oath,film", "starts_at": held.replace(hour=14),
             "topic": "学习党章", "place": "二楼", "host": "甲", "recorder": "乙", "hours": 1.5},
        )  # fmt: skip
        for uid, state in zip(people[:3], ("present", "leave", "present"), strict=True):
            writer.add(
                "attendance",
                {"session": writer.reference("session", session),
                 "member": writer.reference("member", uid), "state": state},
            )  # fmt: skip
    made = show_window(empty_store, qtbot)
    yield made
    made.context.close()


def form_in(window: Window) -> Any:
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    return form


def sessions(store: Store) -> list[dict[str, Any]]:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query("session"))
        found = queries.window(connection, "session", wanted)
    return [found[each] for each in wanted]


def shown(form: SessionForm) -> dict[str, object]:
    wanted = ("kind", "elements", "place", "host", "recorder", "hours", "topic")
    return {column: form.editors[column].raw() for column in wanted}


LIKE = {
    "kind": "主题党日",
    "elements": "重温入党誓词、观看警示教育片",
    "place": "二楼",
    "host": "甲",
    "recorder": "乙",
    "hours": "1.5",
    "topic": "学习党章",
}


def test_a_session_is_repeated_with_its_people(window: Window, qtbot: QtBot) -> None:
    window.turn_to("sessions")
    page = window.space.list_page
    assert page is not None
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_D, CTRL)
    form = form_in(window)
    assert shown(form) == LIKE
    assert form.editors["starts_at"].raw() == f"{today()} 14:00"  # a month later is over
    assert {s.name: s.state for s in form.panel.sheet.seats} == {
        "甲": "present", "乙": "present", "丙": "present", "丁": None
    }  # fmt: skip
    assert not form.dirty
    qtbot.waitUntil(lambda: form.focusWidget() is form.editors["topic"].inputs()[0])
    assert form.focusWidget().selectedText() == "学习党章"
    qtbot.keyClicks(form.focusWidget(), "new")
    qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    assert [row["topic"] for row in sessions(window.context.store)] == ["new", "学习党章"]
    assert sessions(window.context.store)[0]["expected"] == 3


def test_an_empty_form_is_filled_like_last_time(window: Window) -> None:
    window.turn_to("sessions")
    window.add()
    form = form_in(window)
    form.editors["place"].restore("三楼")
    form.touch("place")
    form.like_last.click()
    assert shown(form) == {**LIKE, "place": "三楼"}
    form.draft.drop()


@pytest.mark.parametrize(
    ("stored", "day", "again"),
    [
        ("2026-10-31 14:00", date(2026, 11, 2), "2026-11-30 14:00"),
        ("2026-03-20 09:30", date(2026, 11, 28), "2026-11-28 09:30"),
        ("2026-12-15 00:00", date(2026, 12, 28), "2027-01-15 00:00"),
    ],
)
def test_it_comes_again_a_month_later_or_today(stored: str, day: date, again: str) -> None:
    assert comes_again("session", stored, day) == again
    # A talk is written down once it was held: never for a day to come.
    assert comes_again("talk", stored[:10], day) == day.isoformat()


def test_a_meeting_from_a_reminder_arrives_filled_in(window: Window) -> None:
    store = window.context.store
    with store.read() as connection:
        due = [item for reminder in reminders(connection) for item in reminder.items]
    item = next(i for i in due if i.norm.settles.defaults.get("kind") == "theme_day")
    window.space.start(target_of(item, store))
    form = form_in(window)
    told = ("kind", "place", "host", "hours")
    assert {name: shown(form)[name] for name in told} == {name: LIKE[name] for name in told}
    assert form.editors["starts_at"].raw() == f"{day_of(item, today())} 14:00"
    assert form.panel.sheet.count("present") == 4  # who is on the roll now


def test_leaving_asks_only_when_something_was_typed(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(record_form, "ask_before_leaving", lambda _: asked.append("") or "drop")
    window.turn_to("sessions")
    for typed in ("", "x"):
        window.add()
        form = form_in(window)
        qtbot.keyClicks(form.editors["topic"].inputs()[0], typed)
        qtbot.keyClick(form, Qt.Key.Key_Escape)
        assert not window.space.has_pushed_page
        assert len(asked) == len(typed)


KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from partydesk.desk.shell.application import make_application
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.shell.window import Window
from partydesk.store.home import Home
from partydesk.store.opening import open_store

app = make_application()
window = Window(AppContext(open_store(Home(Path(sys.argv[1])))))
window.show()
window.turn_to("sessions")
window.space.start(NavigationTarget("session", "", {"kind": "theme_day"}))
form = window.space.stack.currentWidget()
QTest.keyClicks(form.editors["topic"].inputs()[0], "typed before the kill", delay=5)
window.space.stack.currentWidget().panel.buttons[0].click()
QTimer.singleShot(300, lambda: os.kill(os.getpid(), signal.SIGKILL))
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_while_typing_loses_nothing(empty_store: Store, qtbot: QtBot) -> None:
    with empty_store.write("示例") as writer:
        writer.add("member", {"name": "甲", "category": "full"})
    home = empty_store.home
    empty_store.close()
    args = [sys.executable, "-c", KILLED, str(home.folder)]
    assert subprocess.run(args, check=False, cwd=Path.cwd()).returncode == -signal.SIGKILL
    (draft,) = (home.folder / "drafts").iterdir()
    assert json.loads(draft.read_text(encoding="utf-8"))["values"]["topic"]
    from partydesk.store.opening import open_store

    with open_store(home) as store:
        window = show_window(store, qtbot)
        window.foot.look_for_drafts()
        assert not window.message_bar.text  # nothing lies over the page
        assert not window.foot.unsaved.isHidden() and "还没有保存" in window.foot.unsaved.text()
        window.foot.unsaved.click()
        assert window.foot.unsaved.isHidden()
        form = form_in(window)
        line = form.editors["topic"].inputs()[0]
        assert isinstance(line, QLineEdit)
        assert line.text() == "typed before the kill"
        assert form.editors["kind"].raw() == "主题党日"
        assert form.panel.sheet.seats[0].state == "leave"
        assert form.dirty
        assert os.listdir(home.folder / "drafts") == ["session-new.json"]  # noqa: PTH208 - a name
        form.draft.drop()
        window.context.close()
