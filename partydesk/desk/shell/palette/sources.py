"""What the palette offers beside records, taken from where it is declared: lists, menus, affairs,
papers, pages, settings, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kinds import KindView
from partydesk.desk.listings import TASKS
from partydesk.desk.shell.more_menu import entries as menu_entries
from partydesk.desk.shell.palette.entries import Entry
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.desk.shell.window import Window


def actions(window: Window) -> list[Entry]:
    """Everything that can be done from anywhere, as the file is now."""
    found = [*_adding(window)] if window.context.store.writable else []
    found += _menu(window)
    if window.context.store.writable:
        found += _affairs(window)
    found += _papers(window)
    return found


def pages(window: Window) -> list[Entry]:
    """Every tab with its parts, and every setting."""
    from partydesk.operations.settings.catalogue import SECTIONS, settings_of

    found = []
    for number, tab in enumerate(window.places.tabs, 1):
        for part in tab.parts:
            several = len(tab.parts) > 1
            title = f"{tab.title} · {part.called}" if several else tab.title
            keys = f"Ctrl+{number}" if part is tab.parts[0] else ""
            go = partial(window.places.go_to_part, tab.key, part.key)
            found.append(Entry(f"page:{tab.key}.{part.key}", title, go, icon="page", keys=keys))
    sections = {section.key: section.title for section in SECTIONS}
    for setting in settings_of(window.context.store.role).values():
        found.append(
            Entry(
                f"setting:{setting.name}",
                f"设置 · {setting.label}",
                partial(window.commands.open_settings, setting.name),
                sections[setting.section],
                "page",
                more=setting.help,
            )
        )
    return found


def duties(window: Window) -> list[Entry]:
    """What is due, as 总览 has it; nothing before that knows."""
    from partydesk.desk.overview.page import OverviewPage

    space = window.places.spaces.get("overview")
    page = space.shown(TASKS) if space is not None else None
    if not isinstance(page, OverviewPage) or page.found is None:
        return []
    return [
        Entry(
            f"duty:{due.reminder.key}",
            due.reminder.title,
            partial(window.places.begin_duty, due.reminder.key),
            f"{due.pill}　{due.button}",
            "bell",
            more=due.reminder.why,
            again=False,
        )
        for due in page.found.due
    ]


def _adding(window: Window) -> Iterator[Entry]:
    """Adding a record of each list, and of each sort of it that its name tells."""
    lists = [(tab, view) for tab in window.places.tabs for view in tab.listings]
    lists.sort(key=lambda each: each[0].counted != each[1].kind)  # the first of every tab before
    for _, view in lists:
        go = partial(window.places.add_one, view.kind)
        yield Entry(f"add:{view.kind}", view.add, go, icon="add")
        yield from _sorts(window, view)


def _sorts(window: Window, view: KindView) -> Iterator[Entry]:
    record = kind_of(view.kind)
    verb = view.verb.removesuffix("一次")
    if "kind" not in record.described_by or verb == view.verb:
        return
    for each in fields(record)["kind"].choices or ():
        target = NavigationTarget(view.kind, defaults={"kind": each.code})
        yield Entry(
            f"add:{view.kind}.{each.code}",
            f"{verb}{each.label}",
            partial(window.places.begin, target),
            icon="add",
        )


def _menu(window: Window) -> Iterator[Entry]:
    for each in menu_entries(window):
        if each is not None and each.enabled:
            yield Entry(f"menu:{each.label}", each.label, each.do, icon=each.icon, keys=each.keys)


def _affairs(window: Window) -> Iterator[Entry]:
    """What happens to a branch, to somebody not recorded yet, or, with a name typed behind it, to
    somebody who is."""
    from partydesk.operations.affairs import AFFAIRS

    for affair in AFFAIRS.values():
        alone = affair.new or affair.about == "organisation"
        go = partial(window.places.begin, NavigationTarget(affair=affair.name))
        yield Entry(
            f"affair:{affair.name}",
            affair.label,
            go,
            "" if alone else "接着写姓名",
            "people",
            onward="" if alone else f"{affair.label} ",
        )


def _papers(window: Window) -> Iterator[Entry]:
    """The papers of the whole file; those of one record are found with it."""
    from partydesk.desk.printing.offers import about_list
    from partydesk.desk.printing.writing import print_offer

    context, known = window.context, set()
    for tab in window.places.tabs:
        for view in tab.listings:
            for group in about_list(context.store, view.kind, {}):
                for offer in group:
                    if offer.reason or offer.label in known:
                        continue
                    known.add(offer.label)
                    go = partial(print_offer, context, offer, window)
                    title = f"打印{offer.label}"
                    yield Entry(f"print:{offer.label}", title, go, icon="print")
