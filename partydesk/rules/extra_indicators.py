"""Numbers beyond the report that its readers ask for (indicators.md, domain.md §3.9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)

from partydesk.records import clock
from partydesk.records.brand import Brand
from partydesk.records.campaign import Campaign, CampaignDone
from partydesk.records.care import Award, Care
from partydesk.records.codes import ETHNICITY
from partydesk.records.duty import Duty, DutyDone
from partydesk.records.indicator import (
    Condition,
    Indicator,
    ReportSentence,
    by,
    iso,
    not_yet,
    within,
)
from partydesk.records.kinds import ELEMENT
from partydesk.records.member import CATEGORY, Member
from partydesk.records.on_roll import FELL, IN_PARTY, in_count
from partydesk.records.organisation import (
    Enterprise,
    Organisation,
    due_unformed,
    usual_term,
)
from partydesk.records.periods import Period
from partydesk.records.report_indicators import (
    COMMITTEE_MEMBERS,
    FIRMS,
    SHOWN,
    first_agenda,
    held,
    lectured_by,
)
from partydesk.records.study import StudySession
from partydesk.records.ticket import STATE, Ticket
from partydesk.records.venue import RiskCheck, Venue
from partydesk.records.worker import WORK, Worker
from partydesk.rules.activity_indicators import (
    ACTIVITIES,
    AWARDS,
    BRANDS,
    DUTIES,
    GROWTH,
    VENUES,
    WORKERS,
)
from partydesk.rules.appraisal_indicators import APPRAISALS
from partydesk.rules.secretary_indicators import CHANGED, OWN_WORK
from partydesk.rules.training_figures import COURSES
from partydesk.store.queries import in_period

_HAN = next(choice.code for choice in ETHNICITY if choice.label.startswith("汉"))
_PIPELINE = ("applicant", "activist", "candidate")


def _probationary(period: Period) -> ColumnElement[bool]:
    """Not yet confirmed on the period's last day."""
    return or_(
        Member.category == "probationary",
        iso(Member.confirmed_on) > period.last.isoformat(),
    )


_SHOWN: dict[str, Any] = {"date": Member.joined_on.expression, "text": Member.name.expression}


def _members(id: str, label: str, definition: str, *more: Condition) -> Indicator:
    return Indicator(
        id, label, "人", "CB", definition, Member,
        lambda period: and_(in_count(period.last), *(each(period) for each in more)), **_SHOWN,
    )  # fmt: skip


def _aged(least: int, most: int) -> Condition:
    """Whole years of age on the period's last day, both ends within."""

    def condition(period: Period) -> ColumnElement[bool]:
        born = iso(Member.birth_date)
        latest = _years_before(period.last, least)
        earliest = _years_before(period.last, most + 1)
        return and_(born <= latest, born > earliest)

    return condition


def _years_before(day: date, years: int) -> str:
    """The birth date of who turns that many years old on the day."""
    # Born on 29 February, one is a year older on 1 March of other years.
    return f"{day.year - years:04d}-{day:%m-%d}"


def _educated(*groups: str) -> Condition:
    return lambda period: func.substr(type_coerce(Member.education, String), 1, 1).in_(groups)


BANDS = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 65), (66, 70),
          (71, 150))  # fmt: skip
_BAND_LABELS = {0: "30 岁以下", 71: "71 岁以上"}


def _ageless(period: Period) -> ColumnElement[bool]:
    """In no band: born nobody wrote when, or on a day that cannot be."""
    somewhere = or_(*(_aged(low, high)(period) for low, high in BANDS))
    return func.coalesce(somewhere, literal(0)) == 0


def _in_period(column: Any) -> Condition:
    return lambda period: within(column, period)


def _pipeline(code: str) -> Indicator:
    label = CATEGORY.label(code)
    return Indicator(
        f"pipeline_{code}", label, "人", "CB", f"期末为{label}、没有离开的人", Member,
        lambda period: and_(
            _stage(period) == code,
            or_(not_(FELL), iso(Member.membership_on) > period.last.isoformat()),
            or_(func.coalesce(Member.relation, "on_roll") == "on_roll",
                and_(Member.relation == "left", iso(Member.left_on) > period.last.isoformat()))),
        date=Member.applied_on.expression, text=Member.name.expression,
    )  # fmt: skip


def _stage(period: Period) -> ColumnElement[str]:
    """How far somebody was on the period's last day: the latest step by then.

    A step whose date is not known is taken as done by who is there now.
    """
    steps = (
        (("full", "probationary"), Member.joined_on, "member"),
        (("candidate",), Member.candidate_on, "candidate"),
        (("activist",), Member.activist_on, "activist"),
        (("applicant",), Member.applied_on, "applicant"),
    )
    return case(
        *(
            (or_(by(day, period), and_(Member.category.in_(codes), day.is_(None))), stage)
            for codes, day, stage in steps
        ),
        else_="",
    )


def _changed(
    id: str, label: str, definition: str, day: Any, *more: ColumnElement[bool], **said: Any
) -> Indicator:
    return Indicator(
        id, label, "人", "CB", definition, Member,
        lambda period: and_(
            Member.category.in_(IN_PARTY), within(day, period),
            func.coalesce(Member.relation, "on_roll") != "not_transferred", *more),
        date=day.expression, text=Member.name.expression, **said,
    )  # fmt: skip


def _in_state(code: str) -> Indicator:
    label = STATE.label(code)
    return Indicator(
        f"tickets_now_{code}", f"{label}的问题", "个", "CB",
        f"期间内提出、或以前提出而那时还没有办结的问题中，现在为{label}的", Ticket,
        lambda period: and_(Ticket.state == code, in_period(Ticket, period)),
        date=Ticket.raised_on.expression, text=Ticket.description.expression,
    )  # fmt: skip


def _fell(*codes: str) -> ColumnElement[bool]:
    """Membership ended like this while on the roll here: each is lost once, by what came first."""
    return and_(
        Member.membership.in_(codes),
        or_(func.coalesce(Member.relation, "on_roll") != "left",
            iso(Member.left_on) >= iso(Member.membership_on)),
    )  # fmt: skip


def _undated(period: Period) -> ColumnElement[bool]:
    """Gone, but nobody wrote when; had come by the period's last day, and no other date tells."""
    last = period.last.isoformat()
    left = Member.relation == "left"
    return and_(
        Member.category.in_(IN_PARTY),
        func.coalesce(Member.relation, "on_roll") != "not_transferred",
        func.coalesce(iso(Member.joined_on), "") <= last,
        func.coalesce(iso(Member.arrived_on), "") <= last,
        or_(and_(left, Member.left_on.is_(None)), and_(FELL, Member.membership_on.is_(None))),
        not_(func.coalesce(and_(left, iso(Member.left_on) <= last), literal(0))),
        not_(func.coalesce(and_(FELL, iso(Member.membership_on) <= last), literal(0))),
    )


_LEFT = and_(
    Member.relation == "left",
    or_(not_(FELL), iso(Member.membership_on) > iso(Member.left_on)),
)  # fmt: skip


def _day_after(period: Period) -> str:
    """The day after the period, or today while it lasts: a limit still to come is not passed."""
    return min(period.last + timedelta(days=1), clock.today()).isoformat()


def _term_ends() -> ColumnElement[str]:
    """The day a term is over; from 29 February it ends on 28 February, not a day later."""
    elected = iso(Organisation.elected_on)
    usual = case(
        (Organisation.kind == "party_committee", usual_term("party_committee")),
        else_=usual_term("branch"),
    )
    years = literal("+").concat(func.coalesce(Organisation.term_years, usual)).concat(" years")
    month_end = func.date(elected, "start of month", years, "+1 month", "-1 day")
    return func.min(func.date(elected, years), month_end)


def _working(code: str) -> Condition:
    return lambda period: and_(
        Worker.work == code, by(Worker.since, period), not_yet(Worker.until, period)
    )


BEYOND: list[Indicator] = [
    Indicator("first_agenda_meetings", "落实“第一议题”的会议", "次", "CB",
              "期间内含第一议题环节或写明第一议题内容的会议", StudySession,
              first_agenda, **SHOWN),
    Indicator("first_agenda_committee_meetings", "落实“第一议题”的党委会议", "次", "C",
              "期间内含第一议题环节或写明第一议题内容的党委会议", StudySession,
              lambda period: and_(StudySession.kind == "party_committee", first_agenda(period)),
              opens={"kind": "party_committee"}, **SHOWN),
    Indicator("committee_lectures", "党委委员和党支部委员讲授党课", "次", "CB",
              "期间内由党委委员或党支部委员主讲的党课，含其他活动中的党课环节", StudySession,
              lectured_by(COMMITTEE_MEMBERS), opens={"kind": "lecture"}, **SHOWN),
    *(Indicator(f"warning_{code}", ELEMENT.label(code), "次", "CB",
                f"期间内含{ELEMENT.label(code)}环节的学习活动", StudySession,
                held(elements=(code,)), **SHOWN) for code in ("cases", "film")),
    _members("members", "党员总数", "期末在册的正式党员和预备党员"),
    _members("members_probationary", CATEGORY.label("probationary"), "期末在册、还没有转正的党员",
             _probationary),
    _members("members_full", CATEGORY.label("full"), "期末在册、已经转正的党员",
             lambda period: func.coalesce(_probationary(period), literal(0)) == 0),
    _members("members_women", "女党员", "期末在册的女党员", lambda period: Member.sex == "2"),
    _members("members_minority", "少数民族党员", "期末在册、民族不是汉族的党员",
             lambda period: and_(Member.ethnicity.is_not(None), Member.ethnicity != _HAN)),
    *(_members(f"members_aged_{low}", label, f"期末在册、年龄为{label}的党员", _aged(low, high))
      for low, high in BANDS
      for label in (_BAND_LABELS.get(low, f"{low} 至 {high} 岁"),)),
    _members("members_age_unknown", "没有出生日期", "期末在册、出生日期没有填或不对的党员",
             _ageless),
    _members("members_graduate", "大专及以上学历", "期末在册、学历为大专以上的党员",
             _educated("1", "2", "3")),
    _members("members_secondary", "中专、高中、中技学历", "期末在册、学历为中专或高中的党员",
             _educated("4", "6")),
    _members("members_basic", "初中及以下学历", "期末在册、学历为初中以下的党员",
             _educated("7", "8", "9")),
    _members("members_floating", "流动党员", "期末在册、登记为流动的党员",
             lambda period: Member.floating == 1),
    _members("members_lost", "失联党员", "期末在册、登记为失联的党员",
             lambda period: and_(Member.lost == 1,
                                 or_(Member.lost_on.is_(None), by(Member.lost_on, period)))),
    _changed("gained_admitted", "发展党员", "加入党组织日期在期间内、在本支部入党的党员",
             Member.joined_on, or_(Member.arrived_on.is_(None),
                                   iso(Member.arrived_on) <= iso(Member.joined_on)),
             sentence=ReportSentence("organisation.growth", "organisation.roll", GROWTH),
             branch_sentence=ReportSentence("organisation.growth", "organisation", GROWTH)),
    _changed("gained_transferred", "转入组织关系", "转入日期在期间内的党员", Member.arrived_on,
             or_(Member.joined_on.is_(None), iso(Member.arrived_on) > iso(Member.joined_on))),
    _changed("lost_transferred", "转出组织关系", "转出日期在期间内的党员", Member.left_on,
             _LEFT),
    _changed("lost_dead", "去世", "在期间内去世的党员", Member.membership_on, _fell("dead"),
             Member.suspended_on.is_(None)),
    _changed("lost_suspended", "停止党籍", "在期间内停止党籍的党员，后来恢复的也算",
             func.coalesce(Member.suspended_on, Member.membership_on),
             or_(_fell("suspended"), Member.suspended_on.is_not(None))),
    _changed("lost_removed", "出党", "在期间内除名或开除的党员", Member.membership_on,
             _fell("removed", "expelled"), Member.suspended_on.is_(None)),
    _changed("lost_revoked", "取消预备党员资格", "在期间内取消资格的预备党员",
             Member.membership_on, _fell("revoked")),
    _changed("gained_restored", "恢复党籍", "在期间内恢复党籍的党员", Member.membership_on,
             Member.membership == "restored"),
    Indicator("lost_undated", "离开日期不明", "人", "CB",
              "已转出或不再有党籍、没有填日期的党员", Member, _undated, **_SHOWN),
    *(_pipeline(code) for code in _PIPELINE),
    Indicator("tickets_raised", "提出的问题", "个", "CB", "提出日期在期间内的问题", Ticket,
              _in_period(Ticket.raised_on), date=Ticket.raised_on.expression,
              text=Ticket.description.expression),
    Indicator("tickets_closed", "销号的问题", "个", "CB", "销号日期在期间内的问题", Ticket,
              _in_period(Ticket.closed_on), date=Ticket.closed_on.expression,
              text=Ticket.description.expression),
    *(_in_state(choice.code) for choice in STATE),
    Indicator("tickets_overdue", "超过时限的问题", "个", "CB",
              "整改时限已过、期末（或今天）还没有解决的问题，不予受理和长期坚持的除外", Ticket,
              lambda period: and_(iso(Ticket.due_on) < _day_after(period),
                                  Ticket.state.not_in(("declined", "standing")),
                                  not_yet(Ticket.resolved_on, period),
                                  not_yet(Ticket.closed_on, period)),
              date=Ticket.due_on.expression, text=Ticket.description.expression),
    *FIRMS,
    Indicator("organisations_due_unformed", "应建未建党组织的企业", "家", "C",
              "期末没有注销、组织关系在企业的党员 3 人以上而没有组建的企业"
              "（党委和各支部的台账合起来，一家算一次）", Enterprise,
              lambda period: and_(due_unformed(), not_yet(Enterprise.closed_on, period)),
              date=Enterprise.surveyed_on.expression, text=Enterprise.name.expression),
    Indicator("brands", "党建品牌", "个", "CB", "期末在用的党建品牌", Brand,
              lambda period: and_(
                  or_(Brand.since.is_(None), iso(Brand.since) <= period.last.isoformat()),
                  not_yet(Brand.until, period)),
              date=Brand.since.expression, text=Brand.name.expression,
              sentence=ReportSentence("organisation.brands", "organisation.together", BRANDS),
              branch_sentence=ReportSentence("organisation.brands", "organisation", BRANDS)),
    *(Indicator(f"workers_{'full' if code == 'full' else 'part'}_time",
                f"{WORK.label(code)}党务人员", "人", "CB",
                f"期末在岗的{WORK.label(code)}书记、委员、党务工作者和指导员", Worker,
                _working(code), date=Worker.since.expression, text=Worker.name.expression)
      for code in WORK.by_code),
    Indicator("instructors", "党建指导员", "人", "CB", "期末在岗的党建指导员", Worker,
              lambda period: and_(Worker.role == "instructor", by(Worker.since, period),
                                  not_yet(Worker.until, period)),
              date=Worker.since.expression, text=Worker.name.expression,
              sentence=ReportSentence("organisation.who", "organisation.workers", WORKERS)),
    Indicator("workers_left", "离任的党务人员", "人", "CB", "期间内离任的党务人员", Worker,
              _in_period(Worker.until), date=Worker.until.expression,
              text=Worker.name.expression),
    Indicator("awards", "表彰", "项", "CB", "表彰日期在期间内的表彰", Award,
              _in_period(Award.on), date=Award.on.expression, text=Award.honour.expression,
              sentence=ReportSentence("organisation.awards", "organisation.together", AWARDS),
              branch_sentence=ReportSentence("organisation.awards", "organisation", AWARDS)),
    Indicator("care_visits", "慰问帮扶", "次", "CB", "慰问日期在期间内的慰问和帮扶", Care,
              _in_period(Care.on), date=Care.on.expression, text=Care.who.expression),
    Indicator("duties_done", "履责记录", "次", "CB", "履责日期在期间内的履责记录", DutyDone,
              _in_period(DutyDone.on), date=DutyDone.on.expression,
              text=select(Duty.text).where(Duty.id == DutyDone.duty).scalar_subquery(),
              sentence=ReportSentence("discipline.duties", "discipline.duty", DUTIES),
              branch_sentence=ReportSentence("discipline.duties", "discipline", DUTIES)),
    Indicator("venues_checked", "排查的意识形态阵地", "个", "CB", "期间内排查过的阵地，一个算一次",
              Venue,
              lambda period: Venue.id.in_(
                  select(RiskCheck.venue).where(
                      within(RiskCheck.on, period), RiskCheck.deleted_at.is_(None))),
              date=Venue.checked_on.expression, text=Venue.name.expression,
              sentence=ReportSentence("thought.venues", "thought.ideology", VENUES),
              branch_sentence=ReportSentence("thought.venues", "thought", VENUES)),
    Indicator("risks_found", "排查发现的风险", "个", "CB", "期间内排查、发现风险的", RiskCheck,
              lambda period: and_(within(RiskCheck.on, period), RiskCheck.risk == 1),
              date=RiskCheck.on.expression, text=RiskCheck.found.expression),
    Indicator("risks_settled", "处置的风险", "个", "CB", "登记的问题在期间内解决了的风险",
              RiskCheck,
              lambda period: RiskCheck.ticket.in_(
                  select(Ticket.uid).where(
                      within(Ticket.resolved_on, period), Ticket.deleted_at.is_(None))),
              date=RiskCheck.on.expression, text=RiskCheck.found.expression),
    Indicator("life_issues", "组织生活会转入台账的问题", "个", "CB",
              "期间内提出、来源是组织生活会的问题", Ticket,
              lambda period: and_(within(Ticket.raised_on, period), Ticket.source == "life"),
              date=Ticket.raised_on.expression, text=Ticket.description.expression),
    Indicator("life_issues_mended", "组织生活会问题已整改", "个", "CB",
              "期间内解决、来源是组织生活会的问题", Ticket,
              lambda period: and_(within(Ticket.resolved_on, period), Ticket.source == "life"),
              date=Ticket.resolved_on.expression, text=Ticket.description.expression),
    Indicator("campaigns", "专项行动", "个", "CB", "起止日期在期间内或与期间有重叠的专项行动",
              Campaign,
              # A branch's copy of the park's campaign is no second one where both are.
              lambda period: and_(
                  iso(Campaign.from_on) <= period.last.isoformat(),
                  iso(Campaign.until_on) >= period.first.isoformat(),
                  or_(Campaign.of_park.is_(None), Campaign.submission.is_(None))),
              date=Campaign.from_on.expression, text=Campaign.name.expression),
    Indicator("campaign_steps_taken", "专项行动做完的步骤", "步", "CB",
              "完成日期在期间内的行动进度，一个对象一步算一次", CampaignDone,
              _in_period(CampaignDone.on), date=CampaignDone.on.expression,
              text=CampaignDone.subject.expression),
    Indicator("terms_over", "任期届满没有换届的党组织", "个", "CB",
              "任期到期末（或昨天）已经届满的党组织，临时党支部除外", Organisation,
              lambda period: and_(
                  Organisation.kind != "temporary_branch", Organisation.elected_on.is_not(None),
                  _term_ends() < _day_after(period)),
              date=Organisation.elected_on.expression, text=Organisation.name.expression),
    *ACTIVITIES,
    *COURSES,
    CHANGED,
    *APPRAISALS,
    *OWN_WORK,
]  # fmt: skip
