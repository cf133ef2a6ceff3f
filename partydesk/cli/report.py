"""The command `report`: the yearly report, editable or for print."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, organisation_of
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import INDICATORS


def report(options: Any) -> Outcome:
    """Write the yearly report."""
    from partydesk.documents.report.writing import write_report

    period = parse_period(options.period)
    with opened(options) as store:
        made = write_report(store, period, options.out, organisation_of(store, options) or None)
    lines = [f"已写出述职报告：{made.file}（{len(made.filled)} 项数字已填）"]
    if made.missing:
        labels = {each.id: each.label for each in INDICATORS}
        named = [labels.get(each, each) for each in made.missing]
        lines.append(f"{len(made.missing)} 项待填：{'、'.join(named)}")
    return Outcome(
        {"file": str(made.file), "filled": len(made.filled), "missing": made.missing}, lines
    )
