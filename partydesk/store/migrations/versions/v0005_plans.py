"""Version 5: a session is planned, held or not held."""

import sqlalchemy as sa
from alembic import op

from partydesk.records import clock

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """What was recorded for a day to come is a plan; all else was held."""
    with op.batch_alter_table("session", recreate="always") as batch:
        batch.add_column(
            sa.Column("state", sa.String(), nullable=False, server_default="held"),
            insert_after="abstained",
        )
        batch.add_column(sa.Column("reason_not_held", sa.String()), insert_after="state")
    op.get_bind().exec_driver_sql(
        "UPDATE session SET state = 'planned' WHERE submission IS NULL AND starts_at > ?",
        (f"{clock.now():%Y-%m-%d %H:%M}",),
    )
