"""The 党费 sheet of a submission: members by months in words, the branch's sums below.

It is for people and never read; what is taken in stands in the metadata, tied to the heading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from partydesk.records.dues_states import TOLD_STATE, MemberMonth, MonthSums
from partydesk.records.money import as_decimal

SHEET = "党费"

_SUMS = (
    ("应交人数", "asked"), ("已交人数", "paid_by"), ("欠交人数", "owing"), ("少交人数", "reduced"),
    ("免交人数", "exempt"), ("应交（元）", "due"), ("已交（元）", "paid"),
    ("其中多交（元）", "extra"),
)  # fmt: skip
_MONEY = ("due", "paid", "extra")
_NOTE = (
    "交的人不足 3 人的月份，金额不单报，并在前后够 3 人的月份里；"
    "整段时间都不足 3 人的，只报交没交。"
)


def pack(told: Mapping[str, Any]) -> str:
    """As the metadata keeps it."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def has_amounts(told: Mapping[str, Any]) -> bool:
    """Whether what each member paid is told."""
    return any(each[3] is not None for _, _, months in told["members"] for each in months)


def write_sheet(workbook: Any, cells: Any, told: Mapping[str, Any]) -> None:
    """Members with the state of each month, and with their amounts where they are told."""
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import new_sheet

    months = [each[0] for each in told["sums"]]
    sheet = new_sheet(workbook, SHEET)
    sheet.column_dimensions["A"].width = 16
    sheet.freeze_panes = "B2"
    print_wide(sheet)
    write_header(sheet, cells, ("姓名", *months))
    for _uid, name, stands in told["members"]:
        by_month = {each[0]: MemberMonth(*each) for each in stands}
        row = [cells.text(name)]
        for month in months:
            each = by_month.get(month)
            said = "" if each is None else TOLD_STATE.label(each.state)
            if each is not None and each.amount:
                said = f"{said} {as_decimal(each.amount)}"
            row.append(cells.text(said))
        sheet.append(row)
    sums = [MonthSums(*each) for each in told["sums"]]
    sheet.append([])
    for label, name in _SUMS:
        numbers = [getattr(each, name) for each in sums]
        if name in _MONEY:
            numbers = [None if each.untold else as_decimal(getattr(each, name)) for each in sums]
        sheet.append([cells.styled(label, "strong"), *numbers])
    if any(each.untold for each in sums):
        sheet.append([cells.text(_NOTE)])
