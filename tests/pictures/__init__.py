"""Pictures of every page and dialog, taken of the real window: `python -m tests.pictures`."""
