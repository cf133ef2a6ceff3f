"""From what people type or send to a typed value, and from a stored value to what is shown.

Three forms of one value:
- typed: str, int, float, date, datetime, None: what checks judge and records hold;
- stored: what SQLite holds and digests cover: str, int, float, None (dates as ISO text);
- shown: the text on screen, in print and in messages; choices by label.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from partydesk.records.declared import YES_NO, Choices, Field, Kind, Privacy
from partydesk.records.money import in_cents, yuan
from partydesk.records.names import one_name, split_names

Stored = str | int | float | None

TEXT_LIMIT = 30_000  # a spreadsheet cell holds 32,767 characters

_WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord(wide): ord(plain) for wide, plain in zip("．－／：ｘＸ　", ".-/:xX ", strict=True)
}
_BLANK = frozenset({"", "/", "\\", "无", "-", "—", "——", "--", "／", "空", "暂无"})
_DATE = re.compile(r"^(\d{4})\s*(?:[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(?:(\d{1,2})\s*[日号]?)?)?)$")
# The end of the day part is a blank or its own 日; what follows the time (a range's end, an
# offset) is not needed.
_MOMENT = re.compile(
    r"^(.*?\d[日号]?)(?:[T\s]+|(?<=[日号]))(上午|中午|下午|晚上|晚)?\s*"
    r"(\d{1,2})\s*[:时点]\s*(\d{1,2}|半)?(.*)$"
)
_AFTERNOON = re.compile(r"^[\d:.\s分]*(下午|晚上|PM|pm)")
_OWN_NAMES = re.compile(r"[、，,；;/\n]+|\s{2,}")
_EPOCH = date(1899, 12, 30)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


class Unreadable(ValueError):
    """A text that is no value of its field; the argument is the Chinese sentence saying why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def plain(text: str) -> str:
    """Full-width digits and marks to their plain twins, outer blanks away."""
    return text.translate(_WIDE).strip()


def squeezed(text: str) -> str:
    """A header or label without blanks and line breaks, brackets in one form, for comparing."""
    return re.sub(r"\s+", "", plain(unicodedata.normalize("NFC", text))).translate(
        {ord("("): "（", ord(")"): "）", ord(":"): "：", ord("*"): None}
    )


def is_blank(raw: object) -> bool:
    """Whether a sheet's cell says nothing: empty, `/`, 无 and their kin (workbook.md §5)."""
    return raw is None or (isinstance(raw, str) and plain(raw) in _BLANK)


def _no_date(raw: object) -> Unreadable:
    return Unreadable("not-a-date", f"“{raw}”不是日期，请写成 2026-03-01 的样子")


def parse_date(raw: object) -> tuple[date, bool]:
    """A date and whether its day was known; reads 20260301, 2026.3.1, 2026年3月, Excel serials.

    Raises Unreadable.
    """
    if isinstance(raw, datetime):
        return raw.date(), True
    if isinstance(raw, date):
        return raw, True
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if 19_000_000 <= raw <= 21_001_231 and raw == int(raw):
            raw = str(int(raw))
        elif 1900 <= raw < 2101 and (raw == int(raw)) is False:
            # 1985.07 typed into a number cell; 1985.1 may mean January or October.
            raise Unreadable("date-ambiguous", f"“{raw}”是数字不是日期，请写成 1985-07-01 的样子")
        elif 3_000 <= raw <= 80_000:
            return _EPOCH + timedelta(days=int(raw)), True
        else:
            raise _no_date(f"{raw:g}")
    text = plain(str(raw))
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"(19|20)\d{4}", text):
        text = f"{text[:4]}-{text[4:]}"
    else:
        text = re.sub(r"[ T]+00:00(:00(\.0+)?)?$", "", text)
    found = _DATE.match(text)
    if not found or not found[2]:
        raise _no_date(raw)
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        return date(year, month, day), bool(found[3])
    except ValueError:
        raise Unreadable("not-a-date", f"“{raw}”这一天不存在，请核对日期") from None


def parse_moment(raw: object) -> datetime:
    """A date with a time to the minute; a date alone is taken as 00:00. Raises Unreadable."""
    if isinstance(raw, datetime):
        # Spreadsheets keep moments as fractions of a day: round, do not cut.
        return (raw + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if isinstance(raw, float) and 3_000 <= raw <= 80_000:
        whole = datetime.combine(_EPOCH, time()) + timedelta(days=raw)
        return (whole + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if isinstance(raw, str):
        text = plain(raw)
        found = _MOMENT.match(text)
        if found:
            day, _ = parse_date(found[1])
            hour, minute = int(found[3]), 30 if found[4] == "半" else int(found[4] or 0)
            late = found[2] not in (None, "上午") or _AFTERNOON.match(found[5])
            if late and hour < (11 if found[2] == "中午" else 12):
                hour += 12
            if hour > 23 or minute > 59:
                raise Unreadable("not-a-time", f"“{raw}”里的时间不对，请写成 2026-03-01 14:30")
            return datetime.combine(day, time(hour, minute))
    day, _ = parse_date(raw)
    return datetime.combine(day, time())


def _number(raw: object, whole: bool) -> int | float:
    if isinstance(raw, bool):
        raise Unreadable("not-a-number", f"“{raw}”不是数字")
    if isinstance(raw, (int, float)):
        value = float(raw)
    else:
        text = plain(str(raw)).replace(",", "").replace("，", "")
        text = re.sub(r"(人|个|名|家|次|小时|学时|篇|分|年)$", "", text)
        try:
            value = float(text)
        except ValueError:
            raise Unreadable("not-a-number", f"“{raw}”不是数字，请只填数字") from None
    if value != value or abs(value) > 1e15:
        raise Unreadable("not-a-number", f"“{raw}”不是可用的数字，请核对")
    if whole:
        if value != int(value):
            raise Unreadable("not-whole", f"“{raw}”应为整数，请核对")
        return int(value)
    return value


def clean_text(raw: str, lines: bool) -> str:
    """Line ends as LF (spaces on one-line fields), no characters a spreadsheet cannot hold."""
    text = _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return text if lines else text.replace("\n", " ")


def _whole(raw: object) -> object:
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw


def _code(field: Field, raw: object) -> str:
    raw = _whole(raw)
    if isinstance(raw, (int, float)):
        # A number in an identity column has lost its last digits beyond the fifteenth.
        if abs(raw) >= 1e15:
            raise Unreadable(
                "digits-lost",
                f"{field.label}被 Excel 当成数字，后三位已经丢失，无法找回。"
                "请把这一列设为文本，再对照证件重新填写",
            )
        return str(raw)
    raw = clean_text(str(raw), lines=False)
    text = re.sub(r"\s+", "", plain(unicodedata.normalize("NFC", raw)))
    if re.fullmatch(r"\d\.\d+[eE]\+?1[5-9]", text):
        raise Unreadable(
            "digits-lost",
            f"{field.label}显示为“{text}”，Excel 已经丢掉了后几位。"
            "请把这一列设为文本，再对照证件重新填写",
        )
    return text.upper() if field.column in {"id_number", "credit_code"} else text


def _people(text: str, strict: bool) -> str:
    """The names of a PEOPLE value; to the letter where it is `strict`."""
    if not strict:
        return "、".join(split_names(text))
    parts = _OWN_NAMES.split(text.replace("\u3000", " "))
    return "、".join(name for part in parts if (name := _person(part, strict)))


def _person(text: str, strict: bool) -> str:
    if not strict:
        return one_name(text)
    text = re.sub(r"[\u3000\t]", " ", unicodedata.normalize("NFC", text)).strip()
    # 张 三 is 张三; a name in Latin letters keeps its single blanks.
    if not re.search(r"[A-Za-z]", text):
        return text.replace(" ", "")
    return re.sub(r" +", " ", text)


def read(field: Field, raw: object, *, strict: bool = False) -> Any:
    """The typed value of what was typed in or sent; None for nothing.

    `strict` keeps texts to the letter (our own files and forms), otherwise `/`, 无 and the like
    count as empty where the field's choices do not list them, and names are set apart and their
    dots made one. Raises Unreadable.
    """
    if raw is None or raw == "":
        return None
    if strict and type(raw) is str and field.kind in (Kind.TEXT, Kind.LONG) and len(raw) < 1_000:
        # The common case of our own files, and most of what they hold.
        return clean_text(raw, lines=True) or None
    if isinstance(raw, (list, tuple)):
        raw = "、".join(str(part) for part in raw)
        if raw == "":
            return None
    known = field.choices.codes if field.choices else {}
    if (
        is_blank(raw)
        and plain(str(raw)) not in known
        and not (strict and field.kind in (Kind.TEXT, Kind.LONG, Kind.CODE))
    ):
        return None
    match field.kind:
        case Kind.TEXT | Kind.LONG:
            if isinstance(raw, float) and raw.is_integer():
                raw = int(raw)
            if isinstance(raw, (datetime, date)):
                raw = raw.isoformat()
            text = clean_text(str(raw), lines=field.kind is Kind.LONG or strict)
            text = text if strict else text.strip()
            if len(text) > TEXT_LIMIT:
                raise Unreadable(
                    "too-long", f"{field.label}有 {len(text)} 字，最多 {TEXT_LIMIT} 字"
                )
            return text or None
        case Kind.CODE:
            if field.tidied_by and not strict:
                # Before its blanks are taken out: they may stand between two numbers.
                return field.tidied_by(clean_text(str(_whole(raw)), lines=True).strip()) or None
            return _code(field, raw) or None
        case Kind.PERSON:
            return _person(clean_text(str(raw), lines=not strict), strict) or None
        case Kind.PEOPLE:
            return _people(clean_text(str(raw), lines=True), strict) or None
        case Kind.INTEGER:
            return _within(field, _number(raw, whole=True))
        case Kind.NUMBER:
            return _within(field, _number(raw, whole=False))
        case Kind.MONEY:
            return _money(field, raw)
        case Kind.DATE:
            return parse_date(raw)[0]
        case Kind.MOMENT:
            return parse_moment(raw)
        case Kind.YESNO:
            return _yes_no(field, raw)
        case Kind.CHOICE:
            return _choice(field, field.choices, raw)
        case Kind.CHOICES:
            parts = re.split(r"[、，,；;\n]+", str(raw))
            codes = [_choice(field, field.choices, part) for part in parts if part.strip()]
            order = list(field.choices.by_code) if field.choices else []
            return ",".join(sorted(set(codes), key=order.index)) or None
        case Kind.REFERENCE:
            if isinstance(raw, int):
                return raw
            raise Unreadable("not-a-reference", f"{field.label}“{raw}”找不到对应的记录")


def _within(field: Field, value: int | float) -> int | float:
    if field.minimum is not None and value < field.minimum:
        raise Unreadable("too-small", f"{field.label}不能小于 {field.minimum:g}，这里是 {value:g}")
    if field.maximum is not None and value > field.maximum:
        raise Unreadable("too-large", f"{field.label}不能大于 {field.maximum:g}，这里是 {value:g}")
    return value


def _money(field: Field, raw: object) -> int:
    """Cents; bounds of the field are cents too."""
    try:
        cents = in_cents(plain(raw) if isinstance(raw, str) else raw)
    except ValueError:
        raise Unreadable("part-of-a-cent", f"{field.label}只到分，“{raw}”的小数太多") from None
    if cents is None:
        raise Unreadable("not-money", f"{field.label}应填金额，例如 10.50，这里是“{raw}”")
    if field.minimum is not None and cents < field.minimum:
        words = "不能小于" if field.minimum <= 0 else "至少是"
        least = yuan(int(field.minimum))
        raise Unreadable("too-small", f"{field.label}{words} {least}，这里是 {yuan(cents)}")
    return cents


def _yes_no(field: Field, raw: object) -> int:
    if isinstance(raw, (bool, int, float)) and raw in (0, 1):
        return int(raw)
    known = {"是": 1, "有": 1, "√": 1, "1": 1, "否": 0, "没有": 0, "×": 0, "0": 0, "无": 0}
    text = plain(str(raw))
    if text not in known:
        raise Unreadable("not-yes-no", f"{field.label}应填“是”或“否”，这里是“{text}”")
    return known[text]


def _choice(field: Field, table: Choices | None, raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFC", str(raw)).strip()
    codes = table.codes if table else {}
    for spelling in (text, plain(text), squeezed(text)):
        if spelling in codes:
            return codes[spelling]
        if table and spelling in table.strangers:
            raise Unreadable("stranger", table.strangers[spelling])
    near = _nearest(table, text)
    if table and near:
        raise Unreadable(
            "not-a-choice", f"{field.label}没有“{text}”这一项，是不是“{table.label(codes[near])}”？"
        )
    some = "、".join(table.labels[:8]) if table else ""
    more = "等" if table and len(table.labels) > 8 else ""
    raise Unreadable("not-a-choice", f"{field.label}没有“{text}”这一项，可以填：{some}{more}")


def _nearest(table: Choices | None, text: str) -> str:
    """The spelling of a choice that is most like a text; "" where none is."""
    from difflib import get_close_matches

    spellings = [spelling for spelling in table.codes if not spelling.isascii()] if table else []
    return next(iter(get_close_matches(text, spellings, 1, 0.6)), "")


def to_stored(value: Any) -> Stored:
    """The stored form of a typed value."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value  # type: ignore[no-any-return] # str, int, float and None are stored as they are


def to_typed(field: Field, stored: Stored) -> Any:
    """The typed form of a stored value."""
    if stored is None:
        return None
    if field.kind is Kind.DATE:
        return date.fromisoformat(str(stored))
    if field.kind is Kind.MOMENT:
        return datetime.fromisoformat(str(stored))
    return stored


def stored_fault(field: Field, stored: Stored) -> str:
    """What keeps a stored value from being one of its field, in words; nothing for a sound one."""
    if stored is None:
        return ""
    if isinstance(stored, str) and clean_text(stored, lines=True) != stored:
        return "有不该出现的控制字符"
    match field.kind:
        case Kind.DATE | Kind.MOMENT:
            try:
                sound = to_stored(to_typed(field, stored)) == stored
            except ValueError:
                sound = False
            return "" if sound else "不是日期"
        case Kind.CHOICE | Kind.CHOICES if field.choices:
            codes = str(stored).split(",") if field.kind is Kind.CHOICES else [stored]
            known = all(code in field.choices.by_code for code in codes)
            return "" if known else "不是可选的项"
        case Kind.MONEY:
            return "" if type(stored) is int else "不是以分计的金额"
        case Kind.INTEGER | Kind.NUMBER | Kind.YESNO | Kind.REFERENCE:
            return "" if isinstance(stored, int | float) else "不是数字"
    return "" if isinstance(stored, str) else "不是文字"


def shown(field: Field, stored: Stored) -> str:
    """The text a person reads for a stored value; a moment at 00:00 shows its day alone."""
    if stored is None:
        return ""
    if field.kind is Kind.CHOICE and field.choices:
        return field.choices.label(str(stored))
    if field.kind is Kind.CHOICES and field.choices:
        table = field.choices
        return "、".join(table.label(code) for code in str(stored).split(",") if code)
    if field.kind is Kind.YESNO:
        return YES_NO.label(str(stored))
    if field.kind is Kind.MONEY:
        return yuan(int(stored))
    if field.kind is Kind.MOMENT:
        text = str(stored)
        return text[:10] if text.endswith(" 00:00") else text
    if isinstance(stored, float):
        # Every digit that was typed in: what is shown can be read back.
        return str(int(stored)) if stored.is_integer() else repr(stored)
    return str(stored)


MATCH = ":"
"""Between what is left of an identity number and the token that stands for the rest of it
(exchange/submission/identities.py)."""
_WITH_TOKEN = re.compile(rf"\*{{4}}[\dX]{{2}}{MATCH}[0-9A-Z]{{12}}", re.ASCII)
_MASKED_BEFORE = re.compile(r"\d{4}\*{4}\d{3}[\dXx]", re.ASCII)


def masked(field: Field, text: str) -> str:
    """What a personal text shows while it is masked; other texts are returned as they are.

    Identity numbers keep their last two characters, telephone numbers the first three and last
    four, addresses their first six. The birthday stands beside an identity number, so with the
    first and last four, as earlier versions showed them, two numbers are left, and a hash of it is
    tried out as quickly: without a key that others lack nothing more may be shown, and what
    earlier versions left is cut down.
    """
    if field.privacy is not Privacy.PERSONAL or not text:
        return text
    if "*" in text:
        if _WITH_TOKEN.fullmatch(text):
            return text.partition(MATCH)[0]
        return f"****{text[-2:]}" if _MASKED_BEFORE.fullmatch(text) else text
    if field.kind is not Kind.CODE:
        return f"{text[:6]}****" if len(text) > 6 else "****"
    if len(text) >= 15:
        return f"****{text[-2:]}"
    if len(text) >= 8:
        return f"{text[:3]}****{text[-4:]}"
    return "****"
