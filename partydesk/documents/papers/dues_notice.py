"""党费收缴情况公示: how many months each has paid and what that came to."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Signed, note
from partydesk.documents.papers.dues_register import year_of
from partydesk.documents.print_job import PrintJob
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesState

_HEADS = ("序号", "姓名", "已交月数", "已交金额（元）", "其中多交（元）", "情况")


def draft(order: PrintJob) -> Draft:
    """收缴公示表: how many months each has paid and what that came to."""
    found = year_of(order)
    rows = []
    for number, each in enumerate(found.members, 1):
        months = each.months.values()
        extra = sum(month.extra for month in months)
        exempt = sum(month.state is DuesState.EXEMPT for month in months)
        told = [f"免交 {exempt} 个月"] if exempt else []
        told += [f"欠交 {len(each.owing)} 个月"] if each.owing else []
        paid = sum(bool(month.uid) for month in months)
        rows.append((str(number), each.name, str(paid), yuan(each.paid),
                     yuan(extra) if extra else "", "，".join(told)))  # fmt: skip
    whole = sum(each.paid for each in found.members)
    beyond = yuan(found.extra()) if found.extra() else ""
    rows.append(("", "合计", "", yuan(whole), beyond, ""))
    parts = (
        Listing(_HEADS, tuple(rows), (12, 30, 24, 34, 30, 44), frozenset({0, 2})),
        note("对公示的情况有不同意见的，请向支部委员会反映。"),
        Signed(("书记",)),
    )
    return Draft(f"{found.year}年党费收缴情况公示", f"{order.name}　{order.as_of}", parts)
