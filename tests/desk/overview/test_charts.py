"""图表 through the window: bars that open their rows, by mouse and by keys; copying, saving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.kit import theme
from partydesk.desk.overview.charts.card import MOST, ChartCard
from partydesk.desk.overview.charts.layout import lay
from partydesk.desk.overview.charts.page import ChartsPage
from partydesk.desk.shell.window import Window
from partydesk.desk.stars.page import StarsPage
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.rules.charts import Bar, Chart, Series
from partydesk.store.store import Store
from tests.desk.windows import show_window

WAIT = 20_000


@pytest.fixture
def shown(qtbot: Any, on_day: Callable[[date], None]) -> Iterator[Callable[[Store], ChartsPage]]:
    """Shows the charts of a store and waits until they are drawn."""
    on_day(date(2026, 4, 10))
    made: list[Window] = []

    def show(store: Store) -> ChartsPage:
        window = show_window(store, qtbot)
        made.append(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
        qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        page = window.space.page
        assert isinstance(page, ChartsPage)
        qtbot.waitUntil(lambda: page.cards["hours"].chart is not None, timeout=WAIT)
        return page

    yield show
    for window in made:
        window.context.close()


def listed(page: ChartsPage, qtbot: Any) -> EvidencePage:
    """The list laid over the charts, once it is filled."""
    window = page.window()
    assert isinstance(window, Window)
    over = window.space.stack.currentWidget()
    assert isinstance(over, EvidencePage)
    qtbot.waitUntil(lambda: over.evidence is not None, timeout=WAIT)
    return over


def mark_of(card: ChartCard, bar: int, series: int = 0) -> int:
    laid = card.view.laid
    assert laid is not None
    return next(n for n, m in enumerate(laid.marks) if (m.bar, m.series) == (bar, series))


def click(card: ChartCard, number: int, qtbot: Any) -> None:
    laid = card.view.laid
    assert laid is not None
    at = laid.marks[number].found.center().toPoint()
    qtbot.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=at)


def test_a_click_on_a_bar_opens_the_rows_it_counts(
    shown: Any, branch_store: Store, qtbot: Any
) -> None:
    page = shown(branch_store)
    flow = page.cards["flow"]
    assert flow.chart is not None
    month = next(n for n, bar in enumerate(flow.chart.bars) if bar.values[0])
    page.tools.copy()  # what is printed and written as a sheet is the same table
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    begin = lines.index([flow.chart.title])
    label, series = flow.chart.bars[month].label, flow.chart.series[0].label
    number = f"{flow.chart.bars[month].values[0]:,g} {flow.chart.unit}"
    assert [label, series, number] in [line[:3] for line in lines[begin:]]
    click(flow, mark_of(flow, month), qtbot)
    rows = listed(page, qtbot)
    period = parse_period(f"2026-{month + 1:02d}")
    with branch_store.read() as connection:
        expected = indicators.evidence(connection, "tickets_raised", period)
    assert [line.uid for line in rows.group.lines] == [row["uid"] for row in expected]
    assert len(rows.group.lines) == flow.chart.bars[month].values[0]
    rows.leave()
    assert flow.view.hasFocus()


def test_keys_walk_the_bars_and_enter_opens_a_members_sessions(
    shown: Any, branch_store: Store, qtbot: Any
) -> None:
    page = shown(branch_store)
    card = page.cards["hours"]
    view, chart = card.view, card.chart
    assert chart is not None and view.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.cursor_at == 1 and chart.bars[1].label in view.accessibleName()
    qtbot.keyClick(view, Qt.Key.Key_End)
    last = chart.bars[view.cursor_at]
    assert last.note in view.accessibleName()
    assert all(bar.label in view.accessibleDescription() for bar in chart.bars)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    rows = listed(page, qtbot)
    studied = sum(float(line.cells[2].split()[0]) for line in rows.group.lines)
    assert studied == pytest.approx(last.values[0])
    rows.opened.emit(rows.group.lines[0])
    window = page.window()
    assert isinstance(window, Window)
    assert isinstance(window.space.stack.currentWidget(), SessionForm)


def test_a_chart_is_copied_and_saved_as_a_sharp_picture(
    shown: Any, branch_store: Store, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(branch_store)
    card = page.cards["states"]
    QGuiApplication.clipboard().clear()
    card.view.setFocus()
    qtbot.keyClick(card.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().image()
    assert copied.width() >= 2 * card.view.width() and not copied.isNull()
    colours = {copied.pixelColor(x, y).name() for x in range(0, copied.width(), 7)
               for y in range(0, copied.height(), 7)}  # fmt: skip
    assert {"#ffffff", theme.LIGHT.ok.lower(), theme.LIGHT.info.lower()} <= colours
    path = tmp_path / "图"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    card.save()
    assert QImage(str(path.with_suffix(".png"))).size() == copied.size()
    page.copy_calendar()
    assert QGuiApplication.clipboard().image().width() >= 2 * page.calendar.grid.width()


def test_bars_follow_the_theme(shown: Any, branch_store: Store, qapp: Any) -> None:
    page = shown(branch_store)
    card = page.cards["states"]
    laid = card.view.laid
    assert laid is not None
    mark = next(mark for mark in laid.marks if mark.tone == "ok" and mark.drawn.width() > 4)
    seen = []
    dress = qapp.findChild(theme.Theme)
    try:
        for scheme in (theme.LIGHT, theme.DARK):
            dress.force(scheme)
            at: QPoint = mark.drawn.center().toPoint()
            seen.append(card.view.grab().toImage().pixelColor(at).name())
    finally:
        dress.force(None)
    assert seen == [theme.LIGHT.ok.lower(), theme.DARK.ok.lower()]


def test_another_period_and_what_changes_meanwhile(
    shown: Any, branch_store: Store, qtbot: Any
) -> None:
    page = shown(branch_store)
    page.choose(parse_period("2026Q1"))
    flow = page.cards["flow"]
    qtbot.waitUntil(lambda: flow.chart is not None and len(flow.chart.bars) == 3, timeout=WAIT)
    assert flow.chart is not None and "第一季度" in flow.title.text()
    before = flow.chart.bars[0].values[0]
    with branch_store.write("记一个问题") as writer:
        writer.add("ticket", {"description": "灯坏了", "raised_on": date(2026, 1, 5),
                              "source": "staff"})  # fmt: skip
    qtbot.waitUntil(
        lambda: flow.chart is not None and flow.chart.bars[0].values[0] == before + 1, timeout=WAIT
    )


def test_an_empty_branch_is_told_what_is_missing(
    shown: Any, empty_store: Store, committee_store: Store, qtbot: Any
) -> None:
    page = shown(empty_store)
    for id in ("hours", "flow", "states", "ages", "categories"):
        card = page.cards[id]
        assert card.view.isHidden() and "这里会画出来" in card.empty.text()
    assert page.cards["stars"].isHidden() and page.other.hasFocus()
    assert not shown(committee_store).cards["stars"].isHidden()


def test_a_branch_of_the_ranking_opens_its_items_and_the_star_page(
    shown: Any, committee_store: Store, qtbot: Any
) -> None:
    with committee_store.write("登记") as writer:
        writer.add("organisation", {"code": "P2000", "name": "丙支部", "kind": "branch"})
    page = shown(committee_store)
    card = page.cards["stars"]
    assert card.chart is not None and [bar.label for bar in card.chart.bars] == ["丙支部"]
    card.view.open()
    rows = listed(page, qtbot)
    given = sum(float(line.cells[1].split()[0]) for line in rows.group.lines)
    assert given == pytest.approx(card.chart.bars[0].values[0])
    assert rows.evidence is not None
    rows.opened.emit(rows.evidence.groups[-1].lines[0])
    window = page.window()
    assert isinstance(window, Window) and window.space.tab.key == "report"
    stars = window.space.findChildren(StarsPage)[0]
    qtbot.waitUntil(lambda: stars.title.text() == "丙支部", timeout=WAIT)


def chart(values: list[float], label: str = "支部", upright: bool = False) -> Chart:
    bars = tuple(Bar(f"{label}{n}", (value,), (), 32.0, "还差") for n, value in enumerate(values))
    return Chart("x", "图", "个", "", (Series("数", "ok"),), bars, "", upright=upright)


@given(
    st.lists(st.floats(0, 5000).map(lambda v: round(v, 1)), min_size=1, max_size=100),
    st.integers(280, 1300),
    st.booleans(),
)
def test_bars_and_words_keep_to_their_places(
    qapp: Any, values: list[float], width: int, upright: bool
) -> None:
    long = "中华人民共和国示例园区第十七科技有限责任公司党支部"
    laid = lay(chart(values, long, upright), width)
    assert len(laid.marks) == len(values)
    for mark in laid.marks:
        assert mark.drawn.left() >= 0 and mark.drawn.right() <= width + 1
        assert mark.drawn.bottom() <= laid.height
    sizes = [m.drawn.height() if upright else m.drawn.width() for m in laid.marks]
    by_value = sorted(zip(values, sizes, strict=True))
    assert [size for _, size in by_value] == sorted(size for _, size in by_value)
    if not upright:
        words = sorted(laid.words, key=lambda each: (each.place.top(), each.place.left()))
        for one, other in zip(words, words[1:], strict=False):
            if one.place.top() == other.place.top():
                assert one.place.right() <= other.place.left()


def test_of_a_hundred_branches_the_first_are_shown_until_all_are_wanted(
    context: Any, qtbot: Any
) -> None:
    card = ChartCard(context)
    qtbot.addWidget(card)
    card.show_chart(chart([float(n) for n in range(100)]))
    card.show()
    laid = card.view.laid
    assert laid is not None and len(laid.marks) == MOST
    assert card.all_button.text() == "全部 100 条"
    card.all_button.click()
    assert card.view.laid is not None and len(card.view.laid.marks) == 100
    assert card.view.height() >= 100 * 20
