"""总览 through the window: reminders that start work, the calendar, figures with their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.kit.salutation import greeting
from partydesk.desk.listings import FIGURES
from partydesk.desk.overview.due_row import DueRow
from partydesk.desk.overview.figures_page import FiguresPage
from partydesk.desk.overview.page import OverviewPage, long_date
from partydesk.desk.overview.snooze_dialog import SnoozeDialog
from partydesk.desk.settling.page import SettlePage
from partydesk.desk.shell.rules_page import RulesPage
from partydesk.desk.shell.window import Window
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.rules.calendar_cells import Cell
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.snoozes import snoozed
from partydesk.store.store import Store
from tests.desk.shell.test_window import take_in
from tests.desk.windows import show_window

WAIT = 20_000
Add = Callable[..., str]


@pytest.fixture
def today(on_day: Callable[[date], None]) -> Callable[[date], None]:
    """Lets it be any day; 22 September 2026 unless said otherwise."""
    on_day(date(2026, 9, 22))
    return on_day


@pytest.fixture
def shown(qtbot: Any, today: Any) -> Iterator[Callable[[Store], Window]]:
    """Shows the window on a store and waits until 总览 knows what is due."""
    made: list[Window] = []

    def show(store: Store) -> Window:
        window = show_window(store, qtbot)
        made.append(window)
        qtbot.waitUntil(lambda: page_of(window).found is not None, timeout=WAIT)
        return window

    yield show
    for window in made:
        window.context.close()


@pytest.fixture
def small(empty_store: Store, add: Add) -> Store:
    """A branch of four in two groups that was founded this year."""
    own(empty_store, founded_on=date(2026, 1, 1), secretary="欧阳示例")
    for name, group in (("甲一", "第一党小组"), ("甲二", "第一党小组"), ("乙一", "第二党小组")):
        add("member", name=name, category="full", group=group, joined_on=date(2010, 5, 4))
    return empty_store


def own(store: Store, **values: Any) -> None:
    with store.write("本组织") as writer:
        writer.edit("organisation", store.own.uid, values)


def held(add: Add, kind: str, day: date, **more: Any) -> str:
    at = datetime(day.year, day.month, day.day, 14, 30)
    return add("session", kind=kind, starts_at=at, topic="示例", **more)


def page_of(window: Window) -> OverviewPage:
    page = window.places.spaces["overview"].page
    assert page is not None
    return page


def line(window: Window, words: str) -> DueRow:
    lines = [each for each in page_of(window).due.lines if words in each.due.reminder.title]
    assert len(lines) == 1, [each.due.reminder.title for each in page_of(window).due.lines]
    return lines[0]


def titles(window: Window) -> list[str]:
    return [each.due.reminder.title for each in page_of(window).due.lines]


def cell(window: Window, kind: str, month: int) -> Cell:
    found = page_of(window).found
    assert found is not None
    row = next(row for row in found.calendar.rows if row.kind == kind)
    return row.cells[month - 1]


def go_to(window: Window, kind: str, month: int) -> Any:
    """Put the calendar's cursor on a cell."""
    grid, found = page_of(window).calendar.grid, page_of(window).found
    assert found is not None
    row = [each.kind for each in found.calendar.rows].index(kind)
    index = grid.model().index(row, month - 1)
    grid.setFocus()
    grid.setCurrentIndex(index)
    return index


def listed(window: Window, qtbot: Any) -> EvidencePage:
    """The list laid over the page, once it is filled."""
    page = window.space.stack.currentWidget()
    assert isinstance(page, EvidencePage)
    qtbot.waitUntil(lambda: page.evidence is not None, timeout=WAIT)
    return page


# -- what is due -------------------------------------------------------------------------------


def test_a_reminder_opens_its_form_filled_in_and_saving_takes_it_away(
    shown: Any, small: Store, add: Add, qtbot: Any
) -> None:
    held(add, "group_meeting", date(2026, 7, 8), group="第二党小组", place="三楼", host="乙一")
    window = shown(small)
    row = line(window, "8 月党小组会（第二党小组）")
    assert (row.due.pill, row.due.tone, row.button.text()) == ("已逾期 22 天", "bad", "记一次")
    row.button.click()

    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    raw = {name: form.editors[name].raw() for name in ("kind", "group", "starts_at", "place")}
    assert raw == {
        "kind": "党小组会",
        "group": "第二党小组",
        "starts_at": "2026-08-31 14:30",
        "place": "三楼",
    }
    assert [seat.name for seat in form.panel.sheet.seats if seat.state] == ["乙一"]
    form.editors["topic"].restore("学习")
    assert form.save()

    assert not window.space.has_pushed_page
    qtbot.waitUntil(
        lambda: not any("8 月党小组会（第二" in t for t in titles(window)), timeout=WAIT
    )
    line(window, "8 月党小组会（第一党小组）")


def test_what_is_due_this_month_starts_today(shown: Any, small: Store) -> None:
    window = shown(small)
    row = line(window, "9 月主题党日")
    assert (row.due.pill, row.due.tone) == ("还有 8 天", "warn")
    row.button.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    assert str(form.editors["starts_at"].raw()).startswith("2026-09-22")


def test_most_pressing_first_and_each_says_why(shown: Any, small: Store) -> None:
    window = shown(small)
    dues = [each.due for each in page_of(window).due.lines]
    whens = [due.reminder.when for due in dues]
    assert whens == sorted(whens, key=["overdue", "today", "week", "month", "later"].index)
    assert all(due.reminder.norm.article in due.reminder.why for due in dues)
    assert all(row.toolTip() for row in page_of(window).due.lines)
    assert page_of(window).due.count.text() == f"{len(dues)} 件"


def test_records_and_pages_are_opened_where_no_form_is_new(
    shown: Any, small: Store, add: Add
) -> None:
    late = date(2026, 9, 1)
    uid = add("ticket", description="灯坏了", raised_on=late, due_on=late, source="staff")
    window = shown(small)
    row = line(window, "灯坏了")
    assert row.button.text() == "办理"
    row.button.click()
    panel = page_of(window).due.panel
    assert panel is not None and list(panel.editors) == ["state", "note", "at"]
    panel.whole.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and (form.kind, form.uid) == ("ticket", uid)
    form.closed.emit()
    row = line(window, "二季度报送")
    assert row.button.text() == "去报送"
    row.button.click()
    assert window.space.tab.key == "submit"


def test_many_people_are_one_reminder_with_a_list(
    shown: Any, small: Store, today: Any, qtbot: Any
) -> None:
    today(date(2026, 11, 20))
    window = shown(small)
    row = line(window, "学习 32 学时")
    assert row.button.text() == "办理"
    page_of(window).ways._list_items(row.due)
    page = listed(window, qtbot)
    assert len(page.group.lines) == len(row.due.reminder.items) == 3
    assert page.table is not None
    assert page.table.texts[0][1] in ("甲一", "甲二", "乙一")
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    form = window.space.stack.currentWidget()
    assert isinstance(form, SettlePage) and form.panel.editors["hours"].isVisible()
    form.closed.emit()
    assert window.space.stack.currentWidget() is page, "one comes back to the list"
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not window.space.has_pushed_page


@pytest.mark.usefixtures("saved_as_pdf")
def test_a_political_birthday_prints_its_card(
    shown: Any, small: Store, add: Add, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    add("member", name="丙一", category="full", joined_on=date(2014, 9, 22))
    out = tmp_path / "贺卡 一.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    window = shown(small)
    row = line(window, "政治生日")
    assert (row.due.pill, row.button.text()) == ("今天", "打印贺卡")
    row.button.click()
    qtbot.waitUntil(out.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: "已写出“贺卡 一.pdf”" in window.message_bar.text, timeout=WAIT)
    page_of(window).due.open(line(window, "政治生日").due)
    panel = page_of(window).due.panel
    assert panel is not None and panel.editors["held_on"].raw() == "2026-09-22"
    panel.whole.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert (form.kind, form.editors["subjects"].raw()) == ("talk", "丙一")


def test_putting_off_needs_a_reason_and_can_be_taken_back(
    shown: Any, small: Store, qtbot: Any
) -> None:
    window = shown(small)
    due = line(window, "9 月主题党日").due
    page_of(window).due.snoozed.emit(due)
    dialog = window.findChild(SnoozeDialog)
    assert dialog is not None
    dialog.save()
    assert not dialog.wrong.isHidden() and "为什么" in dialog.wrong.text()
    dialog.reason.setText("等展馆开放")
    dialog.until.setText("20260901")
    dialog.save()
    assert "晚于今天" in dialog.wrong.text()
    dialog.until.setText("看情况")
    dialog.save()
    assert "看情况" in dialog.wrong.text()
    with small.read() as connection:
        assert not snoozed(connection)
    dialog.until.setText("20260928")
    dialog.save()
    qtbot.waitUntil(lambda: not any("9 月主题党日" in t for t in titles(window)), timeout=WAIT)
    assert "1 件已推迟" in page_of(window).due.count.text()

    page_of(window).due.all.click()
    page = listed(window, qtbot)
    assert page.chips is not None and page.table is not None
    page.chips.choose("已推迟")
    assert "9 月主题党日" in page.table.texts[0][1] and "等展馆开放" in page.table.texts[0][2]
    press(page, "现在就提醒")
    qtbot.waitUntil(lambda: "9 月主题党日" in str(titles(window)), timeout=WAIT)
    with small.read() as connection:
        assert not snoozed(connection)


def press(where: Any, words: str) -> None:
    (found,) = [
        b for b in where.findChildren(QPushButton) if b.text() == words and not b.isHidden()
    ]
    found.click()


def test_nothing_due_is_said_kindly(shown: Any, small: Store) -> None:
    own(small, founded_on=date(2026, 9, 20))
    window = shown(small)
    assert titles(window) == []
    words = [label.text() for label in page_of(window).due.findChildren(type(page_of(window).day))]
    assert "眼下没有要办的事" in words


def test_an_empty_branch_is_led_to_its_roll(shown: Any, empty_store: Store) -> None:
    window = shown(empty_store)
    assert not page_of(window).due.first.isHidden()
    press(page_of(window).due.first, "去录入")
    assert window.space.tab.key == "members"


# -- the calendar ------------------------------------------------------------------------------


def test_a_cell_opens_its_sessions_or_the_form(shown: Any, small: Store, add: Add) -> None:
    uid = held(add, "theme_day", date(2026, 8, 20))
    held(add, "theme_day", date(2026, 7, 20))
    held(add, "oath", date(2026, 8, 21))
    window = shown(small)
    page = page_of(window)
    assert (cell(window, "theme_day", 8).mark, cell(window, "theme_day", 8).held) == ("held", 1)
    assert [cell(window, "theme_day", month).mark for month in (6, 9, 10)] == [
        "missed",
        "due",
        "coming",
    ]
    page.calendar.open(cell(window, "theme_day", 8))
    assert window.space.tab.key == "sessions"
    listed = window.space.list_page
    assert listed is not None
    assert [listed.model.row(n)["uid"] for n in range(listed.model.rowCount())] == [uid]
    listed.show_everything()
    assert listed.model.rowCount() == 3

    window.turn_to("overview")
    page.calendar.open(cell(window, "theme_day", 6))
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    assert str(form.editors["starts_at"].raw()).startswith("2026-06-30")
    assert form.editors["kind"].raw() == "主题党日"


def test_the_calendar_is_walked_by_keys_and_read_aloud(
    shown: Any, small: Store, add: Add, qtbot: Any
) -> None:
    held(add, "theme_day", date(2026, 8, 20))
    window = shown(small)
    grid = page_of(window).calendar.grid
    index = go_to(window, "theme_day", 7)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex() == index.siblingAtColumn(7)
    aloud = Qt.ItemDataRole.AccessibleTextRole
    assert grid.currentIndex().data(aloud) == "主题党日，8 月，已开 1 次"
    tip = grid.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "支部工作条例第十六条" in tip
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert "待办" in grid.currentIndex().data(aloud)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert isinstance(window.space.stack.currentWidget(), SessionForm)


def test_a_group_that_lacks_its_meeting_is_named(shown: Any, small: Store, add: Add) -> None:
    held(add, "group_meeting", date(2026, 8, 5), group="第一党小组")
    window = shown(small)
    august = cell(window, "group_meeting", 8)
    assert (august.mark, august.held) == ("overdue", 1)
    assert [item.about for item in august.lacking] == ["第二党小组"]
    index = go_to(window, "group_meeting", 8)
    assert "还没有：第二党小组" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_another_year(shown: Any, small: Store, add: Add, qtbot: Any) -> None:
    held(add, "theme_day", date(2025, 3, 3))
    window = shown(small)
    page = page_of(window)
    page.calendar.back.click()
    qtbot.waitUntil(
        lambda: page.found is not None and page.found.calendar.year == 2025, timeout=WAIT
    )
    assert cell(window, "theme_day", 3).held == 1
    assert page.calendar.grid.cells.accent_column == -1


def test_local_custom_is_asked_for_only_when_chosen(shown: Any, small: Store, qtbot: Any) -> None:
    window = shown(small)
    assert cell(window, "lecture", 9).mark == "none"
    window.commands.open_rules()
    page = window.findChild(RulesPage)
    assert page is not None
    page.search.setText("每季度 园区自定 党课")
    page.box.click()
    page.closed.emit()
    qtbot.waitUntil(lambda: cell(window, "lecture", 9).mark == "due", timeout=WAIT)
    line(window, "三季度党课")


# -- the figures -------------------------------------------------------------------------------


def test_each_figure_opens_the_rows_it_counts(
    shown: Any, branch_store: Store, today: Any, qtbot: Any
) -> None:
    today(date(2026, 4, 10))
    window = shown(branch_store)
    page = page_of(window)
    assert [card.figure.id for card in page.figures.cards] == [
        "hours",
        "integrity_talks",
        "tickets_resolved",
        "turnout",
    ]
    for card in page.figures.cards[:3]:
        card.setFocus()
        qtbot.keyClick(card, Qt.Key.Key_Return)
        rows = listed(window, qtbot)
        number = int(card.figure.number)
        if card.figure.id == "integrity_talks":
            amounts = [int(each.cells[2].split()[0]) for each in rows.group.lines]
            assert sum(amounts) == number
        else:
            assert len(rows.group.lines) == number
        if card.figure.id == "hours":
            assert rows.evidence is not None
            both = sum(len(group.lines) for group in rows.evidence.groups)
            assert card.figure.unit == f"/ {both} 人"
        rows.leave()


def test_all_figures_are_shown_to_sheet_and_paper_as_they_stand(
    shown: Any, small: Store, qtbot: Any
) -> None:
    window = shown(small)
    window.turn_to("overview", "figures")
    page = window.space.page
    assert isinstance(page, FiguresPage)
    qtbot.waitUntil(lambda: bool(page.list.counted), timeout=WAIT)
    table = page.list._as_shown()
    assert table is not None and table.title.endswith("的数字")
    ((group, rows),) = table.clean
    assert group == page.list.chips.current.label
    assert [row[0] for row in rows] == [each.label for each in page.list.shown]


def test_a_row_of_evidence_opens_its_record_and_follows_its_change(
    shown: Any, small: Store, add: Add, qtbot: Any
) -> None:
    uid = add(
        "ticket", description="灯坏了", raised_on=date(2026, 9, 1), due_on=date(2026, 10, 1),
        source="staff",
    )  # fmt: skip
    with small.write("办") as writer:
        step = {"ticket": writer.reference("ticket", uid), "at": date(2026, 9, 3)}
        writer.add("ticket_step", {**step, "state": "working", "note": "去修", "who": "甲一"})
    window = shown(small)
    tickets = page_of(window).figures.cards[2]
    assert (tickets.figure.number, tickets.figure.said) == ("0", "在办 1 件")
    tickets.opened.emit()
    page = listed(window, qtbot)
    assert page.chips is not None and page.table is not None
    assert page.group.lines == ()
    page.chips.choose("在办")
    page.table.opened.emit(0)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and form.uid == uid
    form.closed.emit()
    with small.write("改") as writer:
        writer.edit("ticket", uid, {"description": "楼道灯坏了"})
    qtbot.waitUntil(lambda: "楼道灯坏了" in str(page.table and page.table.texts), timeout=WAIT)


def test_a_missing_figure_is_declared_none(shown: Any, empty_store: Store, qtbot: Any) -> None:
    window = shown(empty_store)
    page = page_of(window)
    card = page.figures.cards[1]
    assert (card.figure.number, card.figure.said) == ("—", "〔待填〕")
    press(card, "本期没有")
    qtbot.waitUntil(lambda: not page.figures.cards[1].figure.missing, timeout=WAIT)
    assert page.figures.cards[1].figure.number == "0"
    with empty_store.read() as connection:
        tally = indicators.tally(connection, parse_period("2026"))
        assert tally.value("integrity_talks").value == 0
        assert queries.count(connection, Query("none")) == 1
    assert not list(page.figures.cards[0].findChildren(QPushButton)), "no report figure"
    window.context.undo()
    qtbot.waitUntil(lambda: page.figures.cards[1].figure.missing, timeout=WAIT)


def test_all_numbers_with_their_rows(shown: Any, branch_store: Store, qtbot: Any) -> None:
    window = shown(branch_store)
    window.turn_to("overview", FIGURES)
    page = window.space.page
    assert isinstance(page, FiguresPage)
    numbers = page.list
    qtbot.waitUntil(lambda: bool(numbers.counted), timeout=WAIT)
    with branch_store.read() as connection:
        tally = indicators.tally(connection, parse_period("2026"))
    branch = [each for each in indicators.INDICATORS if "B" in each.held_by]
    assert [each.id for each in numbers.shown] == [each.id for each in branch]
    assert {"meetings_completion", "members_should_be"} < {each.id for each in numbers.counted}
    for counted in numbers.counted:
        if counted.id not in tally.indicators:
            continue  # worked out from others: it has no rows of its own
        value = tally.value(counted.id)
        assert (counted.value, counted.rows) == (value.value, value.evidence), counted.id
    at = [each.id for each in numbers.shown].index("theme_days")
    numbers.table.selectRow(at)
    qtbot.keyClick(numbers.table, Qt.Key.Key_Return)
    rows = listed(window, qtbot)
    assert len(rows.group.lines) == tally.value("theme_days").evidence > 0
    rows.leave()
    numbers.chooser.choose(parse_period("2026Q1"))
    qtbot.waitUntil(lambda: numbers.whose.text() == "2026 年第一季度")
    numbers.chips.choose("报告之外的数字")
    assert "党员总数" in [row[0] for row in numbers.table.texts]


# -- the committee, the page itself ------------------------------------------------------------


def test_a_committee_sees_its_own_and_what_branches_lack(
    shown: Any, committee_store: Store, branch_store: Store, qtbot: Any
) -> None:
    take_in(branch_store, committee_store)
    window = shown(committee_store)
    page = page_of(window)
    assert page.found is not None and page.found.calendar.many
    row = line(window, "8 月主题党日：1 个支部逾期")
    row.button.click()
    names = listed(window, qtbot)
    assert names.table is not None
    assert [texts[-1] for texts in names.table.texts] == ["甲科技支部"]
    names.table.opened.emit(0)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and (form.kind, form.read_only) == ("organisation", True)
    form.closed.emit()
    names.leave()

    august = cell(window, "theme_day", 8)
    assert (august.done, august.asked, august.mark) == (0, 1, "overdue")
    page.calendar.open(august)
    lacking = listed(window, qtbot)
    assert len(lacking.group.lines) == august.asked - august.done
    lacking.leave()
    assert page.figures.cards[0].figure.unit.startswith("/ ")


def test_a_change_elsewhere_is_shown_once_the_page_is_seen_again(
    shown: Any, small: Store, add: Add, qtbot: Any
) -> None:
    window = shown(small)
    before = page_of(window).found
    window.turn_to("members")
    held(add, "theme_day", date(2026, 8, 20))
    qtbot.wait(400)
    assert page_of(window).found is before, "nothing is asked while nobody looks"
    window.turn_to("overview")
    qtbot.waitUntil(lambda: cell(window, "theme_day", 8).held == 1, timeout=WAIT)


def test_at_150_percent_the_cards_stand_below_each_other(
    shown: Any, branch_store: Store, qtbot: Any
) -> None:
    window = shown(branch_store)
    page = page_of(window)
    top = page.calendar.mapTo(page, page.calendar.rect().topLeft())
    assert top.x() > page.due.width()
    window.resize(911, 480)
    qtbot.waitUntil(lambda: page.calendar.width() > 800)
    assert page.due.width() > 800
    # The vertical bar takes its room a moment after the cards have turned.
    qtbot.waitUntil(lambda: page.area.horizontalScrollBar().maximum() == 0)
    assert page.due.area.verticalScrollBar().maximum() == 0, "one scroll bar is enough"
    shown_rows = [row for row in page.due.lines if not row.isHidden()]
    assert len(shown_rows) <= 6


@pytest.mark.parametrize(
    ("name", "hour", "said"),
    [
        ("王示例", 9, "上午好，王书记"),
        ("欧阳示例", 12, "中午好，欧阳书记"),
        ("阳司", 15, "下午好，阳书记"),
        ("", 20, "晚上好"),
    ],
)
def test_the_greeting(name: str, hour: int, said: str) -> None:
    assert greeting(name, hour) == said


def test_the_date_in_full() -> None:
    assert long_date(date(2026, 9, 22)) == "2026 年 9 月 22 日　星期二"
