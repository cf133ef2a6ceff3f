"""What stood at a moment, and what was done between two: by the kept submissions and by 留痕."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partydesk.exchange.merge import trace
from partydesk.exchange.merge.register import SOURCE
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: a UTC stamp up to which things happened, or the revision that a branch's sheet
    of the period had then."""

    stamp: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission as the archive keeps it."""

    id: int
    org_uid: str
    org_code: str
    period: str
    revision: int
    sha256: str
    file_name: str
    file_code: str


Standing = Mapping[tuple[str, str], tuple[Kept, ...]]
"""Organisation (uid, code) → the submissions of it that stood."""


def stood(store: Store, period: Period, moment: Moment, organisation: str) -> Standing:
    """The submissions that stood then, of all or of the `organisation` of this code.

    Raises UserError where it has none of the moment's revision.
    """
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
    found: dict[tuple[str, str], list[Kept]] = {}
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
            found.setdefault((uid, code), []).append(Kept(*[*standing[:7], standing[10]]))
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


def done_between(store: Store, first: Moment, second: Moment, organisation: str) -> list[trace.Act]:
    """What was done after the one moment and up to the other."""
    if first.revision or second.revision:
        return list(reversed(trace.acts(store, organisation)))
    return [
        each
        for each in reversed(trace.acts(store, organisation))
        if first.stamp[:19] < each.at[:19] <= second.stamp[:19]
        and each.act in (trace.TAKEN, trace.WITHDRAWN)
    ]
