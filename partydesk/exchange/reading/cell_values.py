"""One cell of a stranger's sheet becomes a value, and what was changed on the way is told."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from partydesk.exchange.reading.book import Cell
from partydesk.records.declared import Field, Kind, Privacy
from partydesk.records.values import (
    Unreadable,
    is_blank,
    masked,
    parse_date,
    plain,
    read,
    shown,
    to_stored,
)

# SheetNotes without a shape that come along when a number is copied from a chat or a contact card.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ERROR = re.compile(r"#(?:N/A|VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|#{2,})")
_FORMULA_TEXT = re.compile(r'^="([^"]*)"$')
_SCIENTIFIC = re.compile(r"\d(?:\.(\d+))?[eE]\+?(\d+)")
_WEEKDAY = re.compile(
    r"\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*|(?:上午|下午|晚上)\s*$"
)
_BRACKET = re.compile(r"[(（][^\d]")
_STAMP = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?"
    r"\s*(Z|\+\d\d:?\d\d)?",
    re.IGNORECASE,
)
_CHINA = timezone(timedelta(hours=8))
# Exports that reckon Shanghai's old local time are 43 seconds short of midnight.
_ALMOST = timedelta(minutes=1)
_YEAR_AND_TENTH = re.compile(r"((?:19|20)\d\d)\.1")
_YES_NO = {"无": "否", "TRUE": "是", "FALSE": "否", "Y": "是", "N": "否", "对": "是"}
_LETTER_X = str.maketrans("×✕ⅩⅹХх", "XXXXXX")


@dataclass(frozen=True, slots=True)
class Taken:
    """A cell as taken: its typed value and, where the text changed, why (Chinese).

    `month_only` marks a date whose day is not known.
    """

    value: Any
    why: str = ""
    month_only: bool = False


def said(raw: Cell) -> str:
    """A cell's value as its sender sees it."""
    if raw is None:
        return ""
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d" if raw.hour == raw.minute == 0 else "%Y-%m-%d %H:%M")
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return str(raw)


def hidden_part(field: Field | None, raw: Cell) -> str:
    """A cell's text for messages: short, masked where personal, not at all where confidential."""
    text = said(raw)
    if field is not None and field.privacy is Privacy.CONFIDENTIAL:
        return "" if is_blank(raw) else "（内容不显示）"
    if field is not None:
        text = masked(field, plain(text) if field.kind is Kind.CODE else text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def is_error(raw: Cell) -> bool:
    """Whether a cell holds the text of a spreadsheet error, as .csv files do."""
    return isinstance(raw, str) and _ERROR.fullmatch(raw.strip()) is not None


def take_cell(field: Field, raw: Cell, *, tenths: bool = False) -> Taken:
    """The value of a cell for a field. Raises Unreadable.

    `tenths` says that the column writes months with two digits, so 1985.1 may be October.
    """
    if raw is None:
        return Taken(None)
    if is_error(raw):
        raise Unreadable("error-cell", f"这一格是错误值 {raw}，请在原表改正后重新保存")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise Unreadable("not-a-number", "这一格的数太大，不是可用的数字，请核对")
    cleaned = _cleaned(field, raw, tenths)
    value = _read(field, cleaned)
    month_only = False
    if field.kind is Kind.DATE and value is not None:
        month_only = not parse_date(cleaned)[1]
    text = shown(field, to_stored(value))
    if text == said(raw):
        return Taken(value, month_only=month_only)
    return Taken(value, _why(field, raw, text, month_only), month_only)


def _read(field: Field, cleaned: object) -> Any:
    """The value; of several words in a choice's cell (大学/学士) the one that is a choice."""
    try:
        return read(field, cleaned)
    except Unreadable as error:
        if field.kind is not Kind.CHOICE or error.code != "not-a-choice" or not field.choices:
            raise
        words = re.split(r"[/／,，、;；\s（）()]+", str(cleaned))
        found = {code for word in words if (code := field.choices.codes.get(word))}
        if len(found) != 1:
            raise
        return found.pop()


def _cleaned(field: Field, raw: Cell, tenths: bool) -> object:
    # A number for a reference would be taken as an id of this file.
    if field.kind is Kind.REFERENCE or (
        isinstance(raw, bool) and field.kind not in (Kind.YESNO, Kind.CHOICE)
    ):
        return said(raw)
    if field.kind is Kind.DATE:
        return _date(raw, tenths)
    if not isinstance(raw, str) or field.kind in (Kind.TEXT, Kind.LONG):
        return raw
    text = _INVISIBLE.sub("", raw)
    if field.kind is Kind.MOMENT:
        moment = _stamp(text.strip())
        return _WEEKDAY.sub(" ", text) if moment is None else moment
    if field.kind is Kind.CODE:
        return _code(field, text)
    if field.kind is Kind.YESNO:
        # 工会：无 says no; in other columns 无 says nothing.
        return _YES_NO.get(plain(text).upper(), text)
    return text


def _code(field: Field, text: str) -> str:
    text = text.strip()
    quoted = _FORMULA_TEXT.match(text)
    # Ways to keep a spreadsheet from making a number of it: ="1501…" and '1501….
    text = quoted[1] if quoted else text.lstrip("'‘’`")
    scientific = _SCIENTIFIC.fullmatch(plain(text))
    if scientific and len(scientific[1] or "") == int(scientific[2]) and field.tidied_by:
        # 1.3800001003E+10 has all its digits.
        return scientific[0][0] + (scientific[1] or "")
    if scientific:
        raise Unreadable(
            "digits-lost",
            f"{field.label}变成了“{plain(text)}”这样的数字，后几位已经丢失，无法找回。"
            "请把这一列设为文本，再对照证件重新填写",
        )
    if field.column == "id_number":
        text = text.translate(_LETTER_X)
        if "*" in text or "＊" in text:
            raise Unreadable(
                "masked", f"{field.label}打了星号，不是完整的号码。请用没有遮盖的表，或在这一格填全"
            )
    return text


def _date(raw: Cell, tenths: bool) -> object:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if 190_001 <= raw <= 210_012 and raw == int(raw):
            return str(int(raw))  # 198507
        if 1900 <= raw < 2101 and raw != int(raw) and re.fullmatch(r"\d{4}\.\d\d?", repr(raw)):
            # 1985.07 typed into a number cell is July; 1985.1 was January or October.
            return raw if repr(raw).endswith(".1") else repr(raw)
        return raw
    if isinstance(raw, datetime):
        return _day(raw)
    if not isinstance(raw, str):
        return raw
    text = _INVISIBLE.sub("", raw).strip().lstrip("'‘’`")
    if (moment := _stamp(text)) is not None:
        return _day(moment)
    ambiguous = _YEAR_AND_TENTH.fullmatch(plain(text)) if tenths else None
    if ambiguous:
        raise Unreadable(
            "date-ambiguous",
            f"“{raw}”可能是 1 月，也可能是 10 月，请写成 {ambiguous[1]}-10-01 的样子",
        )
    return text


def _stamp(text: str) -> datetime | None:
    """The moment a time stamp tells in China's time; None for any other text."""
    found = _STAMP.fullmatch(plain(text))
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if zone := found[7]:
        offset = "+00:00" if zone in "Zz" else zone
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset}")
        moment = moment.astimezone(_CHINA).replace(tzinfo=None)
    return moment


def _day(moment: datetime) -> date:
    """The day of a moment; less than a minute before midnight it is the next one."""
    return (moment + _ALMOST - timedelta(microseconds=1)).date()


def writes_two_digit_months(cells: list[Cell]) -> bool:
    """Whether a date column writes 1985.07, so that 1985.1 in it may have been 1985.10."""
    return any(
        isinstance(cell, str) and re.fullmatch(r"(?:19|20)\d\d\.0\d", plain(cell)) for cell in cells
    )


def _why(field: Field, raw: Cell, text: str, month_only: bool) -> str:
    if not text:
        return "按空白收" if is_blank(raw) else "去掉空格后是空白"
    match field.kind:
        case Kind.DATE:
            if month_only:
                return "只到月，按 1 日记"
            moment = raw if isinstance(raw, datetime) else _stamp(str(raw))
            if moment and _day(moment) != moment.date():
                return "差不到一分钟就是第二天，按第二天记"
            return "统一日期写法"
        case Kind.CHOICE | Kind.CHOICES | Kind.YESNO:
            return "统一叫法"
        case Kind.PERSON | Kind.PEOPLE:
            return "去掉空格"
        case Kind.CODE:
            if field.tidied_by:
                noted = _BRACKET.search(str(raw)) is not None
                return "统一号码写法" + ("，括号里的说明没有收" if noted else "")
            return "字母改为大写" if text == said(raw).upper() else "去掉空格，改为半角"
        case Kind.INTEGER | Kind.NUMBER | Kind.MONEY:
            return "统一数字写法"
        case _:
            return "去掉首尾空格和换行"
