"""Which backups are kept: laws of the pure function, and what happens to real files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.store.backup import backups
from partydesk.store.retention import DAYS, MONTHS, WEEKS, keep, thin

NOW = datetime(2026, 11, 23, 15, 0, 0)

times = st.lists(
    st.datetimes(min_value=datetime(2023, 1, 1), max_value=datetime(2026, 12, 31)), max_size=80
)


@given(times)
def test_the_newest_and_all_of_two_days_are_kept(made: list[datetime]) -> None:
    kept = keep(made, NOW)
    assert kept <= set(made)
    if made:
        assert max(made) in kept
    assert {time for time in made if NOW - time <= timedelta(days=2)} <= kept


@given(times)
def test_keeping_twice_is_keeping_once(made: list[datetime]) -> None:
    once = keep(made, NOW)
    assert keep(sorted(once), NOW) == once


@given(times, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(made: list[datetime], random: object) -> None:
    shuffled = [*made, *made]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert keep(shuffled, NOW) == keep(made, NOW)


@given(times)
def test_no_more_is_kept_than_promised(made: list[datetime]) -> None:
    older = {time for time in keep(made, NOW) if NOW - time > timedelta(days=2)}
    assert len(older) <= DAYS + WEEKS + MONTHS + 1


def test_by_hand() -> None:
    made = [NOW - timedelta(hours=hours) for hours in (0, 1, 47, 48, 49, 50, 73)]
    # the last two days whole; of the 21st (before 15:00) the newest, of the 20th the only one
    assert keep(made, NOW) == {NOW - timedelta(hours=hours) for hours in (0, 1, 47, 48, 49, 73)}


def test_who_opens_the_file_once_a_month_keeps_years() -> None:
    made = [datetime(year, month, 5) for year in (2023, 2024, 2025) for month in range(1, 13)]
    kept = keep(made, NOW)
    assert len(kept) == DAYS + WEEKS + MONTHS and min(kept) == datetime(2023, 3, 5)


def test_a_clock_that_was_wrong_costs_nothing() -> None:
    future = NOW + timedelta(days=900)
    made = [future, NOW, NOW - timedelta(days=1)]
    assert keep(made, NOW) == set(made)


@pytest.mark.parametrize("a_day", [1, 3])
def test_thinned_every_day_for_800_days_the_year_stays_covered(a_day: int) -> None:
    start = datetime(2024, 1, 1, 9, 0, 0)
    held: set[datetime] = set()
    for day in range(800):
        now = start + timedelta(days=day, hours=8)
        held |= {start + timedelta(days=day, hours=hour) for hour in range(a_day)}
        held = keep(sorted(held), now)
        assert max(held).date() == now.date()
    assert len(held) >= 24
    ages = sorted((now - time).days for time in held)
    assert ages[-1] >= 365
    # No gap greater than a day in two weeks, a week in twelve, about a month in the year.
    for younger, older in zip(ages, ages[1:], strict=False):
        allowed = 1 if older <= 14 else 7 if older <= 80 else 31 + 7
        assert older - younger <= allowed


def test_thin_deletes_only_what_it_may(tmp_path: Path) -> None:
    def put(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(b"x")
        return path

    daily = [
        put(f"partydesk-{NOW - timedelta(days=d):%Y%m%d-%H%M%S}-opening.db") for d in range(900)
    ]
    young = put("partydesk-20260105-040000-upgrade-r5-0123456789ab.db")
    old = put("partydesk-20230105-040000-upgrade-r5-0123456789ab.db")
    foreign = [
        put("partydesk.db"),
        put("partydesk.before-restore-20230101-000000.db"),
        put("partydesk.damaged-20230101-000000.db"),
        put("我的备份-20230101.db"),
        put("partydesk-20230101-000000-opening.db.bak"),
    ]
    deleted = thin(tmp_path, NOW)
    assert young.exists() and all(path.exists() for path in foreign)
    assert old in deleted and daily[0] not in deleted
    assert not any(path.exists() for path in deleted)
    assert 24 <= len(backups(tmp_path)) <= 40
    assert thin(tmp_path, NOW) == []


def test_the_newest_stays_however_old(tmp_path: Path) -> None:
    only = tmp_path / "partydesk-20010101-000000-closing.db"
    only.write_bytes(b"x")
    assert thin(tmp_path, NOW) == [] and only.exists()
    assert thin(tmp_path / "missing", NOW) == []


def test_thin_goes_on_past_a_file_it_cannot_delete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour in range(4):
        (tmp_path / f"partydesk-20260301-{hour:02}0000-timer.db").write_bytes(b"x")
    (tmp_path / "partydesk-20261123-140000-timer.db").write_bytes(b"x")
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if "-010000-" in self.name:
            raise PermissionError(13, "held by another program")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert [path.name for path in thin(tmp_path, NOW)] == [
        "partydesk-20260301-020000-timer.db",
        "partydesk-20260301-000000-timer.db",
    ]


def test_archives_are_kept_one_a_day_beside_the_databases(tmp_path: Path) -> None:
    def made(day: int, hour: int, number: int, suffix: str) -> Path:
        time = f"{datetime(2026, 11, day, hour):%Y%m%d-%H%M%S}"
        path = tmp_path / f"partydesk-{time}-timer-n{number}-r1-0123456789ab{suffix}"
        path.write_bytes(b"")
        return path

    earlier, later = made(20, 9, 1, ".partydesk"), made(20, 15, 2, ".partydesk")
    database, newest = made(20, 10, 3, ".db"), made(21, 9, 4, ".partydesk")
    thin(tmp_path, datetime(2026, 11, 21, 10))
    assert {path.name for path in tmp_path.iterdir()} == {
        later.name, database.name, newest.name
    }  # fmt: skip
    assert not earlier.exists()
