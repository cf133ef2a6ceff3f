"""Printing from a list: what can be printed of it, what is asked first, and the writing."""
