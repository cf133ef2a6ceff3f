"""A committee's own submission to the committee above it: counts of all under it, no names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.desk.ledgers.dues_told_page import dues_of_branches
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.records.money import yuan
from partydesk.records.organisation import Organisation
from partydesk.records.periods import parse_period
from partydesk.records.report_indicators import BESIDE
from partydesk.rules.derived_indicators import derive
from partydesk.rules.dues_figures import dues_sums
from partydesk.rules.indicator_engine import tally
from partydesk.rules.indicators import BEYOND, INDICATORS, evidence
from partydesk.rules.norms.dues_told import told_dues
from partydesk.sample.dues import keep_dues
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge

YEAR = parse_period("2026")


def figures(store: Store, period: str = "2026") -> dict[str, Any]:
    with store.read() as connection:
        counted = tally(connection, parse_period(period), (*INDICATORS, *BEYOND, *BESIDE))
    return {id: counted.value(id).value for id in counted.indicators}


@pytest.fixture
def below(tmp_path: Path) -> Iterator[Store]:
    """A park of two branches with one meeting of its own."""
    with making.committee(tmp_path / "园区", "P0000") as store:
        files = []
        for seed, code in enumerate(("P0001", "P0002"), start=1):
            with making.branch(tmp_path, code, seed=seed) as branch:
                files.append(making.sent(branch, tmp_path / code).file)
        merge(store, files)
        making.write_session(store, "党委会", datetime(2026, 3, 1, 9), kind="party_committee")
        making.write_session(store, "誓词", datetime(2026, 3, 2, 9), kind="oath")
        yield store


@pytest.fixture
def above(tmp_path: Path) -> Iterator[Store]:
    own = {"code": "C0000", "name": "中共示例市工业园区工作委员会"}
    with create(Home(tmp_path / "市"), "committee", own) as store:
        yield store


def test_figures_above_are_the_sum_of_those_below(
    tmp_path: Path, below: Store, above: Store
) -> None:
    made = making.sent(below, tmp_path / "上报")
    names = {row["name"] for row in making.content(below)["member"]}
    text = making.unzipped(made.file)
    assert names and not [name for name in names if name in text], "no member is named"
    listed = making.rows_of(made.file, "下级党组织")
    assert [row["组织编码"] for row in listed] == ["P0001", "P0002"]
    before = figures(above)
    assert making.taken(above, made.file).state == "merged"
    here, there = figures(below), figures(above)
    # What the committee itself holds is of each committee alone.
    shared = [
        each.id
        for each in (*INDICATORS, *BEYOND, *BESIDE)
        if each.held_by != "C" or each.of_register or each.record is Organisation
    ]
    assert {id: there[id] for id in shared} == {id: here[id] for id in shared}
    assert there["committee_meetings"] is None and here["committee_meetings"] == 1
    with above.read() as connection:
        park = connection.exec_driver_sql("SELECT id FROM organisation WHERE code = 'P0000'")
        alone = (park.scalar_one(),)
        asked = tally(connection, YEAR, INDICATORS)
        assert asked.value("committee_meetings", alone).value == 1, "told where it is asked for"
        assert [e["amount"] for e in evidence(connection, "committee_meetings", YEAR, alone)] == [1]
        assert evidence(connection, "committee_meetings", YEAR) == []
        # How many there were a year ago nobody told: no difference is made of that.
        worked_out = {each.id: each.value for each in derive(connection, YEAR)}
    assert worked_out["members_before"] is worked_out["members_difference"] is None
    assert there["branches"] == here["branches"] == 2
    # Each figure is what its evidence comes to.
    with above.read() as connection:
        for id in ("group_studies", "oath_renewals", "members", "integrity_talks"):
            rows = evidence(connection, id, YEAR)
            assert sum(row["amount"] for row in rows) == (there[id] or 0), id
            assert all(row["kind"] == "organisation" for row in rows)
    # Of another period nothing is known: that is a blank, and no part of a year.
    assert figures(above, "2026Q1")["group_studies"] is None

    # A branch's correction makes a new revision, though the committee's own rows are the same.
    assert making.sent(below, tmp_path / "再").again
    with making.branch(tmp_path / "三", "P0003", seed=3) as branch:
        merge(below, [making.sent(branch, tmp_path / "三出").file])
    second = making.sent(below, tmp_path / "二")
    assert second.revision == 2
    assert making.taken(above, second.file).state == "merged"
    more = figures(above)
    assert more["members"] == figures(below)["members"] > there["members"]
    # Withdrawn, the figures before are back; withdrawn again, there is nothing.
    withdraw(above, "P0000", "2026")
    assert figures(above) == there
    withdraw(above, "P0000", "2026")
    assert figures(above) == before


def test_a_branch_beside_a_committee_is_added_once(
    tmp_path: Path, below: Store, above: Store
) -> None:
    with making.branch(tmp_path / "直属", "P0009", seed=9) as branch:
        direct = making.sent(branch, tmp_path / "直属出").file
        alone = figures(branch)
    merge(above, [direct, making.sent(below, tmp_path / "上报").file])
    here, there = figures(below), figures(above)
    for id in ("members", "group_studies", "integrity_talks", "reflections"):
        assert there[id] == here[id] + alone[id], id


def test_what_is_told_of_those_below_cannot_be_written_over(
    tmp_path: Path, below: Store, above: Store
) -> None:
    made = making.sent(below, tmp_path / "上报").file
    kept = {row[0].value: row[1].value for row in load_workbook(made)["元数据"].iter_rows()}
    forged = kept["below"].replace('"members":[', '"members":[9')
    assert forged != kept["below"]
    file = making.changed(made, tmp_path / "改.xlsx", making.metadata(below=forged))
    assert making.taken(above, file).state == "rejected"


def test_dues_go_up_as_sums_and_name_nobody(tmp_path: Path, above: Store) -> None:
    below, files = making.committee(tmp_path / "园区", "P0000"), []
    for seed, code in enumerate(("P0001", "P0002"), start=1):
        with making.branch(tmp_path, code, seed=seed) as branch:
            keep_dues(branch, 2026, date(2026, 3, 31), seed)
            files.append(making.sent(branch, tmp_path / code).file)
    merge(below, files)
    with below.read() as connection:
        told = told_dues(connection)
        wanted = dues_sums(connection, YEAR, None, date(2026, 12, 31))
        months = {each.month for branch in told.values() for each in branch.months(YEAR)}
    assert len(told) == 2 and wanted is not None and wanted.due > 0
    made = making.sent(below, tmp_path / "上报")
    names = {name for branch in told.values() for name in branch.names.values()}
    assert names and not [name for name in names if name in making.unzipped(made.file)]
    assert making.taken(above, made.file).state == "merged"
    with above.read() as connection:
        (park,) = told_dues(connection).values()
        here = dues_sums(connection, YEAR, None, date(2026, 12, 31))
    assert here is not None and {each.month for each in park.months(YEAR)} == months
    assert (here.due, here.paid, here.toward, here.extra, here.payments) == (
        wanted.due, wanted.paid, wanted.toward, wanted.extra, wanted.payments)  # fmt: skip
    page = dues_of_branches(above)
    assert page.groups[0].lines[0].cells[2] == yuan(wanted.due)
    below.close()
