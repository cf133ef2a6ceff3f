"""What a park sets of the rules beside its customs and deadlines: the kinds that count as study
and as talks, the last day for a year's 组织生活会, the share of 优秀 in 民主评议, the holidays of
years to come.

Each is one setting of the file: read here, and written as the pair (key, value) made here.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from partydesk.records.fields import Choices, choices
from partydesk.records.findings import UserError
from partydesk.records.integrity import COUNTED_TALKS, TALK_KIND
from partydesk.records.kinds import LIFE, SESSION_KIND, SESSION_KINDS, STUDY
from partydesk.store import settings

USUAL_STUDY = frozenset(
    kind.code
    for kind in SESSION_KINDS
    if kind.group in (LIFE, STUDY) or kind.code == "centre_group"
)
"""Kinds of sessions whose hours count as study, where the park has set nothing else: meetings
and study, not service, campaigns or work (党员教育管理工作条例 Art. 16, 20)."""

USUAL_TALKS = frozenset(COUNTED_TALKS)
"""Kinds of talks that count as 廉政谈心谈话, where the park has set nothing else."""

USUAL_LIFE_UNTIL = "12-31"
"""The last day for a year's 组织生活会 and 民主评议 where the park has set nothing else: that of
the year, for they are usually held in its fourth quarter (支部工作条例 Art. 17)."""

USUAL_REVIEW_CAP = Fraction(1, 3)
"""The share of full members graded 优秀 that is usual at most (domain.md §8, practice)."""

USUAL_LEAD_DAYS, USUAL_BIRTHDAY_LEAD_DAYS = 31, 7
"""Days ahead that one is reminded, where nothing else is set; of a political birthday a week
(practice)."""

HANDED_EVERY = choices(
    ("month", "每月"), ("quarter", "每季度"), ("half", "每半年"), ("year", "每年")
)
USUAL_HANDED_EVERY, USUAL_HANDED_DAYS = "quarter", 10
"""How often 党费 goes up and by how many days after, where the park has set nothing else."""

MOST_LEAD_DAYS = 180
"""Reminders look no further ahead."""

REST, WORK = "休", "班"

KEYS = ("study_kinds", "talk_kinds", "review_cap", "life_meeting_until", "holidays")
"""The settings that all of a park's branches share; how far ahead one is reminded is one's own."""

Holidays = Mapping[int, Mapping[str, frozenset[date]]]
"""By year the days off (休) and the shifted working days (班) that the park has entered."""


def study_kinds(connection: Connection) -> frozenset[str]:
    """The codes of the kinds of sessions whose hours count as study."""
    return _codes(connection, "study_kinds", USUAL_STUDY)


def talk_kinds(connection: Connection) -> frozenset[str]:
    """The codes of the kinds of talks that count as 廉政谈心谈话."""
    return _codes(connection, "talk_kinds", USUAL_TALKS)


def review_cap(connection: Connection) -> Fraction:
    """At most this share of the full members graded in a year's 民主评议 may be 优秀."""
    return Fraction(settings.get(connection, "review_cap", str(USUAL_REVIEW_CAP)))


def lead_days(connection: Connection) -> int:
    """Days ahead that one is reminded of what has no lead of its own."""
    return int(settings.get(connection, "lead_days", str(USUAL_LEAD_DAYS)))


def birthday_lead_days(connection: Connection) -> int:
    """Days ahead that one is reminded of a political birthday."""
    return int(settings.get(connection, "birthday_lead_days", str(USUAL_BIRTHDAY_LEAD_DAYS)))


def dues_amounts(connection: Connection) -> bool:
    """Whether a submission tells what each member paid; without that his states only."""
    return settings.get(connection, "dues_amounts", "0") == "1"


def dues_handed_every(connection: Connection) -> str:
    """How often what is collected of 党费 goes up: month, quarter, half or year."""
    return settings.get(connection, "dues_handed_every", USUAL_HANDED_EVERY)


def dues_handed_days(connection: Connection) -> int:
    """How many days after each of these it is to be handed up."""
    return int(settings.get(connection, "dues_handed_days", str(USUAL_HANDED_DAYS)))


def dues_handed_every_pair(code: str) -> tuple[str, str]:
    """The setting (key, value) that keeps how often. Raises UserError for what is no span."""
    if code not in HANDED_EVERY.by_code:
        listed = "、".join(f"{each.code}（{each.label}）" for each in HANDED_EVERY)
        raise UserError("bad-value", f"没有“{code}”这种周期；可以是：{listed}")
    return "dues_handed_every", code


def holidays(connection: Connection) -> Holidays:
    """The holidays and shifted working days that the park has entered, by year."""
    kept = json.loads(settings.get(connection, "holidays", "{}"))
    return {
        int(year): {
            sort: frozenset(date.fromisoformat(day) for day in days.get(sort, ()))
            for sort in (REST, WORK)
        }
        for year, days in kept.items()
    }


def life_meeting_until(connection: Connection) -> str:
    """The last day for a year's 组织生活会 and 民主评议, as month and day (`life_meeting_day`)."""
    return settings.get(connection, "life_meeting_until", USUAL_LIFE_UNTIL)


def life_meeting_day(until: str, year: int) -> date:
    """The last day for the meetings of a year: from January to April it is in the next year."""
    month, day = (int(part) for part in until.split("-"))
    held = year + 1 if month <= _LATEST_MONTH else year
    # 29 February of a year that has none is the 28th.
    return date(held, month, min(day, monthrange(held, month)[1]))


def _codes(connection: Connection, key: str, usual: frozenset[str]) -> frozenset[str]:
    kept = settings.get(connection, key, "")
    return frozenset(json.loads(kept)) if kept else usual


def study_kinds_pair(codes: Collection[str]) -> tuple[str, str]:
    """The setting (key, value) that keeps the kinds of study. Raises UserError for no kind."""
    return "study_kinds", _kept(codes, SESSION_KIND, "活动种类")


def talk_kinds_pair(codes: Collection[str]) -> tuple[str, str]:
    """The setting (key, value) that keeps the kinds of talks. Raises UserError for no kind."""
    return "talk_kinds", _kept(codes, TALK_KIND, "谈话类型")


def life_meeting_until_pair(text: str) -> tuple[str, str]:
    """The setting (key, value) that keeps the last day for a year's 组织生活会, as somebody typed
    it: 12-31, 3月31日, 次年3-31. Raises UserError for what is no such day."""
    found = _MONTH_DAY.fullmatch(text.strip())
    month, day = (int(part) for part in found.groups()) if found else (0, 0)
    # 2028 has a 29 February.
    known = 1 <= month <= 12 and 1 <= day <= monthrange(2028, month)[1]
    if not known or _LATEST_MONTH < month < _EARLIEST_MONTH:
        raise UserError(
            "bad-value",
            f"组织生活会的最后一天不能是“{text.strip()[:20]}”：写成 12-31（当年）或者 03-31（次年）"
            f"这样的月和日，当年 {_EARLIEST_MONTH} 月到次年 {_LATEST_MONTH} 月之间",
        )
    return "life_meeting_until", f"{month:02d}-{day:02d}"


_SHARE = re.compile(r"(\d{1,3})\s*[/／]\s*(\d{1,3})|(\d{1,3})\s*[%％]")


def review_cap_pair(text: str) -> tuple[str, str]:
    """The setting (key, value) that keeps the share of 优秀, typed as 1/3 or 30%.

    Raises UserError for what is no share.
    """
    return "review_cap", str(share_of(text, "优秀的比例"))


def share_of(text: str, what: str) -> Fraction:
    """A share typed as 1/3 or 30%; `what` says of what. Raises UserError for what is none."""
    found = _SHARE.fullmatch(text.strip())
    whole = int((found[2] if found[1] else 100) or 0) if found else 0
    part = int(found[1] or found[3]) if found else 0
    if not 0 < part <= whole:
        raise UserError(
            "bad-value", f"{what}要写成 1/3 或者 30% 这样，大于 0、不超过 1，不能是“{text}”"
        )
    return Fraction(part, whole)


def holidays_pair(years: Holidays) -> tuple[str, str]:
    """The setting (key, value) that keeps the holidays of these years."""
    kept = {
        str(year): {
            sort: sorted(d.isoformat() for d in days.get(sort, ())) for sort in (REST, WORK)
        }
        for year, days in sorted(years.items())
    }
    return "holidays", json.dumps(kept, ensure_ascii=False)


def _kept(codes: Collection[str], allowed: Choices, named: str) -> str:
    known = {each.code: each.label for each in allowed}
    wrong = next((code for code in sorted(codes) if code not in known), None)
    if wrong is not None:
        listed = "、".join(f"{code}（{label}）" for code, label in known.items())
        raise UserError("bad-value", f"没有“{wrong}”这个{named}；可以是：{listed}")
    if not codes:
        raise UserError("bad-value", f"至少要选一个{named}")
    return json.dumps(sorted(codes))


_EARLIEST_MONTH, _LATEST_MONTH = 10, 4
"""A year's 组织生活会 is held from October on (支部工作条例 Art. 17: usually in the fourth
quarter), and by April of the next year at the latest."""

_MONTH_DAY = re.compile(r"(?:当年|次年|第二年|本年)?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")


def holiday_lines(years: Holidays) -> str:
    """The holidays as one types them, a line a stretch of days: 休 2027-01-01至2027-01-03."""
    lines = []
    for _, days in sorted(years.items()):
        for sort in (REST, WORK):
            lines += [f"{sort} {stretch}" for stretch in _stretches(sorted(days[sort]))]
    return "\n".join(lines)


def read_holiday_lines(text: str) -> Holidays:
    """What somebody typed or pasted: in each line 休 or 班 and its days, single or from 至 to.

    Raises UserError that names the line.
    """
    years: dict[int, dict[str, set[date]]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"第 {number} 行“{line.strip()[:30]}”"
        sorts = [sort for sort in (REST, WORK) if sort in line]
        if len(sorts) != 1:
            raise UserError(
                "bad-value", f"{where}要写明是休还是班，比如“休 2027-01-01至2027-01-03”"
            )
        for day in _days(line.replace(sorts[0], " "), where):
            of_year = years.setdefault(day.year, {REST: set(), WORK: set()})
            if any(day in of_year[other] for other in (REST, WORK) if other != sorts[0]):
                raise UserError("bad-value", f"{where}里 {day} 在上面写成了另一种，只能是休或者班")
            of_year[sorts[0]].add(day)
    return {y: {sort: frozenset(days) for sort, days in of.items()} for y, of in years.items()}


def _days(text: str, where: str) -> Iterable[date]:
    """The days of a line: dates joined by 至 are a stretch, all others stand alone."""
    found: list[date] = []
    at = 0
    for match in _DAY.finditer(text):
        between = text[at : match.start()].strip(" \t：:,，、;；")
        try:
            day = date(*(int(part) for part in match.groups()))
        except ValueError:
            raise UserError("bad-date", f"{where}里没有“{match.group()}”这一天") from None
        if between in ("至", "到", "~", "～", "—", "--", "..") and found:
            span = (day - found[-1]).days
            if not 0 < span <= 31:
                raise UserError("bad-date", f"{where}的起止不对：止要在起之后，最多 31 天")
            found += [found[-1] + timedelta(days=n) for n in range(1, span + 1)]
        elif between:
            raise UserError("bad-date", f"{where}里看不懂“{between}”")
        else:
            found.append(day)
        at = match.end()
    rest = text[at:].strip(" \t：:,，、;；。")
    if rest or not found:
        raise UserError("bad-date", f"{where}里看不懂“{rest}”，日期写成 2027-01-01")
    return found


def _stretches(days: list[date]) -> Iterable[str]:
    first = 0
    for at in range(1, len(days) + 1):
        if at < len(days) and days[at] - days[at - 1] == timedelta(days=1):
            continue
        yield f"{days[first]}" if at - first == 1 else f"{days[first]}至{days[at - 1]}"
        first = at
