"""Plans: they count nowhere, ask when their time has passed, and are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.submission.snapshot import take_snapshot
from partydesk.operations import plans
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.calendar import calendar
from partydesk.rules.indicators import tally
from partydesk.rules.norms import evaluate
from partydesk.rules.reminders import reminders
from partydesk.rules.study import turnout
from partydesk.store.home import Home
from partydesk.store.store import Store, create

TODAY = date(2026, 9, 22)


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 1, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        with store.write("添加") as writer:
            writer.add("member", {"name": "张三", "category": "full"})
        yield store


def session(store: Store, day: str, kind: str = "theme_day", **more: Any) -> str:
    at = datetime.fromisoformat(f"{day} 14:00")
    with store.write("添加") as writer:
        uid = writer.add(
            "session", {"kind": kind, "starts_at": at, "topic": "主题", "hours": 2.0, **more}
        )
        member = writer.connection.exec_driver_sql("SELECT id FROM member").scalar()
        writer.add("attendance", {"session": writer.reference("session", uid), "member": member})
    return uid


def state(store: Store, uid: str) -> tuple[str, str]:
    with store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT state, starts_at FROM session WHERE uid = ?", (uid,)
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def everything(store: Store) -> Any:
    """Every figure, norm, average, and what would be handed in."""
    year = parse_period("2026")
    with store.read() as connection:
        figures = tally(connection, year, beyond=True)
        return (
            [(id, figures.value(id)) for id in figures.indicators],
            [
                (each.norm.id, each.uid, each.slot, each.state)
                for each in evaluate(connection, year, today=TODAY)
                if not each.norm.asks
            ],
            turnout(connection, year, store.own.id),
            [
                (kind, rows.uids)
                for kind, rows in take_snapshot(connection, store.own.id, year).items()
            ],
        )


def asked(store: Store) -> list[str]:
    with store.read() as connection:
        return [each.title for each in reminders(connection, today=TODAY) if each.norm.asks]


@given(
    days=st.lists(st.integers(1, 100), min_size=1, max_size=4),
    kind=st.sampled_from(("theme_day", "general_meeting", "lecture", "life_meeting", "training")),
)
@settings(max_examples=12)
def test_a_plan_never_counts(branch: Store, days: list[int], kind: str) -> None:
    session(branch, "2026-03-06")
    before = everything(branch)
    for ahead in days:
        uid = session(branch, str(TODAY + timedelta(days=ahead)), kind)
        assert state(branch, uid)[0] == "planned"
    assert everything(branch) == before


def test_when_its_time_has_passed_it_asks_first_and_counts_once_it_was_held(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 1))
    uid = session(branch, "2026-09-21")
    assert not asked(branch)
    on_day(TODAY)
    before = everything(branch)

    with branch.read() as connection:
        assert reminders(connection, today=TODAY)[0].title == "9 月主题党日，21 日 14:00"
    plans.hold(branch, uid)

    assert not asked(branch)
    assert everything(branch) != before
    with pytest.raises(UserError, match="已经记成已开"):
        plans.hold(branch, uid)


def test_it_is_put_off_or_was_not_held(branch: Store, on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 9, 1))
    uid, other = session(branch, "2026-09-15"), session(branch, "2026-09-21")
    on_day(TODAY)
    assert len(asked(branch)) == 2

    plans.move(branch, uid, datetime(2026, 9, 28, 14, 0))
    with pytest.raises(UserError, match="写明原因"):
        plans.not_held(branch, other, " ")
    plans.not_held(branch, other, "书记出差")

    assert not asked(branch)
    assert state(branch, uid) == ("planned", "2026-09-28 14:00")
    assert state(branch, other)[0] == "not_held"
    with pytest.raises(UserError, match="还没到开始时间"):
        plans.hold(branch, uid)
    with branch.read() as connection:
        month = evaluate(connection, parse_period("2026-09"), today=TODAY)
    assert [each.state for each in month if each.norm.id == "theme_day"] == ["due"]


def test_what_was_held_and_is_moved_to_a_day_to_come_is_a_plan_again(branch: Store) -> None:
    uid = session(branch, "2026-09-18")
    assert state(branch, uid)[0] == "held"
    with branch.write("修改") as writer:
        writer.edit("session", uid, {"starts_at": datetime(2026, 10, 16, 14, 0)})
    assert state(branch, uid)[0] == "planned"


def test_what_was_held_stays_held_while_the_clock_is_behind(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    held = session(branch, "2026-09-21")
    on_day(date(2026, 9, 1))  # an empty battery, a wrong zone
    with branch.write("改主题") as writer:
        writer.edit("session", held, {"topic": "另一个主题"})
    assert state(branch, held) == ("held", "2026-09-21 14:00")
    with branch.write("改期") as writer:
        writer.edit("session", held, {"starts_at": datetime(2026, 9, 18, 14)})
    assert state(branch, held)[0] == "planned"


def test_a_year_is_planned_like_the_last_off_the_holidays(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2025, 12, 31))
    for day in ("2025-01-03", "2025-05-02", "2025-10-03", "2025-08-29"):  # Fridays
        session(branch, day)
    session(branch, "2025-11-08")  # a Saturday

    made = plans.copy_year(branch, 2025, 2026)

    days = {each.starts_at.date().isoformat(): each.remark for each in made}
    assert days == {
        "2026-01-04": "01-02 放假，顺延到 01-04",  # a Sunday that is worked
        "2026-05-06": "05-01 放假，顺延到 05-06",
        "2026-10-08": "10-02 放假，顺延到 10-08",
        "2026-08-28": "",  # no fifth Friday
        "2026-11-14": "",
    }
    assert not plans.copy_year(branch, 2025, 2026)
    branch.undo()
    assert [row["state"] for row in plans.planned(branch, 2026)] == []
    with pytest.raises(UserError, match="没有记过"):
        plans.copy_year(branch, 2024, 2026)


def test_the_calendar_shows_plans_and_asks_after_those_whose_time_has_passed(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 1))
    session(branch, "2026-09-21")
    session(branch, "2026-12-04")
    session(branch, "2026-09-30", "general_meeting")
    on_day(TODAY)

    with branch.read() as connection:
        found = calendar(connection, 2026, branch.own.id, TODAY)

    marks = {row.kind: [str(cell.mark) for cell in row.cells] for row in found.rows}
    assert marks["theme_day"][8] == "asks"
    assert marks["theme_day"][11] == "planned"
    assert marks["general_meeting"][8] == "planned"
    with branch.read() as connection:
        (due,) = (each for each in evaluate(connection, parse_period("2026Q3"), today=TODAY)
                  if each.norm.id == "general_meeting")  # fmt: skip
    assert (due.state, due.text) == ("due", "排在 9 月 30 日")
    assert (found.planned, found.held) == (3, 0)
