"""With the same answers the figures are the same, in whatever order one branch's files come: from
its laptop, another one, the hand template, under a code written otherwise or changed, by a clock
that was a year ahead."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.merge.register_answers import Said, answers, take_back
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merge.test_register import figures, laptop, office, one, shown, typed

JOINED = Said("joined", "P0312")
PEOPLE = ("张一", "王二", "李三")


class Pool:
    """Files of one branch, and a committee that has it in its register, to copy."""

    def __init__(self, folder: Path, files: list[Path]) -> None:
        self.folder, self.files, self.number = folder, files, itertools.count()
        office(folder / "空", ("P0312", "甲科技支部"), ("P0400", "乙电子支部")).close()

    def committee(self) -> Store:
        home = Home(self.folder / f"党委{next(self.number)}")
        shutil.copytree(self.folder / "空" / "党委", home.folder)
        return open_store(home)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("register")
    shared = pytest.MonkeyPatch()
    files = [typed(folder / "手", "ｐ０３１２", "2026Q1", PEOPLE, ["2026-02-10", "2026-02-20"])]
    with laptop(folder / "旧", people=(*PEOPLE, "赵四")) as store:
        files += [making.sent(store, folder / "1", p).file for p in ("2026Q1", "2026H1")]
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE organisation SET code = 'p0312'")
    with open_store(Home(folder / "旧")) as store:
        files.append(making.sent(store, folder / "2", "2026").file)
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE organisation SET code = 'P0321'")
    shared.setenv("PARTYDESK_TODAY", "2027-11-01")
    with open_store(Home(folder / "旧")) as store:
        files.append(making.sent(store, folder / "3", "2026Q1").file)
    shared.delenv("PARTYDESK_TODAY")
    days = ("2026-03-10", "2026-09-01")
    with laptop(folder / "新", people=(*PEOPLE, "孙五"), days=days) as store:
        files += [making.sent(store, folder / "4", p).file for p in ("2026Q1", "2026")]
    shared.setattr("partydesk.store.opening.back_up", lambda *_: None)
    yield Pool(folder, files)
    shared.undo()


def taken(store: Store, files: Sequence[Path]) -> None:
    """Each file, and the answer where it asks: it is the branch that is in the register."""
    for file in files:
        if one(store, file, accept_edited=True).state == "asks":
            one(store, file, accept_edited=True, said=JOINED)


def told(store: Store) -> Any:
    """What must not hang on the order: the figures, the register and how much it shows."""
    return shown(store), figures(store)


@settings(max_examples=4)
@given(data=st.data())
def test_any_order_gives_the_same_figures(pool: Pool, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(pool.files), min_size=2, max_size=7, unique=True))
    other = data.draw(st.permutations(chosen))
    with pool.committee() as first, pool.committee() as second:
        taken(first, chosen)
        taken(second, other)
        assert told(first) == told(second)
        before = making.content(first)
        taken(first, other)
        assert making.content(first) == before


@settings(max_examples=4)
@given(data=st.data())
def test_an_answer_taken_back_brings_everything_back(pool: Pool, data: st.DataObject) -> None:
    chosen = data.draw(st.permutations(pool.files))
    with pool.committee() as store:
        for file in chosen:
            before = making.content(store)
            if one(store, file, accept_edited=True).state != "asks":
                continue
            assert making.content(store) == before, "nothing moves unasked"
            for said in (JOINED, Said("same", "P0312"), Said("new"), Said("refused")):
                one(store, file, accept_edited=True, said=said)
                take_back(store, answers(store)[0].id)
                assert making.content(store) == before, said
            one(store, file, accept_edited=True, said=JOINED)
