"""The tables PartyDesk keeps about its own work: settings, history, submissions, conflicts."""

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from partydesk.records.base import Base


class Setting(Base):
    """One key and value of this file: its role, its own organisation, local choices."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Operation(Base):
    """One change a person made, whatever the number of rows: the unit of undo.

    `state` is done, undone (can be redone) or spent (an undo or redo itself, or an undone
    change that later work has overtaken). `reverts` names the operation an undo took back.
    """

    __tablename__ = "operation"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(String)
    actor: Mapped[str] = mapped_column(String)
    label: Mapped[str] = mapped_column(String)
    state: Mapped[str] = mapped_column(String)
    reverts: Mapped[int | None] = mapped_column(Integer, ForeignKey("operation.id"))
    __table_args__ = (Index("ix_operation_state", "state", "id"),)


class Change(Base):
    """History: one row of one operation, with what changed in it (JSON of stored values).

    `before` is null for a row that was added, `after` for one that an undo took away.
    """

    __tablename__ = "change"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    operation: Mapped[int] = mapped_column(Integer, ForeignKey("operation.id"))
    kind: Mapped[str] = mapped_column(String)
    row: Mapped[int] = mapped_column(Integer)
    uid: Mapped[str] = mapped_column(String)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
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
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    direction: Mapped[str] = mapped_column(String)
    state: Mapped[str] = mapped_column(String)
    org_uid: Mapped[str] = mapped_column(String)
    org_code: Mapped[str] = mapped_column(String)
    org_name: Mapped[str] = mapped_column(String)
    file_uid: Mapped[str | None] = mapped_column(String)
    file_code: Mapped[str | None] = mapped_column(String)
    period: Mapped[str] = mapped_column(String)
    first_day: Mapped[str] = mapped_column(String)
    last_day: Mapped[str] = mapped_column(String)
    revision: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[str] = mapped_column(String)
    program: Mapped[str] = mapped_column(String)
    content: Mapped[str] = mapped_column(String)
    sha256: Mapped[str] = mapped_column(String)
    file_name: Mapped[str] = mapped_column(String)
    edited_rows: Mapped[str] = mapped_column(Text, default="[]")
    problems: Mapped[str] = mapped_column(Text, default="[]")
    counts: Mapped[str] = mapped_column(Text, default="{}")
    taken_at: Mapped[str] = mapped_column(String)
    __table_args__ = (Index("ix_submission_org", "org_code", "org_uid", "period", "revision"),)


class Answer(Base):
    """Whose submissions those are that call their organisation by a uid and a code: what the
    officer answered to the register's question.

    `file_code` is folded (checks.folded_code). `answer` is one of exchange.merge.register.ANSWERS;
    `org_uid` and `org_code` are the branch it leads to. `before` (JSON) is what the answer changed
    in the register, so that it can be taken back exactly.
    """

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_uid: Mapped[str] = mapped_column(String)
    file_code: Mapped[str] = mapped_column(String)
    answer: Mapped[str] = mapped_column(String)
    org_uid: Mapped[str] = mapped_column(String)
    org_code: Mapped[str] = mapped_column(String)
    before: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String)
    at: Mapped[str] = mapped_column(String)
    __table_args__ = (Index("uq_answer_file", "file_uid", "file_code", unique=True),)


class Conflict(Base):
    """Something two branches both report, kept with both sides until the officer decides.

    `key` is made of the sides' identities, so the same conflict keeps its decision through
    later merges. `state` is open, decided or gone (the sides no longer both report it).
    """

    __tablename__ = "conflict"
    key: Mapped[str] = mapped_column(String, primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    text: Mapped[str] = mapped_column(Text)
    sides: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[str | None] = mapped_column(String)


class WaitingFile(Base):
    """A file that a committee read and has not decided about.

    `state` is what merging said of it: edited, asks or rejected, or merged where it was only
    looked at and could be taken; once a return slip was written `returned_at` says when and `slip`
    what stood in it (JSON). `outcome` is all that merging said (JSON); `kept` whether a copy of it
    lies in the home.
    """

    __tablename__ = "waiting_file"
    sha256: Mapped[str] = mapped_column(String, primary_key=True)
    path: Mapped[str] = mapped_column(String)
    org_uid: Mapped[str] = mapped_column(String)
    org_code: Mapped[str] = mapped_column(String)
    period: Mapped[str] = mapped_column(String)
    revision: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String)
    outcome: Mapped[str] = mapped_column(Text)
    kept: Mapped[int] = mapped_column(Integer)
    read_at: Mapped[str] = mapped_column(String)
    returned_at: Mapped[str | None] = mapped_column(String)
    slip: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (Index("ix_waiting_file_org", "org_code", "period"),)
