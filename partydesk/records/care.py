"""表彰, 慰问帮扶 and 处分: what was given to somebody, and what was taken."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import ByOwner, Cross, Record
from partydesk.records.begun import not_before
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Kind, Privacy, choices, field, reference
from partydesk.records.record_checks import in_order

LEVEL = choices(
    ("central", "中央"), ("province", "自治区、省"), ("city", "盟市"), ("county", "旗县区"),
    ("park", "园区"), ("firm", "企业"),
)  # fmt: skip
CARE_KIND = choices(
    ("poor", "困难党员"), ("old", "老党员"), ("ill", "生病住院"), ("worker", "困难职工"),
    ("other", "其他"),
)  # fmt: skip
SANCTION_KIND = choices(
    ("warning", "警告", "warn"),
    ("serious", "严重警告", "warn"),
    ("dismissed", "撤销党内职务", "bad"),
    ("probation", "留党察看", "bad"),
    ("expelled", "开除党籍", "bad"),
)


class Award(Record):
    """An honour given to a member or to the branch."""

    __tablename__ = "award"
    title: ClassVar[str] = "表彰"
    counted_as: ClassVar[str] = "项表彰"
    position: ClassVar[int] = 68
    sheet: ClassVar[str] = "表彰"
    roster: ClassVar[str] = "表彰台账"
    counted: ClassVar[str] = "项表彰"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("who", "honour")
    natural_key: ClassVar[tuple[str, ...]] = ("who", "honour", "on")

    who: Column[str] = field(
        "表彰对象", required=True, width=16, searched=True, listed=True,
        aliases=("受表彰人", "获奖人", "获奖对象"), help="党员写姓名，集体写全称",
    )  # fmt: skip
    honour: Column[str] = field(
        "表彰名称", required=True, width=26, searched=True, listed=True,
        aliases=("荣誉称号", "奖项", "荣誉名称"), help="例如 优秀共产党员、先进基层党组织",
    )  # fmt: skip
    level: Column[str | None] = field("表彰级别", choices=LEVEL, listed=True, aliases=("级别",))
    by: Column[str] = field(
        "表彰单位", required=True, width=22, listed=True, aliases=("授予单位", "颁发单位")
    )
    on: Column[date] = field(
        "表彰日期",
        Kind.DATE,
        required=True,
        listed=True,
        aliases=("授予日期", "获奖时间"),
        new_checks=(not_ahead,),
    )
    note: Column[str | None] = field("备注", Kind.LONG, width=20)


class Care(Record):
    """A visit or a help to somebody in need."""

    __tablename__ = "care"
    title: ClassVar[str] = "慰问帮扶"
    counted_as: ClassVar[str] = "次慰问"
    position: ClassVar[int] = 68
    sheet: ClassVar[str] = "慰问帮扶"
    roster: ClassVar[str] = "慰问帮扶台账"
    counted: ClassVar[str] = "次慰问"
    several: ClassVar[str] = "care-visits"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("who", "on")
    natural_key: ClassVar[tuple[str, ...]] = ("who", "on", "what")

    who: Column[str] = field(
        "慰问对象", required=True, width=14, searched=True, listed=True,
        aliases=("帮扶对象", "慰问人员"),
    )  # fmt: skip
    kind: Column[str | None] = field("慰问类别", choices=CARE_KIND, listed=True)
    on: Column[date] = field(
        "慰问日期", Kind.DATE, required=True, listed=True, aliases=("帮扶日期", "慰问时间")
    )
    what: Column[str] = field(
        "慰问内容", required=True, width=26, listed=True, aliases=("帮扶内容", "慰问品"),
        help="送了什么、帮了什么",
    )  # fmt: skip
    amount: Column[int | None] = field(
        "慰问金额（元）", Kind.MONEY, minimum=0, listed=True, width=10,
        aliases=("慰问金", "慰问金额", "金额"),
    )  # fmt: skip
    by: Column[str | None] = field("慰问人", Kind.PEOPLE, width=14)


class Sanction(Record):
    """A disciplinary sanction. It never travels, and what it was for leaves this file nowhere."""

    __tablename__ = "sanction"
    title: ClassVar[str] = "处分"
    counted_as: ClassVar[str] = "次处分"
    position: ClassVar[int] = 69
    belongs_to: ClassVar[str] = "member"
    described_by: ClassVar[tuple[str, ...]] = ("on",)
    natural_key: ClassVar[tuple[str, ...]] = ("member", "on")
    dated_by: ClassVar[str] = "on"
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("on", "until"),)
    by_owner: ClassVar[tuple[ByOwner, ...]] = (not_before("on", "joined_on"),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    kind: Column[str] = field(
        "处分种类", required=True, choices=SANCTION_KIND, privacy=Privacy.CONFIDENTIAL,
        help="只存在这台电脑，不写进任何报送表",
    )  # fmt: skip
    on: Column[date] = field(
        "处分日期", Kind.DATE, required=True, listed=True, new_checks=(not_ahead,)
    )
    until: Column[date | None] = field(
        "影响期到", Kind.DATE, listed=True, help="留党察看期间没有表决权、选举权"
    )
    reason: Column[str | None] = field(
        "处分事由", Kind.LONG, privacy=Privacy.CONFIDENTIAL, width=30,
        help="只存在这台电脑，不写进任何报送表",
    )  # fmt: skip
    decided_by: Column[str | None] = field("批准机关", width=20)
