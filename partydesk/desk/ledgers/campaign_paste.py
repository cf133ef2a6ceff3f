"""A block from a spreadsheet put into the grid of a campaign: names down, steps across, days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partydesk.operations.campaigns import Cell
from partydesk.records.fields import fields
from partydesk.records.folding import folded
from partydesk.records.registry import kind_of
from partydesk.records.values import Unreadable, is_blank, plain, read
from partydesk.rules.campaign_standing import StepOf, Subject

_TICKS = frozenset({"√", "✓", "✔", "是", "已完成", "完成", "1", "y", "Y"})
_NOT = frozenset({"·", "—", "-", "否", "未完成", "在做", "今天到期", "×"})

Ticks = list[tuple[Cell, date | None, str]]
"""Cells with the day (None: today) and the note."""


def day_and_note(text: str, year: int) -> tuple[date | None, str]:
    """What was typed into a cell: a tick or a day, then a note. Raises Unreadable."""
    first, _, rest = text.strip().partition(" ")
    if first in _TICKS:
        return None, rest.strip()
    field = fields(kind_of("campaign_done"))["on"]
    written = (
        f"{year}-{first}" if len(first.replace("月", "-").strip("日").split("-")) == 2 else first
    )
    day: date | None = read(field, written)
    if day is None:
        raise Unreadable("not-a-day", f"“{text}”不是日期，请填 9-18 或 √")
    return day, rest.strip()


def taken(
    text: str,
    subjects: Sequence[Subject],
    steps: Sequence[StepOf],
    row: int,
    column: int,
    year: int,
) -> tuple[Ticks, list[str]]:
    """The ticks of a block, and what could not be read.

    Names in the first column say whose row it is, steps in the first row which column; without
    them the block lies from `row` and the step numbered `column` on.
    """
    lines = [line.split("\t") for line in text.replace("\r", "").split("\n")]
    block = [[plain(cell) for cell in line] for line in lines if any(line)]
    names: dict[str, list[Subject]] = {}
    for each in subjects:
        names.setdefault(folded(each.name), []).append(each)
    known = {folded(step.name): step for step in steps}
    known |= {folded(f"{step.number}{step.name}"): step for step in steps}
    heads: dict[int, StepOf] = {}
    if block:
        found = {n: known.get(folded(cell)) for n, cell in enumerate(block[0])}
        heads = {n: each for n, each in found.items() if each is not None}
        block = block[1:] if heads else block
    named = any(line and folded(line[0]) in names for line in block)
    ticks: Ticks = []
    lost: list[str] = []
    for number, line in enumerate(block):
        subject = _whose(line, names, named, subjects, row + number, lost)
        if subject is None:
            continue
        for place, cell in enumerate(line):
            at = column + place - named
            step = heads.get(place) if heads else steps[at] if 0 <= at < len(steps) else None
            if (named and place == 0) or step is None or is_blank(cell) or _nothing(cell):
                continue
            try:
                ticks.append(((subject, step), *day_and_note(cell, year)))
            except Unreadable as error:
                lost.append(f"{subject.name} {step.name}：{error.message}")
    return ticks, lost


def _nothing(cell: str) -> bool:
    return cell in _NOT or cell.startswith("超")


def _whose(
    line: Sequence[str],
    names: dict[str, list[Subject]],
    named: bool,
    subjects: Sequence[Subject],
    at: int,
    lost: list[str],
) -> Subject | None:
    if not named:
        if at < len(subjects):
            return subjects[at]
        lost.append("后面没有对象了")
        return None
    bearers = names.get(folded(line[0]), [])
    if len(bearers) == 1:
        return bearers[0]
    if line[0] not in ("合计", "") and not (bearers == [] and len(line) == 1):
        lost.append(f"“{line[0]}”{'有几个同名的' if bearers else '不在这个行动的对象里'}")
    return None
