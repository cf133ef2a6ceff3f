"""三支队伍: secretaries, Party workers, instructors; full time or part time, with their firms."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ColumnElement, case, func

from partydesk.records.base import Cross, Record
from partydesk.records.fields import Column, Derived, Kind, choices, field
from partydesk.records.record_checks import in_order

WORKER_ROLE = choices(
    ("secretary", "党组织书记"),
    ("deputy", "副书记"),
    ("committee", "委员"),
    ("worker", "党务工作者"),
    ("instructor", "党建指导员"),
)
WORK = choices(("full", "专职"), ("part", "兼职"))


def _firms_counted() -> ColumnElement[int]:
    firms = Worker.firms
    parts = func.length(firms) - func.length(func.replace(firms, "、", "")) + 1
    return case((func.coalesce(firms, "") == "", 0), else_=parts)


class Worker(Record):
    """Somebody who does Party work, from when until when."""

    __tablename__ = "worker"
    title: ClassVar[str] = "党务队伍"
    counted_as: ClassVar[str] = "名党务人员"
    position: ClassVar[int] = 67
    on_roll_from: ClassVar[str] = "since"
    sheet: ClassVar[str] = "党务队伍"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "党务队伍名册"
    counted: ClassVar[str] = "名党务人员"
    described_by: ClassVar[tuple[str, ...]] = ("name", "role")
    natural_key: ClassVar[tuple[str, ...]] = ("name", "role", "since")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("since", "until"),)
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("firm_count", "联系企业数", _firms_counted, 8, listed=True, suffix=" 家"),
    )

    name: Column[str] = field(
        "姓名", Kind.PERSON, required=True, searched=True, listed=True, of_roll=True
    )
    role: Column[str] = field(
        "队伍", required=True, choices=WORKER_ROLE, listed=True, aliases=("岗位", "职务")
    )
    work: Column[str] = field(
        "专兼职", required=True, choices=WORK, default="part", listed=True,
        aliases=("专职或兼职", "是否专职"),
    )  # fmt: skip
    firms: Column[str | None] = field(
        "联系企业", Kind.LONG, width=30, help="几家用顿号隔开；一人联系几家看得到"
    )
    since: Column[date] = field(
        "任职日期", Kind.DATE, required=True, listed=True, aliases=("到岗日期",)
    )
    until: Column[date | None] = field("离任日期", Kind.DATE, listed=True, aliases=("离岗日期",))
    note: Column[str | None] = field("备注", Kind.LONG, width=24, help="为什么离任、派自哪里")
