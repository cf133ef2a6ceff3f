"""What is frozen made smaller: the code does the same, and its errors name the same lines."""

from __future__ import annotations

import argparse
import encodings
import importlib
import json
import marshal
import sys
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lean(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [str(ROOT / "resources/windows"), *sys.path])
    return importlib.import_module("lean")


def all_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from all_in(one)


def lines(code: CodeType) -> list[tuple[int, int | None]]:
    """The line of each instruction."""
    return [(place, line) for start, end, line in code.co_lines() for place in range(start, end, 2)]


@pytest.mark.parametrize("module", ["argparse.py", "typing.py", "statistics.py", "ast.py"])
def test_each_instruction_keeps_its_line_and_loses_its_columns(lean: Any, module: str) -> None:
    source = Path(argparse.__file__).with_name(module).read_text("utf-8")
    whole = compile(source, module, "exec")
    smaller = lean.lean(whole)
    pairs = list(zip(all_in(whole), all_in(smaller), strict=True))
    assert len(pairs) > 50
    for before, after in pairs:
        assert lines(after) == lines(before)
        assert after.co_code == before.co_code
        assert {columns for *_, columns in after.co_positions()} <= {None}
    assert sum(len(after.co_linetable) for _, after in pairs) < 0.6 * sum(
        len(before.co_linetable) for before, _ in pairs
    )


def test_an_error_is_told_with_its_lines(lean: Any) -> None:
    source = "def f(x):\n  return [\n    1 / each\n    for each in x\n  ]\n\n\nf([1,\n   0])\n"
    with pytest.raises(ZeroDivisionError) as whole:
        exec(compile(source, "made up", "exec"), {})
    with pytest.raises(ZeroDivisionError) as smaller:
        exec(lean.lean(compile(source, "made up", "exec")), {})
    told = [
        [(frame.name, frame.lineno) for frame in traceback.extract_tb(each.tb)[1:]]
        for each in (whole, smaller)
    ]
    assert told[0] == told[1] != []


def test_a_library_keeps_the_first_line_of_each_function(lean: Any) -> None:
    whole = compile("def f(x):\n  y = x\n  return 1 / y\n\n\nf(0)\n", "made up", "exec")
    with pytest.raises(ZeroDivisionError) as told:
        exec(lean.lean(whole, lines=False), {})
    places = [(frame.name, frame.lineno) for frame in traceback.extract_tb(told.tb)[1:]]
    assert places == [("<module>", 1), ("f", 1)]


@pytest.mark.parametrize(("keys", "key"), [(str, "一丁'"), (int, 19968)])
def test_a_table_of_a_file_is_held_by_a_module(
    lean: Any, tmp_path: Path, keys: type, key: object
) -> None:
    (tmp_path / "old.json").write_text(json.dumps({key: [["yī\\"], ["dīng"]]}, indent=1), "utf-8")
    found: dict[str, Any] = {}
    exec(lean.module_of_table(tmp_path / "old.json", "table", keys), found)
    assert found["table"] == {key: [["yī\\"], ["dīng"]]}


def test_the_first_library_keeps_what_windows_writes_in(lean: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        for path in Path(encodings.__file__).parent.glob("*.py"):
            code = compile(path.read_text("utf-8"), path.name, "exec")
            archive.writestr(f"encodings/{path.stem}.pyc", bytes(16) + marshal.dumps(code))
    lean.lean_library(tmp_path / "old.zip", tmp_path / "new.zip")
    lean.lean_library(tmp_path / "old.zip", tmp_path / "again.zip")
    kept = {Path(name).stem for name in zipfile.ZipFile(tmp_path / "new.zip").namelist()}
    wanted = {"utf_8", "gbk", "gb18030", "big5", "cp437", "cp850", "cp932", "cp949", "cp950"}
    wanted |= {f"cp{number}" for number in (874, *range(1250, 1259))}
    assert wanted | {"mac_roman", "idna", "mbcs", "oem", "utf_16_le"} <= kept
    assert not kept & {"cp866", "cp037", "mac_arabic"}
    assert (tmp_path / "new.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
