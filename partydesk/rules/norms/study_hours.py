"""The year's study of members: hours in proportion to their months on the roll, and the
secretary's course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from partydesk.records.fields import fields
from partydesk.records.member import DUTY, MEMBERSHIP, STUDY_EXEMPT, Member
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import HERE, Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_session
from partydesk.rules.norms.members import out_of_reach
from partydesk.rules.norms.recurrence import open_state, slots

_EXEMPT = fields(Member)["study_exempt"].label
_EACH: dict[str, Any] = {"about": "member", "lead": 92}


def _attended(kind: str) -> Settles:
    """A session of study at which whom it is about was."""
    asked = ("starts_at", "topic", "hours")
    return Settles(asked, "session", {"kind": kind}, of_session, attended=True)


def _hours(hours: int, says: str, article: str, remedy: str, **words: Any) -> Norm:
    return Norm(
        f"hours_{hours}", f"学习 {hours} 学时", f"{says} {hours} 学时", article, remedy,
        hours=hours, together=True, settles=_attended("group_study"), **_EACH, **words,
    )  # fmt: skip


HOURS_32 = _hours(32, "党员每年一般不少于", "党员教育管理工作条例第二十条",
                  "补学或参加集中学习，把学时记在学习活动里，网络学习和外面的培训登记学时；年老体弱、患病、残疾的送学上门，"
                  f"在党员名册里填{_EXEMPT}",
                  amiss="党员集中学习没有满32学时",
                  step="对学时不够的党员逐人安排补学")  # fmt: skip
HOURS_56 = _hours(56, "书记和班子成员每年不少于", "2024—2028 年全国党员教育培训工作规划",
                  "参加培训班或集中学习，把学时记在学习活动里，外面的培训登记学时；"
                  f"年老体弱、患病、残疾的填{_EXEMPT}",
                  amiss="书记和班子成员学习没有满56学时",
                  step="安排书记和班子成员参加培训，补足学时")  # fmt: skip
_HOURS_56_BEFORE = replace(HOURS_56, article="2019—2023 年全国党员教育培训工作规划")
SECRETARY_TRAINING = Norm(
    "secretary_training", "书记集中轮训", "党支部书记每年至少参加 1 次县级以上集中轮训",
    "支部工作条例第二十五条", "安排书记参加培训，记一次党务培训，到会人里选上书记；"
    "在外面学的登记学时，学习方式选集中培训",
    settles=_attended("training"), **_EACH,
    amiss="党支部书记没有参加集中轮训的记录", step="安排党支部书记参加集中轮训，补记培训",
)  # fmt: skip
NORMS = (HOURS_32, HOURS_56, SECRETARY_TRAINING)
HOURS = frozenset((HOURS_32.id, HOURS_56.id))
"""The norms of which each member is asked for one."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one member's year asks for: the months on this roll and their hours.

    The month of coming counts whole and that of leaving not, so that of a member who moves both
    rolls together ask for the year's hours once. `until` is the first day no longer here (ISO).
    `why`: the reason for which nothing is asked ("" where something is).
    """

    months: int
    hours: float
    until: str
    why: str = ""


def share(person: Person, year: int, day: str) -> Share | None:
    """The year of a member, judged on a `day` of it (ISO); None for who was not on the roll in it.

    Who died or left the Party in the year is asked for nothing any more and has no share.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    since, until = person.since, person.until
    if person.membership == "restored":
        # What was before the restoration was no time on the roll.
        since = max(since, person.membership_on or "")
    if not person.in_party or since > day or until <= max(since, first):
        return None
    stopped = until <= day and not person.in_standing and until == (person.membership_on or "")
    if stopped and person.membership != "suspended":
        return None
    start = int(since[5:7]) if since > first else 1
    end = int(until[5:7]) if until <= last else 13
    months = end - start
    hours = round(_norm(person, year).hours * months / 12, 1)
    return Share(months, hours, until, _why(person, day, months, stopped))


def _why(person: Person, day: str, months: int, stopped: bool) -> str:
    if person.study_exempt:
        label = STUDY_EXEMPT.label(person.study_exempt)
        return f"{label}，{_EXEMPT}（党员教育管理工作条例第二十三条）"
    if stopped:
        return f"{person.membership_on} {MEMBERSHIP.label('suspended')}"
    if person.lost_by(day):
        return f"{person.lost_on} 失去联系" if person.lost_on else "失去联系"
    return "" if months else "在本支部不满一个月"


def _norm(person: Person, year: int) -> Norm:
    if person.in_committee:
        return HOURS_56 if year >= 2024 else _HOURS_56_BEFORE
    return HOURS_32


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of every year that ends in the facts' period."""
    for year in slots("year", facts.period):
        # Judged on the last day, or today while the year lasts.
        day = min(year.last.isoformat(), max(facts.day, year.first.isoformat()))
        for organ in facts.organs:
            if organ.is_branch:
                yield from _organ(facts, organ, year.first.year, day)


def _organ(facts: Facts, organ: Organ, year: int, day: str) -> Iterator[Obligation]:
    hours, trained = facts.hours.get(year, {}), facts.trained.get(year, {})
    for person in facts.people.get(organ.id, ()):
        asked = share(person, year, day)
        if asked is None:
            continue
        yield _studied(facts, person, year, asked, hours.get(person.id, 0.0))
        if person.duty == "secretary" and person.on_roll(day):
            yield _trained(facts, person, year, day, trained.get(person.id, ()))


def of_hours(items: Iterable[Obligation]) -> list[Obligation]:
    """Of all that the norms say, what they say of the hours of those still here (today, or at the
    year's end): who counts hours anywhere counts these."""
    return [
        item
        for item in items
        if item.norm.id in HOURS and item.due and item.due == date(item.due.year, 12, 31)
    ]


def _item(
    norm: Norm, person: Person, year: int, state: State, due: date, text: str,
    evidence: tuple[tuple[str, str], ...] = (),
) -> Obligation:  # fmt: skip
    return Obligation(norm, person.organisation, state, due, str(year), "member", person.uid,
                      person.name, evidence, text)  # fmt: skip


def _studied(facts: Facts, person: Person, year: int, asked: Share, had: float) -> Obligation:
    due = date(year, 12, 31)
    if asked.until <= due.isoformat() and asked.until != HERE:
        due = date.fromisoformat(asked.until) - timedelta(days=1)
    text = f"已学 {had:g} 学时"
    if asked.months < 12 and not asked.why:
        text = f"今年在册 {asked.months} 个月，应学 {asked.hours:g} 学时，{text}"
    if had >= asked.hours > 0:
        state = State.DONE
    elif asked.why:
        state, text = State.EXEMPT, f"{asked.why}；{text}"
    else:
        # Who is here no more cannot make it good.
        gone = due < facts.today and due < date(year, 12, 31)
        state = State.MISSED if gone else open_state(due, facts.today)
        text = f"{text}，还差 {asked.hours - had:.4g}"
    return _item(_norm(person, year), person, year, state, due, text)


def _trained(
    facts: Facts, person: Person, year: int, day: str, courses: tuple[tuple[str, str], ...]
) -> Obligation:
    """A year's course; of who came to the roll in its second half, or is out of reach, none."""
    due = date(year, 12, 31)
    state, text = open_state(due, facts.today), ""
    if courses:
        state, text = State.DONE, f"参加培训 {len(courses)} 次"
    elif why := out_of_reach(person, year, day):
        state, text = State.EXEMPT, why
    elif facts.today > due:
        text = f"没有{DUTY.label('secretary')}参加{SECRETARY_TRAINING.label}的记录"
    return _item(SECRETARY_TRAINING, person, year, state, due, text, courses)
