"""`demo`: the main job on sample data, start to finish, and the same again for the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from partydesk.records.periods import parse_period
from partydesk.rules.indicators import INDICATORS, tally
from partydesk.rules.stars.told import told_of
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import open_store


def test_the_main_job_from_start_to_finish(tmp_path: Path) -> None:
    folder = tmp_path / "示例 数据"
    arguments = [sys.executable, "-m", "partydesk", "demo", folder, "--branches", "2", "--json"]
    day = os.environ | {"PARTYDESK_TODAY": "2026-12-20"}
    made = subprocess.run(arguments, capture_output=True, env=day)
    assert made.returncode == 0, made.stderr.decode()
    assert b"Traceback" not in made.stderr
    told = json.loads(made.stdout)
    assert set(told) >= {"branches", "submissions", "rollup", "reports", "indicators"}
    assert len(told["branches"]) == len(told["submissions"]) == 2
    assert {each["state"] for each in told["merged"]} == {"merged"}
    assert not [id for id, value in told["indicators"].items() if value is None]
    assert len(told["indicators"]) == len(INDICATORS)
    assert [Path(report).suffix for report in told["reports"]] == [".docx", ".pdf"]
    text = subprocess.run(["pdftotext", told["reports"][1], "-"], capture_output=True).stdout
    assert "述职报告" in text.decode() and "〔待填〕" not in text.decode()
    summary = load_workbook(told["rollup"])["汇总"]
    assert [row[0] for row in summary.iter_rows(min_row=2, values_only=True)] == [
        "P0000", "P0001", "P0002", "合计",
    ]  # fmt: skip
    for home in (*(each["home"] for each in told["branches"]), told["committee"]):
        assert not [finding for finding in look(Home(Path(home))) if finding.fatal]
    _holds_what_each_page_shows(
        Path(told["committee"]), [each["home"] for each in told["branches"]]
    )
    # A second time it leaves alone what is there.
    again = subprocess.run(arguments, capture_output=True, env=day)
    assert again.returncode == 2 and "空文件夹" in again.stderr.decode()


def _holds_what_each_page_shows(park: Path, branches: list[str]) -> None:
    """What was found was settled, the park scored, grades were given, a branch has one brand."""
    with open_store(Home(park)) as store, store.read() as connection:
        counted = tally(connection, parse_period("2026"))
        figures = {id: counted.value(id).value or 0 for id in counted.indicators}
        assert 0 < figures["risks_settled"] <= figures["risks_found"]
        assert figures["reviews_excellent"] and figures["brands"] == len(branches)
        scored = connection.exec_driver_sql(
            "SELECT count(DISTINCT organisation) FROM star WHERE review_score IS NOT NULL"
        ).scalar_one()
        assert scored == len(branches)
    for home in branches:
        with open_store(Home(Path(home))) as store, store.read() as connection:
            brand, own = connection.exec_driver_sql(
                "SELECT b.name, o.brand_name FROM brand b JOIN organisation o "
                "ON o.id = b.organisation"
            ).one()
            assert brand == own
            told = told_of(connection, 2026)
            assert told is not None and told.scores, "the park's scores came with the receipt"
