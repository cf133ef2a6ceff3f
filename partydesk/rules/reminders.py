"""Reminders: what the norms say is due now, most pressing first, each thing once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.member import CATEGORY
from partydesk.records.periods import Period
from partydesk.rules import norms
from partydesk.rules.deadlines import MOST_DAYS
from partydesk.rules.norms import Norm, Obligation, State
from partydesk.rules.norms.declared import slot_title
from partydesk.store import settings
from partydesk.store.snoozes import snoozed

BACK, AHEAD = MOST_DAYS + 81, 190
"""Days before and after today that reminders look at; what never lapses is found however old."""

WHEN = {
    "overdue": "已逾期",
    "today": "今天",
    "week": "本周",
    "month": "本月",
    "open": "待办",
    "later": "以后",
    "lacking": "缺资料",
}


MOST_ALONE = 5
"""People of one norm and time who have a line each; more stand in one."""
LACKING = "lacking"
"""The key of WHEN for what a roster does not have."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do. `when` is a key of WHEN; `items` are the norm's items behind it (several
    where many people's are folded into one)."""

    key: str
    norm: Norm
    when: str
    due: date | None
    title: str
    why: str
    items: tuple[Obligation, ...]


def reminders(connection: Connection, *, today: date | None = None) -> list[Reminder]:
    """What is due or overdue, put-off things left out.

    A branch's file reminds of all its norms. A committee's reminds of its own, and tells for
    each norm how many branches lack something.
    """
    day = today or clock.today()
    period = Period("", day - timedelta(days=BACK), day + timedelta(days=AHEAD))
    items = [
        item
        for item in norms.evaluate(connection, period, today=day)
        if item.state in (State.DUE, State.OVERDUE, State.LACKING) and _near(item, day)
    ]
    own = int(settings.get(connection, "own", "0"))
    mine = [item for item in items if item.organisation == own]
    found = [_one(group, day) for group in _folded(i for i in mine if i.state is not State.LACKING)]
    found = _gathered(found)
    found += _lacking(connection, [i for i in mine if i.state is State.LACKING])
    if settings.get(connection, "role", "branch") == "committee":
        found += _of_branches(i for i in items if i.organisation != own)
    put_off = snoozed(connection)
    found = [r for r in found if r.key not in put_off or put_off[r.key].until <= day]
    return sorted(
        found,
        key=lambda r: (not r.norm.asks, list(WHEN).index(r.when), r.due or date.max, r.title),
    )


def _near(item: Obligation, today: date) -> bool:
    if item.due is None or item.state is not State.DUE:
        return True
    if len(item.slot) == len("2026-08") and item.slot > today.isoformat()[:7]:
        return False  # next month's meetings wait for next month
    return item.due - today <= timedelta(days=item.norm.lead)


def _folded(items: Iterable[Obligation]) -> list[list[Obligation]]:
    """One list for each thing: the people of one norm and year together, all else alone."""
    groups: dict[str, list[Obligation]] = defaultdict(list)
    for item in items:
        shared = f"{item.norm.id}|{item.organisation}|*|{item.slot}"
        groups[shared if item.norm.together else item.key].append(item)
    return list(groups.values())


def _one(items: list[Obligation], today: date) -> Reminder:
    first = items[0]
    norm = first.norm
    key, title, told = first.key, first.title, first.text
    if norm.together:
        key = f"{norm.id}|{first.organisation}|*|{first.slot}"
        title = f"{slot_title(first.slot)}{norm.label}：{len(items)} 人还没有"
        names = "、".join(item.about for item in items[:3])
        told = names + ("等" if len(items) > 3 else "")
    why = " · ".join(part for part in (told, norm.says, norm.article) if part)
    return Reminder(key, norm, _when(first, today), first.due, title, why, tuple(items))


def _gathered(found: Iterable[Reminder]) -> list[Reminder]:
    """Many people of whom a norm asks the same at about the same time stand in one line: a large
    roster is no wall of them."""
    kept: list[Reminder] = []
    groups: dict[tuple[str, str], list[Reminder]] = defaultdict(list)
    for each in found:
        # Of different versions of a norm, different things are asked.
        alike = each.norm.about == "member" and not each.norm.together and not each.norm.asks
        if alike:
            groups[f"{each.norm.id}|{each.norm.article}", each.when].append(each)
        else:
            kept.append(each)
    for (_, when), those in groups.items():
        if len(those) <= MOST_ALONE:
            kept += those
            continue
        first, items = those[0], tuple(item for each in those for item in each.items)
        norm, people = first.norm, len({item.uid for item in items})
        late = "逾期" if when == "overdue" else "还没有"
        names = "、".join(item.about for item in items[:3])
        why = " · ".join(part for part in (f"{names}等", norm.says, norm.article) if part)
        due = min((each.due for each in those if each.due), default=None)
        key = f"{norm.id}|{items[0].organisation}|*{when}|"
        title = f"{norm.label}：{people} 人{late}"
        kept.append(Reminder(key, norm, when, due, title, why, items))
    return kept


def _lacking(connection: Connection, items: Iterable[Obligation]) -> list[Reminder]:
    """What the roster does not have: the people of one category together, all else alone."""
    categories: dict[str, str] = dict(
        connection.exec_driver_sql("SELECT uid, category FROM member").fetchall()
    )
    groups: dict[str, list[Obligation]] = defaultdict(list)
    for item in items:
        groups[categories.get(item.uid, item.norm.id)].append(item)
    found = []
    for shared, those in groups.items():
        people = dict.fromkeys(item.about for item in those)
        number = len({item.norm.id for item in those})
        label = CATEGORY.label(shared) if those[0].kind == "member" else ""
        title = those[0].norm.lacks or f"缺{those[0].norm.label}的资料"
        if label:
            title = f"{len({item.uid for item in those})} 名{label}缺 {number} 项资料"
        why = f"名册里没有{'这几列' if label else '写'}，不算逾期"
        names = "、".join(list(people)[:3]) + ("等" if len(people) > 3 else "")
        key = f"{LACKING}|{those[0].organisation}|{shared}|"
        why = " · ".join(part for part in (names, why) if part)
        found.append(Reminder(key, those[0].norm, LACKING, None, title, why, tuple(those)))
    return found


def _when(item: Obligation, today: date) -> str:
    if item.state is State.OVERDUE:
        return "overdue"
    if item.due is None:
        return "open"
    if item.due == today:
        return "today"
    if item.due <= today + timedelta(days=6 - today.weekday()):
        return "week"
    if (item.due.year, item.due.month) == (today.year, today.month):
        return "month"
    return "later"


def _of_branches(items: Iterable[Obligation]) -> list[Reminder]:
    """What branches are late with, one reminder for a norm and time."""
    groups: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    for item in items:
        if item.state is State.OVERDUE:
            groups[item.norm.id, item.slot].append(item)
    found = []
    for (id, slot), late in groups.items():
        norm = late[0].norm
        branches = len({item.organisation for item in late})
        due = min((item.due for item in late if item.due), default=None)
        found.append(
            Reminder(
                f"{id}|branches|{slot}", norm, "overdue", due,
                f"{slot_title(slot)}{norm.label}：{branches} 个支部逾期",
                f"{norm.says} · {norm.article}", tuple(late),
            )
        )  # fmt: skip
    return found
