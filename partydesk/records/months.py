"""Months written as 2026-09: read from what people write, counted on and back."""

from __future__ import annotations

import re
from datetime import date

_WRITTEN = re.compile(
    r"\s*(\d{4})\s*(?:[-./年]\s*(\d{1,2})|(\d{2}))\s*月?\s*(?:份)?"
    r"(?:[-./]?\s*\d{1,2}\s*日?(?:[T ]00:00:00)?)?\s*"
)  # fmt: skip


def tidy_month(text: str) -> str:
    """2026年9月, 2026.9, 202609 and a day in it as 2026-09; what is no month stays as it is."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return text
    return f"{found[1]}-{int(found[2] or found[3]):02d}"


def month_text(value: str) -> str | None:
    """What keeps a text from being a month, in words."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", value)
    if found and 1949 <= int(found[1]) <= 2100 and 1 <= int(found[2]) <= 12:
        return None
    return f"“{value}”不是月份，请写成 2026-09 的样子"


def month_of(day: date | str) -> str:
    """The month of a day, typed or as ISO text."""
    return str(day)[:7]


def later(month: str, months: int) -> str:
    """The month so many months later (earlier for less than 0)."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def year_of_months(year: int) -> list[str]:
    """The twelve months of a year."""
    return [f"{year}-{number:02d}" for number in range(1, 13)]


def said(month: str) -> str:
    """A month as one says it: 2026 年 9 月."""
    return f"{int(month[:4])} 年 {int(month[5:])} 月"
