"""责任清单: what is asked follows from how often; a share is a sum of the times that were done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.submission.writing import export
from partydesk.operations import duties as work
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.derived_indicators import derive
from partydesk.rules.duties import Done, DutyRow, DutyState, duties, share
from partydesk.rules.indicators import tally
from partydesk.rules.norms import State, evaluate
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, edit

TODAY = date(2026, 9, 22)
YEAR = parse_period("2026")
DAYS = st.dates(date(2025, 11, 1), date(2027, 1, 31))
CADENCES = ("week", "month", "quarter", "half", "year", "once")


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(TODAY)


def row(cadence: str, first: date, last: date | None, days: list[date]) -> DutyRow:
    done = [Done(day, str(day), "", True) for day in sorted(days)]
    return DutyRow(1, "u", "查", cadence, first, last, "区", "a", "area", "张三", 1, True, done)


@given(
    st.lists(
        st.tuples(st.sampled_from(CADENCES), DAYS, st.integers(0, 400), st.lists(DAYS, max_size=9)),
        max_size=4,
    ),
    DAYS,
)
@settings(max_examples=60)
def test_a_share_is_the_sum_of_its_rows_and_quarters_of_the_year(
    told: list[tuple[str, date, int, list[date]]], today: date
) -> None:
    rows = [row(each, first, first + timedelta(n), days) for each, first, n, days in told]
    whole = share(rows, YEAR, today)
    parts = [share((each,), YEAR, today) for each in rows]
    quarters = [share(rows, parse_period(f"2026Q{n}"), today) for n in range(1, 5)]
    for split in (parts, quarters):
        assert whole.done == sum(each.done for each in split)
        assert whole.asked == sum(each.asked for each in split)
    assert 0 <= whole.done <= whole.asked
    for each in rows:
        turns = list(each.turns(YEAR.first, YEAR.last))
        assert [turn.last for turn in turns] == sorted({turn.last for turn in turns})
        for turn in turns:
            inside = [day.on for day in each.done if turn.first <= day.on <= turn.last]
            assert (each.state(turn, today) is DutyState.DONE) == bool(inside)
            assert [day.on for day in each.of(turn)] == inside


def listed(store: Store, cadence: str, **values: object) -> DutyRow:
    whole = add(store, "duty_area", name="一号区", holder="张三", kind="area")
    with store.read() as connection:
        id = connection.exec_driver_sql("SELECT id FROM duty_area WHERE uid = ?", (whole,)).scalar()
    uid = add(store, "duty", duty_area=id, text="走访", cadence=cadence,
              **{"from_on": "2026-01-01", **values})  # fmt: skip
    with store.read() as connection:
        return next(each for each in duties(connection) if each.uid == uid)


def stands(store: Store) -> dict[str, State]:
    with store.read() as connection:
        return {i.slot or str(i.due): i.state for i in evaluate(connection, YEAR)
                if i.norm.id == "duty"}  # fmt: skip


def test_what_is_due_is_asked_for_and_done_with_a_click(empty_store: Store) -> None:
    store = empty_store
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 1, 1)})
    duty = listed(store, "quarter")
    assert list(stands(store)) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert stands(store)["2026Q3"] is State.DUE and stands(store)["2026Q1"] is State.MISSED
    uid = work.do(store, duty)
    work.do(store, duty, date(2026, 2, 3), "走访两家")
    assert stands(store)["2026Q3"] is State.DONE and stands(store)["2026Q1"] is State.DONE
    with store.read() as connection:
        numbers = {each.id: each for each in derive(connection, YEAR)}
        counted = tally(connection, YEAR).value("duties_done").value
        told = share(duties(connection), YEAR, TODAY)
    assert numbers["duties_done_share"].value == told.rate == 66.7 and counted == 2
    with store.write("启用") as writer:  # what was over before is held against nobody
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 7, 1)})
    with store.read() as connection:
        later = share(duties(connection), YEAR, TODAY)
        number = next(n for n in derive(connection, YEAR) if n.id == "duties_done_share")
    assert (later.done, later.asked, number.value) == (2, 2, 100.0)
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 1, 1)})
    work.undo(store, duty, uid)
    assert stands(store)["2026Q3"] is State.DUE
    with pytest.raises(UserError, match="还没有到"):
        work.do(store, duty, TODAY + timedelta(1))
    # Whoever lays the area down is asked for nothing more.
    edit(store, "duty_area", duty.area_uid, until="2026-06-30")
    assert list(stands(store)) == ["2026Q1", "2026Q2"]
    with pytest.raises(UserError, match="哪天以前做完"):
        listed(store, "once")


def test_a_committee_sees_what_its_branches_did(tmp_path: Path) -> None:
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        duty = listed(branch, "month")
        work.do(branch, duty, date(2026, 3, 3))
        merge(park, [export(branch, parse_period("2026Q1"), tmp_path).file])
        with park.read() as connection:
            (told,) = duties(connection)
        assert (told.text, told.own, [each.on for each in told.done]) == (
            "走访", False, [date(2026, 3, 3)])  # fmt: skip
        states = [told.state(turn, TODAY) for turn in told.turns(YEAR.first, YEAR.last)]
        missed, open_ = DutyState.MISSED, DutyState.UNREPORTED
        assert states[:5] == [missed, missed, DutyState.DONE, open_, open_]
        with pytest.raises(UserError, match="报来的"):
            work.do(park, told)


def test_a_risk_becomes_a_ticket_and_is_never_about_a_person(empty_store: Store) -> None:
    store = empty_store
    add(store, "member", name="李小示", category="full", joined_on="2015-06-10")
    uid = add(store, "venue", name="学习群", owner="李小示", kind="chat_group")
    with store.read() as connection:
        venue = connection.exec_driver_sql("SELECT id FROM venue WHERE uid = ?", (uid,)).scalar()
    values = {"venue": venue, "on": date(2026, 6, 20)}
    with pytest.raises(UserError, match="不写人"):
        add(store, "risk_check", **values, risk=1, found="李小示转发未审核的信息")
    add(store, "risk_check", **values, risk=1, found="信息没有审核就发出")
    calm = add(store, "risk_check", venue=venue, on=date(2026, 3, 20), found="没有发现风险")

    def counted() -> list[object]:
        with store.read() as connection:
            found = tally(connection, YEAR)
        return [found.value(id).value for id in ("venues_checked", "risks_found", "risks_settled")]

    with store.read() as connection:
        tickets = connection.exec_driver_sql(
            "SELECT uid, description, owner FROM ticket WHERE deleted_at IS NULL"
        ).fetchall()
        checked = connection.exec_driver_sql("SELECT checked_on FROM venue").scalar()
    assert [tuple(each[1:]) for each in tickets] == [("学习群：信息没有审核就发出", "李小示")]
    assert checked == "2026-06-20" and counted() == [1, 1, 0]
    with store.write("办理") as writer:
        whole = writer.reference("ticket", tickets[0][0])
        for state in ("working", "resolved"):
            at = datetime(2026, 6, 22, 10)
            step = {"ticket": whole, "at": at, "note": "建立审核制度", "state": state}
            writer.add("ticket_step", step)
    assert counted() == [1, 1, 1]
    edit(store, "risk_check", calm, risk=1)
    assert counted() == [1, 2, 1]
    store.undo()
    with store.read() as connection:
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM ticket WHERE deleted_at IS NULL"
        ).scalar()
    assert left == 1
