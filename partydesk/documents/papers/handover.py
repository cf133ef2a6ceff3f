"""年度档案: a branch's year in one volume, for the shelf and for who takes over.

What was said in talks is left out: only that they were held. The confidential columns are never
read here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, NextPageTemplate, PageBreak, Spacer, Table

from partydesk.documents.page import ACROSS, BARE, UPRIGHT, PageOf, Printed, marked, room
from partydesk.documents.papers import checklist, ledger, minutes, roster
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day, moment
from partydesk.documents.tables import form, listing, signatures, widths
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, Privacy, fields
from partydesk.records.periods import Period, parse_period

_ORGANISATION = (
    *("name", "code", "kind", "short_name", "parent", "secretary", "contact", "phone"),
    *("founded_on", "elected_on", "term_years", "full_members", "has_committee", "address"),
    *("brand_name", "brand_note"),
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the archive: its title and what is in it, given its key."""

    title: str
    page: str
    story: Callable[[PrintJob, Period], list[Any]]


def handover(order: PrintJob) -> Printed:
    """The archive of the organisation for a year (or another period)."""
    period = order.period or parse_period(str(order.today.year))
    parts = _PARTS
    story: list[Any] = [*_cover(order, period), NextPageTemplate(UPRIGHT), PageBreak()]
    story += _contents(order, parts)
    for number, part in enumerate(parts):
        story += [NextPageTemplate(part.page), PageBreak()]
        title = order.lettering(part.title, "title")
        story += [marked(title, _key(number), part.title), Spacer(0, 4 * mm)]
        story += part.story(order, period)
    return Printed(f"{order.name} {period.title}档案", story, BARE)


def _key(number: int) -> str:
    return f"part-{number}"


def _cover(order: PrintJob, period: Period) -> list[Any]:
    lettering = order.lettering
    return [
        Spacer(0, 55 * mm),
        lettering(order.name, "cover-line"),
        Spacer(0, 6 * mm),
        lettering(f"{period.title}{'党支部' if _is_branch(order) else ''}工作档案", "cover"),
        Spacer(0, 75 * mm),
        lettering(f"组织编码：{order.organisation['code']}", "cover-line"),
        lettering(f"期　　间：{day(period.first.isoformat())} 至 {day(period.last.isoformat())}",
                  "cover-line"),
        lettering(f"制作日期：{day(order.today.isoformat())}", "cover-line"),
    ]  # fmt: skip


def _is_branch(order: PrintJob) -> bool:
    return str(order.organisation["kind"]).endswith("branch")


def _contents(order: PrintJob, parts: Sequence[_Part]) -> list[Any]:
    lettering = order.lettering
    style = lettering.style("contents")
    rows = [
        [
            lettering(f"{number + 1}. {part.title}", "contents"),
            PageOf(_key(number), style.fontName, style.fontSize, style.leading, centred=False),
        ]
        for number, part in enumerate(parts)
    ]
    table = Table(
        rows,
        colWidths=[room(UPRIGHT) - 20 * mm, 20 * mm],
        style=[
            ("LINEBELOW", (0, 0), (-1, -1), 0.3, "#999999"),
            *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")),
            *((f"{side}PADDING", (0, 0), (-1, -1), 4) for side in ("TOP", "BOTTOM")),
        ],
    )
    return [lettering("目　录", "title"), Spacer(0, 6 * mm), table]


def _about(order: PrintJob, period: Period) -> list[Any]:
    row, reading = order.reading.own(), order.reading
    pairs = [
        (reading.label("organisation", name), reading.text("organisation", row, name))
        for name in _ORGANISATION
    ]
    return [form(order.lettering, pairs, room(UPRIGHT), wide=True)]


def _roster(order: PrintJob, period: Period) -> list[Any]:
    members = order.reading.members()
    note = order.lettering(f"{order.as_of}，{roster.counts(members)}。", "note")
    return [roster.table(order, members), Spacer(0, 3 * mm), note]


def _sessions(order: PrintJob, period: Period) -> list[Any]:
    lettering, reading = order.lettering, order.reading
    names = ("starts_at", "kind", "topic", "host", "expected", "present")
    small = lettering.style("cell-centre")
    rows = [
        [
            str(number),
            *(reading.text("session", row, name) for name in names),
            PageOf(row["uid"], small.fontName, small.fontSize, small.leading, centred=True),
        ]
        for number, row in enumerate(reading.listed("session", period), 1)
    ]
    heads = ["序号", *(reading.label("session", name) for name in names), "页码"]
    columns = widths([11, 22, 22, 58, 17, 13, 13, 13], room(UPRIGHT))
    return [
        listing(lettering, heads, rows, columns, centred=frozenset({0, 1, 2, 4, 5, 6})),
    ]


def _minutes(order: PrintJob, period: Period) -> list[Any]:
    sessions = order.reading.listed("session", period)
    attendance = order.reading.attendance([row["id"] for row in sessions])
    story: list[Any] = []
    for row in sessions:
        title = f"{moment(row['starts_at'])}　{minutes.title_of(order, row)}"
        heading = order.lettering(title, "heading", spaceBefore=0, spaceAfter=6)
        # Short records share a page; one that would begin in its lower half begins a new one.
        story += [CondPageBreak(120 * mm), marked(heading, row["uid"], title, 1)]
        story += minutes.body(order, row, attendance.get(row["id"], []))
        story.append(Spacer(0, 10 * mm))
    return story or [order.lettering("（没有登记学习活动）", "cell-centre")]


def _ledger(order: PrintJob, period: Period) -> list[Any]:
    tickets = order.reading.listed("ticket", period)
    tickets.sort(key=lambda row: (row["raised_on"], row["number"] or ""))
    return [ledger.table(order, tickets)]


def _list_of(
    kind: str, shares: dict[str, float], *, dated: bool = True
) -> Callable[[PrintJob, Period], list[Any]]:
    """A part that lists these columns of a kind; confidential ones cannot be among them."""
    known = fields(kind_of(kind))
    assert all(known[name].privacy is not Privacy.CONFIDENTIAL for name in shares)
    centred = frozenset(
        number
        for number, name in enumerate(shares, 1)
        if known[name].kind not in (Kind.LONG, Kind.TEXT)
    )

    def story(order: PrintJob, period: Period) -> list[Any]:
        reading = order.reading
        rows = reading.listed(kind, period if dated else None)
        return [
            listing(
                order.lettering,
                ["序号", *(reading.label(kind, name) for name in shares)],
                [
                    [str(number), *(reading.text(kind, row, name) for name in shares)]
                    for number, row in enumerate(rows, 1)
                ],
                widths([11, *shares.values()], room(UPRIGHT)),
                centred=centred | {0},
            )
        ]

    return story


def _checklists(order: PrintJob, period: Period) -> list[Any]:
    people = checklist.in_pipeline(order)
    story: list[Any] = []
    for row in people:
        story += [PageBreak()] if story else []
        story += checklist.sheet(order, row)
    return story or [
        order.lettering("（没有入党申请人、积极分子、发展对象和预备党员）", "cell-centre")
    ]


def _signing(order: PrintJob, period: Period) -> list[Any]:
    text = (
        f"以上是{order.name}{period.title}的工作档案，由移交人移交，接收人逐项核对后接收。"
        "谈话记录的内容另行保管，不在本档案内。"
    )
    return [
        order.lettering(text),
        signatures(order.lettering, ["移交人", "接收人", "监交人"], room(UPRIGHT)),
    ]


_PARTS = (
    _Part("党组织概况", UPRIGHT, _about),
    _Part("党员花名册", ACROSS, _roster),
    _Part("组织生活一览", UPRIGHT, _sessions),
    _Part("会议和活动记录", UPRIGHT, _minutes),
    _Part(
        "谈话登记",
        UPRIGHT,
        _list_of("talk", {"held_on": 22, "kind": 26, "talker": 18, "subjects": 30, "topic": 58}),
    ),
    _Part("问题台账", ACROSS, _ledger),
    _Part(
        "廉政材料",
        UPRIGHT,
        _list_of("paper", {"kind": 22, "person": 24, "year": 18, "signed_on": 26, "filed_on": 26}),
    ),
    _Part(
        "民主评议",
        UPRIGHT,
        _list_of("review", {"member": 30, "year": 20, "grade": 26, "note": 60}),
    ),
    _Part(
        "岗区",
        UPRIGHT,
        _list_of(
            "post",
            {"kind": 17, "name": 30, "holder": 20, "pledge": 40, "since": 22, "until": 22},
            dated=False,
        ),
    ),
    _Part("发展党员检查表", UPRIGHT, _checklists),
    _Part("移交", UPRIGHT, _signing),
)  # fmt: skip
