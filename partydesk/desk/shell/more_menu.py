"""The menu behind ···: what is done seldom, and with all of the data."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QMessageBox

from partydesk.desk.kit.messages import box
from partydesk.desk.kit.plain_text import caption
from partydesk.records.registry import rosters
from partydesk.store.resources import resource

if TYPE_CHECKING:
    from partydesk.desk.shell.window import Window


def more_menu(window: Window) -> QMenu:
    """The menu as it stands now."""
    from partydesk.store.undo import next_labels

    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for kind, record in rosters().items():
        menu.addAction(f"导入{record.roster}…", partial(window.open_import, kind, ""))
    page = window.space.list_page
    if page is not None:
        menu.addAction("导出这个列表…", page.export)
    menu.addSeparator()
    with window.context.store.read() as connection:
        back, again = next_labels(connection)
    context, has_pushed_page = window.context, window.space.has_pushed_page
    undo = menu.addAction(f"{_step('撤销', back)}\tCtrl+Z", context.undo)
    undo.setEnabled(bool(back) and not has_pushed_page)
    redo = menu.addAction(f"{_step('重做', again)}\tCtrl+Y", context.redo)
    redo.setEnabled(bool(again) and not has_pushed_page)
    menu.addSeparator()
    menu.addAction("图表\tCtrl+T", window.open_charts)
    own = window.own.uid
    menu.addAction("本组织信息…", lambda: window.open_record("organisation", own))
    menu.addAction("规则…", window.open_rules)
    menu.addAction("疑似重复…", window.open_suspected)
    menu.addAction("回收站…", window.open_recycle_bin)
    menu.addAction("备份与恢复…", lambda: window.open_backups())
    menu.addAction("设置\tCtrl+,", lambda: window.open_settings())
    menu.addSeparator()
    menu.addAction("用户手册\tF1", window.open_manual)
    menu.addAction("新变化", window.open_news)
    menu.addAction("关于支部工作台", lambda: about(window))
    return menu


def _step(word: str, label: str | None) -> str:
    return f"{word}：{caption(label)}" if label else word


def about(window: Window) -> None:
    """What this is, whose licence, and where the data lie."""

    from partydesk import __version__

    told = box(
        window,
        "关于支部工作台",
        f"支部工作台 {__version__}",
        "党支部的工作台账，不联网也能用。\n"
        f"数据在：{window.context.store.home.folder}\n\n"
        "MIT 许可。用到的 PySide6、Qt、python-stdnum 等按 LGPL，其余各按自己的许可。",
    )
    told.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with suppress(FileNotFoundError):  # a source tree has what pip has put beside it
        others = resource("THIRD-PARTY.txt")
        told.setStandardButtons(QMessageBox.StandardButton.Close)
        show = told.addButton("第三方许可", QMessageBox.ButtonRole.HelpRole)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(others))))
    told.open()
