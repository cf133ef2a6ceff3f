"""Merging submissions into the committee's file (workbook.md, Merging).

Reading and judging run in worker processes; each file is then taken in one transaction, whole
or not at all. Nothing depends on the order in which files arrive.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from partydesk.exchange.merge import conflicts
from partydesk.exchange.merge.apply_submission import accept
from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.exchange.merge.revision_policy import Choices, judge
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.exchange.submission.model import EditedRow, Submitted
from partydesk.exchange.submission.reading_back import SLIP, read_submission
from partydesk.records.base import kinds
from partydesk.records.findings import Finding, UserError
from partydesk.store import received
from partydesk.store.progress import Cancelled, Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


@dataclass(slots=True)
class Taken:
    """What became of one file. `changes` maps a sheet to rows (added, changed, gone)."""

    file: str
    organisation: str = ""
    name: str = ""
    period: str = ""
    revision: int = 0
    state: str = "rejected"
    message: str = ""
    edited_rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    details: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of cli.md."""
        return {
            "file": self.file,
            "organisation": self.organisation,
            "name": self.name,
            "period": self.period,
            "revision": self.revision,
            "state": self.state,
            "message": self.message,
            "edited_rows": self.edited_rows,
            "problems": [finding.as_dict() for finding in self.findings],
            "counts": self.counts,
            "changes": self.changes,
        }


@dataclass(slots=True)
class Merged:
    """What became of all files, and the conflicts that are open afterwards."""

    files: list[Taken]
    conflicts: list[ConflictItem]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form of cli.md."""
        return {
            "files": [taken.as_dict() for taken in self.files],
            "conflicts": [item.as_dict() for item in self.conflicts],
        }


GROUP = 4
"""Files committed together. A stop in between leaves whole files, never a part of one."""


class _Preview(Exception):
    """Rolls a previewed transaction back."""


def find_files(paths: Iterable[Path], *, besides: Path | None = None) -> list[Path]:
    """The workbooks under files and folders, in depth; Office's own lock files left out.

    Nothing inside the folder `besides` (the store's own) is found in passing.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                each
                for each in path.rglob("*")
                if each.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et")
                and not each.name.startswith(("~$", "."))
                and each.is_file()
                and not (besides and each.resolve().is_relative_to(besides.resolve()))
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def merge(
    store: Store,
    paths: Sequence[Path],
    *,
    preview: bool = False,
    accept_edited: bool = False,
    accept_unenrolled: bool = False,
    accept_withdrawn: bool = False,
    progress: Progress = silent,
) -> Merged:
    """Take in submissions from files and folders.

    With `preview`, everything is worked out and nothing kept. `accept_edited` takes files whose
    rows were changed after export; `accept_withdrawn` takes again what was withdrawn before.
    `accept_unenrolled` takes unsealed files of branches that hold an enrolment card. Cancelling
    leaves the files taken so far in place. The committee's own slips, found in passing in a
    folder, are left out of what is told. Raises UserError when this is not a committee's file.
    """
    if store.role != "committee":
        raise UserError("not-committee", "收表汇总只在党委的数据里做；这份数据是党支部的")
    files = find_files(paths, besides=store.home.folder)
    choices = Choices(accept_edited, accept_withdrawn)
    taken: list[Taken] = []
    # Where the files of this run lie: a preview keeps none in the archive.
    sources: dict[str, Path] = {}
    if not preview:
        from partydesk.store.opening import back_up

        back_up(store, "merge")
    with Readers() as readers:
        if preview:
            try:
                with store.transaction() as connection:
                    for each in _read(readers, files, paths, progress):
                        taken.append(_take(store, connection, *each, choices, sources))
                    conflicts.refresh(connection)
                    found = conflicts.standing(connection)
                    raise _Preview
            except _Preview:
                pass
            return Merged(taken, [item for item in found if item.state == "open"])
        try:
            # Several files to a commit, each within a savepoint of its own: waiting for the
            # disk after each would cost a third of the time.
            for group in _grouped(_read(readers, files, paths, progress)):
                with store.transaction() as connection:
                    taken += [_take(store, connection, *each, choices, None) for each in group]
        finally:
            # Also what was taken before somebody cancelled has its conflicts.
            _settle(store, taken)
    return Merged(taken, conflicts.conflicts(store, decided=False))


def _settle(store: Store, taken: Sequence[Taken]) -> None:
    """Find the conflicts of what now stands and let the listeners know."""
    with store.transaction() as connection:
        conflicts.refresh(connection)
    if any(each.state == "merged" for each in taken):
        store.tell(OperationChanges("收表", tuple((kind, "") for kind in kinds())))


def _read(
    readers: Readers, files: Sequence[Path], named: Sequence[Path], progress: Progress
) -> Iterator[tuple[str, Submitted | UserError]]:
    """Each file's outcome; slips that lie beside submissions are passed over unless `named`."""
    layouts = tuple(data_sheets())
    jobs = ((str(path), layouts) for path in files)
    for number, (path, result) in enumerate(readers.map(read_submission, jobs)):
        progress(number, len(files), Path(path).name)
        if isinstance(result, UserError) and result.code == SLIP and Path(path) not in named:
            continue
        yield path, result
    progress(len(files), len(files), "完成")


def _grouped(
    reading: Iterable[tuple[str, Submitted | UserError]],
) -> Iterator[list[tuple[str, Submitted | UserError]]]:
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


def _take(
    store: Store,
    connection: Connection,
    path: str,
    result: Submitted | UserError,
    choices: Choices,
    sources: dict[str, Path] | None,
) -> Taken:
    """Decide about one file and, if it is to be taken, take it.

    `sources` is given in a preview, and collects where the files lie.
    """
    if isinstance(result, UserError):
        return _refused(Taken(path), result)
    taken = Taken(
        path,
        organisation=result.org_code,
        name=result.org_name,
        period=result.period,
        revision=result.revision,
        edited_rows=[_edited(row) for row in result.edited],
        findings=list(result.findings),
        counts={sheet_of(kind).sheet: n for kind, n in result.counts.items()},
    )
    if result.org_code == store.own.code:
        return _refused(
            taken,
            UserError("own-code", f"这份表的组织编码 {result.org_code} 是党委自己的，请支部更正"),
        )
    state, message = judge(connection, result, choices)
    taken.state, taken.message = state, message
    if state != "merged":
        if message:
            code = {"older": "older", "rejected": "refused"}.get(state, state)
            taken.findings.insert(0, Finding(code, message, fatal=state == "rejected"))
        if state in ("unchanged", "older") and sources is None:
            try:
                received.mend(connection, store.home, Path(path), result.sha256)
            except UserError as refusal:
                return _refused(taken, refusal)
        if not (state == "edited" and sources is not None):
            return taken
    try:
        with contextlib.suppress(_Preview), connection.begin_nested():
            if sources is None:
                received.keep(store.home, Path(path), result.sha256)
            else:
                sources[result.sha256] = Path(path)
            changes = accept(store, connection, result, Path(path).name, sources)
            if state == "edited":
                # The officer sees what taking it in spite of the edits would do; it is not taken.
                raise _Preview
    except UserError as refusal:
        return _refused(taken, refusal)
    except IntegrityError:
        # The last net: rows that the database will not have together keep their file out, alone.
        return _refused(
            taken,
            UserError("inconsistent", "表里的记录互相矛盾，数据库没有收。请支部重新导出再报送"),
        )
    taken.changes = {
        sheet_of(kind).sheet: changes.of(kind) for kind in kinds() if any(changes.of(kind))
    }
    taken.details = changes.samples
    return taken


def _refused(taken: Taken, refusal: UserError) -> Taken:
    taken.state = "rejected"
    taken.message = refusal.message
    taken.findings = [
        *(refusal.findings or [Finding(refusal.code, refusal.message)]),
        *(p for p in taken.findings if p not in refusal.findings),
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
