"""What the rules say of single members: 政治生日, 失联, 组织关系."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from partydesk.records.member import MEMBERSHIP, RELATION
from partydesk.records.periods import months_after
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_talk
from partydesk.rules.norms.recurrence import open_state
from partydesk.rules.park_settings import USUAL_BIRTHDAY_LEAD_DAYS

BIRTHDAY = Norm("political_birthday", "政治生日", "每年入党日期",
                "中共中央关于加强党的政治建设的意见", "打印贺卡，谈一次话，重温入党誓词", "member",
                lead=USUAL_BIRTHDAY_LEAD_DAYS,
                settles=Settles(("held_on", "talker", "topic"), "talk",
                                        {"kind": "political_birthday"}, of_talk),
                amiss="党员政治生日没有活动或谈话记录",
                step="提前排好政治生日，按时谈话并登记")  # fmt: skip
LOST_HALF_YEAR = Norm("lost_half_year", MEMBERSHIP.label("suspended"),
                      "失去联系满 6 个月，多方查找仍无下落", "党员教育管理工作条例第二十四条",
                      "报上级批准后停止党籍，改党籍状态并填党籍变化日期", "member", private=True,
                      settles=Settles(("membership", "membership_on"), affair="suspend"),
                      amiss="失联党员满6个月没有处理",
                      step="再查找一遍，仍无下落的报上级按规定处理")  # fmt: skip
LOST_TWO_YEARS = Norm("lost_two_years", "自行脱党除名", "停止党籍 2 年后仍未取得联系",
                      "党员教育管理工作条例第二十四条", "按自行脱党办理除名，改党籍状态",
                      "member", private=True,
                      settles=Settles(("membership", "membership_on"), affair="leave-party"),
                      amiss="停止党籍满2年没有处理", step="逐人核实，按规定报上级处理")  # fmt: skip
NOT_TRANSFERRED = Norm("not_transferred", RELATION.label("not_transferred"),
                       "在固定地点 6 个月以上应转接组织关系", "党员教育管理工作条例第二十五条",
                       "联系原支部转接组织关系；转来后改组织关系", "member", private=True,
                       settles=Settles(("relation", "arrived_on"), affair="transfer-in"),
                       amiss="组织关系没有转入", step="联系原支部，逐人转接组织关系")  # fmt: skip
LEFT = Norm("left", "转出去向", "转出后仍由原支部负责，直到对方接收",
            "党员教育管理工作条例第二十五条", "问清接收的党组织，填转出日期和去向",
            "member", private=True,
            settles=Settles(("left_on", "left_to")),
            amiss="转出组织关系去向不清", step="逐人问清接收的党组织，直到对方接收")  # fmt: skip
# Where the day it runs from is not known, that day is asked for first.
_LOST_UNDATED = replace(LOST_HALF_YEAR, settles=Settles(("lost_on",)))
_FOUND_AGAIN = replace(LOST_HALF_YEAR, settles=Settles(("lost",)))
_STOPPED_UNDATED = replace(LOST_TWO_YEARS, settles=Settles(("membership_on",)))
_ARRIVED_UNDATED = replace(NOT_TRANSFERRED, settles=Settles(("arrived_on",)))
_LEFT_HERE = replace(LEFT, settles=Settles(("relation", "left_on", "left_to")))
NORMS = (BIRTHDAY, LOST_HALF_YEAR, LOST_TWO_YEARS, NOT_TRANSFERRED, LEFT)

_AFTER = 7
"""Days after a political birthday in which it may still be kept."""


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of each member that one of these norms speaks of."""
    for organ in facts.organs:
        kept = _kept(facts, organ)
        for person in facts.people.get(organ.id, ()):
            if person.in_party:
                yield from _birthday(facts, person, kept)
            if person.relation == "not_transferred":
                if person.in_standing:
                    yield from _not_transferred(facts, person)
            elif person.in_party and person.relation != "left" and person.lost == 1:
                tries = [each.day for each in facts.contacts.get(organ.id, ())
                         if each.member == person.id]  # fmt: skip
                yield from _lost(facts, person, tries)
            elif person.relation == "left" and not (person.left_on and person.left_to):
                yield _item(LEFT, person, State.LACKING, None, "没有填转出日期或去向")
            elif person.relation in (None, "on_roll") and person.left_on:
                text = f"填了转出日期 {person.left_on}，组织关系还是在册"
                yield _item(_LEFT_HERE, person, State.LACKING, None, text)


def _item(
    norm: Norm, person: Person, state: State, due: date | None, text: str = "",
    evidence: tuple[tuple[str, str], ...] = (), slot: str = "",
) -> Obligation:  # fmt: skip
    return Obligation(
        norm, person.organisation, state, due, slot, "member", person.uid, person.name, evidence,
        text,
    )  # fmt: skip


def _kept(facts: Facts, organ: Organ) -> dict[str, list[tuple[str, str, str]]]:
    """How political birthdays were kept: name → (day, kind, uid); sessions under ""."""
    kept: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for talk in facts.talks.get(organ.id, ()):
        if talk.kind == "political_birthday":
            for subject in talk.subjects.split("、"):
                kept[subject].append((talk.day, "talk", talk.uid))
    for kind, meetings in facts.meetings.get(organ.id, {}).items():
        for meeting in meetings:
            if kind == "political_birthday" or "political_birthday" in (meeting.elements or ""):
                kept[""].append((meeting.day, "session", meeting.uid))
    return kept


def _birthday(
    facts: Facts, person: Person, kept: dict[str, list[tuple[str, str, str]]]
) -> Iterator[Obligation]:
    """Each anniversary of joining in the period; 29 February is kept on 28 February."""
    if not person.joined_on:
        return
    joined = date.fromisoformat(person.joined_on)
    for year in range(facts.period.first.year, facts.period.last.year + 1):
        day = months_after(joined, 12 * (year - joined.year))
        if year <= joined.year or day not in facts.period or not person.on_roll(day.isoformat()):
            continue
        # A talk from a week before it to a month after is for this member, a session of its month
        # for all.
        from_day, to_day = (day - timedelta(days=_AFTER)).isoformat(), (
            day + timedelta(days=30)).isoformat()  # fmt: skip
        month = day.isoformat()[:7]
        rows = [r for r in kept.get(person.name, ()) if from_day <= r[0] <= to_day]
        rows += [r for r in kept.get("", ()) if r[0][:7] == month]
        state = State.DONE if rows else open_state(day, facts.today, grace=_AFTER)
        if not rows and person.lost_by(day.isoformat()):
            state = State.EXEMPT
        yield _item(
            BIRTHDAY, person, state, day, f"入党 {year - joined.year} 年",
            tuple((kind, uid) for _, kind, uid in rows), str(year),
        )  # fmt: skip


def _lost(facts: Facts, person: Person, tries: list[str]) -> Iterator[Obligation]:
    """Half a year to the suspension, two years more to the removal; without dates: fill them in."""
    stopped = person.membership == "suspended"
    here = person.in_standing
    if person.found_again:
        text = f"{person.membership_on} 恢复党籍，失联的标记还没有去掉，请核对"
        yield _item(_FOUND_AGAIN, person, State.DUE, None, text)
        return
    if not person.lost_on:
        if here:
            yield _item(_LOST_UNDATED, person, State.LACKING, None, "没有填失去联系日期")
        return
    lost_on = date.fromisoformat(person.lost_on)
    half = months_after(lost_on, 6)
    if stopped and not person.membership_on:
        yield _item(_STOPPED_UNDATED, person, State.LACKING, None, "没有填停止党籍的日期")
    elif here and half <= facts.period.last:
        text = f"{lost_on:%Y-%m-%d} 失去联系，{half:%Y-%m-%d} 满 6 个月"
        sought = sorted(day for day in tries if day >= person.lost_on)
        text += f"，查找 {len(sought)} 次，最近 {sought[-1]}" if sought else "，还没有查找的记录"
        yield _item(LOST_HALF_YEAR, person, open_state(half, facts.today, grace=None), half, text)
    elif stopped and person.membership_on:
        since = date.fromisoformat(person.membership_on)
        if since in facts.period:
            evidence = (("member", person.uid),)
            yield _item(LOST_HALF_YEAR, person, State.DONE, half, "已停止党籍", evidence)
        over = months_after(since, 24)
        if over <= facts.period.last:
            text = f"{since:%Y-%m-%d} 停止党籍，{over:%Y-%m-%d} 满 2 年"
            state = open_state(over, facts.today, grace=None)
            yield _item(LOST_TWO_YEARS, person, state, over, text)


def _not_transferred(facts: Facts, person: Person) -> Iterator[Obligation]:
    """Half a year after arriving; where that day is not known, it is lacking."""
    if not person.arrived_on:
        yield _item(_ARRIVED_UNDATED, person, State.LACKING, None, "没有填何时到这里")
        return
    arrived = date.fromisoformat(person.arrived_on)
    due = months_after(arrived, 6)
    if due <= facts.period.last:
        text = f"{arrived:%Y-%m-%d} 到这里，{due:%Y-%m-%d} 满 6 个月"
        yield _item(NOT_TRANSFERRED, person, open_state(due, facts.today, grace=None), due, text)
