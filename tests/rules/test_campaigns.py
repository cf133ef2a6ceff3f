"""专项行动: the curve and the grid are sums of the rows, wherever those were recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.submission.writing import export
from partydesk.operations import campaigns as work
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.campaign_figures import progress
from partydesk.rules.campaign_standing import Campaign, CellState, Head, StepOf, Subject, Tick
from partydesk.rules.campaign_templates import TEMPLATES
from partydesk.rules.derived_indicators import Number, derive, evidence_of
from partydesk.rules.norms import State, evaluate
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add

FIRST, LAST, TODAY = date(2026, 7, 1), date(2026, 10, 8), date(2026, 9, 3)
YEAR = parse_period("2026")
DAYS = st.dates(FIRST - timedelta(5), TODAY)


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(TODAY)


def whole_of(rows: list[dict[int, date]], steps: int, today: date, goal: int | None) -> Campaign:
    """A campaign of these ticks, by subject and step."""
    head = Head(1, "u", "攻坚", FIRST, LAST, "firm", goal, "", "", 1)
    listed = [StepOf(n, f"s{n}", n, f"步{n}", "", LAST) for n in range(1, steps + 1)]
    subjects = [
        Subject(str(at), "", f"企{at}", 1, "", "",
                {n: Tick(on, "", "", True, "") for n, on in row.items()}, listed)
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return Campaign(head, listed, subjects, today)


@given(
    st.lists(st.dictionaries(st.integers(1, 4), DAYS, max_size=4), max_size=8),
    st.integers(1, 4),
    st.dates(FIRST - timedelta(9), LAST + timedelta(9)),
    st.none() | st.integers(1, 9),
)
@settings(max_examples=80)
def test_the_curve_and_the_grid_are_sums_of_the_rows(
    rows: list[dict[int, date]], steps: int, today: date, goal: int | None
) -> None:
    whole = whole_of(rows, steps, today, goal)
    full = [max(row[n] for n in range(1, steps + 1)) for row in rows
            if set(row) >= set(range(1, steps + 1))]  # fmt: skip
    points = whole.weeks()
    for point in points:
        assert point.done == sum(day <= point.on for day in full)
        assert point.on <= min(today, LAST) and point.on >= FIRST
    assert [each.done for each in points] == sorted(each.done for each in points)
    if FIRST <= today <= LAST:
        assert points[-1].on == today and points[-1].done == whole.done
    assert whole.taken == sum(whole.of_step(step) for step in whole.steps)
    assert whole.taken == sum(n <= steps for row in rows for n in row)
    for each in whole.subjects:
        states = [each.state(step, today) for step in whole.steps]
        assert states.count(CellState.DONE) == each.taken
        waiting = [s for s in states if s not in (CellState.DONE, CellState.AHEAD)]
        assert len(waiting) == (0 if each.taken == steps else 1)
    assert whole.goal == (goal or len(rows))
    assert 0 <= whole.asked <= whole.goal and whole.done <= max(whole.outlook, whole.done)
    assert whole.outlook <= max(len(rows), whole.done)


def begun(store: Store, steps: str = "steps", **values: object) -> str:
    given = {"name": "攻坚", "from_on": FIRST, "until_on": LAST, "over": "firm", **values}
    return work.begin(store, given, steps)


def test_ticked_taken_back_and_mended(empty_store: Store) -> None:
    store = empty_store
    for name in ("甲公司", "乙公司"):
        add(store, "enterprise", name=name)
    uid = begun(store)
    whole = work.standing(store, uid)
    assert [(step.name, step.due) for step in whole.steps][-1] == ("销号", LAST)
    first, second = whole.subjects
    assert work.tick_step(store, whole, whole.steps[0], whole.subjects) == 2
    whole = work.standing(store, uid)
    with pytest.raises(UserError, match="都做完了"):
        work.tick_step(store, whole, whole.steps[0], whole.subjects)
    cells = [(first, step) for step in whole.steps[1:]]
    work.tick(store, whole, cells, date(2026, 8, 1), "上门")
    whole = work.standing(store, uid)
    assert whole.done == 1 and whole.subjects[0].done_on == TODAY
    numbers = _numbers(store)
    assert [each.value for each in numbers] == [1, 50.0]
    with store.read() as connection:
        behind = [evidence_of(connection, each.id, YEAR, None) for each in numbers]
    assert [row["text"] for row in behind[0]] == [first.name] and behind[0] == behind[1]
    assert store.undo().label == "撤销：攻坚打钩 5 格"
    assert work.standing(store, uid).done == 0
    # A firm that is renamed keeps its ticks; whoever says so twice is told.
    with store.write("更名") as writer:
        writer.edit("enterprise", first.uid, {"name": "甲集团"})
    (renamed,) = [s for s in work.standing(store, uid).subjects if s.uid == first.uid]
    assert (renamed.name, renamed.taken) == ("甲集团", 1)
    step = whole.steps[0].id
    with pytest.raises(UserError, match="已经记过"):
        add(store, "campaign_done", step=step, subject=second.name, on=TODAY)
    with pytest.raises(UserError, match="还没有到"):
        add(store, "campaign_done", step=step, subject="丙", on=TODAY + timedelta(1))
    with pytest.raises(UserError, match="已经有第 1 步"):
        add(store, "campaign_step", campaign=whole.head.id, number=1, name="又一步")
    with pytest.raises(UserError, match="已经有 6 步"):
        work.add_steps(store, uid, "636")
    assert work.untick(store, whole, [(whole.subjects[1], whole.steps[0])]) == 1
    work.remove(store, uid)
    with pytest.raises(UserError, match="没有编号"):
        work.standing(store, uid)
    store.undo()
    assert work.standing(store, uid).subjects[0].taken == 1


def _numbers(store: Store) -> list[Number]:
    with store.read() as connection:
        found = derive(connection, YEAR)
    return [each for each in found if each.id.startswith("campaign_")]


def test_whom_it_is_over(empty_store: Store) -> None:
    store = empty_store
    add(store, "enterprise", name="甲公司")
    add(store, "enterprise", name="旧公司", closed_on="2026-01-01")
    add(store, "member", name="张三", category="full", joined_on="2015-06-10")
    add(store, "member", name="李四", category="applicant")
    found = {
        over: [each.name for each in work.standing(store, begun(store, "", **values)).subjects]
        for over, values in {
            "firm": {},
            "named": {"subjects": "甲 公司\n没登记的公司\n"},
            "member": {"name": "二", "over": "member"},
            "branch": {"name": "三", "over": "branch"},
            "item": {"name": "四", "over": "item", "subjects": "查电路\n查消防"},
        }.items()
    }
    assert found == {
        "firm": ["甲公司"], "named": ["甲公司", "没登记的公司"], "member": ["张三"],
        "branch": [store.own.short_name], "item": ["查电路", "查消防"],
    }  # fmt: skip
    with pytest.raises(UserError, match="一行写一项"):
        begun(store, "", over="item")


def test_steps_that_are_due_are_asked_for(empty_store: Store) -> None:
    store = empty_store
    add(store, "enterprise", name="甲公司")
    uid = begun(store)

    def said() -> list[tuple[str, State, str]]:
        with store.read() as connection:
            items = evaluate(connection, YEAR)
        return [(i.about, i.state, i.text) for i in items if i.norm.id == "campaign_step"]

    assert said()[0] == ("攻坚：建台账", State.OVERDUE, "还有 1 家没有做完")
    assert [state for _, state, _ in said()].count(State.DUE) == 3
    whole = work.standing(store, uid)
    work.tick(store, whole, [(whole.subjects[0], whole.steps[0])])
    assert said()[0] == ("攻坚：建台账", State.DONE, "1 家都做完了")


def test_a_committee_sees_what_its_branches_did(tmp_path: Path) -> None:
    """By the park's campaign, in whose branch's ledger the firm may stand too."""
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        for store, names in ((park, ("甲公司", "乙公司")), (branch, ("甲公司", "丙公司"))):
            with store.write("清空") as writer:
                for (firm,) in writer.connection.exec_driver_sql(
                    "SELECT uid FROM enterprise WHERE deleted_at IS NULL"
                ).fetchall():
                    writer.remove("enterprise", firm)
            for name in names:
                add(store, "enterprise", name=name)
        uid = begun(park)
        copy = begun(branch, of_park=uid)
        mine = begun(branch, "star", name="支部自己的", over="item", subjects="一")
        whole = work.standing(branch, copy)
        work.tick(branch, whole, [(each, whole.steps[0]) for each in whole.subjects])
        merge(park, [export(branch, parse_period("2026Q3"), tmp_path).file])
        whole = work.standing(park, uid)
        assert {each.told_until for each in whole.subjects} == {None, TODAY}
        taken = {each.name: (each.taken, each.branch) for each in whole.subjects}
        short = branch.own.short_name
        assert taken == {"乙公司": (0, ""), "甲公司": (1, short), "丙公司": (1, short)}
        told = [s for s in whole.subjects if s.taken][0]
        with pytest.raises(UserError, match="报来的"):
            work.untick(park, whole, [(told, whole.steps[0])])
        with pytest.raises(UserError, match="报来的"):
            work.tick(park, whole, [(told, whole.steps[0])])
        with park.read() as connection:
            of_branch = progress(connection, YEAR, {told.organisation}, TODAY)
        shown = {e.whole.head.name: (len(e.whole.subjects), e.whole.taken) for e in of_branch}
        assert shown == {"攻坚": (2, 2), "支部自己的": (1, 0)}
        with pytest.raises(UserError, match="只能看"):
            own = work.standing(park, mine)
            work.tick(park, own, [(own.subjects[0], own.steps[0])])


@given(st.integers(1, 400))
@settings(max_examples=20)
def test_the_steps_of_a_template_end_with_the_campaign(days: int) -> None:
    for each in TEMPLATES.values():
        due = each.due(FIRST, FIRST + timedelta(days))
        assert due == sorted(due) and due[-1] == FIRST + timedelta(days)
        for one, other, first, second in zip(
            each.steps, each.steps[1:], due, due[1:], strict=False
        ):
            assert not one.group or one.group != other.group or first == second


def test_what_a_branch_has_not_told_is_not_held_against_it() -> None:
    whole = whole_of([{}, {}, {}], 1, date(2026, 10, 20), None)
    told = (None, LAST, LAST - timedelta(1))
    for each, until in zip(whole.subjects, told, strict=True):
        each.told_until = until
    step = whole.steps[0]
    states = [each.state(step, whole.today) for each in whole.subjects]
    assert states == [CellState.LATE, CellState.LATE, CellState.UNREPORTED]
    assert [each.days_late(whole.today) for each in whole.behind()] == [12, 1]


@given(
    st.lists(st.tuples(st.sampled_from(["", "甲", "乙", "丙"]), st.booleans()), max_size=9),
    st.dictionaries(st.sampled_from(["甲", "乙", "丁"]), st.integers(1, 9)),
    st.none() | st.integers(1, 9),
)
@settings(max_examples=40)
def test_each_branch_has_its_own_goal_and_they_add_up(
    rows: list[tuple[str, bool]], goals: dict[str, int], goal: int | None
) -> None:
    whole = whole_of([{1: FIRST} if done else {} for _, done in rows], 1, TODAY, goal)
    for (branch, _), subject in zip(rows, whole.subjects, strict=True):
        subject.branch = branch
    whole.goals = goals
    found = {each.branch: each for each in whole.branches()}
    assert set(found) == {branch for branch, _ in rows} | set(goals)
    for name, each in found.items():
        own = [done for branch, done in rows if branch == name]
        assert (each.done, each.subjects, each.goal) == (
            sum(own), len(own), goals.get(name, len(own))
        )  # fmt: skip
    assert sum(each.done for each in found.values()) == whole.done
    asked = sum(each.goal for each in found.values())
    assert whole.goal == (goal or (asked if goals else len(rows)))


def test_a_branchs_goal_goes_with_its_figures(tmp_path: Path) -> None:
    with making.committee(tmp_path) as park:
        for code, name in (("P0001", "甲支部"), ("P0002", "乙支部")):
            add(park, "organisation", code=code, name=name, kind="branch")
        values = {"name": "攻坚", "from_on": FIRST, "until_on": LAST, "over": "branch"}
        uid = work.begin(park, {**values, "branch_goals": "P0001 3\n乙支部 1"}, "steps")
        with park.read() as connection:
            ids = dict(connection.exec_driver_sql("SELECT code, id FROM organisation").fetchall())
            (whole,) = progress(connection, YEAR, None, TODAY)
            (one,) = progress(connection, YEAR, (ids["P0001"],), TODAY)
        assert (whole.goal, one.goal) == (4, 3)
        assert [(b.branch, b.goal) for b in work.standing(park, uid).branches()] == [
            ("甲支部", 3), ("乙支部", 1)
        ]  # fmt: skip
