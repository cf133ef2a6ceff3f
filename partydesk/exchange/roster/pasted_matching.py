"""Which record of the store a pasted line speaks of: by uid, by number, else by what names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from partydesk.records.fields import Field, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, masked, shown, squeezed

_NUMBERS = ("id_number", "credit_code", "code", "number")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the store. `reported` marks one that came with a branch's submission."""

    id: int
    uid: str
    organisation: int | None
    reported: bool
    number: Stored
    weak: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The records a line may speak of; none: it is new. `refusal` keeps the line out."""

    entries: Sequence[Entry] = ()
    refusal: Finding | None = None
    remark: Finding | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a line says of who it is: stored values, None where nothing is said.

    `hidden` is a number as lists show it (1101****0021); `weak` None where a column is lacking.
    """

    uid: str = ""
    number: Stored = None
    hidden: str = ""
    weak: tuple[Stored, ...] | None = None
    organisation: int | None = None


def key_of(kind: str) -> tuple[str, tuple[str, ...]]:
    """The column of the number that names a record ("" for none), and those that do without it."""
    record = kind_of(kind)
    number = next((name for name in _NUMBERS if name in fields(record)), "")
    weak = tuple(name for name in record.natural_key if name != number)
    return number, weak or record.described_by


@dataclass
class PastedIndex:
    """The records of a kind by all that may name them."""

    kind: str
    number: str
    weak: tuple[str, ...]
    uids: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[Stored, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    names: dict[tuple[Stored, ...], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    firsts: dict[Stored, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    hidden: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    removed: set[Stored] = field(default_factory=set)

    def find(self, named: Named) -> Found:
        """The records that a line may speak of."""
        if named.uid:
            return self._by_uid(named)
        if named.number is not None and self.numbers.get(named.number):
            return Found(_narrowed(self.numbers[named.number], named))
        if named.hidden and (same := self.hidden.get(named.hidden)):
            known = [entry for entry in same if named.weak and entry.weak[0] == named.weak[0]]
            return Found(_narrowed(known or same, named))
        if named.weak is None:
            labels = "、".join(fields(kind_of(self.kind))[name].label for name in self.weak)
            return Found(
                refusal=Finding(
                    "no-key", f"缺少{labels}，认不出是哪一条。请连同这几列一起复制，再粘贴"
                )
            )
        same = self.names.get(named.weak, [])
        if not same and self.kind == "member" and named.weak[1] is None:
            same = self.firsts.get(named.weak[0], [])
        if named.number is not None:
            bare = [entry for entry in same if entry.number is None]
            told = self._another() if same and not bare else None
            return Found(_narrowed(bare, named), remark=told)
        return Found(_narrowed(same, named))

    def _by_uid(self, named: Named) -> Found:
        same = self.uids.get(named.uid, [])
        if same:
            return Found(_narrowed(same, named)[:1])
        if named.uid in self.removed:
            return Found(refusal=Finding("in-recycle-bin", "这一条已在回收站里。请先恢复，再粘贴"))
        return Found(
            refusal=Finding(
                "not-found", "这里没有这个编号的记录。要当作新的一条，请清空编号这一格再粘贴"
            )
        )

    def _another(self) -> Finding:
        label = fields(kind_of(self.kind))[self.number].label
        return Finding(
            "same-name",
            f"已有一条别的都对得上，只有{label}不同，这一行按新的一条收，请核对",
            fatal=False,
        )

    def comparable(self, weak: Sequence[Stored]) -> tuple[Stored, ...]:
        """What names a record, in the one form it is compared in."""
        return tuple(squeezed(part) if isinstance(part, str) else part for part in weak)


def _narrowed(entries: Sequence[Entry], named: Named) -> list[Entry]:
    """Those of the line's own organisation, if there are any; what was recorded here first."""
    own = [e for e in entries if named.organisation in (None, e.organisation)]
    return sorted(own or entries, key=lambda entry: entry.reported)


def index_for(connection: Connection, kind: str) -> PastedIndex:
    """The index of all records of a kind that are not removed."""
    number, weak = key_of(kind)
    index = PastedIndex(kind, number, weak)
    declared: Mapping[str, Field] = fields(kind_of(kind))
    names = ", ".join(f'"{name}"' for name in weak)
    numbered = f'"{number}"' if number else "NULL"
    rows = connection.exec_driver_sql(
        f"SELECT id, uid, organisation, submission, deleted_at, {numbered}, {names} "
        f'FROM "{kind}" ORDER BY id'
    )
    for row_id, uid, organisation, submission, deleted, stored, *rest in rows:
        if deleted:
            index.removed |= {uid} if stored is None else {uid, stored}
            continue
        key = index.comparable(rest)
        entry = Entry(row_id, uid, organisation, submission is not None, stored, key)
        index.uids[uid].append(entry)
        index.names[key].append(entry)
        index.firsts[key[0]].append(entry)
        if stored is not None:
            index.numbers[stored].append(entry)
            seen = shown(declared[number], stored)
            if (text := masked(declared[number], seen)) != seen:
                index.hidden[text].append(entry)
    return index
