"""The command `report`, through its function."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from partydesk.cli.report import report
from partydesk.records.findings import UserError
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
