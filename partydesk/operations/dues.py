"""党费: months recorded as paid, one act of the secretary one step to undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.months import said
from partydesk.rules.norms.dues_months import DuesMember, DuesYear, dues_year
from partydesk.store.store import Store

Amounts = Mapping[tuple[str, str], int | None]
"""By member's uid and month the cents that were paid; None takes the payment back."""


def year_of(store: Store, month: str) -> DuesYear:
    """The year a month lies in, of the file's own organisation."""
    with store.read() as connection:
        return dues_year(connection, store.own.id, int(month[:4]), clock.today())


def record(store: Store, amounts: Amounts, label: str, paid_on: date | None = None) -> int:
    """Record what was paid, in one step; how many months that changed.

    What is the same already is left as it is. Raises UserError; nothing is then changed.
    """
    years = {month[:4]: year_of(store, month) for _, month in amounts}
    changed = 0
    with store.write(label) as writer:
        for (uid, month), cents in amounts.items():
            member = _member(years[month[:4]], uid)
            kept = member.months[month]
            if cents is None:
                if kept.uid:
                    writer.remove("dues_payment", kept.uid)
                    changed += 1
            elif kept.uid and cents == kept.paid:
                continue
            elif kept.uid:
                # What was said to be voluntary is no longer, where less was paid in all.
                changed += writer.edit("dues_payment", kept.uid, {"amount": cents, "extra": None})
            else:
                writer.add("dues_payment", {
                    "member": member.id, "month": month, "amount": cents,
                    "paid_on": paid_on or clock.today(),
                })  # fmt: skip
                changed += 1
    return changed


def pay_month(store: Store, month: str) -> int:
    """Record that everybody who had not yet paid a month has; how many. Raises UserError where
    there is nobody."""
    members = year_of(store, month).unpaid(month)
    if not members:
        raise UserError("nothing", f"{said(month)}没有还没交的人")
    amounts = {(each.uid, month): each.months[month].due for each in members}
    return record(store, amounts, f"{said(month)}党费都交了")


def pay_arrears(store: Store, member: DuesMember, months: Sequence[str] = ()) -> int:
    """Record that somebody made good what he owed, all of it or these months; how many months."""
    wanted = [each for each in member.owing if not months or each.month in months]
    if not wanted:
        raise UserError("nothing", f"{member.name}没有欠交的党费")
    amounts = {(member.uid, each.month): each.paid + each.lacking for each in wanted}
    return record(store, amounts, f"补交党费 {member.name}")


def _member(year: DuesYear, uid: str) -> DuesMember:
    found = next((each for each in year.members if each.uid == uid), None)
    if found is None:
        raise UserError("not-found", f"{year.year} 年的名册里没有这名党员，请刷新后再试")
    return found
