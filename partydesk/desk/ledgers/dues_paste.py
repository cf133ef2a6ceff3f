"""A block of amounts from a spreadsheet, put where it belongs in the grid of dues."""

from __future__ import annotations

import re
from collections.abc import Sequence

from partydesk.records.fields import fields
from partydesk.records.names import person_key
from partydesk.records.registry import kind_of
from partydesk.records.values import Unreadable, is_blank, plain, read
from partydesk.rules.norms.dues_months import DuesMember

_MONTH = re.compile(r"(?:\d{4}年)?(\d{1,2})月(?:份)?")
_NO_AMOUNT = frozenset({"应交", "欠交", "欠", "免交", "免", "未交", "√", "✓"})
Amounts = dict[tuple[str, str], int]


def taken(
    text: str, members: Sequence[DuesMember], months: Sequence[str], row: int, column: int
) -> tuple[Amounts, list[str]]:
    """The amounts in cents by uid and month, and what could not be read.

    Names in the first column say whose row it is, months in the first row which column; without
    them the block lies from `row` and the month numbered `column` on.
    """
    lines = [line.split("\t") for line in text.replace("\r", "").split("\n")]
    block = [[plain(cell) for cell in line] for line in lines if any(line)]
    amounts: Amounts = {}
    lost: list[str] = []
    heads: dict[int, int] = {}
    if block:
        found = {n: _MONTH.fullmatch(cell.replace(" ", "")) for n, cell in enumerate(block[0])}
        heads = {n: int(each[1]) - 1 for n, each in found.items() if each}
        if heads:
            block = block[1:]
    people: dict[str, list[DuesMember]] = {}
    for each in members:
        people.setdefault(person_key(each.name), []).append(each)
    named = any(line and person_key(line[0]) in people for line in block)
    for number, line in enumerate(block):
        if named:
            bearers = people.get(person_key(line[0]), [])
            if len(bearers) != 1:
                if line[0] not in ("合计", "姓名"):
                    why = "有几个同名的" if bearers else "名册里没有"
                    lost.append(f"“{line[0]}”{why}")
                continue
            member = bearers[0]
        elif row + number < len(members):
            member = members[row + number]
        else:
            lost.append(f"第 {number + 1} 行往后没有党员了")
            break
        cells = list(enumerate(line))[1 if named else 0 :]
        for place, cell in cells:
            at = heads.get(place, -1) if heads else column + place - (1 if named else 0)
            if is_blank(cell) or cell in _NO_AMOUNT or not 0 <= at < len(months):
                continue
            try:
                amounts[member.uid, months[at]] = amount(cell)
            except Unreadable as error:
                lost.append(f"{member.name} {at + 1} 月：{error.message}")
    return amounts, lost


def amount(text: str) -> int:
    """Cents of what was typed. Raises Unreadable."""
    field = fields(kind_of("dues_payment"))["amount"]
    cents: int | None = read(field, text)
    if cents is None:
        raise Unreadable("not-money", f"“{text}”不是金额，请填 10.50 的样子")
    return cents
