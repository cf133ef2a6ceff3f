"""The 34 figures of the yearly report: each declared by the rows it counts (indicators.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
)

from partydesk.records.base import Record
from partydesk.records.figures import FIGURE, ReportedFigure
from partydesk.records.integrity import IntegrityPaper, IntegrityTalk
from partydesk.records.kinds import SESSION_KINDS
from partydesk.records.organisation import Enterprise, Organisation
from partydesk.records.periods import Period, parse_period
from partydesk.records.study import StudySession
from partydesk.records.ticket import Ticket

Condition = Callable[[Period], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. `held_by` is C (the committee itself), B (a branch) or CB (both).

    `record` is the kind it counts, `condition` which of its rows, `amount` what each adds
    (1 unless said). A rate has `part`: the share of the counted rows for which it holds.
    `distinct` counts different values of a column instead of rows. `date` and `text` are what
    an evidence row shows.
    """

    id: str
    label: str
    unit: str
    held_by: str
    record: type[Record]
    condition: Condition
    amount: ColumnElement[Any] | None = None
    part: ColumnElement[bool] | None = None
    distinct: ColumnElement[Any] | None = None
    date: ColumnElement[Any] | None = None
    text: ColumnElement[Any] | None = None


def day_of(column: Any) -> ColumnElement[str]:
    """The day of a date or moment, as ISO text."""
    return func.substr(cast(column, Text), 1, 10)


def _within(column: Any, period: Period) -> ColumnElement[bool]:
    return day_of(column).between(period.first.isoformat(), period.last.isoformat())


def _sessions(*kinds: str, elements: tuple[str, ...] = ()) -> Condition:
    padded = literal(",") + func.coalesce(StudySession.elements, "") + literal(",")
    ways: list[ColumnElement[bool]] = [StudySession.kind.in_(kinds)]
    ways += [padded.like(f"%,{element},%") for element in elements]
    return lambda period: and_(or_(*ways), _within(StudySession.starts_at, period))


def _session(
    id: str, label: str, unit: str, held_by: str, *kinds: str, elements: tuple[str, ...] = ()
) -> Indicator:
    return Indicator(
        id, label, unit, held_by, StudySession, _sessions(*kinds, elements=elements),
        date=StudySession.starts_at.expression, text=StudySession.topic.expression,
    )  # fmt: skip


def _enterprises(condition: ColumnElement[bool]) -> Condition:
    # The survey is of what stands at the period's last day.
    return lambda period: and_(
        condition,
        or_(
            Enterprise.closed_on.is_(None),
            cast(Enterprise.closed_on, Text) > period.last.isoformat(),
        ),
    )


def _enterprise(id: str, label: str, condition: ColumnElement[bool]) -> Indicator:
    return Indicator(
        id, label, "家", "C", Enterprise, _enterprises(condition),
        date=Enterprise.formed_on.expression, text=Enterprise.name.expression,
    )  # fmt: skip


# How a figure's own period may be written (cli.md); what is none of these goes by its date.
_PERIOD_SHAPES = tuple(
    "[0-9][0-9][0-9][0-9]" + rest
    for rest in ("", "H[12]", "Q[1-4]", "-[01][0-9]", "-[0-9][0-9]-[0-9][0-9]..*")
)


def _reported_for(period: Period) -> ColumnElement[bool]:
    """A figure belongs to the periods that hold its own: last year's may come in this January."""
    text = func.upper(ReportedFigure.period)
    parts = [
        part.text
        for year in range(period.first.year, period.last.year + 1)
        for end in ("", *_PARTS)
        if (part := parse_period(f"{year}{end}")).first >= period.first and part.last <= period.last
    ]
    span = and_(
        text.op("GLOB")(_PERIOD_SHAPES[-1]),
        func.substr(text, 1, 10) >= period.first.isoformat(),
        func.substr(text, 13) <= period.last.isoformat(),
    )
    unknown = and_(*(not_(text.op("GLOB")(shape)) for shape in _PERIOD_SHAPES))
    return or_(
        text == period.text,
        text.in_(parts),
        span,
        and_(unknown, _within(ReportedFigure.reported_on, period)),
    )


_PARTS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4", *(f"-{month:02d}" for month in range(1, 13)))


def _figure(id: str, unit: str) -> Indicator:
    label = FIGURE.by_code[id].label
    return Indicator(
        id, label, unit, "C", ReportedFigure,
        lambda period: and_(ReportedFigure.figure == id, _reported_for(period)),
        amount=ReportedFigure.value.expression, date=ReportedFigure.reported_on.expression,
        text=ReportedFigure.source.expression,
    )  # fmt: skip


def _paper(id: str, label: str, kind: str, day: Any) -> Indicator:
    return Indicator(
        id, label, "份", "CB", IntegrityPaper,
        lambda period: and_(IntegrityPaper.kind == kind, _within(day, period)),
        date=day.expression, text=IntegrityPaper.person.expression,
    )  # fmt: skip


def _surveyed(period: Period) -> ColumnElement[bool]:
    known = and_(
        Enterprise.surveyed_on.is_not(None),
        cast(Enterprise.surveyed_on, Text) <= period.last.isoformat(),
    )
    return _enterprises(known)(period)


_GROUP_STUDY = tuple(kind.code for kind in SESSION_KINDS if kind.group_study)
_COVERED = Enterprise.formation.in_(("own", "joint", "attached", "grid"))
_WITH_MEMBERS = or_(
    func.coalesce(Enterprise.members_here, 0) > 0,
    func.coalesce(Enterprise.members_elsewhere, 0) > 0,
)
_LECTURERS = ("committee_secretary", "committee_member", "branch_secretary", "branch_committee")
_PEOPLE = (
    func.length(IntegrityTalk.subjects)
    - func.length(func.replace(IntegrityTalk.subjects, "、", ""))
    + 1
)


def _lectures(period: Period) -> ColumnElement[bool]:
    return and_(
        _sessions("lecture", elements=("lecture",))(period),
        StudySession.lecturer_role.in_(_LECTURERS),
    )


INDICATORS: tuple[Indicator, ...] = (
    _session("committee_meetings", "召开党委会议（落实第一议题）", "次", "C", "party_committee"),
    _session("centre_group_studies", "党委理论学习中心组学习会", "次", "C", "centre_group"),
    _session("thematic_discussions", "专题研讨", "次", "CB", "discussion",
             elements=("discussion",)),
    Indicator("research_topics", "确定调研主题", "个", "C", StudySession, _sessions("research"),
              distinct=StudySession.topic.expression, date=StudySession.starts_at.expression,
              text=StudySession.topic.expression),
    Indicator("leader_lectures", "党委书记和企业党组织书记讲授党课", "次", "CB", StudySession,
              _lectures, date=StudySession.starts_at.expression,
              text=StudySession.topic.expression),
    _session("outreach_talks", "专题宣讲活动", "次", "CB", "outreach"),
    _session("group_studies", "党员集中学习", "次", "CB", *_GROUP_STUDY),
    Indicator("reflections", "撰写心得体会", "篇", "CB", StudySession,
              lambda period: and_(StudySession.reflections > 0,
                                  _within(StudySession.starts_at, period)),
              amount=StudySession.reflections.expression,
              date=StudySession.starts_at.expression, text=StudySession.topic.expression),
    _session("oath_renewals", "重温入党誓词", "次", "CB", "oath", elements=("oath",)),
    _session("base_visits", "参观爱国主义教育基地展馆", "次", "CB", "base_visit",
             elements=("base_visit",)),
    _session("theme_days", "主题党日", "次", "B", "theme_day"),
    _session("ideology_reviews", "专题研究、分析研判、部署意识形态工作", "次", "C", "ideology"),
    Indicator("firms_surveyed", "摸排非公企业", "家", "C", Enterprise, _surveyed,
              date=Enterprise.surveyed_on.expression, text=Enterprise.name.expression),
    _enterprise("firms_own_branch", "单独组建", Enterprise.formation == "own"),
    _enterprise("firms_attached", "挂靠组建", Enterprise.formation == "attached"),
    _enterprise("firms_joint", "联合组建", Enterprise.formation == "joint"),
    Indicator("branches_founded", "年内新建企业党支部", "家", "C", Organisation,
              lambda period: and_(Organisation.kind != "party_committee",
                                  _within(Organisation.founded_on, period)),
              date=Organisation.founded_on.expression, text=Organisation.name.expression),
    Indicator("coverage_rate", "有党员的企业党组织组建率", "%", "C", Enterprise,
              _enterprises(_WITH_MEMBERS), part=_COVERED,
              date=Enterprise.formed_on.expression, text=Enterprise.name.expression),
    _session("training_courses", "书记、党务工作者培训班", "期", "C", "training"),
    Indicator("tickets_resolved", "解决实际困难问题", "个", "CB", Ticket,
              lambda period: _within(Ticket.resolved_on, period),
              date=Ticket.resolved_on.expression, text=Ticket.description.expression),
    _session("governance_meetings", "全面从严治党专题工作会议", "次", "C", "governance"),
    _session("conduct_meetings", "研究部署作风和党风廉政建设", "次", "C", "conduct"),
    Indicator("integrity_talks", "廉政谈心谈话", "人次", "CB", IntegrityTalk,
              lambda period: _within(IntegrityTalk.held_on, period), amount=_PEOPLE,
              date=IntegrityTalk.held_on.expression, text=IntegrityTalk.topic.expression),
    _session("warning_sessions", "警示教育", "次", "CB", "warning",
             elements=("warning", "cases", "film")),
    _paper("pledges_signed", "廉政建设责任书", "responsibility", IntegrityPaper.signed_on),
    _paper("dossiers_filed", "廉政干部档案", "dossier", IntegrityPaper.filed_on),
    Indicator("integrity_firms", "廉政企业", "家", "C", Enterprise,
              lambda period: and_(Enterprise.integrity_award_on.is_not(None),
                                  cast(Enterprise.integrity_award_on, Text)
                                  <= period.last.isoformat()),
              date=Enterprise.integrity_award_on.expression, text=Enterprise.name.expression),
    _session("talent_meetings", "协助职能部门召开培训会、座谈会、宣讲会", "次", "C",
             "talent_meeting"),
    _figure("talent_recruited", "名"),
    _figure("industrial_output", "亿元"),
    _figure("tax_revenue", "亿元"),
    _figure("trade_volume", "亿元"),
    _figure("projects_signed", "个"),
    _figure("investment_agreed", "亿元"),
)  # fmt: skip
