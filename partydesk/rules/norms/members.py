"""What the rules ask for each member in a year: talks, pledges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from partydesk.records.integrity import PAPER_KIND, TALK_KIND
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_paper, of_talk
from partydesk.rules.norms.recurrence import open_state, slots

_EACH: dict[str, Any] = {"about": "member", "lead": 92, "together": True}
_TALK = TALK_KIND.label("heart")
_ASKED_OF_TALK = ("held_on", "talker", "topic")


def _talk(id: str, between: str, remedy: str, **words: Any) -> Norm:
    return Norm(
        id, f"{between}{_TALK}", "每年一般不少于 1 次", "支部工作条例第十九条", remedy,
        settles=Settles(_ASKED_OF_TALK, "talk", {"kind": "heart"}, of_talk), **_EACH, **words,
    )  # fmt: skip


TALK_COMMITTEE = _talk("talk_committee", "支委与支委", "支委之间谈一次心，记为谈心谈话",
                       amiss="支委之间没有谈心谈话记录", step="安排支委之间谈心谈话")  # fmt: skip
TALK_COMMITTEE_MEMBER = _talk("talk_committee_member", "支委与党员",
                              "请一名支委与其谈心，记为谈心谈话",
                              amiss="支委与党员没有谈心谈话记录",
                              step="由支委分头与党员谈心谈话")  # fmt: skip
TALK_MEMBERS = _talk("talk_members", "党员与党员", "安排党员之间谈心，记为谈心谈话",
                     amiss="党员之间没有谈心谈话记录", step="安排党员之间谈心谈话")  # fmt: skip
PLEDGE = Norm("pledge", PAPER_KIND.label("responsibility"), "班子成员每年 1 份",
              "园区自定，不是全国规定", "与班子成员签订当年的责任书", custom=True,
              settles=Settles(("signed_on",), "paper", {"kind": "responsibility"},
                                 of_paper), **_EACH,
              amiss="班子成员没有签订当年责任书", step="与班子成员补签当年责任书")  # fmt: skip
INTEGRITY_YEARLY = Norm("integrity_yearly", TALK_KIND.label("integrity"), "班子成员每年 1 次",
                        "园区自定，不是全国规定", "与班子成员谈一次廉政", custom=True,
                        settles=Settles(_ASKED_OF_TALK, "talk", {"kind": "integrity"},
                                           of_talk), **_EACH,
                        amiss="班子成员没有廉政谈话记录", step="与班子成员逐人谈话")  # fmt: skip

NORMS = (TALK_COMMITTEE, TALK_COMMITTEE_MEMBER, TALK_MEMBERS, PLEDGE, INTEGRITY_YEARLY)  # fmt: skip


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
        self.due = date(year, 12, 31)
        self.slot = str(year)
        self.open = open_state(self.due, facts.today)
        # Judged on the last day, or today while the year lasts.
        self.day = min(f"{year}-12-31", max(facts.day, f"{year}-01-01"))
        self.people = [p for p in facts.people.get(organ.id, ()) if p.on_roll(self.day)]
        self.roll = facts.roll(organ.id)

    def items(self) -> Iterator[Obligation]:
        yield from self._talks()
        yield from self._papers()

    def _item(
        self, norm: Norm, person: Person, evidence: list[tuple[str, str]] | None
    ) -> Obligation:
        """Done with evidence, open without (None)."""
        text = ""
        state = State.DONE
        if evidence is None:
            text = out_of_reach(person, self.year, self.day)
            state = State.EXEMPT if text else self.open
        return Obligation(
            norm, self.organ.id, state, self.due, self.slot, "member", person.uid, person.name,
            tuple(evidence or ()), text,
        )  # fmt: skip

    def _talks(self) -> Iterator[Obligation]:
        """The three directions of Art. 19."""
        offices = len(self.roll.committee(self.day))
        others = self.roll.members(self.day) - offices
        for person in self.people:
            if person.in_committee:
                if offices > 1:
                    yield self._item(TALK_COMMITTEE, person, self._talked(TALK_COMMITTEE, person))
                continue
            if offices:
                rows = self._talked(TALK_COMMITTEE_MEMBER, person)
                yield self._item(TALK_COMMITTEE_MEMBER, person, rows)
            if others > 1:
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
        for person in self.facts.named(self.organ.id):
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
            for norm, kind, found in (
                (PLEDGE, "paper", signed),
                (INTEGRITY_YEARLY, "talk", talked),
            ):
                if norm.id in self.custom:
                    uid = found.get(person.name)
                    yield self._item(norm, person, [(kind, uid)] if uid else None)


def out_of_reach(person: Person, year: int, day: str) -> str:
    """Why a year's single duty is not asked for of a member, judged on a day; "" where it is."""
    if person.since > f"{year}-06-30":
        return f"{person.since} 才来，在册不满半年"
    if person.lost_by(day):
        return f"{person.lost_on or ''} 失去联系".strip()
    return ""


def _directions(talker: Person, subject: Person) -> tuple[tuple[Norm, Person], ...]:
    """Which norms a talk of these two answers, and for whom."""
    if talker is subject:
        return ()
    if talker.in_committee != subject.in_committee:
        plain = subject if talker.in_committee else talker
        return ((TALK_COMMITTEE_MEMBER, plain),)
    norm = TALK_COMMITTEE if talker.in_committee else TALK_MEMBERS
    return (norm, talker), (norm, subject)
