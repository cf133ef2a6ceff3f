"""Worker processes handed on from test to test: to start one takes longer than most tests do.

One that was killed, hung or died is gone as ever; `tests/exchange/reading/test_workers.py`, which
is about the processes themselves, does without.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from partydesk.exchange.reading import workers

# By whose children they are (a copy of this process must not talk to them) and their memory limit.
_idle: defaultdict[tuple[int, int], list[_HandedOn]] = defaultdict(list)


class _HandedOn(workers._Worker):
    """A worker that waits for the next `Readers` when those it served are closed."""

    def __new__(cls, memory: int) -> _HandedOn:
        waiting = _idle[os.getpid(), memory]
        return waiting.pop() if waiting else super().__new__(cls)

    def __init__(self, memory: int) -> None:
        if not hasattr(self, "alive"):
            super().__init__(memory)
            self._of = os.getpid(), memory

    def rest(self) -> None:
        """Wait for whoever reads next."""
        _idle[self._of].append(self)


def _close(readers: workers.Readers) -> None:
    """What `Readers.close` does, but that idle workers wait on."""
    with readers._lock:
        readers._closed = True
        for worker in readers._busy:
            worker.kill()
    readers._threads.shutdown(wait=True, cancel_futures=True)
    while not readers._idle.empty():
        worker = readers._idle.get_nowait()
        assert isinstance(worker, _HandedOn)
        worker.rest()


@contextmanager
def handed_on() -> Iterator[None]:
    """Until it is left, all readers of this process use the same workers."""
    with (
        patch.object(workers, "_Worker", _HandedOn),
        patch.object(workers.Readers, "close", _close),
    ):
        try:
            yield
        finally:
            for waiting in _idle.values():
                for worker in waiting:
                    worker.kill()
            _idle.clear()


@contextmanager
def of_their_own() -> Iterator[None]:
    """Within it each `Readers` starts its processes and ends them, as in the program."""
    with (
        patch.object(workers, "_Worker", _STARTED),
        patch.object(workers.Readers, "close", _CLOSED),
    ):
        yield


_STARTED, _CLOSED = workers._Worker, workers.Readers.close
