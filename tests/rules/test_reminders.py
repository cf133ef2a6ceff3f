"""Reminders: each thing once, when it is near, until it is done or put off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.exchange.submission.writing import export
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.rules.norms import NORMS, Obligation, State, evaluate
from partydesk.rules.reminders import WHEN, Reminder, reminders
from partydesk.sample.makers import make_branch
from partydesk.store import snoozes
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge
from tests.rules.judging import add, edit, judged, member, members, remove, session, talk


def reminded(store: Store, today: str, *norms: str) -> list[Reminder]:
    with store.read() as connection:
        found = reminders(connection, today=date.fromisoformat(today))
    return [each for each in found if not norms or each.norm.id in norms]


def titles(store: Store, today: str, *norms: str) -> list[tuple[str, str]]:
    return [(each.when, each.title) for each in reminded(store, today, *norms)]


# --- when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "when"),
    [
        ("2026-07-31", None),  # next month's meeting waits for next month
        ("2026-08-01", "month"),
        ("2026-08-30", "month"),  # a Sunday; the 31st is in the week after
        ("2026-08-31", "today"),
        ("2026-09-01", "overdue"),
        ("2026-10-01", "overdue"),
        ("2026-10-02", None),
    ],
)
def test_a_months_meeting(branch: Store, today: str, when: str | None) -> None:
    found = [each for each in reminded(branch, today, "theme_day")
             if each.items[0].slot == "2026-08"]  # fmt: skip
    assert [each.when for each in found] == ([when] if when else [])
    for each in found:
        assert (each.title, each.due) == ("8 月主题党日", date(2026, 8, 31))
        assert each.why == "每月相对固定 1 天 · 支部工作条例第十六条"
    session(branch, "theme_day", "2026-08-15")
    assert not [each for each in reminded(branch, today, "theme_day")
                if each.items[0].slot == "2026-08"]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "when"),
    [
        ("2026-09-14", None),  # sixteen days ahead
        ("2026-09-15", "month"),
        ("2026-09-20", "month"),  # Sunday
        ("2026-09-28", "week"),  # Monday
        ("2026-09-29", "week"),
        ("2026-09-30", "today"),
        ("2026-10-01", "overdue"),
        ("2036-10-01", "overdue"),
    ],
)
def test_a_problem_with_its_limit_on_a_wednesday(
    branch: Store, today: str, when: str | None
) -> None:
    add(branch, "ticket", source="self_check", description="路灯不亮", raised_on="2026-01-05",
        due_on="2026-09-30")  # fmt: skip
    assert [each.when for each in reminded(branch, today, "ticket")] == ([when] if when else [])


def test_this_week_may_reach_into_next_month_and_this_month_not(branch: Store) -> None:
    for number, due in enumerate(("2026-10-02", "2026-10-06", "2026-10-04", "2026-10-05")):
        add(branch, "ticket", source="self_check", description=f"第{number}件",
            raised_on="2026-01-05", due_on=due)  # fmt: skip
    assert [(each.when, str(each.due)) for each in reminded(branch, "2026-09-29", "ticket")] == [
        ("week", "2026-10-02"), ("week", "2026-10-04"),
        ("later", "2026-10-05"), ("later", "2026-10-06"),
    ]  # fmt: skip


def test_a_political_birthday_over_new_year(branch: Store) -> None:
    member(branch, joined_on="2020-01-02")
    for today, when in (("2025-12-25", []), ("2025-12-26", ["later"]), ("2025-12-29", ["week"]),
                        ("2026-01-02", ["today"]), ("2026-01-09", ["overdue"]),
                        ("2026-01-10", [])):  # fmt: skip
        found = reminded(branch, today, "political_birthday")
        assert [each.when for each in found] == when
    (one,) = reminded(branch, "2025-12-29", "political_birthday")
    assert one.items[0].about == "张三"
    talk(branch, "书记", "张三", "2025-12-29", kind="political_birthday")
    assert reminded(branch, "2025-12-29", "political_birthday") == []


def test_a_term_half_a_year_ahead(branch: Store) -> None:
    edit(branch, "organisation", branch.own.uid, elected_on="2023-09-30")
    assert reminded(branch, "2026-04-02", "election") == []  # 181 days
    assert [each.when for each in reminded(branch, "2026-04-03", "election")] == ["later"]


def test_most_pressing_first(branch: Store) -> None:
    members(branch, 2)
    edit(branch, "organisation", branch.own.uid, elected_on="2020-01-01")
    whens = [list(WHEN).index(each.when) for each in reminded(branch, "2026-11-30")]
    assert whens == sorted(whens) and len(set(whens)) > 2
    late = [each.due or date.max for each in reminded(branch, "2026-11-30")
            if each.when == "overdue"]  # fmt: skip
    assert late == sorted(late)


# --- many people in one -------------------------------------------------------------------------


def test_many_peoples_are_one_reminder(branch: Store) -> None:
    for name in ("甲", "乙", "丙", "丁"):
        member(branch, name)
    (one,) = reminded(branch, "2026-12-01", "hours_32")
    assert one.title == "2026 年学习 32 学时：4 人还没有"
    assert len(one.items) == 4 and "等 · " in one.why
    assert one.key == f"hours_32|{branch.own.id}|*|2026"
    assert reminded(branch, "2026-09-29", "hours_32") == []  # 93 days ahead


# --- put off ------------------------------------------------------------------------------------


def test_put_off_until_its_day(branch: Store, on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 8, 20))
    (one,) = [e for e in reminded(branch, "2026-08-20", "theme_day") if e.when == "month"]
    for until, reason, code in ((date(2026, 8, 20), "有事", "bad-date"),
                                (date(2026, 8, 25), "  ", "no-reason")):  # fmt: skip
        with pytest.raises(UserError) as refusal:
            snoozes.snooze(branch, [one.key], until, reason)
        assert refusal.value.code == code
    assert one.key in {e.key for e in reminded(branch, "2026-08-20")}
    before = {e.key for e in reminded(branch, "2026-08-20")}
    snoozes.snooze(branch, [one.key], date(2026, 8, 25), "场地装修")
    assert {e.key for e in reminded(branch, "2026-08-20")} == before - {one.key}
    assert one.key not in {e.key for e in reminded(branch, "2026-08-24")}
    assert one.key in {e.key for e in reminded(branch, "2026-08-25")}
    with branch.read() as connection:
        assert snoozes.snoozed(connection) == {
            one.key: snoozes.Snooze(date(2026, 8, 25), "场地装修")
        }
    snoozes.wake(branch, one.key)
    assert one.key in {e.key for e in reminded(branch, "2026-08-20")}


def test_put_off_stays_put_off_when_it_gets_late(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 8, 20))
    (one,) = [e for e in reminded(branch, "2026-08-20", "theme_day") if e.when == "month"]
    snoozes.snooze(branch, [one.key], date(2026, 9, 10), "场地装修")
    assert one.key not in {e.key for e in reminded(branch, "2026-09-09")}
    assert one.key in {e.key for e in reminded(branch, "2026-09-10")}


# --- a committee --------------------------------------------------------------------------------


def test_a_committee_hears_how_many_branches_are_late(
    tmp_path: Path, branch: Store, committee: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 11, 28))
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        for store in (branch, other):
            edit(store, "organisation", store.own.uid, elected_on="2020-01-01")
            file = export(store, parse_period("2026"), tmp_path).file
            assert merge(committee, [file]).files[0].state == "merged"
    # Of a branch that has told of nothing nobody knows whether it elected.
    add(committee, "organisation", code="P0003", name="丙支部", elected_on="2020-01-01")
    (one,) = reminded(committee, "2026-12-01", "election")
    assert (one.when, one.title) == ("overdue", "换届：2 个支部逾期")
    assert len(one.items) == 2
    # What branches still have time for is theirs to be reminded of; its own duties are its own.
    own = {each.norm.id for each in reminded(committee, "2026-12-01") if each.when != "overdue"}
    assert own == {
        "lecture",
        "ideology_half_year",
        "centre_group_quarterly",
        "governance_half_year",
    }


# --- whatever the day ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = Home(tmp_path_factory.mktemp("样本"))
    with make_branch(home, "P0312", "甲科技支部", short_name="甲", seed=6, members=24,
                     through=date(2026, 6, 30)) as store:  # fmt: skip
        member(store, "失联人", lost=1, lost_on="2025-11-11")
        member(store, "未转人", relation="not_transferred", arrived_on="2026-03-03")
        member(store, "延长人", category="probationary", joined_on="2025-04-02",
               extended_until="2026-10-02")  # fmt: skip
        member(store, "对象", category="candidate", activist_on="2025-05-20",
               candidate_on="2026-05-25", prescreened_on="2026-06-20")  # fmt: skip
        member(store, "考察人", category="activist", activist_on="2025-12-31",
               inspected_on="2026-06-30")  # fmt: skip
        edit(store, "organisation", store.own.uid, founded_on="2020-01-13",
             elected_on="2023-08-08")  # fmt: skip
        session(store, "general_meeting", "2026-06-06", entitled=9, voters_present=5)
        yield store


DAYS = st.dates(date(2025, 12, 1), date(2028, 3, 31))
PERIODS = st.sampled_from(
    ["2026", "2026H2", "2026Q3", "2026-08", "2026-02-15..2027-03-31", "2026-06-30..2026-06-30"]
)


def items_of(store: Store, period: Period, today: date) -> list[Obligation]:
    with store.read() as connection:
        return evaluate(connection, period, today=today)


@given(PERIODS, DAYS)
def test_of_any_period_on_any_day(sample: Store, period: str, today: date) -> None:
    items = items_of(sample, parse_period(period), today)
    keys = Counter(item.key for item in items)
    assert [key for key, count in keys.items() if count > 1] == []
    for item in items:
        assert NORMS[item.norm.id].label == item.norm.label or item.norm.id == "ballot"
        if item.state is State.DUE:
            assert item.due is None or item.due >= today, item
        if item.state is State.OVERDUE:
            assert item.due is None or item.due < today, item
        if item.state is State.DONE:
            assert item.evidence or item.norm.id in (
                "hours_32", "hours_56", "branch_size", "submission",
            ), item  # fmt: skip


_RANK = {State.DUE: 0, State.OVERDUE: 1, State.MISSED: 2}
_OF_THE_DAY = ("branch_size", "committee_size", "secretary")


@given(PERIODS, DAYS, st.integers(1, 400))
def test_time_alone_never_mends_anything(
    sample: Store, period: str, today: date, days: int
) -> None:
    span = parse_period(period)
    before = {item.key: item for item in items_of(sample, span, today)}
    after = {item.key: item for item in items_of(sample, span, today + timedelta(days=days))}
    for key, item in after.items():
        if key not in before or item.norm.id in _OF_THE_DAY:
            continue
        was = before[key].state
        if was in _RANK:
            assert item.state in _RANK and _RANK[item.state] >= _RANK[was], item
        else:
            assert item.state is was, item
    # Nobody leaves this branch, so nothing that was asked is forgotten.
    asked = {k for k, item in before.items() if item.state is not State.EXEMPT}
    assert {k for k in asked if before[k].norm.id not in _OF_THE_DAY} <= set(after)


@given(DAYS)
def test_reminders_of_any_day(sample: Store, today: date) -> None:
    with sample.read() as connection:
        found = reminders(connection, today=today)
    assert len({each.key for each in found}) == len(found)
    behind = [item.key for each in found for item in each.items]
    assert len(set(behind)) == len(behind)
    order = list(WHEN)
    assert [order.index(e.when) for e in found] == sorted(order.index(e.when) for e in found)
    for each in found:
        assert {item.state for item in each.items} <= {State.DUE, State.OVERDUE}
        overdue = {item.state is State.OVERDUE for item in each.items}
        assert overdue == {each.when == "overdue"}
        if each.due is not None and each.when != "overdue":
            left = (each.due - today).days
            assert 0 <= left <= each.norm.lead
            assert (each.when == "today") == (left == 0)
            assert each.when != "week" or left <= 6
            assert each.when != "month" or each.due.month == today.month
        assert each.title and each.why


@given(DAYS)
def test_what_is_overdue_is_reminded_of_while_it_lasts(sample: Store, today: date) -> None:
    """However wide one looks, there is nothing overdue that reminders do not tell."""
    with sample.read() as connection:
        told = {item.key for each in reminders(connection, today=today) for item in each.items}
    wide = Period("", today - timedelta(days=900), today + timedelta(days=190))
    late = {i.key for i in items_of(sample, wide, today) if i.state is State.OVERDUE}
    assert late <= told


def test_done_is_no_longer_reminded_of(branch: Store) -> None:
    uid = member(branch, category="applicant", applied_on="2026-06-01")
    assert len(reminded(branch, "2026-08-01", "apply_talk")) == 1
    edit(branch, "member", uid, talked_on="2026-08-01")
    assert reminded(branch, "2026-08-01", "apply_talk") == []
    remove(branch, "member", uid)
    assert judged(branch, "apply_talk") == []


def test_many_of_one_norm_stand_in_one_line(branch: Store) -> None:
    """A large roster is no wall of reminders; a few have a line each, and none is lost."""
    for number in range(4):
        member(branch, "甲乙丙丁"[number], category="applicant", joined_on=None,
               confirmed_on=None, applied_on="2026-08-01")  # fmt: skip
    assert len(reminded(branch, "2026-09-22", "apply_talk")) == 4
    for number in range(8):
        member(branch, "戊己庚辛壬癸子丑"[number], category="applicant", joined_on=None,
               confirmed_on=None, applied_on=f"2026-08-{number + 1:02d}")  # fmt: skip
    (one,) = reminded(branch, "2026-09-22", "apply_talk")
    assert (one.title, len(one.items), one.when) == ("派人谈话：12 人逾期", 12, "overdue")
    assert str(one.due) == "2026-09-01"
