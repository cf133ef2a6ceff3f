"""Sample files: believable branches and committees, invented from a seed."""
