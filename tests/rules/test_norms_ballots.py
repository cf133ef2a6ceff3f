"""到会 and 表决: three kinds of ballots with three denominators, and who sits in a 支委会."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.findings import UserError
from partydesk.rules.norms.ballots import verdict
from partydesk.store.store import Store
from tests.rules.judging import attend, edit, judged, member, members, remove, session


@pytest.mark.parametrize(
    ("kind", "entitled", "present", "quorate"),
    [
        # 半数以上 holds with exactly half.
        ("decision", 10, 5, True),
        ("decision", 10, 4, False),
        ("decision", 11, 5, False),
        ("decision", 11, 6, True),
        (None, 10, 5, True),
        (None, 10, 4, False),
        # 超过半数 does not.
        ("admission", 10, 5, False),
        ("admission", 10, 6, True),
        ("admission", 11, 5, False),
        ("admission", 11, 6, True),
        # Four fifths.
        ("election", 20, 16, True),
        ("election", 20, 15, False),
        ("election", 10, 8, True),
        ("election", 10, 9, True),
        ("election", 11, 8, False),
        ("election", 11, 9, True),
        ("election", 5, 4, True),
        ("election", 5, 5, True),
    ],
)
def test_enough_present(kind: str | None, entitled: int, present: int, quorate: bool) -> None:
    told = verdict(kind, entitled, present, present)
    assert told.quorate is quorate
    assert ("无效" in told.text) is not quorate
    if not quorate:
        assert told.passed is False
        assert verdict(kind, entitled, present, None).passed is None


@pytest.mark.parametrize(
    ("kind", "entitled", "present", "in_favour", "passed"),
    [
        # Of those who should attend.
        ("decision", 10, 6, 5, False),
        ("decision", 10, 6, 6, True),
        ("decision", 11, 6, 6, True),
        ("admission", 10, 10, 5, False),
        ("admission", 10, 6, 6, True),
        (None, 10, 10, 5, False),
        # Of those present.
        ("election", 11, 9, 5, True),
        ("election", 11, 10, 5, False),
        ("election", 11, 10, 6, True),
        ("decision", 10, 6, None, None),
        ("election", 10, 9, None, None),
    ],
)
def test_enough_in_favour(
    kind: str | None, entitled: int, present: int, in_favour: int | None, passed: bool | None
) -> None:
    told = verdict(kind, entitled, present, in_favour)
    assert told.quorate
    assert told.passed is passed
    if passed is not None:
        assert told.text.endswith("，通过" if passed else "没有通过")
        assert ("实到会的一半" in told.text) is (kind == "election")


@given(
    st.sampled_from(["decision", "admission", "election", None]),
    st.integers(1, 300),
    st.data(),
)
def test_more_votes_never_do_harm(kind: str | None, entitled: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, entitled))
    votes = data.draw(st.integers(0, present))
    told = verdict(kind, entitled, present, votes)
    if told.passed:
        assert told.quorate
        assert votes * 2 > (present if kind == "election" else entitled)
        assert verdict(kind, entitled, present, present).passed
    # Whoever may admit a member may also decide.
    if kind == "admission" and told.passed:
        assert verdict("decision", entitled, present, votes).passed


def ballots(store: Store, **when: str) -> list[tuple[str, str, str]]:
    items = judged(store, "ballot", "quorum", **when)  # type: ignore[arg-type]
    return [(i.norm.id, str(i.state), i.norm.article) for i in items]


ARTICLES = {
    "decision": "支部工作条例第十一条",
    None: "支部工作条例第十一条",
    "election": "基层组织选举工作条例",
}


@pytest.mark.parametrize("kind", ARTICLES)
@pytest.mark.parametrize("on", ["2026-05-17 23:59", "2026-05-18 00:00"])
def test_articles_of_decisions_and_elections(branch: Store, kind: str | None, on: str) -> None:
    session(branch, "general_meeting", on, ballot_kind=kind, entitled=10, voters_present=10,
            in_favour=10)  # fmt: skip
    assert ballots(branch) == [("ballot", "done", ARTICLES[kind])]


@pytest.mark.parametrize(
    ("on", "article"),
    [
        ("2026-05-17 23:59", "发展党员工作细则（2014 年）第二十、二十一、三十三条"),
        ("2026-05-18 00:00", "发展党员工作细则（2026 年）第十九、二十、三十二条"),
    ],
)
def test_admissions_go_by_the_rules_of_their_day(branch: Store, on: str, article: str) -> None:
    session(branch, "general_meeting", on, ballot_kind="admission", entitled=10, voters_present=5,
            in_favour=5)  # fmt: skip
    assert ballots(branch) == [("ballot", "missed", article)]


def test_what_was_voted_down_was_still_voted_on(branch: Store) -> None:
    uid = session(branch, "general_meeting", "2026-05-01", entitled=10, voters_present=9,
                  in_favour=1, against=8)  # fmt: skip
    (item,) = judged(branch, "ballot")
    assert (str(item.state), item.evidence) == ("done", (("session", uid),))
    assert "没有通过" in item.text
    remove(branch, "session", uid)
    assert ballots(branch) == []


@pytest.mark.parametrize(
    ("period", "count"),
    [("2026-05", 1), ("2026-04", 0), ("2026-05-31..2026-06-01", 1), ("2026-06-01..2026-06-30", 0)],
)
def test_told_in_the_period_of_the_meeting(branch: Store, period: str, count: int) -> None:
    session(branch, "theme_day", "2026-05-31 23:59", entitled=3, voters_present=3)
    assert len(ballots(branch, period=period)) == count


def test_numbers_that_do_not_tell_are_no_ballot(branch: Store) -> None:
    session(branch, "general_meeting", "2026-05-01", entitled=10)
    session(branch, "general_meeting", "2026-05-02", entitled=0, voters_present=0)
    session(branch, "general_meeting", "2026-05-03", voters_present=3)
    assert ballots(branch) == []


@pytest.mark.parametrize(
    "votes",
    [
        {"entitled": 10, "voters_present": 11},
        {"entitled": 10, "voters_present": 8, "in_favour": 9},
        {"entitled": 10, "voters_present": 8, "in_favour": 5, "against": 3, "abstained": 1},
    ],
)
def test_more_votes_than_voters_are_refused(branch: Store, votes: dict[str, int]) -> None:
    with pytest.raises(UserError):
        session(branch, "general_meeting", "2026-05-01", **votes)
    assert ballots(branch) == []


def test_the_committee_decides_by_its_own_rules(committee: Store) -> None:
    session(committee, "party_committee", "2026-05-01", entitled=9, voters_present=2)
    assert ballots(committee) == []


# --- 支委会 -------------------------------------------------------------------------------------


@pytest.fixture
def board(branch: Store) -> list[str]:
    duties = ("secretary", "organisation", "publicity", "discipline")
    return [member(branch, duty, duty=duty) for duty in duties]


@pytest.mark.parametrize(("came", "state"), [(4, "done"), (2, "done"), (1, "missed")])
def test_half_of_the_committee_is_enough(
    branch: Store, board: list[str], came: int, state: str
) -> None:
    guests = members(branch, 3)
    session(branch, "branch_committee", "2026-05-05", *board[:came], *guests)
    (item,) = judged(branch, "quorum")
    assert (str(item.state), item.text) == (state, f"支委 4 人，到会 {came} 人")


def test_who_was_excused_did_not_come_and_who_left_is_not_expected(
    branch: Store, board: list[str]
) -> None:
    uid = session(branch, "branch_committee", "2026-05-05", board[0])
    with branch.write("请假") as writer:
        attend(writer, uid, board[1], "leave")
        attend(writer, uid, board[2], "made_up")
    assert judged(branch, "quorum")[0].text == "支委 4 人，到会 1 人"
    for gone in board[2:]:
        edit(branch, "member", gone, relation="left", left_on="2026-05-05", left_to="外")
    (item,) = judged(branch, "quorum")
    assert (str(item.state), item.text) == ("done", "支委 2 人，到会 1 人")


def test_without_attendance_nothing_is_said(branch: Store, board: list[str]) -> None:
    session(branch, "branch_committee", "2026-05-05")
    session(branch, "theme_day", "2026-05-06", board[0])
    assert ballots(branch) == []


def test_votes_in_the_committee_are_a_ballot(branch: Store, board: list[str]) -> None:
    session(branch, "branch_committee", "2026-05-05", board[0], entitled=4, voters_present=3,
            in_favour=3)  # fmt: skip
    assert [(id, state) for id, state, _ in ballots(branch)] == [("ballot", "done")]


# --- the rules of the day, letters, temporary branches ------------------------------------------


@pytest.mark.parametrize(
    ("on", "state", "article"),
    [
        ("2020-07-12", "missed", "基层组织选举工作暂行条例（1990 年）"),
        ("2020-07-13", "done", "基层组织选举工作条例"),
    ],
)
def test_elections_go_by_the_rules_of_their_day(
    branch: Store, on: str, state: str, article: str
) -> None:
    session(branch, "general_meeting", on, ballot_kind="election", entitled=20, voters_present=16,
            in_favour=9)  # fmt: skip
    assert ballots(branch, period="2020") == [("ballot", state, article)]


def test_letters_count_as_votes_and_not_as_present(branch: Store) -> None:
    session(branch, "general_meeting", "2026-06-01", ballot_kind="admission", entitled=11,
            voters_present=7, written_votes=1, in_favour=8)  # fmt: skip
    (item,) = judged(branch, "ballot")
    assert str(item.state) == "done"
    assert "实到会 7 人" in item.text
    assert "书面意见 1 份" in item.text
    assert item.text.endswith("通过")
    assert not verdict("admission", 11, 5, 8, 3).quorate
    assert "不算数" not in verdict("admission", 11, 7, 8, 1).text
    assert "请核对表决事项" in verdict("decision", 11, 7, 7, 1).text


@pytest.mark.parametrize("kind", ["admission", "election"])
def test_a_temporary_branch_admits_and_elects_nobody(branch: Store, kind: str) -> None:
    edit(branch, "organisation", branch.own.uid, kind="temporary_branch")
    session(branch, "general_meeting", "2026-06-01", ballot_kind=kind, entitled=5,
            voters_present=5, in_favour=5)  # fmt: skip
    (item,) = judged(branch, "ballot")
    assert (str(item.state), item.norm.article) == ("missed", "支部工作条例第八条")
    assert "临时党支部" in item.text
