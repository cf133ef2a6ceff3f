"""What commands write: under its own suffix, over nothing that something else wrote."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from partydesk.cli.outputs import Output
from partydesk.cli.parser import make_parser
from partydesk.store import crypto, keyring
from partydesk.store.home import Home
from partydesk.store.store import create

Command = Callable[..., tuple[int, dict[str, Any]]]
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A committee with one branch."""
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    with create(Home(tmp_path / "党委"), "committee", {"code": "P0000", "name": "园区党委"}):
        pass
    yield tmp_path / "党委"
    keyring.forget_all()


def test_every_file_that_is_written_is_declared_with_its_suffix() -> None:
    commands = next(
        each for each in make_parser()._actions if isinstance(each, argparse._SubParsersAction)
    )
    found = {}
    for name, one in commands.choices.items():
        for action in one._actions:
            if action.type is Path and action.dest in ("out", "listed", "receipt"):
                found[name, action.dest] = {each.name: each for each in one.get_default("written")}[
                    action.dest
                ]
    assert found.pop(("export", "out")) == Output("out"), "a folder: each revision has its name"
    assert len(found) >= 12 and all(each.suffixes for each in found.values())


def test_what_something_else_wrote_is_replaced_only_when_told(
    home: Path, tmp_path: Path, command: Command, done: Run
) -> None:
    out = tmp_path / "述职.docx"
    report = ("--home", home, "report", "--period", "2026", "--out", out)
    done(*report)
    done(*report)  # its own, as it was left
    done(*report, "--json")
    edited = out.read_bytes() + b"edited by hand"
    out.write_bytes(edited)
    status, told = command(*report)
    assert (status, told["error"]["code"]) == (2, "exists")
    assert "述职2.docx" in told["error"]["message"] and out.read_bytes() == edited
    done(*report, "--replace")
    # Another period is another report, and so is another command's file.
    for other in (("report", "--period", "2025"), ("print", "roster")):
        assert command("--home", home, *other, "--out", out)[1]["error"]["code"] == "exists"
    # Lost or broken, the list of what was written makes it ask once more.
    (home / "partydesk.written").write_bytes(b"\xff\xfe")
    assert command(*report)[1]["error"]["code"] == "exists"
    done(*report, "--replace")
    done(*report)


def test_a_wrong_suffix_is_refused_and_a_lacking_one_added(
    home: Path, tmp_path: Path, command: Command, done: Run
) -> None:
    def refused(*arguments: str | Path) -> str:
        status, told = command("--home", home, *arguments)
        assert status == 2
        return str(told["error"]["code"])

    def on(*arguments: str | Path) -> dict[str, Any]:
        return done("--home", home, *arguments)

    on("add", "organisation", '{"code": "P0001", "name": "甲支部", "kind": "党支部"}')
    on("add", "organisation", '{"code": "P0002", "name": "乙支部", "kind": "党支部"}')
    card = tmp_path / "甲.card"
    on("card", "--org", "P0001", "--out", card)
    first = card.read_bytes()
    assert refused("card", "--org", "P0002", "--out", card) == "exists"
    assert refused("card", "--org", "P0002", "--out", tmp_path / "乙.xlsx") == "bad-name"
    assert card.read_bytes() == first
    assert on("card", "--org", "P0002", "--out", tmp_path / "乙")["file"].endswith("乙.card")
    on("card", "--org", "P0001", "--out", card)  # the next one of the same branch
    assert card.read_bytes() != first
    # In a folder the number tells them apart; one of records that were put back since stays.
    folder = tmp_path / "卡"
    folder.mkdir()
    made = Path(on("card", "--org", "P0001", "--out", folder)["file"])
    made.rename(folder / made.name.replace("登记卡3", "登记卡4"))
    assert refused("card", "--org", "P0001", "--out", folder) == "exists"
    for name in ("backup", "template", "park-rules"):
        assert refused(name, "--out", card) == "bad-name"
        assert refused(name, "--out", folder) == "bad-name"
    for name in ("rollup", "report", "statistics"):
        assert refused(name, "--period", "2026", "--out", card) == "bad-name"
    assert refused("print", "roster", "--out", card) == "bad-name"
    assert refused("slip", card, "--out", tmp_path / "回执.card") == "bad-name"
    assert refused("slip", card, "--out", card) == "bad-name"
    assert refused("slip", card, "--out", tmp_path / "回执.xlsx") == "not-a-submission"
    sheet = tmp_path / "表.xlsx"
    on("template", "--out", sheet)
    done("--home", tmp_path / "没有", "template", "--out", sheet)  # the same, of no home
    (tmp_path / "别的.xlsx").write_bytes(b"filled in")
    assert command("--home", tmp_path / "没有", "template", "--out", tmp_path / "别的.xlsx")[1] == {
        "error": {"code": "exists", "message": ANY, "problems": []}
    }
    blank = sheet.read_bytes()
    assert refused("slip", sheet, "--out", sheet, "--replace") == "same-file"
    assert sheet.read_bytes() == blank


def test_a_hand_over_takes_the_place_of_its_own_alone(
    home: Path, tmp_path: Path, command: Command, done: Run
) -> None:
    word = tmp_path / "密码.txt"
    word.write_text("交接用的一句话", "utf-8")
    out = tmp_path / "移交.partydesk"
    given = ("--home", home, "handover", "--to", "李四", "--new-password-file", word, "--out")
    saved = done("--home", home, "backup", "--out", out)
    kept = out.read_bytes()
    assert command(*given, out)[1]["error"]["code"] == "exists"
    assert out.read_bytes() == kept and saved["file"] == str(out)
    out.unlink()
    listed = Path(done(*given, out)["list"])
    done(*given, out)
    listed.write_bytes(b"signed")
    assert command(*given, out)[1]["error"]["code"] == "exists"
    assert listed.read_bytes() == b"signed"
    done(*given, out, "--list", tmp_path / "另一张.pdf")
