"""发展党员检查表: the steps of one person, what has been done when, boxes to tick for the rest."""

from __future__ import annotations

from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer, Table

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.papers.development import (
    NEW_RULES,
    STAGES,
    Step,
    done_by,
    limit_of,
    steps_for,
)
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import PIPELINE, Row, day
from partydesk.documents.tables import form, widths
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.member import IN_STANDING, Member

_HEAD = ("", "步骤", "时限和要求", "依据", "办理日期或人员")


def checklist(order: PrintJob) -> Printed:
    """The list of one person, or of everybody between application and full membership.

    Raises UserError("nothing-to-print") where there is nobody.
    """
    if order.row is not None:
        title, people = f"{order.row['name']}发展党员检查表", [order.row]
    else:
        title, people = "发展党员检查表", in_pipeline(order)
        if not people:
            raise UserError(
                "nothing-to-print",
                "现在没有入党申请人、积极分子、发展对象和预备党员。要打印某个人的，请指明是谁",
            )
    story: list[Any] = []
    for row in people:
        story += [PageBreak()] if story else []
        name = str(row["organisation_name"] or order.name)
        story += order.heading("发展党员检查表", f"{name}　{order.as_of}")
        story += sheet(order, row)
    return Printed(title, story)


def in_pipeline(order: PrintJob) -> list[Row]:
    """Who is on the way to full membership, those who are furthest first."""
    found = [
        row
        for row in order.reading.listed("member", category=PIPELINE)
        if row["relation"] != "left" and row["membership"] in (None, *IN_STANDING)
    ]
    return sorted(found, key=lambda r: (-PIPELINE.index(r["category"]), r["applied_on"] or "9999"))


def sheet(order: PrintJob, row: Row) -> list[Any]:
    """The list of one person below its title, on one page."""
    reading, lettering = order.reading, order.lettering
    pairs = [
        (reading.label("member", name), reading.text("member", row, name))
        for name in ("name", "category", "birth_date", "enterprise")
    ]
    return [
        form(lettering, pairs, room(UPRIGHT)),
        Spacer(0, 2 * mm),
        _table(order, row),
        Spacer(0, 1 * mm),
        lettering(
            "办理日期取自记录；没有日期的步骤，办完后在方框内打钩并写上日期。"
            "“细则”指发展党员工作细则，时限从"
            f"{day(NEW_RULES.isoformat())}以前起算的按原细则（2014 年）。",
            "note",
        ),
    ]


def _table(order: PrintJob, row: Row) -> Table:
    lettering = order.lettering
    cells: list[list[Any]] = [[lettering(text, "head") for text in _HEAD]]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    steps = steps_for(row)
    kept = {each["step"]: each for each in order.reading.listed("step", member=row["id"])}
    told = [_done(order, row, step, kept.get(step.code)) for step in steps]
    by = done_by([on for _, on in told])
    for number, stage in enumerate(STAGES):
        style += [
            ("SPAN", (0, len(cells)), (-1, len(cells))),
            ("BACKGROUND", (0, len(cells)), (-1, len(cells)), colors.Color(0.95, 0.95, 0.95)),
        ]
        numeral = "一二三四五"[number]
        cells.append([lettering(f"{numeral}、{stage}", "cell"), "", "", "", ""])
        for step, (done, _), by_day in zip(steps, told, by, strict=True):
            if step.stage == stage:
                cells.append(_step(order, row, step, done, by_day))
    columns = widths([9, 42, 46, 28, 46], room(UPRIGHT))
    return Table(cells, colWidths=columns, repeatRows=1, style=style)


def _step(order: PrintJob, row: Row, step: Step, done: str, by_day: str) -> list[Any]:
    lettering = order.lettering
    limit, article = limit_of(step, row, by_day)
    return [
        lettering("√" if done else "□", "cell-centre"),
        lettering(step.title, "cell"),
        lettering(limit, "cell"),
        lettering(article, "cell"),
        lettering(done, "cell-centre"),
    ]


def _done(order: PrintJob, row: Row, step: Step, kept: Row | None) -> tuple[str, str]:
    """What the record says of a step, and the date it was done on where it has one.

    `kept` is the record of a step that no field of a member holds.
    """
    if not step.columns and kept is not None:
        return order.reading.text("step", kept, "on"), str(kept["on"])
    texts, dates = [], []
    for name in step.columns:
        # 编入党小组 and 联系人 are known by their names, everything else by its day.
        if not row.get(name):
            continue
        texts.append(order.reading.text("member", row, name))
        if fields(Member)[name].kind is Kind.DATE:
            dates.append(str(row[name]))
    if "extended_until" in step.columns and texts:
        return f"{order.reading.label('member', 'extended_until')} {texts[0]}", ""
    if "trained_on" in step.columns and texts and row.get("training_hours"):
        texts.append(f"{order.reading.text('member', row, 'training_hours')} 学时")
    return " 至 ".join(texts) if "publicised_to" in step.columns else "　".join(texts), (
        dates[-1] if dates else ""
    )
