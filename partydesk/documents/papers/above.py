"""Whom a branch writes to: its committee, by the name that letters are addressed to."""

from __future__ import annotations

import re

from partydesk.documents.print_job import PrintJob
from partydesk.exchange.seal.held import held

_BLANK = "　　　　"
_CODE = re.compile(r"[A-Za-z0-9._/-]+")


def above(order: PrintJob) -> str:
    """The committee's name; where the branch wrote only its code, that of the organisation which
    has it, else of the committee whose card is held; a blank to be filled where nobody knows."""
    told = str(order.organisation.get("parent") or "").strip()
    if told and not _CODE.fullmatch(told):
        return told
    connection = order.reading.connection
    named = connection.exec_driver_sql(
        "SELECT name FROM organisation WHERE code = ? AND id != ? AND deleted_at IS NULL",
        (told, order.organisation["id"]),
    ).scalar()
    card = held(connection)
    return str(named or "") or (card.committee_name if card else f"中共{_BLANK * 2}委员会")
