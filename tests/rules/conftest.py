"""A branch and a committee with nothing in them yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from partydesk.records import clock
from partydesk.store.store import Store
from tests.once_made import new_file


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    with new_file(tmp_path / "支部", "branch", code="P0001", name="甲支部") as store:
        yield store


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with new_file(tmp_path / "党委", "committee", code="P0000", name="园区党委") as store:
        yield store


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is recorded here was held: the clock is ahead of it, and each test asks as of its
    own day."""
    monkeypatch.setattr(clock, "source", lambda: datetime(2030, 1, 1, 23, 59))
