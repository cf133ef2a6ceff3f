"""The lines of an evidence list in the order somebody asked for, with subtotals by branch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from partydesk.desk.evidence.model import PLACE, Evidence, Line
from partydesk.desk.tables.plain_table import Cell

AMOUNT = "数量"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Row = tuple[Line | None, list[Cell | str]]
"""A line, None for a subtotal, and its cells."""


def amount_of(text: str) -> float | None:
    """The number that a cell begins with; None without one."""
    found = _NUMBER.match(text.replace(",", ""))
    return float(found[0]) if found else None


def in_order(lines: Sequence[Line], column: int, *, down: bool) -> list[Line]:
    """By what stands in a column: numbers by their size, before all else."""

    def key(line: Line) -> tuple[int, float, str]:
        cell = line.cells[column]
        number = None if re.match(r"\d{4}-\d\d", cell) else amount_of(cell)
        return (0, number, cell) if number is not None else (1, 0.0, cell)

    return sorted(lines, key=key, reverse=down)


def place_of(found: Evidence) -> int | None:
    """Which column names the branch; None where none does."""
    labels = [label for label, _ in found.columns]
    return labels.index(PLACE[0]) if PLACE[0] in labels else None


def summed(found: Evidence, lines: Sequence[Line]) -> str:
    """共 12 条，合计 12 次: how many lines, and what their amounts come to where they add up."""
    said = f"共 {len(lines):,} 条"
    total = _total(found, lines)
    return f"{said}，合计 {total}" if total else said


def with_subtotals(found: Evidence, lines: Sequence[Line]) -> list[Row]:
    """The lines branch by branch, each below what they come to; branches by name."""
    place = place_of(found)
    if place is None:
        return [(line, cells_of(line)) for line in lines]
    branches: dict[str, list[Line]] = {}
    for line in lines:
        branches.setdefault(line.cells[place], []).append(line)
    rows: list[Row] = []
    for name in sorted(branches):
        those = branches[name]
        head: list[Cell | str] = ["" for _ in found.columns]
        head[0] = Cell(name, strong=True)
        head[1] = Cell(f"小计 {len(those):,} 条", strong=True)
        labels = [label for label, _ in found.columns]
        if AMOUNT in labels:
            head[labels.index(AMOUNT)] = Cell(_total(found, those), strong=True)
        rows.append((None, head))
        rows += [(line, cells_of(line)) for line in those]
    return rows


def cells_of(line: Line) -> list[Cell | str]:
    """The cells of a line, the last one a pill where it has a tone."""
    cells: list[Cell | str] = list(line.cells)
    if line.tone:
        cells[-1] = Cell(line.cells[-1], line.tone)
    return cells


def _total(found: Evidence, lines: Sequence[Line]) -> str:
    """What the amounts come to, with their unit; "" where there are none, and for parts of a rate,
    which have no unit."""
    labels = [label for label, _ in found.columns]
    if AMOUNT not in labels:
        return ""
    texts = [line.cells[labels.index(AMOUNT)] for line in lines]
    units = {text.partition(" ")[2] for text in texts if text}
    if len(units) != 1 or units == {""}:
        return ""
    return f"{sum(amount_of(text) or 0 for text in texts):g} {units.pop()}"
