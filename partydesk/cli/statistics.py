"""The command that makes 党内统计: on the screen, as a sheet, PDF or Word."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today
from partydesk.records.periods import parse_period


def statistics(options: Any) -> Outcome:
    """The tables of a half-year or year. Raises UserError for another period."""
    from partydesk.rules import statistics as rules
    from partydesk.rules.statistics_tables import tables

    period = parse_period(options.period)
    with opened(options) as store:
        with store.read() as connection:
            found = rules.statistics(connection, period, today())
        if options.out is not None and options.out.suffix.lower() == ".xlsx":
            from partydesk.exchange.rollup.statistics import write_statistics

            write_statistics(store, period, options.out)
        elif options.out is not None:
            from partydesk.documents.printing import print_paper

            print_paper(store, "statistics", None, options.out, period=period)
    told = tables(found)
    lines = []
    for table in told:
        lines += [table.title, "\t".join(table.heads)]
        lines += ["\t".join("" if v is None else str(v) for v in line) for line in table.rows]
    lines += [f"{each.name}：{each.why}" for each in found.odd]
    lines += [f"已写出党内统计：{options.out}"] if options.out is not None else []
    data = {
        "period": period.text,
        "tables": [{"title": t.title, "heads": t.heads, "rows": t.rows} for t in told],
        "difference": found.change.difference,
        "odd": [{"uid": e.uid, "name": e.name, "why": e.why} for e in found.odd],
        "file": str(options.out) if options.out is not None else None,
    }
    return Outcome(data, lines, bool(found.change.difference))
