"""交表情况, 留痕 and 为什么变了 through their pages: one committee, three branches, a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.evidence.why_page import WhyPage
from partydesk.desk.handover.reason_dialogs import WithdrawDialog
from partydesk.desk.handover.standing_page import StandingPage
from partydesk.desk.handover.trace_page import TracePage
from partydesk.desk.kit.app_context import AppContext
from partydesk.exchange.merge import operator, trace
from partydesk.exchange.merge.matrix import short
from partydesk.exchange.replies.answering import answer_all
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge

_WAIT = 60_000


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """P0001 took a second revision, P0002's year went back, P0003 sent nothing."""
    monkeypatch.setattr(clock, "source", lambda: datetime(2027, 1, 5, 14, 0))
    few = {"sessions": 2, "talks": 0, "members": 2, "tickets": 0}
    with making.committee(tmp_path) as store:
        operator.give(store, "周示例")
        with making.branch(tmp_path, "P0001", **few) as branch:
            making.write_session(branch, "第一版就有", datetime(2026, 2, 3, 9))
            merge(store, [making.sent(branch, tmp_path / "出", "2026Q1").file])
            making.write_session(branch, "补记的，电话 13812345678", datetime(2026, 3, 3, 9))
            merge(store, [making.sent(branch, tmp_path / "出", "2026Q1").file])
        with making.branch(tmp_path, "P0002", seed=3, **few) as branch:
            made = making.sent(branch, tmp_path / "出")
            merge(store, [making.sent(branch, tmp_path / "出", "2026Q2").file])
        edited = making.changed(made.file, tmp_path / "出" / "改.xlsx", _edit)
        assert [each.state for each in merge(store, [edited]).files] == ["edited"]
        answer_all(store, [edited])
        with store.write("登记") as writer:
            values = {"code": "P0003", "name": "没交的支部", "founded_on": "2026-05-01"}
            writer.add("organisation", {**values, "kind": "branch"})
        yield store


def _edit(book: object) -> None:
    sheet = book["学习活动"]  # type: ignore[index]
    making.at(sheet, 2, "主题").value = "手改的"


@pytest.fixture
def context(qtbot: QtBot, committee: Store) -> Iterator[AppContext]:
    made = AppContext(committee)
    yield made
    made.close()


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1366, 650)
    page.show()


def read_off(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel))


def test_branches_by_periods_and_a_branchs_goings(
    qtbot: QtBot, context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = StandingPage(context)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: len(page.shown) == 3, timeout=_WAIT)
    assert page.year == 2026, "at the beginning of a year its predecessor's sheets come in"
    heads = [short(each) for each in page.columns]
    assert heads == ["一季度", "二季度", "三季度", "四季度", "全年"]
    rows = {row[0]: row[2:7] for row in page.table.texts}
    assert rows["P0001"] == ["已收 第 2 版", "未交", "未交", "未交", "未交"]
    assert rows["P0002"] == ["未交", "已收 第 1 版", "未交", "未交", "退回 第 1 版"]
    assert rows["P0003"] == ["未成立", "未交", "未交", "未交", "未交"]
    assert "3 个支部，在内 2 个" in page.reminder.said.text()

    # Who went back is not reminded: what it sends will tell of its quarters too.
    assert page.reminder.remind_button.text() == "催交 2 个支部"
    page.table.selectRow(2)
    menu = QMenu()
    page.reminder.fill_menu(menu)
    assert [act.text() for act in menu.actions()][1] == "只复制给没交的支部的"
    menu.actions()[0].trigger()
    assert "P0002" not in QGuiApplication.clipboard().text()
    menu.actions()[1].trigger()
    said = QGuiApplication.clipboard().text()
    assert "二季度表（7 月 10 日前交，已过 179 天）" in said and "一季度" not in said
    page.chips.choose("退回")
    assert [row[0] for row in page.table.texts] == ["P0002"]
    out = tmp_path / "交表.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    page.tools.export()
    qtbot.waitUntil(out.exists, timeout=_WAIT)
    assert [row[0] for row in load_workbook(out).active.values][-1] == "P0002"
    pane = read_off(page.pane)
    assert "开退回单" in pane and "周示例" in pane and "退回单写了什么" in pane
    page.tools.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0].startswith("编码\t党组织\t一季度")

    page.chips.choose("全部")
    looked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(looked.append(url)) or True)
    page.open_file(0, 2)
    qtbot.waitUntil(lambda: bool(looked), timeout=_WAIT)
    assert looked[0].fileName() == "P0001_P0001支部_2026Q1_v2.xlsx"
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: "2 → 3" in read_off(page.pane), timeout=_WAIT)
    pushed: list[WhyPage] = []
    page.push_wanted.connect(pushed.append)
    next(b for b in page.pane.findChildren(QPushButton) if b.text() == "逐条看").click()
    assert [each.since.currentText() for each in pushed] == ["第 1 版 → 第 2 版"]
    pushed[0].deleteLater()
    page._point(0, 2)
    assert page.pane.only == "2026Q1"
    next(b for b in page.pane.findChildren(QPushButton) if b.text().startswith("撤回一季")).click()
    (asked,) = page.window().findChildren(WithdrawDialog)
    asked.reason.setText("交错了")
    asked.yes.click()
    qtbot.waitUntil(lambda: page.table.texts[0][2] == "已收 第 1 版", timeout=_WAIT)


def test_who_did_what_is_narrowed_and_nothing_there_changes_it(
    qtbot: QtBot, context: AppContext
) -> None:
    page = TracePage(context)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: len(page.shown) == 4, timeout=_WAIT)
    assert {row[2] for row in page.table.texts} == {"收下", "开退回单"}
    page.chips.choose("开退回单")
    (row,) = page.table.texts
    assert row[1:2] + row[3:] == ["周示例", "P0002 P0002支部", "2026 年", "第 1 版", "1 处要改"]
    page.branch.setText("p0001")
    assert page.table.texts == []
    page.chips.choose("全部")
    assert len(page.table.texts) == 2
    before = trace.acts(context.store)
    assert context.store.undo() is None or trace.acts(context.store) == before


def test_a_figure_says_why_it_moved(qtbot: QtBot, context: AppContext) -> None:
    from partydesk.desk.overview.navigation import OverviewNavigation

    host = TracePage(context)
    qtbot.addWidget(host)
    pushed: list[QWidget] = []
    host.push_wanted.connect(pushed.append)
    OverviewNavigation(context, host).list_indicator("theme_days", parse_period("2026"))
    (page,) = pushed
    assert isinstance(page, EvidencePage)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.table is not None, timeout=_WAIT)
    assert page.table is not None
    lines = len(page.table.texts)
    assert page.sum.text() == f"共 {lines} 条，合计 {lines} 次"
    page.table.horizontalHeader().sectionClicked.emit(1)
    topics = [row[1] for row in page.table.texts]
    assert topics == sorted(topics)
    page.subtotals.click()
    heads = [row for row in page.table.texts if row[1].startswith("小计")]
    assert [row[0] for row in heads] == sorted({row[3] for row in page.table.texts if row[3]})
    assert sum(int(row[2].split()[0]) for row in heads) == lines
    page.table.selectRow(next(n for n, r in enumerate(page.table.texts) if "补记" in r[1]))
    page.table.copy()
    assert "13812345678" not in QGuiApplication.clipboard().text()

    page.why_button.click()
    why = pushed[-1]
    assert isinstance(why, WhyPage)
    shown(qtbot, why)
    qtbot.waitUntil(lambda: bool(why.rows), timeout=_WAIT)
    assert why.title.text() == f"主题党日　无 → {lines}"
    assert why.bars.drawn and f"新收 1 个支部 +{lines}" in why.bars.accessibleName()
    why.chips.choose("来了")
    assert len(why.rows) == lines
    at = next(n for n, row in enumerate(why.table.texts) if "补记" in row[1])
    why.table.selectRow(at)
    told = read_off(why.pane)
    assert "牵动的数字" in told and "周示例" in told
    opened: list[tuple[str, str]] = []
    why.record_wanted.connect(lambda kind, uid: opened.append((kind, uid)))
    why.table.opened.emit(at)
    assert [kind for kind, _ in opened] == ["session"]
