"""What the terminal shows while a command works, and when nobody reads on."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def progress_to_stderr(done: int, of: int, what: str) -> None:
    """Tell progress where it does not mix with results."""
    # The program with a window has no terminal at all on Windows: stderr is None there.
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{done}/{of} {what:<40.40}", end="" if done < of else "\n", file=sys.stderr)


@contextmanager
def quiet_when_cut_off() -> Iterator[None]:
    """Write to standard output; when its reader has gone (`| head`), what is left is dropped."""
    try:
        yield
    except OSError as error:
        # Windows says EINVAL where others say EPIPE.
        if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
            raise
        # Python flushes once more at the exit, and would complain there.
        with contextlib.suppress(OSError, io.UnsupportedOperation):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
