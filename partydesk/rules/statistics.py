"""党内统计 (domain.md §3.9): the change of the roll with its check, and who the members are.

应有数 is those before the period, with the gained, without the lost; 实有数 is who counts on its
last day. A difference is opened to the people who make it: gone without a day, days that cannot be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, type_coerce
from sqlalchemy import String as Text

from partydesk.records import clock
from partydesk.records.codes import POST
from partydesk.records.findings import UserError
from partydesk.records.indicator import Indicator, iso
from partydesk.records.member import Member
from partydesk.records.on_roll import in_count
from partydesk.records.periods import Period
from partydesk.rules import coverage, handed_in, indicator_engine
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.extra_indicators import BANDS
from partydesk.rules.indicators import indicator

GAINED = ("gained_admitted", "gained_transferred", "gained_restored")
LOST = ("lost_transferred", "lost_suspended", "lost_dead", "lost_removed", "lost_revoked")
MAKEUP = ("members", "members_probationary", "members_women", "members_minority")
AGES = tuple(f"members_aged_{low}" for low, _ in BANDS)
SCHOOLING = ("members_graduate", "members_secondary", "members_basic")
PIPELINE = ("pipeline_applicant", "pipeline_activist", "pipeline_candidate")


@dataclass(frozen=True, slots=True)
class Change:
    """How an organisation's roll changed in a period; `gained` and `lost` are in the order of
    GAINED and LOST."""

    before: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    actual: int

    @property
    def should_be(self) -> int:
        """应有数."""
        return self.before + sum(self.gained) - sum(self.lost)

    @property
    def difference(self) -> int:
        """差数: 实有 less 应有."""
        return self.actual - self.should_be

    def __add__(self, other: Change) -> Change:
        return Change(
            self.before + other.before,
            tuple(a + b for a, b in zip(self.gained, other.gained, strict=True)),
            tuple(a + b for a, b in zip(self.lost, other.lost, strict=True)),
            self.actual + other.actual,
        )


@dataclass(frozen=True, slots=True)
class Odd:
    """Somebody who makes a difference, with what is wrong in words."""

    uid: str
    organisation: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One organisation's part. `told` is False for one of whom the committee knows nothing of the
    period: its numbers are blanks, not zeros. `counts` are by the ids of indicators."""

    id: int
    code: str
    name: str
    told: bool
    change: Change
    counts: Mapping[str, int]
    posts: Mapping[str, Sequence[int]]
    odd: tuple[Odd, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The tables of a period. `coverage` says how many branches they are of ("" in a branch's
    file)."""

    period: Period
    branches: tuple[Branch, ...]
    coverage: str

    @property
    def told(self) -> tuple[Branch, ...]:
        """Those that are in."""
        return tuple(each for each in self.branches if each.told)

    @property
    def change(self) -> Change:
        """Over all that are in."""
        nothing = Change(0, (0,) * len(GAINED), (0,) * len(LOST), 0)
        return sum((each.change for each in self.told), nothing)

    def count(self, id: str) -> int:
        """An indicator over all that are in."""
        return sum(each.counts.get(id, 0) for each in self.told)

    def posts(self) -> dict[str, list[int]]:
        """By post (its code, "" for none): all, 预备, 女, 少数民族, then the ages."""
        found: dict[str, list[int]] = {}
        for branch in self.told:
            for code, numbers in branch.posts.items():
                had = found.setdefault(code, [0] * len(numbers))
                found[code] = [a + b for a, b in zip(had, numbers, strict=True)]
        order = [*POST.by_code, ""]
        return {code: found[code] for code in order if code in found}

    @property
    def odd(self) -> tuple[Odd, ...]:
        """Those who make the differences."""
        return tuple(each for branch in self.told for each in branch.odd)


def statistics(connection: Connection, period: Period, today: date | None = None) -> Statistics:
    """The tables of a half-year or year. Raises UserError for another period."""
    if len(period.text) != 4 and "H" not in period.text:
        raise UserError("bad-period", "党内统计按半年或者全年：写成 2026H1、2026H2 或者 2026")
    own = indicator_engine.committee(connection)
    wanted = [*GAINED, *LOST, *MAKEUP, *AGES, *SCHOOLING, *PIPELINE]
    now = indicator_engine.tally(connection, period, [indicator(id) for id in wanted])
    eve = period.first - timedelta(days=1)
    then = indicator_engine.tally(
        connection, Period(str(eve.year), eve, eve), [indicator("members"), indicator(_UNDATED)]
    )
    places, sentence = _places(connection, period, own, today or clock.today())
    posts = _posts(connection, period)
    odd = _odd(connection, period)

    def number(tally: indicator_engine.Tally, id: str, place: int) -> int:
        return int(tally.value(id, (place,)).value or 0)

    branches = []
    for id, code, name, told in places:
        change = Change(
            number(then, "members", id) + number(then, _UNDATED, id),
            tuple(number(now, each, id) for each in GAINED),
            tuple(number(now, each, id) for each in LOST),
            number(now, "members", id),
        )
        counts = {each: number(now, each, id) for each in wanted}
        here = posts.get(id, {})
        branches.append(Branch(id, code, name, told, change, counts, here, odd.get(id, ())))
    return Statistics(period, tuple(branches), sentence)


_UNDATED = "lost_undated"


def _places(
    connection: Connection, period: Period, own: int | None, today: date
) -> tuple[list[tuple[int, str, str, bool]], str]:
    """Whose tables these are: in a committee's file its branches (and itself, where it has people
    of its own), and the sentence on how many are in."""
    rows = connection.exec_driver_sql(
        "SELECT id, code, coalesce(short_name, name), kind, submission IS NULL FROM organisation "
        "WHERE deleted_at IS NULL ORDER BY code"
    ).fetchall()
    if own is None:
        return [(row[0], row[1], row[2], True) for row in rows[:1]], ""
    told = handed_in.Told(connection)
    known = {branch.id: branch for branch in told.branches}
    with_people = {
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT DISTINCT organisation FROM member WHERE deleted_at IS NULL"
        )
    }
    found = []
    for id, code, name, _, _ in rows:
        if id in known or id in with_people:
            found.append((id, code, name, id in with_people))
    return found, coverage.coverage(told, period, today).sentence


def _conditions(period: Period) -> list[ColumnElement[bool]]:
    """预备, 女, 少数民族 and the ages, as the columns of the table by posts."""
    ids = (*MAKEUP[1:], *AGES)
    return [indicator(id).condition(period) for id in ids]


def _posts(connection: Connection, period: Period) -> dict[int, dict[str, list[int]]]:
    """By organisation and post how many there are, of them each of the columns."""
    columns = [func.sum(case((each, 1), else_=0)) for each in _conditions(period)]
    post = func.coalesce(type_coerce(Member.post, Text), "")
    statement = (
        select(Member.organisation, post, func.count(), *columns)
        .where(Member.deleted_at.is_(None), in_count(period.last),
               Member.id.not_in(counted_elsewhere(Member, period.last)))
        .group_by(Member.organisation, post)
    )  # fmt: skip
    found: dict[int, dict[str, list[int]]] = {}
    for organisation, code, *numbers in connection.execute(statement):
        if organisation is not None:
            known = code if code in POST.by_code else ""
            had = found.setdefault(organisation, {}).get(known, [0] * len(numbers))
            found[organisation][known] = [
                a + int(b or 0) for a, b in zip(had, numbers, strict=True)
            ]
    return found


def _odd(connection: Connection, period: Period) -> dict[int, tuple[Odd, ...]]:
    """The members whose dates make the numbers differ, by organisation."""
    undated: Indicator = indicator(_UNDATED)
    joined, came = iso(Member.joined_on), iso(Member.arrived_on)
    left, ended = iso(Member.left_on), iso(Member.membership_on)
    backwards = or_(left < func.coalesce(joined, ""), left < func.coalesce(came, ""),
                    ended < func.coalesce(joined, ""))  # fmt: skip
    last = period.last.isoformat()
    since_when = and_(
        Member.membership == "restored",
        Member.suspended_on.is_(None),
        ended.between(period.first.isoformat(), last),
    )
    statement = select(
        Member.uid, Member.organisation, Member.name, undated.condition(period), backwards,
        and_(Member.relation == "left", Member.left_on.is_(None)), since_when,
    ).where(
        Member.deleted_at.is_(None), Member.category.in_(("full", "probationary")),
        or_(undated.condition(period), func.coalesce(since_when, False),
            and_(func.coalesce(backwards, False), func.coalesce(joined, "") <= last)),
    ).order_by(Member.search)  # fmt: skip
    found: dict[int, list[Odd]] = {}
    for uid, place, name, dateless, wrong, gone, unsaid in connection.execute(statement):
        why = "转出没有填日期" if gone else "党籍变化没有填日期" if dateless else ""
        told = "恢复了党籍，没有填停止党籍日期" if unsaid else ""
        why = "；".join(filter(None, (why, told, "离开的日期早于来的日期" if wrong else "")))
        if place is not None:
            found.setdefault(place, []).append(Odd(uid, place, name, why))
    return {place: tuple(people) for place, people in found.items()}
