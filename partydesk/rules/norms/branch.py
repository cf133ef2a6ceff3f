"""What the rules ask of a branch as a whole: its term, its size, its committee, its submissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from partydesk.records.organisation import usual_term
from partydesk.records.periods import months_after
from partydesk.rules.deadlines import USUAL_DAYS, span
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Organ
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.recurrence import open_state, slots

ELECTION = Norm("election", "换届", "任期一般 3 年，村和社区 5 年；提前、延期一般不超过 1 年",
                "支部工作条例第二十一条",
                "报上级批准后换届；选出后改本届当选日期。提前、延期也要报上级批准，批准了延期的用"
                "“不适用”写明批准和延到哪一天",
                settles=Settles(("elected_on",), affair="election"), delayed=True, lead=180,
                amiss="任期届满没有换届", step="报上级批准，定好日期按规定换届")  # fmt: skip
# The rules of 支部 set the term of branches; that of committees stands elsewhere.
_ELECTION_ABOVE = replace(ELECTION,
                          says="党委任期一般 5 年，党总支 3 年；提前、延期一般不超过 1 年",
                          article="关于党的基层组织任期的意见第一、二条")  # fmt: skip
BRANCH_SIZE = Norm("branch_size", "党支部规模", "正式党员 3 人以上，党员一般不超过 50 人",
                   "支部工作条例第四、五条",
                   "不足 3 人的与邻近单位联合组建；超过 50 人的报上级商议调整",
                   settles=Settles(("kind",)),
                   amiss="党员人数不合设立支部的要求",
                   step="报上级研究联合组建或者调整设置")  # fmt: skip
COMMITTEE_SIZE = Norm("committee_size", "设支部委员会",
                      "正式党员 7 人以上设支委会，委员 3 至 5 人，一般不超过 7 人",
                      "支部工作条例第二十条",
                      "选举支委会，把委员的党内职务填在党员名册里",
                      settles=Settles(("duty",), each="member", affair="election"),
                      lacks="还不知道支委会有谁", amiss="支部委员会设置不合要求",
                      step="按规定选举或者增补支部委员")  # fmt: skip
SECRETARY = Norm("secretary", "设党支部书记", "正式党员 3 人以上的党支部设书记 1 名",
                 "支部工作条例第二十条",
                 "选举或者报上级任命书记，把党内职务填在党员名册里",
                 settles=Settles(("secretary",), affair="new-secretary"),
                 lacks="还不知道谁是书记", amiss="党支部没有书记",
                 step="报上级同意后选举书记，或者请上级任命")  # fmt: skip
JOINT_FIRMS = Norm("joint_firms", "联合党支部的企业数", "联合党支部一般不超过 5 家企业",
                   "惯例，参照支部工作条例第五条", "报上级党委商议，分开设立或者调整组建",
                   custom=True, usual=True, settles=Settles(("kind",)),
                   amiss="联合党支部包括的企业过多",
                   step="报上级党委研究，分开设立或者调整组建")  # fmt: skip
SUBMISSION = Norm("submission", "报送", f"每季度后 {USUAL_DAYS} 天内", "园区党委布置",
                  "到“报送”页写出报送表", lead=USUAL_DAYS, settles=Settles(tab="submit"),
                  amiss="没有按期报送", step="每季度结束后按期报送，报送前核对")  # fmt: skip
NORMS = (ELECTION, BRANCH_SIZE, COMMITTEE_SIZE, SECRETARY, JOINT_FIRMS, SUBMISSION)

_MOST_FIRMS = 5


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """One item for each norm that has something to say of a branch."""
    for organ in facts.organs:
        if organ.kind != "temporary_branch":
            yield from _term(facts, organ)
        if organ.is_branch:
            yield from _size(facts, organ)
            yield from _committee(facts, organ)
            yield from _secretary(facts, organ)
            yield from _firms(facts, organ)
            yield from _handing_in(facts, organ)


def _term(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    """The term that runs now ends some day; elected again, it ends later."""
    if not organ.elected_on:
        return
    norm = ELECTION if organ.is_branch else _ELECTION_ABOVE
    elected = date.fromisoformat(organ.elected_on)
    years = organ.term_years or usual_term(organ.kind)
    due = months_after(elected, 12 * years)
    if due <= facts.period.last:
        late = (facts.today - due).days
        text = f"{elected:%Y-%m-%d} 当选，任期 {years} 年，{due:%Y-%m-%d} 届满"
        text += f"，已超 {late} 天" if late > 0 else ""
        if facts.today > months_after(due, 12):
            text += "，经批准延期最多 1 年也已经过了"
        if years < usual_term(organ.kind):
            # Older versions filled in 3 for every kind.
            text += f"；党委任期一般 {usual_term(organ.kind)} 年，若不是 {years} 年请改任期"
        state = open_state(due, facts.today, grace=None)
        yield Obligation(norm, organ.id, state, due, text=text)
    elif elected in facts.period:
        evidence = (("organisation", organ.uid),)
        text = f"{elected:%Y-%m-%d} 当选"
        yield Obligation(norm, organ.id, State.DONE, elected, evidence=evidence, text=text)


def _day(facts: Facts) -> date:
    """Today, or the last day of a period that is over."""
    return min(facts.today, facts.period.last)


def _size(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    day = _day(facts).isoformat()
    if day < (organ.founded_on or ""):
        return
    roll = facts.roll(organ.id)
    people, full = roll.members(day), roll.full_members(day)
    if not people:
        # A roll nobody has entered yet says nothing of the branch.
        return
    state, text = State.DONE, f"党员 {people} 人，其中正式党员 {full} 人"
    if full < 3:
        # Firms with fewer than three join one branch together; a temporary one is for a task.
        joint = organ.kind != "branch"
        state = State.EXEMPT if joint else State.OVERDUE
        text += "，不足 3 人"
    elif people > 50:
        state = State.OVERDUE
        text += "，超过 50 人"
    yield Obligation(BRANCH_SIZE, organ.id, state, None, day[:4], text=text)


def _committee(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    day = _day(facts).isoformat()
    roll = facts.roll(organ.id)
    full = roll.full_members(day)
    if organ.kind == "temporary_branch" or full < 7 or day < (organ.founded_on or ""):
        return
    offices = roll.committee(day)
    # Where nobody but the 书记 is told of, the others are not known yet.
    others = any(p.duty != "secretary" for p in roll.offices)
    few = State.OVERDUE if others else State.LACKING
    state = State.DONE if 3 <= len(offices) <= 7 else few
    text = f"正式党员 {full} 人，名册里有支委 {len(offices)} 人"
    evidence = tuple(("member", p.uid) for p in offices)
    yield Obligation(COMMITTEE_SIZE, organ.id, state, None, day[:4], evidence=evidence, text=text)


def _secretary(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    """A branch of three full members or more has a secretary: one on its roll, or one whom the
    organisation names (a superior may send somebody who is on another roll)."""
    day = _day(facts).isoformat()
    roll = facts.roll(organ.id)
    full = roll.full_members(day)
    if organ.kind == "temporary_branch" or full < 3 or day < (organ.founded_on or ""):
        return
    people = [p for p in roll.committee(day) if p.duty == "secretary"]
    names = "、".join(p.name for p in people) or (organ.secretary or "")
    # A roster that tells no office at all, be it of somebody who has left, says nothing of it.
    none = State.OVERDUE if roll.offices else State.LACKING
    state = State.DONE if names else none
    text = f"书记：{names}" if names else f"正式党员 {full} 人，名册和本组织登记里都没有书记"
    evidence = tuple(("member", p.uid) for p in people)
    yield Obligation(SECRETARY, organ.id, state, None, day[:4], evidence=evidence, text=text)


def _firms(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    """A joint branch of which firms are known."""
    day = _day(facts).isoformat()
    number = facts.firms.get(organ.id, 0)
    if organ.kind == "joint_branch" and number and day >= (organ.founded_on or ""):
        state = State.DONE if number <= _MOST_FIRMS else State.OVERDUE
        text = f"联合了 {number} 家企业"
        yield Obligation(JOINT_FIRMS, organ.id, state, None, day[:4], text=text)


@lru_cache
def submission_norm(days: int) -> Norm:
    """The norm of handing in as it reads where the park asks for a quarter within these days."""
    return replace(SUBMISSION, says=f"每季度后 {days} 天内", lead=days)


def _handing_in(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    """A quarter is handed in within the days that the park sets, by itself or within a longer time.

    What was written before the quarter was over does not tell all of it. A park that asks for no
    quarters misses none.
    """
    if "quarter" not in facts.hand_in_periods:
        return
    handed = facts.handed_in.get(organ.id, ())
    for slot in slots("quarter", facts.period):
        days = facts.hand_in_days.get(span(slot), USUAL_DAYS)
        norm = submission_norm(days)
        due = slot.last + timedelta(days=days)
        first, last = slot.first.isoformat(), slot.last.isoformat()
        if last < (organ.founded_on or "") or facts.today <= slot.last:
            continue
        made = min(
            (
                each.made
                for each in handed
                if each.first <= first and last <= each.last and last <= each.made
            ),
            default="",
        )
        late = (date.fromisoformat(made[:10]) - due).days if made else 0
        state = State.DONE if made else open_state(due, facts.today, grace=80)
        text = f"晚 {late} 天报送" if late > 0 else ""
        yield Obligation(norm, organ.id, state, due, slot.text, text=text)
