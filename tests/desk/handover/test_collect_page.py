"""收表汇总 through its page: read, see, take, give back, withdraw, sum up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk.handover.collect_page import CollectPage
from partydesk.desk.handover.reason_dialogs import DismissDialog, WithdrawDialog
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.handover.return_dialog import ReturnDialog
from partydesk.desk.handover.rollup_dialog import RollupDialog
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.printing.print_dialog import PrintDialog
from partydesk.exchange.merge import operator
from partydesk.exchange.merge.trace import acts
from partydesk.exchange.replies.slip import read_slip
from partydesk.exchange.submission.writing import export
from partydesk.operations.settings.catalogue import keep_setting, settings_of
from partydesk.records.clock import today
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests.sample.bulk import bulk_branch

_WAIT = 60_000
QUARTER = parse_period("2026Q1")


@pytest.fixture
def context(qtbot: QtBot, committee_store: Store) -> Iterator[AppContext]:
    with committee_store.write("登记") as writer:
        for code, name in (("P0301", "甲支部"), ("P0399", "没交的支部")):
            writer.add("organisation", {"code": code, "name": name, "kind": "branch"})
    made = AppContext(committee_store)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, monkeypatch: pytest.MonkeyPatch) -> CollectPage:
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", list)
    made = CollectPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 650)
    made.show()
    return made


@pytest.fixture
def stick(tmp_path: Path, context: AppContext) -> Path:
    """A sound submission, one edited by hand, and a file that is no workbook."""
    with context.store.write("登记") as writer:
        writer.add("organisation", {"code": "P0302", "name": "乙支部", "kind": "branch"})
    folder = tmp_path / "U 盘"
    folder.mkdir()
    for seed, (code, name) in enumerate((("P0301", "甲支部"), ("P0302", "乙支部"))):
        with bulk_branch(
            Home(tmp_path / code), code, f"中共{name}", short_name=name, seed=seed + 1,
            members=8, through=date(2026, 3, 31),
        ) as branch:  # fmt: skip
            made = export(branch, QUARTER, folder)
    book = load_workbook(made.file)
    sheet = book["学习活动"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("主题") + 1).value = "改过的主题"
    book.save(made.file)
    (folder / "坏表.xlsx").write_bytes(b"no workbook")
    return folder


def read(qtbot: QtBot, page: CollectPage, *paths: Path) -> dict[str, str]:
    page.read(list(paths))
    qtbot.waitUntil(lambda: bool(page.files) and not page.context.busy, timeout=_WAIT)
    return states(page)


def read_off(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel))


def states(page: CollectPage) -> dict[str, str]:
    return {row[1]: row[2] for row in page.table.texts}


def reported(store: Store) -> int:
    with store.read() as connection:
        own = store.own.id
        total = queries.count(connection, queries.Query("session"))
        return total - queries.count(connection, queries.Query("session", organisation=own))


def test_collecting_from_reading_to_the_rollup(
    qtbot: QtBot,
    context: AppContext,
    page: CollectPage,
    stick: Path,
    told: list[Message],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read(qtbot, page, stick) == {
        "甲支部": "可以收",
        "乙支部": "待定",
        "坏表.xlsx": "有错",
        "没交的支部": "未交",
    }
    assert page.chooser.period == QUARTER, "the files' own period is shown"
    assert reported(context.store) == 0, "reading keeps nothing"
    assert page.offer.take_button.text() == "收下 1 份"
    page.offer.take_button.click()
    assert page.who.isVisible() and reported(context.store) == 0, "a name comes first, once a day"
    page.who.name.setText("  周示例 ")
    page.who.yes.click()
    qtbot.waitUntil(lambda: states(page).get("甲支部") == "已收", timeout=_WAIT)
    taken = reported(context.store)
    assert taken > 0

    line = next(line for line in page.lines if line.state == "edited")
    page.detail.show_standing(line)
    assert line.file is not None
    assert [row["sheet"] for row in line.file.edited_rows] == ["学习活动"]
    assert line.file.changes["党员"] == (8, 0, 0), "what taking it would do is seen before"
    page.show_findings(line)
    qtbot.waitUntil(page.findings.isVisible, timeout=_WAIT)
    edited = next(row for row in page.findings.table.texts if row[1].startswith("学习活动"))
    page.findings.table.selectRow(page.findings.table.texts.index(edited))
    assert page.findings.row.texts[0] == ["主题", "这一格", "改过的主题"]
    assert len(page.findings.row.texts) > 5, "the whole row is there"
    page.bar.choose(0)
    assert page.table.isVisible() and page.detail.isVisible()
    page.answer_all()
    qtbot.waitUntil(lambda: "回执 1 份，退回单 1 份" in told[-1].text, timeout=_WAIT)
    assert sorted(each.stem[-3:] for each in stick.glob("*_*_*_v1_*")) == ["_回执", "退回单"]
    # Sent back once more, with a word and a day of the officer's own.
    page.detail.return_wanted.emit(line)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(ReturnDialog)), timeout=_WAIT)
    (asked,) = page.window().findChildren(ReturnDialog)
    assert "退回乙支部，有 1 处要改" in read_off(asked) and "现在“改过的主题”" in read_off(asked)
    asked.general.setText("请照会议记录核对")
    asked.until.setText("2020-01-01")
    asked.yes.click()
    assert "已经过了" in asked.wrong.text() and asked.isVisible()
    asked.until.setText("29991231")
    asked.until.editingFinished.emit()
    asked.lines[0].setText("原来的对")
    before = len(told)
    asked.yes.click()
    qtbot.waitUntil(lambda: len(told) > before and "退回单" in told[-1].text, timeout=_WAIT)
    slip = read_slip(next(stick.glob("*_退回单.xlsx")))
    assert [(each.words, each.until) for each in slip.faults] == [
        ("请照会议记录核对", "2999-12-31"),
        ("原来的对", ""),
    ]
    page.detail.accept_wanted.emit(line)
    qtbot.waitUntil(lambda: states(page).get("乙支部") == "已收", timeout=_WAIT)
    assert reported(context.store) > taken

    out = tmp_path / "汇总.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    page.roll_up()
    (dialog,) = page.window().findChildren(RollupDialog)
    assert "3 个支部，在内 2 个：都报到 3 月 31 日" in read_off(dialog)
    assert not dialog.sheets["exemption"].isEnabled() and dialog.sheets["member"].isChecked()
    dialog.sheets["member"].setChecked(False)
    dialog.choose()
    qtbot.waitUntil(lambda: "汇总表已写好" in told[-1].text, timeout=_WAIT)
    names = load_workbook(out, read_only=True).sheetnames
    assert names[:2] == ["首页", "汇总"] and "学习活动" in names and "党员" not in names

    line = next(line for line in page.lines if line.name == "乙支部")
    page.detail.withdraw_wanted.emit(line)
    (asked,) = page.window().findChildren(WithdrawDialog)
    assert "撤回乙支部的 2026Q1 第 1 版？" in read_off(asked)
    assert reported(context.store) > taken, "nothing happens before it is answered"
    asked.reason.setText("交错了")
    asked.yes.click()
    qtbot.waitUntil(lambda: "已撤回" in told[-1].text, timeout=_WAIT)
    assert reported(context.store) == taken
    assert (acts(context.store)[0].reason, acts(context.store)[0].operator) == ("交错了", "周示例")
    again = told[-1].action
    assert again is not None and again.label == "再收下"
    again.do()
    qtbot.waitUntil(lambda: "又收下了" in told[-1].text, timeout=_WAIT)
    assert reported(context.store) > taken


def test_who_is_late_can_be_pasted_and_saved(
    qtbot: QtBot,
    page: CollectPage,
    told: list[Message],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page.chooser.choose(QUARTER)
    days = (today() - date(2026, 4, 10)).days
    page.bar.copy_wanted.emit()
    assert QGuiApplication.clipboard().text() == (
        "2026 年第一季度报送表，2026 年 4 月 10 日前交。还有 2 个支部没有交：\n"
        f"1. 甲支部（P0301），已过 {days} 天\n2. 没交的支部（P0399），已过 {days} 天"
    )
    assert page.table.texts[0][2:5:2] == ["未交", f"应 4 月 10 日前交，已过 {days} 天"]

    # The committee's own days count at once.
    store = page.context.store
    keep_setting(store, settings_of("committee")["hand_in_days.quarter"], "15")
    out = tmp_path / "催交.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    page.bar.save_wanted.emit()
    rows = list(load_workbook(out).active.values)
    assert rows[1][:2] == ("P0301", "甲支部") and rows[1][4] == days - 5


def test_what_is_on_a_stick_is_listed_when_it_is_put_in(
    qtbot: QtBot, page: CollectPage, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = RemovableDrive(stick, "SANDISK (E:)", 1 << 30, True)
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", lambda: [drive])
    (stick / "照片.jpg").write_bytes(b"x")
    page.show_drives([drive])
    qtbot.waitUntil(lambda: len(page.files) == 3 and not page.context.busy, timeout=_WAIT)
    assert page.offer.said.text() == "SANDISK (E:) 上有 3 份表"
    assert page.offer.hint.text().endswith("没有看：1 个不是表的文件")
    assert page.bar.answer_button.toolTip().startswith("回执 0 份，退回单 1 份")
    # What was read and is not decided stays when something else is read, and without its stick.
    other = stick.parent / "别处"
    other.mkdir()
    (other / "另一份.xlsx").write_bytes(b"no workbook")
    page.read([other])
    qtbot.waitUntil(lambda: len(page.files) == 4 and not page.context.busy, timeout=_WAIT)
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", list)
    page.show_drives([])
    left = [Path(each.file).name for each in page.files]
    assert left[0] == "另一份.xlsx" and len(left) == 3, "what is no submission goes with its stick"

    # So it is after a restart, and without the stick, from the copy that was kept.
    for file in stick.iterdir():
        file.unlink()
    context = page.context
    again = CollectPage(context)
    qtbot.addWidget(again)
    again.resize(1366, 650)
    again.show()
    # So does what could be taken at once.
    assert again.offer.take_button.text() == "收下 1 份"
    operator.give(context.store, "吴示例")
    again.take(again.ready)
    qtbot.waitUntil(lambda: not context.busy and not again.ready, timeout=_WAIT)
    (line,) = [line for line in again.lines if line.file is not None]
    assert (line.name, line.state, line.lost) == ("乙支部", "edited", False)
    assert line.file is not None and len(line.file.edited_rows) == 1
    again.detail.show_standing(line)
    assert "本机留有一份" in read_off(again.detail)
    again.detail.dismiss_wanted.emit(line)
    (asked,) = again.window().findChildren(DismissDialog)
    asked.yes.click()
    assert not again.files and not list(context.store.home.folder.glob("waiting/*"))
    done = {(act.act, act.operator, act.organisation) for act in acts(context.store)}
    assert done == {("不收", "吴示例", "P0302"), ("收下", "吴示例", "P0301")}


def test_a_quarter_within_a_year_is_said_and_the_sentence_copied(
    qtbot: QtBot, page: CollectPage, tmp_path: Path, told: list[Message]
) -> None:
    with bulk_branch(Home(tmp_path / "P0301"), "P0301", "中共甲支部", short_name="甲支部", seed=1,
                     members=3, through=date(2025, 3, 31)) as branch:  # fmt: skip
        file = export(branch, parse_period("2025"), tmp_path).file
    assert read(qtbot, page, file)["甲支部"] == "可以收"
    operator.give(page.context.store, "周示例")
    page.offer.take_button.click()
    qtbot.waitUntil(lambda: states(page).get("甲支部") == "已收", timeout=_WAIT)
    page.chooser.choose(parse_period("2025Q2"))
    assert states(page) == {"没交的支部": "未交", "甲支部": "含在全年"}
    assert page.bar.chips[1].text() == "已收 1"
    sentence = "2 个支部，在内 1 个：都报到 6 月 30 日"
    assert sentence in read_off(page) and "1 / 2 个支部" in read_off(page)
    link = next(each for each in page.findChildren(QPushButton) if each.text() == "复制这句话")
    link.click()
    assert QGuiApplication.clipboard().text() == f"2025 年第二季度：{sentence}。"
    listed = page.list.as_shown("收表情况", sentence)
    assert [label for label, _ in listed.heads][:3] == ["编码", "党组织", "状态"]
    assert {line[1]: line[2] for _, rows in listed.groups for line in rows} == states(page)
    next(each for each in page.findChildren(QPushButton) if each.text() == "打印").click()
    qtbot.waitUntil(lambda: bool(page.findChildren(PrintDialog)), timeout=_WAIT)
    page.findChildren(PrintDialog)[0].close()
    page.bar.copy_wanted.emit()
    assert "甲支部" not in QGuiApplication.clipboard().text(), "who is within is not asked again"


def test_a_folder_without_sheets_is_said(
    qtbot: QtBot, page: CollectPage, tmp_path: Path, told: list[Message]
) -> None:
    nothing = tmp_path / "空"
    nothing.mkdir()
    page.read([nothing])
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert "没有报送表" in told[-1].text
