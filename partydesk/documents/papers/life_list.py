"""组织生活会整改清单: the branch's issues and who mends them. Members' own are counted."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Part, Signed, note
from partydesk.documents.page import ACROSS
from partydesk.documents.papers.life_report import year_of
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.findings import UserError
from partydesk.records.ticket import STATE

_HEADS = ("序号", "查摆的问题", "整改措施", "责任人", "整改时限", "整改情况")


def draft(order: PrintJob) -> Draft:
    """The list of one year. Raises UserError while no issue of the branch is on record."""
    found = year_of(order)
    own = [each for each in found.issues if each.whose == "branch"]
    if not own:
        raise UserError("nothing", f"{found.year} 年度还没有登记支部的查摆问题，登记好再打印")
    rows = []
    for number, each in enumerate(own, 1):
        state = STATE.label(each.state) if each.state else ""
        solved = f"{day(each.resolved_on)}{state}" if each.resolved_on else state
        told = {"issue": each.issue, "measures": each.measures or None}
        texts = tuple(order.reading.text("life_issue", told, name) for name in told)
        rows.append((str(number), *texts, each.owner, day(each.due_on), solved))
    parts: list[Part] = [
        Listing(_HEADS, tuple(rows), (12, 70, 70, 22, 30, 30), frozenset({0})),
    ]
    if others := len(found.issues) - len(own):
        parts.append(note(f"党员个人查摆的问题 {others} 条，由本人整改，不列在这里。"))
    parts.append(Signed(("支部书记",)))
    title = f"{found.year}年度组织生活会整改清单"
    return Draft(title, f"{order.name}　{order.as_of}", tuple(parts), ACROSS)
