"""为什么变了: what came, went and changed in a period's figures between two moments.

What stood at a moment follows from the submissions kept in the archive and from 留痕. The branches
of a small park, or of a large one those that differ, are counted again from both; of all others
the figures are as they are now. What the committee changed in its own records meanwhile, and what
changes with the day alone, is not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import conflicts, trace
from partydesk.exchange.merge.moments import Moment, Standing, done_between, stood
from partydesk.exchange.merge.recounted import Recounted, evidence_of
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules import indicators
from partydesk.rules.indicators import Indicator, Tally
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store

CAME, WENT, CHANGED = "came", "went", "changed"


@dataclass(frozen=True, slots=True)
class Moved:
    """A record that came, went or changed in a figure: `amount` is what that adds to it; `cells`
    are (label, before, after) of what differs."""

    how: str
    kind: str
    uid: str
    organisation: str
    date: str
    text: str
    amount: float
    cells: tuple[tuple[str, str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of cli.md."""
        return {
            "kind": self.kind,
            "uid": self.uid,
            "organisation": self.organisation,
            "date": self.date,
            "text": self.text,
            "amount": self.amount,
            "cells": [
                {"column": label, "before": before, "after": after}
                for label, before, after in self.cells
            ],
        }


@dataclass(slots=True)
class FigureChange:
    """One figure before and after, None where nothing was recorded, and the records that moved."""

    indicator: Indicator
    before: float | int | None
    after: float | int | None
    moved: list[Moved] = field(default_factory=list)

    def of(self, how: str) -> list[Moved]:
        """Those that came, went or changed."""
        return [each for each in self.moved if each.how == how]

    @property
    def by_branch(self) -> list[tuple[str, float, Counter[str]]]:
        """Organisation code, what it adds to the difference, how many records moved how."""
        codes = sorted({each.organisation for each in self.moved})
        return [
            (
                code,
                sum(each.amount for each in self.moved if each.organisation == code),
                Counter(each.how for each in self.moved if each.organisation == code),
            )
            for code in codes
        ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures that moved, and what was done between the two moments, oldest first; `stood` tells
    for both which submissions of a branch (by code) stood, as period and revision."""

    figures: list[FigureChange]
    acts: list[trace.Act]
    stood: tuple[Mapping[str, tuple[tuple[str, int], ...]], ...] = ({}, {})


def compare(
    store: Store,
    period: Period,
    first: Moment,
    second: Moment,
    *,
    organisation: str = "",
    indicator: str = "",
    progress: Progress = silent,
) -> Comparison:
    """Compare the period's figures at two moments.

    `organisation` is the code of the one branch it is about (the whole file's sum otherwise);
    `indicator` gives that figure alone, moved or not. Raises UserError for a file that is no
    committee's, a figure or revision that is none, a revision without a branch, and a submission
    that the archive no longer holds.
    """
    if store.role != "committee":
        raise UserError("not-committee", "数字为什么变了，在党委的数据里看")
    wanted = indicators.INDICATORS + indicators.BEYOND
    if indicator:
        wanted = [each for each in wanted if each.id == indicator]
        if not wanted:
            raise UserError("not-found", f"没有“{indicator}”这个指标")
    if (first.revision or second.revision) and not organisation:
        raise UserError("no-organisation", "按版本比较要写明是哪个支部（--org）")
    then = [stood(store, period, moment, organisation) for moment in (first, second)]
    now = stood(store, period, Moment(), organisation)
    differ = _to_be_counted(store, then[0], then[1], now)
    codes = {code for _, code in differ}
    with TemporaryDirectory(prefix="partydesk-") as folder:
        sides = []
        for number, kept in enumerate(then):
            those = [each for key in sorted(differ) for each in kept.get(key, ())]
            sides.append(
                Recounted(store, Path(folder) / str(number), those, period, wanted, progress)
            )
    with store.read() as connection:
        rest = _rest(connection, period, codes, organisation)
    found = []
    for each in wanted:
        moved = _moved(each, sides[0], sides[1])
        values = [_value(each, rest, side) for side in sides]
        if indicator or moved or values[0] != values[1]:
            found.append(FigureChange(each, values[0], values[1], moved))
    told = tuple(
        {
            code: tuple((each.period, each.revision) for each in kept)
            for (_uid, code), kept in side.items()
        }
        for side in then
    )
    return Comparison(found, done_between(store, first, second, organisation), told)


_FEW = 60  # submissions that are read again in a few seconds


def _to_be_counted(
    store: Store, first: Standing, second: Standing, now: Standing
) -> set[tuple[str, str]]:
    """The branches to be counted from the archive: all of a small park; of a large one those that
    were not at both moments as they are now, and those that report the same things as they do."""
    every = first.keys() | second.keys() | now.keys()
    if sum(len(kept) for kept in second.values()) <= _FEW:
        return set(every)
    found = {key for key in every if not first.get(key) == second.get(key) == now.get(key)}
    codes = {code for _, code in found}
    for item in conflicts.conflicts(store):
        both = {side["organisation"] for side in item.sides}
        if both & codes:
            found |= {key for key in every if key[1] in both}
    return found


def _moved(indicator: Indicator, before: Recounted, after: Recounted) -> list[Moved]:
    """The records that came, went or changed in a figure, by branch and day."""
    old, new = before.rows[indicator.id], after.rows[indicator.id]
    found = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        row = now or was
        assert row is not None
        kept = (row["kind"], str(row["organisation"]), row["uid"])
        how, amount = CHANGED, 0.0
        cells: tuple[tuple[str, str, str], ...] = ()
        if was is None:
            how, amount = CAME, float(row["amount"])
        elif now is None:
            how, amount = WENT, -float(row["amount"])
        else:
            amount = float(now["amount"]) - float(was["amount"])
            one, other = before.records.get(kept, {}), after.records.get(kept, {})
            cells = tuple(
                (label, text, other.get(label, ""))
                for label, text in one.items()
                if text != other.get(label, "")
            )
            if not cells and not amount:
                continue
        found.append(
            Moved(how, row["kind"], row["uid"], str(row["organisation"]), str(row["date"] or ""),
                  str(row["text"] or ""), amount, cells)
        )  # fmt: skip
    return sorted(found, key=lambda each: (each.organisation, each.date, each.text, each.uid))


def _rest(
    connection: Connection, period: Period, differing: Collection[str], organisation: str
) -> Tally:
    """What all organisations count that are the same at both moments."""
    tally = indicators.tally(connection, period)
    same = {
        int(id)
        for id, code in connection.exec_driver_sql("SELECT id, code FROM organisation")
        if code not in differing and (not organisation or code == organisation)
    }
    counts = {
        id: {each: count for each, count in those.items() if each in same}
        for id, those in tally.counts.items()
    }
    assert tally.own is not None
    for each in tally.indicators.values():
        if each.record is Organisation:
            number = len(evidence_of(connection, each, period, same))
            counts[each.id] = {tally.own: (number, number)} if number else {}
    return replace(
        tally,
        counts=counts,
        recorded={kind: kept & same for kind, kept in tally.recorded.items()},
        none={id: kept & same for id, kept in tally.none.items()},
    )


def _value(indicator: Indicator, rest: Tally, side: Recounted) -> float | int | None:
    """A figure over both; the ids of the side's branches are made to be nobody else's."""
    whole = replace(rest, counts=dict(rest.counts), recorded=dict(rest.recorded))
    ledger = indicator.record.__tablename__
    here = side.tally
    if indicator.record is Organisation and rest.own is not None:
        number = len(side.rows[indicator.id])
        had = rest.counts[indicator.id].get(rest.own, (0, 0.0))
        if number or had[0]:
            whole.counts[indicator.id] = {rest.own: (had[0] + number, had[1] + number)}
        if side.branches:
            whole.recorded[ledger] = rest.recorded[ledger] | {rest.own}
        return whole.value(indicator.id).value
    whole.counts[indicator.id] = rest.counts[indicator.id] | {
        -each: count for each, count in here.counts[indicator.id].items() if each in side.branches
    }
    whole.recorded[ledger] = rest.recorded[ledger] | {
        -each for each in here.recorded[ledger] & side.branches
    }
    whole.none = rest.none | {
        indicator.id: rest.none.get(indicator.id, set())
        | {-each for each in here.none.get(indicator.id, set()) & side.branches}
    }
    return whole.value(indicator.id).value
