"""花名册: the members in the columns and the order of the Party's own summary sheet (附件4)."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import ACROSS, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row
from partydesk.documents.tables import listing, widths

# 党员基本信息汇总表 (domain.md §3.1): column, width in mm.
_COLUMNS = {
    "name": 14,
    "organisation": 19,
    "id_number": 20,
    "sex": 6.5,
    "ethnicity": 10,
    "birth_date": 15,
    "education": 13,
    "category": 12.5,
    "joined_on": 15,
    "confirmed_on": 15,
    "post": 20,
    "phone": 20,
    "landline": 16,
    "address": 22,
    "membership": 10,
    "lost": 8,
    "lost_on": 15,
    "floating": 8,
    "floating_to": 13,
}
_CENTRED = frozenset({0, 1, 3, 4, 5, 6, 8, 9, 10, 12, 13, 15, 16, 17, 18})


def roster(order: PrintJob) -> Printed:
    """The members of the organisation today."""
    return Printed(f"{order.name}党员花名册", story(order), ACROSS)


def story(order: PrintJob) -> list[Any]:
    """Title, table, counts."""
    members = order.reading.members()
    note = order.lettering(
        f"{counts(members)}。姓名按党内职务和加入党组织日期排列。"
        + ("" if order.reading.full else "公民身份号码、电话和住址只显示一部分。"),
        "note",
    )
    return [
        *order.heading("党员花名册", f"{order.name}　{order.as_of}"),
        table(order, members),
        Spacer(0, 3 * mm),
        note,
    ]


def table(order: PrintJob, members: list[dict[str, Any]]) -> Any:
    """The table of members alone."""
    reading = order.reading
    heads = ["序号", *("所在党支部" if n == "organisation" else reading.label("member", n)
                      for n in _COLUMNS)]  # fmt: skip
    rows = [
        [str(number), *(_cell(order, row, name) for name in _COLUMNS)]
        for number, row in enumerate(members, 1)
    ]
    wanted = {**_COLUMNS, "id_number": 26} if reading.full else _COLUMNS
    columns = widths([8, *wanted.values()], room(ACROSS))
    return listing(
        order.lettering, heads, rows, columns, centred=_CENTRED, size="small",
        empty="（名册上还没有党员）",
    )  # fmt: skip


def counts(members: list[dict[str, Any]]) -> str:
    """How many members of what kind."""
    full = sum(1 for row in members if row["category"] == "full")
    women = sum(1 for row in members if row["sex"] == "2")
    text = (
        f"共 {len(members)} 名，其中正式党员 {full} 名、预备党员 {len(members) - full} 名，"
        f"女 {women} 名"
    )
    waiting = sum(1 for row in members if row["relation"] == "not_transferred")
    return f"{text}；组织关系未转入 {waiting} 名" if waiting else text


def _cell(order: PrintJob, row: Row, name: str) -> str:
    if name == "organisation":
        return str(row["organisation_short_name"] or row["organisation_name"] or "")
    return order.reading.text("member", row, name)
