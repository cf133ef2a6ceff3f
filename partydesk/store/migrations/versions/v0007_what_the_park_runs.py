"""Version 7: 党费公示 and 上缴; 专项行动 with their steps and what was done."""

import sqlalchemy as sa

from partydesk.store.migrations.tables import create_kind

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Create the tables."""
    _ledgers()
    _campaigns()


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


def _campaigns() -> None:
    """What a park runs, and a branch's copies of it."""
    create_kind(
        "campaign",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("over", sa.String(), nullable=False),
        sa.Column("goal", sa.Integer()),
        sa.Column("subjects", sa.Text()),
        sa.Column("about", sa.Text()),
        sa.Column("of_park", sa.String()),
    )
    create_kind(
        "campaign_step",
        sa.Column("campaign", sa.Integer()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String()),
        sa.Column("due_on", sa.Date()),
        sa.Column("about", sa.Text()),
        refers={"campaign": "campaign"},
        campaign=["campaign"],
    )
    create_kind(
        "campaign_done",
        sa.Column("step", sa.Integer()),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text()),
        refers={"step": "campaign_step"},
        step=["step"],
        on=["on"],
    )
