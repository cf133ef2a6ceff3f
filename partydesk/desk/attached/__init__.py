"""Attached files on the screen: taken in, shown, opened, saved elsewhere, removed."""
