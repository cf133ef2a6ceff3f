"""What the rules ask of and for each member in a year: study hours, talks, grades, pledges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from partydesk.records.integrity import PAPER_KIND, TALK_KIND
from partydesk.rules.norms.declared import Item, Norm, Opens, State
from partydesk.rules.norms.facts import Facts, Organ, Person
from partydesk.rules.norms.slots import open_state, slots

_TALK = TALK_KIND.label("heart")

HOURS_32 = Norm(
    "hours_32",
    "学习 32 学时",
    "党员每年一般不少于 32 学时",
    "党员教育管理条例第二十条",
    "补学或参加集中学习，把学时记在学习活动里",
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
    "党风廉政建设责任制",
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


def judge(facts: Facts, custom: frozenset[str]) -> Iterator[Item]:
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

    def items(self) -> Iterator[Item]:
        yield from self._hours()
        yield from self._talks()
        yield from self._grades()
        yield from self._papers()

    def _item(
        self, norm: Norm, person: Person, evidence: list[tuple[str, str]] | None, text: str = ""
    ) -> Item:
        """Done with evidence (perhaps of none to show: []), open without (None)."""
        state = State.DONE
        if evidence is None:
            state = State.EXEMPT if self._part_of_year(person) else self.open
        return Item(
            norm, self.organ.id, state, self.due, self.slot, "member", person.uid, person.name,
            tuple(evidence or ()), text,
        )  # fmt: skip

    def _part_of_year(self, person: Person) -> bool:
        """Here for a part of the year only, or out of reach: the year's sum is not asked."""
        return person.since > self.first or person.lost == 1

    def _hours(self) -> Iterator[Item]:
        hours = self.facts.hours.get(self.year, {})
        for person in self.people:
            norm, wanted = (HOURS_56, 56) if person.in_committee else (HOURS_32, 32)
            had = hours.get(person.id, 0.0)
            told = f"已学 {had:g} 学时" + ("" if had >= wanted else f"，还差 {wanted - had:g}")
            yield self._item(norm, person, [] if had >= wanted else None, told)

    def _talks(self) -> Iterator[Item]:
        """The three directions of Art. 19, by the names in the talks of the year."""
        offices = {p.name for p in self.people if p.in_committee}
        others = {p.name for p in self.people if not p.in_committee}
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for talk in self.facts.talks.get(self.organ.id, ()):
            if talk.kind != "heart" or talk.day[:4] != self.slot:
                continue
            row = ("talk", talk.uid)
            for subject in talk.subjects.split("、"):
                pair = (talk.talker, subject)
                mixed = (pair[0] in offices) + (pair[1] in offices)
                plain = (pair[0] in others) + (pair[1] in others)
                for name in pair if mixed + plain == 2 else ():
                    if mixed == 2:
                        found[TALK_COMMITTEE.id, name].append(row)
                    elif mixed == 1 and name in others:
                        found[TALK_COMMITTEE_MEMBER.id, name].append(row)
                    elif plain == 2:
                        found[TALK_MEMBERS.id, name].append(row)
        for person in self.people:
            if person.in_committee:
                if len(offices) > 1:
                    yield self._item(
                        TALK_COMMITTEE, person, found.get((TALK_COMMITTEE.id, person.name))
                    )
                continue
            if offices:
                rows = found.get((TALK_COMMITTEE_MEMBER.id, person.name))
                yield self._item(TALK_COMMITTEE_MEMBER, person, rows)
            if len(others) > 1:
                yield self._item(TALK_MEMBERS, person, found.get((TALK_MEMBERS.id, person.name)))

    def _grades(self) -> Iterator[Item]:
        grades = {
            g.member: g.uid for g in self.facts.grades.get(self.organ.id, ()) if g.year == self.year
        }
        # Asked only once the review has begun: before, the meeting itself is what is due.
        for person in self.people if grades else ():
            uid = grades.get(person.id)
            yield self._item(REVIEW_GRADES, person, [("review", uid)] if uid else None)

    def _papers(self) -> Iterator[Item]:
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
