"""What the rules ask of and for each member in a year: study hours, talks, grades, pledges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from partydesk.records.integrity import PAPER_KIND, TALK_KIND
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts, Organ, Person
from partydesk.rules.norms.known import of_paper, of_review, of_session, of_talk
from partydesk.rules.norms.recurrence import open_state, slots

_EACH: dict[str, Any] = {"about": "member", "lead": 92, "together": True}
_TALK = TALK_KIND.label("heart")
_STUDIED = Settles(
    ("starts_at", "topic", "hours"), "session", {"kind": "group_study"}, of_session, attended=True
)
_ASKED_OF_TALK = ("held_on", "talker", "topic")


def _hours(hours: int, says: str, article: str, remedy: str, **words: Any) -> Norm:
    return Norm(
        f"hours_{hours}", f"学习 {hours} 学时", f"{says} {hours} 学时", article, remedy,
        hours=hours, settles=_STUDIED, **_EACH, **words,
    )  # fmt: skip


def _talk(id: str, between: str, remedy: str, **words: Any) -> Norm:
    return Norm(
        id, f"{between}{_TALK}", "每年一般不少于 1 次", "支部工作条例第十九条", remedy,
        settles=Settles(_ASKED_OF_TALK, "talk", {"kind": "heart"}, of_talk), **_EACH, **words,
    )  # fmt: skip


HOURS_32 = _hours(32, "党员每年一般不少于", "党员教育管理工作条例第二十条",
                  "补学或参加集中学习，把学时记在学习活动里；年老体弱的送学上门",
                  amiss="党员集中学习没有满32学时",
                  step="对学时不够的党员逐人安排补学")  # fmt: skip
HOURS_56 = _hours(56, "书记和班子成员每年不少于", "2024—2028 年全国党员教育培训工作规划",
                  "参加培训班或集中学习，把学时记在学习活动里",
                  amiss="书记和班子成员学习没有满56学时",
                  step="安排书记和班子成员参加培训，补足学时")  # fmt: skip
_HOURS_56_BEFORE = replace(HOURS_56, article="2019—2023 年全国党员教育培训工作规划")
TALK_COMMITTEE = _talk("talk_committee", "支委与支委", "支委之间谈一次心，记为谈心谈话",
                       amiss="支委之间没有谈心谈话记录", step="安排支委之间谈心谈话")  # fmt: skip
TALK_COMMITTEE_MEMBER = _talk("talk_committee_member", "支委与党员",
                              "请一名支委与其谈心，记为谈心谈话",
                              amiss="支委与党员没有谈心谈话记录",
                              step="由支委分头与党员谈心谈话")  # fmt: skip
TALK_MEMBERS = _talk("talk_members", "党员与党员", "安排党员之间谈心，记为谈心谈话",
                     amiss="党员之间没有谈心谈话记录", step="安排党员之间谈心谈话")  # fmt: skip
REVIEW_GRADES = Norm("review_grades", "民主评议评定意见", "每年一般 1 次", "支部工作条例第十八条",
                     "开过民主评议后，给每名党员填评定等次", "member", together=True,
                     settles=Settles(("grade",), "review", known=of_review),
                     amiss="民主评议没有评定意见",
                     step="为每名参加评议的党员给出评定意见")  # fmt: skip
PLEDGE = Norm("pledge", PAPER_KIND.label("responsibility"), "班子成员每年 1 份",
              "关于实行党风廉政建设责任制的规定", "与班子成员签订当年的责任书",
              settles=Settles(("signed_on",), "paper", {"kind": "responsibility"},
                                 of_paper), **_EACH,
              amiss="班子成员没有签订当年责任书", step="与班子成员补签当年责任书")  # fmt: skip
INTEGRITY_YEARLY = Norm("integrity_yearly", TALK_KIND.label("integrity"), "班子成员每年 1 次",
                        "园区自定，不是全国规定", "与班子成员谈一次廉政", custom=True,
                        settles=Settles(_ASKED_OF_TALK, "talk", {"kind": "integrity"},
                                           of_talk), **_EACH,
                        amiss="班子成员没有廉政谈话记录", step="与班子成员逐人谈话")  # fmt: skip

NORMS = (HOURS_32, HOURS_56, TALK_COMMITTEE, TALK_COMMITTEE_MEMBER, TALK_MEMBERS, REVIEW_GRADES,
         PLEDGE, INTEGRITY_YEARLY)  # fmt: skip


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The items of every year that ends in the facts' period."""
    for year in slots("year", facts.period):
        for organ in facts.organs:
            if organ.is_branch:
                yield from _Year(facts, organ, year.first.year, custom).items()


class _Year:
    """One branch's year."""

    def __init__(self, facts: Facts, organ: Organ, year: int, custom: frozenset[str]) -> None:
        self.facts, self.organ, self.year, self.custom = facts, organ, year, custom
        self.first, self.last = f"{year}-01-01", f"{year}-12-31"
        self.due = date(year, 12, 31)
        self.slot = str(year)
        self.open = open_state(self.due, facts.today)
        # Judged on the last day, or today while the year lasts.
        self.day = min(self.last, max(facts.day, self.first))
        self.people = [p for p in facts.people.get(organ.id, ()) if p.on_roll(self.day)]

    def items(self) -> Iterator[Obligation]:
        yield from self._hours()
        yield from self._talks()
        yield from self._grades()
        yield from self._papers()

    def _item(
        self, norm: Norm, person: Person, evidence: list[tuple[str, str]] | None, text: str = ""
    ) -> Obligation:
        """Done with evidence (perhaps of none to show: []), open without (None)."""
        state = State.DONE
        if evidence is None:
            exempt = part_of_year(person, self.first, self.day)
            state = State.EXEMPT if exempt else self.open
        return Obligation(
            norm, self.organ.id, state, self.due, self.slot, "member", person.uid, person.name,
            tuple(evidence or ()), text,
        )  # fmt: skip

    def _hours(self) -> Iterator[Obligation]:
        hours_56 = HOURS_56 if self.year >= 2024 else _HOURS_56_BEFORE
        for person, had, wanted in studied(self.facts, self.year, self.people):
            norm = hours_56 if person.in_committee else HOURS_32
            told = f"已学 {had:g} 学时" + ("" if had >= wanted else f"，还差 {wanted - had:g}")
            yield self._item(norm, person, [] if had >= wanted else None, told)

    def _talks(self) -> Iterator[Obligation]:
        """The three directions of Art. 19."""
        offices = sum(person.in_committee for person in self.people)
        for person in self.people:
            if person.in_committee:
                if offices > 1:
                    yield self._item(TALK_COMMITTEE, person, self._talked(TALK_COMMITTEE, person))
                continue
            if offices:
                rows = self._talked(TALK_COMMITTEE_MEMBER, person)
                yield self._item(TALK_COMMITTEE_MEMBER, person, rows)
            if len(self.people) - offices > 1:
                yield self._item(TALK_MEMBERS, person, self._talked(TALK_MEMBERS, person))

    def _talked(self, norm: Norm, person: Person) -> list[tuple[str, str]] | None:
        rows = self._found.get((norm.id, person.id))
        return None if rows is None else list(rows)

    @cached_property
    def _found(self) -> dict[tuple[str, int], dict[tuple[str, str], None]]:
        """(norm, member) → the talks of the year that answer it.

        Talks tell names: of two members of one name each may be meant. Whoever was on the roll on
        the day counts, also one who has left since.
        """
        by_name: dict[str, list[Person]] = defaultdict(list)
        for person in self.facts.people.get(self.organ.id, ()):
            by_name[person.name].append(person)
        found: dict[tuple[str, int], dict[tuple[str, str], None]] = defaultdict(dict)
        for talk in self.facts.talks.get(self.organ.id, ()):
            if talk.kind != "heart" or talk.day[:4] != self.slot:
                continue
            talkers = [p for p in by_name.get(talk.talker, ()) if p.on_roll(talk.day)]
            for name in talk.subjects.split("、") if talkers else ():
                for subject in by_name.get(name, ()):
                    if not subject.on_roll(talk.day):
                        continue
                    for talker in talkers:
                        for norm, who in _directions(talker, subject):
                            found[norm.id, who.id]["talk", talk.uid] = None
        return found

    def _grades(self) -> Iterator[Obligation]:
        grades = {
            g.member: g.uid for g in self.facts.grades.get(self.organ.id, ()) if g.year == self.year
        }
        # Asked only once the review has begun: before, the meeting itself is what is due.
        for person in self.people if grades else ():
            uid = grades.get(person.id)
            yield self._item(REVIEW_GRADES, person, [("review", uid)] if uid else None)

    def _papers(self) -> Iterator[Obligation]:
        signed = {
            paper.person: paper.uid
            for paper in self.facts.papers.get(self.organ.id, ())
            if paper.kind == "responsibility" and paper.year == self.year and paper.signed_on
        }
        talked = {
            subject: talk.uid
            for talk in self.facts.talks.get(self.organ.id, ())
            if talk.kind == "integrity" and talk.day[:4] == self.slot
            for subject in talk.subjects.split("、")
        }
        for person in self.people:
            if not person.in_committee:
                continue
            uid = signed.get(person.name)
            yield self._item(PLEDGE, person, [("paper", uid)] if uid else None)
            if INTEGRITY_YEARLY.id in self.custom:
                uid = talked.get(person.name)
                yield self._item(INTEGRITY_YEARLY, person, [("talk", uid)] if uid else None)


def part_of_year(person: Person, first: str, day: str) -> bool:
    """Here for a part of the year only, or out of reach: the year's sum is not asked.

    `first` is the year's first day, `day` the one on which it is judged.
    """
    return person.since > first or person.lost_by(day)


def studied(
    facts: Facts, year: int, people: Iterable[Person]
) -> Iterator[tuple[Person, float, int]]:
    """Each of these people with the hours studied in a year and the hours wanted."""
    hours = facts.hours.get(year, {})
    for person in people:
        norm = HOURS_56 if person.in_committee else HOURS_32
        yield person, hours.get(person.id, 0.0), norm.hours


def _directions(talker: Person, subject: Person) -> tuple[tuple[Norm, Person], ...]:
    """Which norms a talk of these two answers, and for whom."""
    if talker is subject:
        return ()
    if talker.in_committee != subject.in_committee:
        plain = subject if talker.in_committee else talker
        return ((TALK_COMMITTEE_MEMBER, plain),)
    norm = TALK_COMMITTEE if talker.in_committee else TALK_MEMBERS
    return (norm, talker), (norm, subject)
