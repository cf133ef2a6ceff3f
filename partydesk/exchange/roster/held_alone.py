"""What only one record of an organisation can be (the 书记), judged over all rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from partydesk.exchange.roster.proposal import ADD, UPDATE, Decision
from partydesk.records.base import Record
from partydesk.records.findings import Finding
from partydesk.records.values import to_stored
from partydesk.store.writing import Writer


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a row would make its record, of all that only one can be, and what that was before."""

    item: Decision
    is_now: str
    was: str


def held_twice(
    writer: Writer, record: type[Record], items: Sequence[Decision]
) -> dict[int, Finding]:
    """The places of the rows that would make a second one, with what is wrong.

    One row may lay down what another takes up, so that only what all of them come to is judged.
    Of two rows that both take it up neither is taken: nobody has said which is meant.
    """
    kinds: dict[int | None, str] = {}
    taken: dict[int, _Taken] = {}
    for place, item in enumerate(items):
        if item.action not in (ADD, UPDATE):
            continue
        if item.organisation not in kinds:
            kinds[item.organisation] = _kind_of(writer, item.organisation)
        kind = kinds[item.organisation]
        before: dict[str, Any] = {}
        if item.uid:
            before = writer.find(record.__tablename__, item.uid) or {}
        now = before | {name: to_stored(value) for name, value in item.values.items()}
        taken[place] = _Taken(item, record.sole(now, kind), record.sole(before, kind))
    refused: dict[int, Finding] = {}
    # Who is refused keeps what they had, which another row may have counted on.
    while wrong := _wrong(writer, record, taken):
        refused |= wrong
        for place in wrong:
            del taken[place]
    return refused


def _kind_of(writer: Writer, organisation: int | None) -> str:
    row = writer.row("organisation", int(organisation or 0)) or {}
    return str(row.get("kind") or "")


def _wrong(writer: Writer, record: type[Record], taken: dict[int, _Taken]) -> dict[int, Finding]:
    takers: dict[tuple[int | None, str], list[int]] = {}
    for place, each in taken.items():
        if each.is_now and each.is_now != each.was:
            takers.setdefault((each.item.organisation, each.is_now), []).append(place)
    left = {each.item.uid for each in taken.values() if each.was and each.was != each.is_now}
    wrong: dict[int, Finding] = {}
    for (organisation, what), places in takers.items():
        stay = [
            f"{row['name']}现在是"
            for row in record.holders(writer, int(organisation or 0), what)
            if row["uid"] not in left
        ]
        for place in places:
            also = [taken[each].item for each in places if each != place]
            for whose in [*stay, *(f"第 {each.row} 行的{each.name}也是" for each in also)][:1]:
                wrong[place] = record.held_by(what, whose)
    return wrong
