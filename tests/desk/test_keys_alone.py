"""What somebody who never touches the mouse meets between the fields: buttons, lists that drop
down, parts that are made anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.forms.dates import DateEditor
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.forms.ticket_form import TicketForm
from partydesk.desk.kit.keyed_window import KeyedWindow
from partydesk.desk.kit.popup import Popup
from partydesk.desk.kit.suggest import SuggestLine
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.key_guard import KeyGuard
from partydesk.desk.shell.window import Window
from tests.desk.places import settled


def _press(key: Qt.Key) -> None:
    where = QApplication.focusWidget()
    assert where is not None
    QTest.keyClick(where, key)
    QApplication.processEvents()


def _override(where: QWidget, key: Qt.Key) -> bool:
    """Whether a widget wants a key for itself before it is a shortcut of what is around."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    asked.ignore()
    QApplication.sendEvent(where, asked)
    return asked.isAccepted()


def test_enter_presses_a_button_and_focus_that_goes_comes_back(qtbot: Any) -> None:
    window = KeyedWindow()
    qtbot.addWidget(window)
    inside = QWidget()
    column = QVBoxLayout(inside)
    pressed: list[str] = []
    for name in ("甲", "乙"):
        button = QPushButton(name)
        button.clicked.connect(lambda _=False, name=name: pressed.append(name))
        column.addWidget(button)
    first = inside.findChildren(QPushButton)[0]
    window.setCentralWidget(inside)
    KeyGuard(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    _press(Qt.Key.Key_Return)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True
    )
    QApplication.sendEvent(first, held)  # the key is held down
    assert pressed == ["甲"]
    first.deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() not in (None, first))
    _press(Qt.Key.Key_Enter)
    assert pressed == ["甲", "乙"]


def test_a_form_is_gone_through_as_it_is_laid_out(window: Window, qtbot: Any) -> None:
    window.places.add_one("session")
    form = window.space.stack.currentWidget()
    assert isinstance(form, SessionForm)
    settled(window)
    window.activateWindow()
    form.focus_first()
    begun = QApplication.focusWidget()
    passed: list[QWidget] = []
    while len(passed) < 80:
        _press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is begun:
            break
        passed.append(focused)
    seats = [each for each in passed if each in form.panel.buttons]
    assert len(seats) == 1  # the arrows go on to the others
    wanted = [form.files.findChildren(QPushButton)[0], form.body.more_button, form.panel.scope,
              seats[0], form.foot.cancel, form.foot.save]  # fmt: skip
    places = [passed.index(each) for each in wanted]
    assert places == sorted(places), places

    # The wheel, on its way over a choice, does not take the cursor from where somebody types.
    wheel = Qt.FocusPolicy.WheelFocus
    assert not [each for each in form.findChildren(QComboBox) if each.focusPolicy() == wheel]

    # Who was not counted looks like everybody once they are.
    form.panel.set_scope("支委会")
    form.panel.set_scope("全体")
    assert not any(each.property("out") for each in form.panel.buttons)

    # Esc closes what dropped down, not the form around it.
    line = form.editors["host"].inputs()[0]
    assert isinstance(line, SuggestLine)
    assert not _override(line, Qt.Key.Key_Escape)
    assert _override(line._popup()[1], Qt.Key.Key_Escape)
    assert not _override(line._popup()[1], Qt.Key.Key_F6)
    day = form.editors["starts_at"]
    assert isinstance(day, DateEditor)
    room = window.screen().availableGeometry()
    window.move(0, room.bottom() - window.height() // 3)
    day.open_calendar()
    calendar = day.findChild(Popup)
    assert calendar is not None
    assert calendar.geometry().bottom() <= max(room.bottom(), calendar.height())
    assert _override(calendar, Qt.Key.Key_Escape)
    QTest.keyClick(calendar, Qt.Key.Key_Escape)
    assert not calendar.isVisible()
    assert window.space.stack.currentWidget() is form


def test_the_menu_of_a_key_is_that_of_the_row_with_the_cursor(members: ListPage) -> None:
    settled(members.window())  # type: ignore[arg-type] # the window of the fixture
    view = members.view
    view.go_to(1)
    asked: list[int] = []
    view.customContextMenuRequested.connect(lambda at: asked.append(view.rowAt(at.y())))
    where = view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    by_key = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, where, view.mapToGlobal(QPoint(where))
    )
    QApplication.sendEvent(view, by_key)
    for each in view.findChildren(QMenu):
        each.close()
    assert asked == [1]


def test_a_step_taken_leaves_the_cursor_where_the_next_is_written(window: Window) -> None:
    with window.context.store.write("问题") as writer:
        uid = writer.add("ticket", {"source": "staff", "description": "灯坏了",
                                     "raised_on": date(2026, 3, 2)})  # fmt: skip
    window.places.open_record("ticket", uid)
    form = window.space.stack.currentWidget()
    assert isinstance(form, TicketForm)
    settled(window)
    window.activateWindow()
    first = next(iter(form.moves.values()))
    first.setFocus()
    _press(Qt.Key.Key_Return)
    settled(window)
    assert QApplication.focusWidget() is form.note


def test_no_page_is_left_without_something_that_has_the_focus(window: Window) -> None:
    window.turn_to("submit")
    settled(window)
    page = window.space.page
    focused = QApplication.focusWidget()
    assert focused is not None and page.isAncestorOf(focused)  # there is nothing to write to yet
    window.turn_to("members", "transfer")
    settled(window)
    listed = window.space.list_page
    assert listed is not None
    assert QApplication.focusWidget() is listed.empty.buttons[0]
    QTest.keyClick(listed.empty.buttons[0], Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert "没有可以打印" in window.message_bar.findChildren(QLabel)[0].text()
