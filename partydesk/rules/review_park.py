"""民主评议 of a year over a committee's branches: the grades, 优秀 against the cap, who lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.records.review import GRADE
from partydesk.rules.coverage import Coverage, coverage
from partydesk.rules.handed_in import Told
from partydesk.rules.norms import judge
from partydesk.rules.norms.declared import State
from partydesk.rules.norms.reviews import REVIEW_GRADES
from partydesk.rules.park_settings import review_cap
from partydesk.rules.review_year import BEST, most_best


@dataclass(frozen=True, slots=True)
class Graded:
    """One whom a branch graded: the review's uid, the name, the code of the grade."""

    uid: str
    name: str
    grade: str


@dataclass(frozen=True, slots=True)
class BranchReviews:
    """One branch's year. `people` have a grade, `lacking` are the names of those to be graded who
    have none; `reported` says whether the branch has told of any day of the year; `most` is how
    many may be 优秀."""

    organisation: int
    name: str
    people: tuple[Graded, ...]
    lacking: tuple[str, ...]
    reported: bool
    most: int

    @property
    def asked(self) -> int:
        """How many are to have a grade."""
        return len(self.people) + len(self.lacking)

    def number(self, grade: str) -> int:
        """How many have this grade."""
        return sum(each.grade == grade for each in self.people)

    @property
    def too_many(self) -> int:
        """How many are 优秀 beyond the cap."""
        return max(0, self.number(BEST) - self.most)

    @property
    def standing(self) -> tuple[str, str]:
        """How the branch stands, in words, and the tone."""
        if not self.reported:
            return "未报到", "idle"
        if not self.asked:
            return "还没有评", "idle"
        if self.too_many:
            return f"{GRADE.label(BEST)}多 {self.too_many} 名，最多 {self.most} 名", "bad"
        if self.lacking:
            names = "、".join(self.lacking[:3]) + ("等" if len(self.lacking) > 3 else "")
            return f"还差 {len(self.lacking)} 名：{names}", "warn"
        return "评齐了", "ok"


@dataclass(frozen=True, slots=True)
class ParkReviews:
    """A year over all branches; `coverage` says how many of how many are in it."""

    year: int
    branches: tuple[BranchReviews, ...]
    coverage: Coverage
    cap: str

    @property
    def totals(self) -> dict[str, int]:
        """Over the branches that are in: how many have each grade."""
        counts = Counter(each.grade for branch in self.branches for each in branch.people)
        return {choice.code: counts[choice.code] for choice in GRADE}

    def total(self, branches: Iterable[BranchReviews] | None = None) -> tuple[int, int]:
        """How many are to be graded, and how many of them are not yet."""
        chosen: Sequence[BranchReviews] = tuple(self.branches if branches is None else branches)
        return sum(b.asked for b in chosen), sum(len(b.lacking) for b in chosen)


def park_reviews(connection: Connection, year: int, today: date) -> ParkReviews:
    """The year's grades by branch, as the norm asks for them, in the order of their codes."""
    told, period = Told(connection), parse_period(str(year))
    grades: dict[str, str] = dict(
        connection.exec_driver_sql(
            "SELECT uid || '|' || organisation, grade FROM review "
            "WHERE year = ? AND deleted_at IS NULL",
            (year,),
        ).fetchall()
    )
    people: dict[int, list[Graded]] = {}
    lacking: dict[int, list[str]] = {}
    for item in judge(connection, period, today=today):
        if item.norm.id != REVIEW_GRADES.id or item.slot != str(year):
            continue
        if item.state is State.DONE and item.evidence:
            uid = item.evidence[0][1]
            grade = str(grades.get(f"{uid}|{item.organisation}") or "")
            people.setdefault(item.organisation, []).append(Graded(uid, item.about, grade))
        elif item.state not in (State.EXEMPT, State.BEFORE, State.UNREPORTED):
            lacking.setdefault(item.organisation, []).append(item.about)
    cap = review_cap(connection)
    found = coverage(told, period, today)
    rows = []
    for branch, day in found.days:
        graded, without = people.get(branch.id, []), lacking.get(branch.id, [])
        rows.append(
            BranchReviews(
                branch.id, branch.name, tuple(graded), tuple(without), day is not None,
                most_best(len(graded) + len(without), cap),
            )
        )  # fmt: skip
    return ParkReviews(year, tuple(rows), found, str(cap))
