"""The command `report`, through its function."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from partydesk.cli.report import report
from partydesk.documents.report import choosing
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.opening import open_store
from partydesk.store.store import Store


def options(home: Path, out: Path, **more: object) -> SimpleNamespace:
    return SimpleNamespace(**({"home": home, "period": "2026", "out": out, "org": None} | more))


def test_report_tells_the_file_and_what_is_missing(committee_store: Store, tmp_path: Path) -> None:
    home = committee_store.home.folder
    committee_store.close()
    outcome = report(options(home, tmp_path / "述职.docx"))
    assert outcome.data["file"] == str(tmp_path / "述职.docx")
    # No branch has handed in.
    assert outcome.data["missing"] == ["theme_days", "branches_founded"]
    assert outcome.data["filled"] == 32
    assert (tmp_path / "述职.docx").stat().st_size > 5_000


def test_report_of_an_unknown_branch_is_refused(branch_store: Store, tmp_path: Path) -> None:
    home = branch_store.home.folder
    branch_store.close()
    with pytest.raises(UserError):
        report(options(home, tmp_path / "述职.pdf", org="P9999"))
    assert not (tmp_path / "述职.pdf").exists()


def test_switches_are_kept_for_the_window_when_one_says_so(
    branch_store: Store, tmp_path: Path
) -> None:
    home = branch_store.home.folder
    branch_store.close()
    out = tmp_path / "述职.docx"

    def switched(**more: object) -> set[str]:
        told = report(options(home, out, **more)).data["parts"]
        return {each["id"] for part in told for each in part["paragraphs"] if not each["on"]}

    assert switched(without="last_year") == {
        f"{part}.last_year" for part in ("thought", "organisation", "discipline", "work")
    }
    assert not switched()  # this once only
    assert switched(without="thought.last_year", keep=True) == {"thought.last_year"}
    assert switched() == {"thought.last_year"}
    with open_store(branch_store.home) as store, store.read() as connection:
        plan = choosing.plan_of(connection, store.own.code, parse_period("2026"), "yearly")
    assert plan.switched == {"thought.last_year": False}
    assert not switched(also="thought.last_year")
    assert switched() == {"thought.last_year"}
    assert not switched(also="thought.last_year", keep=True) and not switched()
    with pytest.raises(UserError, match="没有“weather”"):
        switched(also="weather")
