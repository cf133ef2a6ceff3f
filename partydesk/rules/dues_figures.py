"""党费 in figures over organisations and a period: due, paid, reduced, exempt, beyond.

A branch's are counted from its own records; a committee's are the sums that its branches told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.dues import REDUCED
from partydesk.records.money import as_number, yuan
from partydesk.records.months import later, month_of, said
from partydesk.records.periods import Period
from partydesk.rules.norms.dues_months import DuesMonth, DuesState, Ledger, ledger, people
from partydesk.rules.norms.dues_told import ToldDues, told_dues
from partydesk.rules.norms.fact_rows import Person

FIGURES = ("dues_due", "dues_paid", "dues_extra", "dues_rate", "dues_reduced", "dues_exempt")


@dataclass(slots=True)
class DuesSums:
    """Sums in cents of the months of a period that have begun; how many people paid less or
    nothing with approval; `toward` is what of the payments was due; `payments` are so many;
    `untold` branches told no money, of too few people."""

    due: int = 0
    paid: int = 0
    toward: int = 0
    extra: int = 0
    reduced: int = 0
    exempt: int = 0
    payments: int = 0
    untold: int = 0

    @property
    def rate(self) -> float | None:
        """Per cent of what was due that is paid, with one decimal; None where nothing was due."""
        return (1000 * self.toward + self.due // 2) // self.due / 10 if self.due else None


def dues_sums(
    connection: Connection, period: Period, organisations: Collection[int] | None, today: date
) -> DuesSums | None:
    """The sums over the organisations that keep their dues in this file or told of them; None
    where none does."""
    found, told = _kept(connection, organisations)
    if not found.kept and not told:
        return None
    sums = DuesSums()
    for _, stands in _stands(connection, found, period, today):
        for each in stands:
            sums.due += each.due or 0
            sums.paid += each.paid
            sums.toward += min(each.due or 0, each.paid - each.extra)
            sums.extra += each.extra
            sums.payments += bool(each.uid)
        sums.reduced += any(each.reduced for each in stands)
        sums.exempt += any(each.state is DuesState.EXEMPT for each in stands)
    for branch in told.values():
        for month in branch.months(period):
            sums.due += month.due
            sums.paid += month.paid
            sums.toward += month.met
            sums.extra += month.extra
            sums.payments += month.paid_by
        sums.untold += branch.silent(period)
        _, reduced, exempt = branch.heads(period)
        sums.reduced += reduced
        sums.exempt += exempt
    return sums


def dues_evidence(
    connection: Connection,
    id: str,
    period: Period,
    organisations: Collection[int] | None,
    today: date,
) -> list[Mapping[str, Any]]:
    """The rows behind one of FIGURES: payments or 核定 of this file, and a line a month of what
    each branch told. Raises KeyError for an id that is none."""
    if id not in FIGURES:
        raise KeyError(id)
    found, told = _kept(connection, organisations)
    places = {
        row[0]: row[1:]
        for row in connection.exec_driver_sql(
            "SELECT id, code, uid, coalesce(short_name, name) FROM organisation"
        )
    }
    rows: list[Mapping[str, Any]] = []
    for person, stands in _stands(connection, found, period, today):
        for kind, uid, on, text, amount in _of_person(id, person, stands, found):
            rows.append({"kind": kind, "uid": uid, "organisation": places[person.organisation][0],
                         "date": on, "text": text, "amount": amount})  # fmt: skip
    for place, branch in told.items():
        code, uid, name = places[place]
        for month in branch.months(period):
            text, amount = _of_month(id, branch, month.month)
            if text:
                rows.append({"kind": "organisation", "uid": uid, "organisation": code,
                             "date": f"{month.month}-01", "text": f"{name} {text}",
                             "amount": amount})  # fmt: skip
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["text"])))


def _of_person(
    id: str, person: Person, stands: list[DuesMonth], found: Ledger
) -> Iterator[tuple[str, str, str, str, float | int]]:
    """Kind, uid, day, text and amount of what a member adds to a figure."""
    if id in ("dues_reduced", "dues_exempt"):
        less = id == "dues_reduced"
        wanted = "less" if less else "exempt"
        months = [
            each.month
            for each in stands
            if (each.reduced if less else each.state is DuesState.EXEMPT)
        ]
        bases = [each for each in found.bases.get(person.id, ()) if each.reduced == wanted]
        if months and bases:
            text = f"{person.name} {REDUCED.label(wanted)} {said(months[0])}起"
            yield "dues_base", bases[-1].uid, bases[-1].approved_on or "", text, 1
        return
    for each in stands:
        amount = {"dues_due": each.due or 0, "dues_extra": each.extra}.get(id, each.paid)
        if amount and (each.uid or id == "dues_due"):
            kind, uid = ("dues_payment", each.uid) if each.uid else ("member", person.uid)
            day = each.paid_on or f"{each.month}-01"
            yield kind, uid, day, f"{person.name} {said(each.month)}", as_number(amount)


def _of_month(id: str, branch: ToldDues, month: str) -> tuple[str, float | int]:
    """What a branch's month adds to a figure, in words; "" for nothing."""
    sums = branch.sums[month]
    heads = {"dues_reduced": sums.reduced, "dues_exempt": sums.exempt}.get(id)
    if heads is not None:
        return (f"{said(month)}：{heads} 人" if heads else ""), heads
    cents = {"dues_due": sums.due, "dues_extra": sums.extra}.get(id, sums.paid)
    text = f"{said(month)}：应交 {yuan(sums.due)}，已交 {yuan(sums.paid)} 元，欠交 {sums.owing} 人"
    return (text if cents else ""), as_number(cents)


def _kept(
    connection: Connection, organisations: Collection[int] | None
) -> tuple[Ledger, dict[int, ToldDues]]:
    """What is kept here of these organisations, and what others of them told."""
    found = ledger(connection)
    kept = {
        place: since
        for place, since in found.kept.items()
        if organisations is None or place in organisations
    }
    told = told_dues(connection, organisations)
    return Ledger(found.bases, found.payments, found.paid_to, kept), told


def _stands(
    connection: Connection, found: Ledger, period: Period, today: date
) -> Iterator[tuple[Person, list[DuesMonth]]]:
    """Each member's months of the period that have begun, of those who keep dues here."""
    now, month, months = month_of(today), month_of(period.first), []
    while month <= min(now, month_of(period.last)):
        months.append(month)
        month = later(month, 1)
    for organisation in found.kept:
        for person, _ in people(connection, organisation):
            yield person, list(found.of(person, months, now).months.values())
