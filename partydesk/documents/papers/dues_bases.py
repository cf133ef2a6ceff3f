"""党费核定表: what each is to pay a month, from when on; no base stands on it."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.papers.dues_register import year_of
from partydesk.documents.print_job import PrintJob
from partydesk.documents.tables import listing, signatures, widths
from partydesk.records.dues import PAYER, RATE, REDUCED, STANDARD
from partydesk.records.money import yuan


def dues_bases(order: PrintJob) -> Printed:
    """核定表: what each is to pay a month and from when on, each to sign for it."""
    found = year_of(order)
    title = f"{found.year}年党费核定表"
    wide = room(UPRIGHT)
    heads = ["序号", "姓名", "交纳类别", "比例", "月应交（元）", "从哪个月起", "减免", "本人确认"]
    rows: list[Sequence[str]] = []
    for number, each in enumerate(found.members, 1):
        base = each.base
        told = ["", "", "", "", ""]
        if base is not None:
            rate = RATE.label(base.rate) if base.rate else ""
            reduced = "" if base.reduced == "none" else REDUCED.label(base.reduced)
            told = [PAYER.label(base.kind), rate, yuan(base.due), base.from_month,
                    f"{reduced} {base.approved_on or ''}".strip()]  # fmt: skip
        rows.append([str(number), each.name, *told, ""])
    columns = widths([11, 24, 24, 14, 25, 24, 26, 26], wide)
    story = [
        *order.heading(title, f"{order.name}　{order.as_of}"),
        listing(order.lettering, heads, rows, columns, centred=frozenset({0})),
        Spacer(0, 3 * mm),
        order.lettering(f"标准：{STANDARD}。计费基数由支部保存，不印在表上。", "note"),
        signatures(order.lettering, ("书记", "经手人"), wide),
    ]
    return Printed(title, story, UPRIGHT)
