"""Changing a report's words for good, and the way back: what each change can be undone with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from partydesk.desk.report import own_steps
from partydesk.documents.report.content import Report
from partydesk.store import report_texts
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.records.periods import Period


def kept(store: Store, report: Report) -> dict[str, str]:
    """What somebody wrote into this report: block id → template."""
    with store.read() as connection:
        return report_texts.texts(connection, report.code, report.period)


def change(store: Store, report: Report, id: str, template: str | None) -> Report:
    """Keep other words for a block (a further next step too); None for the program's own.

    Gives back the report with them, as far as that is known without composing it anew.

    Raises UserError; nothing is then changed.
    """
    from partydesk.documents.report.edits import edit

    if own_steps.is_own(id) and all(block.id != id for block in report.every):
        own_steps.add(store, report, id, template or "")
    elif own_steps.is_own(id) and not template:
        report_texts.keep(store, report.code, report.period, id, None)
    else:
        return edit(store, report, id, template)
    return report


def put_back(store: Store, code: str, period: Period, words: Mapping[str, str]) -> None:
    """Make the words somebody wrote what they were: `words` is what `kept` gave."""
    with store.read() as connection:
        now = report_texts.texts(connection, code, period)
    for id, template in words.items():
        if now.get(id) != template:
            report_texts.keep(store, code, period, id, template)
    for id in now:
        if id not in words:
            report_texts.keep(store, code, period, id, None)
