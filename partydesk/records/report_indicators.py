"""The figures of the yearly report (indicators.md): what each counts, the sentence it stands in,
where one begins to record it. Their order is that of the figures table and of the sentences.

Each sentence reads right for 0 too, and none says more than its figures do.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

from partydesk.records.fields import fields
from partydesk.records.figures import ReportedFigure
from partydesk.records.indicator import (
    Condition,
    Indicator,
    ReportSentence,
    by,
    chosen,
    not_yet,
    one_of,
    within,
)
from partydesk.records.integrity import (
    COUNTED_TALKS,
    TALK_KIND,
    IntegrityPaper,
    IntegrityTalk,
)
from partydesk.records.kinds import ELEMENT, SESSION_KIND, SESSION_KINDS
from partydesk.records.organisation import Enterprise, Organisation
from partydesk.records.periods import Period, parse_period
from partydesk.records.session_year import YEARLY, counted_on
from partydesk.records.study import StudySession
from partydesk.records.ticket import Ticket


def held(*kinds: str, elements: tuple[str, ...] = ()) -> Condition:
    """Sessions of these kinds, or with one of these elements, held in the period."""
    ways: list[ColumnElement[bool]] = [StudySession.kind.in_(kinds)]
    if elements:
        ways.append(one_of(StudySession.elements, elements))
    # What is held for a year counts in that year.
    day = counted_on() if kinds and set(kinds) <= set(YEARLY) else StudySession.starts_at
    return lambda period: and_(or_(*ways), within(day, period))


SHOWN: dict[str, Any] = {
    "date": StudySession.starts_at.expression,
    "text": StudySession.topic.expression,
}


def _session(
    id: str, label: str, held_by: str, *kinds: str, elements: tuple[str, ...] = (), **more: Any
) -> Indicator:
    named = "、".join(SESSION_KIND.label(kind) for kind in kinds)
    definition = f"期间内类型为{named}的学习活动"
    if elements:
        definition += "，或含" + "、".join(ELEMENT.label(e) for e in elements) + "环节的学习活动"
    elif set(kinds) <= set(YEARLY):
        definition += f"，写了{fields(StudySession)['for_year'].label}的算在那一年"
    usual = {"unit": "次", "opens": {"kind": kinds[0]}, **SHOWN}
    return Indicator(
        id, label, held_by=held_by, definition=definition, record=StudySession,
        condition=held(*kinds, elements=elements), **(usual | more),
    )  # fmt: skip


def _standing(condition: ColumnElement[bool]) -> Condition:
    """The survey is of what stands at the period's last day."""
    return lambda period: and_(condition, not_yet(Enterprise.closed_on, period))


def _enterprise(
    id: str, label: str, definition: str, condition: Condition, day: Any, *, unit: str = "家",
    **more: Any,
) -> Indicator:  # fmt: skip
    # A ledger of firms says how each stands now: a survey's day or a form takes the earlier one's
    # place.
    return Indicator(
        id, label, unit, "C", f"{definition}（党委和各支部的台账合起来，一家算一次）", Enterprise,
        condition,
        date=day.expression, text=Enterprise.name.expression, looks_back=False, **more,
    )  # fmt: skip


def _formed(id: str, label: str, code: str) -> Indicator:
    return _enterprise(
        id, label, f"期末没有注销、组建形式为{label}的企业",
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


def _typed_in(id: str, label: str, unit: str, **more: Any) -> Indicator:
    return Indicator(
        id, label, unit, "C", "按来源填报的数字；同一时间有几个时，用期间最长、填报最晚的",
        ReportedFigure,
        lambda period: and_(ReportedFigure.figure == id, _reported_for(period)),
        amount=ReportedFigure.value.expression, date=ReportedFigure.reported_on.expression,
        text=ReportedFigure.source.expression, reported=True,
        opens={"figure": id, "unit": unit}, **more,
    )  # fmt: skip


def _paper(id: str, label: str, definition: str, kind: str, day: Any, **more: Any) -> Indicator:
    return Indicator(
        id, label, "份", "CB", definition, IntegrityPaper,
        lambda period: and_(IntegrityPaper.kind == kind, within(day, period)),
        date=day.expression, text=IntegrityPaper.person.expression, opens={"kind": kind}, **more,
    )  # fmt: skip


_GROUP_STUDY = tuple(kind.code for kind in SESSION_KINDS if kind.group_study)
_COVERED = Enterprise.formation.in_(("own", "joint", "attached", "grid"))
_WITH_MEMBERS = or_(
    func.coalesce(Enterprise.members_here, 0) > 0,
    func.coalesce(Enterprise.members_elsewhere, 0) > 0,
)
_SECRETARIES = ("committee_secretary", "branch_secretary")
COMMITTEE_MEMBERS = ("committee_member", "branch_committee")


def lectured_by(roles: tuple[str, ...]) -> Condition:
    """党课 held in the period by somebody of these roles."""
    return lambda period: and_(
        held("lecture", elements=("lecture",))(period), StudySession.lecturer_role.in_(roles)
    )


def first_agenda(period: Period) -> ColumnElement[bool]:
    """Meetings with a 第一议题, as an element or written out."""
    return and_(
        or_(
            one_of(StudySession.elements, ("first_agenda",)),
            func.trim(func.coalesce(StudySession.first_agenda, "")) != "",
        ),
        within(StudySession.starts_at, period),
    )


_TALKS_SAY = "、".join(TALK_KIND.label(kind) for kind in COUNTED_TALKS)
PEOPLE_TALKED_TO = (
    func.length(IntegrityTalk.subjects)
    - func.length(func.replace(IntegrityTalk.subjects, "、", ""))
    + 1
)

INDICATORS: list[Indicator] = [
    _session("committee_meetings", "召开党委会议（落实第一议题）", "C", "party_committee",
             sentence=ReportSentence(
                 "thought.meetings", "thought.theory",
                 "{period}召开党委会议{committee_meetings}次，其中落实“第一议题”的"
                 "{first_agenda_committee_meetings}次；组织党委理论学习中心组学习会"
                 "{centre_group_studies}次。党委和各支部召开的会议中，安排“第一议题”的有"
                 "{first_agenda_meetings}次。")),
    _session("centre_group_studies", "党委理论学习中心组学习会", "C", "centre_group"),
    _session("thematic_discussions", "专题研讨", "CB", "discussion", elements=("discussion",),
             sentence=ReportSentence(
                 "thought.research", "thought.theory",
                 "党委和各支部开展专题研讨{thematic_discussions}次。党委开展专题调研，确定调研主题"
                 "{research_topics}个。"),
             branch_sentence=ReportSentence(
                 "thought.studies", "thought",
                 "我支部组织党员集中学习{group_studies}次，开展专题研讨{thematic_discussions}次，"
                 "党员撰写心得体会{reflections}篇。")),
    Indicator("research_topics", "确定调研主题", "个", "C", "期间内专题调研的不同主题",
              StudySession, held("research"), distinct=StudySession.topic.expression,
              opens={"kind": "research"}, **SHOWN),
    Indicator("leader_lectures", "党委书记和企业党组织书记讲授党课", "次", "CB",
              "期间内由党委书记或党支部书记主讲的党课，含其他活动中的党课环节", StudySession,
              lectured_by(_SECRETARIES),
              opens={"kind": "lecture"}, **SHOWN,
              sentence=ReportSentence(
                  "thought.lecturing", "thought.lectures",
                  "党委书记和党支部书记讲授党课{leader_lectures}次，委员讲授党课"
                  "{committee_lectures}次，举办专题宣讲活动"
                  "{outreach_talks}次。"),
              branch_sentence=ReportSentence(
                  "thought.lecturing", "thought",
                  "由书记讲授的党课{leader_lectures}次、委员讲授的{committee_lectures}次，专题宣讲活动{outreach_talks}次。")),
    _session("outreach_talks", "专题宣讲活动", "CB", "outreach"),
    _session("group_studies", "党员集中学习", "CB", *_GROUP_STUDY, opens={"kind": "group_study"},
             sentence=ReportSentence(
                 "thought.studies", "thought.members",
                 "组织党员集中学习{group_studies}次，党员撰写心得体会{reflections}篇。")),
    Indicator("reflections", "撰写心得体会", "篇", "CB", "期间内各学习活动的心得体会篇数之和",
              StudySession,
              lambda period: and_(StudySession.reflections > 0,
                                  within(StudySession.starts_at, period)),
              amount=StudySession.reflections.expression, opens={"kind": "group_study"}, **SHOWN),
    _session("oath_renewals", "重温入党誓词", "CB", "oath", elements=("oath",),
             sentence=ReportSentence(
                 "thought.activities", "thought.members",
                 "各支部开展主题党日{theme_days}次。党委和各支部组织重温入党誓词{oath_renewals}次，"
                 "参观爱国主义教育基地和展馆{base_visits}次。"),
             branch_sentence=ReportSentence(
                 "thought.activities", "thought",
                 "重温入党誓词{oath_renewals}次，参观爱国主义教育基地和展馆{base_visits}次。")),
    _session("base_visits", "参观爱国主义教育基地展馆", "CB", "base_visit",
             elements=("base_visit",)),
    _session("theme_days", "主题党日", "B", "theme_day"),
    _session("ideology_reviews", "专题研究、分析研判、部署意识形态工作", "C", "ideology",
             sentence=ReportSentence(
                 "thought.ideology_reviews", "thought.ideology",
                 "党委专题研究、分析研判、部署意识形态工作{ideology_reviews}次。")),
    _enterprise("firms_surveyed", "摸排非公企业", "期末以前摸排过、没有注销的企业",
                lambda period: and_(by(Enterprise.surveyed_on, period),
                                    not_yet(Enterprise.closed_on, period)),
                Enterprise.surveyed_on,
                sentence=ReportSentence(
                    "organisation.survey", "organisation.coverage",
                    "截至{period_end}，摸排非公企业{firms_surveyed}家，其中还没有登记组建党组织的"
                    "{firms_unformed}家。企业组建党组织的形式中，单独组建{firms_own_branch}家，"
                    "联合组建{firms_joint}家，挂靠组建{firms_attached}家，网格组建"
                    "{firms_grid}家。")),
    _formed("firms_own_branch", "单独组建", "own"),
    _formed("firms_attached", "挂靠组建", "attached"),
    _formed("firms_joint", "联合组建", "joint"),
    Indicator("branches_founded", "年内新建企业党支部", "家", "C",
              "成立日期在期间内的党组织，不含党委自己", Organisation,
              lambda period: and_(Organisation.kind != "party_committee",
                                  within(Organisation.founded_on, period)),
              date=Organisation.founded_on.expression, text=Organisation.name.expression,
              sentence=ReportSentence(
                  "organisation.founding", "organisation.coverage",
                  "{period}新建企业党支部{branches_founded}家。有党员的企业{firms_with_members}家，其中已组建"
                  "党组织的{firms_with_members_formed}家，组建率为{coverage_rate}%。")),
    _enterprise("coverage_rate", "有党员的企业党组织组建率",
                "期末有党员的企业里，已单独、联合、挂靠或网格组建的所占比例",
                _standing(_WITH_MEMBERS), Enterprise.formed_on, unit="%",
                part=lambda period: _COVERED),
    _session("training_courses", "书记、党务工作者培训班", "C", "training", unit="期",
             sentence=ReportSentence(
                 "organisation.training", "organisation.workers",
                 "举办党组织书记、党务工作者培训班{training_courses}期。")),
    Indicator("tickets_resolved", "解决实际困难问题", "个", "CB", "解决日期在期间内的问题", Ticket,
              lambda period: within(Ticket.resolved_on, period),
              date=Ticket.resolved_on.expression, text=Ticket.description.expression,
              sentence=ReportSentence(
                  "organisation.resolved", "organisation.tickets",
                  "{period}党委和各支部新登记问题{tickets_raised}个；连同以前登记的，期间解决实际困难问题"
                  "{tickets_resolved}个。"),
              branch_sentence=ReportSentence(
                  "work.resolved", "work",
                  "{period}支部新登记问题{tickets_raised}个；连同以前登记的，期间解决实际困难问题"
                  "{tickets_resolved}个。")),
    _session("governance_meetings", "全面从严治党专题工作会议", "C", "governance",
             sentence=ReportSentence(
                 "discipline.meetings", "discipline.duty",
                 "召开全面从严治党专题工作会议{governance_meetings}次，研究部署作风和党风廉政建设"
                 "{conduct_meetings}次。")),
    _session("conduct_meetings", "研究部署作风和党风廉政建设", "C", "conduct"),
    Indicator("integrity_talks", "廉政谈心谈话", "人次", "CB",
              f"期间内谈话对象人数之和，算{_TALKS_SAY}（园区可以另定）", IntegrityTalk,
              lambda period: and_(IntegrityTalk.kind.in_(chosen("talk_kinds", COUNTED_TALKS)),
                                  within(IntegrityTalk.held_on, period)), amount=PEOPLE_TALKED_TO,
              date=IntegrityTalk.held_on.expression, text=IntegrityTalk.topic.expression, opens={},
              sentence=ReportSentence(
                  "discipline.talks", "discipline.reminding",
                  "开展廉政谈心谈话{integrity_talks}人次，警示教育{warning_sessions}次，"
                  "其中安排通报典型案例的{warning_cases}次、安排观看警示教育片的{warning_film}次。"),
              branch_sentence=ReportSentence(
                  "discipline.talks", "discipline",
                  "支部开展廉政谈心谈话{integrity_talks}人次，组织警示教育{warning_sessions}次。")),
    _session("warning_sessions", "警示教育", "CB", "warning",
             elements=("warning", "cases", "film")),
    _paper("pledges_signed", "廉政建设责任书", "签订日期在期间内的责任书", "responsibility",
           IntegrityPaper.signed_on,
           sentence=ReportSentence(
               "discipline.papers", "discipline.duty",
               "签订廉政建设责任书{pledges_signed}份，归档廉政干部档案{dossiers_filed}份。"),
           branch_sentence=ReportSentence(
               "discipline.papers", "discipline",
               "签订廉政建设责任书{pledges_signed}份，归档廉政干部档案{dossiers_filed}份。")),
    _paper("dossiers_filed", "廉政干部档案", "归档日期在期间内的廉政档案", "dossier",
           IntegrityPaper.filed_on),
    _enterprise("integrity_firms", "廉政企业", "期末以前被授予廉政企业的企业",
                lambda period: by(Enterprise.integrity_award_on, period),
                Enterprise.integrity_award_on,
                sentence=ReportSentence(
                    "discipline.awards", "discipline.firms",
                    "截至{period_end}，授予“廉政企业”称号{integrity_firms}家。")),
    _session("talent_meetings", "协助职能部门召开培训会、座谈会、宣讲会", "C", "talent_meeting",
             sentence=ReportSentence(
                 "work.talent_meetings", "work.talent",
                 "协助职能部门召开培训会、座谈会、宣讲会{talent_meetings}次。据填报，引进高层次产业人才"
                 "{talent_recruited}名。")),
    _typed_in("talent_recruited", "引进高层次产业人才", "名"),
    _typed_in("industrial_output", "规上工业总产值", "亿元",
              sentence=ReportSentence(
                  "work.output", "work.economy",
                  "据填报，{period}规上工业总产值{industrial_output}亿元，税收{tax_revenue}亿元，"
                  "进出口总额{trade_volume}亿元。")),
    _typed_in("tax_revenue", "税收", "亿元"),
    _typed_in("trade_volume", "进出口总额", "亿元"),
    _typed_in("projects_signed", "协议落地项目", "个",
              sentence=ReportSentence(
                  "work.projects", "work.investment",
                  "据填报，起点金额{projects_threshold}万元的协议落地项目{projects_signed}个，"
                  "协议引资额{investment_agreed}亿元。")),
    _typed_in("investment_agreed", "协议引资额", "亿元"),
]  # fmt: skip


def _unresolved(period: Period) -> ColumnElement[bool]:
    """Raised by the period's last day, not turned away, and not yet resolved on it."""
    return and_(
        by(Ticket.raised_on, period),
        Ticket.state != "declined",
        not_yet(Ticket.resolved_on, period),
        not_yet(Ticket.closed_on, period),
    )


FIRMS: tuple[Indicator, ...] = (
    _formed("firms_grid", "网格组建", "grid"),
    _enterprise("firms_unformed", "摸排过而没有组建的企业",
                "期末以前摸排过、没有注销，组建形式为未组建或没有填的企业",
                lambda period: and_(
                    or_(Enterprise.formation.is_(None), not_(_COVERED)),
                    by(Enterprise.surveyed_on, period), not_yet(Enterprise.closed_on, period)),
                Enterprise.surveyed_on),
    _enterprise("firms_with_members", "有党员的企业", "期末没有注销、有党员的企业",
                _standing(_WITH_MEMBERS), Enterprise.surveyed_on),
    _enterprise("firms_with_members_formed", "有党员、已组建的企业",
                "期末没有注销、有党员，已单独、联合、挂靠或网格组建的企业",
                _standing(and_(_WITH_MEMBERS, _COVERED)), Enterprise.formed_on),
)  # fmt: skip
"""What the figures of firms leave open: with these each paragraph's parts make up its whole."""

BESIDE: list[Indicator] = [
    _enterprise("firms_formed_unsurveyed", "已组建而没有摸排日期的企业",
                "期末没有注销、已单独、联合、挂靠或网格组建，而没有期末以前的摸排日期的企业",
                lambda period: and_(
                    _COVERED,
                    not_yet(Enterprise.closed_on, period),
                    not_yet(Enterprise.surveyed_on, period)), Enterprise.formed_on),
    _session("general_meetings", SESSION_KIND.label("general_meeting"), "CB", "general_meeting",
             branch_sentence=ReportSentence(
                 "organisation.life", "organisation",
                 "召开党员大会{general_meetings}次、支委会{branch_committees}次、党小组会"
                 "{group_meetings}次，上党课{lectures}次；开展主题党日{theme_days}次。")),
    _session("branch_committees", SESSION_KIND.label("branch_committee"), "CB", "branch_committee"),
    _session("group_meetings", SESSION_KIND.label("group_meeting"), "CB", "group_meeting"),
    _session("lectures", SESSION_KIND.label("lecture"), "CB", "lecture"),
    _session("life_meetings", SESSION_KIND.label("life_meeting"), "CB", "life_meeting",
             branch_sentence=ReportSentence(
                 "organisation.review", "organisation",
                 "召开组织生活会{life_meetings}次，开展民主评议党员{review_meetings}次。")),
    _session("review_meetings", SESSION_KIND.label("review_meeting"), "CB", "review_meeting"),
    Indicator("branches", "下级党组织", "个", "C", "期末以前成立的下级党组织", Organisation,
              lambda period: and_(Organisation.kind != "party_committee",
                                  or_(Organisation.founded_on.is_(None),
                                      by(Organisation.founded_on, period))),
              date=Organisation.founded_on.expression, text=Organisation.name.expression),
    Indicator("tickets_open", "没有解决的问题", "个", "CB", "期末以前提出、期末还没有解决的问题",
              Ticket, _unresolved,
              date=Ticket.raised_on.expression, text=Ticket.description.expression),
]  # fmt: skip
"""Numbers that only the report's sentences ask for."""
