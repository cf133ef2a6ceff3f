"""Migrations: one script a version, named by the version it leads to."""
