"""组织生活会 in the window: begun, an issue registered, made into a ticket, the ticket opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.life_page import LifePage
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.desk.windows import show_window


def test_from_nothing_to_a_ticket(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 12, 5))
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 1, 1)}
    store = create(Home(tmp_path / "支部"), "branch", own)
    window = show_window(store, qtbot)
    window.turn_to("sessions", "life")
    page = window.space.page
    assert isinstance(page, LifePage)
    qtbot.waitUntil(page.empty.isVisible)
    assert not page.issue_button.isVisible()
    page.empty.buttons[0].click()
    qtbot.waitUntil(page.issue_button.isVisible)
    assert page.evidence is not None and len(page.evidence.groups[0].lines) == 8
    assert not page.all_button.isVisible() and page.line is not None
    assert page.line.cells[0] == "会前学习" and page.line.cells[3] == "下一步"

    def form() -> RecordForm:
        found = window.space.stack.currentWidget()
        assert isinstance(found, RecordForm)
        return found

    page.go(page.evidence.groups[0].lines[2])
    form().fill("asked_on", "2026-12-04")
    assert form().save()
    page.issue_button.click()
    for column, words in {"issue": "不够深入", "owner": "张三", "due_on": "2027-02-01"}.items():
        form().fill(column, words)
    assert form().save()
    qtbot.waitUntil(page.all_button.isVisible)
    page.all_button.click()
    qtbot.waitUntil(lambda: not page.all_button.isVisible())
    assert page.evidence.groups[1].lines[0].cells == ("不够深入", "2027-02-01", "张三", "待受理")
    opened: list[tuple[str, str]] = []
    page.record_wanted.connect(lambda kind, uid: opened.append((kind, uid)))
    page.go_to_ticket(page.evidence.groups[1].lines[0])
    assert [kind for kind, _uid in opened] == ["ticket"]
    window.close()
    window.context.close()
