"""报送 through its page: the period, the look before, the stick, and what comes back."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from partydesk.desk.handover.removable_drives import RemovableDrive, removable
from partydesk.desk.handover.submit_page import SubmitPage
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import local_time
from partydesk.desk.kit.messages import Message
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.submission.writing import export
from partydesk.operations.rule_settings import choose_rules
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.store import Store

_WAIT = 30_000
QUARTER = parse_period("2026Q1")


@pytest.fixture
def context(qtbot: QtBot, branch_store: Store) -> Iterator[AppContext]:
    made = AppContext(branch_store)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, monkeypatch: pytest.MonkeyPatch) -> SubmitPage:
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", list)
    made = SubmitPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 650)
    made.show()
    made.chooser.choose(QUARTER)
    return made


def links(page: SubmitPage, text: str) -> list[QPushButton]:
    return [b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible()]


def test_a_finding_opens_its_record(qtbot: QtBot, context: AppContext, page: SubmitPage) -> None:
    with context.store.read() as connection:
        first = queries.ids(connection, queries.Query("member", where={"category": "full"}))[0]
        uid = queries.window(connection, "member", [first])[first]["uid"]
    with context.store.write("清空学历") as writer:
        writer.edit("member", uid, {"education": None})
    assert any(uid in finding.value for finding in page.look_step.findings)
    qtbot.waitUntil(lambda: bool(links(page, "去填写")))
    with qtbot.waitSignal(page.record_wanted) as opened:
        links(page, "去填写")[0].click()
    assert opened.args == ["member", uid]


def test_a_period_can_be_written(qtbot: QtBot, page: SubmitPage) -> None:
    page.chooser.line.setText("今年三季度")
    page.chooser.use_written()
    assert "看不懂期间" in page.chooser.wrong.text()
    assert page.period == QUARTER
    page.chooser.line.setText("2026-01-01..2026-02-15")
    page.chooser.use_written()
    assert page.period.text == "2026-01-01..2026-02-15"


def test_writing_to_a_stick_says_when_it_can_be_pulled_out(
    qtbot: QtBot, context: AppContext, page: SubmitPage, tmp_path: Path
) -> None:
    assert not page.write_step.write_button.isEnabled()
    stick = tmp_path / "SANDISK"
    stick.mkdir()
    # A card that lies there for this branch is offered, no other.
    for name in ("P0312_甲_登记卡2.card", "P0312_甲_登记卡11.card", "P0999_乙_登记卡20.card"):
        (stick / name).write_text("{}")
    page.show_drives([RemovableDrive(stick, "SANDISK (E:)", 15 << 30, True)])
    assert "P0312_甲_登记卡11.card" in page.card_line.link.text()
    for card in stick.glob("*.card"):
        card.unlink()
    assert page.write_step.write_button.isEnabled()
    name = page.write_step.name.text()
    page.write_step.write_button.click()
    qtbot.waitUntil(lambda: "现在可以拔出" in page.write_step.said.text(), timeout=_WAIT)
    assert [each.name for each in stick.iterdir()] == [name]
    assert page.handed_in.table.texts[0][:2] == ["2026 年第一季度", "第 1 版"]
    assert not page.write_step.after.isHidden()
    page.write_step.after.findChildren(QPushButton)[2].click()
    copied = QGuiApplication.clipboard().mimeData().urls()
    assert [Path(url.toLocalFile()) for url in copied] == [stick / name]


def test_the_folder_chosen_is_there_again_the_next_time(
    qtbot: QtBot, context: AppContext, page: SubmitPage, tmp_path: Path, monkeypatch: Any
) -> None:
    chosen = tmp_path / "发给 园区"
    chosen.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(chosen))
    page.write_step.choose_folder()
    again = SubmitPage(context)
    qtbot.addWidget(again)
    again.show_drives([])
    assert again.write_step.folder == chosen and again.write_step.write_button.isEnabled()
    # A stick that is in goes before it.
    stick = tmp_path / "SANDISK"
    stick.mkdir()
    another = SubmitPage(context)
    qtbot.addWidget(another)
    another.show_drives([RemovableDrive(stick, "SANDISK (E:)", 15 << 30, True)])
    assert another.write_step.folder == stick


def test_a_stick_pulled_out_is_said_and_nothing_is_noted(
    qtbot: QtBot, context: AppContext, page: SubmitPage, tmp_path: Path
) -> None:
    told: list[Message] = []
    context.told.connect(told.append)
    page.write_step.use_folder(tmp_path / "不在了")
    page.write_step.write_button.click()
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert told[-1].tone == "bad"
    assert page.handed_in.table.texts == []


def test_a_stick_pulled_out_while_it_is_written_to(
    qtbot: QtBot,
    context: AppContext,
    page: SubmitPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Message] = []
    context.told.connect(told.append)
    stick = tmp_path / "SANDISK"
    stick.mkdir()
    page.show_drives([RemovableDrive(stick, "SANDISK (E:)", 15 << 30, True)])

    def pulled_out(*_: object) -> str:
        shutil.rmtree(stick)
        raise OSError(errno.EIO, "Input/output error", str(stick / "表.xlsx"))

    with monkeypatch.context() as pulling:
        pulling.setattr("partydesk.exchange.submission.writing.verify", pulled_out)
        page.write_step.write_button.click()
        qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert "可能被拔出" in told[-1].text and "Input" not in told[-1].text
    assert page.handed_in.table.texts == [] and "现在可以拔出" not in page.write_step.said.text()
    page.show_drives([])
    assert not page.write_step.write_button.isEnabled()

    # One that is full or protected is shown and not offered; put back, it takes the same file.
    page.show_drives(
        [RemovableDrive(stick, "满", 1 << 10, True), RemovableDrive(stick, "锁", 1 << 30, False)]
    )
    assert not page.write_step.write_button.isEnabled()
    stick.mkdir()
    page.show_drives([RemovableDrive(stick, "SANDISK (E:)", 15 << 30, True)])
    page.write_step.write_button.click()
    qtbot.waitUntil(lambda: "现在可以拔出" in page.write_step.said.text(), timeout=_WAIT)
    assert [each.name.endswith("_v1.xlsx") for each in stick.iterdir()] == [True]


def test_a_returned_slip_leads_to_each_record(
    qtbot: QtBot, context: AppContext, page: SubmitPage, committee_store: Store, tmp_path: Path
) -> None:
    made = export(context.store, QUARTER, tmp_path)
    book = load_workbook(made.file)
    sheet = book["学习活动"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("主题") + 1).value = "改过的主题"
    uid = str(sheet.cell(2, header.index("编号") + 1).value)
    book.save(made.file)
    slip = write_slip(committee_store, made.file, tmp_path / "退回单.xlsx")
    page.open_slip(slip)
    qtbot.waitUntil(page.returned.isVisible, timeout=_WAIT)
    assert "1 处要改" in page.returned.title.text()
    qtbot.waitUntil(lambda: bool(links(page, "改这一条")))
    with qtbot.waitSignal(page.start_wanted) as opened:
        links(page, "改这一条")[0].click()
    target = opened.args[0]
    assert (target.kind, target.uid, target.column) == ("session", uid, "topic")
    assert "导出后在表里" in target.fault
    # What has been mended since says so, and what is no longer there.
    with context.store.write("改主题") as writer:
        writer.edit("session", uid, {"topic": "改对了"})
    page.returned.refresh()
    assert "已改" in {each.text() for each in page.returned.findChildren(QLabel)}
    with context.store.write("删除") as writer:
        writer.remove("session", uid)
    page.returned.refresh()
    assert "已删去" in {each.text() for each in page.returned.findChildren(QLabel)}
    assert page.handed_in.table.texts[0][3] == "退回"
    # What came back for a revision is there again whenever its line is asked for.
    page.returned.hide()
    page.handed_in.table.selectRow(0)
    page.handed_in.table.clicked.emit(page.handed_in.table.currentIndex())
    assert page.returned.isVisible() and "1 处要改" in page.returned.title.text()


def test_a_forged_slip_shows_as_words_without_a_way(
    qtbot: QtBot, context: AppContext, page: SubmitPage, committee_store: Store, tmp_path: Path
) -> None:
    made = export(context.store, QUARTER, tmp_path)
    slip = write_slip(committee_store, made.file, tmp_path / "退回单.xlsx")
    faults = [
        {"kind": kind, "uid": uid, "message": f"<b>{kind}</b> 改好"}
        for kind, uid in (("password", "x"), ("session", "没有这一条"), ("sqlite_master", ""))
    ]
    book = load_workbook(slip)
    values = {"faults": json.dumps(faults), "revision": "9"}
    for row in book["元数据"].iter_rows():
        if row[0].value in values:
            row[1].value = values[row[0].value]
    book.save(slip)
    page.open_slip(slip)
    qtbot.waitUntil(page.returned.isVisible, timeout=_WAIT)
    assert "对不上" in page.returned.title.text() and "第 9 版" in page.returned.title.text()
    told = {label.text() for label in page.returned.findChildren(QLabel)}
    assert sum("改好" in words for words in told) == len(faults)
    assert not links(page, "改这一条")
    assert page.handed_in.table.texts[0][3] != "退回"


@pytest.mark.parametrize(
    ("root", "expected"),
    [("/media/me/SANDISK", True), ("/run/media/me/U", True), ("/", False), ("/home", False)],
)
def test_only_drives_that_can_be_pulled_out_are_offered(
    root: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert removable(root) is expected


@pytest.mark.parametrize("stamp", ["2026-03-01 12:00:00", "2026-03-01 12:00:00.250"])
def test_stamps_are_shown_in_local_time(stamp: str) -> None:
    here = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone()
    assert local_time(stamp) == here.strftime("%m-%d %H:%M")
    assert local_time("不是时间") == "不是时间"


def test_the_page_says_the_day_that_the_park_sets(page: SubmitPage, context: AppContext) -> None:
    told = [label.text() for label in page.findChildren(QLabel)]
    assert any(text.endswith("2026-04-10 前交") for text in told), told
    choose_rules(context.store, days={"quarter": 30})
    page.show_all()
    told = [label.text() for label in page.findChildren(QLabel)]
    assert any(text.endswith("2026-04-30 前交") for text in told), told
