"""What is amiss, in sentences: which branches, which months, how many people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from partydesk.documents.report.shortcomings import (
    MOST_NAMED,
    Place,
    Shortcoming,
    shortcomings,
    slot_text,
    slots_text,
    table,
)
from partydesk.rules.norms import NORMS, Norm, Obligation, State

PLACES = {n: Place(f"{'甲乙丙丁戊己庚辛'[n - 1]}支部", f"P{n:04d}", "支部") for n in range(1, 9)}
PLACES[9] = Place("本级", "P0000", "党组织")


def item(norm: str, organisation: int, slot: str = "", uid: str = "", **more: Any) -> Obligation:
    return Obligation(
        NORMS[norm], organisation, more.pop("state", State.MISSED), None, slot, uid=uid, **more
    )


def found(*items: Obligation, single: bool = False) -> list[Shortcoming]:
    return shortcomings(items, list(NORMS), PLACES, year=2026, single=single, annex="附件2")


def read(shortcoming: Shortcoming) -> str:
    text = shortcoming.shortcoming.template
    for token, said in shortcoming.facts.items():
        text = text.replace(f"{{{token}}}", said)
    # What may be the cause is no particular of the problem (test_report_outline.py).
    return re.sub(r"\{cause:\w+\}", "", text)


def test_branches_are_named_with_the_months_they_lack() -> None:
    one = found(
        item("theme_day", 2, "2026-08"),
        item("theme_day", 1, "2026-08"),
        item("theme_day", 1, "2026-10", state=State.OVERDUE),
    )
    assert [read(each) for each in one] == [
        "缺主题党日记录：2个支部，涉及甲支部（8月、10月）、乙支部（8月）。"
    ]


def test_what_is_the_same_everywhere_is_said_once() -> None:
    slots = [item("general_meeting", n, f"2026Q{q}") for n in (1, 2) for q in (1, 2)]
    assert read(found(*slots)[0]) == (
        "缺党员大会记录：2个支部，涉及甲支部、乙支部，均为第一、第二季度。"
    )


def test_people_are_counted_once_and_not_named() -> None:
    text = read(
        found(
            item("talk_members", 1, "2026", "m1", about="张三"),
            item("talk_members", 1, "2025", "m1", about="张三"),
            item("talk_members", 1, "2026", "m2", about="李四"),
            item("talk_members", 2, "2026", "m3", about="王五"),
        )[0]
    )
    assert text == "党员之间没有谈心谈话记录：2个支部的3人，涉及甲支部（2人）、乙支部（1人）。"


@pytest.mark.parametrize("state", [State.DONE, State.DUE, State.EXEMPT])
def test_only_the_missed_and_the_overdue_are_problems(state: State) -> None:
    assert found(item("theme_day", 1, "2026-08", state=state)) == []


def test_more_branches_than_are_named_stand_in_the_appendix() -> None:
    items = [item("general_meeting", n, "2026Q1") for n in range(1, MOST_NAMED + 2)]
    items += [item("general_meeting", 6, "2026Q2"), item("hours_32", 1, "2026", "m1")]
    listed = found(*items)
    text = read(listed[0])
    assert text.startswith(f"缺党员大会记录：{MOST_NAMED + 1}个支部，包括己支部（第一、第二季度）")
    assert text.endswith(f"等{MOST_NAMED + 1}个支部，详见附件2。")
    made = table(listed, PLACES)
    assert made is not None
    assert [row[1] for row in made.rows] == [PLACES[n].name for n in range(1, MOST_NAMED + 2)]
    assert made.rows[0][2] == "缺党员大会记录（第一季度）；党员集中学习没有满32学时（1人）"
    assert sum(made.widths) == 156


def test_as_many_branches_as_are_named_need_no_appendix() -> None:
    items = [item("general_meeting", n, "2026Q1") for n in range(1, MOST_NAMED + 1)]
    assert table(found(*items), PLACES) is None


def test_a_branch_speaks_of_itself_without_its_name() -> None:
    texts = [
        read(each)
        for each in found(
            item("general_meeting", 1, "2026Q3"),
            item("hours_32", 1, "2026", "m1"),
            item("election", 1),
            single=True,
        )
    ]
    assert texts == [
        "缺党员大会记录：第三季度。",
        "党员集中学习没有满32学时：1人。",
        "任期届满没有换届。",
    ]


def test_groups_are_named_with_what_they_lack() -> None:
    text = read(
        found(
            item("group_meeting", 1, "2026-05", about="第二党小组"),
            item("group_meeting", 1, "2026-03", about="第一党小组"),
            single=True,
        )[0]
    )
    assert text == "缺党小组会记录：第一党小组3月；第二党小组5月。"


def test_the_committees_own_duties_name_no_branch() -> None:
    one = found(item("ideology_half_year", 9, "2026H1"))[0]
    assert read(one) == "缺意识形态专题研究记录：上半年。"
    assert "有关支部" not in one.step.template


def test_problems_come_in_the_norms_order_whatever_the_items() -> None:
    items = [item("ticket", 1, uid="t"), item("hours_32", 1, uid="m"), item("theme_day", 1)]
    assert [each.id for each in found(*items)] == ["theme_day", "hours_32", "ticket"]


def test_a_norm_without_words_of_its_own_is_told_by_its_label_and_remedy() -> None:
    norm = Norm("new_one", "新规定 1", "每年 {1} 次", "", "照办。")
    made = shortcomings(
        [Obligation(norm, 1, State.MISSED, None, "2026")],
        ["new_one"],
        PLACES,
        year=2026,
        single=False,
    )[0]
    assert read(made) == "新规定1有缺项或逾期：1个支部，涉及甲支部。"
    assert made.step.template == "新规定1：照办{owner:new_one}。"


def test_every_norm_has_words_of_its_own() -> None:
    # Findings of the ledger are told with the number of open ones.
    assert {id for id, norm in NORMS.items() if not (norm.amiss and norm.step)} == {"ticket"}


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        (["2026-03", "2026-01", "2026-02"], ["1至3月"]),
        (["2026-01", "2026-02"], ["1月", "2月"]),
        (["2026-01", "2026-03", "2026-04", "2026-05", "2026-12"], ["1月", "3至5月", "12月"]),
        (["2025-11", "2025-12", "2026-01"], ["2025年11月", "2025年12月", "1月"]),
        (["2026"], []),
        (["2025"], ["2025年"]),
        (["2025Q4", "2026H2"], ["2025年第四季度", "下半年"]),
        ([""], []),
    ],
)
def test_slots_are_said_in_words(slots: list[str], said: list[str]) -> None:
    assert slots_text(slots, 2026) == said


def test_a_day_is_said_in_full() -> None:
    assert slot_text("2026-03-05", 2026) == "3月5日"
