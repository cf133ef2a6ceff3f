"""Version 6: a letter of transfer says whom it is addressed to."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"

_COLUMNS = {
    "transfer": (("addressee", sa.String(), "place"),),
}


def upgrade() -> None:
    """Add the columns in their places."""
    for table, columns in _COLUMNS.items():
        with op.batch_alter_table(table, recreate="always") as batch:
            for name, kind, after in columns:
                batch.add_column(sa.Column(name, kind), insert_after=after)
