"""Periods: a year, half-year, quarter, month or any two dates, as cli.md writes them."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from partydesk.records.findings import UserError


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends within. `text` is its written form: 2026, 2026H1, 2026Q3, …"""

    text: str
    first: date
    last: date

    @property
    def title(self) -> str:
        """How a person says it: 2026 年第三季度."""
        year = self.text[:4]
        if re.fullmatch(r"\d{4}", self.text):
            return f"{year} 年"
        if re.fullmatch(r"\d{4}H[12]", self.text):
            return f"{year} 年{'上' if self.text[-1] == '1' else '下'}半年"
        if re.fullmatch(r"\d{4}Q[1-4]", self.text):
            return f"{year} 年第{'一二三四'[int(self.text[-1]) - 1]}季度"
        if re.fullmatch(r"\d{4}-\d{2}", self.text):
            return f"{year} 年 {int(self.text[5:])} 月"
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the month's last where it has no such day.

    A year after 29 February is 28 February.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def quarter_start(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def parse_period(text: str, *, exact: bool = False) -> Period:
    """Read `2026`, `2026H1`, `2026Q3`, `2026-09` or `2026-01-01..2026-09-30`, also as people say
    it: 2026年第三季度, 2026年上半年, 2026年9月, 2026年1月1日至2026年9月30日. `exact` asks for
    the written form, as files hold it.

    Raises UserError("bad-period") for anything else.
    """
    text = text.strip().upper()
    if not exact:
        text = _as_written(text)
    try:
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            year = int(text)
            return Period(text, date(year, 1, 1), date(year, 12, 31))
        if found := re.fullmatch(r"(\d{4})([HQ])([1-4])", text, re.ASCII):
            year, part, months = int(found[1]), int(found[3]), 6 if found[2] == "H" else 3
            if part * months <= 12:
                first_month = (part - 1) * months + 1
                return Period(
                    text, date(year, first_month, 1), _month_end(year, first_month + months - 1)
                )
        if found := re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII):
            year, month = int(found[1]), int(found[2])
            return Period(text, date(year, month, 1), _month_end(year, month))
        if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text, re.ASCII):
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
            if first <= last:
                return Period(text, first, last)
    except ValueError:
        pass
    raise UserError(
        "bad-period",
        f"看不懂期间“{text}”。请写成 2026（年）、2026H1（半年）、2026Q3（季度）、"
        "2026-09（月）或 2026-01-01..2026-09-30",
    )


_PARTS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_SAID = re.compile(
    r"(\d{4})年?度?(?:第?([一二三四1-4])季度?|Q([1-4])|([上下])半年度?|(?:[-./]|(?<=年)|(?=\d\d$))(\d{1,2})月?份?)?"
)
_DAY = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
_SPAN = re.compile(_DAY + r"(?:至|到|~|—+|－+|-+|\.\.)" + _DAY)


def _as_written(text: str) -> str:
    """The written form of a period in the words people use; any other text as it is."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if found := _SPAN.fullmatch(plain):
        first, last = found.groups()[:3], found.groups()[3:]
        return "..".join(f"{y}-{int(m):02d}-{int(d):02d}" for y, m, d in (first, last))
    if not (found := _SAID.fullmatch(plain)):
        return plain if text.isascii() or plain.isascii() else text
    year, said, quarter, half, month = found.groups()
    if half:
        return f"{year}H{_PARTS[half]}"
    if said or quarter:
        return f"{year}Q{_PARTS.get(said or '', 0) or int(said or quarter)}"
    return f"{year}-{int(month):02d}" if month else year


def usual_periods(day: date) -> list[Period]:
    """The periods somebody hands in around this day, most likely first."""
    quarter = (day.month - 1) // 3 + 1
    year, last_quarter = (day.year, quarter - 1) if quarter > 1 else (day.year - 1, 4)
    texts = [
        f"{day.year}Q{quarter}",
        f"{year}Q{last_quarter}",
        f"{day.year}-{day.month:02d}",
        f"{day.year}H{1 if day.month <= 6 else 2}",
        str(day.year),
        str(day.year - 1),
    ]
    return [parse_period(text) for text in texts]
