"""Star schemes: what is refused as a scheme, and how branches are scored by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from partydesk.desk.stars.scheme_draft import draft_of
from partydesk.exchange.submission.writing import export
from partydesk.operations import star_scores
from partydesk.operations.star_scores import Place
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.stars.computed import RULES
from partydesk.rules.stars.scheme import (
    Goal,
    Item,
    Scheme,
    Veto,
    default_scheme,
    parse,
    scheme_for,
    to_json,
)
from partydesk.rules.stars.scoring import Scored, distribution, ranking, score
from partydesk.store.home import Home
from partydesk.store.schemes import keep_scheme
from partydesk.store.store import Store, create
from tests.exchange.merging import merge

YEAR_OVER = date(2027, 3, 1)  # nothing of 2026 is still to come
DEFAULT = default_scheme()


# --- reading a scheme ---------------------------------------------------------------------------


def small(**changed: Any) -> dict[str, Any]:
    """A scheme of 20 points as JSON, with some of its parts changed."""
    return {
        "format": 1,
        "name": "试评",
        "years": [2026, 2028],
        "thresholds": [5, 12, 20],
        "goals": [{"label": "保底", "stars": 1}, {"label": "争创", "stars": 3}],
        "groups": [
            {
                "label": "甲",
                "items": [
                    {"id": "a", "label": "阵地", "points": 10, "how": "self"},
                    {"id": "b", "label": "党日", "points": 10, "how": "computed",
                     "rule": "theme_day_monthly"},
                ],
            }
        ],
        "vetoes": [{"label": "事故", "stars": 1}],
    } | changed  # fmt: skip


def with_item(**changed: Any) -> dict[str, Any]:
    """The small scheme, its computed item changed; None takes a part out."""
    scheme = small()
    item = scheme["groups"][0]["items"][1] | changed
    scheme["groups"][0]["items"][1] = {k: v for k, v in item.items() if v is not None}
    return scheme


def refused(text: str | bytes) -> UserError:
    with pytest.raises(UserError) as refusal:
        parse(text)
    assert refusal.value.code == "bad-scheme"
    assert refusal.value.findings
    return refusal.value


def test_the_default_scheme_has_a_hundred_points_and_the_goals_6_8_10() -> None:
    assert DEFAULT.name == "坚强堡垒“模范”支部"
    assert DEFAULT.points == DEFAULT.reachable == 100
    assert [(goal.label, goal.stars) for goal in DEFAULT.goals] == [
        ("保底", 6), ("勇夺", 8), ("争创", 10),
    ]  # fmt: skip
    assert len(DEFAULT.thresholds) == 10
    assert DEFAULT.stars(100) == 10 and DEFAULT.stars(29.99) == 0 and DEFAULT.stars(30) == 1
    assert {item.rule for item in DEFAULT.items if item.rule} <= RULES.keys()
    assert DEFAULT.covers(2026)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "not-rising": (small(thresholds=[5, 5, 20]), "bad-thresholds"),
    "falling": (small(thresholds=[5, 12, 11]), "bad-thresholds"),
    "free-star": (small(thresholds=[0, 12, 20]), "bad-thresholds"),
    "eleven": (small(thresholds=list(range(1, 12))), "bad-thresholds"),
    "no-thresholds": (small(thresholds=[]), "bad-thresholds"),
    "too-many-points": (small(thresholds=[5, 12, 20.01]), "unreachable"),
    "steps-give-less": (with_item(steps=[[0.5, 0.2], [0.9, 0.8]]), "unreachable"),
    "goal-of-4": (small(goals=[{"label": "争创", "stars": 4}]), "unreachable"),
    "goal-of-11": (small(goals=[{"label": "争创", "stars": 11}]), "bad-goals"),
    "goal-of-0": (small(goals=[{"label": "保底", "stars": 0}]), "bad-goals"),
    "goals-fall": (
        small(goals=[{"label": "争创", "stars": 3}, {"label": "保底", "stars": 1}]),
        "bad-goals",
    ),
    "no-goals": (small(goals=[]), "bad-goals"),
    "share-over-1": (with_item(target=1.1), "unreachable"),
    "rule": (with_item(rule="no_such_rule"), "unknown-rule"),
    "points": (with_item(points=0), "bad-points"),
    "minus": (with_item(points=-5), "bad-points"),
    "id-twice": (with_item(id="a"), "twice"),
    "label-twice": (with_item(label=" 阵 地"), "twice"),
    "veto-is-item": (small(vetoes=[{"label": "阵地", "stars": 0}]), "twice"),
    "veto-leaves-all": (small(vetoes=[{"label": "事故", "stars": 3}]), "bad-veto"),
    "veto-below-0": (small(vetoes=[{"label": "事故", "stars": -1}]), "bad-veto"),
    "no-target": (with_item(rule="volunteering"), "no-target"),
    "target-0": (with_item(rule="volunteering", target=0), "bad-target"),
    "both": (with_item(rule="volunteering", target=2, steps=[[1, 1]]), "bad-steps"),
    "steps-fall": (with_item(steps=[[0.5, 0.9], [0.8, 1], [0.7, 1]]), "bad-steps"),
    "nothing-due": (with_item(nothing_due=2), "bad-nothing-due"),
    "years": (small(years=[2028, 2026]), "bad-years"),
    "years-far": (small(years=[2026, 2999]), "bad-years"),
    "one-year": (small(years=[2026]), "bad-years"),
    "half-year": (small(years=[2026, 2026.5]), "not-number"),
    "how": (with_item(how="guessed"), "bad-how"),
    "self-with-rule": (with_item(how="self"), "bad-how"),
    "computed-without": (with_item(rule=None), "no-text"),
    "key": (with_item(pionts=3), "unknown-key"),
    "yes-is-no-number": (with_item(points=True), "not-number"),
    "text-is-no-number": (with_item(points="10"), "not-number"),
    "no-name": (small(name="  "), "no-text"),
    "half-a-character": (small(name="\ud800"), "bad-text"),
    "group": (small(groups=[{"label": "甲", "items": []}]), "empty-group"),
    "no-items": (small(groups=[]), "no-items"),
    "newer": (small(format=2), "bad-format"),
    "list": (small(goals={}), "bad-type"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_scheme_is_refused_with_the_reason(case: str) -> None:
    parse(json.dumps(small()))
    data, code = WRONG[case]
    refusal = refused(json.dumps(data))
    assert [finding.code for finding in refusal.findings] == [code]
    assert refusal.findings[0].message in refusal.message


def test_a_scheme_out_of_reach_says_how_far() -> None:
    message = refused(json.dumps(small(thresholds=[5, 12, 21]))).message
    assert "方案达不到" in message and "3 星要 21 分" in message and "最多 20 分" in message


def test_broken_text_is_refused_with_its_line() -> None:
    lines = json.dumps(small(), ensure_ascii=False, indent=1).splitlines()
    lines[7] += "，"
    assert refused("\n".join(lines)).findings[0].row in (8, 9)
    raw = "\n".join(lines[:4]).encode() + b"\n\xff\n"
    assert refused(raw).findings[0].row == 5
    for text in ("", "[]", "null", "[" * 100_000, '{"format": NaN}', '{"a": 1, "a": 1}',
                 '{"format": ' + "1" * 5000 + "}", '{"format": 1e999}'):  # fmt: skip
        refused(text)
    text = json.dumps(small(), ensure_ascii=False)
    assert parse(b"\xef\xbb\xbf" + text.encode()) == parse(text)


def test_several_mistakes_are_told_at_once() -> None:
    data = with_item(points=-1, rule="none_such")
    codes = [p.code for p in refused(json.dumps(data | {"thresholds": [3, 2]})).findings]
    assert codes == ["bad-points", "unknown-rule", "bad-thresholds", "unreachable"]


WORDS = st.text("一支部品牌 abc“”1", min_size=1, max_size=6).map(str.strip).filter(bool)
SHARES = [rule.id for rule in RULES.values() if not rule.counted]
COUNTS = [rule.id for rule in RULES.values() if rule.counted]
CENTS = st.integers(1, 5000).map(lambda cents: cents / 100)


@st.composite
def items(draw: Any, number: int) -> Item:
    basic = Item(
        id=f"i{number}",
        label=f"{draw(WORDS)}{number}甲",
        group=draw(st.sampled_from(("组织", "党员", "特色"))),
        points=draw(CENTS),
        evidence=draw(WORDS | st.just("")),
    )
    how = draw(st.sampled_from(("self", "share", "target", "steps")))
    if how == "share":
        nothing = draw(st.none() | st.sampled_from((0.0, 0.5, 1.0)))
        return replace(basic, rule=draw(st.sampled_from(SHARES)), nothing_due=nothing)
    if how == "target":
        return replace(basic, rule=draw(st.sampled_from(COUNTS)), target=draw(CENTS))
    if how == "steps":
        bounds = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True))
        shares = [(n + 1) / len(bounds) for n in range(len(bounds))]
        steps = tuple(zip(map(float, sorted(bounds)), shares, strict=True))
        return replace(basic, rule=draw(st.sampled_from(COUNTS)), steps=steps)
    return basic


@st.composite
def schemes(draw: Any) -> Scheme:
    made = [draw(items(number)) for number in range(draw(st.integers(1, 6)))]
    made.sort(key=lambda item: ("组织", "党员", "特色").index(item.group))
    order = {item.group: None for item in made}
    made.sort(key=lambda item: list(order).index(item.group))
    points = sum(item.points for item in made)
    parts = draw(st.lists(st.integers(1, 9), min_size=1, max_size=10))
    sums = list(accumulate(parts))
    lines = tuple(points * 0.999 * each / sums[-1] for each in sums)
    stars = sorted(draw(st.sets(st.integers(1, len(lines)), min_size=1)))
    first = draw(st.integers(1990, 2100))
    return Scheme(
        name=draw(WORDS) + "方案",
        first_year=first,
        last_year=draw(st.integers(first, 2100)),
        thresholds=lines,
        goals=tuple(Goal(f"目标{each}", each) for each in stars),
        items=tuple(made),
        vetoes=tuple(Veto(f"否决{n}", n) for n in range(draw(st.integers(0, len(lines))))),
    )


@given(schemes())
def test_a_scheme_comes_back_from_its_text_as_it_was(scheme: Scheme) -> None:
    assert parse(to_json(scheme)) == scheme
    assert parse(to_json(scheme).encode()) == scheme


@given(schemes(), st.floats(0, 400), st.floats(0, 400))
def test_more_points_never_give_fewer_stars(scheme: Scheme, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert 0 <= scheme.stars(less) <= scheme.stars(more) <= len(scheme.thresholds)
    assert scheme.stars(scheme.reachable) == len(scheme.thresholds)
    for stars, threshold in enumerate(scheme.thresholds, start=1):
        assert scheme.stars(threshold) == stars
    reached = scheme.goal(scheme.stars(more)), scheme.goal(scheme.stars(less))
    assert reached[1] is None or (reached[0] and reached[0].stars >= reached[1].stars)


@given(items(1), st.floats(0, 50), st.floats(0, 50))
def test_a_higher_measure_never_gives_fewer_points(item: Item, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert 0 <= item.points_for(less) <= item.points_for(more) <= item.reachable
    assert item.points_for(10**9) == item.reachable == item.points


# --- keeping schemes ----------------------------------------------------------------------------


def test_each_year_has_the_scheme_kept_last_for_it(empty_store: Store) -> None:
    def name(year: int) -> str:
        with empty_store.read() as connection:
            return scheme_for(connection, year).name

    def keep(name: str, first: int, last: int) -> None:
        scheme = parse(json.dumps(small(name=name, years=[first, last])))
        keep_scheme(empty_store, to_json(scheme))

    assert name(2026) == DEFAULT.name
    keep("甲", 2026, 2029)
    assert [name(year) for year in (2025, 2026, 2029, 2030)] == [
        DEFAULT.name, "甲", "甲", DEFAULT.name,
    ]  # fmt: skip
    keep("乙", 2028, 2030)
    assert [name(year) for year in range(2026, 2032)] == [
        "甲", "甲", "乙", "乙", "乙", DEFAULT.name,
    ]  # fmt: skip
    keep("丙", 2026, 2030)
    assert {name(year) for year in range(2026, 2031)} == {"丙"}


# --- scoring ------------------------------------------------------------------------------------


def item(label: str, points: float, rule: str = "", **more: Any) -> Item:
    return Item(label, label, "组", points, rule=rule, **more)


def scheme_of(*made: Item, thresholds: tuple[float, ...] = (4, 8), **more: Any) -> Scheme:
    return Scheme("试评", 2020, 2030, thresholds, (Goal("保底", 1), Goal("争创", 2)), made, **more)


def scored(store: Store, scheme: Scheme, today: date = YEAR_OVER) -> dict[str, Scored]:
    """Code → standing in 2026."""
    with store.read() as connection:
        return {each.code: each for each in score(connection, 2026, scheme, today=today).values()}


def alone(store: Store, scheme: Scheme, today: date = YEAR_OVER) -> Scored:
    (only,) = scored(store, scheme, today).values()
    return only


def give(add: Callable[..., str], label: str, **scores: Any) -> str:
    return add("star", scheme="试评", item=label, year=2026, **scores)


def meet(add: Callable[..., str], kind: str, month: int, **more: Any) -> str:
    return add("session", kind=kind, starts_at=datetime(2026, month, 10, 9), topic="学习", **more)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with create(
        Home(tmp_path / "党委"), "committee", {"code": "P0000", "name": "园区党委"}
    ) as store:
        yield store


def branch_of(store: Store, code: str) -> int:
    """A branch the committee registered; its id."""
    with store.write("登记") as writer:
        uid = writer.add("organisation", {"code": code, "name": f"{code}支部", "kind": "branch"})
        return writer.reference("organisation", uid)


def put(store: Store, organisation: int, of: str, /, **values: Any) -> str:
    with store.write("添加") as writer:
        return writer.add(of, values, organisation=organisation)


def test_a_share_is_what_was_done_of_what_was_asked(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(item("党日", 8, "theme_day_monthly"))
    assert alone(empty_store, scheme).total is None
    held = [meet(add, "theme_day", month) for month in range(1, 10)]
    only = alone(empty_store, scheme)
    (got,) = only.items
    assert got.measure is not None and got.basis == "computed"
    assert got.computed == got.final == only.total == 6.0
    assert len(got.measure.rows) == 12
    assert {row.uid for row in got.measure.rows if row.amount} == set(held)
    assert got.measure.value == sum(row.amount for row in got.measure.rows) / 12
    # In mid-September nothing that is still to come counts against the branch.
    assert alone(empty_store, scheme, date(2026, 9, 15)).total == 8.0
    with empty_store.write("删除") as writer:
        writer.remove("session", held[0])
    assert alone(empty_store, scheme).total == pytest.approx(8 * 8 / 12, abs=0.005)


def test_a_count_goes_by_its_target_or_by_steps(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(
        item("志愿", 8, "volunteering", target=4),
        item("群团", 4, "mass_activities", steps=((1, 0.5), (2, 1))),
    )
    meet(add, "theme_day", 1)
    assert [each.final for each in alone(empty_store, scheme).items] == [0.0, 0.0]
    meet(add, "volunteering", 1)
    meet(add, "theme_day", 2, elements="volunteering,oath")
    meet(add, "three_services", 12)
    meet(add, "mass_activity", 5)
    add("session", kind="volunteering", starts_at=datetime(2025, 12, 31, 23, 59), topic="上年")
    add("session", kind="volunteering", starts_at=datetime(2027, 1, 1), topic="下年")
    only = alone(empty_store, scheme)
    assert [each.final for each in only.items] == [6.0, 2.0]
    measure = only.items[0].measure
    assert measure is not None and measure.value == len(measure.rows) == 3
    for _ in range(2):
        meet(add, "mass_activity", 6)
        meet(add, "volunteering", 6)
    assert [each.final for each in alone(empty_store, scheme).items] == [8.0, 4.0]


def test_talks_count_the_people_talked_to(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(item("谈话", 10, "integrity_talks", target=5))
    add("talk", kind="integrity", held_on=date(2026, 3, 1), talker="甲", subjects="乙、丙、丁",
        topic="廉洁")  # fmt: skip
    assert alone(empty_store, scheme).total == 6.0


def test_posts_hold_with_pledge_and_check_while_they_last(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(item("岗区", 9, "posts_checked"))
    assert alone(empty_store, scheme).total is None
    for number, more in enumerate((
        {"pledge": "带头", "checks": "好"},
        {"pledge": "带头", "checks": "好", "until": date(2026, 1, 1)},
        {"pledge": "带头", "checks": " "},
        {"until": date(2025, 12, 31)},
        {"since": date(2027, 1, 1)},
    )):  # fmt: skip
        add("post", **({"kind": "post", "name": f"{number} 号岗", "holder": "张三",
                        "since": date(2025, 1, 1)} | more))  # fmt: skip
    only = alone(empty_store, scheme)
    assert only.total == 6.0
    assert [row.text for row in (only.items[0].measure or pytest.fail()).rows] == [
        "0 号岗（张三）", "1 号岗（张三）", "2 号岗（张三）：缺践诺检查",
    ]  # fmt: skip


def test_where_nothing_was_due_the_scheme_says_what_that_gives(
    empty_store: Store, add: Any
) -> None:
    scheme = scheme_of(
        item("发展", 6, "development", nothing_due=1),
        item("发展二", 6, "development", nothing_due=0.5),
        item("发展三", 6, "development"),
    )
    # Nobody recorded anything: that is not the same as nothing due.
    assert [each.final for each in alone(empty_store, scheme).items] == [None] * 3
    meet(add, "theme_day", 1)
    assert [each.final for each in alone(empty_store, scheme).items] == [6.0, 3.0, None]


def test_review_stands_before_computed_and_computed_before_self(
    empty_store: Store, add: Any
) -> None:
    scheme = scheme_of(item("阵地", 6), item("党日", 6, "theme_day_monthly"), item("品牌", 6))
    for month in range(1, 7):
        meet(add, "theme_day", month)
    give(add, "党日", self_score=5.5)
    give(add, "阵地", self_score=0, evidence="照片")
    only = alone(empty_store, scheme)
    base, days, brand = only.items
    assert (base.final, base.basis, base.difference) == (0.0, "self", None)
    assert (days.final, days.basis, days.difference) == (3.0, "computed", -2.5)
    assert (brand.final, brand.basis, brand.difference) == (None, "", None)
    assert base.given.evidence == "照片"
    assert [each.label for each in only.missing] == ["品牌"]
    assert (only.total, only.stars, only.self_total, only.self_stars) == (3.0, 0, 5.5, 1)
    assert only.goal is None
    give(add, "党日", review_score=5)
    give(add, "品牌", review_score=0)
    only = alone(empty_store, scheme)
    base, days, brand = only.items
    assert (days.final, days.basis, days.difference, days.computed) == (5.0, "review", -0.5, 3.0)
    assert (brand.final, brand.difference) == (0.0, None)
    assert (only.total, only.stars, only.missing) == (5.0, 1, ())
    assert only.goal == Goal("保底", 1)


def test_a_renamed_item_keeps_its_scores(empty_store: Store, add: Any) -> None:
    give(add, "阵地", self_score=4, evidence="照片")
    renamed = replace(item("阵地", 9), label="阵地建设", before=("阵地",))
    scheme = scheme_of(renamed)
    assert parse(to_json(scheme)) == scheme
    only = alone(empty_store, scheme)
    assert only.total == 4.0 and not only.findings
    place = Place(only.organisation, 2026, "试评", "阵地建设", "self_score", 9, "", ("阵地",))
    star_scores.give(empty_store, place, 5.0)
    assert alone(empty_store, scheme).total == 5.0
    with empty_store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT item, self_score, evidence FROM star WHERE deleted_at IS NULL"
        ).fetchall()
    assert [tuple(row) for row in rows] == [("阵地建设", 5.0, "照片")]
    # As the dialog reads it: the name it was opened with is one it had.
    draft = draft_of(scheme_of(item("阵地", 9)))
    draft.items[0].label = "阵地建设"
    after, found = draft.read()
    assert found == [] and after is not None and after.items[0].before == ("阵地",)


def test_scores_that_fit_no_scheme_are_findings(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(item("阵地“好”", 10))
    assert not alone(empty_store, scheme).findings
    give(add, '阵地"好"', self_score=99)
    give(add, "不在方案里", self_score=3)
    add("star", scheme="旧方案", item="阵地", year=2026, self_score=3)
    add("star", scheme="旧方案", item="阵地", year=2025, self_score=3)
    only = alone(empty_store, scheme)
    assert only.total == only.self_total == 10.0
    assert sorted(p.code for p in only.findings) == ["other-scheme", "too-high", "unknown-item"]
    assert not any(finding.fatal for finding in only.findings)
    assert "99 超过了分值 10" in next(p.message for p in only.findings if p.code == "too-high")


def test_of_two_scores_the_later_stands_and_removed_ones_do_not_count(
    empty_store: Store, add: Any
) -> None:
    scheme = scheme_of(item("阵地", 10))
    first = give(add, "阵地", self_score=4)
    second = give(add, "阵地", self_score=7)
    only = alone(empty_store, scheme)
    assert only.total == 7.0 and only.items[0].given.own_row == second
    with empty_store.write("删除") as writer:
        writer.remove("star", second)
    only = alone(empty_store, scheme)
    assert only.total == 4.0 and only.items[0].given.own_row == first


def test_a_veto_in_force_takes_stars_and_goals_but_no_points(empty_store: Store, add: Any) -> None:
    scheme = scheme_of(
        item("阵地", 10), vetoes=(Veto("违纪", 0), Veto("事故", 1)), thresholds=(4, 8)
    )
    give(add, "阵地", self_score=9)
    assert alone(empty_store, scheme).stars == 2
    accident = give(add, "事故", self_score=1, evidence="三月")
    only = alone(empty_store, scheme)
    assert (only.total, only.stars, only.self_stars) == (9.0, 1, 1)
    assert only.goal == Goal("保底", 1) and [v.label for v in only.vetoes] == ["事故"]
    assert only.veto_rows["事故"].own_row == accident
    assert only.veto_rows["事故"].evidence == "三月"
    give(add, "违纪", review_score=1)
    only = alone(empty_store, scheme)
    assert (only.stars, only.self_stars, only.goal) == (0, 1, None)
    with empty_store.write("核实") as writer:
        writer.edit("star", accident, {"review_score": 0.0})
    assert [veto.label for veto in alone(empty_store, scheme).vetoes] == ["违纪"]


def test_a_scheme_is_not_used_outside_its_years(empty_store: Store) -> None:
    with empty_store.read() as connection, pytest.raises(UserError) as refusal:
        score(connection, 2031, scheme_of(item("阵地", 10)))
    assert refusal.value.code == "scheme-years" and "2031" in refusal.value.message


def test_the_committee_reviews_what_a_branch_reported(
    committee: Store, empty_store: Store, add: Any, tmp_path: Path
) -> None:
    scheme = scheme_of(item("阵地", 10), vetoes=(Veto("事故", 0),))
    give(add, "阵地", self_score=9, review_score=10, evidence="照片")
    assert alone(empty_store, scheme).total == 10.0
    made = export(empty_store, parse_period("2026"), tmp_path)
    assert [each.state for each in merge(committee, [made.file]).files] == ["merged"]
    reported = scored(committee, scheme)
    assert list(reported) == ["P0001"]
    branch = reported["P0001"]
    # A branch does not review itself.
    assert (branch.total, branch.items[0].basis) == (9.0, "self")
    assert [finding.code for finding in branch.findings] == ["own-review"]
    assert branch.items[0].given.own_row == ""
    review = put(committee, branch.organisation, "star", scheme="试评", item="阵地", year=2026,
                 review_score=7.5, self_score=1)  # fmt: skip
    branch = scored(committee, scheme)["P0001"]
    got = branch.items[0]
    assert (got.final, got.given.self_score, got.difference) == (7.5, 9.0, -1.5)
    assert got.given.own_row == review and got.given.evidence == "照片"
    assert branch.self_total == 9.0


def test_the_board_shares_ranks_and_puts_the_unscored_last(committee: Store) -> None:
    scheme = scheme_of(item("阵地", 10), vetoes=(Veto("事故", 0),))
    scores = {"P0001": 7, "P0002": 9, "P0003": 9, "P0004": None, "P0005": 10, "P0006": 0,
              "P0007": 9}  # fmt: skip
    ids = {code: branch_of(committee, code) for code in scores}
    for code, given_ in scores.items():
        if given_ is not None:
            put(committee, ids[code], "star", scheme="试评", item="阵地", year=2026,
                self_score=given_)  # fmt: skip
    put(committee, ids["P0005"], "star", scheme="试评", item="事故", year=2026, review_score=1)
    with committee.write("登记") as writer:
        writer.add("organisation", {"code": "P0100", "name": "下级党委", "kind": "party_committee"})
    standing = scored(committee, scheme)
    assert standing.keys() == scores.keys()
    board = ranking(standing.values())
    assert [(each.rank, each.scored.code, each.scored.stars) for each in board] == [
        (1, "P0002", 2),
        (1, "P0003", 2),
        (1, "P0007", 2),
        (4, "P0001", 1),
        (5, "P0005", 0),
        (6, "P0006", 0),
        (None, "P0004", None),
    ]
    assert distribution(scheme, standing.values()) == {2: 3, 1: 1, 0: 2, None: 1}
    assert ranking([]) == []


def test_the_number_of_queries_does_not_grow_with_the_branches(committee: Store) -> None:
    def statements() -> int:
        seen: list[str] = []

        def listen(*args: Any) -> None:
            seen.append(args[2])

        event.listen(committee.engine, "before_cursor_execute", listen)
        try:
            with committee.read() as connection:
                score(connection, 2026, DEFAULT, today=YEAR_OVER)
        finally:
            event.remove(committee.engine, "before_cursor_execute", listen)
        return len(seen)

    def branches(codes: range) -> None:
        for number in codes:
            own = branch_of(committee, f"P{number:04d}")
            put(committee, own, "session", kind="theme_day", topic="学",
                starts_at=datetime(2026, 3, 1, 9))  # fmt: skip

    branches(range(1, 3))
    few = statements()
    branches(range(3, 12))
    assert statements() == few > 0


def test_a_sample_branch_has_every_default_item_computed_from_its_rows(
    branch_store: Store,
) -> None:
    only = alone(branch_store, DEFAULT, date(2026, 3, 31))
    assert only.total is not None and only.stars is not None
    for each in only.items:
        if each.item.rule:
            assert each.computed is None or 0 <= each.computed <= each.item.points
    by_id = {each.item.id: each for each in only.items}
    for id in ("three_meetings", "theme_day", "talks", "hours", "posts", "pledges", "brand"):
        measure = by_id[id].measure
        assert measure is not None and measure.value is not None and measure.rows
        assert all(row.text and row.kind for row in measure.rows)
