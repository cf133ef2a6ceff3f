"""组织生活会 of a year from its preparation to what comes of it, and the issues found at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, String, case, literal, select

from partydesk.records.base import Cross, Once, Record, RecordWriter, Row, Values
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Derived, Kind, choices, field, reference
from partydesk.records.findings import Finding
from partydesk.records.record_checks import in_order
from partydesk.records.ticket import STATE, Ticket

WHOSE = choices(("branch", "支部"), ("member", "党员个人"))
FOUND_BY = choices(
    ("asked", "征求意见"), ("talk", "谈心谈话"), ("checked", "对照检查"),
    ("criticised", "批评意见"), ("superior", "上级点明"), ("other", "其他"),
)  # fmt: skip


class LifeWork(Record):
    """What a branch does for one year's 组织生活会 (支部工作条例 Art. 17), step by step.

    The meeting itself is a session; talks and study before it are records of their own and show
    that their step was taken.
    """

    __tablename__ = "life_work"
    title: ClassVar[str] = "组织生活会"
    counted_as: ClassVar[str] = "次组织生活会"
    position: ClassVar[int] = 66
    sheet: ClassVar[str] = "组织生活会"
    roster: ClassVar[str] = "组织生活会台账"
    counted: ClassVar[str] = "次组织生活会"
    several: ClassVar[str] = "life-works"
    format_since: ClassVar[int] = 5
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("year",)
    natural_key: ClassVar[tuple[str, ...]] = ("year",)
    once: ClassVar[Once] = Once(("organisation", "year"), "{year} 年度的已经登记过，请改那一条")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("checked_on", "listed_on", "reported_on"),)

    year: Column[int] = field(
        "所属年度", Kind.INTEGER, required=True, width=8, minimum=1990, maximum=2100, listed=True,
        help="开的是哪个年度的组织生活会；常在次年一至三月开",
    )  # fmt: skip
    theme: Column[str | None] = field(
        "会议主题", width=30, searched=True, listed=True, aliases=("主题",)
    )
    studied_on: Column[date | None] = field(
        "会前学习日期",
        Kind.DATE,
        listed=True,
        new_checks=(not_ahead,),
        help="开会前集中学习完成的那天",
    )
    talked_on: Column[date | None] = field(
        "谈心完成日期",
        Kind.DATE,
        new_checks=(not_ahead,),
        help="会前谈心谈话都谈完的那天；谈了什么不写在这里",
    )
    asked_on: Column[date | None] = field(
        "征求意见日期", Kind.DATE, listed=True, new_checks=(not_ahead,)
    )
    ask_ways: Column[str | None] = field("征求意见方式", width=20, help="例如 座谈会、问卷、意见箱")
    opinions: Column[int | None] = field("征求到意见（条）", Kind.INTEGER, minimum=0, width=8)
    checked_on: Column[date | None] = field(
        "对照检查日期",
        Kind.DATE,
        new_checks=(not_ahead,),
        help="发言提纲、对照检查材料都写好的那天",
    )
    criticisms: Column[int | None] = field(
        "批评意见（条）", Kind.INTEGER, minimum=0, width=8, help="会上互相批评提了几条"
    )
    about: Column[str | None] = field(
        "会议情况", Kind.LONG, width=36, help="会怎么开的；谁对谁说了什么不写"
    )
    listed_on: Column[date | None] = field(
        "整改清单日期",
        Kind.DATE,
        listed=True,
        new_checks=(not_ahead,),
        help="整改清单定下来、在支部公布的那天",
    )
    reported_on: Column[date | None] = field(
        "报送情况日期",
        Kind.DATE,
        listed=True,
        new_checks=(not_ahead,),
        help="向上级党委报送情况报告的那天",
    )


def _whose_it_is(record: Any) -> Iterable[Finding]:
    if record.whose == "member" and record.member is None:
        yield Finding("no-member", "党员个人的问题，请写是哪名党员", column="member")
    if record.whose == "branch" and record.member is not None:
        yield Finding(
            "not-his", "支部的问题不写党员；是党员个人的，请改“谁的问题”", column="member"
        )


def _stands() -> ColumnElement[Any]:
    """How the ticket stands that was made of it, as STATE says it."""
    state = case(
        *((Ticket.state == each.code, literal(each.label, String)) for each in STATE), else_=""
    )
    found = (
        select(state)
        .where(Ticket.uid == LifeIssue.ticket, Ticket.deleted_at.is_(None))
        .where(Ticket.organisation == LifeIssue.organisation)
        .limit(1)
        .scalar_subquery()
    )
    label: ColumnElement[Any] = case((found.is_not(None), found), else_="没有转入台账")
    return label


class LifeIssue(Record):
    """One issue of the branch or of a member, found before or at the meeting.

    It never travels: the ticket made of it does, and one about a member tells not what it is.
    """

    __tablename__ = "life_issue"
    title: ClassVar[str] = "查摆问题"
    counted_as: ClassVar[str] = "条问题"
    position: ClassVar[int] = 67
    belongs_to: ClassVar[str] = "life_work"
    roster: ClassVar[str] = "查摆问题清单"
    counted: ClassVar[str] = "条问题"
    described_by: ClassVar[tuple[str, ...]] = ("issue",)
    natural_key: ClassVar[tuple[str, ...]] = ("life_work", "issue")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("life_work",),)
    crossed: ClassVar[tuple[Cross, ...]] = (_whose_it_is,)
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("stands", "整改情况", _stands, 10, listed=True),
    )

    life_work: Column[int | None] = reference(
        "life_work", "组织生活会", text_label="所属年度", required=True, listed=True
    )
    whose: Column[str] = field(
        "谁的问题", required=True, choices=WHOSE, default="branch", listed=True, width=8
    )
    member: Column[int | None] = reference("member", "党员", text_label="姓名", listed=True)
    found_by: Column[str | None] = field("怎样查摆的", choices=FOUND_BY, width=10)
    issue: Column[str] = field(
        "查摆的问题", Kind.LONG, required=True, width=36, searched=True, listed=True,
        aliases=("问题", "存在问题", "问题内容"), help="只存在这台电脑；谈心谈话的内容不要抄进来",
    )  # fmt: skip
    measures: Column[str | None] = field("整改措施", Kind.LONG, width=30)
    owner: Column[str | None] = field("责任人", Kind.PERSON, listed=True)
    due_on: Column[date | None] = field("整改时限", Kind.DATE, listed=True, aliases=("完成时限",))
    ticket: Column[str | None] = field("问题编号", Kind.CODE, width=38, holds_uid=True)

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """A member sees to what is his own."""
        if values.get("member") is not None and not values.get("owner"):
            found = writer.row("member", int(values["member"]))
            values["owner"] = found["name"] if found is not None else None

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """A member sees to what is his own."""
        cls.before_add(writer, values)
