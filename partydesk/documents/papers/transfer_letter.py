"""党员组织关系介绍信: 存根, 介绍信 and 回执联 on one page, to be cut along the lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table

from partydesk.documents.page import UPRIGHT, CutLine, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day

_TITLE = "中国共产党党员组织关系介绍信"
_BLANK = "　　　　　　　　"
_DAY = "　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One of the three: its title, sentences (`plain` ones without indent), what stands at the left
    and at the right of its last line, and what is below that."""

    title: str
    number: str
    sentences: tuple[tuple[str, str], ...]
    days: str
    signed: str
    below: tuple[str, ...] = ()


def letter(order: PrintJob) -> tuple[str, tuple[LetterPart, ...]]:
    """Whose letter it is, and its three parts. What is not known is left to be written by hand."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a transfer
    member = reading.by_uid("member", str(row["member_uid"])) or {}
    name = str(member.get("name") or "")
    who = _who(order, member)
    place = reading.text("transfer", row, "place")
    days = f"（有效期 {row['valid_days'] or '　　'} 天）"
    moved = f"由{order.name}去{place}"
    issued = day(row["issued_on"]) or _DAY
    paid = _month(row["dues_paid_to"])
    phone = reading.text("member", member, "phone") if member else ""
    number = str(row["letter_no"] or "第　　　　号")
    addressee = reading.text("transfer", row, "addressee") or _BLANK * 2
    asked = f"{who}，{moved}，请转接组织关系。该同志党费已交到{paid}。"
    ours = reading.text("organisation", order.organisation, "phone")
    return name, (
        LetterPart(f"{_TITLE}存根", number, (("body", f"{who}，{moved}。"),), days, issued),
        LetterPart(
            _TITLE, number, (("plain", f"{addressee}："), ("body", asked)), days,
            f"（盖章）　　{issued}",
            (f"党员联系电话：{phone}", f"转出党组织：{order.name}　联系电话：{ours}"),
        ),
        LetterPart(
            f"{_TITLE}回执联", number,
            (("plain", f"{order.name}："),
             ("body", f"{name}同志的党员组织关系已转达我处，特此回复。")),
            "", f"（盖章）　　{_DAY}", ("经办人：　　　　　　　　联系电话：",),
        ),
    )  # fmt: skip


def transfer_letter(order: PrintJob) -> Printed:
    """The letter of one transfer, on one page to be cut."""
    name, parts = letter(order)
    lettering = order.lettering
    story: list[Any] = []
    for part in parts:
        story += [CutLine()] if story else []
        story.append(lettering(part.title, "title", fontSize=16, leading=22))
        story.append(lettering(part.number, "right"))
        story += [lettering(text, style) for style, text in part.sentences]
        story += _end(order, part)
        story += [lettering(text, "plain") for text in part.below]
    return Printed(f"{name}党员组织关系介绍信", story, UPRIGHT)


def _end(order: PrintJob, part: LetterPart) -> list[Any]:
    wide = room(UPRIGHT)
    return [
        Table(
            [[order.lettering(part.days, "plain"), order.lettering(part.signed, "right")]],
            colWidths=[wide * 0.4, wide * 0.6],
            style=[(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")],
        ),
        Spacer(0, 1 * mm),
    ]


def _who(order: PrintJob, member: Row) -> str:
    """Who goes: 张三同志（女，43 岁，汉族），系中共正式党员，身份证号码…."""
    reading = order.reading
    if not member:
        return f"{_BLANK}同志"
    born = member["birth_date"]
    particulars = [
        reading.text("member", member, "sex"),
        f"{_age(date.fromisoformat(str(born)), order.today)} 岁" if born else "",
        reading.text("member", member, "ethnicity"),
    ]
    told = "，".join(each for each in particulars if each)
    category = reading.text("member", member, "category")
    number = reading.text("member", member, "id_number") or _BLANK
    return f"{member['name']}同志（{told}），系中共{category}，身份证号码 {number}"


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _month(written: object) -> str:
    """A month in a letter: 2026-09 is 2026年9月; blanks to fill where none is known."""
    year, _, month = str(written or "").partition("-")
    known = year.isdigit() and month.isdigit()
    return f"{year}年{int(month)}月" if known else "　　　年　　月"
