"""Answers to submissions, each beside its file on the stick; what was returned is remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge import operator, trace
from partydesk.exchange.merge.undecided import MOST
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.replies.answer import Answer, answer
from partydesk.exchange.replies.faults import Words
from partydesk.exchange.replies.slip import slip_beside
from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.store import waiting
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store


@dataclass(slots=True)
class Answered:
    """The slips that were written, and the files none could be written for, with the reason."""

    slips: list[Answer] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def receipts(self) -> int:
        """How many were accepted."""
        return sum(1 for each in self.slips if each.accepted)


def answer_all(
    store: Store,
    submissions: Sequence[Path],
    progress: Progress = silent,
    folder: Path | None = None,
    words: Words | None = None,
) -> Answered:
    """Write each submission's receipt or return slip beside it, or into a `folder`; what the
    officer adds (`words`) stands on the return slips.

    A slip of the other sort that an earlier answer left there is taken away: only one of the
    two is true. One file that cannot be answered never stops the others.
    """
    done = Answered()
    try:
        with Readers() as readers:
            for number, path in enumerate(submissions):
                progress(number, len(submissions), path.name)
                try:
                    beside = path if folder is None else folder / path.name
                    made = answer(store, path, readers, beside=beside, words=words)
                except UserError as error:
                    done.failed.append((path, error.message))
                    continue
                done.slips.append(made)
                slip_beside(beside, not made.accepted).unlink(missing_ok=True)
    finally:
        _remember_written(store, done.slips)  # also those written before somebody stopped it
    progress(len(submissions), len(submissions), "完成")
    return done


def answer_one(
    store: Store, submission: Path, out: Path, words: Words | None = None, who: str = ""
) -> Answer:
    """Write a submission's receipt or return slip to `out`, and remember it where the file was
    opened for writing.

    Raises UserError as `answer` does.
    """
    with Readers(workers=1) as readers:
        made = answer(store, submission, readers, out, words=words)
    if store.writable:
        remember(store, [made], who)
    return made


def _remember_written(store: Store, slips: Sequence[Answer]) -> None:
    try:
        remember(store, slips)
    except UserError as error:
        words = f"退回单和回执写好了 {len(slips)} 份，可是没有记进留痕：{error.message}"
        raise UserError(error.code, words) from error


def remember(store: Store, slips: Sequence[Answer], who: str = "") -> None:
    """Keep who answered what, and what went back with which faults."""
    named = [slip for slip in slips if slip.org_code]
    if not named:
        return
    with store.transaction() as connection:
        acting = operator.acting(store, connection, who)
        for slip in named:
            act = trace.RECEIPT if slip.accepted else trace.RETURNED
            number = sum(bool(fault.message) for fault in slip.faults)
            said = f"{number} 处要改" if not slip.accepted and number else ""
            trace.note(connection, acting, act, slip.org_code, slip.period, slip.revision, said)
            _settle(connection, slip)


def _settle(connection: Connection, slip: Answer) -> None:
    """What went back is known with what was to be mended; what got a receipt waits no longer."""
    if slip.accepted:
        waiting.settle(connection, "", slip.org_code, slip.period, slip.revision)
        return
    row = waiting.find(connection, slip.sha256) or waiting.Row(
        slip.sha256, slip.submission, "", slip.org_code, slip.period, slip.revision, "rejected",
        "{}", 0, now_stamp(),
    )  # fmt: skip
    said = [(each.sheet, each.row, each.column, each.sentence) for each in slip.faults[:MOST]]
    told = json.dumps(said, ensure_ascii=False)
    waiting.put(connection, replace(row, returned_at=now_stamp(), slip=told))
