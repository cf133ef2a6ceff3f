"""For which months somebody pays 党费 here, and about when he can have paid them."""

from __future__ import annotations

from collections.abc import Iterable

from partydesk.records import clock
from partydesk.records.base import ByOwner, Row
from partydesk.records.findings import Finding
from partydesk.records.member import IN_STANDING, MEMBERSHIP
from partydesk.records.months import later, month_of, said

MOST_MONTHS_AHEAD = 12
"""A year may be paid at once; a month further off is a slip of the pen."""
_NEVER = "9999-99"
"""After every day and month."""


def not_long_ahead(month: str) -> str | None:
    """A check: a month that begins within a year."""
    most = later(month_of(clock.today()), MOST_MONTHS_AHEAD)
    return f"{said(month)}还在一年多以后，请核对" if month > most else None


def of_a_member(column: str) -> ByOwner:
    """Dues are of months in which somebody is a member: from the one he joined in to that in which
    he left, died or lost membership, and none of a suspension. What was paid before he left may
    be of later months."""

    def check(row: Row, owner: Row) -> Iterable[Finding]:
        name, month = owner["name"], str(row[column])
        if owner["category"] not in ("probationary", "full"):
            words = f"{name}还不是党员，从支部大会接收为预备党员那个月起交党费，请核对是谁"
            yield Finding("no-member", words, column="member")
            return
        joined = month_of(str(owner["joined_on"] or ""))
        if month < joined:
            words = f"{name} {said(joined)}才入党，党费从那个月交起，请核对月份"
            yield Finding("before-joining", words, column=column)
        away, since, until = _away(owner)
        ahead = str(row.get("paid_on") or _NEVER) < since
        if month_of(since) < month < month_of(until) and not ahead:
            words = f"{name} {since} {away}，那个月以后的党费不在这里交，请核对月份"
            yield Finding("after-leaving", words, column=column)

    return check


def _away(owner: Row) -> tuple[str, str, str]:
    """How somebody came to be no payer here, since when and until when; _NEVER for not yet."""
    state, on = owner["membership"], owner["membership_on"]
    ends = []
    if owner["relation"] == "left" and owner["left_on"]:
        ends.append(("转出", str(owner["left_on"]), _NEVER))
    if state not in (*IN_STANDING, None) and on:
        ends.append((MEMBERSHIP.label(state), str(on), _NEVER))
    if state == "restored" and on and owner["suspended_on"]:
        ends.append((MEMBERSHIP.label("suspended"), str(owner["suspended_on"]), str(on)))
    return min(ends, key=lambda each: each[1], default=("", _NEVER, _NEVER))


def paid_about_then(row: Row, owner: Row) -> Iterable[Finding]:
    """A check: nobody paid before the month he joined, nor a month over a year on."""
    paid, joined = str(row["paid_on"]), str(owner["joined_on"] or "")
    if month_of(paid) < month_of(joined):
        words = f"{owner['name']} {joined} 才入党，交纳日期 {paid} 在那以前，请核对"
        yield Finding("before-joining", words, column="paid_on")
    if str(row["month"]) > later(month_of(paid), MOST_MONTHS_AHEAD):
        words = f"{paid} 交的是 {said(str(row['month']))}的，早了一年多，请核对月份和交纳日期"
        yield Finding("too-early", words, column="month")
