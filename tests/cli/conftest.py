"""Commands run in this process, their one JSON object read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.run import run

Command = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command with --json; gives its exit status and its one object."""

    def running(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        status = run([*map(str, arguments), "--json"])
        told = capsys.readouterr()
        assert "Traceback" not in told.err + told.out
        assert told.out.count("\n") == 1 and told.out.endswith("\n")
        value = json.loads(told.out)
        assert isinstance(value, dict)
        if status == 2:
            assert set(value) == {"error"}
            assert set(value["error"]) >= {"code", "message"}
            message = value["error"]["message"]
            assert any("\u4e00" <= letter <= "\u9fff" for letter in message)
            assert value["error"]["code"] != "unexpected", message
        return status, value

    return running


@pytest.fixture
def done(command: Command) -> Callable[..., dict[str, Any]]:
    """Run a command that must succeed."""

    def running(*arguments: str | Path) -> dict[str, Any]:
        status, value = command(*arguments)
        assert status == 0, value
        return value

    return running
