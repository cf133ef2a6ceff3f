"""不适用: what a rule asks for and does not fit somebody, with the reason (affairs.md §1)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Cross, Record
from partydesk.records.fields import Column, Kind, field
from partydesk.records.record_checks import in_order


class Exemption(Record):
    """One norm that does not apply to one subject for a time.

    `norm` is the norm's id (rules.norms), `about` the uid of a member or organisation or a
    group's name, `subject` that subject's name as people read it. It travels in the submission,
    so that the committee sees the reason instead of a gap.
    """

    __tablename__ = "exemption"
    title: ClassVar[str] = "不适用"
    counted_as: ClassVar[str] = "条不适用"
    position: ClassVar[int] = 70
    sheet: ClassVar[str] = "不适用"
    format_since: ClassVar[int] = 3
    on_roll_from: ClassVar[str] = "from_on"
    described_by: ClassVar[tuple[str, ...]] = ("norm", "subject")
    natural_key: ClassVar[tuple[str, ...]] = ("norm", "about", "from_on")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("from_on", "until_on"),)

    norm: Column[str] = field("规矩", Kind.CODE, required=True, width=18, listed=True)
    about: Column[str | None] = field("对象编号", Kind.CODE, width=38, holds_uid=True)
    subject: Column[str | None] = field(
        "对象",
        Kind.PERSON,
        width=12,
        searched=True,
        listed=True,
        help="党员写姓名，党小组写名称；空着就是这条规矩所问的全部对象",
    )
    from_on: Column[date] = field("起始日期", Kind.DATE, required=True, listed=True)
    until_on: Column[date | None] = field(
        "截止日期", Kind.DATE, listed=True, help="空着就是一直不适用"
    )
    reason: Column[str] = field("理由", Kind.LONG, required=True, width=30, listed=True)
    by: Column[str | None] = field("经办人", Kind.PERSON)
