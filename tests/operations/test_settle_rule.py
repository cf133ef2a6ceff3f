"""A law: whatever a norm asks for, the command line can finish it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.run import run as command
from partydesk.operations.rule_settings import switch_custom
from partydesk.operations.settle import find
from partydesk.operations.settle_rule import asked_by, settle_rule
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.rules.norms import NORMS, State
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.conftest import at_present_on
from tests.desk.test_settling import CASES
from tests.rules.judging import add, edit, member

TODAY = date(2026, 11, 20)
Prepared = tuple[str, dict[str, str]]
"""Whom a norm asks something of ("" for the organisation), and the answer."""


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A branch with a secretary and two more."""
    monkeypatch.setattr(clock, "source", at_present_on(TODAY))
    values = {"code": "P0001", "name": "甲支部", "elected_on": "2023-11-01"}
    with create(Home(tmp_path / "支部"), "branch", values) as store:
        for name, duty in (("甲", "secretary"), ("乙", "none"), ("丙", "none")):
            member(store, name, joined_on="2010-01-01", confirmed_on="2011-01-01", duty=duty,
                   group="第一党小组")  # fmt: skip
        for custom in (norm.id for norm in NORMS.values() if norm.custom):
            switch_custom(store, custom, on=True)
        yield store


def _session(store: Store, kind: str, day: str, **values: Any) -> str:
    at = datetime.fromisoformat(f"{day} 15:00")
    return add(store, "session", kind=kind, starts_at=at, topic="议", **values)


def _id(store: Store, uid: str) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql(
            "SELECT id FROM member WHERE uid = ? UNION SELECT id FROM session WHERE uid = ?",
            (uid, uid),
        ).scalar_one())  # fmt: skip


def _meeting(_store: Store) -> Prepared:
    return "", {"topic": "议"}


def _of_committee(store: Store) -> Prepared:
    for name, duty in (("乙", "publicity"), ("丙", "organisation")):
        _settled(store, name, duty=duty)
    return "", {"topic": "议"}


def _group(_store: Store) -> Prepared:
    return "第一党小组", {"topic": "议"}


def _committee(store: Store) -> Prepared:
    for name in "丁戊己庚":
        member(store, name, joined_on="2010-01-01", confirmed_on="2011-01-01")
    _settled(store, "丁", duty="publicity")
    return "戊", {"duty": "组织委员"}


def _no_secretary(store: Store) -> Prepared:
    _settled(store, "甲", duty="none")
    _settled(store, "乙", duty="publicity")  # the roster does tell offices
    return "", {"who": "丙"}


def _settled(store: Store, name: str, **values: Any) -> None:
    with store.write("改") as writer:
        row = writer.row("member", writer.reference("member", name))
        assert row is not None
        writer.edit("member", row["uid"], values)


def _size(store: Store) -> Prepared:
    _settled(store, "丙", relation="left", left_on=date(2026, 1, 1), left_to="外")
    return "", {"kind": "联合党支部"}


def _firms(store: Store) -> Prepared:
    edit(store, "organisation", store.own.uid, kind="joint_branch")
    for number in range(6):
        member(store, f"工{number}", joined_on="2010-01-01", enterprise=f"{number}公司")
    return "", {"kind": "党支部"}


def _grades(store: Store) -> Prepared:
    _session(store, "review_meeting", "2026-11-10")
    return "乙", {"grade": "合格"}


def _cap(store: Store) -> Prepared:
    _session(store, "review_meeting", "2026-11-10")
    graded = (("甲", "excellent"), ("乙", "excellent"), ("丙", "qualified"))
    uids = [add(store, "review", member=_member_id(store, name), year=2026, grade=grade)
            for name, grade in graded]  # fmt: skip
    return uids[0], {"grade": "合格"}


def _member_id(store: Store, name: str) -> int:
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM member WHERE name = ?", (name,))
        return int(found.scalar_one())


def _ballot(store: Store) -> Prepared:
    uid = _session(store, "general_meeting", "2026-11-10", ballot_kind="decision", entitled=10,
                   voters_present=2, in_favour=2)  # fmt: skip
    return uid, {"voters_present": "9", "in_favour": "9"}


def _quorum(store: Store) -> Prepared:
    for name, duty in (("乙", "publicity"), ("丙", "organisation")):
        _settled(store, name, duty=duty)
    uid = _session(store, "branch_committee", "2026-11-10")
    session = _id(store, uid)
    for name, state in (("甲", "present"), ("丙", "absent")):
        add(store, "attendance", session=session, member=_member_id(store, name), state=state)
    with store.read() as connection:
        other = connection.exec_driver_sql("SELECT uid FROM member WHERE name = '乙'").scalar_one()
    return uid, {"member": str(other), "state": "出席"}


def _left(store: Store) -> Prepared:
    return member(store, "走", relation="left"), {"left_on": "2026-05-01", "left_to": "外"}


def _letter(store: Store) -> Prepared:
    uid = member(store, "走", relation="left", left_on="2026-05-01", left_to="外")
    letter = add(store, "transfer", member=_id(store, uid), direction="out", place="外",
                 issued_on="2026-05-01", valid_days=60, letter_no="1 号")  # fmt: skip
    return letter, {"receipt_on": "2026-11-10", "state": "已接收"}


def _floating(store: Store) -> Prepared:
    return member(store, "流", floating=1), {"how": "电话", "result": "都好"}


def _silent(store: Store) -> Prepared:
    uid = member(store, "静", joined_on="2009-01-01", confirmed_on="2010-01-01")
    for month in range(1, 12):
        session = _id(store, _session(store, "theme_day", f"2026-{month:02d}-05"))
        add(store, "attendance", session=session, member=_member_id(store, "甲"), state="present")
    return uid, {"held_on": "2026-11-19", "talker": "甲", "topic": "近况"}


def _correcting(store: Store) -> Prepared:
    uid = member(store, "改", membership="correcting", membership_on="2025-11-01",
                 correct_until="2026-11-01")  # fmt: skip
    return uid, {"membership": "正常", "membership_on": "2026-11-10"}


def _hidden(store: Store) -> Prepared:
    uid = member(store, "隐", hidden_kind="hidden", found_on="2026-10-01")
    return uid, {"settled_on": "2026-11-10"}


def _temporary(store: Store) -> Prepared:
    edit(store, "organisation", store.own.uid, kind="temporary_branch")
    uid = member(store, "新", category="probationary", joined_on="2026-10-01", confirmed_on=None)
    return uid, {"arrived_on": "2026-11-01"}


def _ticket(store: Store) -> Prepared:
    uid = add(store, "ticket", source="staff", description="漏水", raised_on="2026-10-01",
              due_on="2026-11-01")  # fmt: skip
    add(store, "ticket_step", ticket=_ticket_id(store), at=datetime(2026, 10, 2), note="派人",
        state="working")  # fmt: skip
    return uid, {"at": "2026-11-10", "note": "修好了", "state": "已解决"}


def _ticket_id(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM ticket").scalar_one())


def _plan(store: Store) -> Prepared:
    uid = _session(store, "theme_day", "2026-11-10", state="planned")
    return uid, {"state": "没开", "reason_not_held": "停电"}


def _training(_store: Store) -> Prepared:
    return "甲", {"starts_at": "2026-11-10", "topic": "轮训", "hours": "24"}


def _election(_store: Store) -> Prepared:
    return "", {"elected_on": "2026-11-10", "secretary": "甲"}


def _dues(store: Store, *months: tuple[str, str]) -> None:
    """Who is to pay 10 a month from when on, in a file used long before."""
    edit(store, "organisation", store.own.uid, used_from="2026-01-01")
    for name, month in months:
        with store.write("核定") as writer:
            values = {"member": writer.reference("member", name), "from_month": month}
            writer.add("dues_base", {**values, "monthly": 1000})


def _no_base(store: Store) -> Prepared:
    _dues(store, ("甲", "2026-11"))
    return "丙", {"monthly": "10"}


def _owes_three(store: Store) -> Prepared:
    _dues(store, ("丙", "2026-08"))
    return "丙", {"amount": "10"}


def _owes_six(store: Store) -> Prepared:
    _dues(store, ("丙", "2026-05"))
    return "丙", {"talker": "甲", "topic": "党费"}


def _notice(store: Store) -> Prepared:
    _dues(store, ("甲", "2026-11"))
    return "", {"from_on": "2026-11-10"}


def _handed(store: Store) -> Prepared:
    _dues(store, ("甲", "2026-01"))
    return "", {"amount": "100"}


def _report(store: Store) -> Prepared:
    way = {"applied_on": "2026-05-01", "talked_on": "2026-05-10", "activist_on": "2026-09-01"}
    uid = member(store, "积", category="activist", joined_on=None, confirmed_on=None, **way)
    return uid, {"on": "2026-11-10", "theme": "学习体会"}


def _held(store: Store, **values: int) -> str:
    return add(store, "election", kind="term", held_on="2026-11-10", seats=3, **values)


def _result(store: Store) -> Prepared:
    return _held(store, entitled=10, present=2), {"present": "9"}


def _approved(store: Store) -> Prepared:
    uid = _held(store, entitled=10, present=9)
    return uid, {"reported_on": "2026-11-12", "approved_on": "2026-11-18"}


def _duty(store: Store) -> Prepared:
    with store.write("责任") as writer:
        area = writer.add("duty_area", {"kind": "area", "name": "一号区", "holder": "甲"})
        values = {"text": "走访", "cadence": "month", "from_on": date(2026, 11, 1)}
        writer.add("duty", {**values, "duty_area": writer.reference("duty_area", area)})
    return "走访", {"note": "走访两家"}


def _life(store: Store) -> Prepared:
    with store.write("组织生活会") as writer:
        writer.add("life_work", {"year": 2026})
    return "", dict.fromkeys(("studied_on", "talked_on", "asked_on", "checked_on"), "2026-11-10")


def _life_held(store: Store) -> Prepared:
    with store.write("组织生活会") as writer:
        writer.add("life_work", {"year": 2026})
        met = {"kind": "life_meeting", "topic": "组织生活会", "state": "held"}
        writer.add("session", {**met, "starts_at": datetime(2026, 11, 5, 14)})
    return "", {"listed_on": "2026-11-10", "reported_on": "2026-11-10"}


def _course(store: Store) -> Prepared:
    add(store, "course", year=2026, name="轮训", for_whom="secretary", hours=56.0, quarter="Q4")
    return "轮训", {"starts_at": "2026-11-10", "topic": "轮训", "hours": "56"}


PREPARED: dict[str, Callable[[Store], Prepared]] = {
    "general_meeting": _meeting, "branch_committee": _of_committee, "theme_day": _meeting,
    "life_meeting": _meeting, "review_meeting": _meeting, "lecture_quarterly": _meeting,
    "group_meeting": _group, "secretary_training": _training, "review_grades": _grades,
    "review_cap": _cap, "election": _election, "branch_size": _size, "joint_firms": _firms,
    "committee_size": _committee, "secretary": _no_secretary, "ballot": _ballot,
    "quorum": _quorum, "left": _left, "transfer_receipt": _letter, "letter_expired": _letter,
    "floating_contact": _floating, "silent": _silent, "correcting": _correcting,
    "dues_base": _no_base, "dues_three_months": _owes_three, "dues_six_months": _owes_six,
    "hidden_member": _hidden, "temporary_admission": _temporary, "ticket": _ticket, "plan": _plan,
    "duty": _duty, "dues_notice": _notice, "dues_handed": _handed, "thought_report": _report,
    "election_result": _result, "election_approved": _approved,
    "life_study": _life, "life_talks": _life, "life_asked": _life, "life_checked": _life,
    "life_listed": _life_held, "life_reported": _life_held, "course_held": _course,
}  # fmt: skip


def test_every_norm_of_a_branch_has_a_case() -> None:
    asked = {norm.id for norm in NORMS.values() if norm.held_by == "B"} - {
        "submission",
        "dues_collected",
        "campaign_step",
    }
    assert asked == set(PREPARED) | set(CASES)


def _asked(store: Store, rule: str, about: str) -> str:
    """The key of what a norm asks first; "" for nothing."""
    try:
        return find(store, rule, about).key
    except UserError:
        return ""


@pytest.mark.parametrize("rule", PREPARED)
def test_what_a_norm_asks_is_finished_by_its_name(branch: Store, rule: str) -> None:
    about, raw = PREPARED[rule](branch)
    each = bool(NORMS[rule].settles.each)
    key = _asked(branch, rule, "" if each else about)
    assert key
    for name in {each.key for each in asked_by(branch, rule, about)} & {"topic", "grade"}:
        assert name in raw
    if each and about and len(about) < 3:  # a name: the record's uid is what is changed
        with branch.read() as connection:
            query = "SELECT uid FROM member WHERE name = ?"
            about = str(connection.exec_driver_sql(query, (about,)).scalar_one())
    _item, _uid, found = settle_rule(branch, rule, about, raw)
    assert found.settled, (rule, found)
    assert _asked(branch, rule, "" if each else about) != key
    branch.undo()
    assert _asked(branch, rule, "" if each else about) == key


def test_what_happens_to_people_is_carried_out_as_that(branch: Store) -> None:
    """The affair's answers do the whole affair, the fields alone what they always did."""
    uid = member(branch, "预", category="probationary", joined_on="2025-11-01", confirmed_on=None)
    names = [each.key for each in asked_by(branch, "probation", uid)]
    assert {"meeting", "confirm_voted_on", "confirmed_on"} <= set(names)
    settle_rule(branch, "probation", uid, {"confirm_voted_on": "2026-11-10"})
    with branch.read() as connection:
        query = "SELECT category, confirmed_on FROM member WHERE uid = ?"
        assert tuple(connection.exec_driver_sql(query, (uid,)).one()) == ("full", "2026-11-01")
    lost = member(branch, "失", lost=1, lost_on="2026-03-01")
    _, _, found = settle_rule(branch, "lost_half_year", lost, {"day": "2026-11-10"})
    assert found.state is State.DONE
    with pytest.raises(UserError, match="partydesk export"):
        settle_rule(branch, "submission", "", {})


def test_the_command_lists_what_is_asked(branch: Store, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(branch.home.folder)
    branch.close()
    assert command(["--home", home, "--json", "settle", "election", "asks"]) == 0
    asks = json.loads(capsys.readouterr().out)["asks"]
    assert {"name": "elected_on", "required": True}.items() <= next(
        each for each in asks if each["name"] == "elected_on"
    ).items()
    assert command(["--home", home, "settle", "submission", "asks"]) == 2
    assert "partydesk export" in capsys.readouterr().err
