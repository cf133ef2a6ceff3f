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
