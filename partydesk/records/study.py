"""学习活动 and 出勤: organisation life and study, and who was there."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, select

from partydesk.records import clock
from partydesk.records.base import Cross, Record, RecordWriter, Row, Values
from partydesk.records.fields import Column, Derived, Kind, choices, field, reference
from partydesk.records.findings import Finding, UserError
from partydesk.records.kinds import ELEMENT, SESSION_KIND
from partydesk.records.record_checks import ballot, year_it_is_for
from partydesk.records.values import to_stored

LECTURER_ROLE = choices(
    ("committee_secretary", "党委书记"),
    ("committee_member", "党委委员"),
    ("branch_secretary", "党支部书记"),
    ("branch_committee", "党支部委员"),
    ("member", "普通党员"),
    ("guest", "外请"),
)
ORGANISER = choices(("union", "工会"), ("youth", "共青团"), ("women", "妇联"))
ATTENDANCE = choices(
    ("present", "出席", "ok"),
    ("leave", "请假", "warn"),
    ("absent", "缺席", "bad"),
    ("made_up", "补学", "info"),
)


SESSION_STATE = choices(
    ("planned", "计划", "info"), ("held", "已开", "ok"), ("not_held", "没开", "idle")
)
HELD = "deleted_at IS NULL AND state = 'held'"
"""`StudySession.counts_where()` as SQL."""

BALLOT_KIND = choices(("decision", "一般决议"), ("admission", "接收或转正"), ("election", "选举"))


def _attending(*states: str) -> ColumnElement[Any]:
    condition = and_(
        Attendance.session == StudySession.id,
        Attendance.deleted_at.is_(None),
    )
    if states:
        condition = and_(condition, Attendance.state.in_(states))
    return select(func.count()).where(condition).correlate(StudySession).scalar_subquery()


def _rate() -> ColumnElement[Any]:
    expected = _attending()
    return case(
        (expected > 0, func.round(100.0 * cast(_attending("present"), Float) / expected, 1)),
        else_=None,
    )


def _why_not_held(record: Any) -> Iterator[Finding]:
    """A session that was not held says why, one that was does not."""
    if record.state == "not_held" and not record.reason_not_held:
        yield Finding("no-reason", "没开的要写明原因", column="reason_not_held")
    if record.state != "not_held" and record.reason_not_held:
        yield Finding("not-so", "写了没开的原因，状态却不是“没开”，请改一处", column="state")


class StudySession(Record):
    """One meeting, lecture, theme day or activity."""

    __tablename__ = "session"
    title: ClassVar[str] = "学习活动"
    counted_as: ClassVar[str] = "次活动"
    position: ClassVar[int] = 30
    sheet: ClassVar[str] = "学习活动"
    roster: ClassVar[str] = "学习活动台账"
    counted: ClassVar[str] = "次活动"
    not_kept: ClassVar[str] = "照片 附件 签字 备注 支部书记 类别序号 是否上传"
    placed_by: ClassVar[str] = "召开组织 召开支部 所在党支部 所属党支部 党支部 支部 党组织 支部名称"
    told_apart_by: ClassVar[str] = "类型和开始时间"
    nameless: ClassVar[str] = "没有类型和时间"
    counted_as_listed: ClassVar[Mapping[str, str]] = {
        "expected_count": "expected",
        "present_count": "present",
        "leave_count": "on_leave",
    }
    dated_by: ClassVar[str] = "starts_at"
    described_by: ClassVar[tuple[str, ...]] = ("starts_at", "kind")
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "starts_at")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("starts_at",), ("course",))
    crossed: ClassVar[tuple[Cross, ...]] = (year_it_is_for, ballot, _why_not_held)
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("expected", "应到", _attending, listed=True, sheet=True),
        Derived("present", "实到", lambda: _attending("present"), listed=True, sheet=True),
        Derived("on_leave", "请假", lambda: _attending("leave"), sheet=True),
        Derived("absent", "缺席", lambda: _attending("absent"), sheet=True),
        Derived("attendance_rate", "到会率", _rate, listed=True, sheet=True, suffix="%"),
    )

    kind: Column[str] = field(
        "类型",
        required=True,
        choices=SESSION_KIND,
        width=12,
        listed=True,
        aliases=(
            "会议类型",
            "会议类别",
            "活动类型",
            "活动类别",
            "组织生活类型",
            "会议形式",
            "类别",
        ),
    )
    elements: Column[str | None] = field(
        "包含环节", Kind.CHOICES, choices=ELEMENT, width=20, aliases=("环节",)
    )
    starts_at: Column[datetime] = field(
        "开始时间",
        Kind.MOMENT,
        required=True,
        width=16,
        listed=True,
        aliases=(
            "实际会议时间",
            "会议时间",
            "召开时间",
            "活动时间",
            "学习时间",
            "会议日期",
            "活动日期",
            "召开日期",
            "时间",
            "日期",
        ),
    )
    expected_count: Column[int | None] = field(
        "应到人数",
        Kind.INTEGER,
        width=8,
        minimum=0,
        maximum=100000,
        since=3,
        aliases=("应到会人数", "应参加人数", "应参会人数", "应出席人数"),
        group="只有人数、没有名单时",
        help="有出勤名单的按名单算，不填这里",
    )
    present_count: Column[int | None] = field(
        "实到人数",
        Kind.INTEGER,
        width=8,
        minimum=0,
        maximum=100000,
        since=3,
        aliases=(
            "实到会人数",
            "到会人数",
            "参会人数",
            "参加人数",
            "出席人数",
            "实参加人数",
        ),
    )
    leave_count: Column[int | None] = field(
        "请假人数",
        Kind.INTEGER,
        width=8,
        minimum=0,
        maximum=100000,
        since=3,
        aliases=("缺席人数", "未到人数"),
    )
    hours: Column[float | None] = field(
        "学时", Kind.NUMBER, width=6, minimum=0, maximum=100, listed=True
    )
    place: Column[str | None] = field(
        "地点",
        width=18,
        searched=True,
        remembered=True,
        aliases=("会议地点", "活动地点", "召开地点"),
    )
    topic: Column[str] = field(
        "主题",
        required=True,
        width=30,
        searched=True,
        remembered=True,
        listed=True,
        aliases=(
            "会议主题",
            "议题",
            "会议议题",
            "主要议题",
            "活动主题",
            "学习主题",
            "会议名称",
            "活动名称",
        ),
    )
    for_year: Column[int | None] = field(
        "所属年度",
        Kind.INTEGER,
        width=6,
        minimum=1990,
        maximum=2100,
        since=3,
        help="上一年度的组织生活会、民主评议在年初补开的，写上一年；空着就是召开的那年",
    )
    first_agenda: Column[str | None] = field("第一议题内容", Kind.LONG, width=24)
    group: Column[str | None] = field(
        "党小组",
        searched=True,
        remembered=True,
        since=2,
        help="党小组会填哪个党小组，例如 第二党小组",
    )
    host: Column[str | None] = field(
        "主持人",
        Kind.PERSON,
        searched=True,
        aliases=("会议主持", "主持", "会议主持人"),
        of_roll=True,
    )
    recorder: Column[str | None] = field(
        "记录人", Kind.PERSON, aliases=("会议记录人", "记录"), of_roll=True
    )
    lecturer: Column[str | None] = field("主讲人", Kind.PERSON)
    lecturer_role: Column[str | None] = field("主讲人身份", choices=LECTURER_ROLE, width=12)
    summary: Column[str | None] = field(
        "内容摘要",
        Kind.LONG,
        width=40,
        aliases=("会议内容", "主要内容", "活动内容", "学习内容", "会议记录", "内容"),
    )
    decisions: Column[str | None] = field(
        "决议", Kind.LONG, width=30, aliases=("会议决议", "决议情况", "会议决定")
    )
    reflections: Column[int | None] = field(
        "心得体会篇数", Kind.INTEGER, width=8, minimum=0, maximum=100000
    )
    hours_volunteered: Column[float | None] = field("志愿服务工时", Kind.NUMBER, width=8, minimum=0)
    partner: Column[str | None] = field("结对单位", width=18, remembered=True)
    organiser: Column[str | None] = field("牵头群团", choices=ORGANISER)
    ballot_kind: Column[str | None] = field(
        "表决事项",
        choices=BALLOT_KIND,
        width=10,
        group="表决",
        since=2,
        help="一般决议、接收或转正、选举的到会和赞成各按不同的人数算",
    )
    entitled: Column[int | None] = field("应到会有表决权", Kind.INTEGER, width=8, minimum=0)
    excluded: Column[str | None] = field(
        "不计入应到会的人员及原因",
        Kind.LONG,
        width=24,
        since=2,
        help="一人一行，写明原因；须经支部大会决定并报上级同意",
    )
    voters_present: Column[int | None] = field("实到会有表决权", Kind.INTEGER, width=8, minimum=0)
    written_votes: Column[int | None] = field(
        "书面意见",
        Kind.INTEGER,
        width=8,
        minimum=0,
        since=3,
        help="接收、转正时因故缺席的人会前送来的书面意见，算表决，不算到会；"
        "赞成、反对、弃权里要包括它",
    )
    in_favour: Column[int | None] = field("赞成", Kind.INTEGER, width=6, minimum=0)
    against: Column[int | None] = field("反对", Kind.INTEGER, width=6, minimum=0)
    abstained: Column[int | None] = field("弃权", Kind.INTEGER, width=6, minimum=0)
    state: Column[str] = field(
        "状态",
        required=True,
        choices=SESSION_STATE,
        default="held",
        width=6,
        listed=True,
        stays=True,
        group="计划",
        help="没到时间的是计划，不算数",
    )
    reason_not_held: Column[str | None] = field("没开的原因", width=20, stays=True)
    course: Column[int | None] = reference(
        "course", "所属培训计划", text_label="培训计划", loose=True, since=5,
        help="培训计划里的哪一期；对上了就算开了",
    )  # fmt: skip

    @classmethod
    def counts_where(cls) -> ColumnElement[bool]:
        """Plans and what was not held count nowhere."""
        return and_(super().counts_where(), cls.state == "held")

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """What lies ahead is a plan."""
        starts = values.get("starts_at")
        if isinstance(starts, datetime) and starts > clock.now() and values["state"] == "held":
            values["state"] = "planned"

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """What is moved to a day to come, or held before its time, is a plan. What was held and
        keeps its day stays so, whatever the clock of this computer says."""
        moved = to_stored(values.get("starts_at")) != row["starts_at"]
        if moved or row["state"] != "held":
            cls.before_add(writer, values)

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterator[tuple[str, Any, str]]:
        """The kind of a session that only its name tells: 三季度党员大会."""
        if values.get("kind") or before.get("kind") or not values.get("topic"):
            return
        topic = str(values["topic"])
        codes = SESSION_KIND.codes.items()
        named = [(len(text), code) for text, code in codes if text in topic and text != code]
        if named:
            yield "kind", max(named)[1], "没有写类型，由名称看"


class Attendance(Record):
    """One person at one session.

    The name is kept beside the link: it still tells who was there when the person is no longer
    in this file.
    """

    __tablename__ = "attendance"
    title: ClassVar[str] = "出勤"
    roster: ClassVar[str] = "出勤登记表"
    several: ClassVar[str] = "attendance"
    counted: ClassVar[str] = "条出勤"
    not_kept: ClassVar[str] = "党员类别 签字 签名"
    reached_by: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "session": ("starts_at", "kind", "topic"),
        "member": ("name",),
    }
    position: ClassVar[int] = 35
    belongs_to: ClassVar[str] = "session"
    kept_within: ClassVar[bool] = True
    searchable: ClassVar[bool] = False
    looked_up: ClassVar[bool] = False
    counted_live: ClassVar[bool] = True
    sheet: ClassVar[str] = "出勤"
    dated_by: ClassVar[str] = "session"
    described_by: ClassVar[tuple[str, ...]] = ("name", "state")
    natural_key: ClassVar[tuple[str, ...]] = ("session", "name")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (
        # Covers the counts per session and the hours per member without touching the table.
        ("session", "state"),
        ("member", "state", "session"),
    )

    session: Column[int | None] = reference(
        "session", "学习活动", text_label="活动", required=True, width=28, listed=True
    )
    # Who attended need not be on the roll.
    member: Column[int | None] = reference("member", "党员", required=True, loose=True)
    name: Column[str] = field(
        "姓名",
        Kind.PERSON,
        required=True,
        listed=True,
        aliases=("党员姓名",),
        help="选了党员自动带出",
    )
    state: Column[str] = field(
        "出勤",
        required=True,
        choices=ATTENDANCE,
        default="present",
        listed=True,
        aliases=("到会情况", "签到"),
    )
    note: Column[str | None] = field("备注", width=20, aliases=("请假事由", "原因"))

    @classmethod
    def counts_where(cls) -> ColumnElement[bool]:
        """Who is expected at what is only planned has not been there."""
        ahead = select(StudySession.id).where(StudySession.state != "held")
        return and_(super().counts_where(), cls.session.not_in(ahead))

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Take the member's name. Raises UserError for somebody who is there already."""
        if values.get("member") and not values.get("name"):
            member = writer.row("member", values["member"])
            if member is not None:
                values["name"] = member["name"]
        if values.get("session") and values.get("member"):
            twice = writer.connection.exec_driver_sql(
                "SELECT 1 FROM attendance WHERE session = ? AND member = ? AND deleted_at IS NULL",
                (values["session"], values["member"]),
            ).fetchone()
            if twice:
                raise UserError(
                    "attendance-twice",
                    f"{values.get('name')} 在这次活动里已有出勤记录，请修改那一条",
                )

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Another member brings another name."""
        if (row["session"], row["member"]) != (values["session"], values["member"]):
            if row["member"] != values["member"] and row["name"] == values["name"]:
                values["name"] = None
            cls.before_add(writer, values)

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for somebody who has been entered anew."""
        cls.before_add(writer, dict(row))
