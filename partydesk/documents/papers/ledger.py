"""问题台账: the problems of a period and how they stand."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import ACROSS, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.tables import listing, widths
from partydesk.records.ticket import PENDING

# Column, width in mm.
_COLUMNS = {
    "number": 21,
    "source": 18,
    "description": 50,
    "raised_on": 22,
    "lead": 15,
    "owner": 15,
    "measures": 39,
    "due_on": 22,
    "state": 15,
    "closed_on": 22,
    "outcome": 33,
}
_CENTRED = frozenset({0, 1, 3, 4, 5, 7, 8, 9})


def ledger(order: PrintJob) -> Printed:
    """The tickets raised or still open in the period, all of them without one."""
    return Printed(f"{order.name}问题台账", story(order), ACROSS)


def story(order: PrintJob) -> list[Any]:
    """Title, table, counts."""
    when = order.period.title if order.period else order.as_of
    tickets = order.reading.listed("ticket", order.period)
    tickets.sort(key=lambda row: (row["raised_on"], row["number"] or ""))
    closed = sum(1 for row in tickets if row["state"] == "closed")
    open_ones = sum(1 for row in tickets if row["state"] in PENDING)
    return [
        *order.heading("问题台账", f"{order.name}　{when}"),
        table(order, tickets),
        Spacer(0, 3 * mm),
        order.lettering(
            f"共 {len(tickets)} 件，已销号 {closed} 件，待受理和办理中 {open_ones} 件。", "note"
        ),
    ]


def table(order: PrintJob, tickets: list[dict[str, Any]]) -> Any:
    """The table of tickets alone."""
    reading = order.reading
    return listing(
        order.lettering,
        [reading.label("ticket", name) for name in _COLUMNS],
        [[reading.text("ticket", row, name) for name in _COLUMNS] for row in tickets],
        widths(list(_COLUMNS.values()), room(ACROSS)),
        centred=_CENTRED,
        empty="（没有登记问题）",
    )
