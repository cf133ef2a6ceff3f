"""党费核定表: what each is to pay a month, from when on; no base stands on it."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Signed, note
from partydesk.documents.papers.dues_register import year_of
from partydesk.documents.print_job import PrintJob
from partydesk.records.dues import PAYER, RATE, REDUCED, STANDARD
from partydesk.records.money import yuan

_HEADS = ("序号", "姓名", "交纳类别", "比例", "月应交（元）", "从哪个月起", "减免", "本人确认")


def draft(order: PrintJob) -> Draft:
    """核定表: what each is to pay a month and from when on, each to sign for it."""
    found = year_of(order)
    rows = []
    for number, each in enumerate(found.members, 1):
        base = each.base
        told = ["", "", "", "", ""]
        if base is not None:
            rate = RATE.label(base.rate) if base.rate else ""
            reduced = "" if base.reduced == "none" else REDUCED.label(base.reduced)
            told = [PAYER.label(base.kind), rate, yuan(base.due), base.from_month,
                    f"{reduced} {base.approved_on or ''}".strip()]  # fmt: skip
        rows.append((str(number), each.name, *told, ""))
    shares = (12, 26, 22, 16, 26, 24, 25, 25)
    parts = (
        Listing(_HEADS, tuple(rows), shares, frozenset({0})),
        note(f"标准：{STANDARD}。计费基数由支部保存，不印在表上。"),
        Signed(("书记", "经手人")),
    )
    return Draft(f"{found.year}年党费核定表", f"{order.name}　{order.as_of}", parts)
