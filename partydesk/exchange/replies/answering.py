"""Answers to submissions, each beside its file on the stick; what was returned is remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from partydesk.exchange.merge import trace
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.replies.slip import Answer, answer, slip_beside
from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import settings
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store

_KEY = "returned"


@dataclass(slots=True)
class Answered:
    """The slips that were written, and the files none could be written for, with the reason."""

    slips: list[Answer] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def receipts(self) -> int:
        """How many were accepted."""
        return sum(1 for each in self.slips if each.accepted)


def answer_all(store: Store, submissions: Sequence[Path], progress: Progress = silent) -> Answered:
    """Write each submission's receipt or return slip beside it.

    A slip of the other sort that an earlier answer left there is taken away: only one of the
    two is true. One file that cannot be answered never stops the others.
    """
    done = Answered()
    try:
        with Readers() as readers:
            for number, path in enumerate(submissions):
                progress(number, len(submissions), path.name)
                try:
                    made = answer(store, path, readers)
                except UserError as error:
                    done.failed.append((path, error.message))
                    continue
                done.slips.append(made)
                slip_beside(path, not made.accepted).unlink(missing_ok=True)
    finally:
        _remember(store, done.slips)  # also those written before somebody stopped it
    progress(len(submissions), len(submissions), "完成")
    return done


@dataclass(frozen=True, slots=True)
class Returned:
    """A submission that went back: its revision and when the slip was written (UTC stamp)."""

    revision: int
    at: str


def returned(store: Store, period: Period) -> dict[str, Returned]:
    """Organisation code → what of its period was returned last and not answered since."""
    with store.read() as connection:
        kept = json.loads(settings.get(connection, _KEY, "{}"))
    return {code: Returned(*each) for code, each in kept.get(period.text, {}).items()}


def _remember(store: Store, slips: Sequence[Answer]) -> None:
    if not slips:
        return
    with store.transaction() as connection:
        kept = json.loads(settings.get(connection, _KEY, "{}"))
        for slip in slips:
            if not slip.org_code:
                continue
            act = trace.RECEIPT if slip.accepted else trace.RETURNED
            trace.note(connection, store.actor, act, slip.org_code, slip.period, slip.revision)
            of_period = kept.setdefault(slip.period[:40], {})
            if slip.accepted:
                of_period.pop(slip.org_code, None)
            else:
                of_period[slip.org_code[:40]] = [slip.revision, now_stamp()]
        settings.put(connection, _KEY, json.dumps(kept, ensure_ascii=False))
