"""导入 through its page: seen first, taken with one button, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from partydesk.desk.imports.page import ImportPage
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.store import queries
from partydesk.store.store import Store
from tests.exchange.roster.rosters import workbook

_WAIT = 30_000  # milliseconds; a worker process has to start


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A title, a header, two people of whom one cannot be taken, and a second sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet.append(["某支部党员花名册"])
    sheet.append(["姓名", "公民身份证号", "入党时间", "喜好"])
    sheet.append(["张 三", "11010519491231002x", "1985.07", "棋"])
    sheet.append(["李四", "110105194912310021", "2001-07-01", "书"])
    other = book.create_sheet("另一张")
    other.append(["姓名", "入党时间"])
    other.append(["王五", "2010-07-01"])
    path = tmp_path / "花 名册.xlsx"
    book.save(path)
    return path


def members(store: Store) -> list[str]:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query("member"))
        rows = queries.window(connection, "member", wanted)
    return [rows[each]["name"] for each in wanted]


def opened(qtbot: QtBot, context: AppContext, path: Path) -> ImportPage:
    page = ImportPage(context, "member", path)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    qtbot.waitUntil(lambda: page.proposal is not None, timeout=_WAIT)
    return page


def test_everything_is_shown_before_anything_is_written(
    qtbot: QtBot, context: AppContext, roster: Path
) -> None:
    page = opened(qtbot, context, roster)
    assert members(context.store) == []
    assert page.take_button.text() == "收下 1 条"
    assert [row[:3] for row in page.items.texts] == [
        ["3", "新增", "张三"],
        ["4", "收不下", "李四"],
    ]
    assert ["喜好", "不收"] in [row[:2] for row in page.columns.texts]
    assert ["公民身份证号", "公民身份号码"] in [row[:2] for row in page.columns.texts]
    assert ["3", "入党时间", "1985.07", "1985-07-01"] in [row[:4] for row in page.changes.texts]
    assert any(row[1] == "4" and row[3] == "收不下" for row in page.findings.texts)
    assert [page.sheet_box.itemText(i) for i in range(2)] == ["花名册", "另一张"]
    with qtbot.waitSignal(page.closed, timeout=_WAIT):
        page.take_button.click()
    assert members(context.store) == ["张三"]
    context.undo()
    assert members(context.store) == []


def test_another_sheet_can_be_read(qtbot: QtBot, context: AppContext, roster: Path) -> None:
    page = opened(qtbot, context, roster)
    page.read(roster, "另一张")
    qtbot.waitUntil(lambda: page.items.texts[0][2] == "王五", timeout=_WAIT)
    assert page.sheet_box.currentText() == "另一张"


def test_a_file_that_is_no_sheet_is_refused_in_words(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    told: list[Message] = []
    context.told.connect(told.append)
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"no workbook at all")
    page = ImportPage(context, "member", path)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert told[0].tone == "bad"
    assert page.proposal is None
    assert members(context.store) == []


def test_what_changed_since_it_was_seen_is_read_again(
    qtbot: QtBot, context: AppContext, roster: Path
) -> None:
    page = opened(qtbot, context, roster)
    with context.store.write("添加党员") as writer:
        writer.add(
            "member", {"name": "张三", "category": "full", "id_number": "11010519491231002X"}
        )
    first = page.proposal
    page.take_button.click()
    qtbot.waitUntil(lambda: page.proposal is not first, timeout=_WAIT)
    assert page.items.texts[0][1] in ("更新", "不变")
    assert members(context.store) == ["张三"]


def test_what_is_asked_is_answered_for_all_rows(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "名单.xlsx", [["姓名", "性别"], ["张三", "男"], ["李四", "女"]])
    page = opened(qtbot, context, path)
    assert [row[1] for row in page.items.texts] == ["要问", "要问"]
    assert not page.take_button.isEnabled()
    box = page.questions.boxes["category"]
    box.setCurrentText("入党积极分子")
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page.take_button.text() == "收下 2 条", timeout=_WAIT)
    assert page.questions.boxes["category"].currentText() == "入党积极分子"
    with qtbot.waitSignal(page.closed, timeout=_WAIT):
        page.take_button.click()
    assert sorted(members(context.store)) == ["张三", "李四"]


def test_columns_are_mapped_rows_answered_and_all_sheets_taken(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    with context.store.write("添加党员") as writer:
        for born in ("1980-01-01", "1990-01-01"):
            values = {"name": "张三", "category": "full", "birth_date": date.fromisoformat(born)}
            writer.add("member", values)
    heads = ["花名", "人员类别", "党小组"]
    more = {"另一张": [["姓名", "人员类别"], ["王五", "正式党员"]]}
    rows = [heads, ["张三", "正式党员", "一组"], ["李四", "正式党员", "二组"]]
    path = workbook(tmp_path / "名单.xlsx", rows, more=more)
    page = opened(qtbot, context, path)
    # The second sheet has the better header; the first is chosen, and its name column mapped.
    page.read(path, "花名册")
    qtbot.waitUntil(lambda: page.columns.texts[0][0] == "花名", timeout=_WAIT)
    box = page.columns.boxes[0]
    box.setCurrentIndex(box.findData("name"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page.items.texts[0][1] == "要问", timeout=_WAIT)
    assert page.columns.texts[0][2] == "手工指定"
    page.tables.turn_to(0)
    page.items.selectRow(0)
    assert page.tables.answer.isVisible()
    answers = page.tables.answer.buttons
    assert [each.text()[:2] for each in answers] == ["是：", "是：", "是另", "先不"]
    answers[1].click()
    qtbot.waitUntil(lambda: page.items.texts[0][1] == "更新", timeout=_WAIT)
    assert page.take_button.text() == "收下 2 条" and page.tables.answer.isVisible()
    # What was mapped is remembered when it is taken, and shown the next time.
    with qtbot.waitSignal(page.closed, timeout=_WAIT):
        page.take_button.click()
    again = opened(qtbot, context, path)
    again.read(path, "全部工作表")
    qtbot.waitUntil(lambda: bool(again.proposal and again.proposal.parts), timeout=_WAIT)
    assert again.sheet_box.currentText() == "全部工作表"
    assert any("手工指定过" in row[4] for row in again.findings.texts)
    with qtbot.waitSignal(again.closed, timeout=_WAIT):
        again.take_button.click()
    assert members(context.store).count("王五") == 1 and len(members(context.store)) == 4
