"""The command that prints papers."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def titles() -> dict[str, str]:
    """Papers by the name that the command line knows them by."""
    from partydesk.documents.printing import PAPERS

    return {name: paper.label for name, paper in PAPERS.items()}


def print_(options: Any) -> Outcome:
    """Write a paper as PDF, many as Word too. Raises UserError for nothing to print."""
    from partydesk.documents.printing import PAPERS, print_paper

    period = parse_period(options.period) if options.period else None
    with opened(options) as store:
        try:
            file = print_paper(
                store, options.what, options.uid, options.out, period=period, full=options.full
            )
        except UserError as error:
            if error.code not in ("uid-needed", "not-found"):
                raise
            hint = f"{error.message}。用 partydesk list {PAPERS[options.what].about[0]} 查编号"
            raise UserError(error.code, hint) from None
    return Outcome({"file": str(file)}, [f"已写出{PAPERS[options.what].label}：{file}"])
