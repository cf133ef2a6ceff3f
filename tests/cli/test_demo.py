"""`demo`: the main job on sample data, start to finish, and the same again for the same seed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from partydesk.rules.indicators import INDICATORS
from partydesk.store.home import Home
from partydesk.store.integrity_check import look


def test_the_main_job_from_start_to_finish(tmp_path: Path) -> None:
    folder = tmp_path / "示例 数据"
    arguments = [sys.executable, "-m", "partydesk", "demo", folder, "--branches", "2", "--json"]
    made = subprocess.run(arguments, capture_output=True)
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
    # A second time it leaves alone what is there.
    again = subprocess.run(arguments, capture_output=True)
    assert again.returncode == 2 and "空文件夹" in again.stderr.decode()
