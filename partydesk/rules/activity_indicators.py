"""Numbers beyond the report of what was done and for whom (indicators.md): activities, posts, the
roll's care, training, problems by their source."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, or_, select

from partydesk.records.course import StudyCredit
from partydesk.records.indicator import (
    Condition,
    Indicator,
    ReportSentence,
    by,
    iso,
    not_yet,
    within,
)
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.member import Member
from partydesk.records.on_roll import IN_PARTY, in_count
from partydesk.records.post import POST_KIND, Post
from partydesk.records.report_indicators import SHOWN, held
from partydesk.records.review import GRADE, Review
from partydesk.records.study import ORGANISER, Attendance, StudySession
from partydesk.records.ticket import SOURCE, Ticket

_TICKET: dict[str, Any] = {
    "date": Ticket.raised_on.expression,
    "text": Ticket.description.expression,
}
_NAMED = Member.name.expression
_RATED = ("satisfied", "fairly", "dissatisfied")
_SOURCES = "，".join(f"{each.label}{{tickets_from_{each.code}}}个" for each in SOURCE)


GROWTH = (
    "{period}发展党员{gained_admitted}名，预备党员转正{confirmed}名；期末有入党申请人{pipeline_applicant}名、"
    "入党积极分子{pipeline_activist}名、发展对象{pipeline_candidate}名。"
    "转入组织关系{gained_transferred}名、转出{lost_transferred}名，流动党员{members_floating}名、失联党员"
    "{members_lost}名，组织关系没有转入的{not_transferred_in}名；发现隐形、口袋党员{hidden_found}名，已处理"
    "{hidden_settled}名。"
)
"""What a report says of the roll: who came to it and who is on the way."""


DUES = "应交党费已交{dues_rate}%。"
"""What a report says of dues: no sums, which are the branch's own."""
BRANDS, WORKERS = (
    "在用的党建品牌{brands}个。",
    "在岗的党务人员中，专职{workers_full_time}人、兼职{workers_part_time}人，其中党建指导员{instructors}人；"
    "{period}离任{workers_left}人，其中党组织书记{secretaries_changed}人。",
)
"""What a report says of brands and of who works for the Party."""
REVIEWS = "民主评议党员中，等次为优秀的{reviews_excellent}名。"
"""What a report says of the year's grades."""
AWARDS = "党员和党组织受到表彰{awards}项，走访慰问{care_visits}次。"
"""What a report says of honours and of visits to people in need."""
DUTIES, VENUES = (
    "责任清单上登记履责{duties_done}次，到期的事做了{duties_done_share}%。",
    "排查意识形态阵地{venues_checked}个，发现风险{risks_found}处，已处置{risks_settled}处。",
)
"""What a report says of the list of duties and of venues."""


def _activity(
    id: str, kind: str, *elements: str, unit: str = "次", held_by: str = "CB", **more: Any
) -> Indicator:
    label = SESSION_KIND.label(kind)
    also = f"，或含{label}环节的学习活动" if elements else ""
    return Indicator(
        id, label, unit, held_by, f"期间内类型为{label}的学习活动{also}", StudySession,
        held(kind, elements=elements), opens={"kind": kind}, **SHOWN, **more,
    )  # fmt: skip


def _organised(code: str) -> Indicator:
    label = f"{ORGANISER.label(code)}牵头的群团活动"
    return Indicator(
        f"mass_activities_{code}", label, "次", "CB", f"期间内由{label}", StudySession,
        lambda period: and_(held("mass_activity")(period), StudySession.organiser == code),
        opens={"kind": "mass_activity", "organiser": code}, **SHOWN,
    )  # fmt: skip


def _post(code: str) -> Indicator:
    label = POST_KIND.label(code)
    return Indicator(
        f"posts_{code}", f"党员{label}", "个", "CB",
        f"期末以前设立、期末没有结束的党员{label}", Post,
        lambda period: and_(Post.kind == code, by(Post.since, period), not_yet(Post.until, period)),
        date=Post.since.expression, text=Post.name.expression, opens={"kind": code},
    )  # fmt: skip


def _member(
    id: str, label: str, definition: str, day: Any, condition: Condition, **said: Any
) -> Indicator:
    return Indicator(
        id, label, "人", "CB", definition, Member, condition, date=day.expression, text=_NAMED,
        **said,
    )  # fmt: skip


def _raised(code: str) -> Indicator:
    label = SOURCE.label(code)
    return Indicator(
        f"tickets_from_{code}", f"来自{label}的问题", "个", "CB",
        f"提出日期在期间内、来源为{label}的问题", Ticket,
        lambda period: and_(Ticket.source == code, within(Ticket.raised_on, period)),
        **_TICKET,
    )  # fmt: skip


def _training(period: Any) -> Any:
    """Members who came to a training of the period, or took one elsewhere."""
    elsewhere = select(StudyCredit.member).where(
        StudyCredit.counts_where(), StudyCredit.way == "training", within(StudyCredit.on, period)
    )
    here = (
        select(Attendance.member)
        .join(StudySession, StudySession.id == Attendance.session)
        .where(
            Attendance.deleted_at.is_(None), Attendance.state == "present",
            StudySession.counts_where(), held("training")(period),
        )
    )  # fmt: skip
    return here.union(elsewhere)


def _solved_in_time(period: Any) -> Any:
    return iso(Ticket.resolved_on) <= iso(Ticket.due_on)


ACTIVITIES: tuple[Indicator, ...] = (
    *(_raised(choice.code) for choice in SOURCE),
    Indicator("tickets_in_time", "按时限解决的比例", "%", "CB",
              "期间内解决、有整改时限的问题中，在时限以前解决的", Ticket,
              lambda period: and_(Ticket.due_on.is_not(None), within(Ticket.resolved_on, period)),
              part=_solved_in_time, **_TICKET,
              sentence=ReportSentence(
                  "organisation.in_time", "organisation.tickets",
                  f"新登记的问题中，{_SOURCES}。期间解决的问题，{{tickets_in_time}}%在整改时限以前办结，"
                  "解决用时的中位数为{ticket_days}天；有评价的问题中，满意和基本满意的占"
                  "{tickets_satisfied}%。"),
              branch_sentence=ReportSentence(
                  "work.in_time", "work",
                  "期间解决的问题，{tickets_in_time}%在整改时限以前办结，解决用时的中位数为{ticket_days}天；"
                  "有评价的问题中，满意和基本满意的占{tickets_satisfied}%。")),
    Indicator("tickets_satisfied", "满意和基本满意的比例", "%", "CB",
              "期间内解决、有评价的问题中，评价为满意或基本满意的", Ticket,
              lambda period: and_(Ticket.satisfaction.in_(_RATED),
                                  within(Ticket.resolved_on, period)),
              part=lambda period: Ticket.satisfaction.in_(("satisfied", "fairly")), **_TICKET),
    Indicator(
        "morning_days", "晨会五分钟", "天", "B", "期间内开了晨会的天数，一个支部一天算一天",
        StudySession, held("morning_meeting"),
        distinct=func.substr(iso(StudySession.starts_at), 1, 10),
        opens={"kind": "morning_meeting"}, **SHOWN,
        sentence=ReportSentence(
            "thought.mornings", "thought.members",
            "各支部开晨会五分钟{morning_days}天（各支部天数之和），党委和各支部举办党务知识竞赛{quizzes}次。"),
        branch_sentence=ReportSentence(
            "thought.mornings", "thought",
            "开晨会五分钟{morning_days}天，举办党务知识竞赛{quizzes}次。"),
    ),
    _activity("quizzes", "quiz"),
    _activity("mass_activities", "mass_activity",
              sentence=ReportSentence(
                  "organisation.masses", "organisation.together",
                  "开展群团活动{mass_activities}次，其中工会牵头{mass_activities_union}次、共青团牵头"
                  "{mass_activities_youth}次、妇联牵头{mass_activities_women}次。结对共建{pairings}次，"
                  "召开联席会{joint_meetings}次。"),
              branch_sentence=ReportSentence(
                  "organisation.masses", "organisation",
                  "开展群团活动{mass_activities}次，结对共建{pairings}次，召开联席会{joint_meetings}次。")),
    *(_organised(choice.code) for choice in ORGANISER),
    _activity("pairings", "pairing"),
    _activity("joint_meetings", "joint_meeting"),
    _activity("three_services", "three_services",
              sentence=ReportSentence(
                  "work.services", "work.service",
                  "开展三进三服务{three_services}次、志愿服务{volunteer_times}次，志愿服务工时{volunteer_hours}小时。"
                  "现有党员先锋岗{posts_post}个、党员责任区{posts_area}个、党员突击队{posts_squad}个。"),
              branch_sentence=ReportSentence(
                  "work.services", "work",
                  "开展三进三服务{three_services}次、志愿服务{volunteer_times}次，志愿服务工时{volunteer_hours}小时；"
                  "设党员先锋岗{posts_post}个、党员责任区{posts_area}个、党员突击队{posts_squad}个。")),
    _activity("volunteer_times", "volunteering", "volunteering"),
    Indicator("volunteer_hours", "志愿服务工时", "小时", "CB",
              "期间内各学习活动的志愿服务工时之和", StudySession,
              lambda period: and_(StudySession.hours_volunteered > 0,
                                  within(StudySession.starts_at, period)),
              amount=StudySession.hours_volunteered.expression,
              opens={"kind": "volunteering"}, **SHOWN),
    *(_post(choice.code) for choice in POST_KIND),
    _member("confirmed", "预备党员转正", "转正日期在期间内的党员", Member.confirmed_on,
            lambda period: and_(Member.category.in_(IN_PARTY),
                                within(Member.confirmed_on, period)),
            sentence=ReportSentence("organisation.dues", "organisation.roll", DUES),
            branch_sentence=ReportSentence("organisation.dues", "organisation", DUES)),
    _member("backbone_from_members", "把党员培养成骨干", "入党以后、在期间内列为骨干的党员",
            Member.backbone_on,
            lambda period: and_(Member.backbone.is_not(None), Member.backbone != "none",
                                within(Member.backbone_on, period),
                                iso(Member.backbone_on) > iso(Member.joined_on))),
    _member("members_from_backbone", "把骨干培养成党员", "列为骨干以后、在期间内入党的党员",
            Member.joined_on,
            lambda period: and_(Member.backbone.is_not(None), Member.backbone != "none",
                                within(Member.joined_on, period),
                                iso(Member.backbone_on) <= iso(Member.joined_on))),
    _member("not_transferred_in", "组织关系没有转入", "期末以前来到、组织关系还没有转入的党员",
            Member.arrived_on,
            lambda period: and_(
                Member.relation == "not_transferred",
                or_(Member.arrived_on.is_(None), by(Member.arrived_on, period)),
                or_(Member.found_on.is_(None), by(Member.found_on, period)))),
    _member("hidden_found", "发现隐形、口袋党员", "发现日期在期间内的隐形或口袋党员",
            Member.found_on, lambda period: and_(Member.hidden_kind.is_not(None),
                                                 within(Member.found_on, period))),
    _member("hidden_settled", "处理隐形、口袋党员", "处理日期在期间内的隐形或口袋党员",
            Member.settled_on, lambda period: and_(Member.hidden_kind.is_not(None),
                                                   within(Member.settled_on, period))),
    _member("secretaries_trained", "参加培训的书记",
            "期末在册、期间内出席过党务培训、或登记过集中培训的支部书记",
            Member.joined_on,
            lambda period: and_(Member.duty == "secretary", in_count(period.last),
                                Member.id.in_(_training(period)))),
    Indicator("reviews_excellent", f"民主评议{GRADE.label('excellent')}", "人", "CB",
              f"期间所在年度民主评议等次为{GRADE.label('excellent')}的党员", Review,
              lambda period: and_(Review.grade == "excellent",
                                  Review.year.between(period.first.year, period.last.year)),
              date=Review.year.expression, text=Review.grade.expression,
              sentence=ReportSentence("organisation.reviews", "organisation.roll", REVIEWS),
              branch_sentence=ReportSentence("organisation.reviews", "organisation", REVIEWS)),
)  # fmt: skip
