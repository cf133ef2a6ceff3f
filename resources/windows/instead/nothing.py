"""In the frozen program in the place of modules that Alembic imports and the program never uses."""
