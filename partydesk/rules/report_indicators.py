"""What each of the 34 figures of the yearly report counts (indicators.md)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

from partydesk.records.base import Record
from partydesk.records.figures import REPORT_FIGURES, ReportedFigure
from partydesk.records.integrity import IntegrityPaper, IntegrityTalk
from partydesk.records.kinds import ELEMENT, SESSION_KIND, SESSION_KINDS
from partydesk.records.organisation import Enterprise, Organisation
from partydesk.records.periods import Period, parse_period
from partydesk.records.study import StudySession
from partydesk.records.ticket import Ticket
from partydesk.rules.indicator import Condition, Indicator, by, not_yet, one_of, within

_NAMES = {figure.id: figure for figure in REPORT_FIGURES}


def _figure(
    id: str, definition: str, record: type[Record], condition: Condition, **more: Any
) -> Indicator:
    name = _NAMES[id]
    return Indicator(
        id, name.label, name.unit, name.held_by, definition, record, condition,
        reported=name.reported, **more,
    )  # fmt: skip


def held(*kinds: str, elements: tuple[str, ...] = ()) -> Condition:
    """Sessions of these kinds, or with one of these elements, held in the period."""
    ways: list[ColumnElement[bool]] = [StudySession.kind.in_(kinds)]
    if elements:
        ways.append(one_of(StudySession.elements, elements))
    return lambda period: and_(or_(*ways), within(StudySession.starts_at, period))


SHOWN: dict[str, Any] = {
    "date": StudySession.starts_at.expression,
    "text": StudySession.topic.expression,
}


def _session(id: str, *kinds: str, elements: tuple[str, ...] = (), **more: Any) -> Indicator:
    named = "、".join(SESSION_KIND.label(kind) for kind in kinds)
    definition = f"期间内类型为{named}的学习活动"
    if elements:
        definition += "，或含" + "、".join(ELEMENT.label(e) for e in elements) + "环节的学习活动"
    return _figure(id, definition, StudySession, held(*kinds, elements=elements), **(SHOWN | more))


def _standing(condition: ColumnElement[bool]) -> Condition:
    """The survey is of what stands at the period's last day."""
    return lambda period: and_(condition, not_yet(Enterprise.closed_on, period))


def _enterprise(id: str, definition: str, condition: Condition, day: Any, **more: Any) -> Indicator:
    return _figure(
        id, definition, Enterprise, condition,
        date=day.expression, text=Enterprise.name.expression, **more,
    )  # fmt: skip


def _formed(id: str, code: str) -> Indicator:
    return _enterprise(
        id, f"期末没有注销、组建形式为{_NAMES[id].label}的企业",
        _standing(Enterprise.formation == code), Enterprise.formed_on,
    )  # fmt: skip


# How a figure's own period may be written (cli.md); what is none of these goes by its date.
_SHAPES = tuple(
    "[0-9][0-9][0-9][0-9]" + rest
    for rest in ("", "H[12]", "Q[1-4]", "-[01][0-9]", "-[0-9][0-9]-[0-9][0-9]..*")
)
_PARTS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4", *(f"-{month:02d}" for month in range(1, 13)))


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
        text.op("GLOB")(_SHAPES[-1]),
        func.substr(text, 1, 10) >= period.first.isoformat(),
        func.substr(text, 13) <= period.last.isoformat(),
    )
    unknown = and_(*(not_(text.op("GLOB")(shape)) for shape in _SHAPES))
    return or_(
        text == period.text,
        text.in_(parts),
        span,
        and_(unknown, within(ReportedFigure.reported_on, period)),
    )


def _typed_in(id: str) -> Indicator:
    return _figure(
        id, "按来源填报的数字；同一时间有几个时，用期间最长、填报最晚的", ReportedFigure,
        lambda period: and_(ReportedFigure.figure == id, _reported_for(period)),
        amount=ReportedFigure.value.expression, date=ReportedFigure.reported_on.expression,
        text=ReportedFigure.source.expression,
    )  # fmt: skip


def _paper(id: str, definition: str, kind: str, day: Any) -> Indicator:
    return _figure(
        id, definition, IntegrityPaper,
        lambda period: and_(IntegrityPaper.kind == kind, within(day, period)),
        date=day.expression, text=IntegrityPaper.person.expression,
    )  # fmt: skip


_GROUP_STUDY = tuple(kind.code for kind in SESSION_KINDS if kind.group_study)
_COVERED = Enterprise.formation.in_(("own", "joint", "attached", "grid"))
_WITH_MEMBERS = or_(
    func.coalesce(Enterprise.members_here, 0) > 0,
    func.coalesce(Enterprise.members_elsewhere, 0) > 0,
)
_LECTURERS = ("committee_secretary", "committee_member", "branch_secretary", "branch_committee")
PEOPLE_TALKED_TO = (
    func.length(IntegrityTalk.subjects)
    - func.length(func.replace(IntegrityTalk.subjects, "、", ""))
    + 1
)

INDICATORS: tuple[Indicator, ...] = (
    _session("committee_meetings", "party_committee"),
    _session("centre_group_studies", "centre_group"),
    _session("thematic_discussions", "discussion", elements=("discussion",)),
    _figure("research_topics", "期间内专题调研的不同主题", StudySession, held("research"),
            distinct=StudySession.topic.expression, **SHOWN),
    _figure("leader_lectures", "期间内由党委或党支部的书记、委员主讲的党课，含其他活动中的党课环节",
            StudySession,
            lambda period: and_(held("lecture", elements=("lecture",))(period),
                                StudySession.lecturer_role.in_(_LECTURERS)), **SHOWN),
    _session("outreach_talks", "outreach"),
    _session("group_studies", *_GROUP_STUDY),
    _figure("reflections", "期间内各学习活动的心得体会篇数之和", StudySession,
            lambda period: and_(StudySession.reflections > 0,
                                within(StudySession.starts_at, period)),
            amount=StudySession.reflections.expression, **SHOWN),
    _session("oath_renewals", "oath", elements=("oath",)),
    _session("base_visits", "base_visit", elements=("base_visit",)),
    _session("theme_days", "theme_day"),
    _session("ideology_reviews", "ideology"),
    _enterprise("firms_surveyed", "期末以前摸排过、没有注销的企业",
                lambda period: and_(by(Enterprise.surveyed_on, period),
                                    not_yet(Enterprise.closed_on, period)),
                Enterprise.surveyed_on),
    _formed("firms_own_branch", "own"),
    _formed("firms_attached", "attached"),
    _formed("firms_joint", "joint"),
    _figure("branches_founded", "成立日期在期间内的党组织，不含党委自己", Organisation,
            lambda period: and_(Organisation.kind != "party_committee",
                                within(Organisation.founded_on, period)),
            date=Organisation.founded_on.expression, text=Organisation.name.expression),
    _enterprise("coverage_rate", "期末有党员的企业里，已单独、联合、挂靠或网格组建的所占比例",
                _standing(_WITH_MEMBERS), Enterprise.formed_on, part=lambda period: _COVERED),
    _session("training_courses", "training"),
    _figure("tickets_resolved", "解决日期在期间内的问题", Ticket,
            lambda period: within(Ticket.resolved_on, period),
            date=Ticket.resolved_on.expression, text=Ticket.description.expression),
    _session("governance_meetings", "governance"),
    _session("conduct_meetings", "conduct"),
    _figure("integrity_talks", "期间内各次廉政谈话的谈话对象人数之和", IntegrityTalk,
            lambda period: within(IntegrityTalk.held_on, period), amount=PEOPLE_TALKED_TO,
            date=IntegrityTalk.held_on.expression, text=IntegrityTalk.topic.expression),
    _session("warning_sessions", "warning", elements=("warning", "cases", "film")),
    _paper("pledges_signed", "签订日期在期间内的责任书", "responsibility",
           IntegrityPaper.signed_on),
    _paper("dossiers_filed", "归档日期在期间内的廉政档案", "dossier", IntegrityPaper.filed_on),
    _enterprise("integrity_firms", "期末以前被授予廉政企业的企业",
                lambda period: by(Enterprise.integrity_award_on, period),
                Enterprise.integrity_award_on),
    _session("talent_meetings", "talent_meeting"),
    *(_typed_in(figure.id) for figure in REPORT_FIGURES if figure.reported),
)  # fmt: skip
