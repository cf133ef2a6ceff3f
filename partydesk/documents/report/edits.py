"""Changing the report's words: what is written stays when figures are refreshed."""

from __future__ import annotations

from partydesk.documents.report.composing import check_template, compose
from partydesk.documents.report.content import Report
from partydesk.records.periods import Period
from partydesk.records.problems import Refusal
from partydesk.store import report_texts
from partydesk.store.store import Store


def edit(
    store: Store,
    period: Period,
    block_id: str,
    template: str | None,
    organisation_code: str | None = None,
) -> Report:
    """Put other words into one block and give back the report as it then is.

    `template` holds figures as `{id}`; "" leaves the block out, None goes back to the program's
    own words. Raises Refusal "unknown-block", "unknown-token" or "bad-template", naming what is
    wrong; nothing is then changed.
    """
    with store.read() as connection:
        report = compose(connection, period, organisation_code)
        kept = report_texts.texts(connection, report.code, period)
    try:
        default = report.block(block_id).default
    except KeyError:
        if template is not None or block_id not in kept:
            raise Refusal(
                "unknown-block", f"报告里没有“{block_id}”这一段，请重新打开报告"
            ) from None
        default = None
    if template is not None:
        template = template.replace("\r\n", "\n").strip()
        check_template(report, template)
    if template == default:
        template = None
    report_texts.keep(store, report.code, period, block_id, template)
    with store.read() as connection:
        return compose(connection, period, organisation_code)
