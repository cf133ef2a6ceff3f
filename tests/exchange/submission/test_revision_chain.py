"""Revisions go up for ever: after a restore, a kill, a slip; and each names the one before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.replies.found_slips import take_found
from partydesk.exchange.replies.slip import read_slip
from partydesk.exchange.replies.taken_slips import take_slip
from partydesk.exchange.submission import known_revisions
from partydesk.exchange.submission.reading_back import read_submission
from partydesk.records.findings import UserError
from partydesk.store import backup as backups
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    with making.branch(tmp_path) as store:
        return store.home


def _hand_in(home: Home, stick: Path, name: str = "") -> Any:
    """Export, with one more member when a name is given."""
    with open_store(home) as store:
        if name:
            making.write_member(store, name)
        return making.sent(store, stick)


def _restore(home: Home, backup: Path) -> None:
    backups.restore(backup, home.database, home.set_aside)


def _backup(home: Home) -> Path:
    return backups.backup(home.database, home.folder.parent, "timer").path


@pytest.mark.parametrize("changed", [True, False])
def test_a_branch_goes_on_after_restoring_an_older_backup(
    tmp_path: Path, home: Home, committee: Store, changed: bool
) -> None:
    assert making.taken(committee, _hand_in(home, tmp_path / "1").file).state == "merged"
    old = _backup(home)
    for number in (2, 3, 4):
        made = _hand_in(home, tmp_path / str(number), f"第{number}人")
        assert making.taken(committee, made.file).state == "merged"
    _restore(home, old)
    after = _hand_in(home, tmp_path / "后", "新来的人" if changed else "")
    assert after.revision == 5
    taken = making.taken(committee, after.file)
    assert (taken.state, taken.remarks) == ("merged", [])
    # And so it goes on: nothing new is the same revision, something new the next.
    assert _hand_in(home, tmp_path / "再").revision == 5
    last = _hand_in(home, tmp_path / "末", "又一人")
    assert last.revision == 6
    assert making.taken(committee, last.file).state == "merged"
    with open_store(home) as store:
        assert making.values(committee, "member") == _as_sent(store, last.file)


def _as_sent(store: Store, file: Path) -> list[tuple[Any, ...]]:
    read = read_submission(str(file))
    assert {uid for uid, _ in read.rows["member"]} == set(making.uids(store, "member"))
    return sorted((uid, *values) for uid, values in read.rows["member"])


@pytest.mark.parametrize("how", ["opened", "found", "files"])
def test_on_another_computer_slips_and_files_tell_the_revision(
    tmp_path: Path, home: Home, committee: Store, how: str
) -> None:
    stick = tmp_path / "盘"
    making.taken(committee, _hand_in(home, stick).file)
    old = _backup(home)
    for number in (2, 3):
        newest = _hand_in(home, stick, f"第{number}人")
        making.taken(committee, newest.file)
    slip = write_slip(committee, newest.file, tmp_path / f"{newest.file.stem}_回执.xlsx")
    _restore(home, old)
    home.revisions.unlink()  # as when the backup is all that was left
    if how == "files":
        fresh = stick
    else:
        fresh = tmp_path / "新盘"
        fresh.mkdir()
        with open_store(home) as store:
            if how == "opened":
                take_slip(store, slip)
            else:
                assert [each.revision for each in take_found(store, [tmp_path])] == [3]
                assert take_found(store, [tmp_path]) == []  # known by now
    after = _hand_in(home, fresh, "后来的人")
    assert after.revision == 4
    taken = making.taken(committee, after.file)
    assert (taken.state, taken.remarks) == ("merged", [])


def test_the_committees_return_slip_helps_who_knows_nothing_of_later_revisions(
    tmp_path: Path, home: Home, committee: Store
) -> None:
    making.taken(committee, _hand_in(home, tmp_path / "1").file)
    old = _backup(home)
    for number in (2, 3):
        making.taken(committee, _hand_in(home, tmp_path / str(number), f"第{number}人").file)
    _restore(home, old)
    home.revisions.unlink()
    again = _hand_in(home, tmp_path / "另一盘", "后来的人")
    refused = making.taken(committee, again.file)
    assert (again.revision, refused.state) == (2, "older")
    assert "退回单" in refused.message
    slip = write_slip(committee, again.file, tmp_path / "退回单.xlsx")
    read = read_slip(slip)
    assert (read.accepted, read.standing) == (False, 3)
    assert "第 4 版" in read.faults[0].message
    with open_store(home) as store:
        take_slip(store, slip)
    # Without another change: what was handed in is handed in again, above what stands.
    mended = _hand_in(home, tmp_path / "再一盘")
    assert mended.revision == 4
    assert making.taken(committee, mended.file).state == "merged"


def test_the_same_number_with_other_content_is_overtaken_by_the_slip(
    tmp_path: Path, home: Home, committee: Store
) -> None:
    old = _backup(home)
    making.taken(committee, _hand_in(home, tmp_path / "1", "甲").file)
    _restore(home, old)
    home.revisions.unlink()
    again = _hand_in(home, tmp_path / "2", "乙")
    assert making.taken(committee, again.file).state == "rejected"
    slip = write_slip(committee, again.file, tmp_path / "退回单.xlsx")
    with open_store(home) as store:
        take_slip(store, slip)
    mended = _hand_in(home, tmp_path / "3")
    assert mended.revision == 2
    assert making.taken(committee, mended.file).state == "merged"


def test_killed_between_the_file_and_its_record(
    tmp_path: Path, home: Home, committee: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.taken(committee, _hand_in(home, tmp_path / "1").file)
    with open_store(home) as store:
        making.write_member(store, "甲")
        with monkeypatch.context() as patched:

            def killed(_self: Store) -> None:
                raise KeyboardInterrupt

            patched.setattr(Store, "transaction", killed)
            with pytest.raises(KeyboardInterrupt):
                making.sent(store, tmp_path / "2")
    (there,) = (tmp_path / "2").glob("*.xlsx")
    assert making.taken(committee, there).state == "merged"
    # The same once more is that revision, anything else the next.
    assert _hand_in(home, tmp_path / "别处").revision == 2
    after = _hand_in(home, tmp_path / "3", "乙")
    assert after.revision == 3
    taken = making.taken(committee, after.file)
    assert (taken.state, taken.remarks) == ("merged", [])


def test_nothing_that_lies_there_is_written_over(tmp_path: Path, home: Home) -> None:
    stick = tmp_path / "盘"
    first = _hand_in(home, stick)
    strange = first.file.with_name(first.file.name.replace("_v1", "_v7"))
    strange.write_bytes("不是表".encode())
    after = _hand_in(home, stick, "甲")
    assert after.revision == 8 and strange.read_bytes() == "不是表".encode()
    assert read_submission(str(after.file)).previous == ""


@pytest.mark.parametrize(
    "rubbish", ["", "[]", '{"x": []}', '{"x": {"2026": 3}}', "{" * 9_999, '{"x": {"2026": null}}']
)
def test_what_is_kept_beside_may_be_lost_or_spoilt(
    tmp_path: Path, home: Home, rubbish: str
) -> None:
    assert _hand_in(home, tmp_path / "1").revision == 1
    home.revisions.write_text(rubbish.replace("x", _uid(home)), "utf-8")
    assert _hand_in(home, tmp_path / "2", "甲").revision == 2


def _uid(home: Home) -> str:
    with open_store(home) as store:
        return store.own.uid


def test_a_false_slip_cannot_use_up_the_numbers(
    tmp_path: Path, home: Home, committee: Store
) -> None:
    made = _hand_in(home, tmp_path / "1")
    making.taken(committee, made.file)
    slip = write_slip(committee, made.file, tmp_path / "回执.xlsx")
    with open_store(home) as store:
        for revision, after in (("99999", 2), ("1000000", 3), ("9999", 10_000)):
            false = making.changed(slip, tmp_path / "假.xlsx", making.metadata(revision=revision))
            take_slip(store, false)
            making.write_member(store, f"人{chr(0x4E00 + len(revision))}")
            assert making.sent(store, tmp_path / revision).revision == after


def test_the_last_number_is_said(tmp_path: Path, home: Home) -> None:
    _hand_in(home, tmp_path / "1")
    known = json.loads(home.revisions.read_text("utf-8"))
    known[_uid(home)]["2026"]["revision"] = known_revisions.MOST_REVISIONS
    home.revisions.write_text(json.dumps(known), "utf-8")
    with pytest.raises(UserError) as refused:
        _hand_in(home, tmp_path / "2", "甲")
    assert refused.value.code == "too-many-revisions"


def test_each_revision_names_the_one_before(tmp_path: Path, home: Home) -> None:
    made = [_hand_in(home, tmp_path / str(n), f"人{n}" if n else "") for n in range(3)]
    read = [read_submission(str(each.file)) for each in made]
    assert [each.previous for each in read] == ["", read[0].content, read[1].content]
    again = _hand_in(home, tmp_path / "再")
    assert read_submission(str(again.file)).previous == read[1].content


@pytest.mark.parametrize("kept", [True, False])
def test_a_broken_chain_is_remarked_and_taken(
    tmp_path: Path, home: Home, committee: Store, kept: bool
) -> None:
    making.taken(committee, _hand_in(home, tmp_path / "1").file)
    old = tmp_path / "旧电脑"
    shutil.copytree(home.folder, old)
    making.taken(committee, _hand_in(home, tmp_path / "2", "甲").file)
    # The old computer is used again, and hands in a revision of its own before the next.
    other = Home(old)
    _hand_in(other, tmp_path / "旧2", "乙")
    third = _hand_in(other, tmp_path / "旧3", "丙").file
    if not kept:
        third = making.changed(third, tmp_path / "不知前版.xlsx", making.resealed(previous=None))
    seen = making.taken(committee, third, preview=True)
    taken = making.taken(committee, third)
    assert seen.state == taken.state == "merged"
    assert seen.remarks == taken.remarks != []
    assert ("没有写明" in taken.remarks[0]) is not kept
    with committee.read() as connection:
        (told,) = connection.exec_driver_sql(
            "SELECT problems FROM submission WHERE state = 'current'"
        ).one()
    assert [each["code"] for each in json.loads(told)] == ["remark"]


def test_a_revision_that_was_never_handed_in_is_no_broken_chain(
    tmp_path: Path, home: Home, committee: Store
) -> None:
    making.taken(committee, _hand_in(home, tmp_path / "1").file)
    _hand_in(home, tmp_path / "2", "甲")
    taken = making.taken(committee, _hand_in(home, tmp_path / "3", "乙").file)
    assert (taken.state, taken.remarks) == ("merged", [])


@pytest.mark.parametrize("what", ["code", "name"])
def test_an_organisation_that_no_committee_would_take_mends_it_first(
    tmp_path: Path, home: Home, what: str
) -> None:
    with open_store(home) as store, store.transaction() as connection:
        wrong = {"code": "P/0:9", "name": "支\u202e部"}[what]
        connection.exec_driver_sql(f"UPDATE organisation SET {what} = ?", (wrong,))
    with pytest.raises(UserError) as refused:
        _hand_in(home, tmp_path / "1")
    assert refused.value.code == "bad-organisation" and "登记" in refused.value.message
    assert not list((tmp_path / "1").iterdir())
