"""What the terminal shows while a command works."""

from __future__ import annotations

import sys


def progress_to_stderr(done: int, of: int, what: str) -> None:
    """Tell progress where it does not mix with results."""
    # The program with a window has no terminal at all on Windows: stderr is None there.
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{done}/{of} {what:<40.40}", end="" if done < of else "\n", file=sys.stderr)
