"""Merging submissions into the committee's file (workbook.md, Merging).

Reading and judging run in worker processes; each file is then taken in one transaction, whole
or not at all. Nothing depends on the order in which files arrive.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError

from partydesk.exchange.merge import (
    against_known,
    conflicts,
    operator,
    seals,
    trace,
    undecided,
)
from partydesk.exchange.merge.apply_submission import accept, keep_remarks, people
from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.exchange.merge.found_files import FoundFiles, find_files
from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
from partydesk.exchange.merge.register import registered, resolve
from partydesk.exchange.merge.register_answers import REGISTER, Said, forget, give
from partydesk.exchange.merge.revision_policy import (
    Choices,
    RevisionDecision,
    decide_revision,
    most_replaced,
    was_withdrawn,
)
from partydesk.exchange.reading.archives import on_disk
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.exchange.submission.model import (
    EditedRow,
    ReadSubmission,
    RefusedSubmission,
    Whose,
)
from partydesk.exchange.submission.reading_back import SLIP, Wanted, read_submission
from partydesk.records.base import kinds
from partydesk.records.checks import folded_code
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period
from partydesk.store import received, waiting
from partydesk.store.progress import Cancelled, Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

_log = logging.getLogger(__name__)


GROUP = 4
"""Files committed together. A stop in between leaves whole files, never a part of one."""


_OF_THE_DISK = ("disk-full", "disk-error", "read-only", "busy")


class _Preview(Exception):
    """Rolls a previewed transaction back."""


def merge(
    store: Store,
    paths: Sequence[Path],
    *,
    preview: bool = False,
    accept_edited: bool = False,
    accept_unenrolled: bool = False,
    accept_withdrawn: bool = False,
    said: Said | None = None,
    operator: str = "",
    progress: Progress = silent,
) -> MergeOutcome:
    """Take in submissions from files and folders.

    With `preview`, everything is worked out and nothing kept. `accept_edited` takes files whose
    rows were changed after export, and what else waits for the officer's word (revision_policy);
    `accept_withdrawn` takes again what was withdrawn before. `accept_unenrolled` registers branches
    that resemble nobody; `said` answers the register's question for these files
    (register.Question). `operator` is whose name 留痕 keeps (operator.acting unless given). What
    was read and waits for a word, or cannot be taken, is remembered (undecided). Cancelling leaves
    the files taken so far in place, and so does a full disk; both say how many. The committee's own
    slips, found in passing in a folder, are left out of what is told. Raises UserError when this is
    not a committee's file or cannot be written to, and Cancelled.
    """
    if store.role != "committee":
        raise UserError("not-committee", "收表汇总只在党委的数据里做；这份数据是党支部的")
    found_files = find_files(paths, besides=store.home.folder)
    choices = Choices(
        accept_edited, accept_withdrawn or said is not None, operator, accept_unenrolled, said
    )
    taken: list[FileOutcome] = []
    # Where the files of this run lie: a preview keeps none in the archive.
    sources: dict[str, Path] = {}
    if not preview:
        from partydesk.store.opening import back_up

        try:
            back_up(store, "merge")
        except UserError as error:
            words = f"收表前的备份没有做成，所以一份也没有收：{error.message}"
            raise UserError(error.code, words) from error
    with store.read() as connection:
        wanted = Wanted(tuple(data_sheets()), opening(connection))
    with Readers() as readers:
        if preview:
            try:
                with store.transaction() as connection:
                    for each in _read(readers, found_files, paths, wanted, progress):
                        taken.append(take_one(store, connection, *each, choices, sources))
                    _ask_about_both(store, connection, taken)
                    conflicts.refresh(connection)
                    found = conflicts.standing(connection)
                    _tell_shared(taken, found)
                    raise _Preview
            except _Preview:
                pass
            standing = [item for item in found if item.state == "open"]
            return MergeOutcome(taken, standing, found_files.passed)
        try:
            # Several files to a commit, each within a savepoint of its own: waiting for the
            # disk after each would cost a third of the time.
            for group in _grouped(_read(readers, found_files, paths, wanted, progress)):
                with store.transaction() as connection:
                    those = [take_one(store, connection, *each, choices, None) for each in group]
                taken += those
        except (Cancelled, UserError) as stop:
            # Also what was taken before somebody cancelled, or the disk was full, has its
            # conflicts; where there is no room to keep them they are found at the next start.
            with contextlib.suppress(UserError):
                _settle(store, taken)
                undecided.keep(store, taken)
            raise _stopped(stop, taken) from stop
        _settle(store, taken)
        undecided.keep(store, taken)
    return MergeOutcome(taken, conflicts.conflicts(store, decided=False), found_files.passed)


def _stopped(stop: Cancelled | UserError, taken: Sequence[FileOutcome]) -> Exception:
    """What to say of a run that ended before its last file: how much of it is kept."""
    number = sum(each.state == "merged" for each in taken)
    kept = f"收好的 {number} 份都完整留着" if number else "还没有收下一份，数据没有改动"
    if isinstance(stop, Cancelled):
        return Cancelled(f"已停下：{kept}，其余的没有收，可以再收一次")
    if stop.code == "disk-full":
        words = f"磁盘满了，收到一半停下了：{kept}，其余的没有收。"
        return UserError(stop.code, f"{words}请清出一些空间，再收一次；收过的不会重复。")
    return UserError(stop.code, f"收到一半停下了：{kept}，其余的没有收。{stop.message}")


def _ask_about_both(store: Store, connection: Connection, taken: Sequence[FileOutcome]) -> None:
    """Of files of one run that resemble one another and nobody else none is registered unasked:
    else it would depend on which came first."""
    fresh = {each.organisation: each for each in taken if each.registered}
    for asks in [each for each in taken if each.state == "asks"]:
        for code in [one["organisation"] for one in asks.candidates]:
            if code not in fresh:
                continue
            first = fresh.pop(code)
            forget(store, connection, (first.org_uid, first.organisation))
            for each in taken:
                if (each.org_uid, each.organisation) == (first.org_uid, first.organisation):
                    _ask_again(each, asks)


def _ask_again(taken: FileOutcome, other: FileOutcome) -> None:
    """A file that was taken is asked about after all, with the other one beside it."""
    taken.question = (
        f"同一次交来的表里，{Path(other.file).name} 也像是 {taken.organisation}（{taken.name}）。"
        "是一个支部还是两个？先定下一份是谁的，再定另一份"
    )
    taken.candidates = [
        {"organisation": other.organisation, "name": other.name, "secretary": "",
         "members": other.counts.get("党员", 0), "sessions": other.counts.get("学习活动", 0),
         "alike": ["在同一次交来的表里"]}
    ]  # fmt: skip
    taken.registered, taken.changes, taken.details, taken.remarks = False, {}, [], []
    _say(taken, "asks", taken.question)


def _settle(store: Store, taken: Sequence[FileOutcome]) -> None:
    """Find the conflicts of what now stands and let the listeners know."""
    with store.transaction() as connection:
        _ask_about_both(store, connection, taken)
        conflicts.refresh(connection)
        _tell_shared(taken, conflicts.standing(connection))
    if any(each.state == "merged" for each in taken):
        store.tell(OperationChanges("收表", tuple((kind, "") for kind in kinds())))
    elif any(each.state == "unchanged" for each in taken):
        store.tell(OperationChanges("登记卡", (("organisation", store.own.uid),)))


def _tell_shared(taken: Sequence[FileOutcome], items: Sequence[ConflictItem]) -> None:
    """Say with each file which of its sessions another branch reported too."""
    for each in taken:
        if each.state == "merged":
            period = parse_period(each.period, exact=True)
            each.remarks += against_known.shared_sessions(each.organisation, period, items)


def _read(
    readers: Readers,
    found: FoundFiles,
    named: Sequence[Path],
    wanted: Wanted,
    progress: Progress,
) -> Iterator[tuple[str, ReadSubmission | UserError]]:
    """Each file's outcome; slips that lie beside submissions are passed over unless `named`."""
    files = found.files
    yield from ((str(path), error) for path, error in found.refused)
    jobs = ((str(path), wanted) for path in files)
    for number, (path, result) in enumerate(readers.map(read_submission, jobs)):
        progress(number, len(files), Path(path).name)
        if isinstance(result, UserError) and result.code == SLIP and Path(path) not in named:
            continue
        yield path, result
    progress(len(files), len(files), "完成")


def _grouped(
    reading: Iterable[tuple[str, ReadSubmission | UserError]],
) -> Iterator[list[tuple[str, ReadSubmission | UserError]]]:
    """The files read, GROUP at a time; those read before somebody cancelled come out too."""
    group = []
    try:
        for each in reading:
            group.append(each)
            if len(group) == GROUP:
                yield group
                group = []
    except Cancelled:
        if group:
            yield group
        raise
    if group:
        yield group


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
        return _refused(_outcome(path, result.whose), result)
    if isinstance(result, UserError):
        return _refused(FileOutcome(path), result)
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
        return _refused(taken, error)
    except IntegrityError:
        # The last net: rows that the database will not have together keep their file out, alone.
        return _refused(
            taken,
            UserError("inconsistent", "表里的记录互相矛盾，数据库没有收。请支部重新导出再报送"),
        )
    except (DatabaseError, OSError, MemoryError):
        raise  # about the disk or the store, not about this file
    except Exception:
        _log.exception("unforeseen error over a submission")
        return _refused(
            taken,
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
        _say(taken, "rejected", found.refused)
    else:
        taken.question, taken.candidates = found.question.text, found.question.listed()
        _say(taken, "asks", found.question.text)
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
    _say(taken, verdict.state, verdict.message)
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
    with contextlib.suppress(_Preview), connection.begin_nested():
        if sources is not None:
            sources[result.sha256] = path
        changes = accept(store, connection, result, path.name, sources)
        taken.remarks += changes.remarks
        taken.remarks += against_known.figures_sheet_edited(connection, result)
        replaced = most_replaced(before, people(connection, result))
        if replaced:
            taken.remarks.append(replaced)
            if taken.state == "merged" and not choices.edited:
                _say(taken, "edited", f"{replaced}，请看过后决定收下还是退回")
        if taken.state != "merged":
            # The officer sees what taking it all the same would do; it is not taken.
            raise _Preview
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
        if sources is None:
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


def _say(taken: FileOutcome, state: str, message: str) -> None:
    """Note a file's state and, among what was found, why it is not taken."""
    taken.state, taken.message = state, message
    if state != "merged" and message:
        code = {"rejected": "refused"}.get(state, state)
        taken.findings.insert(0, Finding(code, message, fatal=state == "rejected"))


def _refused(taken: FileOutcome, error: UserError) -> FileOutcome:
    taken.state = "rejected"
    taken.message = error.message
    taken.findings = [
        *(error.findings or [Finding(error.code, error.message)]),
        *(p for p in taken.findings if p not in error.findings),
    ]
    return taken


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
