"""The outside list: who was there when the year began, and what happened in it. Invented.

Only plain data: neither the program nor what is expected of it is imported here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

YEAR = 2026
AS_OF = date(2026, 12, 31)

# -- who was there on 1 January ------------------------------------------------------------------

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
OLD = [f"{each}示例" for each in _SURNAMES]  # full members for long
PROBATION = {"穆示例": date(2025, 3, 10), "萧示例": date(2025, 6, 20)}  # the day each was accepted
CONFIRMED_OLD, JOINED_OLD = date(2012, 7, 1), date(2011, 7, 1)
SECRETARY = OLD[0]

# -- dues: kind of payer and base a month, in yuan, at the edges of the bands --------------------

_BASES = [
    "3000", "3000.01", "5000", "5000.01", "10000", "10000.01", "6200", "4321.23", "7777.77",
    "2999.99", "8450.5", "12345.67",
]  # fmt: skip
BASE: dict[str, tuple[str, Decimal]] = {
    name: ("在职", Decimal(_BASES[n % len(_BASES)])) for n, name in enumerate([*OLD, *PROBATION])
}
BASE |= {OLD[29]: ("离退休", Decimal("5000")), OLD[30]: ("离退休", Decimal("5000.01"))}
FIXED = {OLD[31]: Decimal("0.20")}  # a student: an amount, no base
EXEMPT, LESS = OLD[19], (OLD[20], Decimal("10.00"))
CHANGED: dict[str, tuple[str, str, Decimal]] = {  # from which month on
    OLD[2]: ("2026-07", "离退休", Decimal("6000")),
    OLD[3]: ("2026-03", "在职", Decimal("9000")),
    "尹示例": ("2026-08", "在职", Decimal("5200")),
    "姚示例": ("2026-05", "在职", Decimal("4000")),
    "邵示例": ("2026-07", "在职", Decimal("11000")),
}

# -- people come and go ---------------------------------------------------------------------------

LEFT = {OLD[1]: date(2026, 4, 15), OLD[11]: date(2026, 6, 10)}
CAME = {"姚示例": (date(2026, 5, 20), "2026-05"), "邵示例": (date(2026, 8, 3), "2026-06")}
DIED = {OLD[4]: date(2026, 9, 10)}
SUSPENDED = {OLD[5]: (date(2026, 3, 10), date(2026, 10, 5))}
ADMITTED = {"尹示例": date(2026, 8, 20)}
LETTER = (OLD[11], date(2026, 6, 10), 60, date(2026, 7, 20))  # issued, days valid, 回执

# -- payments that are not what was due ----------------------------------------------------------

STOPPED = {OLD[6]: "2026-02"}  # paid nothing after this month
SHORT = {(OLD[7], "2026-05"): Decimal("20.00")}  # paid
EXTRA = {(OLD[8], "2026-06"): Decimal("20.00")}  # beyond what was due

# -- the way into the Party, contact, votes ------------------------------------------------------

APPLIED = {"湛示例": (date(2026, 2, 2), date(2026, 3, 10))}  # talked with
ACTIVIST = ("尹示例", date(2025, 1, 6), date(2025, 4, 1))  # applied, made an activist
CANDIDATE = {  # agreed, 公示 from and to, made a candidate, 预审
    "尹示例": (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 8), date(2026, 6, 10),
            date(2026, 7, 1)),
}  # fmt: skip
CONFIRM_VOTED = {"穆示例": date(2026, 3, 12), "萧示例": date(2026, 7, 15)}
CONFIRM_APPROVED = {"穆示例": date(2026, 6, 13), "萧示例": date(2026, 10, 1)}
LOST = (OLD[9], date(2026, 2, 1))
FLOATING = (OLD[10], [date(2026, 2, 10), date(2026, 6, 1)])  # reached on
TICKETS = {"漏雨": (date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 6)),
           "缺灯": (date(2026, 5, 1), date(2026, 5, 31), date(2026, 5, 31)),
           "路坏": (date(2026, 11, 1), date(2026, 11, 30), None)}  # fmt: skip # raised, due, solved

# What a meeting decided: kind of vote, entitled, present, written, in favour.
VOTES = {
    date(2026, 2, 11): ("decision", 36, 18, 0, 18),
    date(2026, 5, 12): ("decision", 36, 19, 0, 19),
    date(2026, 8, 20): ("admission", 33, 16, 3, 19),
    date(2026, 11, 10): ("admission", 34, 20, 2, 18),
}
# Seats, entitled, present, issued, returned, valid; votes of each who stood.
ELECTIONS = {
    date(2026, 6, 5): (5, 35, 28, 28, 28, 27, [27, 26, 20, 16, 15, 14]),
    date(2026, 6, 20): (5, 35, 27, 27, 27, 27, [27, 27, 20, 16, 15, 14]),
    date(2026, 7, 3): (5, 35, 30, 30, 31, 30, [28, 27, 20, 16, 16, 14]),
}
