"""What every record has: an id, a uid, its organisation, its stamps; and how kinds are found."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    cast,
    text,
)

from partydesk.records.clock import now_stamp
from partydesk.records.fields import Derived, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.tables import Base, Column, column
from partydesk.records.values import Stored

Row = Mapping[str, Any]
"""Stored values by column."""
Values = dict[str, Any]
"""Typed values by column, to be filled in."""
Cross = Callable[[Any], Iterable[Finding]]
"""A check over several fields of one record."""
ByOwner = Callable[[Row, Row], Iterable[Finding]]
"""A check of a row against that of the record which it belongs to, both as they are stored: a day
before that began, a month after it ended."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a kind's records come to an end: until then they belong to every later period too.

    A record is over once the column `state` holds one of `over`, on the day in the column `on`.
    """

    state: str
    over: tuple[str, ...]
    on: str

    def open_on(self, day: str, values: Mapping[str, Stored]) -> bool:
        """Whether a record with these stored values was not over before a day (ISO)."""
        ended = values[self.on]
        return values[self.state] not in self.over or (ended is not None and str(ended) >= day)

    def still_open(self, day: str, columns: Any) -> ColumnElement[bool]:
        """The same, asked of the table's columns."""
        condition: ColumnElement[bool] = columns[self.state].not_in(self.over) | (
            cast(columns[self.on], Text) >= day
        )
        return condition


@dataclass(frozen=True, slots=True)
class Once:
    """Columns whose values no two records of a file share; `words` say that two would, with the
    record's values in their places. Two that both have a value in the column `apart`, and not the
    same, are two all the same: people of one name."""

    columns: tuple[str, ...]
    words: str
    apart: str = ""


class RecordWriter(Protocol):
    """What the hooks of a record need of what writes it: the store's Writer, in its operation.

    `own` is the id of the organisation that the file belongs to, `taking_in` whether the rows of
    a sheet are taken as they are, one after the other.
    """

    connection: Connection
    own: int
    taking_in: bool

    def row(self, kind: str, row_id: int) -> dict[str, Any] | None:
        """The stored row with this id."""

    def find(self, kind: str, uid: str) -> dict[str, Any] | None:
        """The stored row with this uid."""

    def add(self, kind: str, values: Mapping[str, Any]) -> str:
        """Add a record of typed values and give its uid. Raises UserError."""

    def set(self, kind: str, row: dict[str, Any], stored: Mapping[str, Stored]) -> bool:
        """Set stored values on a row without checks; returns whether any was different."""


ByFile = Callable[[RecordWriter, Row], Iterable[Finding]]
"""A check of a row, as it is to be stored, against others of its file."""

_KINDS: dict[str, type[Record]] = {}


class Record(Base):
    """The common part of every record kind.

    `id` is this file's own number for the row, never shown; `uid` travels. The pair
    (organisation, uid) is unique, so that the rows of two branches can never overwrite each
    other, whatever their files hold. `submission` is the submission a committee took the row
    from; rows without one were recorded here and can be edited here.
    """

    # What a kind says of itself, beside its fields.
    title: ClassVar[str] = ""  # 党员
    position: ClassVar[int] = 90  # among the kinds; what it refers to comes before it
    counted_as: ClassVar[str] = ""  # after a number of them in a sentence: 人, 次活动
    sheet: ClassVar[str] = ""  # the sheet it travels on; "" never travels
    dated_by: ClassVar[str] = ""  # the field that puts it into a period; "" is the roll
    on_roll_from: ClassVar[str] = ""  # of a roll: the day from which on a record is on it
    ending: ClassVar[Ending | None] = None  # for what belongs to later periods while it is open
    described_by: ClassVar[tuple[str, ...]] = ("name",)  # the fields that name one record
    natural_key: ClassVar[tuple[str, ...]] = ("name",)
    ordered_by: ClassVar[str] = ""  # of a roll: the column that orders it, if not its search key
    belongs_to: ClassVar[str] = ""  # the reference without which it has no meaning
    kept_within: ClassVar[bool] = False  # another's form holds it: no form, no files of its own
    derived: ClassVar[tuple[Derived, ...]] = ()  # counted columns, in the order they are shown
    numbered_by: ClassVar[str] = ""  # the field whose number alone says which record it is
    roster: ClassVar[str] = ""  # a list of them as others send it (党员花名册); "" is not imported
    counted: ClassVar[str] = "条记录"  # one of them, behind a number: 3 家企业
    # What an import asks of a kind beside its fields; headers are written with blanks between.
    placed_by: ClassVar[str] = ""  # headers that name the organisation a record belongs to
    not_kept: ClassVar[str] = ""  # headers that are known, but kept in no field
    judged: ClassVar[tuple[str, str]] = ("", "")  # a field, and headers of a yes or no about it
    not_under: ClassVar[Mapping[str, str]] = {}  # field → headings under which it is another's
    told_apart_by: ClassVar[str] = "其他栏目"  # what tells two of one name apart
    # Fields of a person that never change: who differs in one of them is somebody else.
    lasting: ClassVar[tuple[str, ...]] = ()
    nameless: ClassVar[str] = "没有名称和号码"  # said of a row that leaves both empty
    told_filled: ClassVar[tuple[str, ...]] = ()  # fields to tell of when they are filled in
    # A field under whose header others write another one, a choice like it.
    held_for: ClassVar[Mapping[str, str]] = {}
    # A number that is kept where nothing is listed → the derived column that counts the list.
    counted_as_listed: ClassVar[Mapping[str, str]] = {}
    not_joined: ClassVar[str] = ""  # why two of them that are one are not simply joined
    # A reference → columns of the record meant, by which the rows of a sheet name it.
    reached_by: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    each_of: ClassVar[str] = ""  # people of whom each can have a record of their own, in one step
    # A committee's list of those below it: each row is its own organisation, found among all.
    registered: ClassVar[bool] = False
    # The committee keeps a ledger of its own of them beside those of its branches; what both have
    # is one, and where they say otherwise that is decided (rules/enterprise_register.py).
    in_both_ledgers: ClassVar[bool] = False
    several: ClassVar[str] = ""  # several of them on the command line, if not the kind with an s
    never_guessed: ClassVar[tuple[str, ...]] = ()  # asked about where a sheet leaves them open
    crossed: ClassVar[tuple[Cross, ...]] = ()
    by_owner: ClassVar[tuple[ByOwner, ...]] = ()
    by_file: ClassVar[tuple[ByFile, ...]] = ()
    once: ClassVar[Once | None] = None
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    searchable: ClassVar[bool] = True  # False for rows only ever reached through another record
    format_since: ClassVar[int] = 1  # the first format of workbooks that has its sheet
    counted_live: ClassVar[bool] = False  # extra indexes leave out what is in the recycle bin
    looked_up: ClassVar[bool] = True  # False for rows so many that indexing all uids costs much

    # What stands in every one of them, behind its fields.
    id: ClassVar[Column[int]]
    uid: ClassVar[Column[str]]
    created_at: ClassVar[Column[str]]
    updated_at: ClassVar[Column[str]]
    deleted_at: ClassVar[Column[str | None]]
    search: ClassVar[Column[str]]
    organisation: ClassVar[Column[int | None]]
    submission: ClassVar[Column[int | None]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _KINDS[cls.__tablename__] = cls
        for name in sorted(_KINDS, key=lambda name: _KINDS[name].position):
            _KINDS[name] = _KINDS.pop(name)

    @classmethod
    def counts_where(cls) -> ColumnElement[bool]:
        """Which rows count in figures and norms: those not in the recycle bin."""
        return cls.deleted_at.is_(None)

    @classmethod
    def travels_where(cls) -> ColumnElement[bool]:
        """Which rows a submission carries: by default all that count."""
        return cls.counts_where()

    @classmethod
    def called(cls) -> str:
        """One of them in a sentence: 党员记录, 联系记录."""
        return cls.title if cls.title.endswith("记录") else f"{cls.title}记录"

    @classmethod
    def unknown(cls, uid: object) -> UserError:
        """The refusal of a uid that none of them has."""
        return UserError("not-found", f"找不到编号为“{uid}”的{cls.title}，请核对编号")

    @classmethod
    def owner_removed(cls) -> UserError:
        """The refusal of what belongs to one of them that is in the recycle bin."""
        return UserError("owner-removed", f"它所属的{cls.title}还在回收站里，请先恢复那一条")

    # What follows from writing a record, for kinds with more to it than their fields ------------

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Fill in what a new record takes from others. Raises UserError where it may not be."""

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """Carry out what the new record means for others."""

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Fill in what changes along. Raises UserError for edits that have a way of their own."""

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for what has been recorded anew meanwhile."""

    @classmethod
    def before_remove(cls, writer: RecordWriter, row: Row) -> None:
        """Take back what the record meant for others."""

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterable[tuple[str, Any, str] | Finding]:
        """What the row of a sheet leaves open and its other columns say: (field, value, why).

        `values` are the row's, `before` those of the record it speaks of; of the dates in
        `month_only` the day is not known; `judged` is the answer in the column of `judged`.
        Findings tell of contradictions.
        """
        return ()

    @classmethod
    def sole(cls, values: Row | Values, of_kind: str) -> str:
        """What a record with these values is and only one of its organisation, which is of this
        kind, can be; "" for nothing."""
        return ""

    @classmethod
    def holders(cls, writer: RecordWriter, organisation: int, what: str) -> list[Row]:
        """The records (id, uid, name) of an organisation that are what only one can be."""
        return []

    @classmethod
    def held_by(cls, what: str, whose: str) -> Finding:
        """What is wrong with a second one; `whose` says which is the other: 甲现在是."""
        raise NotImplementedError

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields that say which record it is where its number does not, its name first."""
        return tuple(n for n in cls.natural_key if n != cls.numbered_by) or cls.described_by

    @classmethod
    def columns_of_all(cls) -> dict[str, sqlalchemy.Column[Any]]:
        """The columns of every record."""
        return {
            "id": column(Integer, primary_key=True),
            "uid": column(String),
            "created_at": column(String, default=now_stamp),
            "updated_at": column(String, default=now_stamp),
            "deleted_at": column(String, nullable=True),
            "search": column(String, default=""),
            "organisation": column(Integer, ForeignKey("organisation.id"), nullable=True),
            "submission": column(Integer, ForeignKey("submission.id"), nullable=True),
        }

    @classmethod
    def indexes(cls) -> tuple[Index, ...]:
        """The indexes of every record, and those that the kind names beside them."""
        name = cls.__tablename__
        indexes = []
        if cls.looked_up:
            indexes.append(Index(f"uq_{name}_uid", "uid", "organisation", unique=True))
        else:
            # Only what is recorded here is ever looked up by its uid, and that is little.
            own = text("submission IS NULL")
            indexes.append(Index(f"uq_{name}_uid", "uid", unique=True, sqlite_where=own))
        if cls.searchable:
            # Searching walks this one alone, in the order lists are shown by default.
            indexes.append(Index(f"ix_{name}_search", "deleted_at", "search"))
            indexes.append(Index(f"ix_{name}_organisation", "organisation"))
        live = text("deleted_at IS NULL") if cls.counted_live else None
        indexes += [
            Index(f"ix_{name}_{'_'.join(c)}", *c, sqlite_where=live) for c in cls.extra_indexes
        ]
        return tuple(indexes)


def kinds() -> dict[str, type[Record]]:
    """Kind name (`member`, `session`, …) → its class, in the order of records.md.

    Those whose modules are loaded: whoever needs all of them has `records.registry` loaded too.
    """
    return _KINDS


def kind_of(name: str) -> type[Record]:
    """The class of a kind. Raises KeyError for a name that is none."""
    return _KINDS[name]


def rosters() -> dict[str, type[Record]]:
    """The kinds that can be imported, in the order they are offered: people before firms."""
    return {name: record for name, record in reversed(_KINDS.items()) if record.roster}


def several_of(kind: str) -> str:
    """What several records of a kind are called on the command line (cli.md): members."""
    return kind_of(kind).several or f"{kind.replace('_', '-')}s"


def dependents(kind: str) -> tuple[str, ...]:
    """The kinds whose records have no meaning without one of this kind."""
    return tuple(
        name
        for name, record in _KINDS.items()
        if record.belongs_to and fields(record)[record.belongs_to].refers == kind
    )
