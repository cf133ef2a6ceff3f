"""年度计划: one page, months down and kinds across, plan against done."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import ACROSS, Printed, height, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.tables import listing, signatures, widths
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules.year_plan import PlanCell, PlanMark, YearPlan
from partydesk.rules.year_plan import year_plan as planned

_LINE = 16  # letters of a theme on one line of a cell
_AROUND = 52 * mm  # title, head, notes and signatures
_ONE, _MORE = 15.5, 9.5  # points of a row of one line, and of each line more


def year_plan(order: PrintJob) -> Printed:
    """The plan of one organisation's year, by default this one."""
    year = order.period.last.year if order.period else order.today.year
    reading = order.reading
    role = "committee" if order.organisation["kind"] == "party_committee" else "branch"
    found = planned(reading.connection, reading.organisation, role, year)
    heads = ["月份", *(label for _, label in found.columns)]
    # A theme may take two lines where the year still stays on its page.
    lines = 2
    while lines > 1 and _height(found, lines) > height(ACROSS) - _AROUND:
        lines -= 1
    rows = []
    months = range(1, 13)
    if found.before > 1:
        kept = any(found.cells[key, m].sessions for key, _ in found.columns
                   for m in range(1, found.before + 1))  # fmt: skip
        if not kept:
            rows.append([f"1–{found.before} 月", "启用以前", *[""] * (len(found.columns) - 1)])
            months = range(found.before + 1, 13)
    for month in months:
        cells = [found.cells[key, month] for key, _ in found.columns]
        rows.append([f"{month} 月", *(_told(cell, lines) for cell in cells)])
    wide = room(ACROSS)
    columns = widths([9, *[25] * len(found.columns)], wide)
    high = (height(ACROSS) - _AROUND) / len(rows)
    fits = _height(found, lines) <= high * len(rows) * 0.8
    summary = found.summary
    return Printed(
        f"{year}年组织生活年度计划",
        [
            *order.heading(f"{year} 年组织生活年度计划", f"{order.name}　{order.as_of}"),
            listing(order.lettering, heads, rows, columns, centred=frozenset({0}), size="small",
                    row_height=high if fits else None),
            Spacer(0, 2 * mm),
            order.lettering(f"{summary}。计划不算数，开过才算。" if summary else "还没有排计划。",
                            "note"),
            signatures(order.lettering, ("书记",), wide),
        ],
        ACROSS,
    )  # fmt: skip


def _height(found: YearPlan, lines: int) -> float:
    """About how many points the months take."""
    return sum(
        _ONE + _MORE * max(_told(found.cells[key, month], lines).count("\n") +
                           (len(_told(found.cells[key, month], lines).split("\n")[0]) > _LINE)
                           for key, _ in found.columns)
        for month in range(1, 13)
    )  # fmt: skip


def _told(cell: PlanCell, lines: int) -> str:
    """What stands in a cell on paper."""
    theme, told = map(without_numbers, cell.words)
    if not told:
        return "" if cell.mark in (PlanMark.NONE, PlanMark.BEFORE) else theme
    most = lines * _LINE
    short = theme if len(theme) <= most else f"{theme[: most - 1]}…"
    return f"{short}\n{told.replace('　', ' ')[:_LINE]}"
