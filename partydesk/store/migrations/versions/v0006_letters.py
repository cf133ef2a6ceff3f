"""Version 6: a letter of transfer says whom it is addressed to; the files a committee read and has
not decided about are kept, what went back among them; whose submissions are, until when branches
are; 党费, what is due and what was paid."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from partydesk.store.migrations.tables import add_columns, create_kind

revision = "6"
down_revision = "5"

_COLUMNS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "transfer": (("addressee", sa.String(), "place"),),
    "organisation": (("ended_on", sa.Date(), "founded_on"),),
    "submission": (
        ("file_uid", sa.String(), "org_name"),
        ("file_code", sa.String(), "file_uid"),
    ),
}


def upgrade() -> None:
    """Add the columns in their places, and the tables."""
    add_columns(_COLUMNS)
    _waiting_files()
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_uid", sa.String(), nullable=False),
        sa.Column("file_code", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("org_uid", sa.String(), nullable=False),
        sa.Column("org_code", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("uq_answer_file", "answer", ["file_uid", "file_code"], unique=True)
    _dues()


def _waiting_files() -> None:
    """What was returned stood in a setting."""
    op.create_table(
        "waiting_file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("org_uid", sa.String(), nullable=False),
        sa.Column("org_code", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(), nullable=False),
        sa.Column("returned_at", sa.String()),
        sa.Column("slip", sa.Text()),
        sa.PrimaryKeyConstraint("sha256", name="pk_waiting_file"),
    )
    op.create_index("ix_waiting_file_org", "waiting_file", ["org_code", "period"])
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE key = 'returned'"
    ).fetchone()
    for period, codes in json.loads(found[0] if found else "{}").items():
        for code, (number, at) in codes.items():
            connection.exec_driver_sql(
                "INSERT INTO waiting_file VALUES (?, '', '', ?, ?, ?, 'rejected', '{}', 0, ?, ?, "
                "'[]')",
                (f"returned {period} {code}", code, period, number, at, at),
            )
    connection.exec_driver_sql("DELETE FROM setting WHERE key = 'returned'")


def _dues() -> None:
    """Amounts are whole cents."""
    of_member = {"member": "member"}
    create_kind(
        "dues_base",
        sa.Column("member", sa.Integer()),
        sa.Column("from_month", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("income", sa.Integer()),
        sa.Column("rate", sa.String()),
        sa.Column("monthly", sa.Integer()),
        sa.Column("reduced", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date()),
        refers=of_member,
        member=["member"],
    )
    create_kind(
        "dues_payment",
        sa.Column("member", sa.Integer()),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("extra", sa.Integer()),
        refers=of_member,
        member=["member"],
        month=["month"],
    )
