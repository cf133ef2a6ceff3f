"""Attacks on the door and the store, each case made from a seed; `python -m tests.attack`."""
