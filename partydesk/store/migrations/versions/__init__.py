"""One script a version, run by Alembic when an older file is opened."""
