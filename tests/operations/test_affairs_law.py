"""Laws of affairs: undo brings all back; the days before leaving count as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.affairs.carrying import carry_out, fitting, preview
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.records.registry import kinds
from partydesk.rules.indicator_engine import tally
from partydesk.rules.indicators import indicator
from partydesk.store.home import Home
from partydesk.store.store import Store, create

TODAY = date(2026, 9, 22)
_NAMES = "甲乙丙丁戊"
_ANSWERS: dict[str, dict[str, object]] = {
    "transfer-out": {"left_to": "外支部"},
    "transfer-in": {"arrived_from": "外支部"},
    "new-secretary": {"who": "乙"},
    "election": {"secretary": "丙", "discipline": "丁"},
    "rename": {"name": "新名称支部"},
    "reassigned": {"parent": "另一个党委"},
}


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(TODAY)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.read() as connection:
        return {
            kind: [tuple(each) for each in connection.exec_driver_sql(f'SELECT * FROM "{kind}"')]
            for kind in kinds()
        }


def filled(store: Store) -> None:
    """A small branch: full members, and somebody at each stage."""
    with store.write("名册") as writer:
        for number, name in enumerate(_NAMES):
            writer.add("member", {
                "name": name, "category": "full", "joined_on": date(2010, 7, 1),
                "confirmed_on": date(2011, 7, 1), "duty": "secretary" if number == 0 else "none",
            })  # fmt: skip
        way = {"applied_on": date(2023, 1, 1), "activist_on": date(2023, 7, 1)}
        writer.add("member", {"name": "申", "category": "applicant", "applied_on": TODAY})
        writer.add("member", {"name": "积", "category": "activist", **way})
        way |= {"candidate_on": date(2024, 9, 1)}
        writer.add("member", {"name": "发", "category": "candidate", **way})
        way |= {"joined_on": date(2025, 3, 1)}
        writer.add("member", {"name": "预", "category": "probationary", **way})


def members_on(store: Store, day: date) -> int:
    with store.read() as connection:
        period = Period(day.isoformat(), day, day)
        return int(tally(connection, period, [indicator("members")]).value("members").value or 0)


@settings(max_examples=12)
@given(data=st.data())
def test_undo_after_any_affairs_brings_everything_back(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path_factory.mktemp("支部"))
    with create(home, "branch", {"code": "P1", "name": "甲支部"}) as store:
        filled(store)
        states = [everything(store)]
        with store.read() as connection:
            uids = [str(uid) for (uid,) in connection.exec_driver_sql("SELECT uid FROM member")]
        for _ in range(data.draw(st.integers(2, 6))):
            about = data.draw(st.sampled_from(uids))
            offered = fitting(store, "member", [about])
            whole = [each for each in AFFAIRS.values() if each.about == "organisation"]
            affair = data.draw(st.sampled_from([*offered, *whole]))
            whom = [about] if affair.about == "member" else []
            answers = _ANSWERS.get(affair.name, {})
            try:
                shown = preview(store, affair.name, whom, answers)
                done = carry_out(store, affair.name, whom, answers)
            except UserError as refusal:
                assert everything(store) == states[-1], refusal.message
                continue
            # What was shown is what was done; only what is new has another uid each time.
            lines = [[(each.label, each.before, each.after) for each in told.lines]
                     for told in (shown, done)]  # fmt: skip
            assert lines[0] == lines[1]
            assert not shown.findings
            states.append(everything(store))
            if data.draw(st.booleans()):
                with store.write("修改") as writer:
                    changed = writer.edit("member", about, {"post": data.draw(
                        st.sampled_from(["01", "02", None]))})  # fmt: skip
                if changed:
                    states.append(everything(store))
        while len(states) > 1:
            store.undo()
            states.pop()
            assert everything(store) == states[-1]


@pytest.mark.parametrize("name", ["transfer-out", "died", "suspend", "leave-party"])
def test_the_days_before_leaving_count_as_before(empty_store: Store, name: str) -> None:
    filled(empty_store)
    days = [TODAY - timedelta(days=n) for n in (1, 30, 400)]
    before = {day: members_on(empty_store, day) for day in days}
    with empty_store.read() as connection:
        (uid,) = connection.exec_driver_sql("SELECT uid FROM member WHERE name = '乙'").one()
    carry_out(empty_store, name, [uid], _ANSWERS.get(name, {}))
    assert {day: members_on(empty_store, day) for day in days} == before
    assert members_on(empty_store, TODAY) == before[days[0]] - 1


def test_every_affair_can_be_looked_at_whatever_is_not_answered(empty_store: Store) -> None:
    filled(empty_store)
    with empty_store.write("各种状态") as writer:
        full = {"category": "full", "joined_on": date(2010, 7, 1)}
        writer.add("member", {"name": "失", **full, "lost": 1, "lost_on": date(2026, 1, 1)})
        stopped = {"membership": "suspended", "membership_on": date(2026, 1, 1)}
        writer.add("member", {"name": "停", **full, **stopped})
    with empty_store.read() as connection:
        people = dict(connection.exec_driver_sql("SELECT uid, name FROM member").fetchall())
    before = everything(empty_store)
    looked = set()
    for uid in people:
        for affair in fitting(empty_store, "member", [uid]):
            looked |= {affair.name}
            for empty in ({ask.key: None for ask in affair.asks}, {}):
                asked = preview(empty_store, affair.name, [uid], {}).asked
                told = preview(
                    empty_store, affair.name, [uid],
                    {key: value for key, value in empty.items() if key in asked},
                )  # fmt: skip
                assert told.sentence
    for affair in AFFAIRS.values():
        if affair.new or affair.about == "organisation":
            looked |= {affair.name}
            asked = preview(empty_store, affair.name, [], {}).asked
            assert preview(empty_store, affair.name, [], dict.fromkeys(asked)).sentence
    assert looked >= set(AFFAIRS) - {"receipt", "returned"}
    assert everything(empty_store) == before
