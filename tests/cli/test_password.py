"""`password` and `--password-file`: the same commands for records with a password."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.run import run
from partydesk.store import crypto, keyring, protection, tries
from partydesk.store.home import Home


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


def test_a_password_is_set_given_changed_and_taken_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(tmp_path / "支部")
    first, second, lost = (tmp_path / name for name in ("一.txt", "二.txt", "三.txt"))
    first.write_bytes("\ufeff一句好记的话\r\n第二行不算".encode())
    second.write_text("换过的一句话", "utf-8")

    def told(*arguments: object, status: int = 0) -> dict[str, Any]:
        given = ["--home", str(home.folder), "--json", *map(str, arguments)]
        assert run(given) == status, capsys.readouterr()
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    def refused(*arguments: object) -> str:
        return str(told(*arguments, status=2)["error"]["code"])

    assert refused("password", "set", "--new-password-file", first) == "no-data"
    told("init", "--as", "branch", "--code", "P0001", "--name", "中共示例支部")
    assert refused("password", "set") == "password-needed"
    assert refused("password", "change", "--password-file", first) == "no-password"
    assert told("check")["protected"] is False
    code = told("password", "set", "--new-password-file", first)["recovery"]
    assert refused("password", "set", "--new-password-file", first) == "has-password"
    assert refused("list", "member") == refused("check") == "password-needed"
    told("--password-file", first, "add", "member", '{"name": "张三"}')
    assert told("check", "--password-file", first)["protected"] is True
    assert refused("list", "member", "--password-file", second) == "wrong-password"
    assert refused("list", "member", "--password-file", tmp_path / "没有") == "no-file"
    copy = tmp_path / "带走.partydesk"
    told("backup", "--out", copy, "--password-file", first)
    assert refused("password", "change", "--password-file", second) == "wrong-password"
    told("password", "change", "--password-file", first, "--new-password-file", second)
    lost.write_text(code, "utf-8")
    told("password", "change", "--password-file", lost, "--new-password-file", second)
    again = told("password", "recovery", "--password-file", second)["recovery"]
    assert again != code and refused("list", "member", "--password-file", lost) == "wrong-password"
    tries.forget(home)
    # The copy keeps the password it was made with; here the present one stays.
    assert told("restore", copy, "--password-file", second)["records"] == 2
    told("password", "remove", "--password-file", second)
    assert not protection.is_protected(home)
    assert refused("restore", copy) == "password-needed"
    assert refused("restore", copy, "--password-file", second) == "wrong-password"
    assert told("restore", copy, "--password-file", first, "--preview")["records"] == 2
    assert [row["name"] for row in told("list", "member")["rows"]] == ["张三"]
