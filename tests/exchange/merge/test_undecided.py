"""What was read and is not decided: it waits without its stick, and goes when it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge import trace
from partydesk.exchange.merge.take_waiting import take_waiting
from partydesk.exchange.merge.undecided import dismiss, keep, undecided
from partydesk.exchange.replies.answering import answer_all
from partydesk.records.findings import UserError
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge


def _by_hand(book: Any) -> None:
    making.at(book["学习活动"], 2, "主题").value = "手改的"


def copies(store: Store) -> list[str]:
    return sorted(each.stem for each in store.home.waiting.glob("*.xlsx"))


def test_it_waits_after_a_restart_and_is_taken_from_the_copy(tmp_path: Path) -> None:
    few = {"sessions": 2, "talks": 0, "members": 2, "tickets": 0}
    with making.branch(tmp_path, "P0001", **few) as branch:
        first = making.sent(branch, tmp_path / "盘").file
        making.write_member(branch, "后来的人")
        second = making.sent(branch, tmp_path / "盘").file
    edited = making.changed(second, tmp_path / "盘" / "改.xlsx", _by_hand)
    junk = tmp_path / "盘" / "花名册.xlsx"
    junk.write_bytes(b"nothing")
    half = tmp_path / "盘" / "P0001_甲_2026Q1_v1.xlsx"
    half.write_bytes(second.read_bytes()[:900])
    with making.committee(tmp_path) as store:
        with store.write("登记") as writer:
            name = "中共示例园区P0001有限公司支部委员会"
            writer.add("organisation", {"code": "P0001", "name": name, "kind": "branch"})
        home = store.home.folder
        looked = merge(store, [edited, junk, half], preview=True)
        assert undecided(store) == [], "a look alone remembers nothing"
        keep(store, looked.files)
        # What is no submission is not kept; one that cannot be read is known by its name.
        told = {(w.file.organisation, w.file.period, w.kept) for w in undecided(store)}
        assert told == {("P0001", "2026", True), ("P0001", "2026Q1", False)}
        answer_all(store, [edited])
        keep(store, looked.files)
        (back,) = (w for w in undecided(store) if w.returned_at)
        assert back.slip and back.slip[0][0] == "学习活动", "read again it is still what went back"
        seen = merge(store, [first], preview=True).files
        keep(store, seen, looked=True)
        assert [w.file.state for w in undecided(store)].count("merged") == 1
        keep(store, merge(store, [edited], preview=True).files, looked=True)
        assert len(copies(store)) == 2, "another look forgets nothing"
        assert merge(store, [first]).files[0].state == "merged"
        assert {w.file.period for w in undecided(store)} == {"2026", "2026Q1"}, "it is newer"
    for each in (edited, half):
        each.unlink()
    with open_store(Home(home)) as store:
        waits = {w.file.period: w for w in undecided(store)}
        assert not waits["2026"].there and waits["2026"].file.edited_rows
        with pytest.raises(UserError, match="不在原处"):
            take_waiting(store, [waits["2026Q1"].file.file])
        nowhere = waits["2026Q1"].file.file
        both = take_waiting(store, [nowhere, str(edited)])
        assert [f.state for f in both.files] == ["edited", "rejected"], "one stops no other"
        dismiss(store, waits["2026Q1"].file.sha256, "支部说不用了", "吴示例")
        with pytest.raises(UserError):
            dismiss(store, waits["2026Q1"].file.sha256)
        assert len(copies(store)) == 1
        merged = take_waiting(store, [str(edited)], accept_edited=True, operator="周示例")
        assert [(f.state, f.file) for f in merged.files] == [("merged", str(edited))]
        assert undecided(store) == [] and copies(store) == []
        done = [(a.act, a.operator, a.reason) for a in trace.acts(store, "P0001")]
        assert ("不收", "吴示例", "支部说不用了") in done
        assert ("收下", "周示例", "连导出后改的 1 行一起") in done
