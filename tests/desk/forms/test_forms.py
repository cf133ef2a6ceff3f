"""Forms, through their widgets, on a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from partydesk.desk.forms.dates import tidy_date, tidy_time
from partydesk.desk.forms.editors import ChoiceEditor, LineEditor, MaskedEditor
from partydesk.desk.forms.form import open_form
from partydesk.desk.forms.plan import plan
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.forms.ticket_form import TicketForm
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.kit.suggest import matching
from partydesk.records.base import kinds
from partydesk.records.clock import today
from partydesk.records.codes import ETHNICITY
from partydesk.records.fields import fields
from partydesk.records.periods import parse_period
from partydesk.rules.norms import evaluate
from partydesk.rules.norms.known import of_session
from partydesk.store import queries, rows
from partydesk.store.store import Store

IDENTITY = "11010519491231002X"


def show(qtbot: QtBot, form: RecordForm) -> None:
    qtbot.addWidget(form)
    form.resize(1366, 650)
    form.show()
    qtbot.waitExposed(form)


def type_in(qtbot: QtBot, form: RecordForm, column: str, text: str) -> None:
    widget = form.editors[column].inputs()[0]
    editor = form.editors[column]
    line = editor.line if isinstance(editor, ChoiceEditor) and editor.line else widget
    assert isinstance(line, QLineEdit)
    line.clear()
    if text.isascii():
        qtbot.keyClicks(line, text)
    else:
        # Keys for 汉字 do not exist; an input method commits them like this.
        line.setFocus()
        line.insert(text)
        line.textEdited.emit(line.text())


def stored(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query(kind))
        found = queries.window(connection, kind, wanted)
    return [found[each] for each in wanted]


def member(store: Store, name: str, **more: Any) -> str:
    with store.write("添加党员") as writer:
        return writer.add("member", {"name": name, "category": "full", **more})


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_field_has_its_place_once(kind: str) -> None:
    laid = plan(kind)
    placed = [field.column for line in laid.first for field in line]
    placed += [field.column for field in laid.more_fields]
    own_ways = {"ticket": {"state"}, "exemption": {"about"}, "campaign": {"of_park"},
                "campaign_done": {"about"}, "risk_check": {"ticket"}, "life_issue": {"ticket"},
                "duty_area": {"of_park"}, "duty": {"of_park"},
                "study_credit": {"of_session", "told_at"}}  # fmt: skip
    own_way = own_ways.get(kind, set())
    assert sorted(placed) == sorted(set(fields(kinds()[kind])) - own_way)
    required = {name for name, field in fields(kinds()[kind]).items() if field.required}
    assert required - own_way <= {field.column for line in laid.first for field in line}


def test_a_form_opens_no_window_of_its_own(qtbot: QtBot, context: AppContext) -> None:
    uid = member(context.store, "张三", phone="13800001234")
    for kind in kinds():
        for which in (None, uid) if kind == "member" else (None,):
            form = open_form(context, kind, which)
            qtbot.addWidget(form)
            shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
            assert shown == [], kind


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("20260301", "2026-03-01"),
        ("2026-3-1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("２０２６．３．１", "2026-03-01"),
        ("2026-02-30", "2026-02-30"),
        ("下周三", "下周三"),
    ],
)
def test_a_date_is_tidied_only_when_it_is_understood(typed: str, becomes: str) -> None:
    assert tidy_date(typed) == becomes


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [("9", "09:00"), ("930", "09:30"), ("14：05", "14:05"), ("9点半", "09:30"), ("25:00", "25:00")],
)
def test_a_time_is_tidied_only_when_it_is_understood(typed: str, becomes: str) -> None:
    assert tidy_time(typed) == becomes


def test_a_choice_is_found_by_characters_pinyin_and_initials() -> None:
    labels = list(ETHNICITY.labels)
    for typed in ("蒙古", "mengguz", "mgz"):
        assert "蒙古族" in matching(typed, labels), typed
    assert matching("不存在", labels) == []


def test_a_member_is_added_by_typing(
    qtbot: QtBot, context: AppContext, told: list[Message]
) -> None:
    form = open_form(context, "member")
    show(qtbot, form)
    qtbot.waitUntil(lambda: form.focusWidget() is form.editors["name"].inputs()[0])
    type_in(qtbot, form, "name", "张三")
    type_in(qtbot, form, "id_number", IDENTITY)
    assert form.editors["sex"].raw() == "女"
    assert form.editors["birth_date"].raw() == "1949-12-31"
    type_in(qtbot, form, "joined_on", "20000701")
    with qtbot.waitSignal(form.finished) as finished:
        qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        if not stored(context.store, "member"):  # shortcuts need an active window
            form.save()
    row = stored(context.store, "member")[0]
    assert (row["name"], row["birth_date"], row["joined_on"]) == (
        "张三",
        "1949-12-31",
        "2000-07-01",
    )
    assert finished.args == [row["uid"]]
    assert told[-1].tone == "ok"
    assert told[-1].action is not None
    told[-1].action.do()
    assert stored(context.store, "member") == []


def test_everything_wrong_is_said_beside_its_field_at_once(
    qtbot: QtBot, context: AppContext, told: list[Message]
) -> None:
    form = open_form(context, "member")
    show(qtbot, form)
    type_in(qtbot, form, "id_number", "110105194912310021")
    type_in(qtbot, form, "joined_on", "2000-02-31")
    assert not form.save()
    assert "姓名" in told[-1].text, "the first field of the form is named first"
    said = {
        field.column: line.note.text()
        for line in form.body.lines
        if line.wrong
        for field in line.fields
    }
    assert "必须填写" in said["name"]
    assert "id_number" in said
    assert "2000-02-31" in said["joined_on"]
    assert form.editors["name"].inputs()[0].property("faulty") == "true"
    assert form.focusWidget() is form.editors["name"].inputs()[0]
    assert stored(context.store, "member") == []
    form.editors["name"].restore("张三")
    form.editors["id_number"].restore(IDENTITY)
    form.editors["joined_on"].restore("")
    assert form.save()
    assert form.editors["name"].inputs()[0].property("faulty") != "true"


def test_a_month_does_not_silently_become_its_first_day(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "member")
    show(qtbot, form)
    form.editors["name"].restore("张三")
    type_in(qtbot, form, "joined_on", "2020-07")
    assert not form.save()
    assert any("哪一天" in line.note.text() for line in form.body.lines)


def test_enter_on_the_button_saves(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "member")
    show(qtbot, form)
    form.editors["name"].restore("张三")
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(form.foot.save, Qt.Key.Key_Return)


def test_an_error_under_more_opens_it(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "member")
    show(qtbot, form)
    form.editors["name"].restore("张三")
    assert form.body.more.isHidden()
    form.editors["lost_on"].restore("去年")
    assert not form.save()
    assert not form.body.more.isHidden()


def test_enter_moves_on_but_not_out_of_long_text(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "ticket")
    show(qtbot, form)
    raised = form.editors["raised_by"].inputs()[0]
    raised.setFocus()
    qtbot.keyClick(raised, Qt.Key.Key_Return)
    description = form.editors["description"].inputs()[0]
    assert form.focusWidget() is description
    qtbot.keyClicks(description, "a")
    qtbot.keyClick(description, Qt.Key.Key_Return)
    assert form.focusWidget() is description


def test_enter_leads_through_all_inputs_and_chips_are_one_stop(
    qtbot: QtBot, context: AppContext
) -> None:
    form = open_form(context, "session")
    show(qtbot, form)
    form.editors["kind"].inputs()[0].setFocus()
    stops = ["elements", "starts_at", "starts_at", "hours", "place", "topic", "host", "lecturer"]
    for column in stops:
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
        assert form.focusWidget() in form.editors[column].inputs(), column


def test_personal_fields_are_masked_until_shown_and_survive_saving(
    qtbot: QtBot, context: AppContext
) -> None:
    uid = member(context.store, "张三", phone="13800001234")
    form = open_form(context, "member", uid)
    show(qtbot, form)
    editor = form.editors["phone"]
    assert isinstance(editor, MaskedEditor)
    masked = editor.inputs()[0]
    assert isinstance(masked, QLineEdit)
    assert masked.text() == "138****1234"
    form.editors["group"].restore("第一党小组")
    assert form.save()
    assert stored(context.store, "member")[0]["phone"] == "13800001234"
    editor.reveal()
    assert isinstance(editor.inside, LineEditor)
    assert editor.inside.line.text() == "13800001234"


def test_closing_asks_only_if_something_was_typed(
    qtbot: QtBot, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "partydesk.desk.forms.record_form.ask_before_leaving",
        lambda form: asked.append(1) or "keep",
    )
    form = open_form(context, "paper")
    show(qtbot, form)
    with qtbot.waitSignal(form.closed):
        form.leave()
    assert not asked
    type_in(qtbot, form, "person", "李四")
    with qtbot.assertNotEmitted(form.closed):
        form.leave()
    assert asked


def test_a_draft_survives_a_crash_and_goes_with_saving(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "talk")
    show(qtbot, form)
    type_in(qtbot, form, "topic", "谈谈近况")
    form.draft.keep()
    # The program dies here: nobody closes the form.
    again = open_form(context, "talk")
    show(qtbot, again)
    assert again.editors["topic"].raw() == "谈谈近况"
    assert "找回" in again.body.kept.text()
    for column, raw in {
        "kind": "谈心谈话",
        "held_on": "2026-03-01",
        "talker": "王五",
        "subjects": "李四",
    }.items():
        again.editors[column].restore(raw)
    assert again.save()
    third = open_form(context, "talk")
    qtbot.addWidget(third)
    assert third.editors["topic"].raw() == ""


def test_a_draft_that_is_not_wanted_is_forgotten(qtbot: QtBot, context: AppContext) -> None:
    uid = member(context.store, "张三")
    form = open_form(context, "member", uid)
    show(qtbot, form)
    type_in(qtbot, form, "name", "张三三")
    form.draft.keep()
    again = open_form(context, "member", uid)
    show(qtbot, again)
    assert again.editors["name"].raw() == "张三三"
    again.forget_draft()
    assert again.editors["name"].raw() == "张三"
    assert not again.dirty


def test_save_and_again_starts_a_new_one(qtbot: QtBot, context: AppContext) -> None:
    form = open_form(context, "paper")
    show(qtbot, form)
    for column, raw in {"kind": "承诺书", "person": "李四", "year": "2026"}.items():
        form.editors[column].restore(raw)
    with qtbot.assertNotEmitted(form.finished):
        assert form.save(again=True)
    assert form.editors["person"].raw() == ""
    assert len(stored(context.store, "paper")) == 1


# Sessions and attendance ----------------------------------------------------------------------


def session_form(qtbot: QtBot, context: AppContext, uid: str | None = None) -> SessionForm:
    form = open_form(context, "session", uid)
    assert isinstance(form, SessionForm)
    show(qtbot, form)
    return form


def fill_session(form: SessionForm) -> None:
    for column, raw in {
        "kind": "主题党日",
        "starts_at": "2026-03-02 14:00",
        "topic": "三月主题党日",
    }.items():
        form.editors[column].restore(raw)
        form.touch(column)


@pytest.fixture
def people(empty_store: Store) -> list[str]:
    for name in ("陈一", "李二", "王三", "张四"):
        member(empty_store, name, duty="secretary" if name == "李二" else "none")
    member(empty_store, "走了的", relation="left", left_on=date(2026, 1, 5), left_to="乙支部")
    with empty_store.write("积极分子") as writer:
        writer.add("member", {"name": "积极五", "category": "activist"})
    return ["陈一", "李二", "王三", "张四"]


def states(store: Store) -> dict[str, str]:
    return {row["name"]: row["state"] for row in stored(store, "attendance")}


def test_full_rows_of_seats_stand_close_together(
    qtbot: QtBot, context: AppContext, empty_store: Store
) -> None:
    for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰":
        member(empty_store, f"陈{sign}")
    form = session_form(qtbot, context)
    form.resize(1366, 728)
    qtbot.wait(50)
    rows = sorted({button.y() for button in form.panel.buttons})
    assert len(rows) > 1
    seat = form.panel.buttons[0].height()
    assert all(below - above < 2 * seat for above, below in zip(rows, rows[1:], strict=False))


def test_everybody_on_the_roll_is_present_until_clicked(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    fill_session(form)
    buttons = form.panel.buttons
    assert [button.seat.name for button in buttons] == people
    qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(buttons[2], Qt.Key.Key_3)
    qtbot.keyClick(buttons[3], Qt.Key.Key_Space)
    qtbot.keyClick(buttons[3], Qt.Key.Key_Space)
    qtbot.keyClick(buttons[3], Qt.Key.Key_Space)
    assert form.panel.expected.text() == "应到 4"
    assert "请" in buttons[1].text()
    assert form.save()
    assert states(context.store) == {
        "陈一": "present",
        "李二": "leave",
        "王三": "absent",
        "张四": "made_up",
    }
    context.undo()
    assert stored(context.store, "session") == []
    assert stored(context.store, "attendance") == []


def test_each_who_was_away_takes_one_click_whatever_the_reason(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    one, two, three, _four = form.panel.buttons
    qtbot.mouseClick(form.panel.first_click.chips["absent"], Qt.MouseButton.LeftButton)
    for button in (one, two):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.panel.first_click.chips["made_up"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(three, Qt.MouseButton.LeftButton)
    assert [seat.state for seat in form.panel.sheet.seats] == [
        "absent", "absent", "made_up", "present",
    ]  # fmt: skip
    for state in ("leave", "absent", "present"):  # round to where it began
        qtbot.mouseClick(three, Qt.MouseButton.LeftButton)
        assert three.seat.state == state


def test_a_draft_remembers_who_was_there(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    form.panel.buttons[1].click()
    form.draft.keep()
    again = session_form(qtbot, context)
    assert [seat.state for seat in again.panel.sheet.seats] == [
        "present", "leave", "present", "present",
    ]  # fmt: skip


def test_shift_gives_a_run_of_people_the_last_state(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    buttons = form.panel.buttons
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(buttons[2], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert [seat.state for seat in form.panel.sheet.seats] == ["leave"] * 3 + ["present"]


def test_a_pasted_list_tells_whom_nobody_knows(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    member(context.store, "张四")  # a namesake
    form = session_form(qtbot, context)
    form.panel.paste("陈　一\n王三，赵六、张四")
    by_name = [(seat.name, seat.state) for seat in form.panel.sheet.seats]
    assert by_name[:3] == [("陈一", "present"), ("李二", "absent"), ("王三", "present")]
    assert "赵六" in form.panel.told.text()
    assert "有重名" in form.panel.told.text()
    assert form.dirty


def test_the_last_session_of_the_kind_fills_the_new_one(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    with context.store.write("上次") as writer:
        uid = writer.add(
            "session",
            {
                "kind": "theme_day",
                "starts_at": datetime(2026, 2, 3, 15, 30),
                "topic": "二月",
                "hours": 2.0,
                "place": "二楼",
                "host": "李二",
            },
        )
        session = writer.reference("session", uid)
        for name, state in (("陈一", "present"), ("李二", "absent"), ("王三", "leave")):
            writer.add(
                "attendance",
                {"session": session, "member": writer.reference("member", name), "state": state},
            )
    form = session_form(qtbot, context)
    type_in(qtbot, form, "place", "一楼")
    type_in(qtbot, form, "kind", "主题党日")
    assert form.editors["starts_at"].raw() == f"{today().isoformat()} 15:30"
    assert form.editors["hours"].raw() == "2"
    assert form.editors["host"].raw() == "李二"
    assert form.editors["place"].raw() == "一楼", "what was typed stays"
    assert any("照上次：周二下午，2 学时" in line.note.text() for line in form.body.lines)
    form.panel.same_as_last.emit()
    assert [seat.state for seat in form.panel.sheet.seats] == [
        "present", "absent", "leave", "present",
    ]  # fmt: skip


def test_a_committee_meeting_expects_the_committee(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    type_in(qtbot, form, "kind", "支委会")
    assert [seat.name for seat in form.panel.sheet.seats if seat.state] == ["李二"]


def test_activists_come_and_go_with_their_chip(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    form.panel.activists.click()
    assert form.panel.sheet.count() == 5
    form.panel.activists.click()
    assert form.panel.sheet.count() == 4


def test_editing_keeps_those_recorded_and_writes_only_what_changed(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    fill_session(form)
    assert form.save()
    uid = stored(context.store, "session")[0]["uid"]
    with context.store.write("转出") as writer:
        left = {"relation": "left", "left_on": date(2026, 3, 31), "left_to": "乙支部"}
        writer.edit("member", stored(context.store, "member")[0]["uid"], left)
    again = session_form(qtbot, context, uid)
    assert again.panel.sheet.count() == 4
    seat = next(seat for seat in again.panel.sheet.seats if seat.name == "王三")
    seat.state = None
    again.touch("attendance")
    done: list[Any] = []
    context.changed.connect(done.append)
    assert again.save()
    assert "王三" not in states(context.store)
    assert [kind for kind, _ in done[-1].touched] == ["attendance"]
    with context.store.read() as connection:
        attendance = queries.ids(connection, queries.Query("attendance"))
        opened = rows.get(connection, "attendance", attendance[0])
    assert opened is not None
    whole = open_form(context, "attendance", opened["uid"])
    qtbot.addWidget(whole)
    assert whole.kind == "session"


# Tickets --------------------------------------------------------------------------------------


def test_a_ticket_moves_only_as_allowed_and_with_a_reason(
    qtbot: QtBot, context: AppContext, told: list[Message]
) -> None:
    with context.store.write("问题") as writer:
        uid = writer.add(
            "ticket",
            {"source": "staff", "description": "灯坏了", "raised_on": date(2026, 3, 1)},
        )
    form = open_form(context, "ticket", uid)
    assert isinstance(form, TicketForm)
    show(qtbot, form)
    assert set(form.moves) == {"working", "declined", ""}
    form.moves["declined"].click()
    assert "理由" in form.wrong.text()
    assert stored(context.store, "ticket_step") == []
    form.editors["owner"].restore("王五")
    form.note.setPlainText("已派人去看")
    form.moves["working"].click()
    ticket = stored(context.store, "ticket")[0]
    assert (ticket["state"], ticket["owner"]) == ("working", "王五")
    step = stored(context.store, "ticket_step")[0]
    assert (step["note"], step["state"]) == ("已派人去看", "working")
    assert form.state.text() == "办理中"
    assert set(form.moves) == {"resolved", "standing", ""}
    context.undo()
    assert stored(context.store, "ticket")[0]["state"] == "open"
    assert stored(context.store, "ticket_step") == []


def test_a_record_of_a_branch_is_only_shown(
    qtbot: QtBot, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = member(context.store, "张三")
    with context.store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(
            "INSERT INTO submission (id, direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES (7, 'in', 'current', 'u', 'P1', 'n', "
            "'2026', '2026-01-01', '2026-12-31', 1, '', '', '', '', '', '[]', '[]', '{}', '')"
        )
        connection.exec_driver_sql("UPDATE member SET submission = 7 WHERE uid = ?", (uid,))
    form = open_form(context, "member", uid)
    show(qtbot, form)
    name = form.editors["name"].inputs()[0]
    assert isinstance(name, QLineEdit)
    assert name.isReadOnly()
    assert form.foot.save.isHidden()
    assert not form.save()


def test_a_ballot_is_judged_while_its_numbers_are_typed(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)
    form.body.show_more(True)

    def said(**numbers: str) -> str:
        for column, raw in numbers.items():
            form.editors[column].restore(raw)
            form.changed(column)
        shown = form.ballot.isVisibleTo(form)
        return f"{form.ballot.mark.text()} {form.ballot.told.text()}" if shown else ""

    assert said(starts_at="2026-06-01 14:00", entitled="20") == ""
    # Ten of twenty: enough for a resolution, too few for an admission, for an election far.
    assert said(voters_present="10").startswith("到会人数够")
    assert "没有选表决事项，按一般决议算" in said()
    assert said(ballot_kind="一般决议", in_favour="10").startswith("没有通过")
    assert said(ballot_kind="接收或转正").startswith("无效")
    assert said(ballot_kind="选举", voters_present="16").startswith("通过")  # 10 of 16 present
    assert said(starts_at="2020-07-12 14:00").startswith("无效")  # 1990: more than four fifths
    assert said(starts_at="2020-07-13 14:00").startswith("通过")
    # Letters count at an admission, and as votes only.
    assert said(ballot_kind="接收或转正", voters_present="11", in_favour="11").startswith("通过")
    assert said(voters_present="11", in_favour="12").startswith("请核对")
    told = said(written_votes="1")
    assert told.startswith("通过") and "另有书面意见 1 份" in told
    assert said(voters_present="10", in_favour="11").startswith("无效")
    with context.store.write("临时") as writer:
        writer.edit("organisation", context.store.own.uid, {"kind": "temporary_branch"})
    again = session_form(qtbot, context)
    again.editors["ballot_kind"].restore("选举")
    again.changed("ballot_kind")
    assert again.ballot.mark.text() == "无效" and "临时党支部" in again.ballot.told.text()


def test_a_meeting_early_in_the_year_proposes_last_year(
    qtbot: QtBot, context: AppContext, people: list[str]
) -> None:
    form = session_form(qtbot, context)

    def year(kind: str, at: str) -> tuple[bool, object]:
        for column, raw in (("kind", kind), ("starts_at", at)):
            form.editors[column].restore(raw)
            form.changed(column)
        editor = form.editors["for_year"]
        return editor.isVisibleTo(form), editor.raw()

    assert year("主题党日", "2026-02-20 14:00") == (False, "")
    assert year("组织生活会", "2026-02-20 14:00") == (True, "2025")
    assert year("民主评议党员", "2026-03-31 14:00") == (True, "2025")
    assert year("民主评议党员", "2026-04-01 14:00") == (True, "")
    assert year("组织生活会", "2026-12-10 14:00") == (True, "")
    assert year("主题党日", "2026-02-20 14:00") == (False, "")
    assert year("组织生活会", "2026-02-20 14:00") == (True, "2025")
    form.editors["topic"].restore("年度组织生活会")
    assert form.save()
    assert stored(context.store, "session")[0]["for_year"] == 2025
    # Last year's is there: the next one is this year's.
    again = session_form(qtbot, context)
    again.editors["kind"].restore("组织生活会")
    again.editors["starts_at"].restore("2026-03-01 14:00")
    again.changed("starts_at")
    assert again.editors["for_year"].raw() == ""


def test_last_years_meeting_is_made_up_for_with_its_year(
    qtbot: QtBot, context: AppContext, on_day: Callable[[date], None]
) -> None:
    on_day(date(2027, 2, 20))
    with context.store.read() as connection:
        items = evaluate(connection, parse_period("2026"))
    item = next(each for each in items if each.norm.id == "life_meeting")
    values = of_session(item, today())
    assert (values["starts_at"], values["for_year"]) == ("2027-02-20", 2026)
    form = open_form(context, "session", defaults={"kind": "life_meeting", **values})
    show(qtbot, form)
    assert form.editors["for_year"].raw() == "2026"
