"""党费: collected each month; who has paid nothing for three months, or for six.

Only a branch that keeps its dues here, which any 核定 shows, is judged. What records show is all
that is known: they say that one should look and talk, never that somebody left the Party.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from partydesk.records.dues import STANDARD
from partydesk.records.money import yuan
from partydesk.records.months import later, month_of, said
from partydesk.records.periods import parse_period
from partydesk.rules.norms import dues_months
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.dues_told import ToldDues
from partydesk.rules.norms.fact_rows import DuesHandedRow, Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_talk
from partydesk.rules.norms.recurrence import open_state, slots


def _first_owed(item: Obligation, today: date) -> Mapping[str, object]:
    month = later(month_of(item.due or today), 1 - _LONG)
    return {"member": item.uid, "month": month, "paid_on": today.isoformat()}


def _from_now(item: Obligation, today: date) -> Mapping[str, object]:
    return {"member": item.uid, "from_month": f"{today:%Y-%m}"}


def _of_year(item: Obligation, today: date) -> Mapping[str, object]:
    return {"year": int(item.slot or today.year), "from_on": today.isoformat()}


def _handed(item: Obligation, today: date) -> Mapping[str, object]:
    last = parse_period(item.slot).last if item.slot else today
    return {"until_month": month_of(last), "on": today.isoformat()}


_LONG, _LONGEST = 3, 6
"""Months without a payment after which somebody is reminded, and talked with."""

_EDUCATION = "党员教育管理工作条例"
_HERE = Settles(tab="members", part="dues")
COLLECTED = Norm("dues_collected", "收缴党费", "党员按月交纳党费", f"{_EDUCATION}第十六条",
                 "到“党员”的“党费”里点还没交的格子，都交了的点“本月都交了”",
                 lead=10, every="month", settles=_HERE,
                 amiss="有的月份没有收齐党费", step="按月收缴党费并登记")  # fmt: skip
BASE = Norm("dues_base", "核定党费", "每名党员每月应交的党费要核定，收入变了重新核定", STANDARD,
            "到“党员”的“党费”里核定：填计费基数，或者只填月应交",
            "member", together=True, private=True,
            settles=Settles(("income", "monthly", "from_month"), "dues_base",
                            known=_from_now),
            amiss="有的党员没有核定党费", step="逐人核定每月应交的党费",
            lacks="没有核定每月应交多少")  # fmt: skip
THREE = Norm("dues_three_months", "三个月没交党费", "连续 3 个月没有交党费的，提醒本人",
             "惯例，不是全国规定", "问清原因、补交；有困难的按规定报上级批准少交或免交",
             "member", custom=True, usual=True, private=True,
             settles=Settles(("month", "amount", "paid_on"), "dues_payment", known=_first_owed),
             amiss="有党员连续3个月没有交党费", step="逐人提醒、了解原因")  # fmt: skip
SIX = Norm("dues_six_months", "六个月没交党费", "无正当理由连续 6 个月不交党费的，按自行脱党处理",
           f"{_EDUCATION}第三十一条",
           "这只是提醒：先核对记录，再找本人谈话、问清原因；交过的补记，有困难的按规定办减免",
           "member", private=True,
           settles=Settles(("held_on", "talker", "topic"), "talk", {"kind": "reminder"}, of_talk),
           amiss="党员连续6个月没有交党费的记录",
           step="核对记录，逐人谈话了解原因")  # fmt: skip
NOTICE = Norm("dues_notice", "公示党费收缴情况", "党费收缴情况每年至少公示一次", STANDARD,
              "印收缴公示表贴出来，公示后记一次：哪一年的、从哪天公示到哪天", lead=45, every="year",
              settles=Settles(("year", "from_on", "way"), "dues_notice", known=_of_year),
              amiss="党费收缴情况没有公示", step="公示当年党费收缴情况")  # fmt: skip
HANDED = Norm("dues_handed", "上缴党费", "收的党费按园区定的日子上缴", "惯例，不是全国规定",
              "上缴后记一次：缴到哪个月、多少钱、哪天缴的", custom=True, usual=True, lead=10,
              settles=Settles(("until_month", "amount", "on"), "dues_handed", known=_handed),
              amiss="收的党费没有按时上缴", step="按园区定的日子上缴党费")  # fmt: skip
NORMS = (COLLECTED, BASE, THREE, SIX, NOTICE, HANDED)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """A branch's months, and the members who have paid nothing for long."""
    kept = facts.dues.kept if facts.dues is not None else {}
    for organ in facts.organs:
        # A temporary branch collects none.
        if not organ.is_branch or organ.kind == "temporary_branch":
            continue
        if organ.id in kept:
            yield from _months(facts, organ, kept[organ.id])
            yield from _members(facts, organ)
            if not facts.last:
                continue  # the rest is said of the branch
            since = kept[organ.id]
        elif facts.last and organ.id in facts.dues_told:
            told = facts.dues_told[organ.id]
            yield from _told_months(facts, organ, told)
            since = min(told.sums)
        else:
            continue
        yield from _notices(facts, organ, since)
        if HANDED.id in custom:
            yield from _handings(facts, organ, since)


def _told_months(facts: Facts, organ: Organ, told: ToldDues) -> Iterator[Obligation]:
    """A branch's months as it told them to its committee."""
    for slot in slots("month", facts.period):
        sums = told.sums.get(slot.text)
        if sums is None:
            continue
        unpaid = sum(
            months[slot.text].state in ("owed", "due")
            for months in told.members.values()
            if slot.text in months
        )
        state = open_state(slot.last, facts.today) if unpaid else State.DONE
        text = f"还有 {unpaid} 人没有记交" if unpaid else f"{sums.paid_by} 人交了"
        if unpaid or sums.paid_by:
            yield Obligation(COLLECTED, organ.id, state, slot.last, slot.text, text=text)


def _notices(facts: Facts, organ: Organ, since: str) -> Iterator[Obligation]:
    """Each year's 公示, from the year on in which dues are kept here."""
    for slot in slots("year", facts.period):
        if slot.text < since[:4]:
            continue
        made = [each for each in facts.dues_notices.get(organ.id, ())
                if each.year == int(slot.text) and each.day <= facts.day]  # fmt: skip
        # A year is told of when it is over, or before its end; by January it is still in time.
        due = date(slot.last.year + 1, 1, 31)
        state = State.DONE if made else open_state(due, facts.today, grace=None)
        text = f"{made[0].day} 起公示" if made else ""
        if made and made[0].day > due.isoformat():
            text += f"，晚了 {(date.fromisoformat(made[0].day) - due).days} 天"
        evidence = tuple(("dues_notice", each.uid) for each in made)
        yield Obligation(NOTICE, organ.id, state, due, slot.text, evidence=evidence, text=text)


def _handings(facts: Facts, organ: Organ, since: str) -> Iterator[Obligation]:
    """Each span that ends in the period, or whose day does: it is handed up for as a whole."""
    every, days = facts.dues_handed_rule
    handed = sorted(facts.dues_handed.get(organ.id, ()), key=lambda each: each.day)
    for slot in slots(every, facts.period):
        last = month_of(slot.last)
        if last < since:
            continue
        due = slot.last + timedelta(days=days)
        made = [each for each in handed if each.until >= last and each.day <= facts.day]
        state = State.DONE if made else open_state(due, facts.today, grace=None)
        text = ""
        if made:
            text = f"{made[0].day} 缴到 {said(made[0].until)}，{yuan(made[0].amount)} 元"
            late = (date.fromisoformat(made[0].day) - due).days
            text += f"，晚了 {late} 天" if late > 0 else ""
            if more := _beyond(facts, organ, handed):
                text += f"；一共上缴的比收的多 {yuan(more)} 元，请核对"
        evidence = (("dues_handed", made[0].uid),) if made else ()
        yield Obligation(HANDED, organ.id, state, due, slot.text, evidence=evidence, text=text)


def _beyond(facts: Facts, organ: Organ, handed: Sequence[DuesHandedRow]) -> int:
    """How many cents more went up than were collected, of the months from the first to the last
    for which any were; 0 where that is not known."""
    collected: dict[str, int] = defaultdict(int)
    kept = {} if facts.dues is None else facts.dues.payments
    for person in facts.people.get(organ.id, ()):
        for month, payment in kept.get(person.id, {}).items():
            collected[month] += payment.amount
    if not collected and organ.id in facts.dues_told:
        sums = facts.dues_told[organ.id].sums.values()
        if any(each.untold for each in sums):
            return 0
        collected |= {each.month: each.paid for each in sums if each.paid}
    if not collected:
        return 0
    first, last = min(collected), max(collected)
    up = sum(each.amount for each in handed if first <= each.until <= last)
    return max(0, up - sum(collected.values()))


def _months(facts: Facts, organ: Organ, since: str) -> Iterator[Obligation]:
    now = month_of(facts.day)
    people = facts.people.get(organ.id, ())
    for slot in slots("month", facts.period):
        month = slot.text
        if not since <= month <= now:
            continue
        lacking = facts.sums.setdefault((COLLECTED.id, organ.id, month, "unpaid"), [])
        evidence = facts.sums.setdefault((COLLECTED.id, organ.id, month, "paid"), [])
        for person in people:
            each = _stands(facts, person, month, now)
            if each.state in (dues_months.DuesState.DUE, dues_months.DuesState.OWED):
                lacking.append(person.id)
            if each.uid:
                evidence.append(("dues_payment", each.uid))
        unpaid = len(lacking)
        if not facts.last:
            continue
        state = open_state(slot.last, facts.today) if unpaid else State.DONE
        if not unpaid and not evidence:
            continue
        text = f"还有 {unpaid} 人没有记交" if unpaid else f"{len(evidence)} 人交了"
        yield Obligation(COLLECTED, organ.id, state, slot.last, month, evidence=tuple(evidence),
                         text=text)  # fmt: skip


def _stands(facts: Facts, person: Person, month: str, now: str) -> dues_months.DuesMonth:
    assert facts.dues is not None
    return facts.dues.of(person, [month], now).months[month]


def _members(facts: Facts, organ: Organ) -> Iterator[Obligation]:
    now = month_of(min(facts.day, facts.period.last.isoformat()))
    talks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for talk in facts.talks.get(organ.id, ()):
        for subject in talk.subjects.split("、"):
            talks[subject].append((talk.day, talk.uid))
    for person in facts.people.get(organ.id, ()):
        if not person.on_roll(facts.day) or person.relation not in ("on_roll", None):
            continue
        if _stands(facts, person, now, now).state is dues_months.DuesState.UNSET:
            yield _of(BASE, person, State.LACKING, None, BASE.lacks)
        month, owing = later(now, -1), 0
        while owing < 60 and _stands(facts, person, month, now).state is dues_months.DuesState.OWED:
            month, owing = later(month, -1), owing + 1
        first = later(month, 1)
        told = f"{first} 起 {owing} 个月没有交党费的记录"
        if owing >= _LONGEST:
            over = parse_period(later(first, _LONGEST)).first.isoformat()
            since = tuple(("talk", uid) for on, uid in talks[person.name] if on >= over)
            yield _of(SIX, person, State.DONE if since else State.DUE, None, told, since)
        elif owing >= _LONG:
            due = parse_period(later(first, _LONG - 1)).last
            yield _of(THREE, person, open_state(due, facts.today, grace=None), due, told)


def _of(
    norm: Norm, person: Person, state: State, due: date | None, text: str,
    evidence: tuple[tuple[str, str], ...] = (),
) -> Obligation:  # fmt: skip
    return Obligation(norm, person.organisation, state, due, "", "member", person.uid,
                      person.name, evidence, text)  # fmt: skip
