"""Changing the report's words: what is written stays when figures are refreshed."""

from __future__ import annotations

from dataclasses import replace

from partydesk.documents.report.composing import block, check_template
from partydesk.documents.report.content import Report, Sentence
from partydesk.records.findings import UserError
from partydesk.store import report_texts
from partydesk.store.store import Store


def edit(store: Store, report: Report, block_id: str, template: str | None) -> Report:
    """Put other words into one block, for good, and give back the report as it then is.

    `template` holds figures as `{id}`; "" leaves the block out, None goes back to the program's
    own words. Raises UserError "unknown-block", "unknown-token" or "bad-template", naming what is
    wrong; nothing is then changed.
    """
    try:
        old = report.block(block_id)
    except KeyError:
        raise UserError("unknown-block", f"报告里没有“{block_id}”这一段，请重新打开报告") from None
    if template is not None:
        template = template.replace("\r\n", "\n").strip()
        check_template(report, template)
    words = old.default if template is None else template
    kept = None if words == old.default else words
    report_texts.keep(store, report.code, report.period, block_id, kept)
    new = block(Sentence(old.id, old.level, old.default), words, report.tokens)
    return replace(report, every=tuple(new if each is old else each for each in report.every))
