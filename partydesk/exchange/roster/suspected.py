"""疑似重复: pairs of records that may be one, for a person to join or to set apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection

from partydesk.exchange.roster.matching import Evidence, Index, Known, evidence
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.values import Stored
from partydesk.store import joins

MOST_PAIRS = 500
"""More than anybody goes through; the rest follows when these are settled."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: their uids and ids, the one to keep first, and why."""

    kind: str
    uids: tuple[str, str]
    ids: tuple[int, int]
    why: str


def suspected(connection: Connection, kind: str) -> list[Pair]:
    """The pairs of a kind that may be one and of which nobody has said that they are two.

    Two that came with submissions are not among them: their branches settle that, or the
    conflict list does.
    """
    if kind_of(kind).not_joined:
        return []
    index = Index(connection, kind, anywhere=False)
    settled = joins.apart(connection, kind)
    found: dict[frozenset[str], Pair] = {}
    for first, second, why in _alike(index, kind):
        if first.stays or second.stays or (first.reported and second.reported):
            continue
        key = frozenset((str(first.uid), str(second.uid)))
        if len(key) < 2 or key in settled or key in found:
            continue
        stays, goes = _fuller(first, second)
        found[key] = Pair(kind, (str(stays.uid), str(goes.uid)), (stays.id or 0, goes.id or 0), why)
        if len(found) == MOST_PAIRS:
            break
    return list(found.values())


def _alike(index: Index, kind: str) -> Iterator[tuple[Known, Known, str]]:
    record = kind_of(kind)
    declared = fields(record)
    if index.number:
        label = declared[index.number].label
        for first, second in _pairs(index.numbered()):
            yield first, second, f"{label}相同"
    name = declared[index.parts[0]].label
    for first, second in _pairs(index.named()):
        if first.organisation != second.organisation:
            continue
        if first.number is not None and second.number is not None:
            continue
        if not index.lasting:
            yield first, second, "、".join(declared[part].label for part in index.parts) + "相同"
            continue
        found = evidence(first, second)
        if found is not Evidence.AGAINST:
            yield first, second, f"{name}相同，{_WORDS[found]}"


_WORDS = {
    Evidence.UNSURE: "日期只差几天",
    Evidence.BLANK: "一边没有别的可比",
    Evidence.CLOSE: "出生日期或入党年月也对得上",
    Evidence.SURE: "入党日期也相同",
}


def _pairs(groups: Iterable[Sequence[Known]]) -> Iterator[tuple[Known, Known]]:
    for same in groups:
        yield from combinations(same, 2)


def _fuller(first: Known, second: Known) -> tuple[Known, Known]:
    """The one to keep before the other: a reported one, then the one that says more."""

    def rank(known: Known) -> tuple[bool, int, int]:
        said: list[Stored] = [known.number, *known.names, *known.lasting]
        return not known.reported, sum(each is None for each in said), known.id or 0

    stays, goes = sorted((first, second), key=rank)
    return stays, goes


def by_kind(connection: Connection, kinds: Iterable[str]) -> dict[str, list[Pair]]:
    """The pairs of several kinds, of each that has any."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for kind in kinds:
        if pairs := suspected(connection, kind):
            found[kind] = pairs
    return dict(found)
