"""Commands on what a committee collected: coverage, log."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.cli.rules import day_of
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def coverage(options: Any) -> Outcome:
    """Branches × periods: what each handed in, and until which day it told.

    Raises UserError in a branch's file.
    """
    from partydesk.rules import coverage as rules

    period, today = parse_period(options.period), clock.today()
    with opened(options) as store:
        if store.role != "committee":
            raise UserError("not-committee", "报送情况只在党委的数据里看；党支部交过什么看“报送”页")
        with store.read() as connection:
            told = rules.Told(connection)
        found = rules.coverage(told, period, today)
        rows = [
            told.handed_in(branch, each, today)
            for branch in told.branches
            for each in rules.periods_within(told, period)
        ]
    listed = [
        {
            "organisation": row.branch.code,
            "name": row.branch.name,
            "period": row.period.text,
            "state": row.state,
            "text": row.text,
            "revision": row.revision,
            "covered_to": row.covered_to.isoformat() if row.covered_to else None,
        }
        for row in rows
    ]
    lines = [found.sentence] + [
        f"{row['organisation']}\t{row['period']}\t{row['text']}"
        f"\t{'第 ' + str(row['revision']) + ' 版' if row['revision'] else ''}"
        f"\t{row['covered_to'] or ''}\t{row['name']}"
        for row in listed
    ]
    data = {"period": period.text, "rows": listed, "of": found.of, "in": found.inside,
            "sentence": found.sentence}  # fmt: skip
    return Outcome(data, lines)


def log(options: Any) -> Outcome:
    """Who took, withdrew or returned what, when and why, newest first."""
    from partydesk.exchange.merge.trace import acts

    since = day_of(options.since) if options.since else None
    with opened(options) as store:
        rows = [each.as_dict() for each in acts(store, options.org or "", since)]
    lines = [
        f"{row['at']}\t{row['operator'] or '—'}\t{row['act']}\t{row['organisation']}"
        f"\t{row['period']}\t第 {row['revision']} 版\t{row['reason']}"
        for row in rows
    ]
    return Outcome({"rows": rows}, lines or ["还没有收过表"])
