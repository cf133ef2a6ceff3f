"""A file that was written: opened, its folder opened, copied, from one message by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.messages import MessageBar
from partydesk.desk.kit.written_file import WrittenLinks, tell_written
from partydesk.store import store as stores
from partydesk.store.home import Home


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(911, 480)
    QLineEdit(made).setObjectName("field")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def context(qtbot: QtBot, tmp_path: Path) -> Any:
    owner = {"code": "P0312", "name": "中共示例支部委员会"}
    with stores.create(Home(tmp_path / "home"), "branch", owner) as store:
        made = AppContext(store)
        yield made
        made.close()


@pytest.fixture
def opened(monkeypatch: Any) -> list[str]:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not urls.append(url.toLocalFile()))
    return urls


def test_a_written_file_is_opened_found_and_copied_from_its_message(
    qtbot: QtBot, context: AppContext, page: QWidget, opened: list[str], tmp_path: Path
) -> None:
    bar, out = MessageBar(page), tmp_path / "名单.xlsx"
    out.write_bytes(b"x")
    context.told.connect(bar.show_message)
    tell_written(context, "已导出 1 条", out)
    field = page.findChild(QLineEdit)
    field.setFocus()
    bar.enter()  # F6
    press = lambda key: qtbot.keyClick(QApplication.focusWidget(), key)  # noqa: E731
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    assert opened == [str(out), str(tmp_path)], "and the message stays"
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [Path(each.toLocalFile()) for each in urls] == [out]
    assert "“名单.xlsx”已复制" in bar.text and bar.isAncestorOf(QApplication.focusWidget())
    press(Qt.Key.Key_Escape)
    assert bar.text == "" and QApplication.focusWidget() is field
    out.unlink()
    tell_written(context, "已导出 1 条", out)
    bar.offers[2].click()
    assert "不在了" in bar.text, "a stick may have been taken out"


def test_of_several_files_and_of_ones_no_other_program_reads_there_is_nothing_to_open(
    context: AppContext, page: QWidget, tmp_path: Path
) -> None:
    bar = MessageBar(page)
    context.told.connect(bar.show_message)
    slips = [tmp_path / "甲_退回单.xlsx", tmp_path / "乙_退回单.xlsx"]
    for files in (slips, [tmp_path / "备份.partydesk"]):
        tell_written(context, "写好了", *files)
        assert [each.text() for each in bar.offers] == ["打开文件夹", "复制文件"]
    tell_written(context, "没有写成")
    assert bar.offers == []


def test_links_on_a_page_are_of_what_was_written_last(
    qtbot: QtBot, context: AppContext, page: QWidget, tmp_path: Path
) -> None:
    links = WrittenLinks(context)
    qtbot.addWidget(links)
    for name in ("一", "二"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"x")
        links.show_files(tmp_path / f"{name}.xlsx")

    def shown() -> list[str]:
        return [each.text() for each in links.findChildren(QPushButton) if not each.isHidden()]

    qtbot.waitUntil(lambda: shown() == ["打开", "打开文件夹", "复制文件"])


def test_where_a_file_goes_is_asked_with_its_suffix_and_remembered(
    context: AppContext, page: QWidget, monkeypatch: Any, tmp_path: Path
) -> None:
    asked: list[str] = []
    answers = [str(tmp_path / "名单"), "", str(tmp_path / "a.XLSX")]

    def answer(_parent: object, _words: str, start: str, _sorts: str) -> tuple[str, str]:
        asked.append(start)
        return answers[len(asked) - 1], ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    assert ask_file(context, page, "存到", "名单.xlsx") == tmp_path / "名单.xlsx"
    assert ask_file(context, page, "存到", "名:单.xlsx") is None
    assert asked[1] == str(tmp_path / "名_单.xlsx"), "in the folder of the last time"
    assert ask_file(context, page, "存到", "名单.xlsx") == tmp_path / "a.XLSX"


def test_only_one_piece_asks_where_files_go_and_says_that_they_are_written() -> None:
    desk = Path(__file__).parents[3] / "partydesk" / "desk"
    asks = {
        path.stem for path in desk.rglob("*.py")
        if ".getSaveFileName" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    assert asks == {"asked_file"}
    for path in desk.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "ask_file(" in text and path.stem != "asked_file":
            assert (
                "tell_written(" in text
                or "written.show_files(" in text
                or (
                    "export_table(" in text
                    or "export_to(" in text
                    or "write_rollup(" in text
                    or "save_to(" in text
                )
            ), f"{path.name} writes a file and does not say where it is"
