"""What a submission tells of 党费: how each month of each member stands, and the branch's sums.

Never the base, and a person's amounts, which give it back, only where the park's rules say so
(park_settings.dues_amounts). It is worked out anew at every export and kept by submission; for
each month the submission made last that speaks of it decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.dues_states import MemberMonth, MonthSums
from partydesk.records.months import later, month_of
from partydesk.records.periods import Period
from partydesk.rules.norms.dues_in_threes import Behind, in_threes
from partydesk.rules.norms.dues_months import DuesMonth, DuesState, ledger, people
from partydesk.rules.park_settings import dues_amounts
from partydesk.store import settings

_HEAD = "dues:"

_OWING = ("owed", "short")


@dataclass(slots=True)
class ToldDues:
    """What a branch told: by month its sums, by member's uid the name and months."""

    sums: dict[str, MonthSums] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    members: dict[str, dict[str, MemberMonth]] = field(default_factory=lambda: defaultdict(dict))

    def months(self, period: Period) -> list[MonthSums]:
        """The sums of the months of a period, in order."""
        first, last = month_of(period.first), month_of(period.last)
        return [self.sums[month] for month in sorted(self.sums) if first <= month <= last]

    def silent(self, period: Period) -> bool:
        """Whether dues are asked for in the period, of too few for their money to be told."""
        months = self.months(period)
        return any(each.untold for each in months) and not any(e.due or e.paid for e in months)

    def people(self, period: Period, *states: str) -> list[str]:
        """The uids of those of whom a month of the period stands like this."""
        first, last = month_of(period.first), month_of(period.last)
        return [
            uid
            for uid, told in self.members.items()
            if any(first <= m <= last and each.state in states for m, each in told.items())
        ]

    def heads(self, period: Period) -> tuple[int, int, int]:
        """How many owed, paid less, were exempt in the period; of a committee below, which names
        nobody, the most of a month."""
        if self.members:
            owing = self.people(period, "owed", "short")
            return len(owing), len(self.reduced(period)), len(self.people(period, "exempt"))
        months = self.months(period)
        return (
            max((each.owing for each in months), default=0),
            max((each.reduced for each in months), default=0),
            max((each.exempt for each in months), default=0),
        )

    def reduced(self, period: Period) -> list[str]:
        """The uids of those who pay less with approval in a month of the period."""
        first, last = month_of(period.first), month_of(period.last)
        return [
            uid
            for uid, told in self.members.items()
            if any(first <= m <= last and each.reduced for m, each in told.items())
        ]


def travelling(
    connection: Connection, organisation: int, period: Period, today: date
) -> dict[str, Any] | None:
    """What leaves the file of that: without each person's amounts no sum is of one or two people's
    either."""
    return gather(connection, organisation, period, today, travels=True)


def gather(
    connection: Connection,
    organisation: int,
    period: Period,
    today: date,
    *,
    travels: bool = False,
) -> dict[str, Any] | None:
    """What an organisation tells of the months of a period that have begun; None where it keeps
    no dues in this file."""
    found = ledger(connection, (organisation,))
    if organisation not in found.kept:
        return None
    now, month, months = month_of(today), month_of(period.first), []
    while month <= min(now, month_of(period.last)):
        months.append(month)
        month = later(month, 1)
    with_amounts = dues_amounts(connection)
    members, sums = [], {each: MonthSums(each) for each in months}
    behind = {each: Behind() for each in months}
    for person, _ in people(connection, organisation):
        stands = found.of(person, months, now).months
        told = []
        for each in stands.values():
            state = _state(each)
            if not state:
                continue
            amount = each.paid if with_amounts else None
            told.append(list(MemberMonth(each.month, state, each.reduced, amount)))
            sums[each.month] = _with(sums[each.month], each, state)
            if each.due:
                behind[each.month].due.add(person.uid)
            if each.paid:
                behind[each.month].paid.add(person.uid)
        if told:
            members.append([person.uid, person.name, told])
    if travels and not with_amounts:
        sums = in_threes(sums, behind)
    kept = [list(each) for each in sums.values() if each.asked or each.exempt or each.paid]
    return {"members": members, "sums": kept} if kept else None


def gather_all(
    connection: Connection, organisation: int, period: Period, today: date
) -> dict[str, Any] | None:
    """What a committee tells of itself and of all under it: the sums of each month, and of no
    person how he stands. None where nothing is known."""
    own = travelling(connection, organisation, period, today)
    sums = {each[0]: MonthSums(*each) for each in own["sums"]} if own is not None else {}
    for told in told_dues(connection).values():
        for each in told.months(period):
            had = sums.get(each.month, MonthSums(each.month))
            added = (a + b for a, b in zip(had[1:], each[1:], strict=True))
            sums[each.month] = MonthSums(each.month, *added)
    kept = [list(sums[month]) for month in sorted(sums)]
    return {"members": [], "sums": kept} if kept else None


def _state(each: DuesMonth) -> str:
    match each.state:
        case DuesState.PAID:
            return "less" if each.reduced else "paid"
        case DuesState.OUT | DuesState.AHEAD:
            return ""
        case other:
            return other.value


def _with(sums: MonthSums, each: DuesMonth, state: str) -> MonthSums:
    """The sums with one more member's month."""
    due = each.due or 0
    return sums._replace(
        asked=sums.asked + (state not in ("exempt", "unset")),
        paid_by=sums.paid_by + bool(each.uid),
        owing=sums.owing + (state in _OWING),
        reduced=sums.reduced + each.reduced,
        exempt=sums.exempt + (state == "exempt"),
        due=sums.due + due,
        met=sums.met + min(due, each.paid - each.extra),
        paid=sums.paid + each.paid,
        extra=sums.extra + each.extra,
    )


def keep(connection: Connection, submission: int, told: Mapping[str, Any]) -> None:
    """Keep what a submission told, in the transaction that takes it."""
    settings.put(connection, f"{_HEAD}{submission}", json.dumps(told, ensure_ascii=False))


def told_dues(
    connection: Connection, organisations: Collection[int] | None = None
) -> dict[int, ToldDues]:
    """By organisation's id what the branches told, of all or of some."""
    only = ""
    if organisations is not None:
        only = f"AND o.id IN ({', '.join(str(int(each)) for each in organisations)}) "
    found: dict[int, ToldDues] = {}
    for id, kept in connection.exec_driver_sql(
        "SELECT o.id, k.value FROM setting k "
        "JOIN submission s ON s.id = CAST(substr(k.key, ?) AS INTEGER) "
        "JOIN organisation o ON o.uid = s.org_uid AND o.code = s.org_code "
        "AND o.submission IS NOT NULL "
        "WHERE k.key >= ? AND k.key < 'dues;' AND s.direction = 'in' AND s.state = 'current' "
        f"{only}ORDER BY s.made_at, s.id",
        (len(_HEAD) + 1, _HEAD),
    ):
        told, here = json.loads(kept), found.setdefault(id, ToldDues())
        spoken = {month for month, *_ in told["sums"]}
        for months in here.members.values():
            for month in spoken & months.keys():
                del months[month]
        sums = [MonthSums(*numbers) for numbers in told["sums"]]
        # Where a submission tells no money at all, what was told of it before stands.
        silent = not any(each.due or each.paid for each in sums)
        for each in sums:
            before = here.sums.get(each.month) if silent and each.untold else None
            money = before or each
            here.sums[each.month] = each._replace(
                due=money.due, met=money.met, paid=money.paid, extra=money.extra
            )
        for uid, name, months in told["members"]:
            here.names[uid] = name
            here.members[uid] |= {each[0]: MemberMonth(*each) for each in months}
    return found
