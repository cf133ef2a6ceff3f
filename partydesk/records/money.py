"""Money is a whole number of cents: read from what people write, shown with two decimals.

No amount ever goes through a float: sums of cents are exact, and 93.00 is not 92.99999.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MOST = 10**12  # cents; beyond it somebody's finger stayed on a key
_MARKS = str.maketrans("", "", ",，￥¥\u00a0 ")
_UNITS = ("人民币", "元整", "元", "圆整", "圆")
_EXACT = Decimal("0.01")


def in_cents(raw: object) -> int | None:
    """The cents of an amount in yuan as typed or sent: 10, "10.5", "￥1,010.50 元"; None for what
    is no amount. Raises ValueError for one that has parts of a cent.

    A spreadsheet's numbers are floats: what they are off by, a millionth at most, is nothing.
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, float):
        raw = repr(round(raw, 6))
    text = str(raw).translate(_MARKS)
    for unit in _UNITS:
        text = text.removeprefix(unit) if unit == "人民币" else text.removesuffix(unit)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) * 100 > MOST:
        return None
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(str(raw))
    return int(cents)


def as_decimal(cents: int) -> Decimal:
    """The amount in yuan, for a spreadsheet's cell."""
    return Decimal(cents) * _EXACT


def as_number(cents: int) -> int | float:
    """The amount in yuan as a number to look at; never to be reckoned with."""
    return cents // 100 if cents % 100 == 0 else float(yuan(cents))


def yuan(cents: int) -> str:
    """The amount in yuan as people write it: 93.00."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def share(cents: int, per_mille: int) -> int:
    """So many thousandths of an amount, to the cent, halves up."""
    return (cents * per_mille + 500) // 1000


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_FOURS = ("", "万", "亿", "兆")


def in_words(cents: int) -> str:
    """An amount as receipts have it, in the characters nobody alters: 玖拾叁元整, 壹佰元零伍分."""
    whole, rest = divmod(abs(cents), 100)
    jiao, fen = divmod(rest, 10)
    said = f"{_whole_in_words(whole)}元" if whole or not rest else ""
    said += f"{_DIGITS[jiao]}角" if jiao else ("零" if fen and whole else "")
    said += f"{_DIGITS[fen]}分" if fen else "整"
    return f"负{said}" if cents < 0 else said


def _whole_in_words(number: int) -> str:
    if not number:
        return _DIGITS[0]
    said, zero = "", False
    digits = str(number)
    for at, digit in enumerate(digits):
        fours, place = divmod(len(digits) - 1 - at, 4)
        if digit == "0":
            zero = True
        else:
            said += f"{_DIGITS[0] if zero and said else ''}{_DIGITS[int(digit)]}{_PLACES[place]}"
            zero = False
        # A group of four that is empty has no name either.
        if place == 0 and int(digits[max(0, at - 3) : at + 1]):
            said += _FOURS[fours]
    return said
