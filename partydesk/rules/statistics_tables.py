"""党内统计 as tables: what is shown, written and printed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from partydesk.records.codes import POST
from partydesk.rules.indicators import indicator
from partydesk.rules.statistics import (
    AGES,
    GAINED,
    LOST,
    MAKEUP,
    PIPELINE,
    SCHOOLING,
    Change,
    Statistics,
)

Row = Sequence[Any]
"""A line of a table: texts and whole numbers; None is a blank."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it is shown, written and printed; the last row is the sum of those before."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def _label(id: str) -> str:
    return indicator(id).label


def tables(found: Statistics) -> tuple[Sheet, ...]:
    """The tables, one after the other."""
    return (_change_table(found), _people_table(found), _post_table(found))


def _change_table(found: Statistics) -> Sheet:
    heads = ("党组织", "期初", *(_label(id) for id in (*GAINED, *LOST)), "应有", "实有", "差数")

    def line(name: str, told: bool, change: Change) -> Row:
        if not told:
            return (name, *[None] * (len(heads) - 1))
        return (name, change.before, *change.gained, *change.lost, change.should_be,
                change.actual, change.difference)  # fmt: skip

    rows = [line(each.name, each.told, each.change) for each in found.branches]
    rows.append(line("合计", True, found.change))
    return Sheet(
        "党员数量变化", heads, tuple(rows), "应有数 = 期初 + 增加 − 减少；差数 = 实有 − 应有"
    )


def _people_table(found: Statistics) -> Sheet:
    ids = (*MAKEUP, *AGES, *SCHOOLING, *PIPELINE)
    heads = ("党组织", *(_label(id) for id in ids))
    rows: list[Row] = [
        (each.name, *(each.counts[id] if each.told else None for id in ids))
        for each in found.branches
    ]
    rows.append(("合计", *(found.count(id) for id in ids)))
    return Sheet("党员基本情况", heads, tuple(rows))


def _post_table(found: Statistics) -> Sheet:
    heads = ("工作岗位", _label("members"), *(_label(id) for id in (*MAKEUP[1:], *AGES)))
    posts = found.posts()
    rows: list[Row] = [
        (POST.label(code) if code else "没有填岗位", *numbers) for code, numbers in posts.items()
    ]
    whole = (
        [sum(each) for each in zip(*posts.values(), strict=True)]
        if posts
        else [0] * (len(heads) - 1)
    )
    rows.append(("合计", *whole))
    return Sheet("按工作岗位", heads, tuple(rows))
