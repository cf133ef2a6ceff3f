"""Reminders: what the norms say is due now, most pressing first, each thing once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
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
MOST_HELD = 300
"""Obligations that a reminder holds; of more it only knows how many."""
LACKING = "lacking"
"""The key of WHEN for what a roster does not have."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do. `when` is a key of WHEN; `items` are the norm's items behind it (several
    where many people's are folded into one), the first of `count`; `apart` says whether they are
    due on different days."""

    key: str
    norm: Norm
    when: str
    due: date | None
    title: str
    why: str
    items: tuple[Obligation, ...]
    count: int = 1
    apart: bool = False

    @property
    def whole(self) -> bool:
        """Whether it holds all of its items."""
        return self.count == len(self.items)


def reminders(
    connection: Connection, *, today: date | None = None, most: int | None = MOST_HELD
) -> list[Reminder]:
    """What is due or overdue, put-off things left out.

    A branch's file reminds of all its norms. A committee's reminds of its own, and tells for
    each norm how many branches lack something. `most` items of each are held (None: all).
    """
    day = today or clock.today()
    period = Period("", day - timedelta(days=BACK), day + timedelta(days=AHEAD))
    own = int(settings.get(connection, "own", "0"))
    of_branches = settings.get(connection, "role", "branch") == "committee"
    found = _Found(connection, day, most)
    for item in norms.judge(connection, period, today=day):
        if item.organisation == own:
            if item.state is State.LACKING:
                found.lacking(item)
            elif item.state in (State.DUE, State.OVERDUE) and _near(item, day):
                found.own(item)
        elif of_branches and item.state is State.OVERDUE:
            found.branch(item)
    put_off = snoozed(connection)
    told = (r for r in found.told() if r.key not in put_off or put_off[r.key].until <= day)
    return sorted(
        told,
        key=lambda r: (not r.norm.asks, list(WHEN).index(r.when), r.due or date.max, r.title),
    )


def _near(item: Obligation, today: date) -> bool:
    if item.due is None or item.state is not State.DUE:
        return True
    if len(item.slot) == len("2026-08") and item.slot > today.isoformat()[:7]:
        return False  # next month's meetings wait for next month
    return item.due - today <= timedelta(days=item.norm.lead)


class _Group:
    """Items that may stand in one line: as many of them as are held, and what is said of all."""

    def __init__(self) -> None:
        self.items: list[Obligation] = []
        self.count = 0
        self.norms: set[str] = set()
        self.uids: set[str] = set()
        self.places: set[int] = set()
        self.dues: set[date | None] = set()
        self.names: dict[str, None] = {}
        self.alone: dict[str, _Group] = {}

    def add(self, item: Obligation, most: int | None) -> None:
        self.count += 1
        if most is None or len(self.items) < most:
            self.items.append(item)
        self.dues.add(item.due)
        if len(self.names) <= _NAMED:
            self.names[item.about] = None

    @property
    def due(self) -> date | None:
        """The earliest day."""
        return min((due for due in self.dues if due), default=None)

    def told(self, key: str, when: str, due: date | None, title: str, why: str) -> Reminder:
        norm, items = self.items[0].norm, tuple(self.items)
        apart = len(self.dues) > 1
        return Reminder(key, norm, when, due, title, why, items, self.count, apart)

    def called(self) -> str:
        """The first names among the different ones."""
        few = "、".join(list(self.names)[:_NAMED])
        return few + ("等" if len(self.names) > _NAMED else "")

    def begun(self, more: bool) -> str:
        """The names of the first items, and so on where there are more."""
        return "、".join(item.about for item in self.items[:_NAMED]) + ("等" if more else "")


_NAMED = 3
_Groups = dict[tuple[object, ...], _Group]


class _Found:
    """Gathers what is due as the norms say it, one line for each thing: the people of one norm and
    year together, many people of whom a norm asks the same at about the same time in one line, a
    large roster is no wall of them; of branches what they are late with."""

    def __init__(self, connection: Connection, today: date, most: int | None) -> None:
        self._connection, self._today, self._most = connection, today, most
        self._single: _Groups = defaultdict(_Group)
        self._alike: _Groups = defaultdict(_Group)
        self._lacking: _Groups = defaultdict(_Group)
        self._late: _Groups = defaultdict(_Group)

    def own(self, item: Obligation) -> None:
        """Of the own organisation."""
        norm = item.norm
        if norm.together:
            shared = f"{norm.id}|{item.organisation}|*|{item.slot}"
            self._single[shared,].add(item, self._most)
        elif norm.about != "member" or norm.asks:
            self._single[item.key,].add(item, self._most)
        else:
            # Of different versions of a norm, different things are asked.
            group = self._alike[f"{norm.id}|{norm.article}", _when(item, self._today)]
            group.add(item, self._most)
            group.uids.add(item.uid)
            if item.key in group.alone or len(group.alone) <= MOST_ALONE:
                group.alone.setdefault(item.key, _Group()).add(item, self._most)

    def lacking(self, item: Obligation) -> None:
        """What the roster does not have: the people of one category together, all else alone."""
        category = self._connection.exec_driver_sql(
            "SELECT category FROM member WHERE uid = ? AND organisation = ?",
            (item.uid, item.organisation),
        ).scalar()
        group = self._lacking[category or item.norm.id,]
        group.add(item, self._most)
        group.norms.add(item.norm.id)
        group.uids.add(item.uid)

    def branch(self, item: Obligation) -> None:
        """What a branch is late with: one line for a norm and time."""
        group = self._late[item.norm.id, item.slot]
        group.add(item, self._most)
        group.places.add(item.organisation)

    def told(self) -> Iterator[Reminder]:
        """The reminders."""
        yield from (self._one(str(key), group) for (key,), group in self._single.items())
        for (_, when), group in self._alike.items():
            if len(group.alone) <= MOST_ALONE:
                yield from (self._one(key, each) for key, each in group.alone.items())
            else:
                yield self._many(str(when), group)
        yield from (self._lacks(str(key), group) for (key,), group in self._lacking.items())
        yield from (self._of_branches(str(slot), g) for (_, slot), g in self._late.items())

    def _one(self, key: str, group: _Group) -> Reminder:
        first = group.items[0]
        norm, title, told = first.norm, first.title, first.text
        if norm.together:
            title = f"{slot_title(first.slot)}{norm.label}：{group.count} 人还没有"
            told = group.begun(group.count > _NAMED)
        why = " · ".join(part for part in (told, norm.says, norm.article) if part)
        return group.told(key, _when(first, self._today), first.due, title, why)

    def _many(self, when: str, group: _Group) -> Reminder:
        first = group.items[0]
        norm, late = first.norm, "逾期" if when == "overdue" else "还没有"
        why = " · ".join(part for part in (group.begun(True), norm.says, norm.article) if part)
        key = f"{norm.id}|{first.organisation}|*{when}|"
        title = f"{norm.label}：{len(group.uids)} 人{late}"
        return group.told(key, when, group.due, title, why)

    def _lacks(self, shared: str, group: _Group) -> Reminder:
        first, number = group.items[0], len(group.norms)
        label = CATEGORY.label(shared) if first.kind == "member" else ""
        title = first.norm.lacks or f"缺{first.norm.label}的资料"
        if label:
            title = f"{len(group.uids)} 名{label}缺 {number} 项资料"
        why = f"名册里没有{'这几列' if label else '写'}，不算逾期"
        why = " · ".join(part for part in (group.called(), why) if part)
        return group.told(f"{LACKING}|{first.organisation}|{shared}|", LACKING, None, title, why)

    def _of_branches(self, slot: str, group: _Group) -> Reminder:
        norm = group.items[0].norm
        title = f"{slot_title(slot)}{norm.label}：{len(group.places)} 个支部逾期"
        why = f"{norm.says} · {norm.article}"
        return group.told(f"{norm.id}|branches|{slot}", "overdue", group.due, title, why)


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
