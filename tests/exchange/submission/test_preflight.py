"""The look before handing in: a limit has passed once its day is over, not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from partydesk.exchange.submission.writing import export, warnings
from partydesk.records.periods import parse_period
from partydesk.store.store import Store

SAID = "问题 7 过了整改时限"


@pytest.fixture
def late(add: Callable[..., str], empty_store: Store) -> Store:
    """A problem with its limit on 7 December."""
    add(
        "ticket", number="7", description="灯不亮", source="self_check",
        raised_on=date(2026, 11, 1), due_on=date(2026, 12, 7),
    )  # fmt: skip
    return empty_store


@pytest.mark.parametrize(
    ("today", "period", "passed"),
    [
        ("2026-11-28", "2026Q4", False),
        ("2026-12-06", "2026Q4", False),
        ("2026-12-07", "2026Q4", False),
        ("2026-12-08", "2026Q4", True),
        ("2027-01-05", "2026Q4", True),
        # The limit is the last day of the period, or lies after it.
        ("2026-12-07", "2026-12-01..2026-12-07", False),
        ("2026-12-08", "2026-12-01..2026-12-07", True),
        ("2026-12-08", "2026-12-01..2026-12-06", False),
    ],
)
def test_a_limit_has_passed_only_after_its_day(
    late: Store, on_day: Callable[[date], None], tmp_path: Path, today: str, period: str,
    passed: bool,
) -> None:  # fmt: skip
    on_day(date.fromisoformat(today))
    said = [each.message for each in warnings(late, parse_period(period))]
    assert any(message.startswith(SAID) for message in said) == passed
    file = export(late, parse_period(period), tmp_path).file
    cells = [str(v) for sheet in load_workbook(file) for row in sheet.values for v in row if v]
    assert any(SAID in cell for cell in cells) == passed
