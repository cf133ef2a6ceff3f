"""Version 3: files attached to records."""

import sqlalchemy as sa

from partydesk.store.migrations.tables import create_kind

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the table."""
    create_kind(
        "attachment",
        sa.Column("of_kind", sa.String(), nullable=False),
        sa.Column("of_uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        of_uid=["of_uid"],
    )
