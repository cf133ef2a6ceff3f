"""Every duty finishes where it stands: its button, the field that settles it, and what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partydesk.desk.evidence.navigation_target import NavigationTarget, target_of
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.settling.exempt_dialog import ExemptDialog
from partydesk.desk.settling.page import GridPage, SettlePage
from partydesk.desk.shell.window import Window
from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.rule_settings import switch_custom
from partydesk.operations.settle import asked_in_place, find
from partydesk.operations.settle_rule import settle_rule
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.rules.norms import NORMS, Obligation, State
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.conftest import at_present_on
from tests.desk.windows import show_window
from tests.rules.judging import add, member

TODAY = date(2026, 11, 20)
ACTIVIST = {"category": "activist", "joined_on": None, "confirmed_on": None, "mentors": "甲"}
CANDIDATE = {"category": "candidate", "joined_on": None, "confirmed_on": None,
             "activist_on": "2025-01-01", "candidate_on": "2026-11-01"}  # fmt: skip
PROBATIONARY = {"category": "probationary", "confirmed_on": None, "joined_on": "2026-09-01"}


@dataclass(frozen=True)
class Case:
    """Somebody of whom a norm asks something, and what is entered for it."""

    who: dict[str, Any] = field(default_factory=dict)
    enter: dict[str, str] = field(default_factory=dict)


TALK = {"held_on": "2026-11-19", "talker": "甲", "topic": "近况"}
STUDY = {"starts_at": "2026-11-19", "topic": "补学", "hours": "56"}
CASES = {
    "apply_talk": Case(
        {"category": "applicant", "joined_on": None, "applied_on": "2026-11-01"},
        {"talked_on": "20261110"},
    ),
    "mentors": Case(ACTIVIST | {"activist_on": "2026-11-01", "mentors": None}, {"mentors": "甲"}),
    "inspection": Case(
        ACTIVIST | {"activist_on": "2026-04-01"},
        {"on": "2026-11-18", "opinion": "工作踏实", "by": "甲"},
    ),
    "candidate_year": Case(
        CANDIDATE | {"activist_on": "2025-12-01"},
        {"activist_on": "2025-10-01", "candidate_on": "2026-11-01"},
    ),
    "candidate_agreed": Case(CANDIDATE, {"agreed_on": "2026-10-10"}),
    "publicity": Case(
        CANDIDATE, {"publicised_from": "2026-10-12", "publicised_to": "2026-10-20"}
    ),
    "sponsors": Case(CANDIDATE, {"sponsors": "甲、乙"}),
    "vetting": Case(CANDIDATE, {"vetted_on": "2026-11-10"}),
    "training": Case(CANDIDATE, {"trained_on": "2026-11-10", "training_hours": "24"}),
    "prescreen": Case(
        CANDIDATE | {"prescreened_on": "2026-11-10"},
        {"joined_on": "2026-11-18", "category": "预备党员"},
    ),
    "approval": Case(PROBATIONARY, {"approved_on": "2026-11-01"}),
    "oath": Case(PROBATIONARY | {"approved_on": "2026-11-01"}, {"sworn_on": "2026-11-10"}),
    "probation": Case(
        PROBATIONARY | {"joined_on": "2025-11-01"}, {"confirm_voted_on": "2026-11-10"}
    ),
    "extension": Case(
        PROBATIONARY | {"joined_on": "2025-05-12", "extended_until": "2026-11-12"},
        {"confirm_voted_on": "2026-11-15"},
    ),
    "confirm_approval": Case(
        {"joined_on": "2025-10-01", "confirmed_on": "2026-10-10", "confirm_voted_on": "2026-10-10"},
        {"confirm_approved_on": "2026-11-01"},
    ),
    "lost_half_year": Case(
        {"lost": 1, "lost_on": "2026-03-01"},
        {"membership": "停止党籍", "membership_on": "2026-11-10"},
    ),
    "lost_two_years": Case(
        {"lost": 1, "lost_on": "2024-01-01", "membership": "suspended",
         "membership_on": "2024-10-01"},
        {"membership": "除名", "membership_on": "2026-11-10"},
    ),
    "not_transferred": Case(
        {"relation": "not_transferred", "arrived_on": "2026-03-01"},
        {"relation": "在册", "arrived_on": "2026-03-01"},
    ),
    "political_birthday": Case({"joined_on": "2010-11-22"}, TALK),
    "hours_32": Case({}, STUDY),
    "hours_56": Case({"duty": "committee"}, STUDY),
    "talk_committee": Case({"duty": "committee"}, TALK),
    "talk_committee_member": Case({}, TALK),
    "talk_members": Case({}, TALK | {"talker": "乙"}),
    "pledge": Case({"duty": "committee"}, {"signed_on": "2026-11-19"}),
    "integrity_yearly": Case({"duty": "committee"}, TALK),
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A branch with a secretary and a plain member, and one of everybody above."""
    monkeypatch.setattr(clock, "source", at_present_on(TODAY))
    values = {"code": "P0001", "name": "甲支部", "elected_on": "2023-11-01"}
    with create(Home(tmp_path / "支部"), "branch", values) as store:
        member(store, "甲", joined_on="2010-01-01", confirmed_on="2011-01-01", duty="secretary")
        member(store, "乙", joined_on="2010-01-01", confirmed_on="2011-01-01")
        for custom in ("pledge", "integrity_yearly"):
            switch_custom(store, custom, on=True)
        yield store


def _whose(store: Store, rule: str) -> str:
    return member(store, f"某{rule}", **({"joined_on": "2009-01-01"} | CASES[rule].who))


def _open(store: Store, rule: str, about: str, key: str = "") -> bool:
    """Whether a norm asks something of somebody, or this very thing."""
    try:
        item = find(store, rule, about)
    except UserError:
        return False
    return item.state in (State.DUE, State.OVERDUE, State.LACKING) and key in ("", item.key)


def _page(window: Window) -> Any:
    return window.space.stack.currentWidget()


def test_the_button_of_a_duty_shows_its_field_and_filling_it_in_is_the_end(
    world: Store, qtbot: QtBot
) -> None:
    people = {rule: _whose(world, rule) for rule in CASES}
    window = show_window(world, qtbot)
    for rule, case in CASES.items():
        item = find(world, rule, people[rule])
        if target_of(item, world).settle is None:
            assert item.norm.settles.affair, rule  # what happens to people has a page of its own
            continue
        window.space.start(item)
        page = _page(window)
        assert isinstance(page, SettlePage), rule
        panel = page.panel
        assert list(panel.editors) == list(item.norm.settles.fields), rule
        focused = [part for each in panel.editors.values() for part in each.inputs()]
        qtbot.waitUntil(lambda among=focused: any(part.hasFocus() for part in among))
        for column, raw in case.enter.items():
            panel.editors[column].restore(raw)
            panel.editors[column].edited.emit()
        panel.save()
        told = [
            each.text() for each in panel.findChildren(QLabel) if each.property("role") == "error"
        ]
        assert _page(window) is not page, (rule, told)
        assert not _open(world, rule, people[rule], item.key), rule
        assert not window.space.has_pushed_page, rule
    window.context.close()


def test_the_command_ends_them_the_same(world: Store) -> None:
    for rule, case in CASES.items():
        about = _whose(world, rule)
        item = find(world, rule, about)
        settle_rule(world, rule, about, case.enter)
        assert not _open(world, rule, about, item.key), rule


def test_each_norm_leads_to_a_field_an_affair_or_a_page(world: Store, qtbot: QtBot) -> None:
    """Whatever a norm is about: its button never lands on nothing."""
    uid = member(world, "某", joined_on="2009-01-01")
    ticket = add(world, "ticket", source="staff", description="漏水", raised_on=TODAY, due_on=TODAY)
    meeting = add(world, "session", kind="branch_committee", topic="议", starts_at=clock.now())
    with world.read() as connection:
        whose = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).scalar()
    letter = add(world, "transfer", member=whose, direction="out", place="乙地")
    election = add(world, "election", kind="term")
    life = add(world, "life_work", year=2026)
    course = add(world, "course", year=2026, name="轮训", for_whom="member", hours=8.0)
    abouts = {"member": uid, "ticket": ticket, "session": meeting, "transfer": letter,
              "election": election, "life_work": life, "course": course}  # fmt: skip
    window = show_window(world, qtbot)
    for norm in NORMS.values():
        if norm.held_by == "C":
            continue
        about = norm.about if norm.about not in ("group", "organisation") else "organisation"
        uid = abouts.get(about, "")
        item = Obligation(
            norm, world.own.id, State.DUE, TODAY, "2026", about, uid, "某" * bool(uid)
        )
        target = target_of(item, world)
        if target.tab:
            assert target.tab in [tab.key for tab in window.places.tabs], norm.id
            continue
        if target.affair:
            assert target.affair in AFFAIRS, norm.id
            continue
        window.space.start(item)
        page = _page(window)
        if asked_in_place(item):
            assert isinstance(page, SettlePage), norm.id
            first = page.panel.editors[norm.settles.fields[0]].inputs()
            others = [p for e in page.panel.editors.values() for p in e.inputs()]
            qtbot.waitUntil(lambda among=(*first, *others): any(p.hasFocus() for p in among))
        else:
            assert isinstance(page, GridPage if norm.settles.each else RecordForm), norm.id
        page.closed.emit()
        assert not window.space.has_pushed_page, norm.id
    window.context.close()


def _line(window: Window, words: str) -> Any:
    page = window.space.page
    assert isinstance(page, OverviewPage)
    return next(each for each in page.due.lines if words in each.due.reminder.title)


def test_a_duty_opens_in_its_row_keeps_what_is_typed_and_the_next_stands_there(
    world: Store, qtbot: QtBot
) -> None:
    uid = member(world, "孙", **(CANDIDATE | {"agreed_on": "2026-10-01", "sponsors": "甲、乙",
                 "publicised_from": "2026-10-12", "publicised_to": "2026-10-20",
                 "vetted_on": "2026-11-10"}))  # fmt: skip
    window = show_window(world, qtbot)
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.due.lines), timeout=5000)
    line = _line(window, "集中培训")
    assert line.button.text() == "办理"
    line.button.click()
    panel = page.due.panel
    assert panel is not None
    qtbot.waitUntil(lambda: panel.editors["trained_on"].inputs()[0].hasFocus())
    qtbot.keyClicks(panel.editors["trained_on"].inputs()[0], "20261118")
    qtbot.keyClick(panel.editors["trained_on"].inputs()[0], Qt.Key.Key_Return)
    qtbot.keyClicks(panel.editors["training_hours"].inputs()[0], "20")
    hint = panel.hints["training_hours"]
    qtbot.waitUntil(lambda: "还不够" in hint.text(), timeout=5000)
    # The list is shown anew while somebody types, and the next key is waiting already.
    page.due.show_due([each.due for each in page.due.lines], 0)
    assert panel.editors["training_hours"].inputs()[0].hasFocus()
    qtbot.keyClick(panel.editors["training_hours"].inputs()[0], Qt.Key.Key_Escape)
    assert page.due.panel is None and _line(window, "集中培训").button.hasFocus()
    # What was typed stands there again.
    _line(window, "集中培训").button.click()
    panel = page.due.panel
    assert panel is not None and panel.editors["training_hours"].raw() == "20"
    qtbot.keyClick(panel.editors["training_hours"].inputs()[0], Qt.Key.Key_Backspace)
    qtbot.keyClicks(panel.editors["training_hours"].inputs()[0], "4")
    hint = panel.hints["training_hours"]
    qtbot.waitUntil(lambda: "够了" in hint.text(), timeout=5000)
    qtbot.keyClick(panel.editors["training_hours"].inputs()[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.due.panel is None, timeout=5000)
    assert not _open(world, "training", uid)
    assert not any("集中培训" in each.due.reminder.title for each in page.due.lines)
    assert any(each.button.hasFocus() for each in page.due.lines)
    window.context.close()


def test_many_are_filled_in_like_a_sheet_and_what_is_red_stays(world: Store, qtbot: QtBot) -> None:
    for name in ("丙", "丁", "戊"):
        member(world, name, joined_on="2009-01-01", confirmed_on="2010-01-01", duty="committee")
    window = show_window(world, qtbot)
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.due.lines), timeout=5000)
    _line(window, "支委与支委").button.click()
    grid = page.grid
    assert grid is not None and not page.calendar.isVisible()
    assert [each.name for each in grid.cells.rows] == ["甲", "丙", "丁", "戊"] or len(
        grid.cells.rows
    ) == 4
    grid.sheet.paste("丙\t20261110\t甲\n丁\t没空\t甲\n某人\t20261110\t甲")
    assert "某人" in grid.paste_hint.text()
    rows = {each.name: each for each in grid.cells.rows}
    qtbot.waitUntil(lambda: bool(rows["丁"].wrong), timeout=5000)
    assert rows["丙"].told()[1] == "ok" and rows["丁"].told()[1] == "bad"
    grid.save()
    qtbot.waitUntil(lambda: page.grid is not None and page.grid is not grid, timeout=5000)
    again = page.grid
    assert again is not None
    # A talk of two answers for both; the red one is still typed as it was.
    assert [each.name for each in again.cells.rows] == ["丁", "戊"]
    assert {"没空"} <= set(again.cells.rows[0].typed.values())
    again.sheet.left.emit()
    assert page.grid is None and page.calendar.isVisible()
    with world.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM talk").scalar() == 1
    world.undo()
    assert _open(world, "talk_committee", "丙")
    window.context.close()


def test_what_does_not_apply_has_a_reason_and_a_way_back(world: Store, qtbot: QtBot) -> None:
    uid = member(world, "李", **CASES["apply_talk"].who)
    window = show_window(world, qtbot)
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.due.lines), timeout=5000)
    page.due.exempted.emit(_line(window, "李 派人谈话").due)
    dialog = window.findChild(ExemptDialog)
    assert dialog is not None
    dialog.save()
    assert not dialog.wrong.isHidden()
    dialog.reason.setText("已撤回申请")
    dialog.save()
    assert not _open(world, "apply_talk", uid)
    page.ways.show_all()
    listed = _page(window)
    qtbot.waitUntil(lambda: listed.evidence is not None, timeout=5000)
    group = next(each for each in listed.evidence.groups if each.label == "不适用")
    assert "已撤回申请" in group.lines[0].cells[2]
    page.ways.take_back(group.lines[0].about.uid)
    assert _open(world, "apply_talk", uid)
    window.context.close()


def test_work_begins_in_its_field_with_what_is_wrong_beside_it(
    window: Window, qtbot: QtBot
) -> None:
    with window.context.store.read() as connection:
        uid = connection.exec_driver_sql(
            "SELECT uid FROM member WHERE deleted_at IS NULL LIMIT 1"
        ).scalar_one()
    window.space.start(NavigationTarget("member", uid, column="trained_on", fault="培训不足"))
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    qtbot.waitUntil(lambda: form.editors["trained_on"].inputs()[0].hasFocus())
    line = next(line for line in form.body.lines if "trained_on" in {f.column for f in line.fields})
    assert line.isVisible()
    assert any("培训不足" in each.text() for each in line.findChildren(QLabel))


def test_several_duties_are_chosen_by_keys_and_done_together(world: Store, qtbot: QtBot) -> None:
    people = {"training": CASES["training"], "vetting": CASES["vetting"]}
    for rule, case in people.items():
        done = {name: value for other, c in CASES.items() if c.who == CANDIDATE and other != rule
                for name, value in c.enter.items()}  # fmt: skip
        member(world, f"某{rule}", **(CANDIDATE | done))
        assert case.enter
    for name in ("丙", "丁"):
        member(world, name, lost=1, lost_on="2026-03-01", joined_on="2010-01-01")
    window = show_window(world, qtbot)
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.due.lines), timeout=5000)
    chosen = page.due.chosen
    _line(window, "集中培训").button.setFocus()
    qtbot.keyClick(_line(window, "集中培训").button, Qt.Key.Key_Space)
    assert chosen.isVisible() and "已选 1 件" in chosen.said.text()
    qtbot.keyClick(_line(window, "集中培训").button, Qt.Key.Key_Escape)
    assert chosen.isHidden() and page.due.panel is None
    # Shift with an arrow takes the next along; a click with Ctrl lets it go again.
    lines = page.due.lines
    lines[0].button.setFocus()
    qtbot.keyClick(lines[0].button, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert chosen.chosen == [lines[0].due, lines[1].due]
    assert lines[1].button.hasFocus()
    qtbot.mouseClick(lines[1], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert chosen.chosen == [lines[0].due]
    chosen.clear()
    # Different fields of people: one grid; what was put off or exempted goes in one step.
    for words in ("集中培训", "政治审查"):
        chosen.turn(_line(window, words))
    chosen.settle.click()
    grid = page.grid
    assert grid is not None and {each.name for each in grid.cells.rows} == {
        "某training",
        "某vetting",
    }
    grid.sheet.left.emit()
    for words in ("集中培训", "政治审查"):
        chosen.turn(_line(window, words))
    chosen.exempt.click()
    dialog = window.findChild(ExemptDialog)
    assert dialog is not None
    dialog.reason.setText("试")
    dialog.save()
    qtbot.waitUntil(lambda: not any("政治审查" in e.due.reminder.title for e in page.due.lines))
    with world.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM exemption").scalar() == 2
    # People of one affair that fits them one by one only are not done together.
    for words in ("丙", "丁"):
        chosen.turn(_line(window, words))
    assert not chosen.settle.isEnabled() and "一件一件" in chosen.settle.toolTip()
    window.context.close()
