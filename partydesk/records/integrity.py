"""廉政谈话 and 廉政材料. What was said in a talk never leaves the laptop."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Cross, Record
from partydesk.records.fields import Column, Kind, Privacy, choices, field
from partydesk.records.record_checks import in_order

TALK_KIND = choices(
    ("heart", "谈心谈话"),
    ("integrity", "廉政谈话", "info"),
    ("before_post", "任前谈话", "info"),
    ("reminder", "提醒谈话", "warn"),
    ("political_birthday", "政治生日谈话"),
    ("organisational", "组织谈话"),
    ("admonition", "诫勉谈话（上级）", "bad"),
    ("inquiry", "函询（上级）", "warn"),
)
COUNTED_TALKS = ("heart", "integrity", "before_post", "reminder")
"""Kinds of talks that count as 廉政谈心谈话."""

PAPER_KIND = choices(("responsibility", "责任书"), ("pledge", "承诺书"), ("dossier", "廉政档案"))


class IntegrityTalk(Record):
    """One talk. `content` and `response` are confidential: no workbook ever holds them."""

    __tablename__ = "talk"
    title: ClassVar[str] = "廉政谈话"
    position: ClassVar[int] = 40
    sheet: ClassVar[str] = "廉政谈话"
    roster: ClassVar[str] = "廉政谈话台账"
    counted: ClassVar[str] = "次谈话"
    told_apart_by: ClassVar[str] = "类型、日期和对象"
    each_of: ClassVar[str] = "subjects"
    dated_by: ClassVar[str] = "held_on"
    described_by: ClassVar[tuple[str, ...]] = ("held_on", "kind", "subjects")
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "held_on", "subjects")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("held_on",),)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("held_on", "follow_up_due"),)

    kind: Column[str] = field(
        "类型", required=True, choices=TALK_KIND, width=14, listed=True, aliases=("谈话类型",)
    )
    held_on: Column[date] = field(
        "日期", Kind.DATE, required=True, listed=True, aliases=("谈话日期", "谈话时间")
    )
    place: Column[str | None] = field("地点", width=16, remembered=True, aliases=("谈话地点",))
    talker: Column[str] = field("谈话人", Kind.PERSON, required=True, searched=True, listed=True)
    talker_role: Column[str | None] = field("谈话人职务", width=12, remembered=True)
    subjects: Column[str] = field(
        "谈话对象",
        Kind.PEOPLE,
        required=True,
        width=18,
        searched=True,
        listed=True,
        aliases=("谈话对象姓名",),
        of_roll=True,
        help="可以是党员，也可以写其他人；多人用顿号隔开",
    )
    topic: Column[str] = field(
        "谈话主题",
        required=True,
        width=28,
        searched=True,
        remembered=True,
        listed=True,
        aliases=("谈话事由", "主题"),
    )
    content: Column[str | None] = field(
        "谈话内容",
        Kind.LONG,
        privacy=Privacy.CONFIDENTIAL,
        width=40,
        help="只存在本机，不会写进任何表",
    )
    response: Column[str | None] = field(
        "对象表态",
        Kind.LONG,
        privacy=Privacy.CONFIDENTIAL,
        width=30,
        help="只存在本机，不会写进任何表",
    )
    follow_up: Column[str | None] = field("整改要求", Kind.LONG, width=24)
    follow_up_due: Column[date | None] = field("整改期限", Kind.DATE)
    followed_up_on: Column[date | None] = field("落实日期", Kind.DATE)
    recorder: Column[str | None] = field("记录人", Kind.PERSON)


class IntegrityPaper(Record):
    """A pledge or dossier of one person and year."""

    __tablename__ = "paper"
    title: ClassVar[str] = "廉政材料"
    position: ClassVar[int] = 45
    sheet: ClassVar[str] = "廉政材料"
    roster: ClassVar[str] = "廉政材料台账"
    counted: ClassVar[str] = "份材料"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("year", "kind", "person")
    each_of: ClassVar[str] = "person"
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "person", "year")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("signed_on", "filed_on"),)

    kind: Column[str] = field("材料类型", required=True, choices=PAPER_KIND, listed=True)
    person: Column[str] = field(
        "姓名", Kind.PERSON, required=True, searched=True, listed=True, of_roll=True
    )
    year: Column[int] = field(
        "年度", Kind.INTEGER, required=True, width=6, minimum=1990, maximum=2100, listed=True
    )
    signed_on: Column[date | None] = field("签订日期", Kind.DATE, listed=True)
    filed_on: Column[date | None] = field("归档日期", Kind.DATE, listed=True)
    note: Column[str | None] = field("备注", Kind.LONG, width=20)
