"""What the palette shows for what is typed: asked off the screen, over declarations and records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kinds import KindView
from partydesk.desk.printing.offers import Offer, about_row
from partydesk.desk.shell.palette.entries import (
    ACTIONS,
    DUTIES,
    PAGES,
    RECENT,
    Entry,
    Group,
    is_name,
    rank,
)
from partydesk.documents.notice_texts import BRIEF, NOTICE, NoticeText
from partydesk.records import clock
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.store import finding, queries
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store

AT_FIRST, ACTS, ONE_GROUP = 4, 6, 60
"""How many entries of a group are shown, how many actions, and how many when only one group is
looked at."""

_ICONS = {"member": "people", "session": "calendar", "talk": "speech", "ticket": "warning",
          "organisation": "people", "enterprise": "table"}  # fmt: skip
_RECENT = 6


@dataclass(frozen=True, slots=True)
class Doors:
    """What an entry does: open a record, list what was found, print, copy a session's text, begin
    work."""

    record: Callable[[str, str], object]
    listed: Callable[[str, str], object]
    printed: Callable[[Offer], object]
    copied: Callable[[str, NoticeText], object]
    begin: Callable[[NavigationTarget], object]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the palette looks: the declared entries, the kinds of records, what was gone to last
    (keys of entries)."""

    store: Store
    duties: Sequence[Entry]
    actions: Sequence[Entry]
    pages: Sequence[Entry]
    views: Sequence[KindView]
    recent: Sequence[str]
    doors: Doors


def look(sources: Sources, text: str, only: str = "") -> list[Group]:
    """The groups for what is typed, none of them empty; of `only` one group, more of it.

    Actions come first and pages last; a page whose whole name was typed is what one came for.
    """
    if not text.strip():
        return _at_first(sources)
    parts = text.lower().split()
    most = ONE_GROUP if only else AT_FIRST
    records, prints = _records(sources, text, most, only)
    actions = [*_for_somebody(sources, text), *_fitting(sources.actions, parts), *prints]
    groups = [
        _group(DUTIES, _fitting(sources.duties, parts), most),
        _group(ACTIONS, actions, max(most, ACTS)),
        *records,
    ]
    pages = _fitting(sources.pages, parts)
    meant = [each for each in pages if is_name(each.title, text)]
    if meant and not any(is_name(each.title, text) for each in actions):
        rest = [each for each in pages if each not in meant]
        groups.insert(0, _group(PAGES, [*meant, *rest], most))
    else:
        groups.append(_group(PAGES, pages, most))
    return [each for each in groups if each.total and only in ("", each.title)]


def _group(title: str, entries: Sequence[Entry], most: int) -> Group:
    return Group(title, tuple(entries[:most]), len(entries))


def _fitting(entries: Sequence[Entry], parts: Sequence[str]) -> list[Entry]:
    ranked = [(at, entry) for entry in entries if (at := rank(entry, parts)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda each: (each[0], len(each[1].title)))]


def _at_first(sources: Sources) -> list[Group]:
    """Where nothing is typed yet: what was gone to last, what is due, what is mostly added."""
    known = {entry.key: entry for entry in (*sources.actions, *sources.pages)}
    recent = []
    for key in sources.recent[:_RECENT]:
        entry = known.get(key) or _again(sources, key)
        if entry is not None:
            recent.append(entry)
    adding = [entry for entry in sources.actions if entry.icon == "add" and "." not in entry.key]
    groups = [
        _group(RECENT, recent, _RECENT),
        Group(DUTIES, tuple(sources.duties[:3]), len(sources.duties)),
        Group(ACTIONS, tuple(adding[:4]), len(sources.actions)),
    ]
    return [each for each in groups if each.entries]


def _again(sources: Sources, key: str) -> Entry | None:
    """A record that was gone to, if it is still there."""
    sort, _, rest = key.partition(":")
    kind, _, uid = rest.partition(":")
    view = next((view for view in sources.views if view.kind == kind), None)
    if sort != "record" or view is None:
        return None
    record = kind_of(kind)
    with sources.store.read() as connection:
        query = queries.Query(kind, extra=(record.uid == uid,))
        found = queries.window(connection, kind, queries.ids(connection, query))
    return next((_entry(sources, view, row, False) for row in found.values()), None)


def _records(sources: Sources, text: str, most: int, only: str) -> tuple[list[Group], list[Entry]]:
    """The records found, kind by kind, and what can be printed of what was named by its sort."""
    groups: list[Group] = []
    prints: list[Entry] = []
    for view in sources.views:
        if only and view.title != only:
            continue
        condition = view.out.condition() if view.out is not None and view.out.condition else None
        with sources.store.read() as connection:
            found = finding.find(connection, view.kind, text, most + 1, condition)
        if not found.rows:
            continue
        rows = found.rows if found.total == most + 1 else found.rows[:most]
        entries = [_entry(sources, view, row, row["id"] in found.beside) for row in rows]
        if found.total > len(entries):
            entries.append(_rest(sources, view, text, found.total - len(entries)))
        groups.append(Group(view.title, tuple(entries), found.total))
        if found.by_choice and view.choose:
            prints += _prints(sources, view, found.rows[0])
            prints += _texts(sources, view, found.rows[0])
    return groups, prints


def _rest(sources: Sources, view: KindView, text: str, left: int) -> Entry:
    """The way to all of a kind that was found."""
    return Entry(
        f"rest:{view.kind}",
        f"还有 {left:,} {view.unit or '条'}" if left < finding.MANY - ONE_GROUP else "还有很多",
        partial(sources.doors.listed, view.kind, text),
        f"在{view.title}里全部列出",
        "more",
        again=False,
    )


def _entry(sources: Sources, view: KindView, row: dict[str, Any], out: bool) -> Entry:
    kind, uid = view.kind, str(row["uid"])
    beside = [cell_text(kind, name, row) for name in view.found.split()]
    if out and view.out is not None:
        beside = [view.out.label, str(row.get("left_on") or "")]
    if row.get("organisation_short_name") and row.get("submission") is not None:
        beside.append(str(row["organisation_short_name"]))
    return Entry(
        f"record:{kind}:{uid}",
        title_of(kind, row),
        partial(sources.doors.record, kind, uid),
        " · ".join(_short(each) for each in beside if each),
        _ICONS.get(kind, "sheet"),
    )


def title_of(kind: str, row: dict[str, Any]) -> str:
    """What names a record, a day said as people say it."""
    known, words = fields(kind_of(kind)), []
    for name in kind_of(kind).described_by:
        text = cell_text(kind, name, row)
        field = known.get(name)
        if field is not None and field.kind in (Kind.DATE, Kind.MOMENT) and text:
            year, month, day = (int(part) for part in text[:10].split("-"))
            text = f"{month} 月 {day} 日"
            if year != clock.today().year:
                text = f"{year} 年 {text}"
        words.append(text)
    return _short(" ".join(word for word in words if word))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _prints(sources: Sources, view: KindView, row: dict[str, Any]) -> Iterator[Entry]:
    """The papers of the record nearest to today of a sort that was named."""
    name = title_of(view.kind, row)
    for offer in about_row(view.kind, row):
        if not offer.reason:
            yield Entry(
                f"print:{offer.what}:{offer.uid}",
                f"打印{offer.title}",
                partial(sources.doors.printed, offer),
                name,
                "print",
                again=False,
            )


def _texts(sources: Sources, view: KindView, row: dict[str, Any]) -> Iterator[Entry]:
    """What can be pasted of a session that was named by its sort: the notice or the brief."""
    if view.kind != "session" or row["submission"] is not None:
        return
    text = BRIEF if row["state"] == "held" else NOTICE
    uid = str(row["uid"])
    yield Entry(
        f"copy:{text.id}:{uid}",
        f"复制{text.label}",
        partial(sources.doors.copied, uid, text),
        title_of(view.kind, row),
        "copy",
        again=False,
    )


def _for_somebody(sources: Sources, text: str) -> Iterator[Entry]:
    """An affair with a name behind it: 转出 张文华."""
    first, _, name = text.strip().partition(" ")
    view = next((view for view in sources.views if view.kind == "member"), None)
    if not name.strip() or view is None:
        return
    for action in sources.actions:
        if action.onward.strip() == first:
            with sources.store.read() as connection:
                found = finding.find(connection, "member", name, 3)
            for row in found.rows:
                uid = str(row["uid"])
                affair = action.key.partition(":")[2]
                target = NavigationTarget("member", affair=affair, uids=(uid,))
                yield replace(
                    action,
                    key=f"{action.key}:{uid}",
                    title=f"{first}：{row['name']}",
                    detail=cell_text("member", "category", row),
                    do=partial(sources.doors.begin, target),
                    onward="",
                    again=False,
                )
