"""What the fields of reported rows say wrongly together: it is told, the rows are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.reading_findings import MOST_FAULTS, Findings
from partydesk.records.checking import together
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import to_typed


def tell_together(
    layouts: Mapping[str, SheetLayout],
    held: Mapping[str, Held],
    numbers: Mapping[str, Mapping[str, int]],
    findings: Findings,
) -> None:
    """Tell of members who left without a day, were confirmed too early, of two 书记 and the like.

    An earlier version let them be; a branch mends them and hands in again. `numbers` gives, by
    kind and uid, the row of the sheet.
    """
    own = layouts["organisation"].names.index("kind")
    of_kind = next((str(kind) for kind in held["organisation"].columns[own]), "")
    for kind, layout in layouts.items():
        if kind_of(kind).crossed:
            told = _told(kind, layout, held[kind], numbers.get(kind, {}), of_kind)
            for row, finding in islice(told, MOST_FAULTS):
                label = fields(kind_of(kind))[finding.column].label
                findings.tell(finding.code, finding.message, layout.sheet, row, label)


def _told(
    kind: str, layout: SheetLayout, rows: Held, numbers: Mapping[str, int], of_kind: str
) -> Iterator[tuple[int, Finding]]:
    """What is wrong, each with the row it is said of."""
    record = kind_of(kind)
    declared = fields(record)
    kept = [name for name in layout.names if name in declared]
    alone: dict[str, list[int]] = {}
    for uid, row in zip(rows.uids, rows.values(), strict=True):
        stored = dict(zip(layout.names, row, strict=True))
        number = numbers.get(uid, 0)
        # What a record refers to is a uid here; no check asks for it.
        typed = {
            name: to_typed(declared[name], stored[name])
            for name in kept
            if declared[name].kind is not Kind.REFERENCE
        }
        for finding in together(record, typed):
            yield number, finding
        if what := record.sole(stored, of_kind):
            alone.setdefault(what, []).append(number)
    for what, places in alone.items():
        for number in places[1:]:
            yield number, record.held_by(what, f"第 {places[0]} 行的也是")
