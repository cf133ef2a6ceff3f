"""流动党员活动证: who a floating member is, and room for what he takes part in where he is."""

from __future__ import annotations

from partydesk.documents.draft import Cut, Draft, Listing, Pairs, Part, Words, heading, note, right
from partydesk.documents.papers.cultivation import BLANK, DAY
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.findings import UserError

_ROWS = 8


def draft(order: PrintJob) -> Draft:
    """The certificate of one member. Raises UserError for who is not registered as floating."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a member
    name = str(row["name"])
    if row.get("floating") != 1:
        raise UserError(
            "not-floating", f"{name}没有登记为流动党员：先在名册里把“是否为流动党员”填成是"
        )
    shown = ("name", "sex", "ethnicity", "birth_date", "id_number", "education", "joined_on",
             "confirmed_on", "phone", "floating_to")  # fmt: skip
    pairs = []
    for column in shown:
        value = row.get(column)
        told = day(value) if column.endswith(("_on", "_date")) else reading.text(
            "member", row, column)  # fmt: skip
        pairs.append((reading.label("member", column), told))
    telephone = reading.text("organisation", order.organisation, "phone") or BLANK
    pairs += [("组织关系所在党组织", order.name), ("支部联系电话", telephone)]
    blank = tuple(("", "", "", "") for _ in range(_ROWS))
    where = reading.text("member", row, "floating_to") or BLANK * 2
    parts: tuple[Part, ...] = (
        Pairs(tuple(pairs)),
        Words(f"{name}同志是本支部党员，外出到{where}，请贵党组织将其编入一个党支部，"
              "组织参加活动，并将情况告知本支部。"),
        right(order.name),
        right(DAY),
        Cut(page=True),
        heading("参加组织生活记录"),
        Listing(("日期", "内容", "流入地党组织", "签章"), blank, (26, 60, 44, 30)),
        heading("交纳党费记录"),
        Listing(("年月", "金额（元）", "收缴的党组织", "签章"), blank, (26, 30, 74, 30)),
        note("流动期间每季度至少同本支部联系一次；回到本支部时交回本证。"),
    )  # fmt: skip
    return Draft("流动党员活动证", order.name, parts, named=f"{name}流动党员活动证")
