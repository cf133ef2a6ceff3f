"""One record under one uid, where files of one branch name their records differently.

A laptop set up again, or a sheet filled in by hand before the program was used, gives the same
person and the same session another uid. They are matched by what names them in real life.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from partydesk.exchange.submission import canonical
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import Held, ReadSubmission, Values
from partydesk.records.base import Record, kind_of
from partydesk.records.checks import folded_code
from partydesk.records.fields import Kind, fields
from partydesk.records.values import MATCH, Stored


@dataclass(frozen=True, slots=True)
class Current:
    """One current submission: its row id in the submission table and what it holds."""

    id: int
    held: ReadSubmission


Key = tuple[str, ...]


def under_one_name(current: Sequence[Current]) -> Sequence[Current]:
    """The same submissions, records that are one under one uid: that of the file which names
    things first, those of programs before those filled in by hand."""
    if len({each.held.file_uid for each in current}) < 2:
        return current
    order = sorted({(each.held.hand_filled, each.held.file_uid) for each in current})
    files = [[each.held for each in current if each.held.file_uid == uid] for _, uid in order]
    known: dict[str, str] = {}
    for layout in data_sheets():
        if layout.kind != "organisation":
            known |= _matched(layout.kind, layout.names, files, known)
    return [Current(each.id, _renamed(each.held, known)) for each in current] if known else current


def _matched(
    kind: str,
    names: Sequence[str],
    files: Sequence[Sequence[ReadSubmission]],
    known: dict[str, str],
) -> dict[str, str]:
    """uid → the uid that the same record has in a file that comes before."""
    record = kind_of(kind)
    found: dict[str, str] = {}
    firsts: dict[str, dict[str, Stored]] = {}
    for held in files:
        rows: dict[str, dict[str, Stored]] = {}
        for each in held:
            for uid, values in each.rows.get(kind, ()):
                rows[uid] = dict(zip(names, _linked(record, names, values, known), strict=True))
        new = {uid: row for uid, row in rows.items() if uid not in firsts}
        free = {uid: row for uid, row in firsts.items() if uid not in rows}
        for way in range(_WAYS):
            ours, theirs = _by_key(record, way, free), _by_key(record, way, new)
            for key in ours.keys() & theirs.keys():
                pairs = list(zip(ours[key], theirs[key], strict=False))
                if way == _WAYS - 1 and (len(ours[key]) > 1 or len(theirs[key]) > 1):
                    continue  # which of them is which cannot be known
                for first, second in pairs:
                    if _somebody_else(record, free[first], new[second]):
                        continue
                    found[second] = first
                    free.pop(first)
                    new.pop(second)
        firsts |= new
    return found


_WAYS = 3


def _by_key(
    record: type[Record], way: int, rows: Mapping[str, Mapping[str, Stored]]
) -> dict[Key, list[str]]:
    """The rows by what names them: their number, their natural key, or loosely."""
    found: dict[Key, list[str]] = defaultdict(list)
    for uid, row in sorted(rows.items()):
        if key := _key(record, way, row):
            found[key].append(uid)
    return found


def _key(record: type[Record], way: int, row: Mapping[str, Stored]) -> Key | None:
    """What names a row in one of three ways; None where that says nothing."""
    if way == 0:
        number = _text(row.get(record.numbered_by))
        told = "*" not in number or MATCH in number
        return (number,) if number and told else None
    names = [name for name in record.natural_key if name != record.numbered_by and name in row]
    if way == 1:
        key = tuple(_text(row[name]) for name in names)
        return key if all(key) or (len(key) > 1 and key[0]) else None
    if record.lasting:
        # A person: by the name alone, unless what never changes says otherwise.
        return (_text(row["name"]),)
    dated = fields(record).get(record.dated_by)
    if dated is not None and dated.kind is Kind.MOMENT and len(names) > 1:
        # The hour may have been told otherwise; two of a kind in one day are rare.
        return tuple(
            _text(row[name])[:10] if name == record.dated_by else _text(row[name]) for name in names
        )
    return None


def _somebody_else(
    record: type[Record], one: Mapping[str, Stored], other: Mapping[str, Stored]
) -> bool:
    """Whether what never changes of a person differs, as far as both show it."""
    for name in record.lasting:
        ours, theirs = _text(one.get(name)), _text(other.get(name))
        if "*" in ours + theirs:
            ours, theirs = ours.partition(MATCH)[0][-2:], theirs.partition(MATCH)[0][-2:]
        if ours and theirs and ours != theirs:
            return True
    return False


def _text(value: Stored) -> str:
    return folded_code(canonical.cell_text(value))


def _linked(
    record: type[Record], names: Sequence[str], values: Values, known: Mapping[str, str]
) -> Iterator[Stored]:
    declared = fields(record)
    for name, value in zip(names, values, strict=True):
        refers = declared[name].kind is Kind.REFERENCE or declared[name].holds_uid
        yield known.get(str(value), value) if refers else value


def _renamed(held: ReadSubmission, known: Mapping[str, str]) -> ReadSubmission:
    """The submission with its records, and what refers to them, under the uids that are known."""
    kept: dict[str, Held] = {}
    for layout in data_sheets():
        of = held.held[layout.kind]
        record = kind_of(layout.kind)
        columns: list[Sequence[Stored]] = list(of.columns)
        for place, name in enumerate(layout.names):
            field = fields(record)[name]
            if (field.kind is Kind.REFERENCE or field.holds_uid) and of.uids:
                columns[place] = [known.get(str(value), value) for value in of.columns[place]]
        kept[layout.kind] = Held([known.get(uid, uid) for uid in of.uids], columns)
    return replace(held, held=kept)
