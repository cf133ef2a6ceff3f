"""Version 4: what the rules and people's affairs ask for, and four kinds of record."""

import sqlalchemy as sa

from partydesk.store.migrations.tables import add_columns, create_kind

revision = "4"
down_revision = "3"

_COLUMNS = {
    "member": (
        ("correct_until", sa.Date(), "membership_on"),
        ("hidden_kind", sa.String(), "lost_on"),
        ("found_on", sa.Date(), "hidden_kind"),
        ("settled_on", sa.Date(), "found_on"),
        ("study_exempt", sa.String(), "left_to"),
        ("agreed_on", sa.Date(), "inspected_on"),
    ),
    "session": (
        ("for_year", sa.Integer(), "topic"),
        ("expected_count", sa.Integer(), "starts_at"),
        ("present_count", sa.Integer(), "expected_count"),
        ("leave_count", sa.Integer(), "present_count"),
        ("written_votes", sa.Integer(), "voters_present"),
    ),
    "organisation": (
        ("used_from", sa.Date(), "founded_on"),
        ("codes_before", sa.Text(), "brand_note"),
    ),
    "review": (
        ("self_grade", sa.String(), "year"),
        ("peer_grade", sa.String(), "self_grade"),
    ),
}


def upgrade() -> None:
    """Add the columns in their places, and the new tables."""
    add_columns(_COLUMNS)
    of_member = {"member": "member"}
    create_kind(
        "transfer",
        sa.Column("member", sa.Integer()),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("letter_no", sa.String()),
        sa.Column("issued_on", sa.Date()),
        sa.Column("valid_days", sa.Integer()),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("dues_paid_to", sa.String()),
        sa.Column("receipt_on", sa.Date()),
        sa.Column("state", sa.String(), nullable=False),
        refers=of_member,
        member=["member"],
    )
    create_kind(
        "contact",
        sa.Column("member", sa.Integer()),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("by", sa.String()),
        refers=of_member,
        member=["member"],
    )
    create_kind(
        "step",
        sa.Column("member", sa.Integer()),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text()),
        refers=of_member,
        member=["member"],
    )
    create_kind(
        "exemption",
        sa.Column("norm", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("subject", sa.String()),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String()),
    )
