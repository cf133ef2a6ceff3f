"""What the papers about an election share: who stood, the day, the committee above."""

from __future__ import annotations

from typing import Any

from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day
from partydesk.records.election import ELECTION_KIND, OFFICES

BLANK = "　　　　"
DAY = "　　　年　　月　　日"


def stood(order: PrintJob) -> list[dict[str, Any]]:
    """The candidates of the election, those who were elected first, then by their votes."""
    assert order.row is not None  # what is printed needs the uid of an election
    found = [e for e in order.reading.listed("candidate") if e["election"] == order.row["id"]]
    return sorted(found, key=lambda e: (not e["elected"], -(e["votes"] or 0), e["id"]))


def post(row: Row) -> str:
    """What somebody stood for."""
    return OFFICES.label(row["post"]) if row["post"] else ""


def what(order: PrintJob) -> str:
    """换届选举 or 增补委员选举."""
    assert order.row is not None
    return "换届选举" if order.row["kind"] == "term" else ELECTION_KIND.label("added") + "选举"


def number(value: object) -> str:
    """A count, or a blank to be filled."""
    return BLANK if value is None else str(value)


def on(value: object) -> str:
    """A day, or a blank to be filled."""
    return day(value) or DAY
