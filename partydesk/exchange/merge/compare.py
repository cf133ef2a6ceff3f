"""为什么变了: what came, went and changed in a period's figures between two moments.

What stood at a moment follows from the submissions kept in the archive and from 留痕. The branches
of a small park, or of a large one those that differ, are counted again from both; of all others
the figures are as they are now. What the committee changed in its own records meanwhile, and what
changes with the day alone, is not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, insert, select

from partydesk.exchange.merge import conflicts, trace
from partydesk.exchange.merge.apply_submission import accept
from partydesk.exchange.merge.register import SOURCE, registered
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.records.base import kind_of
from partydesk.records.fields import Privacy, fields
from partydesk.records.findings import UserError
from partydesk.records.ledger import Answer
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules import indicators
from partydesk.rules.indicators import Indicator, Tally
from partydesk.store import cipher, queries, received, rows, settings
from partydesk.store.home import Home
from partydesk.store.progress import Progress, silent
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store, create

CAME, WENT, CHANGED = "came", "went", "changed"
_OWN_SETTINGS = ("role", "own", "conflicts_stale")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: a UTC stamp up to which things happened, or the revision that a branch's sheet
    of the period had then."""

    stamp: str = ""
    revision: int = 0


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A submission as the archive keeps it."""

    id: int
    org_uid: str
    org_code: str
    period: str
    revision: int
    sha256: str
    file_name: str
    file_code: str


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
    stood = [_standing(store, period, moment, organisation) for moment in (first, second)]
    now = _standing(store, period, Moment(), organisation)
    differ = _to_be_counted(store, stood[0], stood[1], now)
    codes = {code for _, code in differ}
    with TemporaryDirectory(prefix="partydesk-") as folder:
        sides = []
        for number, kept in enumerate(stood):
            those = [each for key in sorted(differ) for each in kept.get(key, ())]
            sides.append(_Side(store, Path(folder) / str(number), those, period, wanted, progress))
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
        for side in stood
    )
    return Comparison(found, _between(store, first, second, organisation), told)


Standing = Mapping[tuple[str, str], tuple["_Kept", ...]]
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


class _Side:
    """What some branches had handed in at one of the moments, counted by themselves."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        kept: Sequence[_Kept],
        period: Period,
        wanted: Sequence[Indicator],
        progress: Progress,
    ) -> None:
        own = {"code": store.own.code, "name": store.own.name}
        key = cipher.key_of(store.home.database)
        with create(Home(folder), "committee", own, key) as there:
            with store.read() as connection:
                pairs = connection.exec_driver_sql("SELECT key, value FROM setting").fetchall()
                given = [
                    dict(row) for row in connection.execute(select(Answer.__table__)).mappings()
                ]
            with ExitStack() as readable, there.transaction() as connection:
                for key, value in pairs:
                    if key not in _OWN_SETTINGS:
                        settings.put(connection, key, value)
                if given:
                    connection.execute(insert(Answer), given)
                _copy_ledger(store, connection, there.own.id)
                cards = opening(connection)
                paths: dict[str, Path] = {}
                for number, each in enumerate(kept):
                    progress(number, len(kept), each.file_name)
                    there_for_now = received.kept(store.home, each.sha256, each.file_name)
                    paths[each.sha256] = readable.enter_context(there_for_now)
                    held = read_taken(str(paths[each.sha256]), each.file_code, cards)
                    held = registered(connection, held, (each.org_uid, each.org_code))
                    accept(there, connection, held, each.file_name, paths)
                conflicts.refresh(connection)
            with there.read() as connection:
                self.tally: Tally = indicators.tally(connection, period)
                self.branches = {
                    int(row[0])
                    for row in connection.exec_driver_sql(
                        "SELECT id FROM organisation WHERE id != ?", (there.own.id,)
                    )
                }
                self.rows = {
                    each.id: {
                        (row["organisation"], row["uid"]): row
                        for row in _evidence(connection, each, period, self.branches)
                    }
                    for each in wanted
                }
                self.records = _records(connection, self.rows)


def _copy_ledger(store: Store, there: Connection, own: int) -> None:
    """The committee's own enterprises: they are one register with those of its branches."""
    names = rows.columns("enterprise")
    listed = ", ".join(f'"{name}"' for name in names)
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {listed} FROM enterprise WHERE submission IS NULL AND organisation = ?",
            (store.own.id,),
        ).fetchall()
    place = names.index("organisation")
    rows.insert_many(
        there, "enterprise", names,
        [(*row[:place], own, *row[place + 1 :]) for row in found],
    )  # fmt: skip


def _evidence(
    connection: Connection, indicator: Indicator, period: Period, branches: Collection[int]
) -> list[Mapping[str, Any]]:
    """The rows of a figure that these branches account for, each under its branch's code.

    What counts branches themselves is the committee's figure; its rows are the branches.
    """
    if indicator.record is not Organisation:
        return indicators.evidence(connection, indicator.id, period, branches)
    codes = {
        row[0]: row[1]
        for row in connection.exec_driver_sql("SELECT uid, code, id FROM organisation")
        if row[2] in branches
    }
    found = indicators.evidence(connection, indicator.id, period)
    return [{**row, "organisation": codes[row["uid"]]} for row in found if row["uid"] in codes]


def _records(
    connection: Connection, rows: Mapping[str, Mapping[Any, Mapping[str, Any]]]
) -> dict[tuple[str, str, str], dict[str, str]]:
    """Kind, organisation and uid of each record behind the figures → its texts by label."""
    wanted: dict[str, set[str]] = {}
    for found in rows.values():
        for row in found.values():
            wanted.setdefault(row["kind"], set()).add(row["uid"])
    told = {}
    for kind, uids in wanted.items():
        named = {
            name: field.label
            for name, field in fields(kind_of(kind)).items()
            if field.privacy is not Privacy.CONFIDENTIAL
        }
        ids = [
            int(row[0])
            for row in connection.exec_driver_sql(f'SELECT id, uid FROM "{kind}"')
            if row[1] in uids
        ]
        for row in queries.window(connection, kind, ids).values():
            told[kind, str(row["organisation_code"] or ""), str(row["uid"])] = {
                label: cell_text(kind, name, row) for name, label in named.items()
            }
    return told


def _moved(indicator: Indicator, before: _Side, after: _Side) -> list[Moved]:
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
            number = len(_evidence(connection, each, period, same))
            counts[each.id] = {tally.own: (number, number)} if number else {}
    return replace(
        tally,
        counts=counts,
        recorded={kind: kept & same for kind, kept in tally.recorded.items()},
        none={id: kept & same for id, kept in tally.none.items()},
    )


def _value(indicator: Indicator, rest: Tally, side: _Side) -> float | int | None:
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


def _standing(
    store: Store, period: Period, moment: Moment, organisation: str
) -> dict[tuple[str, str], tuple[_Kept, ...]]:
    """Organisation (uid, code) → the submissions of it that stood then."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, org_uid, org_code, period, revision, sha256, file_name, "
            f"taken_at, state, {SOURCE}, coalesce(file_code, org_code) FROM submission "
            "WHERE direction = 'in' AND sha256 != '' ORDER BY id"
        ).fetchall()
    withdrawn = sorted(
        (act.at, act.organisation, act.period, act.revision)
        for act in trace.acts(store)
        if act.act == trace.WITHDRAWN
    )
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        if not organisation or row[2] == organisation:
            groups.setdefault((row[1], row[2], row[3], row[9]), []).append(row)
    found: dict[tuple[str, str], list[_Kept]] = {}
    missed = bool(moment.revision)
    for (uid, code, span, _), those in groups.items():
        if moment.revision and span == period.text:
            exact = [row for row in those if row[4] == moment.revision]
            standing = exact[-1] if exact else None
            missed = missed and standing is None
        else:
            gone = [each for each in withdrawn if each[1:3] == (code, span)]
            standing = _current(those, gone, moment.stamp or "9")
        if standing is not None:
            found.setdefault((uid, code), []).append(_Kept(*[*standing[:7], standing[10]]))
    if missed:
        raise UserError(
            "not-found", f"{organisation} 的 {period.text} 没有收过第 {moment.revision} 版"
        )
    return {key: tuple(kept) for key, kept in found.items()}


def _current(rows: Sequence[Any], withdrawn: Sequence[Any], stamp: str) -> Any:
    """Which of a period's submissions stood at a moment; None for none.

    One that is withdrawn and of which nobody kept when is taken to have gone at once.
    """
    last = "9" * 19
    standing: list[Any] = []
    told: set[Any] = set()
    events = [(row[7][:19], 0, row) for row in rows] + [(at[:19], 1, r) for at, *_, r in withdrawn]
    for at, sort, what in sorted(events, key=lambda event: (event[0], event[1])):
        if at > (stamp[:19] if len(stamp) > 1 else last):
            break
        if sort == 0:
            standing = [row for row in standing if row[4] != what[4]] + [what]
        else:
            told |= {row[0] for row in standing if row[4] == what}
            standing = [row for row in standing if row[4] != what]
    known = {each[3] for each in withdrawn}
    standing = [row for row in standing if row[8] != "withdrawn" or row[4] in known]
    return max(standing, key=lambda row: (row[4], row[0]), default=None)


def _between(store: Store, first: Moment, second: Moment, organisation: str) -> list[trace.Act]:
    """What was done after the one moment and up to the other."""
    if first.revision or second.revision:
        return list(reversed(trace.acts(store, organisation)))
    return [
        each
        for each in reversed(trace.acts(store, organisation))
        if first.stamp[:19] < each.at[:19] <= second.stamp[:19]
        and each.act in (trace.TAKEN, trace.WITHDRAWN)
    ]
