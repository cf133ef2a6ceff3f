"""党费 that went up were collected before: no more, and for no month nobody has paid."""

from __future__ import annotations

from collections.abc import Iterable

from partydesk.records.base import RecordWriter, Row
from partydesk.records.findings import Finding
from partydesk.records.money import yuan
from partydesk.records.months import month_of, said

_OWN = "deleted_at IS NULL AND submission IS NULL AND organisation = ?"


def of_what_was_collected(writer: RecordWriter, row: Row) -> Iterable[Finding]:
    """A check of one handing up. Where no payment is kept in the file nothing is known, nor of the
    months before the first that is; on which day the money came in is often written down late, so
    what was paid for the months by then counts whenever it was."""
    ask = writer.connection.exec_driver_sql
    until, on, own = str(row["until_month"]), str(row["on"]), writer.own
    first, last, collected, by_then = ask(
        "SELECT min(month), max(month), coalesce(sum(amount), 0), "
        "coalesce(sum(amount) FILTER (WHERE month <= ? OR paid_on <= ?), 0) "
        f"FROM dues_payment WHERE {_OWN}",
        (until, on, own),
    ).fetchone() or (None, None, 0, 0)
    if first is None or until < first:
        return
    if until > max(month_of(on), str(last)):
        words = f"{said(until)}还没有到，也没有收过那个月的党费，请核对缴到哪个月"
        yield Finding("months-ahead", words, column="until_month")
        return
    handed, in_all = ask(
        "SELECT coalesce(sum(amount) FILTER (WHERE until_month <= ?), 0), coalesce(sum(amount), 0) "
        f"FROM dues_handed WHERE {_OWN} AND until_month >= ? AND id != ?",
        (until, own, first, row.get("id") or 0),
    ).fetchone() or (0, 0)
    rest = min(by_then - handed, collected - in_all)
    if row["amount"] is not None and row["amount"] > rest:
        words = (
            f"{said(first)}到 {said(until)}收的党费记了 {yuan(by_then)} 元，已经上缴 "
            f"{yuan(min(handed, by_then))} 元，这次最多还能缴 {yuan(max(0, rest))} 元："
            "收的没有记全请先补记，更早月份收的请另记一条"
        )
        yield Finding("more-than-collected", words, column="amount")
