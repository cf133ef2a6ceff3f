"""党员组织关系介绍信: 存根, 介绍信 and 回执联 on one page, to be cut along the lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day

_TITLE = "中国共产党党员组织关系介绍信"
_BLANK = "　　　　　　　　"


class _Cut(Flowable):  # type: ignore[misc] # reportlab ships no types
    """A broken line from edge to edge, to cut along."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width = width
        return width, 12 * mm

    def draw(self) -> None:
        """The line, half-way down."""
        self.canv.setDash(4, 3)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, 6 * mm, self.width, 6 * mm)


def transfer_letter(order: PrintJob) -> Printed:
    """The letter of one transfer. What is not known of it is left to be written by hand."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a transfer
    member = reading.by_uid("member", str(row["member_uid"])) or {}
    name = str(member.get("name") or "")
    who = _who(order, member)
    place = reading.text("transfer", row, "place")
    days = f"（有效期 {row['valid_days'] or '　　'} 天）"
    moved = f"由{order.name}去{place}"
    issued = day(row["issued_on"]) or "　　　年　　月　　日"
    paid = _month(row["dues_paid_to"])
    phone = reading.text("member", member, "phone") if member else ""
    story: list[Any] = [
        *_part(order, f"{_TITLE}存根", row),
        order.lettering(f"{who}，{moved}。"),
        *_end(order, days, issued, seal=False),
        _Cut(),
        *_part(order, _TITLE, row),
        order.lettering(f"{reading.text('transfer', row, 'addressee') or _BLANK * 2}：", "plain"),
        order.lettering(f"{who}，{moved}，请转接组织关系。该同志党费已交到{paid}。"),
        *_end(order, days, issued, seal=True),
        order.lettering(f"党员联系电话：{phone}", "plain"),
        order.lettering(
            f"转出党组织：{order.name}　联系电话："
            f"{reading.text('organisation', order.organisation, 'phone')}", "plain",
        ),
        _Cut(),
        *_part(order, f"{_TITLE}回执联", row),
        order.lettering(f"{order.name}：", "plain"),
        order.lettering(f"{name}同志的党员组织关系已转达我处，特此回复。"),
        *_end(order, "", "　　　年　　月　　日", seal=True),
        order.lettering("经办人：　　　　　　　　联系电话：", "plain"),
    ]  # fmt: skip
    return Printed(f"{name}党员组织关系介绍信", story, UPRIGHT)


def _part(order: PrintJob, title: str, row: Row) -> list[Any]:
    number = row["letter_no"] or "第　　　　号"
    return [
        order.lettering(title, "title", fontSize=16, leading=22),
        order.lettering(str(number), "right"),
    ]


def _end(order: PrintJob, days: str, issued: str, *, seal: bool) -> list[Any]:
    wide = room(UPRIGHT)
    right = f"（盖章）　　{issued}" if seal else issued
    return [
        Table(
            [[order.lettering(days, "plain"), order.lettering(right, "right")]],
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
