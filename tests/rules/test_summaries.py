"""What is known about one member, session or problem, asked of real files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from partydesk.records.periods import parse_period
from partydesk.rules import study
from partydesk.rules.member_summary import AboutMember, about_member
from partydesk.rules.norms import State, evaluate
from partydesk.rules.session_summary import AboutSession, about_session
from partydesk.rules.ticket_summary import AboutTicket, about_ticket
from partydesk.store import rows
from partydesk.store.store import Store
from tests.rules.judging import add, attend, edit, member, moved, remove, session, talk

TODAY = date(2026, 11, 24)


def id_of(store: Store, kind: str, uid: str) -> int:
    with store.read() as connection:
        found = rows.find(connection, kind, uid)
    assert found is not None
    return int(found["id"])


def person(store: Store, uid: str, today: date = TODAY) -> AboutMember:
    id = id_of(store, "member", uid)
    with store.read() as connection:
        known = about_member(connection, id, today)
    assert known is not None
    return known


def meeting(store: Store, uid: str) -> AboutSession:
    id = id_of(store, "session", uid)
    with store.read() as connection:
        known = about_session(connection, id)
    assert known is not None
    return known


def finding(store: Store, today: date = TODAY, **values: Any) -> AboutTicket:
    uid = add(
        store, "ticket",
        **{"source": "staff", "description": "漏水", "raised_on": "2026-11-01"} | values,
    )  # fmt: skip
    id = id_of(store, "ticket", uid)
    with store.read() as connection:
        known = about_ticket(connection, id, today)
    assert known is not None
    return known


def test_the_hours_of_this_year_count_and_say_what_is_lacking(branch: Store) -> None:
    who = member(branch)
    session(branch, "lecture", "2026-03-01", who, hours=20)
    missed = session(branch, "lecture", "2026-04-01", hours=8)
    session(branch, "lecture", "2025-12-31", who, hours=30)
    with branch.write("补学") as writer:
        attend(writer, missed, who, "made_up")

    known = person(branch, who)

    assert known.study is not None
    assert (known.study.hours, known.study.wanted) == (28, 32)
    assert known.study.item.text == "已学 28 学时，还差 4"
    assert known.study.item.state is State.DUE
    assert known.states == {"present": 1, "made_up": 1}
    assert known.turnout.rate == 50


def test_an_office_asks_for_more_hours_and_a_secretary_for_a_course(branch: Store) -> None:
    who = member(branch, duty="secretary")

    before = person(branch, who)
    session(branch, "training", "2026-05-06", who)
    after = person(branch, who)

    assert before.study is not None and before.study.wanted == 56
    assert [item.norm.id for item in before.open] == ["secretary_training"]
    assert after.open == ()


def test_who_came_within_the_year_is_asked_in_proportion(branch: Store) -> None:
    known = person(branch, member(branch, arrived_on="2026-06-01"))
    assert known.study is not None and known.study.item.state is State.DUE
    assert known.study.wanted == 18.7


def test_who_is_not_on_the_roll_has_no_hours_to_reach(branch: Store) -> None:
    for values in (
        {"category": "applicant"},
        {"relation": "left", "left_on": "2026-02-01", "left_to": "乙地"},
    ):
        assert person(branch, member(branch, **values)).study is None


def test_talks_of_the_year_are_those_that_name_the_person(branch: Store) -> None:
    who = member(branch, "张三")
    member(branch, "张三丰")
    led = talk(branch, "张三", "李四", "2026-05-02")
    heard = talk(branch, "李四", "王五、张三", "2026-05-01", content="不外传")
    talk(branch, "李四", "张三丰", "2026-05-03")
    talk(branch, "张三", "李四", "2025-12-31")
    remove(branch, "talk", talk(branch, "张三", "李四", "2026-05-04"))

    told = person(branch, who).talks

    assert [(each.uid, each.leading) for each in told] == [(led, True), (heard, False)]
    assert "不外传" not in repr(told)


def test_posts_and_grades(branch: Store) -> None:
    who = member(branch, "张三")
    add(branch, "post", kind="post", name="一号岗", holder="李四、张三", since=date(2025, 7, 1))
    add(branch, "post", kind="area", name="别人的", holder="张三丰", since=date(2025, 7, 1))
    for year, grade in ((2024, "qualified"), (2025, "excellent")):
        add(branch, "review", member=id_of(branch, "member", who), year=year, grade=grade)

    known = person(branch, who)

    assert [post.name for post in known.posts] == ["一号岗"]
    assert known.grades == ((2025, "excellent"), (2024, "qualified"))


def test_the_next_steps_of_the_way_with_their_limits(branch: Store) -> None:
    for name in ("陈甲", "陈乙"):
        member(branch, name)
    who = member(
        branch, category="probationary", joined_on="2026-01-10", approved_on="2026-06-01",
        sponsors="陈甲、陈乙", vetted_on="2025-12-01", trained_on="2025-12-02", training_hours=24,
    )  # fmt: skip

    known = person(branch, who)

    steps = [(item.norm.id, str(item.state), item.due) for item in known.open]
    assert steps == [
        ("oath", "overdue", date(2026, 7, 1)),
        ("probation", "due", date(2027, 1, 10)),
    ]


def test_one_member_alone_is_judged_as_the_whole_branch_is(branch_store: Store) -> None:
    day = date(2026, 3, 31)
    with branch_store.read() as connection:
        own = (branch_store.own.id,)
        everybody = study.hours(connection, 2026, own[0], day)
        items = evaluate(connection, parse_period("2026"), today=day, organisations=own)
    open_limits = {
        (item.uid, item.norm.id, item.state, item.due)
        for item in items
        if item.norm.about == "member" and item.state in (State.DUE, State.OVERDUE)
    }
    assert len(everybody) > 5
    for each in everybody:
        alone = person(branch_store, each.uid, day)
        assert alone.study is not None
        assert (alone.study.hours, alone.study.wanted) == (each.hours, each.wanted)
        for item in alone.open:
            this_year = item.due is not None and item.due <= date(2026, 12, 31)
            if this_year and item.state is not State.MISSED:
                assert (item.uid, item.norm.id, item.state, item.due) in open_limits


def test_nothing_is_known_of_what_was_removed(branch: Store) -> None:
    who, held = member(branch), session(branch, "lecture", "2026-03-01")
    ids = id_of(branch, "member", who), id_of(branch, "session", held)
    remove(branch, "member", who)
    remove(branch, "session", held)
    with branch.read() as connection:
        assert about_member(connection, ids[0], TODAY) is None
        assert about_session(connection, ids[1]) is None
        assert about_ticket(connection, 99, TODAY) is None


def test_a_ballot_is_told_with_its_quorum(branch: Store) -> None:
    held = session(
        branch, "general_meeting", "2026-06-01", ballot_kind="admission", entitled=10,
        voters_present=5, in_favour=5,
    )  # fmt: skip

    before = meeting(branch, held)
    edit(branch, "session", held, voters_present=6, in_favour=6)
    after = meeting(branch, held)

    assert before.ballot is not None and not before.ballot.quorate
    assert before.obligation is not None and before.obligation.state is State.MISSED
    assert after.ballot is not None and after.ballot.passed
    assert "第十九" in before.obligation.norm.article


def test_a_committee_meeting_tells_its_quorum(branch: Store) -> None:
    office = [member(branch, f"委员{n}", duty="committee") for n in range(3)]
    plain = member(branch, "旁听")
    held = session(branch, "branch_committee", "2026-06-01", office[0], plain)

    judged = meeting(branch, held).obligation

    assert judged is not None and judged.state is State.MISSED
    assert judged.text == "支委 3 人，到会 1 人"


def test_a_session_tells_who_was_away_and_why(branch: Store) -> None:
    came, away = member(branch, "来了"), member(branch, "出差")
    held = session(branch, "lecture", "2026-06-01", came)
    with branch.write("请假") as writer:
        uid = attend(writer, held, away, "leave")
        writer.edit("attendance", uid, {"note": "外地"})

    known = meeting(branch, held)

    assert known.away == (("leave", "出差", "外地"),)
    assert known.ballot is None and known.obligation is None


def test_a_problem_tells_its_days_and_its_limit(branch: Store) -> None:
    def told(**values: Any) -> tuple[str, str, str]:
        known = finding(branch, **values)
        return known.taken, known.limit, known.tone

    assert told() == ("登记后已有 23 天", "", "idle")
    assert told(due_on="2026-11-14") == ("登记后已有 23 天", "超过时限 10 天", "bad")
    assert told(due_on=TODAY + timedelta(days=3))[1:] == ("离时限还有 3 天", "warn")
    assert told(due_on=TODAY + timedelta(days=60))[2] == "info"
    solved = {"state": "resolved", "resolved_on": "2026-11-11"}
    assert told(due_on="2026-11-14", **solved) == ("用了 10 天解决", "在时限内", "ok")
    assert told(due_on="2026-11-09", **solved)[1:] == ("超过时限 2 天", "warn")
    assert told(due_on="2026-11-09", state="declined") == ("", "", "idle")


def test_steps_come_in_the_order_in_which_they_were_taken(branch: Store) -> None:
    uid = add(branch, "ticket", source="staff", description="漏水", raised_on="2026-11-01")
    moved(branch, uid, "2026-11-05", "working", "resolved")
    moved(branch, uid, "2026-11-02", "resolved")  # written down later
    id = id_of(branch, "ticket", uid)
    with branch.read() as connection:
        known = about_ticket(connection, id, TODAY)
    assert known is not None
    assert [(step.at[:10], step.state) for step in known.steps] == [
        ("2026-11-02", "resolved"),
        ("2026-11-05", "working"),
        ("2026-11-05", "resolved"),
    ]
