"""Version 2: the dates the rules ask for, what a ballot was about, and "none this period"."""

import sqlalchemy as sa
from alembic import op

from partydesk.store.migrations.tables import add_columns, create_kind

revision = "2"
down_revision = "1"

_MEMBER = (
    ("membership_on", sa.Date(), "membership"),
    ("inspected_on", sa.Date(), "activist_on"),
    ("vetted_on", sa.Date(), "publicised_to"),
    ("trained_on", sa.Date(), "vetted_on"),
    ("training_hours", sa.Float(), "trained_on"),
    ("extended_until", sa.Date(), "sworn_on"),
    ("confirm_voted_on", sa.Date(), "extended_until"),
    ("confirm_approved_on", sa.Date(), "confirm_voted_on"),
)
_SESSION = (
    ("group", sa.String(), "first_agenda"),
    ("ballot_kind", sa.String(), "organiser"),
    ("excluded", sa.Text(), "entitled"),
)


def upgrade() -> None:
    """Add the columns in their places, and the new table."""
    add_columns({"member": _MEMBER, "session": _SESSION})
    for indexed in (["session", "state"], ["member", "state", "session"]):
        name = f"ix_attendance_{'_'.join(indexed)}"
        op.drop_index(name)
        op.create_index(name, "attendance", indexed, sqlite_where=sa.text("deleted_at IS NULL"))
    create_kind(
        "none",
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("note", sa.Text()),
    )
