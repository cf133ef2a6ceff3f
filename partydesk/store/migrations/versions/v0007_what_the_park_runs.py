"""Version 7: 党费公示 and 上缴."""

import sqlalchemy as sa

from partydesk.store.migrations.tables import create_kind

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Create the tables."""
    _ledgers()


def _ledgers() -> None:
    """Those of a branch. Amounts are whole cents."""
    create_kind(
        "dues_notice",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("way", sa.String()),
        sa.Column("note", sa.Text()),
    )
    create_kind(
        "dues_handed",
        sa.Column("until_month", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("to", sa.String()),
        sa.Column("receipt_no", sa.String()),
    )
