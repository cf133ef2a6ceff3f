"""党风廉政建设责任书: what a person answers for in a year, signed by both sides."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day

_BLANK = "　　　　　　"
_DUTIES = (
    "学在前面。按时参加党的组织生活，学懂党章党规党纪，把纪律的要求带到工作中去。",
    "管好自己。不收不该收的礼，不吃不该吃的请，不借岗位为自己和亲友办私事。",
    "管好分内。对分管的人、财、物和项目，该公开的公开，该集体定的集体定，经得起查。",
    "带好身边。对一起工作的同志早提醒、常提醒，发现苗头及时说，重要情况及时报告支部。",
    "守好家门。教育家人不插手本单位的事务，不利用本人的影响办事。",
    "接受监督。如实说明个人情况，认真对待谈话和批评，指出的问题按期改好。",
)
_ORGANISATION = (
    "甲方为乙方履行责任提供学习、提醒和支持，每年至少谈心谈话一次，年底听取乙方落实情况，"
    "作为民主评议和评先评优的参考。"
)


def pledge(order: PrintJob) -> Printed:
    """The pledge of a person for a year; without a person one to be filled in by hand."""
    row, lettering = order.row, order.lettering
    person, post, year, signed = _BLANK, _BLANK, order.today.year, ""
    if order.period is not None:
        year = order.period.first.year
    if row is not None and "person" in row:  # a pledge on record
        person, year, signed = row["person"], row["year"], day(row["signed_on"])
        member = [each for each in order.reading.members() if each["name"] == person]
        post = order.reading.text("member", member[0], "duty") if len(member) == 1 else _BLANK
    elif row is not None:  # a member
        person, post = row["name"], order.reading.text("member", row, "duty")
    post = "党员" if post == "无" else post
    wide = room(UPRIGHT)
    parties = Table(
        [
            [lettering("甲方：", "plain"), lettering(order.name, "plain")],
            [lettering("乙方：", "plain"), lettering(f"{person}　　（岗位：{post}）", "plain")],
        ],
        colWidths=[14 * mm, wide - 14 * mm],
        style=[
            *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )
    numerals = "一二三四五六"
    duties = [
        lettering(f"{numerals[number]}、{duty}", "body") for number, duty in enumerate(_DUTIES)
    ]
    date_line = signed or "　　　　年　　月　　日"
    half = wide / 2
    signing = Table(
        [
            [lettering("甲方（盖章）：", "plain"), lettering("乙方（签字）：", "plain")],
            [lettering("负责人（签字）：", "plain"), ""],
            [lettering(date_line, "plain"), lettering(date_line, "plain")],
        ],
        colWidths=[half, half],
        rowHeights=[16 * mm, 16 * mm, 10 * mm],
        style=[("LEFTPADDING", (0, 0), (-1, -1), 0)],
    )
    return Printed(
        f"{year} 年党风廉政建设责任书",
        [
            *order.heading("党风廉政建设责任书", f"（{year} 年度）"),
            parties,
            Spacer(0, 3 * mm),
            lettering(
                f"为把党风廉政建设落到每个岗位、每个人，甲乙双方就 {year} 年度责任约定如下："
            ),
            lettering("乙方的责任", "heading"),
            *duties,
            lettering("甲方的责任", "heading"),
            lettering(_ORGANISATION),
            lettering("其他", "heading"),
            lettering("本责任书一式两份，双方各存一份，自签订之日起生效，有效期到当年年底。"),
            KeepTogether([Spacer(0, 8 * mm), signing]),
        ],
    )
