"""What the fields of reported rows say wrongly together: it is told, the rows are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.reading_findings import MOST_FAULTS, Findings
from partydesk.records.base import Record
from partydesk.records.checking import judged_together
from partydesk.records.declared import Field
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, shown, to_typed


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
        record, rows, places = kind_of(kind), held[kind], numbers.get(kind, {})
        told = chain(
            _told(kind, layout, rows, places, of_kind),
            _twice(record, layout, rows, places),
            _by_owner(record, layouts, held, places),
        )
        for row, finding in islice(told, MOST_FAULTS):
            label = fields(record)[finding.column].label
            findings.tell(finding.code, finding.message, layout.sheet, row, label)


def _typed(field: Field, column: Sequence[Stored]) -> list[Any]:
    """A column's values as the checks know them, each different one made once."""
    made = {value: to_typed(field, value) for value in set(column)}
    return [made[value] for value in column]


def _told(
    kind: str, layout: SheetLayout, rows: Held, numbers: Mapping[str, int], of_kind: str
) -> Iterator[tuple[int, Finding]]:
    """What is wrong, each with the row it is said of."""
    record = kind_of(kind)
    if not record.crossed:
        return
    declared = fields(record)
    names = layout.names
    columns = dict(zip(names, rows.columns, strict=True))
    # What a record refers to is a uid here; no check asks for it.
    kept = [
        name for name in names if name in declared and declared[name].kind is not Kind.REFERENCE
    ]
    nothing = dict.fromkeys(declared)
    for uid, *typed in zip(
        rows.uids, *(_typed(declared[name], columns[name]) for name in kept), strict=True
    ):
        for finding in judged_together(record, nothing | dict(zip(kept, typed, strict=True))):
            yield numbers.get(uid, 0), finding
    alone: dict[str, list[int]] = {}
    for uid, row in zip(rows.uids, rows.values(), strict=True):
        if what := record.sole(dict(zip(names, row, strict=True)), of_kind):
            alone.setdefault(what, []).append(numbers.get(uid, 0))
    for what, places in alone.items():
        for number in places[1:]:
            yield number, record.held_by(what, f"第 {places[0]} 行的也是")


def _twice(
    record: type[Record], layout: SheetLayout, rows: Held, numbers: Mapping[str, int]
) -> Iterator[tuple[int, Finding]]:
    """The rows that tell once more what there is but once."""
    once = record.once
    if once is None:
        return
    declared, first = fields(record), dict[tuple[Stored, ...], tuple[int, Stored]]()
    for uid, row in zip(rows.uids, rows.values(), strict=True):
        held = dict(zip(layout.names, row, strict=True))
        key = tuple(held.get(each) for each in once.columns)
        other, apart = first.setdefault(key, (numbers.get(uid, 0), held.get(once.apart)))
        number = numbers.get(uid, 0)
        if number == other or (apart and held.get(once.apart, apart) not in (apart, None)):
            continue
        said = {name: shown(declared[name], held.get(name)) for name in once.columns
                if name in declared}  # fmt: skip
        words = f"{once.words.format(**said)}（第 {other} 行）"
        yield number, Finding("twice", words, column=once.columns[-1])


def _by_owner(
    record: type[Record],
    layouts: Mapping[str, SheetLayout],
    held: Mapping[str, Held],
    numbers: Mapping[str, int],
) -> Iterator[tuple[int, Finding]]:
    """The rows whose days cannot be those of the record that they belong to."""
    if not record.by_owner:
        return
    kind = fields(record)[record.belongs_to].refers
    nothing = dict.fromkeys(fields(kind_of(kind)))
    names = layouts[kind].names
    owners = {
        uid: nothing | dict(zip(names, row, strict=True))
        for uid, row in zip(held[kind].uids, held[kind].values(), strict=True)
    }
    own = record.__tablename__
    for uid, row in zip(held[own].uids, held[own].values(), strict=True):
        told = dict.fromkeys(fields(record)) | dict(zip(layouts[own].names, row, strict=True))
        owner = owners.get(str(told[record.belongs_to] or ""))
        for judge in record.by_owner if owner is not None else ():
            for finding in judge(told, owner or {}):
                yield numbers.get(uid, 0), finding
