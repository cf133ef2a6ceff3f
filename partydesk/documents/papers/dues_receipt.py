"""党费收据: what one payment was, for whom it is from; a stub to keep."""

from __future__ import annotations

from partydesk.documents.draft import Cut, Draft, Pairs, Part, heading, right
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.money import in_words, yuan
from partydesk.records.months import said

_TITLE = "党费收据"


def draft(order: PrintJob) -> Draft:
    """The receipt of one payment: for the member, and the stub."""
    row = order.row
    assert row is not None  # what is printed needs the uid of a payment
    member = order.reading.by_uid("member", str(row["member_uid"])) or {}
    name = str(member.get("name") or "")
    extra = row["extra"] or 0
    pairs = (
        ("交款人", name),
        ("党费月份", said(str(row["month"]))),
        ("金额", f"{yuan(row['amount'])} 元"),
        ("大写", in_words(row["amount"])),
        ("其中自愿多交", f"{yuan(extra)} 元" if extra else "无"),
        ("交纳日期", day(row["paid_on"])),
    )
    one: tuple[Part, ...] = (Pairs(pairs), right("收款人（签字）：　　　　　　　　（盖章）"))
    parts = (*one, Cut(), heading(f"{_TITLE}（存根）"), *one)
    return Draft(_TITLE, order.name, parts, named=f"{name}{row['month']}{_TITLE}")
