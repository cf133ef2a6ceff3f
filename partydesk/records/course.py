"""培训计划 and 学时登记: the courses of a year, for whom and how long; hours of study that no
session of this organisation tells of."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, func, select

from partydesk.records import clock
from partydesk.records.base import Once, Record, RecordWriter, Row, Values
from partydesk.records.fields import (
    Choice,
    Choices,
    Column,
    Derived,
    Kind,
    choices,
    field,
    reference,
)
from partydesk.records.findings import UserError
from partydesk.records.kinds import HOURS_KIND
from partydesk.records.periods import parse_period
from partydesk.records.study import StudySession

AUDIENCE = Choices(
    Choice(code, label, aliases)
    for code, label, aliases in (
        ("member", "党员", ("全体党员", "在册党员")),
        ("secretary", "书记", ("党组织书记", "支部书记", "党支部书记")),
        ("committee", "委员", ("支委", "支部委员", "支委委员", "班子成员")),
        ("worker", "党务工作者", ("党务干部", "党务工作人员", "党建指导员")),
        ("owner", "出资人", ("企业出资人",)),
        ("activist", "积极分子", ("入党积极分子",)),
        ("candidate", "发展对象", ()),
        ("new", "新党员", ("预备党员",)),
        ("floating", "流动党员", ()),
    )
)
QUARTER = Choices(
    Choice(f"Q{number}", f"{word}季度", (f"第{word}季度", f"{number}季度", f"第{number}季度"))
    for number, word in enumerate("一二三四", 1)
)
WAY = choices(
    ("training", "集中培训"),
    ("online", "网络学习"),
    ("study", "集中学习"),
    ("home", "送学上门"),
    ("other", "其他"),
)


def course_due(year: int, quarter: str | None) -> date:
    """The last day of the quarter (a code of QUARTER) that a course is planned for, or of its
    year where none is."""
    return parse_period(f"{year:04d}{quarter or ''}").last


def hours_kind(way: str) -> str:
    """As what hours studied in a way are told (HOURS_KIND)."""
    return way if way in HOURS_KIND.by_code else "other"


MOST_HOURS = 200
"""More hours than that are no course."""


def _possible(hours: float) -> str | None:
    return None if 0 < hours <= MOST_HOURS else f"学时要大于 0、不超过 {MOST_HOURS}"


def _not_ahead(day: date) -> str | None:
    return "这一天还没有到，学了再记" if day > clock.today() else None


def _held() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(StudySession.course == Course.id, StudySession.counts_where())
        .correlate(Course)
        .scalar_subquery()
    )


class Course(Record):
    """One course that is planned for a year. What is held for it names it: sessions, and hours
    that were studied elsewhere."""

    __tablename__ = "course"
    title: ClassVar[str] = "培训计划"
    counted_as: ClassVar[str] = "期培训"
    position: ClassVar[int] = 29
    sheet: ClassVar[str] = "培训计划"
    format_since: ClassVar[int] = 5
    roster: ClassVar[str] = "培训计划表"
    counted: ClassVar[str] = "期培训"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("name", "year")
    natural_key: ClassVar[tuple[str, ...]] = ("year", "name")
    once: ClassVar[Once] = Once(("year", "name"), "{year} 年已经有“{name}”，分几期的写明第几期")
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("held", "已开次数", _held, 8, listed=True, sheet=True),
    )

    year: Column[int] = field(
        "计划年度", Kind.INTEGER, required=True, width=8, minimum=1990, maximum=2100, listed=True,
        aliases=("年度", "年份"),
    )  # fmt: skip
    name: Column[str] = field(
        "培训名称", required=True, width=26, searched=True, listed=True,
        aliases=("培训班名称", "班次名称", "培训班", "培训项目", "班次"),
        help="一年开几期的分开写：第一期、第二期",
    )  # fmt: skip
    for_whom: Column[str] = field(
        "培训对象", Kind.CHOICES, required=True, choices=AUDIENCE, width=14, listed=True,
        aliases=("参训对象", "参加对象", "对象"),
    )  # fmt: skip
    hours: Column[float] = field(
        "计划学时", Kind.NUMBER, required=True, width=8, minimum=0, maximum=MOST_HOURS, listed=True,
        aliases=("学时", "培训学时", "课时"), new_checks=(_possible,),
        help="一天按 8 学时算",
    )  # fmt: skip
    quarter: Column[str | None] = field(
        "计划季度", choices=QUARTER, listed=True, aliases=("季度", "培训时间", "计划时间"),
        help="空着就是年内开",
    )  # fmt: skip
    by: Column[str | None] = field(
        "承办单位", width=16, listed=True, remembered=True, aliases=("主办单位", "举办单位")
    )
    about: Column[str | None] = field("培训内容", Kind.LONG, width=30, aliases=("内容", "备注"))


class StudyCredit(Record):
    """Hours of one member that no session here tells of: a course elsewhere, study online.

    Those that the committee's receipt brought name its session in `of_session`, and in `told_at`
    when it was last written there; they are the committee's word: they are not changed here, and do
    not travel back to it.
    """

    __tablename__ = "study_credit"
    title: ClassVar[str] = "学时登记"
    counted_as: ClassVar[str] = "条学时"
    position: ClassVar[int] = 35
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "学时登记"
    format_since: ClassVar[int] = 5
    roster: ClassVar[str] = "学时登记表"
    counted: ClassVar[str] = "条学时"
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "topic")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "on", "topic")
    once: ClassVar[Once] = Once(
        ("member", "on", "of_session", "topic"),
        "这一天的“{topic}”已经给这名党员记过，请改那一条",
    )
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",), ("course",))

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    way: Column[str] = field(
        "学习方式", required=True, choices=WAY, default="training", listed=True,
        aliases=("方式", "类型"),
    )  # fmt: skip
    on: Column[date] = field(
        "学习日期", Kind.DATE, required=True, listed=True, aliases=("日期", "培训日期", "时间"),
        new_checks=(_not_ahead,), help="学了几天的写最后一天",
    )  # fmt: skip
    hours: Column[float] = field(
        "登记学时", Kind.NUMBER, required=True, width=8, minimum=0, maximum=MOST_HOURS, listed=True,
        aliases=("学时", "课时"), new_checks=(_possible,), help="一天按 8 学时算",
    )  # fmt: skip
    topic: Column[str] = field(
        "学习内容", required=True, width=26, searched=True, listed=True, remembered=True,
        aliases=("培训班名称", "培训名称", "内容", "主题"),
    )  # fmt: skip
    by: Column[str | None] = field(
        "组织单位", width=16, listed=True, remembered=True,
        aliases=("举办单位", "主办单位", "学习平台"), help="例如 旗委党校、学习强国",
    )  # fmt: skip
    course: Column[int | None] = reference("course", "所属培训计划", text_label="培训计划")
    of_session: Column[str | None] = field(
        "上级活动编号", Kind.CODE, width=38, stays=True, help="随回执来的才有"
    )
    told_at: Column[str | None] = field("上级记录时间", Kind.CODE, width=20, stays=True)

    @classmethod
    def travels_where(cls) -> ColumnElement[bool]:
        """What the committee told is not told to it."""
        return and_(super().travels_where(), cls.of_session.is_(None))

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for what the committee told."""
        if row["of_session"]:
            raise UserError(
                "told",
                "这条学时是党委随回执发来的，这里改不了；不对的请党委改好活动的出勤，"
                "下一张回执会带来改好的",
            )
