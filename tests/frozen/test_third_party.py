"""The list of what others made: what may go into a release, and what keeps it from being made."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [str(ROOT / "resources/windows"), *sys.path])
    return importlib.import_module("notices")


@pytest.fixture
def part(notices: Any) -> Any:
    return notices.Part("a part", "1.0", "MIT", "https://example.invalid/", ("a text",))


def test_a_sound_part_goes_in_with_its_text(notices: Any, part: Any) -> None:
    notices.refuse(part)
    notices.refuse(replace(part, licence="LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"))
    notices.refuse(replace(part, licence="GPL-2.0-or-later WITH Bootloader-exception"))
    text = notices.written([part])
    assert "a part 1.0" in text
    assert "a text" in text
    assert notices.written([part]) == text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"texts": ()}, "no text of its licence"),
        ({"source": ""}, "no address"),
        ({"licence": "GPL-3.0-only"}, "under the GPL"),
        ({"licence": "GNU General Public License v2 (GPLv2)"}, "under the GPL"),
        ({"licence": "AGPL-3.0-or-later"}, "under the GPL"),
        ({"within": (("inner", "GPL-2.0", ""),)}, "inner is under the GPL"),
    ],
)
def test_a_part_without_a_licence_or_under_the_gpl_is_refused(
    notices: Any, part: Any, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(notices.Failed, match=said):
        notices.refuse(replace(part, **changed))


def test_each_wheel_the_program_needs_has_a_text(notices: Any) -> None:
    """Those installed here, by a file of each: Qt, and what it lies beside."""
    import docx
    import lxml
    import PySide6
    import stdnum

    files = [str(module.__file__) for module in (PySide6, lxml, stdnum, docx)]
    try:
        parts = {part.name.lower(): part for part in notices.parts_of(files)}
    except notices.metadata.PackageNotFoundError:
        pytest.skip("PyInstaller (extra: build) is missing")
    assert {"python", "lxml", "python-stdnum", "python-docx", "pyinstaller"} <= set(parts)
    inside = {name for name, *_ in parts["lxml"].within}
    assert "libiconv" in inside
