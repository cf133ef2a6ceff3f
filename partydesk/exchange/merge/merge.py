"""Merging submissions into the committee's file (workbook.md, Merging).

Reading and judging run in worker processes; each file is then taken in one transaction, whole
or not at all. Nothing depends on the order in which files arrive.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge import against_known, conflicts, undecided
from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.exchange.merge.found_files import FoundFiles, find_files
from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
from partydesk.exchange.merge.register_answers import Said, forget
from partydesk.exchange.merge.revision_policy import Choices
from partydesk.exchange.merge.taking import take_one
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import SLIP, Wanted, read_submission
from partydesk.records.base import kinds
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.progress import Cancelled, Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

GROUP = 4
"""Files committed together. A stop in between leaves whole files, never a part of one."""


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
    taken.say("asks", taken.question)


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
