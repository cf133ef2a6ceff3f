"""What the rules ask of and for each member in a year: study hours, talks, grades, pledges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property

from partydesk.records.integrity import PAPER_KIND, TALK_KIND
from partydesk.rules.norms.declared import Norm, Obligation, Opens, State
from partydesk.rules.norms.facts import Facts, Organ, Person
from partydesk.rules.norms.recurrence import open_state, slots

_TALK = TALK_KIND.label("heart")

HOURS_32 = Norm(
    "hours_32",
    "学习 32 学时",
    "党员每年一般不少于 32 学时",
    "党员教育管理工作条例第二十条",
    "补学或参加集中学习，把学时记在学习活动里；年老体弱的送学上门",
    "member",
    lead=92,
    together=True,
)
HOURS_56 = Norm(
    "hours_56",
    "学习 56 学时",
    "书记和班子成员每年不少于 56 学时",
    "2024—2028 年全国党员教育培训工作规划",
    "参加培训班或集中学习，把学时记在学习活动里",
    "member",
    lead=92,
    together=True,
)
_HOURS_56_BEFORE = replace(HOURS_56, article="2019—2023 年全国党员教育培训工作规划")
TALK_COMMITTEE = Norm(
    "talk_committee",
    f"支委与支委{_TALK}",
    "每年一般不少于 1 次",
    "支部工作条例第十九条",
    "支委之间谈一次心，记为谈心谈话",
    "member",
    lead=92,
    together=True,
    opens=Opens("talk", {"kind": "heart"}),
)
TALK_COMMITTEE_MEMBER = Norm(
    "talk_committee_member",
    f"支委与党员{_TALK}",
    "每年一般不少于 1 次",
    "支部工作条例第十九条",
    "请一名支委与其谈心，记为谈心谈话",
    "member",
    lead=92,
    together=True,
    opens=Opens("talk", {"kind": "heart"}),
)
TALK_MEMBERS = Norm(
    "talk_members",
    f"党员与党员{_TALK}",
    "每年一般不少于 1 次",
    "支部工作条例第十九条",
    "安排党员之间谈心，记为谈心谈话",
    "member",
    lead=92,
    together=True,
    opens=Opens("talk", {"kind": "heart"}),
)
REVIEW_GRADES = Norm(
    "review_grades",
    "民主评议评定意见",
    "每年一般 1 次",
    "支部工作条例第十八条",
    "开过民主评议后，给每名党员填评定等次",
    "member",
    lead=31,
    together=True,
    opens=Opens("review"),
)
PLEDGE = Norm(
    "pledge",
    PAPER_KIND.label("responsibility"),
    "班子成员每年 1 份",
    "关于实行党风廉政建设责任制的规定",
    "与班子成员签订当年的责任书",
    "member",
    lead=92,
    together=True,
    opens=Opens("paper", {"kind": "responsibility"}),
)
INTEGRITY_YEARLY = Norm(
    "integrity_yearly",
    TALK_KIND.label("integrity"),
    "班子成员每年 1 次",
    "园区自定，不是全国规定",
    "与班子成员谈一次廉政",
    "member",
    custom=True,
    lead=92,
    together=True,
    opens=Opens("talk", {"kind": "integrity"}),
)

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
        yield person, hours.get(person.id, 0.0), 56 if person.in_committee else 32


def _directions(talker: Person, subject: Person) -> tuple[tuple[Norm, Person], ...]:
    """Which norms a talk of these two answers, and for whom."""
    if talker is subject:
        return ()
    if talker.in_committee != subject.in_committee:
        plain = subject if talker.in_committee else talker
        return ((TALK_COMMITTEE_MEMBER, plain),)
    norm = TALK_COMMITTEE if talker.in_committee else TALK_MEMBERS
    return (norm, talker), (norm, subject)
