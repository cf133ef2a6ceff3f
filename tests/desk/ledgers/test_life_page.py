"""组织生活会 in the window: begun, an issue registered, made into a ticket, the ticket opened."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from partydesk.cli import run
from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.life_page import LifePage
from partydesk.desk.ledgers.life_told_page import LifeToldPage
from partydesk.exchange.submission.writing import export
from partydesk.operations import life_work as work
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.desk.windows import show_window
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add


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


def test_the_committee_sees_who_held_it_and_reminds_the_others(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None], capsys: pytest.CaptureFixture[str]
) -> None:
    on_day(date(2026, 12, 28))
    files = []
    for code in ("P0001", "P0002"):
        with making.branch(tmp_path, code) as store:
            if code == "P0001":
                work.begin(store, 2026)
                meeting = add(store, "session", kind="life_meeting", topic="会",
                              starts_at=datetime(2026, 12, 20, 14))  # fmt: skip
                add(store, "ticket", source="life", description="学习不够", raised_on="2026-12-20",
                    owner="张三", due_on="2027-03-01")  # fmt: skip
            files.append(export(store, parse_period("2026"), tmp_path).file)
    park = making.committee(tmp_path)
    merge(park, files)
    window = show_window(park, qtbot)
    window.turn_to("sessions", "life")
    page = window.space.page
    assert isinstance(page, LifeToldPage)
    qtbot.waitUntil(page.remind_button.isVisible, timeout=20_000)
    assert page.evidence is not None
    lines = {line.cells[0]: line.cells for line in page.evidence.groups[0].lines}
    assert lines["P0001支部"][5] == "12-20" and lines["P0001支部"][10] == "1/1"
    assert lines["P0002支部"][-1] == "该开了" and lines["P0002支部"][10] == "—"
    page.remind_button.click()
    said = QGuiApplication.clipboard().text()
    assert "P0002支部：还没有报来开会，2026-12-31 以前要开" in said
    page.go(next(e for e in page.evidence.groups[0].lines if e.cells[0] == "P0001支部"))
    cover = window.space.stack.currentWidget()
    assert isinstance(cover, EvidencePage)
    qtbot.waitUntil(lambda: cover.evidence is not None, timeout=20_000)
    assert cover.evidence is not None
    steps, _shown, issues = cover.evidence.groups
    assert len(steps.lines) == 8 and ("session", meeting) in {(e.kind, e.uid) for e in steps.lines}
    assert issues.lines[0].cells[:3] == ("张三", "2027-03-01", "学习不够")
    window.space.pop_page(cover)
    page.before.click()
    qtbot.waitUntil(lambda: "2025 年度" in page.said.text(), timeout=20_000)
    assert not page.remind_button.isVisible()
    window.close()
    window.context.close()
    park.close()
    home = str(tmp_path / "党委")
    capsys.readouterr()
    assert run(["--home", home, "life", "--year", "2026", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["held"] for each in told["branches"]] == [True, False]
    assert told["reminder"] == said
    assert run(["--home", home, "life", "--begin"]) == 2
    assert "支部" in capsys.readouterr().err
