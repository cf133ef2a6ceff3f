"""办理: duties finished where they stand, one by one or many at once."""
