"""Version 8: 述职评议 and 民主评议 of organisations; duties that the park gives to its branches;
what each branch is to do of a campaign."""

from typing import Any

import sqlalchemy as sa

from partydesk.store.migrations.tables import add_columns, create_kind

revision = "8"
down_revision = "7"

_COLUMNS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "duty_area": (
        ("to_branches", sa.Integer(), "until"),
        ("of_park", sa.String(), "to_branches"),
    ),
    "duty": (("of_park", sa.String(), "until_on"),),
    "campaign": (("branch_goals", sa.Text(), "goal"),),
}


def upgrade() -> None:
    """Add the columns in their places, and the table."""
    add_columns(_COLUMNS)
    create_kind(
        "appraisal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rated", sa.String(), nullable=False),
        sa.Column("secretary", sa.String()),
        sa.Column("grade", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("good", "fair", "plain", "poor")),
        sa.Column("on", sa.Date()),
        sa.Column("remarks", sa.Text()),
        sa.Column("todo", sa.Text()),
    )
