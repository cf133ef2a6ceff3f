"""What was written before is offered again: topics and places by sort, phrases, nothing secret."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.forms.talk_form import TalkForm
from partydesk.desk.forms.ticket_form import TicketForm
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.kit.suggest import SuggestLine
from partydesk.operations import phrases
from partydesk.records.findings import UserError
from partydesk.records.ticket import STATE
from partydesk.store.store import Store

SECRET = "家里欠了债"


@pytest.fixture
def context(context: AppContext) -> AppContext:
    """A desk on a branch that has met and talked before."""
    with context.store.write("以前") as writer:
        for day, kind, topic in (
            (2, "theme_day", "植绿护绿"),
            (9, "lecture", "讲党章"),
            (16, "theme_day", "走访困难职工"),
            (20, "lecture", "讲党章"),
        ):
            writer.add("session", {"kind": kind, "topic": topic, "summary": f"{topic}的内容",
                                   "starts_at": datetime(2026, 3, day, 14)})  # fmt: skip
        writer.add("talk", {"kind": "heart", "held_on": date(2026, 3, 1), "talker": "张三",
                            "subjects": "李四", "topic": "近况", "content": SECRET})  # fmt: skip
    return context


def shown(context: AppContext, form: RecordForm, qtbot: Any) -> RecordForm:
    qtbot.addWidget(form)
    form.resize(1000, 700)
    form.show()
    qtbot.waitExposed(form)
    return form


def line_of(form: RecordForm, column: str) -> SuggestLine:
    (line,) = form.editors[column].inputs()
    assert isinstance(line, SuggestLine)
    return line


def labels(form: RecordForm, column: str) -> list[str]:
    editor = form.editors[column]
    assert isinstance(editor, LongEditor)
    menu = editor.phrases_menu()
    return [act.text() for act in menu.actions() if not act.isSeparator()]


def test_topics_of_the_same_sort_come_first_with_a_key_or_a_letter(
    context: AppContext, qtbot: Any
) -> None:
    form = shown(context, SessionForm(context, "session"), qtbot)
    line = line_of(form, "topic")
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.offering and line.suggestions == ["讲党章", "走访困难职工", "植绿护绿"]
    form.editors["kind"].restore("主题党日")
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.suggestions == ["走访困难职工", "植绿护绿", "讲党章"]
    line.setText("zl")
    line.textEdited.emit("zl")
    assert line.suggestions == ["植绿护绿"]
    assert line._below is not None  # all that is offered is in sight
    assert line._below[1].verticalScrollBar().maximum() == 0
    line.setText("")
    line.actions()[0].trigger()  # the arrow, for the mouse
    assert line.offering and len(line.suggestions) == 3
    line._close()


def test_phrases_are_kept_put_in_and_let_go(
    context: AppContext, told: list[Message], qtbot: Any
) -> None:
    form = shown(context, SessionForm(context, "session"), qtbot)
    editor = form.editors["summary"]
    assert isinstance(editor, LongEditor)
    assert "讲党章的内容" in labels(form, "summary")
    editor.box.setPlainText("与会人员结合岗位作了发言。\n书记作了总结。")
    menu = editor.phrases_menu()
    next(act for act in menu.actions() if "记为常用语" in act.text()).trigger()
    assert "常用语" in told[-1].text
    again = shown(context, SessionForm(context, "session"), qtbot)
    assert labels(again, "summary")[0].startswith("与会人员结合岗位作了发言。 书记")
    box = again.editors["summary"]
    assert isinstance(box, LongEditor)
    box.phrases_menu().actions()[0].trigger()
    assert box.raw() == "与会人员结合岗位作了发言。\n书记作了总结。"
    with context.store.read() as connection:
        (kept,) = phrases.phrases(connection, "session", "summary")
    phrases.forget_phrase(context.store, "session", "summary", kept)
    assert not labels(again, "summary")[0].startswith("与会")


def test_what_was_said_in_one_talk_is_not_offered_in_another(
    context: AppContext, qtbot: Any
) -> None:
    form = shown(context, TalkForm(context, "talk", None), qtbot)
    assert not any(SECRET in each for each in labels(form, "content"))
    assert line_of(form, "topic")._suggest("") == ["近况"]


def test_phrases_have_a_measure(empty_store: Store) -> None:
    with pytest.raises(UserError, match="先写上"):
        phrases.keep_phrase(empty_store, "talk", "content", " ")
    with pytest.raises(UserError, match="最多 2,000 字"):
        phrases.keep_phrase(empty_store, "talk", "content", "长" * 2_001)
    for number in range(phrases.MOST):
        phrases.keep_phrase(empty_store, "talk", "content", f"第 {number} 句")
    phrases.keep_phrase(empty_store, "talk", "content", "第 0 句")  # there already
    with pytest.raises(UserError, match="已有 30 条"):
        phrases.keep_phrase(empty_store, "talk", "content", "再一句")


def test_the_step_of_a_ticket_offers_what_was_written_of_others(
    context: AppContext, told: list[Message], qtbot: Any
) -> None:
    with context.store.write("以前") as writer:
        for number, note in enumerate(("已请消防公司来看过", f"转为{STATE.label('working')}", "")):
            uid = writer.add(
                "ticket",
                {
                    "title": f"问题{number}",
                    "raised_on": date(2026, 3, 1),
                    "source": "inspection",
                    "description": "插座发热",
                },
            )
            values = {"at": datetime(2026, 3, 2, 9), "note": note or "还没有办"}
            writer.add("ticket_step", {**values, "ticket": writer.reference("ticket", uid)})
    form = TicketForm(context, "ticket", uid)
    shown(context, form, qtbot)
    offered = [act.text() for act in form._note.phrases_menu().actions()]
    assert "已请消防公司来看过" in offered
    assert not any(text.startswith("转为") for text in offered), "nobody wrote that"
    assert form._note.phrases_button is not None and form._note.phrases_button.isVisible()
    form.note.setPlainText("约好下周复查")
    QTest.keyClick(form.note, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (menu,) = (each for each in form._note.findChildren(QMenu) if each.isVisible())
    next(act for act in menu.actions() if "记为常用语" in act.text()).trigger()
    menu.close()
    assert "常用语" in told[-1].text
    with context.store.read() as connection:
        assert phrases.phrases(connection, "ticket_step", "note") == ["约好下周复查"]
