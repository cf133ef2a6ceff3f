"""`selftest`: every step told, a failing one named, nothing left behind."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pytest

from partydesk.cli import run
from partydesk.store.resources import resource

STORED = Path(__file__).parents[1] / "store" / "files" / "v1.db"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the self test makes its folder."""
    place = tmp_path / "临时 文件"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    result: dict[str, Any] = json.loads(said.out)
    return result


def test_it_passes_and_leaves_nothing_behind(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["selftest", "--json"]) == 0
    result = told(capsys)
    assert result["ok"] and all(step["ok"] and step["said"] for step in result["steps"])
    assert {"导入花名册", "党委收表", "升级旧版数据"} <= {step["name"] for step in result["steps"]}
    assert not list(temporary.iterdir())


def test_the_step_that_fails_is_named(
    temporary: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_more: object) -> NoReturn:
        raise FileNotFoundError("default-footer.xml")

    monkeypatch.setattr("partydesk.exchange.merge.merge.merge", broken)
    assert run(["selftest", "--json"]) == 1
    result = told(capsys)
    assert not result["ok"]
    (failed,) = [step for step in result["steps"] if not step["ok"]]
    assert failed["name"] == "党委收表" and "default-footer.xml" in failed["said"]
    assert result["steps"][-1]["name"] == "清理临时文件夹"
    assert not list(temporary.iterdir())


def test_the_older_file_is_the_one_kept_for_version_1() -> None:
    assert gzip.decompress(resource("selftest/v1.db.gz").read_bytes()) == STORED.read_bytes()
