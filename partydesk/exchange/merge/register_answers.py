"""Answering the register's question, and taking the answer back exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import conflicts, operator, trace
from partydesk.exchange.merge.register import (
    ANSWERS,
    SOURCE,
    Pair,
    Resolution,
    named,
)
from partydesk.exchange.merge.register_rows import set_declared_aside
from partydesk.exchange.merge.standing import bring_back, show
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.stamps import local
from partydesk.records.base import kinds
from partydesk.records.checks import folded_code
from partydesk.records.clock import local_day, now_stamp
from partydesk.records.findings import UserError
from partydesk.records.organisation import history_line
from partydesk.store import rows
from partydesk.store.home import Home
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


@dataclass(frozen=True, slots=True)
class Said:
    """What the officer says to the question: one of ANSWERS, and the code of the branch that it
    is about (for `same` and `joined`; the file's own code alone says: a branch of its own)."""

    answer: str
    code: str = ""


REGISTER = Said("new")
"""都登记: what is said of all that resemble nobody. That their files are taken is in 留痕."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that stands: about files that call their branch by `file_code` (and a uid)."""

    id: int
    file_code: str
    file_uid: str
    answer: str
    organisation: str
    operator: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, in local time."""
        return {
            "id": self.id,
            "code": self.file_code,
            "answer": self.answer,
            "text": ANSWERS.label(self.answer),
            "organisation": self.organisation,
            "operator": self.operator,
            "at": local(self.at),
        }


def answers(store: Store) -> list[GivenAnswer]:
    """The answers that stand, newest first."""
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT id, file_code, file_uid, answer, org_code, actor, at FROM answer "
            "ORDER BY at DESC, id DESC"
        ).fetchall()
    return [GivenAnswer(*row) for row in found]


def give(
    store: Store,
    connection: Connection,
    held: ReadSubmission,
    said: Said,
    who: str,
    sources: Mapping[str, Path] | None = None,
) -> Resolution:
    """Keep an answer about a submission and what follows from it for the register, and note it
    in 留痕 unless it only registers a branch that resembles nobody (REGISTER).

    Raises UserError for a branch that the register does not have.
    """
    source = (held.file_uid, folded_code(held.file_code))
    answer, target, was = said.answer, (source[0], source[1]), {}
    meant = source[1]
    if answer in ("same", "joined"):
        branch = named(connection, said.code)
        if branch is None and folded_code(said.code) == source[1]:
            answer = "new"
        elif branch is None:
            raise UserError(
                "no-such-branch",
                f"党组织名册里没有 {said.code}。请写名册里的编码，或先登记这个支部",
            )
        else:
            meant = branch.code
            target = (branch.uid, branch.code) if branch.reported else (source[0], branch.code)
            if answer == "same" and folded_code(branch.code) != source[1]:
                was = {"code": branch.code, "name": branch.name}
    moved = _keep(connection, source, answer, target, who, was)
    if was:
        target = recode(connection, target, source[1])
    told = f"{ANSWERS.label(answer)}（{held.org_name}）"
    if answer in ("same", "joined") and source[1] != folded_code(meant):
        told = f"{ANSWERS.label(answer)}：{source[1]} 是 {meant}（{held.org_name}）"
    if said is not REGISTER:
        trace.note(connection, who, trace.ANSWERED, source[1], held.period, held.revision, told)
    for each in {(uid, code) for _, uid, code in moved} | ({target} if moved else set()):
        show(store.home, connection, each, sources)
    if answer == "refused":
        return Resolution(refused="定为不收")
    return Resolution(target)


def _keep(
    connection: Connection,
    source: Pair,
    answer: str,
    target: Pair,
    who: str,
    was: Mapping[str, Any],
) -> list[list[Any]]:
    """Keep an answer with what it changes; where the submissions led that it leads elsewhere."""
    there = [
        row[0]
        for row in connection.exec_driver_sql(
            f"SELECT id FROM submission WHERE direction = 'in' AND {SOURCE} = ?", (source[0],)
        )
    ]
    moved = _move(connection, source, target) if answer != "refused" else []
    earlier = connection.exec_driver_sql(
        "SELECT answer, org_uid, org_code, before, actor, at FROM answer "
        "WHERE file_uid = ? AND file_code = ?",
        source,
    ).fetchone()
    before = {**was, "moved": moved, "there": there, "answer": list(earlier) if earlier else None}
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO answer (file_uid, file_code, answer, org_uid, org_code, before, "
        "actor, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*source, answer, *target, json.dumps(before, ensure_ascii=False), who, now_stamp()),
    )
    return moved


def put_together(
    store: Store,
    connection: Connection,
    sides: Sequence[Mapping[str, Any]],
    decision: str,
    who: str,
) -> None:
    """Two branches that the register already has are one (`first` or `second` stays), or two;
    `who` says so."""
    pairs = [(side["uid"], side["organisation"]) for side in sides]
    stays = {"first": pairs[0], "second": pairs[1]}.get(decision)
    for pair in pairs:
        if pair == stays:
            continue
        sources = {
            (uid, folded_code(code))
            for uid, code in connection.exec_driver_sql(
                f"SELECT {SOURCE}, coalesce(file_code, org_code) FROM submission "
                "WHERE direction = 'in' AND org_uid = ? AND org_code = ?",
                pair,
            )
        }
        for source in sorted(sources):
            answer = "joined" if stays else "new"
            _keep(connection, source, answer, stays or pair, who, {})
        if stays:
            show(store.home, connection, pair)
    if stays:
        show(store.home, connection, stays)


def _move(connection: Connection, source: Pair, target: Pair) -> list[list[Any]]:
    """Lead the submissions taken from such files to the branch; where each of them led before."""
    moved = []
    for number, uid, code, file_code in connection.exec_driver_sql(
        "SELECT id, org_uid, org_code, coalesce(file_code, org_code) FROM submission "
        f"WHERE direction = 'in' AND {SOURCE} = ? AND (org_uid != ? OR org_code != ?)",
        (source[0], *target),
    ).fetchall():
        if folded_code(file_code) == source[1]:
            moved.append([number, uid, code])
            _lead(connection, number, target)
    return moved


def _lead(connection: Connection, submission: int, branch: Pair) -> None:
    connection.exec_driver_sql(
        "UPDATE submission SET file_uid = coalesce(file_uid, org_uid), "
        "file_code = coalesce(file_code, org_code), org_uid = ?, org_code = ? WHERE id = ?",
        (*branch, submission),
    )


def recode(connection: Connection, branch: Pair, code: str) -> Pair:
    """A branch of the register, reported or only entered here, has another code from now on."""
    uid, old = branch
    for (number,) in connection.exec_driver_sql(
        "SELECT id FROM submission WHERE direction = 'in' AND org_uid = ? AND org_code = ?", branch
    ).fetchall():
        _lead(connection, number, (uid, code))
    connection.exec_driver_sql(
        "UPDATE answer SET org_code = ? WHERE org_uid = ? AND org_code = ?", (code, *branch)
    )
    connection.exec_driver_sql(
        "UPDATE organisation SET code = ? WHERE uid = ? AND code = ? AND submission IS NOT NULL",
        (code, *branch),
    )
    _recode_declared(connection, old, code)
    for each in (old, code):
        set_declared_aside(connection, each)
    return uid, code


def _recode_declared(connection: Connection, old: str, code: str) -> None:
    """The line that the committee entered itself follows, unless there is one of that code."""
    declared = connection.exec_driver_sql(
        "SELECT id, code, name, codes_before FROM organisation WHERE submission IS NULL"
    ).fetchall()
    if any(folded_code(row[1]) == folded_code(code) for row in declared):
        return
    for number, was, name, before in declared:
        if folded_code(was) != folded_code(old):
            continue
        line = history_line(local_day(now_stamp()), was, name)
        kept = [each for each in str(before or "").splitlines() if each]
        # Back to a code it had: the line that says so goes.
        back = [each for each in kept if code not in each.split("　")]
        told = back if len(back) < len(kept) else [*kept, line]
        rows.update(
            connection, "organisation", number,
            {"code": code, "codes_before": "\n".join(told) or None},
        )  # fmt: skip


def take_back(store: Store, number: int, who: str = "", reason: str = "") -> GivenAnswer:
    """Take an answer back: what was taken on it is withdrawn, what it changed in the register is
    as before, and the next such file is asked about again; `reason` stands in 留痕 beside it.
    Raises UserError for no such answer.
    """
    given = next((each for each in answers(store) if each.id == number), None)
    if given is None:
        raise UserError("not-found", f"没有第 {number} 个回答，可能已经撤回")
    with store.transaction() as connection:
        _take_back(store.home, connection, given)
        trace.note(
            connection, operator.acting(store, connection, who), trace.UNANSWERED,
            given.organisation, "", 0,
            "：".join(filter(None, (ANSWERS.label(given.answer), reason.strip()))),
        )  # fmt: skip
        conflicts.refresh(connection)
    store.tell(OperationChanges("撤回回答", tuple((kind, "") for kind in kinds())))
    return given


def forget(store: Store, connection: Connection, branch: Pair) -> None:
    """Undo what 都登记 did for a branch in this very run: as if its files had not been taken."""
    for row in connection.exec_driver_sql(
        "SELECT id, file_code, file_uid, answer, org_code, actor, at FROM answer "
        "WHERE answer = 'new' AND org_uid = ? AND org_code = ?",
        branch,
    ).fetchall():
        _take_back(store.home, connection, GivenAnswer(*row))
        trace.note(
            connection, row[5], trace.UNANSWERED, branch[1], "", 0, "同时交来的表里还有像它的"
        )
    connection.exec_driver_sql(
        "DELETE FROM submission WHERE direction = 'in' AND org_uid = ? AND org_code = ?", branch
    )


def _take_back(home: Home, connection: Connection, given: GivenAnswer) -> None:
    row = connection.exec_driver_sql(
        "SELECT org_uid, org_code, before FROM answer WHERE id = ?", (given.id,)
    ).one()
    branch, was = (row[0], row[1]), json.loads(row[2])
    connection.exec_driver_sql("DELETE FROM answer WHERE id = ?", (given.id,))
    if was.get("answer"):
        connection.exec_driver_sql(
            "INSERT INTO answer (answer, org_uid, org_code, before, actor, at, file_uid, "
            "file_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*was["answer"], given.file_uid, given.file_code),
        )
    back = {number: (uid, code) for number, uid, code in was["moved"]}
    gone = []
    for number, file_code, state, period, program in connection.exec_driver_sql(
        "SELECT id, coalesce(file_code, org_code), state, period, program FROM submission "
        f"WHERE direction = 'in' AND {SOURCE} = ? AND org_uid = ? AND org_code = ?",
        (given.file_uid, *branch),
    ).fetchall():
        if folded_code(file_code) != given.file_code:
            continue
        if number in back:
            _lead(connection, number, back[number])
        elif number not in was.get("there", ()) and state in ("current", "replaced"):
            connection.exec_driver_sql(
                "UPDATE submission SET state = 'withdrawn' WHERE id = ?", (number,)
            )
            if state == "current":
                gone.append((period, program))
    for period, program in gone:
        bring_back(connection, branch, period, given.file_uid, program)
    if was.get("code"):
        branch = recode(connection, branch, was["code"])
    for each in {branch, *back.values()}:
        show(home, connection, each)
