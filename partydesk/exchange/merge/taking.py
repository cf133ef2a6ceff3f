"""One submission judged and, if it is to be taken, taken; or what taking it would do."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError

from partydesk.exchange.merge import against_known, operator, seals, trace
from partydesk.exchange.merge.apply_submission import accept, keep_remarks, people
from partydesk.exchange.merge.outcome import FileOutcome
from partydesk.exchange.merge.register import registered, resolve
from partydesk.exchange.merge.register_answers import REGISTER, give
from partydesk.exchange.merge.revision_policy import (
    Choices,
    RevisionDecision,
    decide_revision,
    most_replaced,
    was_withdrawn,
)
from partydesk.exchange.reading.archives import on_disk
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import (
    EditedRow,
    ReadSubmission,
    RefusedSubmission,
    Whose,
)
from partydesk.records.base import kinds
from partydesk.records.checks import folded_code
from partydesk.records.findings import UserError
from partydesk.store import received, waiting
from partydesk.store.store import Store

_log = logging.getLogger(__name__)
_OF_THE_DISK = ("disk-full", "disk-error", "read-only", "busy")


class _NotTaken(Exception):
    """Rolls back what was done to see what taking a submission would do."""


def take_one(
    store: Store,
    connection: Connection,
    path: str,
    result: ReadSubmission | UserError,
    choices: Choices,
    sources: dict[str, Path] | None,
) -> FileOutcome:
    """Decide about one file and, if it is to be taken, take it.

    `sources` is given in a preview, and collects where the files lie.
    """
    if isinstance(result, RefusedSubmission):
        return _outcome(path, result.whose).refuse(result)
    if isinstance(result, UserError):
        return FileOutcome(path).refuse(result)
    taken = replace(
        _outcome(path, result),
        edited_rows=[_edited(row) for row in result.edited],
        findings=list(result.findings),
        counts={sheet_of(kind).sheet: n for kind, n in result.counts.items()},
    )
    try:
        trust = seals.examine(connection, store.own, result)
        if not _recognised(store, connection, taken, result, choices, sources):
            return taken
        bare = seals.unenrolled(connection, result, trust)
        taken.trust = seals.in_a_line(connection, result, trust, bare)
        _decide_and_take(store, connection, taken, result, choices, sources, bare)
        if taken.state == "merged" or (taken.state == "unchanged" and not bare):
            # Also of one that was taken before: the branch writes the same again with a new card.
            seals.remember(connection, trust, result)
        return taken
    except UserError as error:
        if error.code in _OF_THE_DISK:
            raise  # about the disk, not about this file: the next one would fare no better
        return taken.refuse(error)
    except IntegrityError:
        # The last net: rows that the database will not have together keep their file out, alone.
        return taken.refuse(
            UserError("inconsistent", "表里的记录互相矛盾，数据库没有收。请支部重新导出再报送"),
        )
    except (DatabaseError, OSError, MemoryError):
        raise  # about the disk or the store, not about this file
    except Exception:
        _log.exception("unforeseen error over a submission")
        return taken.refuse(
            UserError(
                "unforeseen",
                "收这份表时出了没有料到的错误，没有收，其他文件不受影响。请支部重新导出再报送",
            ),
        )


def _outcome(path: str, whose: ReadSubmission | Whose) -> FileOutcome:
    """Whose submission lies there."""
    return FileOutcome(
        path,
        organisation=whose.org_code,
        name=whose.org_name,
        period=whose.period,
        revision=whose.revision,
        org_uid=whose.org_uid,
        sha256=whose.sha256,
    )


def _recognised(
    store: Store,
    connection: Connection,
    taken: FileOutcome,
    result: ReadSubmission,
    choices: Choices,
    sources: dict[str, Path] | None,
) -> bool:
    """Find whose a submission is, or note what is to be asked about it. Raises UserError for one
    that calls itself the committee's own."""
    said = choices.said
    own, found = store.own, resolve(connection, result)
    if own.uid == result.file_uid or (
        folded_code(own.code) == folded_code(result.file_code)
        and found.branch is None
        and said is None
    ):
        raise UserError(
            "own-code",
            f"这份表的组织编码 {result.file_code} 是党委自己的，请支部更正；"
            "知道是哪个支部的，可以指明",
        )
    if said is None and choices.unenrolled and found.question and not found.question.candidates:
        said = REGISTER
    if said is not None and found.branch is None:
        if sources is not None:
            sources[result.sha256] = Path(taken.file)
        acting = operator.acting(store, connection, choices.operator)
        found = give(store, connection, result, said, acting, sources)
        taken.registered = said is REGISTER
    if found.branch is not None:
        registered(connection, result, found.branch)
        taken.organisation, taken.org_uid = result.org_code, result.org_uid
        return True
    if found.question is None:
        taken.say("rejected", found.refused)
    else:
        taken.question, taken.candidates = found.question.text, found.question.listed()
        taken.say("asks", found.question.text)
    return False


def _decide_and_take(
    store: Store,
    connection: Connection,
    taken: FileOutcome,
    result: ReadSubmission,
    choices: Choices,
    sources: dict[str, Path] | None,
    bare: str,
) -> FileOutcome:
    """Judge a file that was read well; take it, or see what taking it would do. `bare` says why
    it counts as not sealed though its branch has a card; "" where it does not."""
    path = Path(taken.file)
    verdict = decide_revision(connection, result, choices)
    if bare and not choices.unenrolled and verdict.state in ("merged", "edited"):
        words = "；".join(filter(None, (bare, verdict.message)))
        verdict = RevisionDecision("unenrolled", words, verdict.remarks)
    if verdict.state not in ("unchanged", "older"):
        taken.remarks += [*against_known.of_below(result), *result.remarks]
    taken.remarks += verdict.remarks
    taken.say(verdict.state, verdict.message)
    if taken.state in ("unchanged", "older") and sources is None:
        with on_disk(path) as file:
            received.mend(connection, store.home, file, result.sha256)
    waits = taken.state in ("edited", "unenrolled")
    if taken.state != "merged" and not (waits and sources is not None):
        if taken.state not in ("unchanged", "older"):
            taken.remarks += against_known.figures_sheet_edited(None, result)
        return taken
    before = people(connection, result)
    again = sources is None and was_withdrawn(connection, result)
    with contextlib.suppress(_NotTaken), connection.begin_nested():
        if sources is not None:
            sources[result.sha256] = path
        changes = accept(store, connection, result, path.name, sources)
        taken.remarks += changes.remarks
        taken.remarks += against_known.figures_sheet_edited(connection, result)
        replaced = most_replaced(before, people(connection, result))
        if replaced:
            taken.remarks.append(replaced)
            if taken.state == "merged" and not choices.edited:
                taken.say("edited", f"{replaced}，请看过后决定收下还是退回")
        if taken.state != "merged":
            # The officer sees what taking it all the same would do; it is not taken.
            raise _NotTaken
        keep_remarks(connection, changes.submission, result, taken.remarks)
        if sources is None:
            acting = operator.acting(store, connection, choices.operator)
            said = [
                *(["登记为新的支部"] if taken.registered else []),
                *(["撤回过，又收下"] if again else []),
                *(["没有加封，核实后收下"] if bare else []),
            ]
            _note(connection, acting, result, changes.submission, said)
            waiting.settle(connection, result.org_uid, result.org_code, result.period,
                           result.revision)  # fmt: skip
            with on_disk(path) as file:
                received.keep(store.home, file, result.sha256)
    if taken.state == "edited" and sources is None:
        return taken
    taken.changes = {
        sheet_of(kind).sheet: changes.of(kind) for kind in kinds() if any(changes.of(kind))
    }
    taken.details = changes.samples
    return taken


def _note(
    connection: Connection, who: str, result: ReadSubmission, submission: int, said: list[str]
) -> None:
    """Keep who took it and what is `said` of that, at the time it is kept with."""
    at = connection.exec_driver_sql(
        "SELECT taken_at FROM submission WHERE id = ?", (submission,)
    ).scalar_one()
    if result.edited:
        said = [*said, f"连导出后改的 {len(result.edited)} 行一起"]
    trace.note(connection, who, trace.TAKEN, result.org_code, result.period,
               result.revision, "；".join(said), at)  # fmt: skip


def _edited(edited: EditedRow) -> dict[str, Any]:
    """The JSON form of an edited row, with each differing cell before and after."""
    return {
        "sheet": edited.sheet,
        "row": edited.row,
        "uid": edited.uid,
        "change": edited.change,
        "cells": [
            {"column": column, "before": before, "after": after}
            for column, before, after in edited.cells
        ],
    }
