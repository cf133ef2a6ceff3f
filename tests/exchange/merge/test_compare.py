"""Why a figure moved: what came, went and changed, against what the branches did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge.compare import Comparison, FigureChange, compare
from partydesk.exchange.merge.moments import Moment
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.store.store import Store
from tests.cli.conftest import Command, command  # noqa: F401 # a fixture
from tests.exchange import making
from tests.exchange.merging import merge

YEAR = parse_period(making.YEAR)
OnDay = Callable[[date], None]


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path / "机") as store:
        yield store


@pytest.fixture
def branches(tmp_path: Path) -> Iterator[list[Store]]:
    few = {"members": 3, "sessions": 4, "talks": 1, "tickets": 1}
    stores = [making.branch(tmp_path, f"P000{n}", seed=n, **few) for n in (1, 2, 3)]
    yield stores
    for store in stores:
        store.close()


def on(day: int) -> Moment:
    return Moment(f"2026-12-{day:02d} 12:00:00")


def figure(found: Comparison, id: str) -> FigureChange:
    (one,) = [each for each in found.figures if each.indicator.id == id]
    return one


def values(store: Store) -> dict[str, Any]:
    with store.read() as connection:
        tally = indicators.tally(connection, YEAR)
        return {id: tally.value(id).value for id in tally.indicators}


@pytest.fixture
def history(
    tmp_path: Path, committee: Store, branches: list[Store], monkeypatch: pytest.MonkeyPatch
) -> dict[int, dict[str, Any]]:
    """Days of December 2026 → what all figures came to after that day."""
    first, second, third = branches
    told: dict[int, dict[str, Any]] = {}

    def day(number: int) -> None:
        moment = datetime(2026, 12, number, 9).astimezone()
        monkeypatch.setattr(clock, "source", lambda: moment.replace(tzinfo=None))

    def note(number: int) -> None:
        day(20)  # some figures change with the day alone
        told[number] = values(committee)

    day(1)
    session = making.write_session(first, "八月党课", datetime(2026, 8, 22, 9), kind="theme_day")
    gone = making.write_session(first, "七月培训", datetime(2026, 7, 16, 9), kind="theme_day")
    for store in (first, second):
        merge(committee, [making.sent(store, tmp_path / "1").file])
    note(1)
    day(5)
    with first.write("修改") as writer:
        writer.edit("session", session, {"topic": "过好八月主题党日"})
        writer.remove("session", gone)
    making.write_session(first, "走访慰问", datetime(2026, 8, 8, 9), kind="theme_day")
    merge(committee, [making.sent(first, tmp_path / "5").file])
    note(5)
    day(8)
    merge(committee, [making.sent(third, tmp_path / "8").file])
    note(8)
    day(9)
    withdraw(committee, "P0002", making.YEAR, "交错了")
    note(9)
    day(20)
    return told


@pytest.mark.parametrize("few", [60, 0])
def test_figures_before_and_after_are_those_that_were(
    committee: Store, history: dict[int, dict[str, Any]], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In a large park only what differs is counted again.
    monkeypatch.setattr("partydesk.exchange.merge.compare._FEW", few)
    for one, other in ((1, 5), (5, 8), (8, 9), (1, 9), (9, 1)):
        found = compare(committee, YEAR, on(one), on(other))
        moved = {each.indicator.id for each in found.figures}
        for change in found.figures:
            id = change.indicator.id
            assert (change.before, change.after) == (history[one][id], history[other][id]), id
            if change.indicator.part is None and change.indicator.distinct is None:
                adds = sum(each.amount for each in change.moved)
                assert (change.after or 0) - (change.before or 0) == pytest.approx(adds), id
                assert sum(amount for _, amount, _ in change.by_branch) == pytest.approx(adds)
        for id, value in history[one].items():
            assert id in moved or value == history[other][id], id
    assert compare(committee, YEAR, on(9), on(15)).figures == []


def test_what_came_went_and_changed_by_record(
    committee: Store, history: dict[int, dict[str, Any]]
) -> None:
    found = compare(committee, YEAR, on(1), on(5), indicator="theme_days")
    change = figure(found, "theme_days")
    told = [(each.how, each.text, each.amount) for each in change.moved]
    assert told == [
        ("went", "七月培训", -1.0), ("came", "走访慰问", 1.0), ("changed", "过好八月主题党日", 0.0)
    ]  # fmt: skip
    (cells,) = [each.cells for each in change.of("changed")]
    assert ("主题", "八月党课", "过好八月主题党日") in cells
    assert change.before == change.after, "the number stands though records moved"
    assert [(act.act, act.organisation, act.revision) for act in found.acts] == [
        ("收下", "P0001", 2)
    ]  # fmt: skip
    again = compare(
        committee, YEAR, Moment(revision=1), Moment(revision=2), organisation="P0001",
        indicator="theme_days",
    )  # fmt: skip
    assert [each.how for each in figure(again, "theme_days").moved] == [e.how for e in change.moved]
    (gone,) = compare(committee, YEAR, on(8), on(9)).acts
    assert (gone.act, gone.reason) == ("撤回", "交错了")
    for wrong in ({"first": Moment(revision=7), "organisation": "P0001"}, {"indicator": "x"},
                  {"first": Moment(revision=1)}):  # fmt: skip
        with pytest.raises(UserError):
            compare(committee, YEAR, **{"first": on(1), "second": on(5), **wrong})  # type: ignore[arg-type]


def test_compare_from_the_command_line(
    committee: Store,
    history: dict[int, dict[str, Any]],
    command: Command,  # noqa: F811
) -> None:
    home = committee.home.folder
    committee.close()
    asked = ("--home", home, "compare", "--period", "2026", "--between")
    status, told = command(*asked, "2026-12-02", "2026-12-05", "--indicator", "theme_days")
    (one,) = told["indicators"]
    assert status == 0 and (one["before"], one["after"]) == (
        history[1]["theme_days"], history[5]["theme_days"]
    )  # fmt: skip
    assert [len(one[how]) for how in ("came", "went", "changed")] == [1, 1, 1]
    assert one["branches"] == [
        {"organisation": "P0001", "amount": 0.0, "went": 1, "came": 1, "changed": 1}
    ]
    assert command(*asked, "2026-12-10", "2026-12-12")[1]["indicators"] == []
    assert command(*asked, "rev:1", "rev:2", "--org", "P0001")[0] == 0
    for wrong in (("昨天", "2026-12-05"), ("rev:1", "rev:2"), ("2026-12-05", "rev:x")):
        assert command(*asked, *wrong)[0] == 2
