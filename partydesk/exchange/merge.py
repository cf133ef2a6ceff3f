"""Merging submissions into the committee's file (workbook.md, Merging).

Reading and judging run in worker processes; each file is then taken in one transaction, whole
or not at all. Nothing depends on the order in which files arrive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange import archive, conflicts
from partydesk.exchange.conflicts import ConflictItem
from partydesk.exchange.decode import as_json, read_submission
from partydesk.exchange.layout import data_sheets, sheet_of
from partydesk.exchange.projection import Changes, Current, project
from partydesk.exchange.stamps import local
from partydesk.exchange.submitted import EditedRow, Submitted
from partydesk.exchange.workers import Readers
from partydesk.records.base import kinds, now_stamp
from partydesk.records.periods import Period
from partydesk.records.problems import Problem, Refusal
from partydesk.store import rows
from partydesk.store.progress import Cancelled, Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import Done

REPORTED = "reported"
"""`deleted_at` of rows the committee entered itself for a branch that now reports its own."""


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
    problems: list[Problem] = field(default_factory=list)
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
            "problems": [problem.as_dict() for problem in self.problems],
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
    leaves the files taken so far in place. Raises Refusal when this is not a committee's file.
    """
    if store.role != "committee":
        raise Refusal("not-committee", "收表汇总只在党委的数据里做；这份数据是党支部的")
    files = find_files(paths, besides=store.home.folder)
    choices = _Choices(accept_edited, accept_withdrawn)
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
                    for each in _read(readers, files, progress):
                        taken.append(_take(store, connection, *each, choices, sources))
                    raise _Preview
            except _Preview:
                pass
        else:
            try:
                # Several files to a commit, each within a savepoint of its own: waiting for the
                # disk after each would cost a third of the time.
                for group in _grouped(_read(readers, files, progress)):
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
        store.tell(Done("收表", tuple((kind, "") for kind in kinds())))


def _read(
    readers: Readers, files: Sequence[Path], progress: Progress
) -> Iterator[tuple[str, Submitted | Refusal]]:
    layouts = tuple(data_sheets())
    jobs = ((str(path), layouts) for path in files)
    for number, (path, result) in enumerate(readers.map(read_submission, jobs)):
        progress(number, len(files), Path(path).name)
        yield path, result
    progress(len(files), len(files), "完成")


def _grouped(
    reading: Iterable[tuple[str, Submitted | Refusal]],
) -> Iterator[list[tuple[str, Submitted | Refusal]]]:
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


@dataclass(frozen=True, slots=True)
class _Choices:
    edited: bool
    withdrawn: bool


def _take(
    store: Store,
    connection: Connection,
    path: str,
    result: Submitted | Refusal,
    choices: _Choices,
    sources: dict[str, Path] | None,
) -> Taken:
    """Decide about one file and, if it is to be taken, take it.

    `sources` is given in a preview, and collects where the files lie.
    """
    if isinstance(result, Refusal):
        return _refused(Taken(path), result)
    taken = Taken(
        path,
        organisation=result.org_code,
        name=result.org_name,
        period=result.period,
        revision=result.revision,
        edited_rows=[_edited(row) for row in result.edited],
        problems=list(result.problems),
        counts={sheet_of(kind).sheet: n for kind, n in result.counts.items()},
    )
    if result.org_code == store.own.code:
        return _refused(
            taken,
            Refusal("own-code", f"这份表的组织编码 {result.org_code} 是党委自己的，请支部更正"),
        )
    state, message = _judge(connection, result, choices)
    taken.state, taken.message = state, message
    if state != "merged":
        if message:
            code = {"older": "older", "rejected": "refused"}.get(state, state)
            taken.problems.insert(0, Problem(code, message, fatal=state == "rejected"))
        return taken
    try:
        with connection.begin_nested():
            if sources is None:
                archive.keep(store.home, Path(path), result.sha256)
            else:
                sources[result.sha256] = Path(path)
            changes = _accept(store, connection, result, Path(path).name, sources)
    except Refusal as refusal:
        return _refused(taken, refusal)
    taken.changes = {
        sheet_of(kind).sheet: changes.of(kind) for kind in kinds() if any(changes.of(kind))
    }
    taken.details = changes.samples
    return taken


def _refused(taken: Taken, refusal: Refusal) -> Taken:
    taken.state = "rejected"
    taken.message = refusal.message
    taken.problems = [
        *(refusal.problems or [Problem(refusal.code, refusal.message)]),
        *(p for p in taken.problems if p not in refusal.problems),
    ]
    return taken


def _judge(connection: Connection, held: Submitted, choices: _Choices) -> tuple[str, str]:
    """The state a file gets, and the sentence that says why when it is not taken."""
    known = connection.exec_driver_sql(
        "SELECT revision, content, state, made_at, edited_rows, taken_at FROM submission "
        "WHERE direction = 'in' AND org_code = ? AND org_uid = ? AND period = ?",
        (held.org_code, held.org_uid, held.period),
    ).fetchall()
    current = next((row for row in known if row[2] == "current"), None)
    if current is not None and current[0] == held.revision and current[1] == held.content:
        return "unchanged", f"与 {local(current[5])} 收下的内容相同"
    if current is not None and current[0] > held.revision:
        return "older", (
            f"这是第 {held.revision} 版，已于 {local(current[5])} 收下更新的第 {current[0]} 版"
            f"（{local(current[3])} 写出），没有收"
        )
    withdrawn = any(
        row[2] == "withdrawn" and row[0] == held.revision and row[1] == held.content
        for row in known
    )
    if withdrawn and not choices.withdrawn:
        return "rejected", "这一版先前已撤回。确实要重新收下，请选“收下撤回过的表”再收"
    if held.edited and not choices.edited:
        return "edited", f"导出后有人在表里改过 {len(held.edited)} 行，请看过后决定收下还是退回"
    if current is not None and current[0] == held.revision:
        ours = (not bool(json.loads(current[4])), current[3], current[1])
        theirs = (not bool(held.edited), held.made_at, held.content)
        # What the officer accepted with its edits stands; else the one made first does.
        if ours < theirs:
            return "rejected", (
                f"第 {held.revision} 版已于 {local(current[5])} 收下，"
                f"这份同是第 {held.revision} 版而内容不同。请支部重新导出，修订号会加 1"
            )
    return "merged", ""


def _accept(
    store: Store,
    connection: Connection,
    held: Submitted,
    file_name: str,
    sources: dict[str, Path] | None,
) -> Changes:
    """Record the submission as current and make the organisation's rows follow."""
    connection.exec_driver_sql(
        "UPDATE submission SET state = 'replaced' WHERE direction = 'in' AND state = 'current' "
        "AND org_code = ? AND org_uid = ? AND period = ?",
        (held.org_code, held.org_uid, held.period),
    )
    problems = [problem.as_dict() for problem in held.problems]
    cursor = connection.exec_driver_sql(
        "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
        "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
        "edited_rows, problems, counts, taken_at) "
        "VALUES ('in', 'current', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            held.org_uid, held.org_code, held.org_name, held.period, held.first_day,
            held.last_day, held.revision, held.made_at, held.program, held.content, held.sha256,
            file_name, as_json(held.edited), json.dumps(problems, ensure_ascii=False),
            json.dumps(held.counts), now_stamp(),
        ),
    )  # fmt: skip
    this = Current(int(cursor.lastrowid or 0), held)
    others = _others(store, connection, held, this.id, sources or {})
    organisation, fresh = _organisation(connection, held, this.id)
    changes = project(
        connection, organisation, [*others, this], sample=sources is not None, fresh=fresh
    )
    _set_declared_aside(connection, held.org_code)
    conflicts.outdate(connection)
    return changes


def _others(
    store: Store, connection: Connection, held: Submitted, this: int, sources: dict[str, Path]
) -> list[Current]:
    """The organisation's current submissions of other periods, read again from the archive."""
    found = connection.exec_driver_sql(
        "SELECT id, sha256 FROM submission WHERE direction = 'in' AND state = 'current' "
        "AND org_code = ? AND org_uid = ? AND id != ?",
        (held.org_code, held.org_uid, this),
    ).fetchall()
    # They were judged in a worker when they came; their bytes have not changed since.
    return [
        Current(
            row[0], read_submission(str(sources.get(row[1]) or archive.kept(store.home, row[1])))
        )
        for row in found
    ]


def _organisation(connection: Connection, held: Submitted, submission: int) -> tuple[int, bool]:
    """The id of the reported organisation's row, and whether it was made just now."""
    found = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL",
        (held.org_uid, held.org_code),
    ).fetchone()
    if found:
        return int(found[0]), False
    names = sheet_of("organisation").names
    by_name = dict(zip(names, held.rows["organisation"][0][1], strict=True))
    made = rows.insert(
        connection,
        "organisation",
        {
            **by_name,
            "uid": held.org_uid,
            "code": held.org_code,
            "submission": submission,
            "created_at": held.made_at,
            "updated_at": held.made_at,
            "search": "",
        },
    )
    rows.update(connection, "organisation", made, {"organisation": made})
    return made, True


def _set_declared_aside(connection: Connection, code: str) -> None:
    """Rows the committee entered for a code stand back while a branch reports under it."""
    reported = connection.exec_driver_sql(
        "SELECT count(*) FROM organisation WHERE code = ? AND submission IS NOT NULL", (code,)
    ).scalar_one()
    declared = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE code = ? AND submission IS NULL", (code,)
    ).fetchall()
    before, after = (None, REPORTED) if reported else (REPORTED, None)
    for (organisation,) in declared:
        for kind in kinds():
            connection.exec_driver_sql(
                f'UPDATE "{kind}" SET deleted_at = ? WHERE organisation = ? AND deleted_at IS ? '
                "AND submission IS NULL",
                (after, organisation, before),
            )


def withdraw(store: Store, code: str, period: str) -> Taken | None:
    """Take a branch's current submission for a period back out; the previous one returns.

    Returns what now stands for the period, or None when nothing does. Raises Refusal when there
    is nothing to withdraw.
    """
    with store.transaction() as connection:
        current = connection.exec_driver_sql(
            "SELECT id, org_uid FROM submission WHERE direction = 'in' AND state = 'current' "
            "AND org_code = ? AND period = ? ORDER BY id DESC LIMIT 1",
            (code, period),
        ).fetchone()
        if current is None:
            raise Refusal("nothing-to-withdraw", f"{code} 的 {period} 没有收下的报送表，无可撤回")
        connection.exec_driver_sql(
            "UPDATE submission SET state = 'withdrawn' WHERE id = ?", (current[0],)
        )
        previous = connection.exec_driver_sql(
            "SELECT id FROM submission WHERE direction = 'in' AND state = 'replaced' "
            "AND org_code = ? AND org_uid = ? AND period = ? ORDER BY revision DESC, id DESC "
            "LIMIT 1",
            (code, current[1], period),
        ).fetchone()
        if previous is not None:
            connection.exec_driver_sql(
                "UPDATE submission SET state = 'current' WHERE id = ?", (previous[0],)
            )
        standing = connection.exec_driver_sql(
            "SELECT id, sha256 FROM submission WHERE direction = 'in' AND state = 'current' "
            "AND org_code = ? AND org_uid = ?",
            (code, current[1]),
        ).fetchall()
        held = [
            Current(row[0], read_submission(str(archive.kept(store.home, row[1]))))
            for row in standing
        ]
        organisation = connection.exec_driver_sql(
            "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL",
            (current[1], code),
        ).scalar_one()
        project(connection, int(organisation), held)
        _set_declared_aside(connection, code)
        conflicts.refresh(connection)
    store.tell(Done("撤回报送表", tuple((kind, "") for kind in kinds())))
    back = next((each for each in held if previous and each.id == previous[0]), None)
    if back is None:
        return None
    return Taken(
        file="",
        organisation=code,
        name=back.held.org_name,
        period=period,
        revision=back.held.revision,
        state="merged",
        counts={sheet_of(kind).sheet: n for kind, n in back.held.counts.items()},
    )


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


def submissions(store: Store, period: Period | None = None) -> list[dict[str, Any]]:
    """What was handed in (a branch's file) or taken in (a committee's), newest first."""
    names = (
        "id", "direction", "state", "org_uid", "org_code", "org_name", "period", "first_day",
        "last_day",
        "revision", "made_at", "taken_at", "file_name", "counts", "edited_rows", "problems",
        "sha256", "content",
    )  # fmt: skip
    condition, arguments = ("", ()) if period is None else (" WHERE period = ?", (period.text,))
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {', '.join(names)} FROM submission{condition} ORDER BY id DESC", arguments
        ).fetchall()
    result = []
    for row in found:
        each = dict(zip(names, row, strict=True))
        for name in ("counts", "edited_rows", "problems"):
            each[name] = json.loads(each[name])
        result.append(each)
    return result


def missing(store: Store, period: Period) -> list[tuple[str, str]]:
    """Organisations (code, name) below the committee with no current submission for a period."""
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT DISTINCT code, coalesce(short_name, name) FROM organisation "
            "WHERE id != ? AND deleted_at IS NULL AND code NOT IN (SELECT org_code "
            "FROM submission WHERE direction = 'in' AND state = 'current' AND period = ?) "
            "ORDER BY code",
            (store.own.id, period.text),
        ).fetchall()
    return [(row[0], row[1]) for row in found]
