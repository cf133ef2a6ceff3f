"""Day one is calm: a roster taken in on a fresh file makes nobody late for what it has no column
for, or for days before the file was used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.intake import apply, propose
from partydesk.records import clock
from partydesk.records.periods import Period, quarter_start
from partydesk.rules.norms import State, evaluate
from partydesk.rules.reminders import reminders
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.conftest import at_present_on

ROSTERS = Path(__file__).parent.parent / "files" / "rosters"


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("form2017.xls", date(2026, 11, 29)),
        ("form2017.xls", date(2026, 10, 1)),
        ("form2017.xlsx", date(2027, 3, 31)),
        ("exported.xlsx", date(2026, 9, 22)),
    ],
)
def test_nobody_is_late_on_the_first_day(
    file: str, day: date, tmp_path: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "source", at_present_on(day))
    start = quarter_start(day)
    values = {"code": "P0001", "name": "甲支部", "used_from": start.isoformat()}
    with create(Home(tmp_path / "新"), "branch", values) as store:
        proposal = propose(store, ROSTERS / file, "member", None, readers)
        apply(store, proposal)
        columns = {each["field"] for each in proposal.as_json()["columns"]}
        with store.read() as connection:
            everything = Period("", date(1990, 1, 1), date(day.year + 1, 12, 31))
            items = evaluate(connection, everything, today=day)
            told = reminders(connection, today=day)
    late = [item for item in items if item.state in (State.OVERDUE, State.MISSED)]
    assert not [item for item in late if item.due is not None and item.due < start]
    # Whether somebody moved on is told by the category, which every roster has.
    about = [item for item in late if item.kind == "member" and not item.norm.settles.affair]
    assert not [
        i for i in about if not i.norm.settles.kind and not {*i.norm.settles.fields} & columns
    ]
    lacking = [each for each in told if each.when == "lacking"]
    assert len([each for each in lacking if "名预备党员缺" in each.title]) == 1
    assert all(item.state is State.LACKING for each in lacking for item in each.items)
