"""A branch's and a committee's file to take sheets into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.exchange.reading.workers import Readers
from tests.exchange.roster.taking import Taking
from tests.leftovers import shared
from tests.once_made import new_file


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with shared("reader_"), Readers(workers=1) as made:
        yield made


@pytest.fixture
def branch(tmp_path: Path, readers: Readers) -> Iterator[Taking]:
    own = {
        "code": "P0312",
        "name": "中共示例园区甲科技有限公司支部委员会",
        "short_name": "甲科技支部",
    }
    with new_file(tmp_path / "支部 数据", "branch", **own) as made:
        yield Taking(made, tmp_path, readers)


@pytest.fixture
def committee_file(tmp_path: Path, readers: Readers) -> Iterator[Taking]:
    with new_file(tmp_path / "党委", "committee", code="P03", name="园区党委") as made:
        yield Taking(made, tmp_path, readers)
