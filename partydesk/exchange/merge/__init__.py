"""Merging submissions into the committee's file, and taking them out again."""
