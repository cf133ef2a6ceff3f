"""The 党费 sheet of a roll-up: what each branch told of the period's months, with totals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.submission.data_sheets import print_wide, write_header
from partydesk.exchange.submission.write_only import new_sheet
from partydesk.records.money import as_decimal
from partydesk.records.periods import Period
from partydesk.rules.norms.dues_told import told_dues

DUES = "党费"
_HEADS = ("组织编码", "党组织", "报到月份", "应交（元）", "已交（元）", "其中多交（元）",
          "收缴率（%）", "欠交人数", "少交人数", "免交人数")  # fmt: skip


def write_dues(workbook: Any, cells: Any, connection: Connection, period: Period) -> bool:
    """Add the sheet where a branch told of dues; whether one did."""
    told = told_dues(connection)
    named = connection.exec_driver_sql(
        "SELECT id, code, name FROM organisation WHERE deleted_at IS NULL ORDER BY code"
    ).fetchall()
    lines, silent = [], set[str]()
    for id, code, name in named:
        months = told[id].months(period) if id in told else []
        if months:
            heads = told[id].heads(period)
            sums = [sum(getattr(each, part) for each in months)
                    for part in ("due", "paid", "extra", "met")]  # fmt: skip
            lines.append((code, name, months[-1].month, sums, heads))
            if told[id].silent(period):
                silent.add(code)  # too few of them pay for the money to be told
    if not lines:
        return False
    sheet = new_sheet(workbook, DUES)
    for letter, width in zip("ABCDEFGHIJ", (12, 30, 10, *[12] * 4, *[9] * 3), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C2"
    print_wide(sheet)
    write_header(sheet, cells, _HEADS)
    whole = [sum(each[3][at] for each in lines) for at in range(4)]
    people = (sum(each[4][0] for each in lines), sum(each[4][1] for each in lines),
              sum(each[4][2] for each in lines))  # fmt: skip
    for code, name, month, sums, heads in (*lines, ("", "合计", "", whole, people)):
        due, paid, extra, met = sums
        rate = (1000 * met + due // 2) // due / 10 if due else None
        money = [None] * 3 if code in silent else [as_decimal(each) for each in (due, paid, extra)]
        sheet.append([
            cells.styled(code, "text"), cells.text(name), cells.styled(month, "text"),
            *money, rate, *heads,
        ])  # fmt: skip
    return True
