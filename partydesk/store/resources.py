"""Where the program's own files lie (icons, templates, sample data), however it was installed."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(name: str) -> Path:
    """The path of a file below `resources`, such as ``icons/partydesk.svg``.

    A wheel and a frozen program carry the folder inside the package; a source tree has it
    beside the package. Raises FileNotFoundError for a name that is not there.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(name)


def third_party() -> Path:
    """The licences of what others made: beside the programs of a release, else among `resources`.

    Raises FileNotFoundError for a source tree, which has what pip has put beside it.
    """
    beside = Path(sys.executable).parent / "THIRD-PARTY.txt"
    if getattr(sys, "frozen", False) and beside.exists():
        return beside
    return resource("THIRD-PARTY.txt")
