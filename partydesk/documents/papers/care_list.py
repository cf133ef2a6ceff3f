"""慰问发放表: who was visited, with what and how much, each to sign for it."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Signed
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.findings import UserError
from partydesk.records.money import yuan

_HEADS = ("序号", "姓名", "类别", "日期", "慰问内容", "金额（元）", "签收")


def draft(order: PrintJob) -> Draft:
    """The visits of a period, of all where none is named. Raises UserError for none."""
    found = order.reading.listed("care", order.period)
    if not found:
        raise UserError("nothing", "没有慰问帮扶的记录，先在“慰问帮扶”里记")
    rows = []
    for number, each in enumerate(found, 1):
        who, kind, what = (order.reading.text("care", each, n) for n in ("who", "kind", "what"))
        amount = yuan(each["amount"]) if each["amount"] else ""
        rows.append((str(number), who, kind, day(each["on"]), what, amount, ""))
    whole = sum(each["amount"] or 0 for each in found)
    rows.append(("", "合计", "", "", "", yuan(whole) if whole else "", ""))
    parts = (
        Listing(_HEADS, tuple(rows), (12, 22, 24, 30, 52, 22, 22), frozenset({0})),
        Signed(("书记", "经手人")),
    )
    when = f"　{order.period.title}" if order.period else ""
    return Draft("慰问发放表", f"{order.name}{when}", parts)
