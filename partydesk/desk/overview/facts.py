"""What 总览 shows, gathered off the screen in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partydesk.desk.evidence.key_figures import Figure, YearSaid, four
from partydesk.desk.evidence.model import Evidence, Group, columns, of_items, own_scope, places
from partydesk.desk.overview.due_words import Due, told
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.calendar_cells import Calendar


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page. `put_off` is how many reminders are put off, `members` how many
    people the file has."""

    today: date
    due: tuple[Due, ...]
    put_off: int
    members: int
    calendar: Calendar
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class PutOff:
    """A reminder that was put off."""

    key: str
    title: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Exempted:
    """A norm that does not apply to somebody, with the reason; `until` in words."""

    uid: str
    title: str
    since: date
    until: str
    reason: str


def exempted(store: Store) -> list[Exempted]:
    """What was said not to apply to the own organisation, the latest first."""
    from partydesk.rules.norms import NORMS

    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query("exemption", organisation=store.own.id))
        found = queries.window(connection, "exemption", wanted)
    told = []
    for row in found.values():
        norm = NORMS.get(row["norm"])
        title = " ".join(
            part for part in (row["subject"], norm.label if norm else row["norm"]) if part
        )
        until = f"到 {row['until_on']}" if row["until_on"] else "一直不适用"
        since = date.fromisoformat(row["from_on"])
        told.append(Exempted(row["uid"], title, since, until, row["reason"]))
    return sorted(told, key=lambda each: each.since, reverse=True)


def look(store: Store, year: int) -> Overview:
    """Ask the store and the rules; `year` is the calendar's."""
    from partydesk.rules import calendar, norms, reminders
    from partydesk.store.snoozes import snoozed

    today, own = clock.today(), own_scope(store)
    only = None if own is None else (own,)
    with store.read() as connection:
        found = reminders.reminders(connection, today=today)
        this_year = parse_period(str(today.year))
        said, asked = YearSaid(), calendar.Asked(own)
        for item in norms.judge(connection, this_year, today=today, organisations=only):
            said.add(item)
            asked.add(item)
        put_off = sum(each.until > today for each in snoozed(connection).values())
        shown = (
            calendar.calendar_from(connection, year, own, asked, today)
            if year == today.year
            else calendar.calendar(connection, year, own, today)
        )
        members = queries.count(connection, queries.Query("member"))
        figures = four(connection, today.year, own, said, today)
    due = tuple(told(each, store, today) for each in found)
    return Overview(today, due, put_off, members, shown, figures)


def put_off(store: Store) -> list[PutOff]:
    """What is put off now, the first to come back first."""
    from partydesk.rules import norms
    from partydesk.rules.norms.declared import slot_title
    from partydesk.rules.reminders import AHEAD, BACK
    from partydesk.store.snoozes import snoozed

    today = clock.today()
    with store.read() as connection:
        kept = {key: s for key, s in snoozed(connection).items() if s.until > today}
        if not kept:
            return []
        first, last = (date.fromordinal(today.toordinal() + days) for days in (-BACK, AHEAD))
        period = parse_period(f"{first}..{last}")
        said = norms.judge(connection, period, today=today)
        titles = {item.key: item.title for item in said if item.key in kept}
    found = []
    for key, snooze in kept.items():
        norm, *_, slot = key.split("|")
        field = norms.NORMS.get(norm)
        # What many people's items are folded into, or what is no longer asked for.
        when = slot_title(slot) if len(slot) <= len("2026-08") else ""
        plain = f"{when}{field.label if field else norms.STATE.label('lacking')}"
        found.append(PutOff(key, titles.get(key, plain), snooze.until, snooze.reason))
    return sorted(found, key=lambda each: each.until)


def listed(store: Store, key: str, title: str, said: str) -> Evidence:
    """The list behind a reminder of many people, or of many branches, as it stands now."""
    from partydesk.rules.reminders import reminders

    own = store.own.id
    with store.read() as connection:
        named = places(connection)
        found = [each for each in reminders(connection, most=None) if each.key == key]
    items = found[0].items if found else ()
    many = store.role == "committee" and any(item.organisation != own for item in items)
    head = columns(("谁", 180), ("怎样", 0), many=many)
    group = Group("名单", of_items(items, named, many))
    return Evidence(found[0].title if found else title, said, head, (group,))


def lacking(store: Store, year: int, kind: str, month: int) -> Evidence:
    """The list behind a cell of the committee's calendar: the branches that lack it."""
    from partydesk.rules.calendar import calendar

    with store.read() as connection:
        named = places(connection)
        found = calendar(connection, year, own_scope(store))
    row = next(row for row in found.rows if row.kind == kind)
    items = row.cells[month - 1].lacking
    head = columns(("事项", 220), ("要求", 0), many=True)
    branches = len({item.organisation for item in items})
    said = f"{row.norm.says} · {row.norm.article}" if row.norm else ""
    group = Group("支部", of_items(items, named, True))
    return Evidence(f"{month} 月{row.label}：{branches} 个支部没有", said, head, (group,))
