"""What takes long to write is written once a day and process, and copied from then on.

A test that asks for the same twice gets two that were made, not two copies: each has uids of its
own, as two computers' files have.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records import clock
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create

_KEPT = 3  # how many of the same are kept; whoever wants more has them made
_place: list[Path] = []
_made: dict[Hashable, Home] = {}
_asked: Counter[Hashable] = Counter()
_test = ""


@contextmanager
def kept_in(place: Path) -> Iterator[None]:
    """Until it is left, what is made once lies there."""
    _place.append(place)
    try:
        yield
    finally:
        _place.clear()
        _made.clear()


def copy_of(make: Callable[[Home], Store], folder: Path, *told: Hashable) -> Store:
    """Open a copy, in that folder, of the file that `make(home)` makes; `told` is what it depends
    on, where that is not `make` alone."""
    key = (clock.today(), *(told or (make,)))
    nth = _nth(key)
    if nth >= _KEPT or not _place:
        return make(Home(folder))
    if (key, nth) not in _made:
        _made[key, nth] = Home(_place[0] / str(len(_made)) / "数据")
        make(_made[key, nth]).close()
    shutil.copytree(_made[key, nth].folder, folder, dirs_exist_ok=True)
    return open_store(Home(folder), check=False)


def new_file(folder: Path, role: str, **values: str) -> Store:
    """A file in which nothing is but its organisation, as `create` makes it."""
    return copy_of(
        lambda home: create(home, role, dict(values)), folder, role, *sorted(values.items())
    )


def _nth(key: Hashable) -> int:
    """How often this test has asked for it before."""
    global _test
    running = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    if running != _test:
        _test = running
        _asked.clear()
    _asked[key] += 1
    return _asked[key] - 1
