"""Whole stories through the real window, from the first start on, on real folders and files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from partydesk.desk.forms.ticket_form import TicketForm
from partydesk.desk.handover.collect_page import CollectPage
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.handover.return_dialog import ReturnDialog
from partydesk.desk.handover.submit_page import SubmitPage
from partydesk.desk.imports.page import ImportPage
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.lists.recycle_bin import RecycleBin
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.start_pages import FirstRunPage
from partydesk.desk.shell.window import Window
from partydesk.exchange.submission.writing import export
from partydesk.records.clock import today
from partydesk.records.fields import fields
from partydesk.records.member import Member
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from tests.e2e.conftest import Machine
from tests.e2e.hands import WAIT, Hands
from tests.exchange import making
from tests.exchange.merging import merge
from tests.exchange.roster.rosters import identity, workbook
from tests.sample.bulk import bulk_branch

BRANCH = "中共示例园区甲科技有限公司支部委员会"
YEAR = str(today().year)
PEOPLE = ("陈一鸣", "李慕白", "王海燕", "欧阳清风")


def roster(folder: Path) -> Path:
    """The 2017 form: title rows, a header, people, and a line for signatures."""
    header = [
        "序号", "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历",
        "人员类别", "加入党组织日期", "转为正式党员日期", "工作岗位", "手机号", "党籍状态",
    ]  # fmt: skip
    rows: list[list[Any]] = [["附件4"], ["党员基本信息汇总表"], [f"填报单位（盖章）：{BRANCH}"]]
    rows.append(header)
    for number, name in enumerate(PEOPLE, 1):
        sex = "男" if number % 2 else "女"
        rows.append(
            [number, name, BRANCH, identity(number, "19900512"), sex, "汉", "1990.05.12", "本科",
             "正式党员", "2015.07.01", "2016.07.01", "非公有经济控制企业管理岗位",
             13800000000 + number, "正常"]
        )  # fmt: skip
    rows.append(["填表人：            支部书记：            填表日期：2026年3月31日"])
    return workbook(folder / "党员 花名册.xlsx", rows, merged=("A1:N1", "A2:N2"))


def begin(hands: Hands, machine: Machine, home: Home, code: str, name: str, role: str) -> Program:
    """The first start: say whose data this is."""
    program = machine.start(home)
    assert program.window is not None
    first = program.window.centralWidget()
    assert isinstance(first, FirstRunPage)
    hands.qtbot.mouseClick(getattr(first, role), Qt.MouseButton.LeftButton)
    getattr(first, role).setChecked(True)
    hands.write(first.inputs["code"], code)
    hands.write(first.inputs["name"], name)
    hands.press(first, "开始使用")
    return program


def submit_page(window: Window) -> SubmitPage:
    window.turn_to("submit")
    page = window.space.findChild(SubmitPage)
    assert isinstance(page, SubmitPage)
    return page


def collect_page(window: Window) -> CollectPage:
    window.turn_to("collect")
    page = window.space.findChild(CollectPage)
    assert isinstance(page, CollectPage)
    return page


def shown(page: Any) -> list[str]:
    return [page.model.text(row, 0) for row in range(page.model.rowCount())]


def test_a_secretary_from_the_first_start_to_handing_in(
    machine: Machine, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "我的 支部")
    program = begin(hands, machine, home, "P0312", BRANCH, "branch")
    window = machine.window(program)

    # The roster the park already has: chosen in the dialog, looked at, taken.
    path = roster(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    page = hands.members(window)
    assert page.empty.isVisible(), "an empty list offers the two ways to fill it"
    hands.press(page.empty, f"{page.listing.taking_in}…")
    taking = window.space.stack.currentWidget()
    assert isinstance(taking, ImportPage)
    hands.qtbot.waitUntil(lambda: taking.proposal is not None, timeout=WAIT)
    hands.qtbot.waitUntil(lambda: not window.context.busy, timeout=WAIT)
    assert [row[1:3] for row in taking.items.texts] == [["新增", name] for name in PEOPLE]
    assert not window.space.stack.currentWidget().findChildren(EmptyState)[0].isVisible()
    hands.press(taking, f"收下 {len(PEOPLE)} 条")
    hands.qtbot.waitUntil(lambda: not window.space.has_pushed_page, timeout=WAIT)
    assert sorted(shown(page)) == sorted(PEOPLE)

    # Found by initials, by characters, by pinyin.
    for words in ("oyqf", "欧阳", "ouyangqingfeng"):
        assert shown(hands.search(window, words)) == ["欧阳清风"], words
    hands.search(window, "")
    assert len(shown(page)) == len(PEOPLE)

    # A 主题党日 with one on leave.
    hands.key(window, Qt.Key.Key_3, control=True)
    hands.key(window, Qt.Key.Key_N, control=True)
    form = hands.form(window)
    hands.fill(form, kind="主题党日", hours="2", place="党群服务中心", topic="重温入党誓词")
    seat = next(each for each in form.panel.buttons if each.seat.name == "李慕白")
    hands.qtbot.mouseClick(seat, Qt.MouseButton.LeftButton)
    assert "请" in seat.text()
    hands.save(window)
    page = hands.page(window)
    assert page.model.rowCount() == 1
    hands.qtbot.waitUntil(lambda: page.pane.title() == "重温入党誓词")
    row = page.model.row(0)
    assert (row["expected"], row["present"]) == (4, 3)

    # A talk.
    hands.key(window, Qt.Key.Key_4, control=True)
    hands.key(window, Qt.Key.Key_N, control=True)
    hands.fill(
        hands.form(window),
        kind="谈心谈话", talker="陈一鸣", subjects="王海燕", topic="近期工作和思想",
        content="谈了近况。", held_on=f"{today():%Y%m%d}",
    )  # fmt: skip
    hands.save(window)
    assert hands.page(window).model.rowCount() == 1

    # A ticket, moved to 办理中.
    hands.key(window, Qt.Key.Key_5, control=True)
    hands.key(window, Qt.Key.Key_N, control=True)
    hands.fill(
        hands.form(window),
        source="职工反映", description="二号楼楼道照明损坏", owner="陈一鸣",
        raised_on=f"{today():%Y-%m-%d}", due_on=f"{today() + timedelta(days=20):%Y-%m-%d}",
    )  # fmt: skip
    hands.save(window)
    page = hands.page(window)
    hands.key(page.view, Qt.Key.Key_Return)
    ticket = hands.form(window)
    assert isinstance(ticket, TicketForm)
    hands.write(ticket.note, "已联系物业")
    hands.press(ticket, "转为办理中")
    assert ticket.state.text() == "办理中"
    hands.key(ticket.focusWidget() or ticket, Qt.Key.Key_Escape)
    assert not window.space.has_pushed_page, "nothing was typed since: closing does not ask"
    assert page.model.row(0)["state"] == "working"

    # Handed in: a folder is chosen, the file is written and read back.
    folder = tmp_path / "U 盘"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(folder))
    sending = submit_page(window)
    assert not sending.write_step.write_button.isEnabled()
    hands.press(sending, "换一个期间")
    hands.write(sending.chooser.line, YEAR)
    hands.key(sending.chooser.line, Qt.Key.Key_Return)
    assert sending.period.text == YEAR
    hands.press(sending, "另选文件夹…")
    hands.press(sending, "写入并核对")
    hands.qtbot.waitUntil(lambda: "现在可以拔出" in sending.write_step.said.text(), timeout=WAIT)
    written = list(folder.glob("*.xlsx"))
    assert [each.name for each in written] == [sending.write_step.name.text()]
    book = load_workbook(written[0], read_only=True)
    talks = [[cell.value for cell in line] for line in book["廉政谈话"].iter_rows()]
    book.close()
    assert not any("谈了近况" in str(value) for line in talks for value in line)
    assert sending.handed_in.table.texts[0][1::2] == ["第 1 版", "已写出"]

    # What the last step did is taken back and done again, from wherever one is.
    hands.key(window, Qt.Key.Key_5, control=True)
    page = hands.page(window)
    hands.key(window, Qt.Key.Key_Z, control=True)
    assert page.model.row(0)["state"] == "open"
    hands.key(window, Qt.Key.Key_Z, control=True)
    assert page.model.rowCount() == 0
    hands.key(window, Qt.Key.Key_Y, control=True)
    hands.key(window, Qt.Key.Key_Y, control=True)
    assert page.model.row(0)["state"] == "working"

    machine.close(program)
    window = machine.window(machine.start(home))
    assert sorted(shown(hands.members(window))) == sorted(PEOPLE)


def test_an_officer_collects_and_a_branch_hears_back(
    machine: Machine, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    period = parse_period("2026Q1")
    homes: dict[str, Home] = {}
    files: dict[str, Path] = {}
    for seed, (code, short) in enumerate((("P0301", "甲支部"), ("P0302", "乙支部")), 1):
        homes[short] = Home(tmp_path / short)
        with bulk_branch(
            homes[short], code, f"中共{short}委员会", short_name=short, seed=seed, members=8,
            through=date(2026, 3, 31),
        ) as branch:  # fmt: skip
            files[short] = export(branch, period, stick).file
    book = load_workbook(files["乙支部"])
    sheet = book["学习活动"]
    column = [cell.value for cell in sheet[1]].index("主题") + 1
    before = str(sheet.cell(2, column).value)
    sheet.cell(2, column).value = "导出以后改过的主题"
    book.save(files["乙支部"])

    office = begin(hands, machine, Home(tmp_path / "党委"), "P0000", "园区党委", "committee")
    window = machine.window(office)
    window.turn_to("register")
    for code, short in (("P0301", "甲支部"), ("P0302", "乙支部")):
        hands.key(window, Qt.Key.Key_N, control=True)
        hands.fill(hands.form(window), code=code, name=f"中共{short}委员会", short_name=short)
        hands.save(window)

    page = collect_page(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(stick))
    hands.press(page, "选择文件夹…")
    hands.qtbot.waitUntil(lambda: bool(page.files) and not window.context.busy, timeout=WAIT)

    def states() -> dict[str, str]:
        return {row[1]: row[2] for row in page.table.texts}

    assert {name: states()[name] for name in files} == {"甲支部": "可以收", "乙支部": "待定"}
    assert page.chooser.period == period
    # The edited one lies open beside the list, its cell before and after.
    hands.wait_read(page.detail, before[:40], "导出以后改过的主题", "主题")
    hands.press(page, "收下 1 份")
    page.who.name.setText("周示例")  # asked once a day, before the first act
    hands.press(page, "就记这个名字")
    hands.qtbot.waitUntil(lambda: states()["甲支部"] == "已收", timeout=WAIT)
    hands.qtbot.waitUntil(lambda: not window.context.busy, timeout=WAIT)
    assert states()["乙支部"] == "待定", "what was edited is never taken by the way"

    # It goes back first, then the officer takes it after all.
    slip = files["乙支部"].with_name(f"{files['乙支部'].stem}_退回单.xlsx")
    page.table.selectRow(next(n for n, row in enumerate(page.table.texts) if row[1] == "乙支部"))
    hands.press(page.detail, "退回支部")
    hands.qtbot.waitUntil(lambda: bool(window.findChildren(ReturnDialog)), timeout=WAIT)
    hands.press(window, "写退回单")
    hands.wait_told(window, f"已写好“{slip.name}”")
    assert slip.exists(), "it lies beside the sheet it is about"
    hands.press(page.detail, "连改动一起收下")
    hands.qtbot.waitUntil(lambda: states()["乙支部"] == "已收", timeout=WAIT)
    hands.qtbot.waitUntil(lambda: not window.context.busy, timeout=WAIT)
    # What was taken in spite of an edit goes on saying so.
    hands.wait_read(page.detail, "导出后改过的 1 行")

    out = tmp_path / "汇总.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    hands.press(page, page.bar.rollup_button.text())  # which says less in a narrow window
    hands.press(window, "存到…")
    hands.wait_told(window, "汇总表已写好")
    book = load_workbook(out)
    topics = {cell.value for line in book["学习活动"].iter_rows() for cell in line}
    assert {"汇总", "报送情况", "问题"} <= set(book.sheetnames)
    assert "导出以后改过的主题" in topics
    members = {cell.value for line in book["报送情况"].iter_rows() for cell in line}
    assert {"P0301", "P0302"} <= members
    # The branches' rows are in the lists, and nobody can change them here.
    window.turn_to("members")
    listed = hands.page(window)
    assert listed.model.rowCount() == 16
    hands.key(listed.view, Qt.Key.Key_Delete)
    assert listed.model.rowCount() == 16
    machine.close(office)

    # Back in the branch: the stick is put in, its slip opens by itself, and is there tomorrow.
    branch = machine.start(homes["乙支部"])
    window = machine.window(branch)
    sending = submit_page(window)
    sending.show_drives([RemovableDrive(stick, "SANDISK (E:)", 15 << 30, True)])
    hands.wait_told(window, "1 张退回单，已记下")
    assert sending.returned.isVisible()
    assert sending.handed_in.table.texts[0][3] == "退回"
    machine.close(branch)

    window = machine.window(machine.start(homes["乙支部"]))
    sending = submit_page(window)
    assert sending.handed_in.table.texts[0][3] == "退回"
    assert sending.returned.isVisible()
    hands.press(sending.returned, "改这一条")
    form = hands.form(window)
    assert form.editors["topic"].raw() == before
    hands.fill(form, topic="按退回单改好的主题")
    hands.save(window)
    sending = submit_page(window)
    hands.wait_read(sending.returned, "已改")


def test_nothing_is_lost(
    machine: Machine, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "支部")
    with bulk_branch(
        home, "P0301", BRANCH, short_name="甲支部", seed=5, members=8, through=date(2026, 3, 31)
    ):
        pass
    program = machine.start(home)
    window = machine.window(program)
    page = hands.members(window)
    first = shown(page)[0]

    # Deleted, taken back; deleted again and fetched from the recycle bin.
    page.view.go_to(0)
    hands.key(page.view, Qt.Key.Key_Delete)
    assert first not in shown(page)
    hands.press(window.message_bar, "撤销")
    assert first in shown(page)
    page.view.go_to(shown(page).index(first))
    hands.key(page.view, Qt.Key.Key_Delete)
    window.commands.open_recycle_bin()
    bin_ = window.findChild(RecycleBin)
    assert isinstance(bin_, RecycleBin)
    assert bin_.model.text(0, 0) == first
    hands.press(bin_, "恢复")
    assert first in shown(page)
    bin_.close()
    with window.context.store.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT count(*) FROM attendance WHERE name = ? AND deleted_at IS NULL", (first,)
        ).scalar_one()
    assert kept > 0, "a member deleted and restored still was where they were"

    # A second window on the same folder is refused in words, and opens once the first is closed.
    second = machine.start(home)
    assert second.window is not None
    refused = second.window.centralWidget()
    assert isinstance(refused, EmptyState)
    assert "别的窗口" in refused.title.text()
    machine.close(program)
    hands.press(refused, "再试一次")
    window = machine.window(second)
    assert len(shown(hands.members(window))) == 8
    machine.close(second)

    # The file is damaged: the newest backup is offered with its date, and is all there.
    assert list(home.backups.glob("*")), "closing made a backup"
    whole = home.database.read_bytes()
    home.database.write_bytes(whole[:5000] + b"\0" * (len(whole) - 5000))
    program = machine.start(home)
    assert program.window is not None
    damaged = program.window.centralWidget()
    assert isinstance(damaged, EmptyState)
    assert "损坏" in damaged.title.text()
    offered = next(b for b in damaged.findChildren(QPushButton) if "恢复" in b.text())
    assert f"{today():%m 月 %d 日}" in offered.text()
    hands.qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
    window = machine.window(program)
    assert first in shown(hands.members(window))
    assert len(shown(hands.page(window))) == 8
    assert list(home.folder.glob("*.damaged-*.db")), "the damaged file is kept"


def test_what_two_branches_report_is_decided_once(
    machine: Machine, hands: Hands, tmp_path: Path
) -> None:
    with (
        making.committee(tmp_path) as office,
        making.branch(tmp_path, "P0312", sessions=0) as one,
        making.branch(tmp_path, "P0999", seed=9, sessions=0) as other,
    ):
        for each, group in ((one, "一组"), (other, "二组")):
            making.write_member(each, "王两册", birth_date=date(1980, 5, 1), group=group)
        merge(office, [making.sent(each, tmp_path / "一").file for each in (one, other)])
        making.write_member(other, "后来的人")
        later = making.sent(other, tmp_path / "二").file
    window = machine.window(machine.start(office.home))
    page = collect_page(window)
    hands.press(page, "两边都报 1")
    both = page.conflicts.both.texts
    assert both[1] == [fields(Member)["group"].label, "不同", "一组", "二组"]
    assert {row[1] for row in both[2:]} == {"相同"}
    hands.key(page.conflicts.table, Qt.Key.Key_Return)
    hands.press(page.conflicts, "以第二方为准")
    page.who.name.setText("周示例")  # asked once a day, before the first act
    hands.press(page, "就记这个名字")
    assert [row[0] for row in page.conflicts.table.texts] == ["已定"]

    # The branch hands in again: what was decided stays so.
    page.read([later])
    hands.qtbot.waitUntil(lambda: len(page.ready) == 1 and not window.context.busy, timeout=WAIT)
    hands.key(page.table, Qt.Key.Key_Return, control=True)
    hands.wait_told(window, "收下 1 份")
    hands.press(page, "两边都报 0")
    assert [row[0] for row in page.conflicts.table.texts] == ["已定"]
    chosen = [
        each.text()
        for each in page.conflicts.findChildren(QPushButton)
        if each.isVisible() and each.isChecked()
    ]
    assert chosen == ["以第二方为准"]
