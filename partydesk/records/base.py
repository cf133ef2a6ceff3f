"""What every record has: an id, a uid, its organisation, its stamps; and how kinds are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, Integer, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from partydesk.records.clock import now_stamp
from partydesk.records.findings import Finding
from partydesk.records.uids import natural_uid, new_uid

__all__ = [
    "Base",
    "Cross",
    "Record",
    "kind_of",
    "kinds",
    "natural_uid",
    "new_uid",
]

NAMES = MetaData(
    naming_convention={
        # Alembic's batch mode can only drop or alter what has a name.
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = NAMES


Cross = Callable[[Any], Iterable[Finding]]
"""A check over several fields of one record."""


class Record(Base):
    """The common part of every record kind.

    `id` is this file's own number for the row, never shown; `uid` travels. The pair
    (organisation, uid) is unique, so that the rows of two branches can never overwrite each
    other, whatever their files hold. `submission` is the submission a committee took the row
    from; rows without one were recorded here and can be edited here.
    """

    __abstract__ = True

    # What a kind says of itself, beside its fields.
    title: ClassVar[str] = ""  # 党员
    sheet: ClassVar[str] = ""  # the sheet it travels on; "" never travels
    dated_by: ClassVar[str] = ""  # the field that puts it into a period; "" is the roll
    described_by: ClassVar[tuple[str, ...]] = ("name",)  # the fields that name one record
    natural_key: ClassVar[tuple[str, ...]] = ("name",)
    crossed: ClassVar[tuple[Cross, ...]] = ()
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    searchable: ClassVar[bool] = True  # False for rows only ever reached through another record
    format_since: ClassVar[int] = 1  # the first format of workbooks that has its sheet
    counted_live: ClassVar[bool] = False  # extra indexes leave out what is in the recycle bin
    looked_up: ClassVar[bool] = True  # False for rows so many that indexing all uids costs much

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uid: Mapped[str] = mapped_column(String, nullable=False)
    created_at: Mapped[str] = mapped_column(String, nullable=False, default=now_stamp)
    updated_at: Mapped[str] = mapped_column(String, nullable=False, default=now_stamp)
    deleted_at: Mapped[str | None] = mapped_column(String)
    search: Mapped[str] = mapped_column(String, nullable=False, default="")

    @declared_attr
    def organisation(cls) -> Mapped[int | None]:
        return mapped_column(Integer, ForeignKey("organisation.id"))

    @declared_attr
    def submission(cls) -> Mapped[int | None]:
        return mapped_column(Integer, ForeignKey("submission.id"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:
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
    """Kind name (`member`, `session`, …) → its class, in the order of records.md."""
    from partydesk.records import registry

    return registry.KINDS


def kind_of(name: str) -> type[Record]:
    """The class of a kind. Raises KeyError for a name that is none."""
    return kinds()[name]
