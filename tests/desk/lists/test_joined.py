"""合并成一个 and 疑似重复 through the window."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.lists.join_dialog import JoinDialog
from partydesk.desk.lists.page import ListPage
from partydesk.desk.lists.suspected_pairs import SuspectedPairs
from partydesk.store import queries

_WAIT = 10_000


def _members(context: AppContext) -> list[dict[str, Any]]:
    with context.store.read() as connection:
        wanted = queries.ids(connection, queries.Query("member"))
        found = queries.window(connection, "member", wanted)
    return [found[each] for each in wanted]


def test_two_chosen_rows_become_one_as_chosen(members: ListPage, qtbot: QtBot) -> None:
    context = members.context
    told: list[Message] = []
    context.told.connect(told.append)
    before = len(_members(context))
    members.view.selectRow(0)
    first = members.model.row(0)
    with context.store.write("添加党员") as writer:
        values = {"name": first["name"], "category": "full", "group": "第九党小组"}
        uid = writer.add("member", values)
    qtbot.waitUntil(lambda: members.model.place_of_uid(uid) >= 0, timeout=_WAIT)
    (other,) = [row for row in _members(context) if row["uid"] == uid]
    dialog = JoinDialog(context, "member", (first["id"], other["id"]), members)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.cancel_button.isDefault()
    button = dialog.groups["group"].button(1)
    assert button.text() == "第九党小组"
    button.click()
    dialog.join_button.click()
    assert "已合为一条" in told[-1].text
    joined = [row for row in _members(context) if row["uid"] == first["uid"]]
    assert joined[0]["group"] == "第九党小组" and len(_members(context)) == before
    context.undo()
    assert len(_members(context)) == before + 1


def test_pairs_are_listed_joined_or_set_apart(qtbot: QtBot, context: AppContext) -> None:
    with context.store.write("添加党员") as writer:
        for name, group in (("张三", "一组"), ("张 三", None), ("李四", None), ("李四", "二组")):
            writer.add("member", {"name": name, "category": "full", "group": group})
    page = SuspectedPairs(context)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: len(page.pairs()) == 2, timeout=_WAIT)
    page.apart_button.click()
    qtbot.waitUntil(lambda: len(page.pairs()) == 1, timeout=_WAIT)
    page.join_button.click()
    dialog = page.findChild(JoinDialog)
    assert dialog is not None
    dialog.join_button.click()
    qtbot.waitUntil(lambda: page.pairs() == [], timeout=_WAIT)
    assert not page.join_button.isEnabled() and page.nothing.isVisible()
    assert len(_members(context)) == 3
