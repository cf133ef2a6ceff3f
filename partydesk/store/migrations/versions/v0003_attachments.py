"""Version 3: files attached to records."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "attachment",
        sa.Column("of_kind", sa.String(), nullable=False),
        sa.Column("of_uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.String()),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("organisation", sa.Integer()),
        sa.Column("submission", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_attachment_organisation"
        ),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name="fk_attachment_submission"),
    )
    op.create_index("uq_attachment_uid", "attachment", ["uid", "organisation"], unique=True)
    op.create_index("ix_attachment_search", "attachment", ["deleted_at", "search"])
    op.create_index("ix_attachment_organisation", "attachment", ["organisation"])
    op.create_index("ix_attachment_of_uid", "attachment", ["of_uid"])
