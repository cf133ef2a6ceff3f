"""Lists of names as people paste them: every known name is found, whatever stands between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from partydesk.desk.forms.attendance import AttendancePanel
from partydesk.desk.forms.attendance_sheet import Seat, Sheet
from partydesk.desk.forms.pasted_names import read_names

ROLL = ("张三", "李四", "王小五", "欧阳明华", "阿依古丽·买买提", "赵到", "John Smith")
SEPARATORS = ("\n", "\t", "、", "，", ",", " ", "\u3000", "；", "\r\n", " @", "/", "\u2005", "。\n")
MARKS = ("", "到", "已到", " 已到", "（到）")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ROLL),
            st.sampled_from(SEPARATORS),
            st.sampled_from(("", "1. ", "12、", "@", "(3) ", "４．")),
            st.sampled_from(MARKS),
        ),
        unique_by=lambda each: each[0],
    )
)
def test_any_order_and_separators(lines: list[tuple[str, str, str, str]]) -> None:
    text = "".join(f"{front}{name}{mark}{between}" for name, between, front, mark in lines)
    found = read_names(text, ROLL)
    assert found.known == [name for name, *_ in lines]
    assert found.unknown == []


@given(st.lists(st.sampled_from(("张三", "李四", "王小五")), unique=True, min_size=1))
def test_blanks_within_names(names: list[str]) -> None:
    text = "\n".join(" ".join(name) for name in names)
    assert read_names(text, ROLL).known == names
    assert read_names("".join(names), ROLL).known == names


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert set(read_names(text, ROLL).known) <= set(ROLL)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("张三、钱七", ["钱七"]),
        ("序号\t姓名\n1\t张三\n2\t孙八 已到", ["孙八"]),
        ("三月主题党日到会名单：张三", []),
        ("应到10人，实到1人：张三", []),
    ],
)
def test_who_is_not_on_the_roll_is_told(text: str, unknown: list[str]) -> None:
    found = read_names(text, ROLL)
    assert (found.known, found.unknown) == (["张三"], unknown)


def test_the_panel_says_what_it_recognised_before_it_is_used(qtbot: QtBot) -> None:
    panel = AttendancePanel()
    qtbot.addWidget(panel)
    panel.show_sheet(Sheet([Seat("张三", 1, "present"), Seat("李四", 2, "present")]))
    panel.show()
    panel.paste_button.click()
    panel.paste_box.names.setPlainText("1. 张 三 已到\n钱七")
    assert panel.paste_box.recognised.text() == "认出 1 人；花名册里没有：钱七"
    assert [seat.state for seat in panel.sheet.seats] == ["present", "present"]
    panel.paste(panel.paste_box.names.toPlainText())
    assert [seat.state for seat in panel.sheet.seats] == ["present", "absent"]


@pytest.mark.parametrize(
    ("text", "here", "leave"),
    [
        ("张三\n请假：李四，王五", ["张三"], ["李四", "王五"]),
        ("张三到，李四请假", ["张三"], ["李四"]),
        ("【请假】李四\n张三", ["张三"], ["李四"]),
        ("李四请假", [], ["李四"]),
        ("张三\n缺席：李四", ["张三"], []),
        ("张三、李四\n李四请假", ["张三"], ["李四"]),
    ],
)
def test_who_is_away_is_not_taken_as_there(text: str, here: list[str], leave: list[str]) -> None:
    read = read_names(text, ["张三", "李四", "王五"])
    assert (read.known, read.on_leave, read.unknown) == (here, leave, [])
