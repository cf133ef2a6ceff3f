"""The menu behind ···: what is done seldom, and with all of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QMessageBox

from partydesk.desk.kit.messages import box
from partydesk.desk.kit.plain_text import caption
from partydesk.desk.listings import place_of
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of, rosters
from partydesk.store.protection import is_protected
from partydesk.store.resources import third_party

if TYPE_CHECKING:
    from partydesk.desk.shell.window import Window


_OTHERS = "导入别的表"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """What is done seldom, or with all of the data: in the menu, and found by the palette.

    `under` names the tab under which it stands among what else is taken in; "" is the menu itself.
    """

    label: str
    do: Callable[[], object]
    keys: str = ""
    icon: str = "bolt"
    enabled: bool = True
    under: str = ""


def entries(window: Window) -> list[MenuEntry | None]:
    """What there is now, in order; None is a line between."""
    from partydesk.store.undo import next_labels

    page = window.space.list_page
    found: list[MenuEntry | None] = [*_imports(window, page.listing.kind if page else "")]
    if page is not None:
        found.append(MenuEntry("导出这个列表…", page.export, icon="export"))
        found.append(MenuEntry("打印这个列表…", page.print_list, icon="print"))
    with window.context.store.read() as connection:
        back, again = next_labels(connection)
    context, free = window.context, not window.space.has_pushed_page
    own = window.context.store.own.uid
    return [
        *found,
        None,
        MenuEntry(_step("撤销", back), context.undo, "Ctrl+Z", "undo", bool(back) and free),
        MenuEntry(_step("重做", again), context.redo, "Ctrl+Y", "undo", bool(again) and free),
        None,
        MenuEntry("图表", window.commands.open_charts, "Ctrl+T", "page"),
        MenuEntry(
            "本组织信息…", lambda: window.places.open_record("organisation", own), icon="edit"
        ),
        _park(window),
        MenuEntry("规则…", window.commands.open_rules, icon="book"),
        MenuEntry("疑似重复…", window.commands.open_suspected, icon="people"),
        MenuEntry("回收站…", window.commands.open_recycle_bin, icon="remove"),
        MenuEntry("备份与恢复…", window.commands.open_backups, icon="disks"),
        MenuEntry("备份到 U 盘…", window.commands.back_up_elsewhere, icon="stick"),
        MenuEntry("交接给下一任…", window.commands.open_handover, icon="export"),
        MenuEntry("接手前任的数据…", window.commands.take_over, icon="import"),
        MenuEntry("设置", window.commands.open_settings, "Ctrl+,", "page"),
        MenuEntry("锁上", window.commands.lock, "Ctrl+L", "lock")
        if is_protected(window.context.store.home)
        else MenuEntry(
            "设密码…", partial(window.commands.open_settings, "protection"), icon="lock"
        ),
        None,
        MenuEntry("用户手册", window.commands.open_manual, "F1", "book"),
        MenuEntry("新变化", window.commands.open_news, icon="info"),
        MenuEntry("关于支部工作台", lambda: about(window), icon="info"),
    ]


def _imports(window: Window, shown: str) -> Iterator[MenuEntry]:
    """What a sheet can be taken in as: that of the list that is shown and the members first, the
    others under their tabs."""
    role, kinds = window.context.store.role, rosters()
    titles = [tab.title for tab in window.places.tabs]
    at_hand = [kind for kind in dict.fromkeys((shown, "member")) if kind in kinds]
    under = {kind: _tab_of(kind, role) for kind in kinds if kind not in at_hand}
    for kind in (*at_hand, *sorted(under, key=lambda kind: titles.index(under[kind] or titles[0]))):
        record = kinds[kind]
        if record.registered and role != "committee":
            continue
        yield MenuEntry(
            f"导入{record.roster}…", partial(window.commands.open_import, kind, ""), icon="import",
            under=under.get(kind, ""),
        )  # fmt: skip


def _tab_of(kind: str, role: str) -> str:
    """The title of the tab where records of a kind are, or what they are kept in."""
    record = kind_of(kind)
    place = place_of(kind, role)
    if place is None and record.belongs_to:
        return _tab_of(fields(record)[record.belongs_to].refers, role)
    return place[0].title if place is not None else ""


def _park(window: Window) -> MenuEntry:
    """The park's rules: out of a committee's file, into a branch's."""
    from partydesk.desk.handover import park_rules

    context = window.context
    if context.store.role == "committee":
        return MenuEntry(
            "把园区的规矩写成文件…", lambda: park_rules.save(context, window), icon="export"
        )
    return MenuEntry(
        "收下园区的规矩…", lambda: park_rules.open_file(context, window), icon="import",
        enabled=context.store.writable,
    )  # fmt: skip


def more_menu(window: Window) -> QMenu:
    """The menu as it stands now."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # The palette lists what stands below; here it is for whoever only has the mouse.
    menu.addAction("到处找…\tCtrl+K", lambda: window.open_palette())
    under: dict[str, QMenu] = {}
    for each in entries(window):
        if each is None:
            menu.addSeparator()
            continue
        place = menu
        if each.under:
            others = under.get("") or under.setdefault("", menu.addMenu(_OTHERS))
            place = under.get(each.under) or under.setdefault(
                each.under, others.addMenu(each.under)
            )
        label = caption(each.label)
        act = place.addAction(f"{label}\t{each.keys}" if each.keys else label)
        act.triggered.connect(lambda _=False, do=each.do: do())
        act.setEnabled(each.enabled)
    return menu


def _step(word: str, label: str | None) -> str:
    return f"{word}：{label}" if label else word


def about(window: Window) -> None:
    """What this is, whose licence, and where the data lie."""

    from partydesk import __version__

    told = box(
        window,
        "关于支部工作台",
        f"支部工作台 {__version__}",
        "党支部的工作台账，不联网也能用。\n"
        f"数据在：{window.context.store.home.folder}\n\n"
        "MIT 许可。用到的库各按自己的许可，其中 Qt 等几个按 LGPL。",
    )
    told.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with suppress(FileNotFoundError):
        others = third_party()
        told.setStandardButtons(QMessageBox.StandardButton.Close)
        show = told.addButton("第三方许可", QMessageBox.ButtonRole.HelpRole)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(others))))
    told.open()
