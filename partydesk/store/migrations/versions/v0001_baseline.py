"""Version 1: the baseline. New files are laid out whole; nothing older exists to upgrade from."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """There is no version 0 in anybody's hands."""
