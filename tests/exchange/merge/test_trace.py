"""留痕, and what is said of a run that stopped: how much of it is kept, never more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.exchange.merge import trace
from partydesk.exchange.merge.merge import GROUP
from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.merge.withdrawal import take_again, withdraw
from partydesk.exchange.replies.answering import answer_all
from partydesk.records.findings import UserError
from partydesk.store import received
from partydesk.store.progress import Cancelled
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path / "机") as store:
        yield store


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("支部")
    made = []
    for number in range(GROUP + 2):
        few = {"members": 1, "sessions": 1, "talks": 0, "tickets": 0}
        with making.branch(folder, f"P000{number + 1}", **few) as b:
            made.append(making.sent(b, folder / "出").file)
    return made


def test_who_took_withdrew_and_returned_what(committee: Store, files: list[Path]) -> None:
    merge(committee, files[:1], preview=True)
    assert trace.acts(committee) == [], "a look leaves no trace"
    merge(committee, files[:2], operator="周示例")
    answer_all(committee, files[:1])
    assert withdraw(committee, "P0002", making.YEAR, "交错了\n期间") is None
    told = [(a.act, a.operator, a.organisation, a.revision, a.reason)
            for a in trace.acts(committee)]  # fmt: skip
    me = committee.actor
    assert sorted(told) == sorted([
        ("收下", "周示例", "P0001", 1, "登记为新的支部"),
        ("收下", "周示例", "P0002", 1, "登记为新的支部"),
        ("开回执", me, "P0001", 1, ""), ("撤回", me, "P0002", 1, "交错了 期间"),
    ])  # fmt: skip
    assert {a.period for a in trace.acts(committee, "P0002")} == {making.YEAR}
    assert trace.acts(committee, since=date(2999, 1, 1)) == []
    # A withdrawal is undone, and both stay to be seen; no undo takes an act away.
    assert take_again(committee, "P0002", making.YEAR).files[0].state == "merged"
    assert [a.act for a in trace.acts(committee, "P0002")].count("收下") == 2
    assert committee.undo() is None and len(trace.acts(committee)) == 5
    with pytest.raises(UserError):
        take_again(committee, "P0001", making.YEAR)


def test_what_was_taken_before_acts_were_kept_is_told_without_a_name(
    committee: Store, files: list[Path]
) -> None:
    merge(committee, files[:1])
    with sqlite3.connect(committee.home.database) as connection:
        connection.execute("DELETE FROM operation WHERE label LIKE '收下%'")
    connection.close()
    (act,) = trace.acts(committee)
    assert (act.act, act.operator, act.organisation, act.revision) == ("收下", "", "P0001", 1)


def test_stopping_says_how_many_are_kept(committee: Store, files: list[Path]) -> None:
    def stop(done: int, _of: int, _what: str) -> None:
        if done == GROUP + 1:
            raise Cancelled

    with pytest.raises(Cancelled) as stopped:
        merge(committee, files, progress=stop)
    kept = len(submissions(committee))
    assert kept > 0
    assert str(stopped.value) == f"已停下：收好的 {kept} 份都完整留着，其余的没有收，可以再收一次"


def test_a_full_disk_is_called_so_and_the_rest_is_kept(
    committee: Store, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, kept = received.keep, []

    def full(home: Any, file: Path, sha256: str) -> None:
        if len(kept) == GROUP + 1:
            raise UserError("disk-full", "满了")
        keep(home, file, sha256)
        kept.append(file)

    monkeypatch.setattr(received, "keep", full)
    with pytest.raises(UserError) as refused:
        merge(committee, files)
    assert refused.value.code == "disk-full"
    assert refused.value.message.startswith(
        f"磁盘满了，收到一半停下了：收好的 {GROUP} 份都完整留着"
    )
    assert len(submissions(committee)) == GROUP, "no more are said to be in than are"
    monkeypatch.undo()
    again = merge(committee, files).files
    assert [each.state for each in again] == ["unchanged"] * GROUP + ["merged"] * 2
