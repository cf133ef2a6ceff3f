"""The command `report`: the yearly report, editable or for print."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.periods import parse_period


def report(options: Any) -> Outcome:
    """Write the yearly report."""
    from partydesk.documents.report.writing import write_report

    period = parse_period(options.period)
    with opened(options) as store:
        made = write_report(store, period, options.out, options.org)
    lines = [f"已写出述职报告：{made.file}（{len(made.filled)} 项数字已填）"]
    if made.missing:
        lines.append(f"{len(made.missing)} 项待填：{'、'.join(made.missing)}")
    return Outcome(
        {"file": str(made.file), "filled": len(made.filled), "missing": made.missing}, lines
    )
