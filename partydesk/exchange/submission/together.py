"""What the fields of a reported person say wrongly together: it is told, the row is taken."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.reading_findings import MOST_FAULTS, Findings
from partydesk.records.checking import together
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of
from partydesk.records.values import to_typed


def tell_together(
    layouts: Mapping[str, SheetLayout],
    held: Mapping[str, Held],
    numbers: Mapping[str, Mapping[str, int]],
    findings: Findings,
) -> None:
    """Tell of members who left without a day, were confirmed too early and the like.

    An earlier version let them be; a branch mends them and hands in again. `numbers` gives, by
    kind and uid, the row of the sheet.
    """
    layout = layouts.get("member")
    if layout is None:
        return
    record, rows = kind_of("member"), held["member"]
    declared = fields(record)
    told = (
        (uid, finding)
        for uid, row in zip(rows.uids, rows.values(), strict=True)
        for finding in together(
            record,
            {
                name: to_typed(declared[name], value)
                for name, value in zip(layout.names, row, strict=True)
                if name in declared
            },
        )
    )
    for uid, finding in islice(told, MOST_FAULTS):
        findings.tell(
            finding.code, finding.message, layout.sheet, numbers["member"][uid],
            declared[finding.column].label,
        )  # fmt: skip
