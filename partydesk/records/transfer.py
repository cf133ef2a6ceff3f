"""关系转接 and 联系记录: letters of transfer, and how members out of reach were looked for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Cross, Once, Record, RecordWriter, Row, Values
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Kind, choices, field, reference
from partydesk.records.months import month_text, tidy_month
from partydesk.records.record_checks import in_order

DIRECTION = choices(("out", "转出"), ("in", "转入"))
TRANSFER_STATE = choices(
    ("open", "办理中", "warn"),
    ("received", "已接收", "ok"),
    ("returned", "退回", "bad"),
    ("void", "作废", "idle"),
)
HOW = choices(
    ("telephone", "电话"),
    ("wechat", "微信"),
    ("visit", "走访"),
    ("letter", "信函"),
    ("other", "其他"),
)
MOST_VALID_DAYS = 90
"""A letter of transfer is valid as written on it, at most so many days (domain.md §8)."""


class Transfer(Record):
    """One letter of transfer. Until the 回执 is in, the sender answers for the member
    (党员教育管理工作条例 Art. 25)."""

    __tablename__ = "transfer"
    title: ClassVar[str] = "关系转接"
    counted_as: ClassVar[str] = "次转接"
    position: ClassVar[int] = 24
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "关系转接"
    roster: ClassVar[str] = "关系转接台账"
    counted: ClassVar[str] = "次转接"
    format_since: ClassVar[int] = 3
    on_roll_from: ClassVar[str] = "issued_on"
    described_by: ClassVar[tuple[str, ...]] = ("issued_on", "direction", "place")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "direction", "issued_on")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("issued_on", "receipt_on"),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    direction: Column[str] = field("转接方向", required=True, choices=DIRECTION, listed=True)
    letter_no: Column[str | None] = field("介绍信号", Kind.CODE, width=14, listed=True)
    issued_on: Column[date | None] = field(
        "开具日期", Kind.DATE, listed=True, new_checks=(not_ahead,)
    )
    valid_days: Column[int | None] = field(
        "有效期（天）",
        Kind.INTEGER,
        minimum=1,
        maximum=MOST_VALID_DAYS,
        width=8,
        help=f"照介绍信上写的，最长 {MOST_VALID_DAYS} 天",
    )
    place: Column[str] = field(
        "去向／来自", required=True, width=24, searched=True, listed=True,
        help="接收或转来的党组织全称",
    )  # fmt: skip
    # The letter says it, and only who wrote the letter needs it.
    addressee: Column[str | None] = field(
        "介绍信抬头", width=24, stays=True, listed=True,
        help="写给谁：对方的县级以上党委组织部门",
    )  # fmt: skip
    dues_paid_to: Column[str | None] = field(
        "党费交至", Kind.CODE, width=9, new_checks=(month_text,), tidied_by=tidy_month,
        help="交到哪年哪月，例如 2026-09",
    )  # fmt: skip
    receipt_on: Column[date | None] = field(
        "回执日期", Kind.DATE, listed=True, new_checks=(not_ahead,)
    )
    state: Column[str] = field(
        "转接状态", required=True, choices=TRANSFER_STATE, default="open", listed=True
    )

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Whose receipt is in, was received."""
        if values.get("receipt_on") is not None and values.get("state") == "open":
            values["state"] = "received"

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Whose receipt is in, was received."""
        cls.before_add(writer, values)


class Contact(Record):
    """One try to reach a floating, lost or hidden member, and what came of it."""

    __tablename__ = "contact"
    title: ClassVar[str] = "联系记录"
    counted_as: ClassVar[str] = "次联系"
    position: ClassVar[int] = 25
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "联系记录"
    roster: ClassVar[str] = "联系记录台账"
    counted: ClassVar[str] = "次联系"
    format_since: ClassVar[int] = 3
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "how", "result")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "on", "how")
    once: ClassVar[Once] = Once(
        ("member", "how", "result", "on"), "{on} 同样的联系已经记过，请改那一条，或核对日期"
    )
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    on: Column[date] = field(
        "联系日期", Kind.DATE, required=True, listed=True, new_checks=(not_ahead,)
    )
    how: Column[str] = field("联系方法", required=True, choices=HOW, listed=True)
    result: Column[str] = field("联系结果", Kind.LONG, required=True, width=30, listed=True)
    by: Column[str | None] = field("联系人", Kind.PERSON, listed=True)
