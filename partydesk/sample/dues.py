"""A year of 党费 for an invented branch: everybody's 核定, nearly everybody's payments."""

from __future__ import annotations

from datetime import date
from random import Random

from partydesk.operations.dues import record, year_of
from partydesk.records.months import month_of, year_of_months
from partydesk.rules.norms.dues_months import DuesState
from partydesk.store.store import Store

_LOWEST, _HIGHEST, _STEP = 3_200, 11_600, 100  # yuan a month
_BEHIND = (4, 2)
"""So many months two members are behind."""
_DAY = 8  # of the month on which it is collected


def keep_dues(store: Store, year: int, through: date, seed: int) -> None:
    """Add them up to a day: one has a 免交, two are in arrears (in one branch of five nobody), one
    pays more than he is to. How last year's stood was made known in January."""
    random = Random(seed)
    first = f"{year}-01"
    members = year_of(store, first).members
    with store.write("录入示例党费核定") as writer:
        for number, member in enumerate(members):
            month = next((m for m, each in member.months.items()
                          if each.state is not DuesState.OUT), first)  # fmt: skip
            values = {"member": member.id, "from_month": month}
            if number == 3:
                approved = date(year, 1, _DAY)
                writer.add("dues_base", {**values, "reduced": "exempt", "approved_on": approved})
            else:
                income = random.randrange(_LOWEST, _HIGHEST, _STEP) * 100
                writer.add("dues_base", {**values, "income": income})
    months = [each for each in year_of_months(year) if each <= month_of(through)]
    late = () if seed % 5 == 4 else _BEHIND
    behind = {member.uid: owing for member, owing in zip(members[-2:], late, strict=False)}
    found = year_of(store, first)
    for month in months:
        paid_on = min(date(year, int(month[5:]), _DAY), through)
        amounts: dict[tuple[str, str], int | None] = {}
        for number, member in enumerate(found.members):
            owing = behind.get(member.uid, 0)
            if member.months[month].due and month not in months[len(months) - owing :]:
                more = 2_000 if number == 0 and month.endswith("-07") else 0
                amounts[member.uid, month] = (member.months[month].due or 0) + more
        record(store, amounts, f"录入示例党费 {month}", paid_on)
    _hand_up(store, year, through)
    _make_known(store, year, through)


def _hand_up(store: Store, year: int, through: date) -> None:
    """What was collected of each quarter goes up a week after it."""
    found = year_of(store, f"{year}-01")
    with store.write("录入示例党费上缴") as writer:
        for last in (3, 6, 9):
            on = date(year, last + 1, 7)
            amount = sum(found.total(f"{year}-{n:02d}") for n in range(last - 2, last + 1))
            if on <= through and amount:
                writer.add("dues_handed", {
                    "until_month": f"{year}-{last:02d}", "amount": amount, "on": on,
                    "to": "园区党委",
                })  # fmt: skip


def _make_known(store: Store, year: int, through: date) -> None:
    """Last year's 收缴情况 on the notice board for a week, of a branch that there was then."""
    first = date(year, 1, 12)
    with store.write("录入示例党费公示") as writer:
        own = writer.row("organisation", store.own.id) or {}
        if str(own.get("founded_on") or "") < f"{year}" and first <= through:
            writer.add("dues_notice", {
                "year": year - 1, "from_on": first, "until_on": date(year, 1, 18),
                "way": "board", "note": "没有人提出意见",
            })  # fmt: skip
