"""每月第一个星期五: a day of every month, quarter or half-year as people say it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta

from partydesk.records.findings import UserError
from partydesk.rules.park_settings import Holidays
from partydesk.rules.working_days import moved_to_work, working_days

_DAYS, _NUMBERS = "一二三四五六日", "一二三四五"
_EVERY = re.compile(
    r"每?个?(月|季度?|半年|单月|双月)(?:的)?(?:第([一二三1-3])个月|(首月)|(末月|最后一个月))?"
)
_WEEKDAY = re.compile(
    r"(?:第?([一二三四五1-5])个|(最后)一?个?)(?:星期|周|礼拜)([一二三四五六日天])"
)
_DAY = re.compile(r"(\d{1,2})[日号]|(月?底|月?末|最后一天)")
_TIME = re.compile(r"(上午|下午|晚上)?(\d{1,2})(?:[:：](\d{2})|[点时](半|\d{1,2})?分?)$")


@dataclass(frozen=True, slots=True)
class RecurringDay:
    """In these months the `number`th (-1: last) `weekday` (0 is Monday), or without a weekday the
    day `number` (-1: the last one); at a time of day where one was said."""

    months: tuple[int, ...]
    number: int
    weekday: int | None
    at: time | None

    def on(self, year: int, month: int, extra: Holidays) -> tuple[date, str]:
        """Its day in a month, off the holidays, and what is to be said of that day: what moved
        it, or that nobody knows the holidays of its year; "" for nothing."""
        day = self._place(year, month)
        if self.weekday is not None and self.weekday > 4:
            return day, ""  # who meets at a weekend means it
        moved = moved_to_work(day, extra)
        if moved == day:
            return day, working_days(day, day, extra).remark
        off = f"{day:%m-%d} " + ("放假" if day.weekday() < 5 else f"是周{_DAYS[day.weekday()]}")
        if moved.month != month:
            moved = day
            while not working_days(moved, moved, extra).days:
                moved -= timedelta(days=1)
            return moved, f"{off}，提前到 {moved:%m-%d}"
        return moved, f"{off}，顺延到 {moved:%m-%d}"

    def _place(self, year: int, month: int) -> date:
        last = monthrange(year, month)[1]
        if self.weekday is None:
            return date(year, month, last if self.number < 0 else min(self.number, last))
        return nth_weekday(year, month, self.weekday, self.number)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """The `number`th such weekday of a month, the last one where it has fewer, or for -1."""
    first = date(year, month, 1)
    first += timedelta(days=(weekday - first.weekday()) % 7)
    days = [first + timedelta(days=7 * week) for week in range(5)]
    days = [day for day in days if day.month == month]
    return days[-1] if number < 0 else days[min(number, len(days)) - 1]


def recurring_day(text: str) -> RecurringDay:
    """The rule somebody wrote: 每月第一个星期五, 每季度末月 15 日 14:00, 每月最后一个周三下午3点.

    Raises UserError for what is none.
    """
    left = re.sub(r"\s", "", text)
    at, found = None, _TIME.search(left)
    if found:
        hour, minute = int(found[2]), 30 if found[4] == "半" else int(found[3] or found[4] or 0)
        hour += 12 if found[1] in ("下午", "晚上") and hour < 12 else 0
        if hour > 23 or minute > 59:
            raise _unclear(text)
        at, left = time(hour, minute), left[: found.start()]
    months, every = tuple(range(1, 13)), _EVERY.match(left)
    if every:
        months, left = _months(*every.groups()), left[every.end() :]
    left = left.removeprefix("的")
    if found := _WEEKDAY.fullmatch(left):
        number = -1 if found[2] else int(_NUMBERS.find(found[1]) + 1 or found[1])
        return RecurringDay(months, number, _DAYS.index(found[3].replace("天", "日")), at)
    if (found := _DAY.fullmatch(left)) and (found[2] or 1 <= int(found[1]) <= 31):
        return RecurringDay(months, -1 if found[2] else int(found[1]), None, at)
    raise _unclear(text)


def _months(every: str, which: str | None, first: str | None, last: str | None) -> tuple[int, ...]:
    if every == "月":
        return tuple(range(1, 13))
    if every in ("单月", "双月"):
        return tuple(range(1 if every == "单月" else 2, 13, 2))
    span = 6 if every == "半年" else 3
    number = 1 if first else int("一二三".find(which) + 1 or which) if which else span
    return tuple(month for month in range(1, 13) if (month - 1) % span + 1 == number)


def _unclear(text: str) -> UserError:
    return UserError(
        "bad-rule",
        f"“{text.strip()}”看不出是哪天，请写成：每月第一个星期五、每月 15 日、"
        "每季度末月最后一个周三 14:00",
    )
