"""What the papers about somebody on the way share: the particulars, the meeting that decided."""

from __future__ import annotations

from partydesk.documents.draft import Pairs
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day
from partydesk.records.member import CATEGORY

BLANK = "　　　　"
DAY = "　　　年　　月　　日"

_STAGES = ("applicant", "activist", "candidate", "probationary", "full")
NEXT = {
    "applicant": "列为入党积极分子",
    "activist": "列为发展对象",
    "candidate": "接收为中共预备党员",
    "probationary": "转为中共正式党员",
    "full": "转为中共正式党员",
}
"""What is asked for next of who stands there."""


def particulars(order: PrintJob, row: Row, *more: str) -> Pairs:
    """Who it is about."""
    names = ("name", "sex", "ethnicity", "birth_date", "education", "enterprise", *more)
    pairs = []
    for name in names:
        value = row.get(name)
        told = day(value) if name.endswith(("_on", "_date")) else order.reading.text(
            "member", row, name
        )  # fmt: skip
        pairs.append((order.reading.label("member", name), told))
    return Pairs(tuple(pairs))


def called(row: Row) -> str:
    """What somebody is, as a sentence names him."""
    return CATEGORY.label(str(row["category"]))


def meeting_about(order: PrintJob, row: Row) -> Row | None:
    """The meeting that voted on his admission or confirmation, the latest that is recorded."""
    days = {str(row[name])[:10] for name in ("joined_on", "confirm_voted_on") if row.get(name)}
    found = [
        each
        for each in order.reading.listed("session")
        if each["kind"] == "general_meeting"
        and str(each["starts_at"])[:10] in days
        and each.get("entitled")
    ]
    return found[-1] if found else None
