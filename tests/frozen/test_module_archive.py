"""The archive of modules that both frozen programs share gives back what was put in."""

from __future__ import annotations

import importlib
import marshal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
loader = pytest.importorskip(
    "PyInstaller.loader.pyimod01_archive", reason="extra: build is missing"
)
MODULE, PACKAGE, NAMESPACE = 0, 1, 3

Opened = Callable[[dict[str, tuple[int, bytes]], list[str]], Any]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Writes an archive, and opens it as a frozen program does when it begins."""
    monkeypatch.syspath_prepend(ROOT / "resources/windows")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    importers = ModuleType("pyimod02_importers")
    monkeypatch.setitem(sys.modules, "pyimod01_archive", loader)
    monkeypatch.setitem(sys.modules, "pyimod02_importers", importers)

    def opened(modules: dict[str, tuple[int, bytes]], first: list[str]) -> Any:
        importlib.import_module("module_archive").write(modules, first, tmp_path / "modules.lzma")
        monkeypatch.delitem(sys.modules, "shared_modules", raising=False)
        importlib.import_module("shared_modules")
        archive = importers.pyz_archive  # type: ignore[attr-defined]  # put there a line ago
        closing.append(archive)
        return archive

    closing: list[Any] = []
    yield opened
    for archive in closing:
        archive._file.close()  # the program's stays open as long as it runs
    monkeypatch.delitem(sys.modules, "shared_modules", raising=False)


def modules_of(random: Random, count: int) -> dict[str, tuple[int, bytes]]:
    return {
        f"m{number}": (
            random.choice((MODULE, PACKAGE)),
            marshal.dumps(f"{number} " + random.randbytes(random.randrange(150_000)).hex()),
        )
        for number in range(count)
    }


def test_what_is_asked_for_in_any_order_and_at_once_is_what_was_put_in(opened: Opened) -> None:
    random = Random(3)
    modules = modules_of(random, 60) | {"space": (NAMESPACE, b"")}
    first = [f"m{number}" for number in random.sample(range(60), 35)]
    archive = opened(modules, ["not.there", *first])

    asked = [*first, *random.choices(list(modules), k=200)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(archive.extract, asked))

    for name, content in zip(asked, found, strict=True):
        assert content == (None if name == "space" else marshal.loads(modules[name][1]))
    assert archive.extract("m7", raw=True) == modules["m7"][1]
    assert {name: entry[0] for name, entry in archive.toc.items()} == {
        name: kind for name, (kind, _) in modules.items()
    }
    with pytest.raises(KeyError):
        archive.extract("m60")


def test_the_same_modules_make_the_same_bytes(opened: Opened, tmp_path: Path) -> None:
    modules = modules_of(Random(4), 8)
    opened(modules, ["m3", "m1"])
    written = (tmp_path / "modules.lzma").read_bytes()
    opened(dict(reversed(modules.items())), ["m3", "m1"])
    assert (tmp_path / "modules.lzma").read_bytes() == written


def test_modules_of_another_python_are_refused(opened: Opened, tmp_path: Path) -> None:
    archive = opened(modules_of(Random(5), 2), [])
    path = tmp_path / "modules.lzma"
    path.write_bytes(b"\0\0\0\0" + path.read_bytes()[4:])
    with pytest.raises(loader.ArchiveReadError):
        type(archive)(path)
