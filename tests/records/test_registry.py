"""Whoever asks for kinds by name has all of them declared."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import partydesk

ROOT = Path(partydesk.__file__).parent
ASKING = {"kinds", "kind_of", "dependents"}


def imported(body: list[ast.stmt]) -> Iterator[str]:
    """The modules that are loaded with a module, whatever of its names are modules too."""
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_every_module_that_asks_for_kinds_loads_the_registry() -> None:
    parsed = {
        ".".join(("partydesk", *path.relative_to(ROOT).with_suffix("").parts)): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in ROOT.rglob("*.py")
    }
    loads = {name: set(imported(tree.body)) for name, tree in parsed.items()}

    def loaded(name: str, seen: set[str]) -> set[str]:
        if name in loads and name not in seen:
            seen.add(name)
            for each in loads[name]:
                loaded(each, seen)
        return seen

    asking = {
        name
        for name, tree in parsed.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "partydesk.records.base"
        if ASKING & {each.name for each in node.names}
    }
    outside = {name for name in asking if not name.startswith("partydesk.records.")}
    assert outside
    assert [n for n in outside if "partydesk.records.registry" not in loaded(n, set())] == []
