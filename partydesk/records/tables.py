"""A class with a table: its columns stand in it as attributes, in expressions they are the columns.

Rows are read and written as rows, never as objects, so SQLAlchemy's Core is enough. Mapping the
classes to objects beside it took half of a window's start.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy
from sqlalchemy import ColumnElement, Index, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

NAMES = MetaData(
    naming_convention={
        # Alembic's batch mode can only drop or alter what has a name.
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


Column = ColumnElement
"""What a column that is declared in a class is in expressions, with the type of its values."""


def column(
    kind: type[TypeEngine[Any]] | TypeEngine[Any],
    *rest: SchemaItem,
    nullable: bool = False,
    **options: Any,
) -> sqlalchemy.Column[Any]:
    """Declare a column, named after the attribute it stands in; filled in on every row unless
    `nullable`. The rest as of SQLAlchemy's Column."""
    return sqlalchemy.Column(kind, *rest, nullable=nullable, **options)


class Base:
    """What has a table. A class without a `__tablename__` is only there to be inherited from."""

    metadata: ClassVar[MetaData] = NAMES
    __tablename__: ClassVar[str]
    __table__: ClassVar[Table]
    indexed: ClassVar[tuple[Index, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" not in vars(cls):
            return
        for name, each in cls.columns_of_all().items():
            setattr(cls, name, each)
        columns = {}
        for name, each in vars(cls).items():
            if isinstance(each, sqlalchemy.Column):
                columns[name] = each
                each.name = each.key = name
        cls.__table__ = Table(cls.__tablename__, NAMES, *columns.values(), *cls.indexes())

    @classmethod
    def __clause_element__(cls) -> Table:
        """What SQLAlchemy takes where the class stands in a statement."""
        return cls.__table__

    @classmethod
    def columns_of_all(cls) -> dict[str, sqlalchemy.Column[Any]]:
        """The columns that stand behind those of the class, by name: made anew for each."""
        return {}

    @classmethod
    def indexes(cls) -> tuple[Index, ...]:
        """The table's indexes."""
        return cls.indexed
