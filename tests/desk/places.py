"""Every place of the program that a person can get to: pages, forms, dialogs, menus."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from partydesk.desk.listings import STARS
from partydesk.desk.lists.bulk_edit import BulkEdit
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.overview.snooze_dialog import SnoozeDialog
from partydesk.desk.printing.choices import PrintChoices
from partydesk.desk.printing.offers import about_list
from partydesk.desk.shell.window import Window
from partydesk.desk.stars.page import StarsPage
from partydesk.records.base import kinds
from partydesk.store import queries
from tests.leftovers import settle_deletions

_NO_FORM = {"attendance", "ticket_step", "attachment"}  # kept within another record's form


def settled(window: Window) -> None:
    """Wait until nothing is being worked on and what it brought is shown."""
    until = time.monotonic() + 30
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        for job in list(window.context._jobs):
            job.wait()
        QApplication.sendPostedEvents()
        settle_deletions()
        quiet = 0 if window.context.busy else quiet + 1
        time.sleep(0.02)


def pages(window: Window) -> Iterator[tuple[str, QWidget]]:
    """Each tab, each list in it, and what is laid over it."""
    for tab in window.places.tabs:
        window.turn_to(tab.key)
        settled(window)
        yield tab.title, window
        for part in tab.parts[1:]:
            window.space.turn_to(part.key)
            settled(window)
            yield f"{tab.title} {part.called}", window
        window.space.turn_to(tab.parts[0].key)
    window.turn_to("overview")
    overview = window.space.page
    assert isinstance(overview, OverviewPage)
    overview.ways.show_all()
    settled(window)
    yield "全部待办", window
    over = window.space.stack.currentWidget()
    assert over is not None
    window.space.pop_page(over)


def forms(window: Window, *, new: bool = True, there: bool = True) -> Iterator[tuple[str, QWidget]]:
    """A form of each kind: for a new record, and for one that is there."""
    window.turn_to("overview")
    for kind, record in kinds().items():
        with window.context.store.read() as connection:
            first = queries.ids(connection, queries.Query(kind))[:1] if there else []
            uids = [str(queries.window(connection, kind, first)[one]["uid"]) for one in first]
        for uid in ("", *uids) if new and kind not in _NO_FORM else uids:
            window.space.open_form(kind, uid)
            settled(window)
            form = window.space.stack.currentWidget()
            assert form is not None
            body = getattr(form, "body", None)
            if body is not None:
                body.show_more(True)
                settled(window)
            yield f"{record.title}表{'（已有）' if uid else ''}", form
            window.space.pop_page(form)


def dialogs(window: Window) -> Iterator[tuple[str, QWidget]]:
    """The dialogs, one after the other."""
    from partydesk.desk.shell.more_menu import about
    from partydesk.desk.shell.protection.dialogs import MEANS, CodeDialog, PasswordDialog

    window.turn_to("members")
    settled(window)
    window.commands.open_recycle_bin()
    yield from _dialog(window)
    for name, show in (
        ("规则", window.commands.open_rules),
        ("设置", window.commands.open_settings),
    ):
        show()
        settled(window)
        over = window.space.stack.currentWidget()
        assert over is not None
        yield name, over
        window.space.pop_page(over)
    about(window)
    yield from _dialog(window)
    PasswordDialog(window, "换密码", MEANS, lambda _, __: None, present=True, new=True).open()
    yield from _dialog(window)
    shown = CodeDialog(window, "1234-5678-9012-3456-7890-1234", "甲支部")
    shown.kept.setChecked(True)  # before that it stays
    shown.open()
    yield from _dialog(window)
    SnoozeDialog(window.context, ["试"], "党员大会要开了", "支部工作条例第十一条", window).open()
    yield from _dialog(window)
    page = window.space.list_page
    assert page is not None
    row = page.model.row(0)
    for group in about_list(window.context.store, "member", row):
        for offer in group:
            if len(offer.periods) > 1:
                PrintChoices(offer, reported=True, parent=window).open()
                yield from _dialog(window)
                break
    BulkEdit(window.context, page.listing, [row], page).open()
    yield from _dialog(window)
    window.turn_to("report", STARS)
    settled(window)
    stars = window.space.page
    assert isinstance(stars, StarsPage)
    stars.edit_scheme()
    yield from _dialog(window)


def _dialog(window: Window) -> Iterator[tuple[str, QWidget]]:
    settled(window)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            yield dialog.windowTitle() or type(dialog).__name__, dialog
            dialog.close()
            settled(window)
            return
    raise AssertionError("no dialog came")


def menus(window: Window) -> Iterator[tuple[str, QWidget]]:
    """The menus of the top and of the lists."""
    window.turn_to("overview")
    window._drop_menu()
    yield from _menu("更多")
    window.add()
    yield from _menu("新增")
    for tab in window.places.tabs:
        window.turn_to(tab.key)
        page = window.space.list_page
        if page is None:
            continue
        settled(window)
        page.menus.show_columns(window.head.add_button)
        yield from _menu(f"{tab.title} 列")
        head = page.view.head
        head.customContextMenuRequested.emit(QPoint(20, 10))
        yield from _menu(f"{tab.title} 列名")
        where = page.view.visualRect(page.model.index(0, 0)).center()
        page.view.customContextMenuRequested.emit(where)
        yield from _menu(f"{tab.title} 行")


def _menu(name: str) -> Iterator[tuple[str, QWidget]]:
    QApplication.processEvents()
    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu) and menu.isVisible():
            yield name, menu
            menu.close()
    QApplication.processEvents()
