"""新增, Ctrl+K and Esc: each works on every page and in every form, or is visibly off."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.shell.palette.palette import Palette
from partydesk.desk.shell.window import Window

WAIT = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(window: Window, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    where = QApplication.focusWidget()
    QTest.keyClick(where if isinstance(where, QWidget) else window, key, modifier)
    QApplication.processEvents()


def test_what_lies_over_a_page_says_that_adding_waits_and_esc_leads_back(
    window: Window, qtbot: Any
) -> None:
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    page.ways.show_all()
    qtbot.waitUntil(lambda: window.space.has_pushed_page, timeout=WAIT)
    assert not window.head.add_button.isEnabled() and "Esc" in window.head.add_button.toolTip()
    press(window, Qt.Key.Key_N, CONTROL)  # off, and nothing happens
    QTest.mouseClick(window.head.add_button, Qt.MouseButton.LeftButton)
    press(window, Qt.Key.Key_Escape)
    assert not window.space.has_pushed_page and window.space.page is page

    for key in ("charts", "figures", "calendar"):
        window.turn_to("overview", key)
        assert window.head.add_button.isEnabled()


def test_in_every_form_the_palette_opens_and_esc_closes_one_after_the_other(
    window: Window, qtbot: Any
) -> None:
    for tab in window.places.tabs:
        for part in tab.parts:
            if part.view is None:
                continue
            window.turn_to(tab.key, part.key)
            before = window.space.page
            window.add()
            form = window.space.stack.currentWidget()
            assert isinstance(form, RecordForm)
            qtbot.waitUntil(
                lambda f=form: f.isAncestorOf(QApplication.focusWidget() or f.window()),
                timeout=WAIT,
            )
            QApplication.processEvents()  # it goes to its first field a moment later
            press(window, Qt.Key.Key_K, CONTROL)
            (palette,) = window.findChildren(Palette)
            qtbot.waitUntil(palette.line.hasFocus, timeout=WAIT)
            press(window, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda p=palette: not p.isVisible(), timeout=WAIT)
            assert window.space.stack.currentWidget() is form
            qtbot.waitUntil(
                lambda f=form: f.isAncestorOf(QApplication.focusWidget() or f.window()),
                timeout=WAIT,
            )
            # A click on the button that is off takes nothing away from the form.
            QTest.mouseClick(window.head.add_button, Qt.MouseButton.LeftButton)
            press(window, Qt.Key.Key_Escape)
            assert not window.space.has_pushed_page, part.key
            assert window.space.page is before, part.key
