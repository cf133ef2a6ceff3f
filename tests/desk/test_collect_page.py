"""收表汇总 through its page: read, see, take, give back, withdraw, sum up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from partydesk.desk.collect_page import CollectPage
from partydesk.desk.collect_writing import copy_missing, write_rollup, write_slip
from partydesk.desk.desk import Desk
from partydesk.desk.messages import Message
from partydesk.exchange.sample import bulk_branch
from partydesk.exchange.submission import export
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.home import Home
from partydesk.store.store import Store

_WAIT = 60_000
QUARTER = parse_period("2026Q1")


@pytest.fixture
def desk(qtbot: QtBot, committee_store: Store) -> Iterator[Desk]:
    with committee_store.write("登记") as writer:
        for code, name in (("P0301", "甲支部"), ("P0399", "没交的支部")):
            writer.add("organisation", {"code": code, "name": name, "kind": "branch"})
    made = Desk(committee_store)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CollectPage:
    monkeypatch.setattr("partydesk.desk.drive_page.sticks", list)
    made = CollectPage(desk)
    qtbot.addWidget(made)
    made.resize(1366, 650)
    made.show()
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A sound submission, one edited by hand, and a file that is no workbook."""
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
    qtbot.waitUntil(lambda: bool(page.files) and not page.desk.busy, timeout=_WAIT)
    return states(page)


def states(page: CollectPage) -> dict[str, str]:
    return {row[1]: row[2] for row in page.table.texts}


def reported(store: Store) -> int:
    with store.read() as connection:
        own = store.own.id
        total = queries.count(connection, queries.Query("session"))
        return total - queries.count(connection, queries.Query("session", organisation=own))


def test_collecting_from_reading_to_the_rollup(
    qtbot: QtBot, desk: Desk, page: CollectPage, stick: Path, told: list[Message], tmp_path: Path
) -> None:
    assert read(qtbot, page, stick) == {
        "甲支部": "可以收",
        "乙支部": "有改动",
        "坏表.xlsx": "收不下",
        "没交的支部": "未交",
    }
    assert page.chooser.period == QUARTER, "the files' own period is shown"
    assert reported(desk.store) == 0, "reading keeps nothing"
    assert page.offer.take_button.text() == "收下 1 份"
    page.offer.take_button.click()
    qtbot.waitUntil(lambda: states(page).get("甲支部") == "已收", timeout=_WAIT)
    taken = reported(desk.store)
    assert taken > 0

    line = next(line for line in page.lines if line.state == "edited")
    page.detail.show_standing(line)
    assert line.file is not None
    assert [row["sheet"] for row in line.file.edited_rows] == ["学习活动"]
    slip = tmp_path / "退回单.xlsx"
    write_slip(desk, Path(line.file.file), slip, page)
    qtbot.waitUntil(slip.exists, timeout=_WAIT)
    qtbot.waitUntil(lambda: not desk.busy, timeout=_WAIT)
    page.detail.accept_wanted.emit(line)
    qtbot.waitUntil(lambda: states(page).get("乙支部") == "已收", timeout=_WAIT)
    assert reported(desk.store) > taken

    out = tmp_path / "汇总.xlsx"
    write_rollup(desk, page.period, out, page)
    qtbot.waitUntil(lambda: "汇总表已写好" in told[-1].text, timeout=_WAIT)
    assert "汇总" in load_workbook(out, read_only=True).sheetnames

    line = next(line for line in page.lines if line.name == "乙支部")
    page.detail.withdraw_wanted.emit(line)
    qtbot.waitUntil(lambda: "已撤回" in told[-1].text, timeout=_WAIT)
    assert reported(desk.store) == taken


def test_the_list_of_those_missing_can_be_pasted(
    qtbot: QtBot, page: CollectPage, told: list[Message]
) -> None:
    from PySide6.QtGui import QGuiApplication

    copy_missing(page.desk, page.lines)
    assert QGuiApplication.clipboard().text() == "P0301\t甲支部\nP0399\t没交的支部"


def test_a_new_stick_announces_itself(qtbot: QtBot, page: CollectPage, stick: Path) -> None:
    assert not page.offer.stick_button.isVisible()
    page.offer.see_sticks({stick})
    assert page.offer.stick_button.isVisible()
    page.offer.stick_button.click()
    qtbot.waitUntil(lambda: len(page.files) == 3 and not page.desk.busy, timeout=_WAIT)
    page.offer.see_sticks(set())
    assert not page.offer.stick_button.isVisible()


def test_a_folder_without_sheets_is_said(
    qtbot: QtBot, page: CollectPage, tmp_path: Path, told: list[Message]
) -> None:
    nothing = tmp_path / "空"
    nothing.mkdir()
    page.read([nothing])
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert "没有报送表" in told[-1].text
