"""三会一课, 主题党日, 组织生活会, 民主评议: meetings that a branch holds month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from partydesk.records.kinds import ELEMENT, SESSION_KIND
from partydesk.records.periods import Period
from partydesk.rules.norms.declared import GRACE, UNMET, Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import HERE, Meeting, Organ
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_session
from partydesk.rules.norms.recurrence import open_state, slot_of, slots
from partydesk.rules.park_settings import USUAL_LIFE_UNTIL, life_meeting_day


def _meeting(
    id: str, every: str, says: str, article: str, remedy: str, *, kind: str = "", amiss: str,
    step: str, about: str = "organisation", held_by: str = "B", custom: bool = False,
    usual: bool = False, lead: int = 31, **known: object,
) -> Norm:  # fmt: skip
    kind = kind or id
    return Norm(
        id, SESSION_KIND.label(kind), says, article, remedy, about, held_by, custom, lead,
        settles=Settles(("topic",), "session", {"kind": kind, **known}, of_session, whole=True),
        every=every, amiss=amiss, step=step, usual=usual,
    )  # fmt: skip


GENERAL = _meeting("general_meeting", "quarter", "一般每季度 1 次", "支部工作条例第十一条",
                   "召开党员大会，记下应到、实到和决议",
                   amiss="缺党员大会记录", step="按季度召开党员大会，会后三天内登记")  # fmt: skip
COMMITTEE = _meeting("branch_committee", "month", "一般每月 1 次", "支部工作条例第十二条",
                     "召开支委会，半数以上委员到会",
                     amiss="缺支委会记录", step="按月召开支委会，会后及时登记")  # fmt: skip
GROUP = _meeting("group_meeting", "month", "一般每月 1 次", "支部工作条例第十三条",
                 "请党小组组长召集，会后记下到会情况", about="group",
                 amiss="缺党小组会记录", step="按月召开党小组会，由组长负责召集和登记")  # fmt: skip
THEME_DAY = _meeting("theme_day", "month", "每月相对固定 1 天", "支部工作条例第十六条",
                     "先定主题，开展后记下内容和到会情况",
                     amiss="缺主题党日记录",
                     step="每月固定一天开展主题党日，提前定好主题")  # fmt: skip
LIFE = _meeting("life_meeting", "year", "每年至少 1 次，一般在第四季度", "支部工作条例第十七条",
                "会前学习、谈心、听意见，会后逐条整改", lead=75,
                amiss="缺组织生活会记录",
                step="开好组织生活会，会上提出的问题逐条整改")  # fmt: skip
REVIEW = _meeting("review_meeting", "year", "一般每年 1 次", "支部工作条例第十八条",
                  "自评、互评、测评后给出评定意见，可与组织生活会一并开", lead=75,
                  amiss="缺民主评议党员记录",
                  step="开展民主评议党员，按步骤自评、互评、测评")  # fmt: skip
LECTURE = _meeting("lecture", "year", "党委书记每年至少讲 1 次", "支部工作条例第十六条",
                   "安排党委书记讲一次党课，主讲人身份填党委书记", held_by="C", lead=92,
                   lecturer_role="committee_secretary",
                   amiss="党委书记没有讲党课的记录", step="安排党委书记讲党课")  # fmt: skip
LECTURE_QUARTERLY = _meeting("lecture_quarterly", "quarter", "每季度 1 次",
                             "园区自定，不是全国规定", "安排一次党课", kind="lecture", custom=True,
                             amiss="缺党课记录", step="每季度安排一次党课")  # fmt: skip
IDEOLOGY = _meeting("ideology_half_year", "half", "每半年至少 1 次",
                    "党委（党组）意识形态工作责任制实施办法", "专题研究一次意识形态工作和阵地管理",
                    kind="ideology", held_by="C", amiss="缺意识形态专题研究记录",
                    step="每半年专题研究一次意识形态工作")  # fmt: skip

CENTRE_GROUP = _meeting("centre_group_quarterly", "quarter", "每季度至少 1 次",
                        "惯例，参照党委（党组）理论学习中心组学习规则",
                        "组织一次中心组集体学习研讨",
                        kind="centre_group", held_by="C", custom=True, usual=True,
                        amiss="缺党委理论学习中心组学习记录",
                        step="每季度组织中心组集体学习研讨")  # fmt: skip
GOVERNANCE = _meeting("governance_half_year", "half", "每半年至少 1 次",
                      "惯例，参照党委（党组）落实全面从严治党主体责任规定",
                      "专题研究一次全面从严治党工作", kind="governance", held_by="C", custom=True,
                      usual=True, amiss="缺全面从严治党专题研究记录",
                      step="每半年专题研究一次全面从严治党工作")  # fmt: skip
FIRST_AGENDA = Norm("first_agenda", ELEMENT.label("first_agenda"), "每次党委会议安排第一议题",
                    "惯例", "会上先学习，把学了什么填在第一议题内容里", "session", "C",
                    custom=True, usual=True, settles=Settles(("first_agenda",)),
                    amiss="党委会议没有第一议题",
                    step="每次党委会议先安排第一议题，会后及时登记")  # fmt: skip

FOR_A_YEAR = (LIFE, REVIEW)
"""The norms of meetings that are held for a year, often in the first months of the next."""

_MADE_UP_UNTIL = (3, 31)
"""Until this day of the next year a year's 组织生活会 can be made up for, whatever day the park has
set: that is how long they are held (domain.md §8)."""

NORMS = [GENERAL, COMMITTEE, GROUP, THEME_DAY, LIFE, REVIEW, LECTURE, LECTURE_QUARTERLY, IDEOLOGY,
         CENTRE_GROUP, GOVERNANCE, FIRST_AGENDA]  # fmt: skip


def kind_of(norm: Norm) -> str:
    """The kind of session that a norm asks for; "" where it asks for something else."""
    settles = norm.settles
    return str(settles.defaults["kind"]) if settles.kind == "session" and settles.whole else ""


def as_set(norm: Norm, until: str) -> Norm:
    """A norm as it reads where the park asks for a year's 组织生活会 by this last day: reminded of
    in the fourth quarter all the same."""
    if norm not in FOR_A_YEAR or until == USUAL_LIFE_UNTIL:
        return norm
    return _as_set(norm is REVIEW, until)


@lru_cache
def _as_set(review: bool, until: str) -> Norm:
    norm = REVIEW if review else LIFE
    day = life_meeting_day(until, 2026)
    when = f"{'次年' if day.year > 2026 else ''} {day.month} 月 {day.day} 日"
    later = max((day - date(2026, 12, 31)).days, 0)
    return replace(norm, says=f"{norm.says}，园区定最迟{when}", lead=norm.lead + later)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of every meeting that a norm asks for in the facts' period."""
    for organ in facts.organs:
        for norm in NORMS:
            asked = organ.is_branch if norm.held_by == "B" else organ.kind == "party_committee"
            if not asked or (norm.custom and norm.id not in custom):
                continue
            if norm is FIRST_AGENDA:
                yield from _first_agendas(facts, organ)
                continue
            held = _held(facts, organ, norm)
            if norm.about == "group":
                yield from _groups(facts, organ, norm, held)
            else:
                yield from _slots(facts, organ, norm, held)


def _first_agendas(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    """Each meeting of the committee has one; what was held is only to be written down."""
    for meeting in facts.meetings.get(organ.id, {}).get("party_committee", ()):
        day = date.fromisoformat(meeting.day)
        if day not in facts.period or day > facts.today:
            continue
        state, text = State.DONE, ""
        if not meeting.first_agenda:
            state, text = open_state(day, facts.today), f"{meeting.day} 的党委会议没有记第一议题"
        yield Obligation(
            FIRST_AGENDA, organ.id, state, day, "", "session", meeting.uid, meeting.day,
            (("session", meeting.uid),), text,
        )  # fmt: skip


def _held(facts: Facts, organ: Organ, norm: Norm) -> Iterable[Meeting]:
    """The meetings of an organisation that answer a norm."""
    held = facts.meetings.get(organ.id, {})
    if norm is REVIEW:
        # A meeting of its own or, graded, within the year's 组织生活会.
        graded = {str(year) for year in facts.graded(organ.id)}
        within = [m for m in held.get(kind_of(LIFE), ()) if m.counts_on[:4] in graded]
        return [*held.get(kind_of(norm), ()), *within]
    if norm is LECTURE_QUARTERLY:
        return [meeting for each in held.values() for meeting in each if meeting.lectures]
    if norm is LECTURE:
        # The secretary may lecture in a branch; of two committees each asks its own records.
        everywhere = organ.id == facts.own
        return [m for m in facts.secretary_lectures if everywhere or m.organisation == organ.id]
    return held.get(kind_of(norm), ())


def _by_slot(norm: Norm, meetings: Iterable[Meeting]) -> dict[str, list[Meeting]]:
    by_slot: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        day = meeting.counts_on if norm in FOR_A_YEAR else meeting.day
        by_slot[slot_of(norm.every, day)].append(meeting)
    return by_slot


def _slots(
    facts: Facts, organ: Organ, norm: Norm, meetings: Iterable[Meeting], about: str = "",
    since: str = "", until: str = HERE,
) -> Iterator[Obligation]:  # fmt: skip
    """An item for each slot of the period; `since` and `until` tell when a group was there."""
    since = max(since, organ.founded_on or "")
    told = as_set(norm, facts.life_meeting_until)
    by_slot = _by_slot(norm, meetings)
    for slot in slots(norm.every, facts.period):
        held = by_slot.get(slot.text, ())
        evidence = tuple(("session", meeting.uid) for meeting in held)
        due, lapses = _limits(facts, norm, slot)
        state: State | None
        if held:
            state, text = _in_time(held, due, lapses)
        else:
            state, text = _without(facts, organ, norm, slot, since, until), ""
            if norm in FOR_A_YEAR and state in UNMET:
                text = _perhaps_meant(by_slot.get(str(slot.last.year + 1), ()), slot, lapses)
            if state is State.DUE and not (text or about):
                text = _planned(facts, organ, norm, slot)
        if state is not None:
            yield Obligation(
                told, organ.id, state, due, slot.text, about=about, evidence=evidence, text=text
            )


def _planned(facts: Facts, organ: Organ, norm: Norm, slot: Period) -> str:
    """For which day of the slot it is planned, "" for none: being planned is not being held."""
    for plan in facts.plans.get(organ.id, ()):
        day = date.fromisoformat(plan.starts_at[:10])
        if plan.kind == kind_of(norm) and day in slot and day >= facts.today:
            return f"排在 {day.month} 月 {day.day} 日"
    return ""


def _limits(facts: Facts, norm: Norm, slot: Period) -> tuple[date, date]:
    """The last day for a slot's meeting, and the last on which it can still be made up for."""
    if norm not in FOR_A_YEAR:
        return slot.last, slot.last + timedelta(days=GRACE)
    return limits_of_year(facts.life_meeting_until, slot.last.year)


def limits_of_year(until: str, year: int) -> tuple[date, date]:
    """The last day for a year's 组织生活会 by the park's setting, and the last on which it can
    still be made up for."""
    due = life_meeting_day(until, year)
    return due, max(due + timedelta(days=GRACE), date(year + 1, *_MADE_UP_UNTIL))


def _in_time(held: Iterable[Meeting], due: date, lapses: date) -> tuple[State, str]:
    """Whether what was held came in time; late, the days are told."""
    first = date.fromisoformat(min(meeting.day for meeting in held))
    late = (first - due).days
    if late <= 0:
        return State.DONE, ""
    state = State.DONE if first <= lapses else State.MISSED
    return state, f"{first} 召开，晚于最后一天 {due} {late} 天"


def _perhaps_meant(held: Iterable[Meeting], slot: Period, lapses: date) -> str:
    """What was held early in the next year without saying for which may have been for this one."""
    year = slot.last.year
    days = [m.day for m in held if m.for_year is None and m.day <= lapses.isoformat()]
    if not days:
        return ""
    told = f"{min(days)} 召开的没有写所属年度，算 {year + 1} 年的"
    return f"{told}；是 {year} 年度的，请在那次活动里填上"


def _without(
    facts: Facts, organ: Organ, norm: Norm, slot: Period, since: str, until: str
) -> State | None:
    """The state of a slot in which nothing was held; None where nothing is asked."""
    first, last = slot.first.isoformat(), slot.last.isoformat()
    day = min(last, max(first, facts.day))
    if since > last or until <= day:
        return None
    if since > first:
        # Founded in the middle: it had no whole month (quarter, year) to hold it in.
        return State.EXEMPT
    if norm is COMMITTEE and not facts.roll(organ.id).has_committee(day):
        return None
    due, lapses = _limits(facts, norm, slot)
    return open_state(due, facts.today, grace=(lapses - due).days)


def _groups(
    facts: Facts, organ: Organ, norm: Norm, meetings: Iterable[Meeting]
) -> Iterator[Obligation]:
    """Each group's own meetings; one that names no group, and whose people tell none, is all's."""
    groups = facts.roll(organ.id).groups
    if not groups:
        return
    by_group: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        named = {meeting.group} if meeting.group else facts.groups_met.get(meeting.id)
        if not named:
            named = {g for g, (since, until) in groups.items() if since <= meeting.day < until}
        for group in named:
            by_group[group].append(meeting)
    for group in sorted(groups):
        yield from _slots(facts, organ, norm, by_group[group], group, *groups[group])
