"""However the same people are sent again, there are as many of them as before."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.intake import apply, propose, propose_pasted
from partydesk.exchange.roster.pasted_text import text_of_rows
from partydesk.exchange.roster.proposal import Proposal
from partydesk.exchange.submission.writing import export
from partydesk.records.base import rosters
from partydesk.records.findings import UserError
from partydesk.records.names import name_of_one
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.roster.rosters import identity
from tests.exchange.roster.taking import five

HEADS = ("姓名", "人员类别", "性别", "身份证号", "入党日期", "所在单位")
_NAMES = st.sampled_from(["张三", "李四", "古丽·阿依", "欧阳娜娜", "呂青峯", "王五"])
_DOTS = "·•‧・．●∙"
_UNITS = ("甲公司", "乙公司")


@st.composite
def people(draw: st.DrawFn) -> list[list[Any]]:
    """Some people of one workplace after the other; some share a name, none shares all."""
    found: list[list[Any]] = []
    for number in range(draw(st.integers(1, 6))):
        born = date(1980, 1, 1) + timedelta(days=400 * number)
        odd = draw(st.booleans())
        joined = date(2004, 3, 5) + timedelta(days=draw(st.integers(0, 4)) * 500 + number)
        found.append(
            [
                draw(_NAMES),
                "正式党员",
                "男" if odd else "女",
                identity(11 if odd else 12, f"{born:%Y%m%d}"),
                joined,
                draw(st.sampled_from(_UNITS)),
            ]
        )
    return sorted(found, key=lambda row: row[-1])


class _Handed:
    """Stands in for the readers: hands over a book."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def map(self, _: object, jobs: Sequence[tuple[str, None]]) -> Any:
        for path, _argument in jobs:
            yield path, Book("表.xlsx", "", 0, (self.sheet,), ())


def take(store: Store, rows: Sequence[Sequence[Any]], merged: Any = ()) -> Proposal:
    readers = cast(Readers, _Handed(Sheet("表", False, [list(row) for row in rows], merged)))
    proposal = propose(store, "表.xlsx", readers=readers)
    five(proposal)
    apply(store, proposal)
    return proposal


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.exec_driver_sql("SELECT name FROM member ORDER BY id").scalars())


@given(data=st.data(), rows=people())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_people_sent_another_way_are_as_many(
    data: st.DataObject, rows: list[list[Any]]
) -> None:
    kept = data.draw(st.sets(st.sampled_from(range(2, len(HEADS))), min_size=1))
    order = [0, 1, *sorted(kept)]
    heads = [HEADS[at] for at in order]
    dot = data.draw(st.sampled_from(_DOTS))
    again = [[row[at] for at in order] for row in data.draw(st.permutations(rows))]
    for row in again:
        row[0] = row[0].replace("·", data.draw(st.sampled_from([dot, f" {dot} "])))
    with (
        tempfile.TemporaryDirectory() as folder,
        create(Home(Path(folder) / "数据"), "branch", {"code": "P1", "name": "甲支部"}) as store,
    ):
        assert take(store, [HEADS, *rows]).added == len(rows)
        first = names(store)
        assert take(store, [heads, *again]).added == 0
        assert names(store) == first
        assert all(name_of_one(name) is None for name in first)


@given(rows=people())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_merged_or_not_is_the_same(rows: list[list[Any]]) -> None:
    units = [row[-1] for row in rows]
    merged, bare = [], [list(row) for row in rows]
    for unit in dict.fromkeys(units):
        first, last = units.index(unit), len(units) - 1 - units[::-1].index(unit)
        merged.append(((first + 1, len(HEADS) - 1), (last + 1, len(HEADS) - 1)))
        for at in range(first + 1, last + 1):
            bare[at][-1] = None
    with (
        tempfile.TemporaryDirectory() as folder,
        create(Home(Path(folder) / "数据"), "branch", {"code": "P1", "name": "甲支部"}) as store,
    ):
        assert take(store, [HEADS, *bare], tuple(merged)).added == len(rows)
        assert take(store, [HEADS, *rows]).unchanged == len(rows)


_PIECES = [
    "张三",
    "李四",
    "王",
    "、",
    "，",
    "/",
    " ",
    "和",
    "\n",
    "13800001003",
    "姓名",
    "合计",
    "·",
    "党支部",
]


@given(texts=st.lists(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_door_lets_in_somebody_whose_name_is_none(texts: list[list[str]]) -> None:
    written = ["".join(each) for each in texts]
    with (
        tempfile.TemporaryDirectory() as folder,
        create(Home(Path(folder) / "数据"), "branch", {"code": "P1", "name": "甲支部"}) as store,
    ):
        for name in written:
            with contextlib.suppress(UserError):
                take(store, [["姓名", "人员类别"], [name, "正式党员"]])
            with contextlib.suppress(UserError):
                text = text_of_rows([["姓名", "人员类别"], [name, "正式党员"]])
                pasted = propose_pasted(store, "member", text, [("name", "姓名")])
                five(pasted)
                apply(store, pasted)
            with contextlib.suppress(UserError), store.write("添加") as writer:
                writer.add("member", {"name": name, "category": "full"})
        assert all(name_of_one(name) is None for name in names(store))


def test_what_was_exported_changes_nothing(
    branch_store: Store, tmp_path: Path, readers: Readers
) -> None:
    made = export(branch_store, parse_period("2026Q1"), tmp_path).file
    taken = []
    for kind, record in rosters().items():
        if not record.sheet:
            continue
        try:
            found = propose(branch_store, made, kind, record.sheet, readers)
        except UserError as refusal:
            # A sheet without rows, as for a branch that had none of these; the register is the
            # committee's.
            of_committee = "not-committee" if kind == "organisation" else "no-sheet"
            assert refusal.code in ("no-rows", "no-sheet", of_committee), (kind, refusal.message)
            continue
        counts = five(found)
        assert counts[:2] == (0, 0), (kind, counts, found.findings[:3])
        taken.append(kind)
    assert {"member", "session", "attendance", "talk"} <= set(taken)
