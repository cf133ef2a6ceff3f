"""Hours of a committee's courses come back to the branch: once, in any order, undone in a step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.desk.ledgers.training_page import courses_of_year, people_of
from partydesk.exchange.replies import study_hours
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.replies.study_hours import Committee, read, telling
from partydesk.exchange.replies.taken_hours import take
from partydesk.exchange.replies.taken_slips import take_slip
from partydesk.exchange.submission.snapshot import take_snapshot
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.study import studied
from partydesk.rules.training import courses, courses_of_park
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, attend, edit, member, session

YEAR = parse_period("2026")


@pytest.fixture(autouse=True)
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is a second later."""
    seconds = count()
    begun = datetime(2026, 12, 31, 9, 0)
    monkeypatch.setattr(clock, "source", lambda: begun + timedelta(seconds=next(seconds)))


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    own = {"code": "P0001", "name": "甲支部"}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        yield store


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    own = {"code": "P0000", "name": "园区党委"}
    with create(Home(tmp_path / "党委"), "committee", own) as store:
        yield store


def credits(store: Store) -> dict[tuple[str, str], float]:
    """(member's name, topic) → hours, of what is not in the bin."""
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT m.name, c.topic, c.hours FROM study_credit c JOIN member m ON m.id = c.member "
            "WHERE c.deleted_at IS NULL"
        ).fetchall()
    return {(row[0], row[1]): row[2] for row in found}


def ids(store: Store, *uids: str) -> list[int]:
    with store.write("找") as writer:
        return [writer.reference("member", uid) for uid in uids]


def test_from_the_committees_course_to_the_branchs_hours(
    tmp_path: Path, branch: Store, committee: Store
) -> None:
    one, other = member(branch, "甲一", duty="secretary"), member(branch, "甲二")
    sheet = making.sent(branch, tmp_path / "出").file
    merge(committee, [sheet])
    assert read_receipt(committee, sheet, tmp_path / "空.xlsx") == ""
    plan = {"year": 2026, "name": "书记轮训", "for_whom": "secretary", "hours": 56.0}
    course = add(committee, "course", **plan, quarter="Q2", by="旗委党校")
    add(committee, "course", **{**plan, "name": "党员轮训", "for_whom": "member", "hours": 8.0})
    with committee.write("找") as writer:
        of = writer.reference("course", course)
    held = session(committee, "training", "2026-06-03", one, topic="六月班", hours=56.0, course=of)
    with committee.write("请假") as writer:
        attend(writer, held, other, "leave")
    receipt = write_slip(committee, sheet, tmp_path / "回执.xlsx")
    slip = take_slip(branch, receipt)
    assert slip.accepted and "记上 1 条" in slip.study_taken
    assert "培训计划改了 2 期" in slip.study_taken
    assert credits(branch) == {("甲一", "六月班"): 56.0}
    # The committee's plan stands beside, with who of those it is for was there.
    with branch.read() as connection:
        theirs, ours = courses_of_park(connection, branch.own.id, 2026, date(2026, 7, 1))
        assert courses(connection, YEAR, date(2026, 7, 1)) == []
    assert (theirs.uid, theirs.by, theirs.when) == (course, "旗委党校", "二季度")
    assert [(e.name, e.took_part, e.hours) for e in theirs.people] == [("甲一", True, 56.0)]
    assert (len(ours.people), ours.took_part, ours.held) == (2, 0, [])
    page = courses_of_year(branch)
    assert page.groups[0].label == "党委的计划" and "党委计划 2 期" in page.said
    assert [line.cells[-1] for line in page.groups[0].lines] == ["都参加了", "还没有带回学时"]
    assert [g.label for g in people_of(branch, course).groups] == ["参加了"]
    assert "随回执带回来" in people_of(branch, ours.uid).said
    with branch.read() as connection:
        told = {e.name: (e.hours, e.met) for e in studied(connection, 2026, None, date.max)}
    assert told == {"甲一": (56.0, True), "甲二": (0.0, False)}
    # Again: nothing changes, and it is said so.
    before = _operations(branch)
    assert "没有变" in take_slip(branch, receipt).study_taken
    assert _operations(branch) == before and len(credits(branch)) == 1
    # It is the committee's word: not edited, not handed in again, seen where it came from.
    (row,) = rows(branch)
    assert row["by"] == "园区党委" and row["of_session"] == held
    with pytest.raises(UserError, match="随回执发来"):
        edit(branch, "study_credit", row["uid"], hours=60.0)
    with branch.read() as connection:
        assert take_snapshot(connection, branch.own.id, YEAR)["study_credit"].uids == []
    # Undone in one step, and taken again as the first time.
    branch.undo()
    assert credits(branch) == {}
    assert "记上 1 条" in take_slip(branch, receipt).study_taken
    assert len(credits(branch)) == 1
    # Handed in again, the committee counts the hours once.
    merge(committee, [making.sent(branch, tmp_path / "再").file])
    with committee.read() as connection:
        hours = {e.name: e.hours for e in studied(connection, 2026, None, date.max)}
    assert hours["甲一"] == 56.0
    # A course that is dropped goes with the next receipt, one of an earlier day brings none back.
    with committee.write("删") as writer:
        writer.remove("course", ours.uid)
    later = write_slip(committee, sheet, tmp_path / "后.xlsx")
    for each in (later, receipt):
        take_slip(branch, each)
        with branch.read() as connection:
            found = courses_of_park(connection, branch.own.id, 2026, date(2026, 7, 1))
        assert [(e.name, e.took_part) for e in found] == [("书记轮训", 1)]


def read_receipt(committee: Store, sheet: Path, out: Path) -> str:
    from partydesk.exchange.replies.slip import read_slip

    return read_slip(write_slip(committee, sheet, out)).study


def rows(store: Store) -> list[dict[str, Any]]:
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT * FROM study_credit")
        return [dict(row._mapping) for row in found]


def _operations(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM operation").scalar() or 0)


def tell(committee: Store, organisation: int) -> str:
    own = committee.own
    with committee.read() as connection:
        return telling(connection, Committee(own.id, own.uid, own.name), organisation, YEAR)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A committee with a branch's two members in it, and that branch: one pair for all examples,
    each of which plays with sessions of its own."""
    folder = tmp_path_factory.mktemp("回执")
    monkey = pytest.MonkeyPatch()
    monkey.setattr(clock, "source", lambda: datetime(2026, 12, 31, 9, 0))
    branch = create(Home(folder / "支部"), "branch", {"code": "P0001", "name": "甲支部"})
    park = create(Home(folder / "党委"), "committee", {"code": "P0000", "name": "园区党委"})
    people = [member(branch, "甲一"), member(branch, "甲二")]
    merge(park, [making.sent(branch, folder / "出").file])
    monkey.undo()
    with park.read() as connection:
        of = connection.exec_driver_sql("SELECT id FROM organisation WHERE code = 'P0001'").scalar()
    yield branch, park, people, of
    branch.close()
    park.close()


ACTS = st.sampled_from(("come", "leave", "hours", "remove", "restore"))


@given(
    st.lists(st.tuples(st.integers(0, 1), ACTS), min_size=1, max_size=4),
    st.lists(st.integers(0, 4), min_size=1, max_size=7),
)
@settings(max_examples=12, deadline=None)
def test_receipts_in_any_order_and_twice_leave_what_the_last_one_tells(
    played: Any, acts: list[tuple[int, str]], order: list[int]
) -> None:
    branch, park, people, of = played
    held = session(park, "training", "2026-06-03", topic="轮训", hours=8.0)
    with park.write("点名") as writer:
        rolls = [attend(writer, held, who) for who in people]
    told = [tell(park, of)]
    for place, act in acts:
        with park.write("改") as writer:
            gone = (writer.find("attendance", rolls[place]) or {})["deleted_at"]
            if act == "hours":
                now = (writer.find("session", held) or {})["hours"]
                writer.edit("session", held, {"hours": now % 40 + 4})
            elif act == "remove" and not gone:
                writer.remove("attendance", rolls[place])
            elif act == "restore" and gone:
                writer.restore("attendance", rolls[place])
            elif not gone and act in ("come", "leave"):
                state = "present" if act == "come" else "leave"
                writer.edit("attendance", rolls[place], {"state": state})
        told.append(tell(park, of))
    newest = read(told[-1]).rows
    for each in [*order, len(told) - 1, *order]:
        if each < len(told):
            take(branch, told[each])
    wanted = {(row.name, row.on): row.hours for row in newest
              if row.hours and row.session == held}  # fmt: skip
    with branch.read() as connection:
        kept = {
            (row[0], row[1]): row[2]
            for row in connection.exec_driver_sql(
                'SELECT m.name, c."on", c.hours FROM study_credit c '
                "JOIN member m ON m.id = c.member WHERE c.deleted_at IS NULL AND c.of_session = ?",
                (held,),
            )
        }
    assert kept == wanted
    assert not take(branch, told[-1]).moved
    with park.write("下一个") as writer:
        writer.remove("session", held)
    take(branch, tell(park, of))


def test_what_the_branch_removed_stays_removed_until_the_committee_changes_it(
    branch: Store, committee: Store, tmp_path: Path
) -> None:
    who = member(branch, "甲一")
    merge(committee, [making.sent(branch, tmp_path / "出").file])
    held = session(committee, "training", "2026-06-03", who, topic="轮训", hours=8.0)
    of = organisation(committee)
    take(branch, tell(committee, of))
    (row,) = rows(branch)
    with branch.write("删") as writer:
        writer.remove("study_credit", row["uid"])
    assert not take(branch, tell(committee, of)).moved and credits(branch) == {}
    edit(committee, "session", held, hours=16.0)
    assert take(branch, tell(committee, of)).changed == 1
    assert credits(branch) == {("甲一", "轮训"): 16.0}


def organisation(committee: Store, code: str = "P0001") -> int:
    with committee.read() as connection:
        return int(
            connection.exec_driver_sql(
                "SELECT id FROM organisation WHERE code = ?", (code,)
            ).scalar()
            or 0
        )


def test_strangers_and_what_is_there_already_are_told(
    branch: Store, committee: Store, tmp_path: Path
) -> None:
    gone, there, kept = (member(branch, name) for name in ("走了", "记过", "在册"))
    merge(committee, [making.sent(branch, tmp_path / "出").file])
    session(committee, "training", "2026-06-03", gone, there, kept, topic="轮训", hours=8.0)
    session(branch, "training", "2026-06-03", there, topic="参加园区轮训", hours=8.0)
    with branch.write("删") as writer:
        writer.remove("member", gone)
    done = take(branch, tell(committee, organisation(committee)))
    assert (done.added, done.strangers, done.doubled) == (1, ["走了"], ["记过"])
    assert "走了不在本支部名册里" in done.words and "记过那天的培训本支部已经记过" in done.words
    assert credits(branch) == {("在册", "轮训"): 8.0}


def test_a_receipt_of_another_branch_or_forged_brings_nothing(
    branch: Store, committee: Store, tmp_path: Path
) -> None:
    who = member(branch, "甲一")
    sheet = making.sent(branch, tmp_path / "出").file
    merge(committee, [sheet])
    session(committee, "training", "2026-06-03", who, topic="轮训", hours=8.0)
    receipt = write_slip(committee, sheet, tmp_path / "回执.xlsx")
    own = {"code": "P0002", "name": "乙支部"}
    with create(Home(tmp_path / "乙"), "branch", own) as other:
        slip = take_slip(other, receipt)
        assert slip.org_code == "P0001" and not slip.study_taken and rows(other) == []
    torn = making.changed(receipt, tmp_path / "坏.xlsx", making.metadata(study='{"rows": [1]}'))
    assert "读不出来" in take_slip(branch, torn).study_taken and rows(branch) == []
    odd = making.changed(receipt, tmp_path / "别.xlsx", making.metadata(declared="0" * 64))
    assert take_slip(branch, odd).doubt and rows(branch) == []
    for text in ("", "[]", '{"by": "x"}', "{" * 2000):
        with pytest.raises(UserError, match="读不出来"):
            study_hours.read(text)


def test_plain_hours_go_with_the_submission(
    branch: Store, committee: Store, tmp_path: Path
) -> None:
    (who,) = ids(branch, member(branch, "甲一"))
    add(branch, "study_credit", member=who, way="online", hours=32.0, on=date(2026, 9, 1),
        topic="学习强国")  # fmt: skip
    merge(committee, [making.sent(branch, tmp_path / "出").file])
    with committee.read() as connection:
        (told,) = studied(connection, 2026, None, date.max)
    assert (told.name, told.hours, told.met) == ("甲一", 32.0, True)
