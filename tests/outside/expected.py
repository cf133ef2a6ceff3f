"""What a year should come to, worked out from the list of events by the rules as domain.md tells
them. Nothing of the program is imported here."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.outside import events as e

MONTHS = [f"{e.YEAR}-{n:02d}" for n in range(1, 13)]
CENT = Decimal("0.01")


def after(day: date, months: int) -> date:
    """So many months later, on the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# -- dues (§1.5): one rate on the whole base -----------------------------------------------------


def monthly(kind: str, base: Decimal) -> Decimal:
    """What somebody is to pay a month."""
    if kind == "离退休":
        rate = Decimal("0.005") if base <= 5000 else Decimal("0.01")
    elif base <= 3000:
        rate = Decimal("0.005")
    elif base <= 5000:
        rate = Decimal("0.01")
    elif base <= 10000:
        rate = Decimal("0.015")
    else:
        rate = Decimal("0.02")
    return (base * rate).quantize(CENT, ROUND_HALF_UP)


def _days(month: str) -> tuple[date, date]:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def people() -> list[str]:
    """All who were members on any day of the year."""
    return [*e.OLD, *e.PROBATION, *e.ADMITTED, *e.CAME]


def owes(name: str, month: str) -> bool:
    """Whether dues are owed here for a month: here on a day of it, and not paid elsewhere."""
    first, last = _days(month)
    if name in e.ADMITTED and e.ADMITTED[name] > last:
        return False
    if name in e.CAME and month <= e.CAME[name][1]:
        return False
    end = min(e.LEFT.get(name, date.max), e.DIED.get(name, date.max))
    if first >= end:
        return False
    if name in e.SUSPENDED:
        start, back = e.SUSPENDED[name]
        return not (start <= first and last < back)
    return True


def due(name: str, month: str) -> Decimal:
    """What was due of somebody who owes for a month."""
    if name == e.EXEMPT:
        return Decimal(0)
    if name == e.LESS[0]:
        return e.LESS[1]
    if name in e.FIXED:
        return e.FIXED[name]
    changed = e.CHANGED.get(name)
    if changed is not None and month >= changed[0]:
        return monthly(changed[1], changed[2])
    return monthly(*e.BASE[name])


def paid(name: str, month: str) -> Decimal | None:
    """What was paid; None for nothing."""
    if not owes(name, month) or name == e.EXEMPT:
        return None
    if name in e.STOPPED and month > e.STOPPED[name]:
        return None
    if (name, month) in e.SHORT:
        return e.SHORT[name, month]
    return due(name, month) + e.EXTRA.get((name, month), Decimal(0))


def dues_of(month: str) -> dict[str, object]:
    """A month's sums; with the year over nothing is still to come."""
    sums = dict.fromkeys(("due", "met", "paid", "extra"), Decimal(0))
    numbers = dict.fromkeys(("asked", "paid_by", "owing", "reduced", "exempt"), 0)
    for name in people():
        if not owes(name, month):
            continue
        wanted, gave = due(name, month), paid(name, month)
        numbers["exempt"] += name == e.EXEMPT
        numbers["asked"] += name != e.EXEMPT
        numbers["paid_by"] += gave is not None
        numbers["reduced"] += name == e.LESS[0]
        open_ = name != e.EXEMPT and (gave or Decimal(0)) < wanted
        # December itself is not late on its last day; a part of it is.
        numbers["owing"] += open_ and (month < MONTHS[-1] or gave is not None)
        sums["due"] += wanted
        sums["paid"] += gave or 0
        sums["met"] += min(wanted, gave or Decimal(0))
        sums["extra"] += max(Decimal(0), (gave or Decimal(0)) - wanted)
    return {**numbers, **{name: f"{value:.2f}" for name, value in sums.items()}}


# -- the roll (§3.9) -----------------------------------------------------------------------------


def change(first: date, last: date) -> tuple[int, list[int], list[int], int]:
    """Before; 发展, 转入, 恢复; 转出, 停止, 去世, 出党, 取消; actual."""

    def count(days: list[date]) -> int:
        return sum(first <= day <= last for day in days)

    def here(day: date) -> int:
        number = 0
        for name in people():
            came = e.ADMITTED.get(name) or e.CAME.get(name, (date.min,))[0]
            gone = min(e.LEFT.get(name, date.max), e.DIED.get(name, date.max))
            start, back = e.SUSPENDED.get(name, (date.max, date.max))
            number += came <= day < gone and not start <= day < back
        return number

    gained = [count(list(e.ADMITTED.values())), count([c[0] for c in e.CAME.values()]),
              count([s[1] for s in e.SUSPENDED.values()])]  # fmt: skip
    lost = [count(list(e.LEFT.values())), count([s[0] for s in e.SUSPENDED.values()]),
            count(list(e.DIED.values())), 0, 0]  # fmt: skip
    return here(first - timedelta(days=1)), gained, lost, here(last)


# -- votes (§1.1, §8) ----------------------------------------------------------------------------


def vote(
    kind: str, entitled: int, present: int, written: int, in_favour: int
) -> tuple[bool, bool]:  # fmt: skip
    """Whether enough were there, and whether it passed.

    For a decision half of those entitled are there, to admit more than half. In favour must be
    more than half of those entitled; an opinion sent in beforehand is a vote, and not presence.
    """
    enough = present * 2 > entitled if kind == "admission" else present * 2 >= entitled
    return enough, enough and in_favour * 2 > entitled and in_favour <= present + written


def election_holds(entitled: int, present: int, issued: int, returned: int) -> bool:
    """Not fewer than four fifths are there, no more slips come back than went out."""
    return present * 5 >= entitled * 4 and returned <= issued


def elected(present: int, votes: list[int], seats: int) -> int:
    """How many have more than half of those present, at most as many as there are seats."""
    return min(seats, sum(each * 2 > present for each in votes))


# -- due days ------------------------------------------------------------------------------------


def obligations() -> dict[tuple[str, str], tuple[str, str, int]]:
    """(rule, whom) → the day it was due, how it stands, how many days late it came (0: in time)."""
    found: dict[tuple[str, str], tuple[str, str, int]] = {}

    def done(rule: str, who: str, due: date, on: date | None) -> None:
        state = "done" if on is not None else "overdue" if due < e.AS_OF else "due"
        late = max(0, ((on or due) - due).days)
        found[rule, who] = (due.isoformat(), state, late)

    for name, (applied, talked) in e.APPLIED.items():
        done("apply_talk", name, after(applied, 1), talked)
    for name, joined in e.PROBATION.items():
        done("probation", name, after(joined, 12), e.CONFIRM_VOTED[name])
        voted = e.CONFIRM_VOTED[name]
        done("confirm_approval", name, after(voted, 3), e.CONFIRM_APPROVED[name])
    for name, (*_, seen) in e.CANDIDATE.items():
        done("prescreen", name, after(seen, 1), e.ADMITTED[name])
    name, lost = e.LOST
    done("lost_half_year", name, after(lost, 6), None)
    for name, issued in e.LEFT.items():
        back = e.LETTER[3] if name == e.LETTER[0] else None
        done("transfer_receipt", name, after(issued, 1), back)
        done("letter_expired", name, issued + timedelta(e.LETTER[2]), back)
    name, reached = e.FLOATING
    done("floating_contact", name, after(reached[-1], 3), None)
    for quarter in range(1, 5):
        held = [day for day in e.VOTES if (day.month + 2) // 3 == quarter]
        last = date(e.YEAR, 3 * quarter, monthrange(e.YEAR, 3 * quarter)[1])
        done("general_meeting", f"{'一二三四'[quarter - 1]}季度", last, min(held, default=None))
    for name, month in e.STOPPED.items():
        behind = sum(m > month for m in MONTHS[:-1])
        found["dues_six_months" if behind >= 6 else "dues_three_months", name] = ("", "due", 0)
    for what, (_raised, limit, solved) in e.TICKETS.items():
        done("ticket", what, limit, solved)
    return found
