"""Merging is a function of the set of submissions: order, repeats and grouping never matter."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge


@dataclass
class Pool:
    """Submissions of three branches, and an empty committee to copy."""

    files: list[Path]
    empty: Home
    folder: Path
    number: Iterator[int]

    def committee(self) -> Store:
        home = Home(self.folder / f"党委{next(self.number)}")
        shutil.copytree(self.empty.folder, home.folder)
        return open_store(home)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("laws")
    files = [*_first(folder / "a"), *_second(folder / "b"), *_same_code(folder / "c")]
    with making.committee(folder / "empty") as empty, empty.transaction() as connection:
        # The officer said of both branches under one code that each is one of its own.
        for uid in sorted({_uid(file) for file in files if file.name.startswith("P0001")}):
            connection.exec_driver_sql(
                "INSERT INTO answer (file_uid, file_code, answer, org_uid, org_code, before, "
                "actor, at) VALUES (?, 'P0001', 'new', ?, 'P0001', '{\"moved\": []}', '', "
                "'2026-01-01 00:00:00')",
                (uid, uid),
            )
    shared = pytest.MonkeyPatch()
    shared.setattr("partydesk.store.opening.back_up", lambda *_: None)
    yield Pool(files, Home(folder / "empty" / "党委"), folder, itertools.count())
    shared.undo()


def _uid(file: Path) -> str:
    return read_taken(str(file)).org_uid


def _first(folder: Path) -> list[Path]:
    """A branch with overlapping periods and revisions; records move between its exports."""
    files = []
    with making.branch(folder, "P0001", seed=1) as store:
        joint = datetime(2026, 2, 3, 9)
        making.write_session(store, "联合学习", joint, place="党群服务中心")
        moved = making.write_session(store, "改期的活动", datetime(2026, 3, 30, 14))
        twice = making.write_member(store, "王两册", birth_date=date(1980, 5, 1))
        files += [making.sent(store, folder / "1", p).file for p in ("2026Q1", "2026H1", "2026")]
        making.edit(store, "session", moved, starts_at=datetime(2026, 4, 2, 14))
        making.edit(store, "member", making.uids(store, "member")[0], group="第二党小组")
        files += [making.sent(store, folder / "2", p).file for p in ("2026Q2", "2026Q1")]
        making.remove(store, "session", making.uids(store, "session")[0])
        making.remove(store, "member", twice)
        ticket = making.uids(store, "ticket")[0]
        making.edit(store, "ticket", ticket, description="改过的描述")
        files += [making.sent(store, folder / "3", p).file for p in ("2026H1", "2026-02")]
        making.remove(store, "ticket", ticket)
        files.append(making.sent(store, folder / "4", "2026").file)
        # The same revision with other content: somebody changed a row by hand.
        files.append(
            making.changed(
                files[-1], folder / "4" / "改过.xlsx",
                lambda book: setattr(making.at(book["学习活动"], 3, "主题"), "value", "手改"),
            )
        )  # fmt: skip
    return files


def _second(folder: Path) -> list[Path]:
    """A branch with one person and one session that the first reports too."""
    with making.branch(folder, "P0002", seed=2) as store:
        making.write_session(store, "联合学习", datetime(2026, 2, 3, 9), place="党群服务中心")
        making.write_member(store, "王两册", birth_date=date(1980, 5, 1))
        files = [making.sent(store, folder / "1", p).file for p in ("2026Q1", "2026")]
        making.remove(store, "talk", making.uids(store, "talk")[0])
        files += [making.sent(store, folder / "2", p).file for p in ("2026", "2026H1")]
    return files


def _same_code(folder: Path) -> list[Path]:
    """Another branch under the first one's code."""
    with making.branch(folder, "P0001", seed=3) as store:
        return [making.sent(store, folder / "1", p).file for p in ("2026Q1", "2026")]


indexes = st.lists(st.integers(0, 14), min_size=1, max_size=9)


@settings(max_examples=8)
@given(data=st.data(), chosen=indexes)
def test_any_order_and_any_grouping_give_the_same_store(
    pool: Pool, data: st.DataObject, chosen: list[int]
) -> None:
    files = [pool.files[index] for index in chosen]
    other = data.draw(st.permutations(files))
    cut = data.draw(st.integers(0, len(files)))
    with pool.committee() as first, pool.committee() as second:
        merge(first, files, accept_edited=True)
        for part in (other[:cut], other[cut:]):
            merge(second, part, accept_edited=True)
        assert making.content(first) == making.content(second)


@settings(max_examples=12)
@given(chosen=indexes)
def test_merging_twice_equals_once(pool: Pool, chosen: list[int]) -> None:
    files = [pool.files[index] for index in chosen]
    with pool.committee() as store:
        merge(store, files, accept_edited=True)
        once = making.content(store)
        again = merge(store, files, accept_edited=True)
        assert making.content(store) == once
        assert all(each.state != "merged" for each in again.files)


@settings(max_examples=8)
@given(chosen=indexes, last=st.integers(0, 14))
def test_withdrawing_what_came_last_gives_back_what_was_before(
    pool: Pool, chosen: list[int], last: int
) -> None:
    with pool.committee() as store:
        merge(store, [pool.files[index] for index in chosen], accept_edited=True)
        before = making.content(store)
        late = making.taken(store, pool.files[last], accept_edited=True)
        if late.state == "merged":
            withdraw(store, late.organisation, late.period, uid=late.org_uid)
        assert making.content(store) == before


@settings(max_examples=12)
@given(chosen=indexes)
def test_a_preview_changes_nothing_and_tells_what_merging_does(
    pool: Pool, chosen: list[int]
) -> None:
    files = [pool.files[index] for index in chosen]
    with pool.committee() as store:
        before = making.content(store)
        seen = merge(store, files, preview=True, accept_edited=True)
        assert making.content(store) == before
        assert not store.home.received.exists()
        done = merge(store, files, accept_edited=True)
        told = [(each.state, each.changes, each.counts) for each in done.files]
        assert [(each.state, each.changes, each.counts) for each in seen.files] == told


def test_the_pool_holds_every_kind_of_trouble(pool: Pool) -> None:
    assert len(pool.files) == 15
    with pool.committee() as store:
        merged = merge(store, pool.files[::-1], accept_edited=True)
        assert {each.state for each in merged.files} == {"merged", "older", "rejected"}
        assert {item.kind for item in merged.conflicts} == {"joint-session", "enterprise-alike"}
        assert len(making.content(store)["current"]) == 10
    with pool.committee() as store:
        merged = merge(store, [pool.files[2], pool.files[11]])
        assert {item.kind for item in merged.conflicts} == {"two-rolls", "joint-session"}
