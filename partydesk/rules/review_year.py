"""民主评议 of a year: who takes part, who is graded, how many of them may be 优秀."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from partydesk.records.on_roll import in_count
from partydesk.records.periods import parse_period
from partydesk.records.review import GRADE
from partydesk.rules.norms import evaluate
from partydesk.rules.norms.declared import NOT_ASKED
from partydesk.rules.norms.reviews import REVIEW_GRADES
from partydesk.rules.park_settings import review_cap
from partydesk.store import queries

BEST = "excellent"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One who takes part: the member's row, the review's ({} for none yet).

    `why`: the reason for which no grade is given (预备党员, 失去联系); "" for who is graded.
    """

    member: dict[str, Any]
    review: dict[str, Any]
    why: str = ""

    @property
    def grade(self) -> str:
        """The code of the grade, "" for none."""
        return str(self.review.get("grade") or "")


@dataclass(frozen=True, slots=True)
class ReviewYear:
    """A year's review of one organisation; `cap` is the share of 优秀 that the park allows."""

    year: int
    people: tuple[Reviewed, ...]
    cap: Fraction
    met_on: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def graded(self) -> int:
        """How many are to have a grade."""
        return sum(not each.why for each in self.people)

    @property
    def most(self) -> int:
        """How many of them may be 优秀."""
        return most_best(self.graded, self.cap)


def most_best(graded: int, cap: Fraction) -> int:
    """How many may be 优秀 of so many who are graded."""
    return int(graded * cap)


def review_year(connection: Connection, organisation: int, year: int, today: date) -> ReviewYear:
    """Those on the roll (today, or of an earlier year those with a review), by the norm."""
    last = date(year, 12, 31)
    items = evaluate(
        connection, parse_period(str(year)), today=today, organisations=(organisation,)
    )
    told = {item.uid: item for item in items if item.norm.id == REVIEW_GRADES.id}
    query = queries.Query("review", where={"year": (year,)}, organisation=organisation)
    reviews = queries.window(connection, "review", queries.ids(connection, query))
    by_member = {row["member"]: row for row in reviews.values()}
    here = queries.Query("member", organisation=organisation, extra=(in_count(min(today, last)),))
    wanted = [*queries.ids(connection, here)]
    wanted += [each for each in by_member if each is not None and each not in set(wanted)]
    rows = queries.window(connection, "member", wanted)
    people = []
    for each in wanted:
        if each not in rows:
            continue  # removed since
        member = rows[each]
        item = told.get(member["uid"])
        why = ""
        if item is not None and item.state in NOT_ASKED:
            why = item.text
        elif item is None and member["category"] == "probationary":
            why = "预备党员参加民主评议，不定等次"
        people.append(Reviewed(member, by_member.get(each, {}), why))
    people.sort(key=lambda each: bool(each.why))
    counts = Counter(each.grade for each in people if each.grade and not each.why)
    return ReviewYear(
        year,
        tuple(people),
        review_cap(connection),
        _met_on(connection, organisation, year, today),
        {choice.code: counts[choice.code] for choice in GRADE},
    )


def said_of(counts: Iterable[str], graded: int, cap: Fraction) -> tuple[str, str]:
    """How grades (codes, "" for none yet) of so many stand to the cap: in words, and the tone."""
    found = Counter(counts)
    best, most = found[BEST], most_best(graded, cap)
    words = f"{GRADE.label(BEST)} {best} 名，最多 {most} 名（正式党员 {graded} 名的 {cap}）"
    if best > most:
        return f"{words}，多 {best - most} 名", "bad"
    return words, "ok" if best else "idle"


def _met_on(connection: Connection, organisation: int, year: int, today: date) -> str:
    query = queries.Query("session", where={"kind": ("review_meeting",)}, organisation=organisation)
    found = queries.window(connection, "session", queries.ids(connection, query))
    days = [
        str(row["starts_at"])[:10]
        for row in found.values()
        if str(row.get("for_year") or str(row["starts_at"])[:4]) == str(year)
        and str(row["starts_at"])[:10] <= today.isoformat()
    ]
    return min(days, default="")
