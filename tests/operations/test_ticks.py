"""晨会 ticked: a day, all working days of a month, taken off again; the counts follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from partydesk.operations.ticks import tick, tick_working_days, untick
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.study import StudySession
from partydesk.rules.indicators import tally
from partydesk.rules.ticks import TickYear, tick_year
from partydesk.store import queries
from partydesk.store.home import Home
from partydesk.store.store import Store, create

TODAY = date(2026, 9, 22)
KIND = "morning_meeting"


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 8, 10)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        with store.write("记一次") as writer:
            writer.add("session", {"kind": KIND, "topic": "安全提醒", "place": "一车间",
                                   "summary": "看了事故通报",
                                   "starts_at": datetime(2026, 8, 3, 8, 20)})  # fmt: skip
        yield store


def shown(store: Store) -> TickYear:
    with store.read() as connection:
        return tick_year(connection, store.own.id, KIND, 2026)


def counted(store: Store) -> int:
    """The sessions that count."""
    with store.read() as connection:
        query = queries.Query("session", extra=(StudySession.counts_where(),))
        return queries.count(connection, query)


def test_a_day_is_ticked_like_the_last_and_taken_off(branch: Store) -> None:
    assert tick(branch, KIND, [date(2026, 9, 21)]) == 1
    assert tick(branch, KIND, [date(2026, 9, 21)]) == 0
    with branch.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT topic, place, starts_at, state, summary FROM session ORDER BY starts_at DESC"
        ).fetchone()
    assert kept == ("安全提醒", "一车间", "2026-09-21 08:20", "held", None)
    assert counted(branch) == 2
    untick(branch, KIND, date(2026, 9, 21))
    assert counted(branch) == 1
    branch.undo()
    assert counted(branch) == 2
    with pytest.raises(UserError, match="还没到"):
        tick(branch, KIND, [date(2026, 9, 23)])
    with pytest.raises(UserError, match="不是打勾记的"):
        tick(branch, "theme_day", [date(2026, 9, 21)])
    # What holds more than a tick is not lost by a click.
    with pytest.raises(UserError, match="还记了内容或到会"):
        untick(branch, KIND, date(2026, 8, 3))
    assert counted(branch) == 2


def test_a_ticked_day_of_study_is_in_the_report(branch: Store) -> None:
    tick(branch, "study_day", [date(2026, 9, 15), date(2026, 9, 16)])
    with branch.read() as connection:
        figures = tally(connection, parse_period("2026"), beyond=True)
    assert figures.value("group_studies").value == 2


def test_all_working_days_of_a_month_in_one_step(branch: Store) -> None:
    tick(branch, KIND, [date(2026, 9, 1)])
    assert tick_working_days(branch, KIND, 2026, 9) == 16  # 20 September is worked on
    held = [each.day.day for each in shown(branch).month(9) if each.held]
    assert held == [1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 20, 21, 22]
    assert counted(branch) == 18
    with pytest.raises(UserError, match="都有了"):
        tick_working_days(branch, KIND, 2026, 9)
    branch.undo()
    assert counted(branch) == 2
    # Before the start day nothing is asked for.
    assert shown(branch).missing(8)[0] == date(2026, 8, 10)
    with pytest.raises(UserError, match="都有了"):
        tick_working_days(branch, KIND, 2026, 10)


def test_today_before_its_usual_hour_is_held_all_the_same(
    branch: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from partydesk.records import clock

    monkeypatch.setattr(clock, "source", lambda: datetime(2026, 9, 22, 7, 0))
    tick(branch, KIND, [TODAY])
    assert shown(branch).days[TODAY].held == 1
