"""How long work tells where it is and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with (done, of, what now); raises Cancelled when the person asked to stop."""


class Cancelled(Exception):
    """The person stopped the work; whatever it was doing is left as it was before.

    Where a part was done and is kept, the text says so.
    """


def silent(_done: int, _of: int, _what: str) -> None:
    """A Progress that nobody watches."""
