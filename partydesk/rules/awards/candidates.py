"""Who qualifies for 评优: every condition answered from the records, with the records behind it.

What nobody recorded is 无记录, and no pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.rules.awards.branches import of_branches
from partydesk.rules.awards.conditions import AwardRules, Condition, award_rules
from partydesk.rules.awards.members import of_members
from partydesk.rules.awards.model import Answer, Found, Stand

_EARLY = 3
"""Up to this month one awards by the last year's records."""


class Standing(StrEnum):
    """How a candidate stands: every condition is met, some are unknown and none is not met, or one
    is not met."""

    QUALIFIES = "qualifies"
    UNKNOWN = "unknown"
    NOT = "not"

    @property
    def words(self) -> str:
        """It as one says it."""
        return {"qualifies": "符合", "unknown": "缺记录", "not": "不符合"}[self.value]

    @property
    def tone(self) -> str:
        """The tone it is shown in."""
        return {"qualifies": "ok", "unknown": "warn", "not": "idle"}[self.value]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member or branch with the answer to every condition; `organisation` is its id, `place` how
    that is called."""

    kind: str
    uid: str
    name: str
    organisation: int
    place: str
    answers: tuple[tuple[Condition, Answer], ...]

    @property
    def standing(self) -> Standing:
        """Whether it qualifies."""
        stands = {answer.stand for _, answer in self.answers}
        if Stand.NOT in stands:
            return Standing.NOT
        return Standing.UNKNOWN if Stand.UNKNOWN in stands else Standing.QUALIFIES

    @property
    def why(self) -> str:
        """What is lacking, in words; "" for who qualifies."""
        lacking = {Standing.NOT: Stand.NOT, Standing.UNKNOWN: Stand.UNKNOWN}.get(self.standing)
        return "，".join(
            f"{condition.label}{'' if condition.private else ' ' + answer.text}"
            for condition, answer in self.answers
            if answer.stand is lacking
        )


@dataclass(frozen=True, slots=True)
class Awards:
    """A year of 评优 of members or of branches (`what`)."""

    what: str
    year: int
    rules: AwardRules
    candidates: tuple[Candidate, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions asked for, of those that can be told here."""
        told = {condition for each in self.candidates for condition, _ in each.answers}
        return tuple(each for each in self.rules.asked[self.what] if each in told)

    def of(self, standing: Standing) -> list[Candidate]:
        """Those who stand so."""
        return [each for each in self.candidates if each.standing is standing]

    @property
    def most(self) -> int:
        """How many may be proposed: of members so many of each branch's, of branches of all."""
        if self.what == "branch":
            return self.rules.most(len(self.candidates))
        by_place = Counter(each.organisation for each in self.candidates)
        return sum(self.rules.most(number) for number in by_place.values())

    @property
    def said(self) -> str:
        """How many qualify, and how many may be proposed."""
        unit = "名" if self.what == "member" else "个"
        counted = "，".join(f"{each.words} {len(self.of(each))} {unit}" for each in Standing)
        whom = "正式党员" if self.what == "member" else "党支部"
        told = f"{self.year} 年，{whom} {len(self.candidates)} {unit}，{counted}"
        qualify, most = len(self.of(Standing.QUALIFIES)), self.most
        over = f"，多 {qualify - most} {unit}，请再比选" if qualify > most else ""
        each = "每个支部" if self.what == "member" else ""
        return f"{told}。{each}按 {self.rules.share}，最多评 {most} {unit}{over}"


def looked_at(today: date) -> int:
    """The year whose records are looked at on a day: this one, early in a year the last one."""
    return today.year if today.month > _EARLY else today.year - 1


def awards(
    connection: Connection, what: str, year: int, today: date, organisation: int | None = None
) -> Awards:
    """Members (`what` "member") or branches ("branch") of an organisation or of all, by the
    records of a year; who qualifies first."""
    rules, period = award_rules(connection), parse_period(str(year))
    read = of_members if what == "member" else of_branches
    found: Sequence[Found] = list(read(connection, rules, period, today, organisation))
    made = [
        Candidate(
            each.kind, each.uid, each.name, each.organisation, each.place,
            tuple(
                (condition, each.answers[condition.code])
                for condition in rules.asked[what]
                if condition.code in each.answers
            ),
        )
        for each in found
    ]  # fmt: skip
    order = list(Standing)
    made.sort(key=lambda each: (order.index(each.standing), each.place, each.name))
    return Awards(what, year, rules, tuple(made))


def lines(candidate: Candidate, rules: AwardRules) -> Iterator[tuple[Condition, Answer, str]]:
    """Every condition with its answer and what it asks."""
    for condition, answer in candidate.answers:
        yield condition, answer, rules.says(condition)
