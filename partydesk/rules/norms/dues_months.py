"""党费 month by month: what was due of each member, and how it stands; it reads only.

Who is on the roll on a day of a month owes it: who joins from the month of the 大会 that accepts
him, who comes from another branch from the month after the one his letter says is paid, who leaves
up to the month he leaves in. What is due is the 核定 in force in that month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from partydesk.records.months import later, month_of, year_of_months
from partydesk.rules.norms.fact_rows import HERE, Person, all_rows


class DuesState(StrEnum):
    """How a month of a member stands. Short: less than was due. Out: not on the roll, or before
    the branch kept its dues here. Unset: nobody said what is due. Due is this month's, owed an
    earlier one's."""

    PAID = "paid"
    SHORT = "short"
    DUE = "due"
    OWED = "owed"
    EXEMPT = "exempt"
    OUT = "out"
    UNSET = "unset"
    AHEAD = "ahead"


class Base(NamedTuple):
    """A 核定: from which month on how many cents a month. `kind` and `reduced` are codes."""

    member: int
    uid: str
    from_month: str
    monthly: int | None
    kind: str = "working"
    rate: str | None = None
    reduced: str = "none"
    approved_on: str | None = None

    @property
    def due(self) -> int:
        """Cents a month."""
        return 0 if self.reduced == "exempt" else self.monthly or 0


class Payment(NamedTuple):
    """What was paid for a month, in cents; `extra` the part said to be voluntary."""

    member: int
    uid: str
    month: str
    amount: int
    paid_on: str
    extra: int | None = None


@dataclass(frozen=True, slots=True)
class DuesMonth:
    """A month of a member, in cents: `due` (None: nobody said), `paid`, what is still `lacking`
    of what was due, and `extra`, paid beyond it. `uid` is the payment's."""

    month: str
    state: DuesState
    due: int | None = None
    paid: int = 0
    lacking: int = 0
    extra: int = 0
    uid: str = ""
    paid_on: str = ""
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class DuesMember:
    """A member with the months that were asked for and his 核定, the latest first."""

    id: int
    uid: str
    name: str
    group: str
    enterprise: str
    months: Mapping[str, DuesMonth]
    bases: tuple[Base, ...]

    @property
    def paid(self) -> int:
        """What was paid for these months."""
        return sum(each.paid for each in self.months.values())

    @property
    def owing(self) -> list[DuesMonth]:
        """The months before this one that are not paid, or not in full."""
        late = (DuesState.OWED, DuesState.SHORT)
        return [each for each in self.months.values() if each.state in late]

    @property
    def owed(self) -> int:
        """What is lacking of them."""
        return sum(each.lacking for each in self.owing)

    @property
    def base(self) -> Base | None:
        """The latest 核定 there is."""
        return self.bases[0] if self.bases else None

    def has(self, *states: DuesState) -> bool:
        """Whether a month stands like this."""
        return any(each.state in states for each in self.months.values())


def base_of(bases: Iterable[Base], month: str) -> Base | None:
    """The 核定 in force in a month."""
    valid = [each for each in bases if each.from_month <= month]
    return max(valid, key=lambda each: each.from_month, default=None)


def months_on_roll(person: Person, paid_to: str = "") -> tuple[str, str]:
    """The first and the last month somebody owes dues here; the first is after the last where
    there is none. `paid_to` is what the letter he came with says is paid."""
    if not person.in_party or (since := person.since) >= person.until:
        return "9999-12", "0000-01"
    first = month_of(since) if since else "0000-01"
    came = month_of(person.arrived_on or "")
    if paid_to and came and came >= month_of(person.joined_on or ""):
        first = max(later(paid_to, 1), month_of(person.joined_on or ""))
    if person.until == HERE:
        return first, "9999-12"
    last = date.fromisoformat(person.until) - timedelta(days=1)
    return first, month_of(last.isoformat())


def month_stands(
    month: str, bases: Sequence[Base], payment: Payment | None, owes: bool, now: str
) -> DuesMonth:
    """How a month stands; `owes` is whether the member owes dues here for it, `now` this month."""
    base = base_of(bases, month) if owes else None
    due = None if base is None else base.due
    reduced = base is not None and base.reduced == "less"
    if payment is not None:
        toward = payment.amount - (payment.extra or 0)
        lacking = max(0, (due or 0) - toward)
        extra = (payment.extra or 0) + (0 if due is None else max(0, toward - due))
        state = DuesState.SHORT if lacking and month <= now else DuesState.PAID
        return DuesMonth(month, state, due, payment.amount, lacking, extra, payment.uid,
                         payment.paid_on, reduced)  # fmt: skip
    if not owes:
        return DuesMonth(month, DuesState.OUT)
    if month > now:
        return DuesMonth(month, DuesState.AHEAD, due, reduced=reduced)
    if base is not None and base.reduced == "exempt":
        return DuesMonth(month, DuesState.EXEMPT, 0)
    if due is None:
        return DuesMonth(month, DuesState.UNSET)
    state = DuesState.DUE if month == now else DuesState.OWED
    return DuesMonth(month, state, due, 0, due, reduced=reduced)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file holds of 党费: by member's id the 核定, the payments by month, and up to which
    month the letters of those who came say they paid. `kept` are the organisations that keep
    their dues here, each with its first month."""

    bases: Mapping[int, Sequence[Base]]
    payments: Mapping[int, Mapping[str, Payment]]
    paid_to: Mapping[int, str]
    kept: Mapping[int, str]

    def of(
        self, person: Person, months: Iterable[str], now: str, enterprise: str = ""
    ) -> DuesMember:
        """Somebody's months."""
        first, last = months_on_roll(person, self.paid_to.get(person.id, ""))
        since = max(first, self.kept.get(person.organisation, ""))
        bases, paid = self.bases.get(person.id, ()), self.payments.get(person.id, {})
        away = person.suspended or (HERE, HERE)
        stands = {
            month: month_stands(
                month, bases, paid.get(month),
                since <= month <= last and not month_of(away[0]) < month < month_of(away[1]), now,
            )
            for month in months
        }  # fmt: skip
        latest = tuple(sorted(bases, key=lambda each: each.from_month, reverse=True))
        return DuesMember(person.id, person.uid, person.name, person.group or "", enterprise,
                          stands, latest)  # fmt: skip


def ledger(connection: Connection, organisations: Collection[int] | None = None) -> Ledger:
    """All that is recorded of dues, of some organisations or of all."""
    only = ""
    if organisations is not None:
        only = f" AND organisation IN ({', '.join(str(int(each)) for each in organisations)})"
    bases: dict[int, list[Base]] = defaultdict(list)
    payments: dict[int, dict[str, Payment]] = defaultdict(dict)
    kept: dict[int, str] = {}
    for place, *told in all_rows(
        connection,
        "SELECT organisation, member, uid, from_month, monthly, kind, rate, reduced, approved_on "
        f"FROM dues_base WHERE deleted_at IS NULL AND member IS NOT NULL{only} "
        "ORDER BY from_month",
    ):
        base = Base._make(told)
        bases[base.member].append(base)
        kept.setdefault(place, base.from_month)
    if not kept:
        return Ledger({}, {}, {}, {})
    paid_from: dict[int, str] = {}
    for place, *told in all_rows(
        connection,
        "SELECT organisation, member, uid, month, amount, paid_on, extra FROM dues_payment "
        f"WHERE deleted_at IS NULL AND member IS NOT NULL{only} ORDER BY month",
    ):
        payment = Payment._make(told)
        payments[payment.member][payment.month] = payment
        paid_from.setdefault(place, payment.month)
    for place, used_from in all_rows(
        connection, "SELECT id, used_from FROM organisation WHERE used_from IS NOT NULL"
    ):
        if place in kept:
            # What was before the file is nobody's arrears, unless it is kept here too.
            begun = min(month_of(used_from), paid_from.get(place, HERE))
            kept[place] = max(kept[place], begun)
    letters = all_rows(
        connection,
        "SELECT member, max(dues_paid_to) FROM transfer WHERE deleted_at IS NULL "
        f"AND direction = 'in' AND dues_paid_to IS NOT NULL{only} GROUP BY member",
    )
    paid_to = {member: month for member, month in letters if len(month) == 7}
    return Ledger(bases, payments, paid_to, kept)


@dataclass(frozen=True, slots=True)
class DuesYear:
    """A year of an organisation's dues: who was on its roll in it, or paid. `now` is this month;
    `kept` says whether any 核定 exists."""

    year: int
    now: str
    members: tuple[DuesMember, ...]
    kept: bool

    @property
    def months(self) -> list[str]:
        """The twelve."""
        return year_of_months(self.year)

    def total(self, month: str) -> int:
        """What was paid for a month."""
        return sum(each.months[month].paid for each in self.members)

    def unpaid(self, month: str) -> list[DuesMember]:
        """Whose month nobody has recorded, of those with a 核定."""
        open_states = (DuesState.DUE, DuesState.OWED)
        return [each for each in self.members if each.months[month].state in open_states]

    def extra(self) -> int:
        """What was paid beyond what was due."""
        return sum(one.extra for each in self.members for one in each.months.values())


_OUT = (DuesState.OUT,)


def dues_year(connection: Connection, organisation: int, year: int, today: date) -> DuesYear:
    """The year of one organisation, its members in the order of their names' search keys."""
    found = ledger(connection, (organisation,))
    now, months = month_of(today), year_of_months(year)
    members = []
    for person, enterprise in people(connection, organisation):
        each = found.of(person, months, now, enterprise)
        first, last = months_on_roll(person, found.paid_to.get(person.id, ""))
        here = first <= months[-1] and last >= months[0]
        if here or each.paid:
            members.append(each)
    return DuesYear(year, now, tuple(members), bool(found.kept))


def people(connection: Connection, organisation: int) -> list[tuple[Person, str]]:
    """The members of an organisation, those who left too, each with his firm."""
    names = ", ".join(f'"{name}"' for name in Person._fields)
    rows: list[Any] = all_rows(
        connection,
        f"SELECT enterprise, {names} FROM member WHERE deleted_at IS NULL AND organisation = ? "
        "AND category IN ('full', 'probationary') ORDER BY search, id",
        organisation,
    )
    return [(Person._make(row), enterprise or "") for enterprise, *row in rows]


def dues_of(connection: Connection, member: int, today: date) -> DuesMember | None:
    """All months of a member (by id) that are kept here, up to this one or the last he paid for;
    None where neither a 核定 nor a payment of his is recorded."""
    organisation = connection.exec_driver_sql(
        "SELECT organisation FROM member WHERE id = ?", (member,)
    ).scalar()
    found, now = ledger(connection, (int(organisation or 0),)), month_of(today)
    paid = found.payments.get(member, {})
    known = [each for each, _ in people(connection, int(organisation or 0)) if each.id == member]
    first = min([*paid, *(each.from_month for each in found.bases.get(member, ()))], default="")
    if not known or not first:
        return None
    last, months = max([now, *paid]), []
    while first <= last:
        months.append(first)
        first = later(first, 1)
    return found.of(known[0], months, now)


def paid_up_to(member: DuesMember) -> str:
    """The last month up to which nothing is lacking that was due; "" where the first is."""
    reached = ""
    for month, each in sorted(member.months.items()):
        if each.lacking:
            break
        if each.state in (DuesState.PAID, DuesState.EXEMPT):
            reached = month
    return reached
