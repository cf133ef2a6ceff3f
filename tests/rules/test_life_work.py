"""组织生活会: what is on record shows which steps were taken; issues become tickets, come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.operations import life_work as work
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import tally
from partydesk.rules.life_park import life_records, park_life, reminder, year_in_hand
from partydesk.rules.norms import State, evaluate
from partydesk.rules.norms.life_work import LifeStep
from partydesk.rules.ticket_summary import about_ticket
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, edit

YEAR = parse_period("2026")
FULL = {"category": "full", "joined_on": "2015-06-10", "confirmed_on": "2016-06-10"}


def steps(store: Store) -> dict[str, LifeStep]:
    return {each.code: each for each in work.kept(store, 2026)[-1].steps}


def kept_id(store: Store) -> int:
    return work.kept(store, 2026)[-1].id


def asked(store: Store, period: str = "2026") -> dict[str, State]:
    with store.read() as connection:
        items = evaluate(connection, parse_period(period))
    kinds = ("study", "talks", "asked", "checked", "listed", "reported")
    return {i.norm.id: i.state for i in items if i.norm.id in {f"life_{kind}" for kind in kinds}}


def test_the_steps_follow_what_is_on_record(
    empty_store: Store, on_day: Callable[[date], None]
) -> None:
    store = empty_store
    on_day(date(2026, 12, 5))
    edit(store, "organisation", store.own.uid, used_from="2026-01-01")
    for name in ("张三", "李四"):
        add(store, "member", name=name, **FULL)
    assert asked(store) == {}  # nobody keeps one yet
    work.begin(store, 2026)
    with pytest.raises(UserError, match="已经登记"):
        work.begin(store, 2026)
    with pytest.raises(UserError, match="可以是 2025、2026、2027 年"):
        work.begin(store, 2016)
    with pytest.raises(UserError, match="没有编号是“nosuch”"):
        work.to_tickets(store, work.kept(store, 2026)[-1], ("nosuch",))
    assert {code: str(each.due) for code, each in steps(store).items()} == {
        "study": "2026-12-16", "talks": "2026-12-24", "asked": "2026-12-24",
        "checked": "2026-12-28", "meeting": "2026-12-31", "listed": "2027-01-15",
        "reported": "2027-01-15", "mended": "None",
    }  # fmt: skip
    plan = add(store, "session", kind="life_meeting", topic="会", state="planned",
               starts_at=datetime(2026, 12, 20, 14))  # fmt: skip
    assert str(steps(store)["study"].due) == "2026-12-05"
    assert set(asked(store).values()) == {State.DUE} and len(asked(store)) == 4
    # Study of a month before counts, talks of a quarter, once everybody was reached.
    add(store, "session", kind="theme_day", topic="学", starts_at=datetime(2026, 11, 18, 9))
    assert steps(store)["study"].done is None
    add(store, "session", kind="lecture", topic="课", starts_at=datetime(2026, 11, 20, 9))
    assert steps(store)["study"].done == date(2026, 11, 20)
    add(
        store,
        "talk",
        kind="heart",
        held_on="2026-12-01",
        talker="书记",
        subjects="张三",
        topic="谈",
    )
    assert "李四" in steps(store)["talks"].text and steps(store)["talks"].done is None
    add(
        store,
        "talk",
        kind="heart",
        held_on="2026-12-03",
        talker="李四",
        subjects="张三",
        topic="谈",
    )
    assert steps(store)["talks"].done == date(2026, 12, 3)
    on_day(date(2026, 12, 22))
    edit(store, "session", plan, state="held")
    assert asked(store)["life_checked"] is State.OVERDUE
    year = work.kept(store, 2026)[-1]
    edit(store, "life_work", year.uid, checked_on="2026-12-19", asked_on="2026-12-10", opinions=3)
    assert asked(store)["life_checked"] is State.DONE
    assert "life_listed" not in asked(store)  # due in the next year
    assert asked(store, "2027Q1") == {"life_listed": State.DUE, "life_reported": State.DUE}


def test_an_issue_becomes_a_ticket_and_what_is_private_stays(
    tmp_path: Path, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 12, 22))
    with making.committee(tmp_path) as park, making.branch(tmp_path) as store:
        add(store, "member", name="王个人", **FULL)
        with store.read() as connection:
            query = "SELECT id FROM member WHERE name = '王个人'"
            member = connection.exec_driver_sql(query).scalar()
        work.begin(store, 2026)
        add(store, "session", kind="life_meeting", topic="会", starts_at=datetime(2026, 12, 20, 14))
        whole = kept_id(store)
        first = add(store, "life_issue", life_work=whole, issue="学习不够深入", owner="张三")
        own = add(store, "life_issue", life_work=whole, whose="member", member=member,
                  issue="带头作用不够", due_on="2027-03-01")  # fmt: skip
        with pytest.raises(UserError, match="没有整改时限"):
            work.to_tickets(store, work.kept(store, 2026)[-1])
        edit(store, "life_issue", first, due_on="2027-02-01")
        made = work.to_tickets(store, work.kept(store, 2026)[-1])
        year = work.kept(store, 2026)[-1]
        assert [each.state for each in year.issues] == ["open", "open"]
        assert steps(store)["listed"].done == date(2026, 12, 22)
        with pytest.raises(UserError, match="没有要转的"):
            work.to_tickets(store, year)
        with store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, source, description, owner, due_on FROM ticket WHERE source = 'life' "
                "ORDER BY number"
            ).fetchall()
            known = about_ticket(connection, rows[0][0], date(2026, 12, 22))
        assert [tuple(each[1:]) for each in rows] == [
            ("life", "学习不够深入", "张三", "2027-02-01"),
            ("life", "王个人：个人查摆的问题（内容见支部的查摆问题清单）", "王个人", "2027-03-01"),
        ]
        assert known is not None and known.origin is not None
        assert known.origin[:2] == ("life_issue", first) and "学习不够深入" in known.origin[2]
        # Its solving flows back.
        on_day(date(2026, 12, 30))
        with store.write("办理") as writer:
            ticket = writer.reference("ticket", made[0])
            for state in ("working", "resolved"):
                at = datetime(2026, 12, 30, 10)
                writer.add(
                    "ticket_step", {"ticket": ticket, "at": at, "note": "办", "state": state}
                )
        assert [each.mended for each in work.kept(store, 2026)[-1].issues] == [True, False]
        file = export(store, YEAR, tmp_path).file
        merge(park, [file])
        with park.read() as connection:
            found = tally(connection, YEAR)
            assert found.value("life_issues").value == 2
            assert found.value("life_issues_mended").value == 1
            told = connection.exec_driver_sql("SELECT year, listed_on FROM life_work").fetchall()
            assert [tuple(each) for each in told] == [(2026, "2026-12-22")]
            assert not connection.exec_driver_sql("SELECT count(*) FROM life_issue").scalar()
        _the_committee_sees_it(park, made, on_day)
        # A ticket in the recycle bin is none; undone, the issue waits as before.
        with store.write("删") as writer:
            writer.remove("ticket", made[1])
        assert [e.state for e in work.kept(store, 2026)[-1].issues] == ["resolved", ""]
        (again,) = work.to_tickets(store, work.kept(store, 2026)[-1], (own,))
        assert again != made[1]
        store.undo()
        assert [e.state for e in work.kept(store, 2026)[-1].issues] == ["resolved", ""]


def _the_committee_sees_it(park: Store, made: list[str], on_day: Callable[[date], None]) -> None:
    """What the branch's own page says, as far as it travels; days told of decide what lacks."""
    with park.write("登记") as writer:
        writer.add("organisation", {"code": "P0400", "name": "没报的支部", "kind": "branch"})
    with park.read() as connection:
        found = park_life(connection, 2026, date(2026, 12, 30))
        (one, silent) = found.branches
        records = life_records(connection, one.life)
    assert (one.life.held, one.shown, one.open, len(one.tickets)) == (True, 2, 1, 2)
    done = {step.code: str(step.done) for step in one.life.steps if step.done is not None}
    assert done == {"meeting": "2026-12-20", "listed": "2026-12-22"}
    assert [step.code for step in one.behind] == ["study", "talks", "asked", "checked"]
    assert one.life.steps[-1].evidence == tuple(("ticket", uid) for uid in made)
    assert one.told == "没有报来会前学习、谈心谈话、征求意见、对照检查"
    assert {each.step for each in records} >= {"召开组织生活会"}
    assert silent.standing == ("未报到", "idle") and not silent.lacks and silent.told_to is None
    assert reminder(found.branches).count("支部") == 1 and not reminder((silent,))
    # The report is due in January: of days the branch has not told of nothing is said to lack.
    with park.read() as connection:
        later = park_life(connection, 2026, date(2027, 3, 5)).branches[0]
        earlier = park_life(connection, 2025, date(2027, 3, 5)).branches[0]
        assert [year_in_hand(connection, date(2027, month, 5)) for month in (3, 4)] == [2026, 2027]
    assert "reported" not in [step.code for step in later.behind] and later.late == 1
    assert "1 条问题过了整改时限" in later.told
    assert not earlier.tickets and not earlier.life.held
