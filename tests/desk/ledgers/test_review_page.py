"""民主评议: the grid of a year, typed and pasted, one step of undo, the cap told while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from partydesk.desk.ledgers.review_page import ReviewPage
from partydesk.desk.shell.window import Window
from partydesk.documents.printing import print_paper
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.desk.windows import show_window

WAIT = 20_000
Adding = Callable[..., str]


@pytest.fixture(autouse=True)
def winter(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 12, 20))


@pytest.fixture
def people(add: Adding) -> None:
    joined = {"joined_on": date(2010, 7, 1), "confirmed_on": date(2011, 7, 1)}
    for name in ("王甲", "李乙", "张丙", "赵丁", "周戊", "吴己"):
        add("member", name=name, duty="secretary" if name == "王甲" else "none", **joined)
    add("member", name="新庚", category="probationary", joined_on=date(2026, 6, 1))


def turned(window: Window, qtbot: Any) -> ReviewPage:
    window.turn_to("members", "review")
    page = window.space.page
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    return page


def stored(store: Store) -> dict[str, tuple[str, str]]:
    with store.read() as connection:
        found = queries.window(connection, "review", queries.ids(connection, Query("review")))
    return {row["member_name"]: (row["self_grade"], row["grade"]) for row in found.values()}


def type_in(page: ReviewPage, name: str, column: str, words: str) -> None:
    assert page.cells is not None
    row = next(n for n, each in enumerate(page.rows) if each.name == name)
    at = next(n for n in range(page.cells.columnCount())
              if (f := page.cells.field(n)) is not None and f.column == column)  # fmt: skip
    page.cells.setData(page.cells.index(row, at), words)


def test_grades_are_typed_pasted_and_saved_in_one_step(
    empty_store: Store, people: None, qtbot: Any
) -> None:
    window = show_window(empty_store, qtbot)
    page = turned(window, qtbot)
    assert [each.name for each in page.rows][-1] == "新庚", "who gets no grade comes last"
    assert "还有 6 人没有等次" in page.left.text()
    assert page.sheet is not None and page.cells is not None
    page.sheet.setCurrentIndex(page.cells.index(0, page.cells.first))
    page.sheet.paste(
        "王甲\t优秀\t优秀\t优秀\n李乙\t合格\t\t优秀\n新庚\t合格\t合格\t合格\n没有这人\t优秀"
    )
    assert "没有这人" in page.hint.text() and "新庚" not in page.cap.text()
    type_in(page, "张丙", "grade", "yx")  # by pinyin
    assert page.rows[[each.name for each in page.rows].index("张丙")].text("grade") == "优秀"
    assert "优秀 3 名，最多 2 名（正式党员 6 名的 1/3），多 1 名" in page.cap.text()
    assert page.cap.property("said") == "bad"
    type_in(page, "张丙", "grade", "合格")
    assert "最多 2 名" in page.cap.text() and page.cap.property("said") == "ok"
    type_in(page, "赵丁", "self_grade", "合格")
    page.save()
    assert stored(empty_store) == {
        "王甲": ("excellent", "excellent"), "李乙": ("qualified", "excellent"),
        "张丙": (None, "qualified"),
    }  # fmt: skip
    # Who has only graded themselves is kept as typed, and told.
    assert "1 人还没有保存" in page.left.text()
    window.context.undo()
    assert stored(empty_store) == {}
    window.context.close()


def test_a_grade_may_be_changed_and_taken_away(
    empty_store: Store, people: None, qtbot: Any
) -> None:
    window = show_window(empty_store, qtbot)
    page = turned(window, qtbot)
    type_in(page, "王甲", "grade", "优秀")
    # Leaving the part saves what is sound.
    window.turn_to("members", "member")
    assert stored(empty_store) == {"王甲": (None, "excellent")}
    page = turned(window, qtbot)
    qtbot.waitUntil(lambda: any(each.review for each in page.rows), timeout=WAIT)
    type_in(page, "王甲", "grade", "基本合格")
    page.save()
    assert stored(empty_store) == {"王甲": (None, "basic")}
    type_in(page, "李乙", "grade", "不知道")
    page.save()
    assert stored(empty_store) == {"王甲": (None, "basic")}, "what is red stays"
    window.context.close()


def test_a_held_review_leads_to_the_grades(empty_store: Store, people: None, qtbot: Any) -> None:
    window = show_window(empty_store, qtbot)
    window.turn_to("sessions", "session")
    window.add()
    form: Any = window.space.stack.currentWidget()
    for column, words in (("kind", "民主评议党员"), ("starts_at", "2026-12-18 14:00"),
                          ("topic", "2026 年民主评议党员")):  # fmt: skip
        form.editors[column].restore(words)
        form.editors[column].edited.emit()
    assert form.save(), window.message_bar.text
    assert "评定等次" in window.message_bar.text
    window.message_bar.offers[0].click()
    assert (window.space.tab.key, window.space.part.key) == ("members", "review")
    window.context.close()


def test_tab_leaves_the_grid_at_either_end(empty_store: Store, people: None, qtbot: Any) -> None:
    window = show_window(empty_store, qtbot)
    page = turned(window, qtbot)
    sheet, cells = page.sheet, page.cells
    assert sheet is not None and cells is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for at, key in (((cells.rowCount() - 1, cells.columnCount() - 1), Qt.Key.Key_Tab),
                    ((0, 0), Qt.Key.Key_Backtab)):  # fmt: skip
        sheet.setFocus()
        sheet.setCurrentIndex(cells.index(*at))
        qtbot.keyClick(sheet, key)
        assert not sheet.hasFocus()
    window.context.close()


def test_the_summary_is_printed(
    empty_store: Store, people: None, tmp_path: Path, qtbot: Any
) -> None:
    year = parse_period("2026")
    out = tmp_path / "汇总.pdf"
    with pytest.raises(UserError, match="还没有填"):
        print_paper(empty_store, "review-summary", None, out, period=year)
    window = show_window(empty_store, qtbot)
    page = turned(window, qtbot)
    type_in(page, "王甲", "grade", "优秀")
    page.save()
    assert print_paper(empty_store, "review-summary", None, out, period=year).exists()
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.context.close()
