"""Pasting into a list: from the clipboard to the preview, taken, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from partydesk.desk.imports.pasting import PastePage
from partydesk.desk.kit.messages import Message
from partydesk.desk.listings import TABS
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from tests.desk.windows import names


def clip(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def preview(window: Window, qtbot: QtBot) -> PastePage:
    """Press Ctrl+V in the list in front and wait for the preview."""
    page = window.space.list_page
    assert page is not None
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.space.stack.currentWidget(), PastePage), timeout=9000)
    shown = window.space.stack.currentWidget()
    assert isinstance(shown, PastePage)
    return shown


def test_copied_changed_pasted_taken_and_undone(
    window: Window, members: ListPage, qtbot: QtBot
) -> None:
    before = names(members)
    members.view.selectAll()
    lines = members.view.copy(headed=True).split("\n")
    at = lines[0].split("\t").index("党内职务")
    changed = lines[1].split("\t")
    changed[at] = "纪检委员"
    new = [""] * len(changed)
    new[0] = "张 三"
    new[lines[0].split("\t").index("人员类别")] = "入党申请人"
    bad = [*new]
    bad[0] = ""
    clip("\r\n".join([lines[0], "\t".join(changed), *lines[2:], "\t".join(new), "\t".join(bad)]))
    shown = preview(window, qtbot)
    assert shown.take_button.text() == "收下 2 条"
    assert shown.items.texts[0][1] == "更新"
    assert "→ 纪检委员" in shown.items.texts[0][3]
    assert [row[1] for row in shown.items.texts[-2:]] == ["新增", "收不下"]
    assert [row[3] for row in shown.findings.texts] == ["收不下"]
    assert names(members) == before
    # What replaces something is not the button that Enter presses at once.
    qtbot.waitUntil(shown.cancel_button.hasFocus, timeout=9000)
    shown.take_button.setFocus()
    with qtbot.waitSignal(shown.closed, timeout=9000):
        qtbot.keyClick(shown.take_button, Qt.Key.Key_Return)
    assert window.space.list_page is members
    qtbot.waitUntil(lambda: "张三" in names(members), timeout=9000)
    window.context.undo()
    qtbot.waitUntil(lambda: names(members) == before, timeout=9000)


def test_every_list_takes_back_what_it_gave(window: Window, qtbot: QtBot) -> None:
    lists = [(tab.key, view.kind) for tab in TABS["branch"] for view in tab.listings]
    for key, kind in lists:
        window.turn_to(key, kind)
        page = window.space.list_page
        assert page is not None
        if not page.model.count:
            continue  # the sample has none
        page.view.selectAll()
        page.view.copy(headed=True)
        shown = preview(window, qtbot)
        assert not shown.take_button.isEnabled()
        assert {row[1] for row in shown.items.texts} == {"不变"}
        qtbot.waitUntil(shown.cancel_button.hasFocus, timeout=9000)
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda page=page: window.space.list_page is page, timeout=9000)


@pytest.mark.parametrize("what", ["nothing", "picture", "one cell"])
def test_what_is_no_list_is_told(
    window: Window, members: ListPage, qtbot: QtBot, what: str
) -> None:
    told: list[Message] = []
    window.context.told.connect(told.append)
    data = QMimeData()
    if what == "picture":
        data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    elif what == "one cell":
        data.setText("张三")
    QGuiApplication.clipboard().setMimeData(data)
    members.paste_wanted.emit()
    qtbot.waitUntil(lambda: bool(told), timeout=9000)
    words = {"nothing": "没有文字", "picture": "是图片", "one cell": "只有一格"}
    assert words[what] in told[0].text
    assert window.space.list_page is members
