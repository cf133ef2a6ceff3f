"""What migrations do to the tables of kinds: add one, add columns to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op


def add_columns(columns: Mapping[str, Sequence[tuple[str, Any, str]]]) -> None:
    """Add columns to tables, each given by its name, its type and after which it stands."""
    for table, added in columns.items():
        with op.batch_alter_table(table, recreate="always") as batch:
            for name, kind, after in added:
                batch.add_column(sa.Column(name, kind), insert_after=after)


def create_kind(
    kind: str, *own: sa.Column[Any], refers: Mapping[str, str] | None = None, **indexes: list[str]
) -> None:
    """Create the table of a kind from its own columns, with the columns and indexes that kinds
    have had since version 1.

    `refers` names the kind that each of the columns with a reference leads to; an index is given
    by what its name ends in. Once all kinds get another column, later versions need a function of
    their own.
    """
    links = {**(refers or {}), "organisation": "organisation", "submission": "submission"}
    op.create_table(
        kind,
        *own,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.String()),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("organisation", sa.Integer()),
        sa.Column("submission", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{kind}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{kind}_{column}")
            for column, target in links.items()
        ),
    )
    op.create_index(f"uq_{kind}_uid", kind, ["uid", "organisation"], unique=True)
    indexes |= {"search": ["deleted_at", "search"], "organisation": ["organisation"]}
    for name, columns in indexes.items():
        op.create_index(f"ix_{kind}_{name}", kind, columns)
