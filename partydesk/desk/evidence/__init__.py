"""What stands behind a number or a duty, as lists; and the way from a duty to its work."""
