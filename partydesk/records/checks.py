"""Checks of one value that live with its field: identity numbers, credit codes, codes, names."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def identity_number(value: str) -> str | None:
    """GB 11643: 18 characters, a real birth date, a right check character.

    The birth place is not looked up: county codes come and go, and real members carry codes
    that no present table lists.
    """
    wrong, birth = _identity(value)
    if birth is not None and not date(1900, 1, 1) <= birth <= clock.today():
        return f"公民身份号码里的出生日期 {birth} 不合情理，请对照身份证改正"
    return wrong


@lru_cache(maxsize=10_000)
def _identity(value: str) -> tuple[str | None, date | None]:
    """What is wrong with a number on any day, or the birth date in it."""
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    if len(value) != 18:
        return f"公民身份号码应为 18 位，这里有 {len(value)} 位，请对照身份证改正", None
    if not (value[:17].isascii() and value[:17].isdigit() and value[17] in "0123456789X"):
        return "公民身份号码前 17 位应为数字，末位为数字或 X，请对照身份证改正", None
    try:
        birth = ric.get_birth_date(value)
    except (ValidationError, ValueError):
        return f"公民身份号码第 7 至 14 位“{value[6:14]}”不是真实的日期，请对照身份证改正", None
    if value[17] != ric.calc_check_digit(value):
        return "公民身份号码校验位不对，多半有一位写错了，请对照身份证改正", None
    return None, birth


def birth_date_of(identity: str) -> date | None:
    """The birth date inside an identity number; None where it holds none."""
    try:
        return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    except ValueError:
        return None


def sex_of(identity: str) -> str | None:
    """The sex code (GB/T 2261.1) inside an identity number: odd is 1 男, even is 2 女."""
    if len(identity) != 18 or not identity[16].isdigit():
        return None
    return "1" if int(identity[16]) % 2 else "2"


def credit_code(value: str) -> str | None:
    """GB 32100: the unified social credit code, 18 characters with a check character."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    try:
        uscc.validate(value)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，这里有 {len(value)} 位，请对照营业执照改正"
    except InvalidChecksum:
        return "统一社会信用代码校验位不对，请对照营业执照改正"
    except ValidationError:
        return "统一社会信用代码里有不该出现的字符，请对照营业执照改正"
    return None


MOST_CODE, MOST_NAME = 32, 120
"""Characters of an organisation's code and name. The code begins every file name it hands in."""

# Of many characters and seldom asked, so compiled (4 ms) when it is.
_CODE = r"[0-9A-Za-z\u4e00-\u9fff](?:[0-9A-Za-z\u4e00-\u9fff._-]*[0-9A-Za-z\u4e00-\u9fff])?"
# Letters and marks that show nothing, though Unicode does not count them among its controls.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def unseen(text: str) -> int:
    """The place, from 1, of the first character that shows nothing or turns the text about.

    Controls, zero-width marks, marks of direction and the like; 0 when there is none.
    """
    for place, letter in enumerate(text, start=1):
        if unicodedata.category(letter) in _UNSEEN_CATEGORIES or _UNSEEN.match(letter):
            return place
    return 0


@lru_cache(maxsize=4096)
def folded_code(text: str) -> str:
    """What two writings of one organisation's code have in common: p0312, Ｐ０３１２, P 0312."""
    return tidy_code(text).upper()


def tidy_code(text: str) -> str:
    """A code as somebody typed it, in half width and without blanks and unseen characters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if not each.isspace() and not unseen(each))


def organisation_code(value: str) -> str | None:
    """Letters, digits and Chinese characters, inside also . _ and -; at most MOST_CODE."""
    if len(value) > MOST_CODE:
        return f"组织编码有 {len(value)} 个字符，最多 {MOST_CODE} 个，请改短"
    if place := unseen(value):
        return f"组织编码的第 {place} 个字符是看不见的，请删去整个编码重新输入"
    if not re.fullmatch(_CODE, value):
        return (
            f"组织编码“{value}”不行：只能用半角的字母、数字和汉字，"
            "中间可以有 - _ .，例如 P0312，请改正"
        )
    return None


def organisation_name(value: str) -> str | None:
    """What people can read and a list can show: nothing unseen, at most MOST_NAME characters."""
    if len(value) > MOST_NAME:
        return f"名称有 {len(value)} 个字，最多 {MOST_NAME} 个，请改短"
    if place := unseen(value):
        return f"名称的第 {place} 个字符是看不见的，请删去整个名称重新输入"
    return None


def period_text(value: str) -> str | None:
    """A period as cli.md writes them."""
    try:
        parse_period(value, exact=True)
    except UserError as error:
        return error.message
    return None
