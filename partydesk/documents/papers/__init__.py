"""The papers a branch prints, one module each."""
