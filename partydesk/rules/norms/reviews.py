"""民主评议: the grades of a year, and how many of them may be 优秀."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from partydesk.records.review import GRADE
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Grade, Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_review
from partydesk.rules.norms.recurrence import open_state, slots
from partydesk.rules.park_settings import life_meeting_day

_BEST = GRADE.label("excellent")
REVIEW_GRADES = Norm("review_grades", "民主评议评定意见", "每年一般 1 次", "支部工作条例第十八条",
                     "开过民主评议后，给每名正式党员填评定等次；预备党员参加，不定等次", "member",
                     together=True, settles=Settles(("grade",), "review", known=of_review),
                     amiss="民主评议没有评定意见",
                     step="为每名参加评议的正式党员给出评定意见")  # fmt: skip
REVIEW_CAP = Norm("review_cap", f"{_BEST}等次比例", f"{_BEST}一般不超过正式党员的 1/3",
                  "惯例，不是全国规定", "由支委会或党员大会重新研究，把多出的改为合格等次",
                  custom=True, usual=True, settles=Settles(("grade",), each="review"),
                  amiss=f"民主评议{_BEST}等次超过比例",
                  step=f"按比例重新研究民主评议{_BEST}等次")  # fmt: skip
NORMS = (REVIEW_GRADES, REVIEW_CAP)


@lru_cache
def cap_norm(cap: Fraction) -> Norm:
    """The norm of 优秀 as it reads where the park sets this share."""
    return replace(REVIEW_CAP, says=f"{_BEST}一般不超过正式党员的 {cap}")


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of every year that ends in the facts' period."""
    for year in slots("year", facts.period):
        for organ in facts.organs:
            if organ.is_branch:
                yield from _year(facts, organ, year.first.year, custom)


def meeting_day(facts: Facts, organ: Organ, year: int) -> str:
    """The day of the first meeting of 民主评议 for a year, up to today; "" for none."""
    held = facts.meetings.get(organ.id, {}).get("review_meeting", ())
    days = [m.day for m in held if m.counts_on[:4] == str(year) and m.day <= facts.day]
    return min(days, default="")


def _year(facts: Facts, organ: Organ, year: int, custom: frozenset[str]) -> Iterator[Obligation]:
    grades = {g.member: g for g in facts.grades.get(organ.id, ()) if g.year == year}
    last = life_meeting_day(facts.life_meeting_until, year)
    held = meeting_day(facts, organ, year)
    # Before, the meeting itself is what is due.
    if not (held or year in facts.graded(organ.id) or facts.today > last):
        return
    due = max(last, date.fromisoformat(held)) if held else last
    day = held or min(last.isoformat(), facts.day)
    best = facts.sums.setdefault((REVIEW_CAP.id, organ.id, year, "best"), [])
    evidence = facts.sums.setdefault((REVIEW_CAP.id, organ.id, year), [])
    for person in facts.people.get(organ.id, ()):
        item = _grade(facts, person, day, due, grades.get(person.id), str(year))
        if item is not None:
            yield item
            if item.state is not State.EXEMPT:
                given = grades.get(person.id)
                best.append(given is not None and given.grade == "excellent")
                evidence += item.evidence
    if facts.last and year in facts.graded(organ.id) and REVIEW_CAP.id in custom:
        yield _cap(facts, organ, best, evidence, due, str(year))


def _grade(
    facts: Facts, person: Person, day: str, due: date, grade: Grade | None, slot: str
) -> Obligation | None:
    """One member's grade; None for who had no part in it."""
    here = person.on_roll(day) and (person.in_standing or person.until > facts.day)
    if not here and not (person.on_roll(facts.day) and facts.today <= due) and grade is None:
        return None
    state, text = (State.DONE, "") if grade else (open_state(due, facts.today), "")
    probationary = person.category == "probationary" or (person.confirmed_on or "") > day
    if person.in_party and probationary:
        state, text = State.EXEMPT, "预备党员参加民主评议，不定等次"
        text += f"；已填的“{GRADE.label(grade.grade)}”不算" if grade else ""
    elif grade is None and not here:
        state, text = State.EXEMPT, f"{person.since} 才来，民主评议时不在册"
    elif grade is None and person.lost_by(day):
        state, text = State.EXEMPT, "失去联系"
    elif grade is None and person.floating == 1:
        text = "流动党员可以由流入地党组织评议，把结果要来填上"
    evidence = (("review", grade.uid),) if grade else ()
    return Obligation(REVIEW_GRADES, person.organisation, state, due, slot, "member", person.uid,
                      person.name, evidence, text)  # fmt: skip


def _cap(
    facts: Facts,
    organ: Organ,
    best: list[bool],
    evidence: list[tuple[str, str]],
    due: date,
    slot: str,
) -> Obligation:
    """How many are 优秀 of the full members graded (and of those still to be)."""
    most = int(len(best) * facts.review_cap)
    text = f"正式党员 {len(best)} 名，{_BEST} {sum(best)} 名，最多 {most} 名"
    state = State.DONE
    if sum(best) > most:
        state, text = open_state(due, facts.today), f"{text}，多 {sum(best) - most} 名"
    return Obligation(cap_norm(facts.review_cap), organ.id, state, due, slot,
                      evidence=tuple(evidence), text=text)  # fmt: skip
