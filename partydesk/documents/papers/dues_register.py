"""党费交纳登记表: a year's payments, members by months, the sums below."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Signed, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.findings import UserError
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesMonth, DuesState, DuesYear, dues_year

_WORDS = {
    DuesState.DUE: "应交",
    DuesState.OWED: "欠",
    DuesState.EXEMPT: "免",
    DuesState.OUT: "—",
}


def year_of(order: PrintJob) -> DuesYear:
    """The year asked for, by default this one. Raises UserError where nothing is kept of it."""
    year = order.period.last.year if order.period else order.today.year
    reading = order.reading
    found = dues_year(reading.connection, reading.organisation, year, order.today)
    if not any(each.base or each.paid for each in found.members):
        raise UserError("nothing", f"{year} 年还没有党费的核定和交纳，先在“党员”的“党费”里记")
    return found


def _cell(each: DuesMonth) -> str:
    if each.uid:
        return yuan(each.paid)
    return _WORDS.get(each.state, "")


def draft(order: PrintJob) -> Draft:
    """交纳登记表: members by months, each amount, the sums below."""
    found = year_of(order)
    rows = [
        (
            str(number),
            each.name,
            yuan(each.base.due) if each.base else "",
            *(_cell(month) for month in each.months.values()),
            yuan(each.paid) if each.paid else "",
        )
        for number, each in enumerate(found.members, 1)
    ]
    sums = [found.total(month) for month in found.months]
    rows.append(("", "合计", "", *(yuan(each) if each else "" for each in sums), yuan(sum(sums))))
    heads = ("序号", "姓名", "月应交", *(f"{n} 月" for n in range(1, 13)), "合计")
    shares = (9, 19, 17, *[17] * 12, 22)
    parts = (
        Listing(heads, tuple(rows), shares, frozenset({0}), small=True),
        note("“欠”是没有交，“免”是批准免交，“—”是那时不在册或启用以前。"),
        Signed(("书记", "经手人")),
    )
    return Draft(f"{found.year}年党费交纳登记表", f"{order.name}　{order.as_of}　单位：元", parts,
                 ACROSS)  # fmt: skip
