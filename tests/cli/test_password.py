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


def test_what_nothing_opens_gives_way_to_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, word = Home(tmp_path / "支部"), tmp_path / "一.txt"
    word.write_text("一句好记的话", "utf-8")

    def told(*arguments: object, status: int = 0) -> dict[str, Any]:
        given = ["--home", str(home.folder), "--json", *map(str, arguments)]
        assert run(given) == status, capsys.readouterr()
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    told("init", "--as", "branch", "--code", "P0001", "--name", "中共示例支部")
    plain, sealed = tmp_path / "没有密码.partydesk", tmp_path / "有密码.partydesk"
    told("backup", "--out", plain)
    told("password", "set", "--new-password-file", word)
    told("backup", "--out", sealed, "--password-file", word)
    told("add", "member", '{"name": "张三"}', "--password-file", word)
    for left in home.backups.iterdir():
        left.unlink()
    # The key file is broken, then lost: the copy has what opens the records, which lose nothing.
    for _ in range(2):
        if home.key.exists():
            home.key.write_bytes(b"{")
        assert told("restore", sealed, "--password-file", word)["key"] == str(home.key)
        assert [row["name"] for row in told("list", "member", "--password-file", word)["rows"]] == [
            "张三"
        ]
        home.key.unlink()
        for left in home.backups.glob("*"):
            left.unlink()
    home.key.write_bytes(b"{")
    why = told("restore", plain, status=2)["error"]
    assert why["code"] == "key-damaged" and "--put-away" in why["message"]
    whole = home.database.read_bytes()
    kept = Path(told("restore", plain, "--put-away")["file"])
    assert told("list", "member")["rows"] == []
    assert (kept / "partydesk.db").read_bytes() == whole and (kept / "partydesk.key").exists()
    # Forgotten; the copy is one that lies in the home itself.
    mine = home.backups / "自己放的.partydesk"
    told("backup", "--out", mine)
    told("password", "set", "--new-password-file", word)
    assert "--put-away" in told("restore", mine, status=2)["error"]["message"]
    told("restore", mine, "--put-away")
    assert not protection.is_protected(home) and len(list(home.set_aside.glob("locked-*"))) == 2
