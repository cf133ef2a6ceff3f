"""The tables PartyDesk keeps about its own work: settings, history, submissions, conflicts."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, Integer, String, Text

from partydesk.records.tables import Base, Column, column


class Setting(Base):
    """One key and value of this file: its role, its own organisation, local choices."""

    __tablename__ = "setting"
    key: Column[str] = column(String, primary_key=True)
    value: Column[str] = column(Text)


class Operation(Base):
    """One change a person made, whatever the number of rows: the unit of undo.

    `state` is done, undone (can be redone) or spent (an undo or redo itself, or an undone
    change that later work has overtaken). `reverts` names the operation an undo took back.
    """

    __tablename__ = "operation"
    id: Column[int] = column(Integer, primary_key=True)
    at: Column[str] = column(String)
    actor: Column[str] = column(String)
    label: Column[str] = column(String)
    state: Column[str] = column(String)
    reverts: Column[int | None] = column(Integer, ForeignKey("operation.id"), nullable=True)
    indexed: ClassVar[tuple[Index, ...]] = (Index("ix_operation_state", "state", "id"),)


class Change(Base):
    """History: one row of one operation, with what changed in it (JSON of stored values).

    `before` is null for a row that was added, `after` for one that an undo took away.
    """

    __tablename__ = "change"
    id: Column[int] = column(Integer, primary_key=True)
    operation: Column[int] = column(Integer, ForeignKey("operation.id"))
    kind: Column[str] = column(String)
    row: Column[int] = column(Integer)
    uid: Column[str] = column(String)
    before: Column[str | None] = column(Text, nullable=True)
    after: Column[str | None] = column(Text, nullable=True)
    indexed: ClassVar[tuple[Index, ...]] = (
        Index("ix_change_operation", "operation"),
        Index("ix_change_uid", "uid"),
    )


class Submission(Base):
    """A submission made here (a branch's) or taken in here (a committee's).

    `direction` is out or in. `state` (in): current, replaced (a newer revision came) or
    withdrawn; (out): written. Dates are ISO texts, `first_day` and `last_day` are the period's.
    `content` is the digest of the canonical content, `sha256` that of the file's bytes, under
    which a taken-in file is kept in the `received` folder beside the database. `org_uid` and
    `org_code` are the branch as the register has it; `file_uid` and `file_code` what the file
    itself says, null where that is the same.
    """

    __tablename__ = "submission"
    id: Column[int] = column(Integer, primary_key=True)
    direction: Column[str] = column(String)
    state: Column[str] = column(String)
    org_uid: Column[str] = column(String)
    org_code: Column[str] = column(String)
    org_name: Column[str] = column(String)
    file_uid: Column[str | None] = column(String, nullable=True)
    file_code: Column[str | None] = column(String, nullable=True)
    period: Column[str] = column(String)
    first_day: Column[str] = column(String)
    last_day: Column[str] = column(String)
    revision: Column[int] = column(Integer)
    made_at: Column[str] = column(String)
    program: Column[str] = column(String)
    content: Column[str] = column(String)
    sha256: Column[str] = column(String)
    file_name: Column[str] = column(String)
    edited_rows: Column[str] = column(Text, default="[]")
    problems: Column[str] = column(Text, default="[]")
    counts: Column[str] = column(Text, default="{}")
    taken_at: Column[str] = column(String)
    indexed: ClassVar[tuple[Index, ...]] = (
        Index("ix_submission_org", "org_code", "org_uid", "period", "revision"),
    )


class Answer(Base):
    """Whose submissions those are that call their organisation by a uid and a code: what the
    officer answered to the register's question.

    `file_code` is folded (checks.folded_code). `answer` is one of exchange.merge.register.ANSWERS;
    `org_uid` and `org_code` are the branch it leads to. `before` (JSON) is what the answer changed
    in the register, so that it can be taken back exactly.
    """

    __tablename__ = "answer"
    id: Column[int] = column(Integer, primary_key=True)
    file_uid: Column[str] = column(String)
    file_code: Column[str] = column(String)
    answer: Column[str] = column(String)
    org_uid: Column[str] = column(String)
    org_code: Column[str] = column(String)
    before: Column[str] = column(Text)
    actor: Column[str] = column(String)
    at: Column[str] = column(String)
    indexed: ClassVar[tuple[Index, ...]] = (
        Index("uq_answer_file", "file_uid", "file_code", unique=True),
    )


class Conflict(Base):
    """Something two branches both report, kept with both sides until the officer decides.

    `key` is made of the sides' identities, so the same conflict keeps its decision through
    later merges. `state` is open, decided or gone (the sides no longer both report it).
    """

    __tablename__ = "conflict"
    key: Column[str] = column(String, primary_key=True)
    kind: Column[str] = column(String)
    text: Column[str] = column(Text)
    sides: Column[str] = column(Text)
    state: Column[str] = column(String)
    decision: Column[str | None] = column(Text, nullable=True)
    decided_at: Column[str | None] = column(String, nullable=True)


class WaitingFile(Base):
    """A file that a committee read and has not decided about.

    `state` is what merging said of it: edited, asks or rejected, or merged where it was only
    looked at and could be taken; once a return slip was written `returned_at` says when and `slip`
    what stood in it (JSON). `outcome` is all that merging said (JSON); `kept` whether a copy of it
    lies in the home.
    """

    __tablename__ = "waiting_file"
    sha256: Column[str] = column(String, primary_key=True)
    path: Column[str] = column(String)
    org_uid: Column[str] = column(String)
    org_code: Column[str] = column(String)
    period: Column[str] = column(String)
    revision: Column[int] = column(Integer)
    state: Column[str] = column(String)
    outcome: Column[str] = column(Text)
    kept: Column[int] = column(Integer)
    read_at: Column[str] = column(String)
    returned_at: Column[str | None] = column(String, nullable=True)
    slip: Column[str | None] = column(Text, nullable=True)
    indexed: ClassVar[tuple[Index, ...]] = (Index("ix_waiting_file_org", "org_code", "period"),)
