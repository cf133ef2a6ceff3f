"""A year of a branch from an outside list of events, worked out apart from the program."""
