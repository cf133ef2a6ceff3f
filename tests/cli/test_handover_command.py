"""`handover` and `takeover`: a secretary replaced twice, by the command line alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.store import crypto, keyring
from partydesk.store.home import Home


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


def test_a_secretary_is_replaced_twice(
    tmp_path: Path, command: Callable[..., tuple[int, dict[str, Any]]],
    done: Callable[..., dict[str, Any]],
) -> None:  # fmt: skip
    homes = [tmp_path / name for name in ("一", "二", "三", "四")]
    words = []
    for name in ("交接用的一句话", "自己用的一句话", "错的另外一句话"):
        words.append(tmp_path / f"{name}.txt")
        words[-1].write_text(name, "utf-8")
    word, own, wrong = words

    def at(place: int, *arguments: str | Path) -> dict[str, Any]:
        return done("--home", homes[place], *arguments)

    def refused(place: int, *arguments: str | Path) -> str:
        status, told = command("--home", homes[place], *arguments)
        assert status == 2, told
        return str(told["error"]["code"])

    at(0, "init", "--as", "branch", "--code", "P0001", "--name", "中共示例支部")
    for name in ("王一", "李二", "张三"):
        at(0, "add", "member", json.dumps({"name": name, "category": "正式党员"}))
    at(0, "affair", "new-secretary", '{"secretary": "王一", "day": "2026-01-01"}')
    out = tmp_path / "交接.partydesk"
    assert refused(0, "handover", "--out", out, "--to", "李二") == "password-needed"
    inside = homes[0] / "交接.partydesk"
    assert refused(
        0, "handover", "--out", inside, "--to", "李二", "--new-password-file", word
    ) == "own-folder"  # fmt: skip
    made = at(0, "handover", "--out", out, "--to", "李二", "--new-password-file", word)
    assert made["file"] == str(out) and Path(made["list"]).is_file()
    # Wrong ones.
    take = ("takeover", out, "--secretary", "李二", "--day", "2026-05-01")
    assert refused(1, *take) == "password-needed"
    assert refused(1, *take, "--password-file", wrong) == "wrong-password"
    assert refused(0, *take, "--password-file", word) == "holds-records"
    assert refused(1, "restore", out, "--password-file", word) == "handover-file"
    assert not (homes[1] / "partydesk.db").exists()
    first = at(1, *take, "--password-file", word, "--new-password-file", own)
    assert first["home"] == str(homes[1]) and first["code"] and first["recovery"]
    (row,) = at(1, "list", "organisation", "--password-file", own)["rows"]
    assert row["secretary"] == "李二"
    assert refused(1, *take, "--password-file", own, "--handover-password-file", word) == (
        "taken-already"
    )
    # The first one leaves, for the code that only the file tells.
    paper = tmp_path / "凭据.pdf"
    for code, why in (("2345-6789", "wrong-code"), ("", "usage")):
        wanted = ("--delete", code, "--receipt", paper) if code else ("--delete", "x")
        assert refused(0, "handover", *wanted) == why
    last = ("handover", "--delete", first["code"].lower(), "--receipt")
    assert refused(0, *last, homes[0] / "凭据.pdf") == "own-folder"
    at(0, "add", "member", '{"name": "赵四"}')
    assert refused(0, *last, paper) == "changed-since" and not paper.exists()
    at(0, "handover", "--out", tmp_path / "又交.partydesk", "--to", "李二",
       "--new-password-file", word)  # fmt: skip
    assert refused(0, *last, paper) == "wrong-code", "that one is of the file before"
    more = tmp_path / "又一处"
    fresh = done("--home", more, "takeover", tmp_path / "又交.partydesk", "--secretary", "李二",
                 "--password-file", word)  # fmt: skip
    gone = at(0, "handover", "--delete", fresh["code"], "--receipt", paper)
    assert gone["left"] == [] and paper.is_file()
    assert {path.name for path in homes[0].iterdir()} <= {"partydesk.lock", "appearance.json"}
    assert refused(0, "list", "member") == "no-data"
    # On to the third: the password does not get lost.
    onward = ("--out", tmp_path / "再交.partydesk", "--to", "张三", "--day", "2026-06-01")
    again = at(1, "handover", *onward, "--new-password-file", word, "--password-file", own)
    second = at(2, "takeover", again["file"], "--secretary", "张三", "--password-file", word)
    assert second["recovery"]
    (row,) = at(2, "list", "organisation", "--password-file", word)["rows"]
    assert row["secretary"] == "张三"
    duties = {r["name"]: r["duty"] for r in
              at(2, "list", "member", "--password-file", word)["rows"]}  # fmt: skip
    assert duties["张三"] == "书记" and {duties["王一"], duties["李二"]} == {"无"}
    # And to another computer of the same person, whose card stays.
    moved = at(2, "handover", "--out", tmp_path / "搬.partydesk", "--new-password-file", word,
               "--password-file", word)  # fmt: skip
    here = at(3, "takeover", moved["file"], "--secretary", "张三", "--password-file", word)
    assert here["new_card"] is False and "照旧有效" in here["said"][0]
    assert Home(homes[3]).key.is_file()
