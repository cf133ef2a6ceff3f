"""The ledgers of an invented branch hold: dues add up, the election is valid, logs follow on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from partydesk.records.periods import parse_period
from partydesk.rules.norms import State, evaluate
from partydesk.sample.care import keep_care
from partydesk.sample.cultivation import keep_logs
from partydesk.sample.dues import keep_dues
from partydesk.sample.elections import keep_election
from partydesk.store.home import Home
from tests.sample.bulk import bulk_branch

THROUGH = date(2026, 9, 30)


def test_what_the_sample_keeps_is_sound(tmp_path: Path) -> None:
    asked = {"seed": 1000, "year": 2026, "through": THROUGH}
    with bulk_branch(
        Home(tmp_path), "P0001", "中共甲有限公司支部", short_name="甲", **asked
    ) as store:
        keep_dues(store, 2026, THROUGH, 1)
        keep_logs(store, THROUGH)
        keep_election(store)
        keep_care(store, 2026, THROUGH)
        with store.read() as connection:
            items = list(evaluate(connection, parse_period("2026"), today=THROUGH))
            collected, handed = (
                connection.exec_driver_sql(sql).scalar()
                for sql in ("SELECT sum(amount) FROM dues_payment WHERE month <= '2026-06'",
                            "SELECT sum(amount) FROM dues_handed")
            )  # fmt: skip
            (days,) = connection.exec_driver_sql(
                "SELECT count(*) FROM member m WHERE inspected_on IS NOT NULL AND category IN "
                "('activist', 'candidate', 'probationary') AND inspected_on != "
                '(SELECT max("on") FROM inspection i WHERE i.member = m.id)'
            ).one()
    assert collected == handed and days == 0
    results = [each.state for each in items if each.norm.id.startswith("election_")]
    assert results == [State.DONE, State.DONE]
    up = {each.slot: each.state for each in items if each.norm.id == "dues_handed"}
    assert (up["2026Q1"], up["2026Q2"], up["2026Q3"]) == (State.DONE, State.DONE, State.DUE)
