"""After what goes wrong in years of use, a branch and a committee go on handing in and merging."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from partydesk.exchange.merge.register_answers import Said
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.replies.taken_slips import take_slip
from partydesk.operations.integrity import look
from partydesk.store import backup as backups
from partydesk.store import portable_copy
from partydesk.store.home import Home
from partydesk.store.opening import back_up, open_store
from partydesk.store.store import Store, create
from tests.exchange import making

pytestmark = pytest.mark.dear

OnDay = Callable[[date], None]
TODAY = date(2026, 9, 1)
_OF_THE_TEST = re.compile("时钟改动过|时钟慢了|没有出勤记录")


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    with making.branch(tmp_path) as store:
        yield store


@pytest.fixture
def park(tmp_path: Path) -> Home:
    with making.committee(tmp_path) as store:
        return store.home


def handed_in(branch: Store, folder: Path, name: str, period: str = "2026") -> Path:
    """One more member, and the next submission on a stick of its own."""
    making.write_member(branch, name)
    return making.sent(branch, folder / name, period).file


def goes_on(branch: Store, park: Home, folder: Path) -> None:
    """Two more rounds: handed in, taken, answered, withdrawn and taken again; nothing is amiss."""
    for name in ("末一", "末二"):
        file = handed_in(branch, folder, name)
        with open_store(park) as store:
            taken = making.taken(store, file)
            amiss = [each for each in taken.remarks if not _OF_THE_TEST.search(each)]
            assert (taken.state, amiss) == ("merged", []), taken.message
            # Withdrawing and taking it again comes to the same.
            before = making.values(store, "member")
            withdraw(store, "P0312", "2026")
            assert making.taken(store, file, accept_withdrawn=True).state == "merged"
            assert making.values(store, "member") == before
            slip = write_slip(store, file, folder / name / f"{file.stem}_回执.xlsx")
            shown = {row[0] for row in before}
        answered = take_slip(branch, slip)
        assert answered.accepted and answered.doubt == ""
        assert shown == set(making.uids(branch, "member"))
    assert [each.message for each in look(park) if each.fatal] == []


# The committee ------------------------------------------------------------------------------------


def test_a_committee_that_restored_an_earlier_backup(
    tmp_path: Path, branch: Store, park: Home
) -> None:
    with open_store(park) as store:
        making.taken(store, handed_in(branch, tmp_path, "甲"))
        old = back_up(store, "manual", always=True)
        second = handed_in(branch, tmp_path, "乙")
        assert making.taken(store, second).state == "merged"
    assert old is not None
    portable_copy.restore(old.path, park)
    with open_store(park) as store:
        # The stick still lies there: what was forgotten is taken again.
        assert making.taken(store, second).state == "merged"
        assert making.taken(store, second).state == "unchanged"
    goes_on(branch, park, tmp_path)


def test_a_committee_whose_home_was_made_anew(tmp_path: Path, branch: Store, park: Home) -> None:
    with open_store(park) as store:
        making.taken(store, handed_in(branch, tmp_path, "甲"))
        latest = handed_in(branch, tmp_path, "乙")
        making.taken(store, latest)
        shown = making.values(store, "member")
    shutil.rmtree(park.folder)
    with create(park, "committee", {"code": "P0000", "name": "园区党委"}) as store:
        assert making.taken(store, latest).state == "merged"
        assert making.values(store, "member") == shown
    goes_on(branch, park, tmp_path)


def test_a_committee_on_a_new_computer(tmp_path: Path, branch: Store, park: Home) -> None:
    with open_store(park) as store:
        making.taken(store, handed_in(branch, tmp_path, "甲"))
        making.taken(store, handed_in(branch, tmp_path, "乙", "2026Q1"))
    portable_copy.save(park, tmp_path / "党委.partydesk")
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    portable_copy.restore(tmp_path / "党委.partydesk", new)
    goes_on(branch, new, tmp_path)


def test_a_committee_that_lost_its_archive(tmp_path: Path, branch: Store, park: Home) -> None:
    with open_store(park) as store:
        first = handed_in(branch, tmp_path, "甲", "2026Q1")
        making.taken(store, first)
        shutil.rmtree(park.received)
        second = handed_in(branch, tmp_path, "乙")
        refused = making.taken(store, second)
        assert refused.state == "rejected" and first.name in refused.message
        assert "再收一次" in refused.message
        assert making.taken(store, first).state == "unchanged"  # and is kept again
        assert making.taken(store, second).state == "merged"
    goes_on(branch, park, tmp_path)


@pytest.mark.parametrize("wrong", [date(2031, 5, 1), date(2019, 5, 1)])
def test_a_committee_whose_clock_is_wrong(
    tmp_path: Path, branch: Store, park: Home, on_day: OnDay, wrong: date
) -> None:
    file = handed_in(branch, tmp_path, "甲")
    on_day(wrong)
    with open_store(park) as store:
        taken = making.taken(store, file)
        if wrong < TODAY:
            # The committee cannot know which of the two clocks is wrong, and says so.
            assert taken.state == "edited" and "时钟可能不对" in taken.message
            taken = making.taken(store, file, accept_edited=True)
        assert taken.state == "merged"
        back_up(store, "closing", always=True)
    on_day(TODAY)
    with open_store(park) as store:
        making.write_session(store, "党委的会", datetime(2026, 8, 1, 9))
        made = back_up(store, "timer")
        assert made is not None
        assert backups.backups(park.backups)[0].path == made.path  # the newest, whatever the clock
    goes_on(branch, park, tmp_path)


# The branch ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [date(2031, 5, 1), date(2019, 5, 1)])
def test_a_branch_whose_clock_was_wrong(
    tmp_path: Path, branch: Store, park: Home, on_day: OnDay, wrong: date
) -> None:
    on_day(wrong)
    file = handed_in(branch, tmp_path, "甲")
    on_day(TODAY)
    with open_store(park) as store:
        taken = making.taken(store, file)
        if wrong > TODAY:
            assert taken.state == "edited" and "还没有到" in taken.message
            taken = making.taken(store, file, accept_edited=True)
        assert taken.state == "merged"
    goes_on(branch, park, tmp_path)


@pytest.mark.parametrize(("wrong", "back"), [(date(2031, 5, 1), False), (date(2019, 5, 1), True)])
def test_a_correction_counts_whatever_the_clock_was(
    tmp_path: Path, branch: Store, park: Home, on_day: OnDay, wrong: date, back: bool
) -> None:
    """A year written under a wrong clock, then its first half with a meeting put right."""
    uid = making.write_session(branch, "原来的", datetime(2026, 3, 1, 9))
    on_day(wrong)
    year = making.sent(branch, tmp_path / "1").file
    on_day(TODAY)
    making.edit(branch, "session", uid, topic="改过的")
    half = making.sent(branch, tmp_path / "2", "2026H1").file
    told = []
    with open_store(park) as store:
        for file in (half, year) if back else (year, half):
            taken = making.taken(store, file, accept_edited=True)
            assert taken.state == "merged", taken.message
            told += taken.remarks
        topics = {row[0]: row for row in making.values(store, "session")}
        assert "改过的" in topics[uid]
    said = "".join(told)
    assert ("按支部报送的次序" in said) == (wrong > TODAY and not back), said
    goes_on(branch, park, tmp_path)


def test_a_correction_taken_back_asks_for_the_later_period_too(
    tmp_path: Path, branch: Store, park: Home
) -> None:
    uid = making.write_session(branch, "原来的", datetime(2026, 3, 1, 9))
    first = making.sent(branch, tmp_path / "1", "2026H1")
    making.edit(branch, "session", uid, topic="改过的")
    year = making.sent(branch, tmp_path / "1")
    making.edit(branch, "session", uid, topic="原来的")
    again = making.sent(branch, tmp_path / "2", "2026H1")
    assert again.revision == first.revision == 1
    (told,) = [each for each in again.warnings if each.code == "overtaken"]
    assert "2026" in told.message and "也重新导出" in told.message
    both = [first.file, year.file, making.sent(branch, tmp_path / "2").file]
    assert not [
        e for e in making.sent(branch, tmp_path / "2", "2026H1").warnings if e.code == told.code
    ]
    with open_store(park) as store:
        for file in both:
            assert making.taken(store, file).state == "merged"
        assert "原来的" in {row[0]: row for row in making.values(store, "session")}[uid]


def test_what_cannot_be_put_in_order_is_said(
    tmp_path: Path, branch: Store, park: Home, on_day: OnDay
) -> None:
    """A clock ahead, then the same records on another computer that knows nothing of it."""
    portable_copy.save(branch.home, tmp_path / "支部.partydesk")
    on_day(date(2031, 5, 1))
    year = making.sent(branch, tmp_path / "1").file
    on_day(TODAY)
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    portable_copy.restore(tmp_path / "支部.partydesk", new)
    with open_store(new) as again:
        half = handed_in(again, tmp_path, "甲", "2026H1")
    with open_store(park) as store:
        making.taken(store, year, accept_edited=True)
        (remark,) = making.taken(store, half).remarks
        assert "2026 第 1 版（2031-05-01" in remark and "把 2026 再导出一次" in remark


@pytest.mark.parametrize("beside", [True, False])
def test_a_branch_on_a_new_computer(
    tmp_path: Path, branch: Store, park: Home, beside: bool
) -> None:
    """From a copy of before the last submissions; the slips on the stick tell the rest."""
    with open_store(park) as store:
        making.taken(store, handed_in(branch, tmp_path, "甲"))
        portable_copy.save(branch.home, tmp_path / "支部.partydesk")
        latest = handed_in(branch, tmp_path, "乙")
        making.taken(store, latest)
        slip = write_slip(store, latest, tmp_path / f"{latest.stem}_回执.xlsx")
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    portable_copy.restore(tmp_path / "支部.partydesk", new)
    with open_store(new) as again:
        if beside:
            assert "没有写出过第 2 版" in take_slip(again, slip).doubt
        else:
            # It knows of no second revision: the committee refuses, and its slip tells.
            made = handed_in(again, tmp_path / "不知", "丙")
            with open_store(park) as store:
                refused = making.taken(store, made)
                assert refused.state == "rejected" and "退回单" in refused.message
                told = write_slip(store, made, tmp_path / "退回单.xlsx")
            take_slip(again, told)
        goes_on(again, park, tmp_path / "新")


def test_a_branch_whose_home_was_made_anew_is_asked_about(
    tmp_path: Path, branch: Store, park: Home
) -> None:
    """Typed in again from nothing: another uid under the same code. Nothing is taken silently."""
    with open_store(park) as store:
        making.taken(store, handed_in(branch, tmp_path, "甲"))
    with making.branch(tmp_path / "重建", seed=9) as anew:
        with open_store(park) as store:
            before, file = making.values(store, "member"), handed_in(anew, tmp_path / "重建", "乙")
            asked = making.taken(store, file)
            assert asked.state == "asks" and "编码相同" in asked.candidates[0]["alike"]
            assert making.values(store, "member") == before
            taken = making.taken(store, file, said=Said("same", "P0312"), accept_edited=True)
            assert (taken.state, taken.organisation) == ("merged", "P0312")
        goes_on(anew, park, tmp_path / "重建后")


def test_a_slip_beyond_all_numbers_is_doubted(tmp_path: Path, branch: Store, park: Home) -> None:
    file = handed_in(branch, tmp_path, "甲")
    with open_store(park) as store:
        slip = write_slip(store, file, tmp_path / "退回单.xlsx")
    forged = making.changed(slip, tmp_path / "假.xlsx", making.metadata(standing="50000"))
    assert "50000" in (said := take_slip(branch, forged).doubt) and "撤回" in said
    goes_on(branch, park, tmp_path)
