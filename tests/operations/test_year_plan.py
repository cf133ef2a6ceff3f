"""年度计划: typed, filled, copied and taken out, each in one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from partydesk.documents.printing import print_paper
from partydesk.operations.year_plan import Typed, fill_column, proposed_days, take_out, type_cells
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.year_plan import OTHERS, PlanMark, YearPlan, year_plan
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.documents.reading_pdf import pages
from tests.operations.test_plans import everything

TODAY = date(2026, 9, 22)


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 4, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        with store.write("添加") as writer:
            writer.add("session", {"kind": "theme_day", "topic": "看警示教育片", "hours": 2.0,
                                   "place": "党员活动室", "host": "朱欣霞",
                                   "starts_at": datetime(2026, 8, 18, 15, 0)})  # fmt: skip
        yield store


def shown(store: Store, year: int = 2026) -> YearPlan:
    with store.read() as connection:
        return year_plan(connection, store.own.id, store.role, year)


def test_a_theme_typed_into_a_cell_is_a_plan_on_its_usual_day(branch: Store) -> None:
    done = type_cells(branch, 2026, [Typed("theme_day", 11, " 参观廉政教育 ")])
    assert (done.added, done.remarks) == (1, ())
    cell = shown(branch).cells["theme_day", 11]
    # The third Tuesday at three, as in August; place and who chairs as then.
    assert cell.words == ("参观廉政教育", "11-17　计划")
    assert cell.plan is not None and cell.plan.starts_at == datetime(2026, 11, 17, 15, 0)
    with branch.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT place, host, hours, state FROM session WHERE uid = ?", (cell.plan.uid,)
        ).fetchone()
    assert kept == ("党员活动室", "朱欣霞", 2.0, "planned")

    assert type_cells(branch, 2026, [Typed("theme_day", 11, "20日 9:30 参观展览馆")]).changed == 1
    assert shown(branch).cells["theme_day", 11].words == ("参观展览馆", "11-20　计划")
    assert type_cells(branch, 2026, [Typed("theme_day", 11, "")]).removed == 1
    assert shown(branch).cells["theme_day", 11].mark is PlanMark.NONE
    for _ in range(3):
        branch.undo()
    assert shown(branch).summary == "已开 1 格"


def test_what_cannot_be_is_refused_and_the_rest_of_a_paste_is_done(branch: Store) -> None:
    with pytest.raises(UserError, match="8 月已经过了"):
        type_cells(branch, 2026, [Typed("theme_day", 8, "再来一次")])
    with pytest.raises(UserError, match="看不出“交流”是哪种活动"):
        type_cells(branch, 2026, [Typed(OTHERS, 11, "交流")])
    assert shown(branch).summary == "已开 1 格"

    done = type_cells(branch, 2026, [
        Typed("theme_day", 8, "太晚"), Typed(OTHERS, 11, "警示教育：看片"),
        Typed("lecture", 10, "讲党课"), Typed("lecture", 12, ""),
    ])  # fmt: skip
    assert done.added == 2 and done.refused == ("8 月主题党日没有排：8 月已经过了，补记请按“新增”",)
    others = shown(branch).cells[OTHERS, 11].plan
    assert others is not None and (others.kind, others.topic) == ("warning", "看片")
    branch.undo()  # one paste, one step
    assert shown(branch).summary == "已开 1 格"


def test_a_column_is_filled_by_a_rule_and_left_where_something_stands(branch: Store) -> None:
    type_cells(branch, 2026, [Typed("theme_day", 11, "参观廉政教育")])
    proposed = proposed_days(branch, 2026, "theme_day", "每月第一个星期五")
    why = [each.why for each in proposed]
    assert why == [*["启用以前"] * 3, *["已经过了"] * 4, "已开过", "已经过了", "", "已有计划", ""]
    done = fill_column(branch, 2026, "theme_day", "每月第一个星期五", "主题党日")
    assert done.words == "排了 2 次。10-02 放假，顺延到 10-08"
    plan = shown(branch)
    assert plan.cells["theme_day", 10].words == ("主题党日", "10-08　计划")
    assert plan.cells["theme_day", 10].sessions[0].starts_at.hour == 15
    assert plan.summary == "已开 1 格，计划 3 格"
    with pytest.raises(UserError, match="没有要排的月份"):
        fill_column(branch, 2026, "theme_day", "每月第一个星期五")
    branch.undo()
    assert shown(branch).summary == "已开 1 格，计划 1 格"
    assert take_out(branch, 2026, [("theme_day", 11), ("theme_day", 12)]).removed == 1
    with pytest.raises(UserError, match="没有计划"):
        take_out(branch, 2026, [("theme_day", 8)])


def test_it_is_printed_on_one_page_plan_against_done(branch: Store, tmp_path: Path) -> None:
    for column in ("general_meeting", "branch_committee", "group_meeting", "lecture", "theme_day"):
        done = fill_column(
            branch, 2027, column, "每月 20 日", f"{'学习贯彻全会精神，' * 4}部署任务"
        )
        # Nobody knows which days of 2027 are shifted; those that the law fixes are known.
        told = "2027 年的放假安排还不知道，按周一至周五算，除去元旦、五一、国庆"
        assert done.words.endswith(f"。{told}")
    first = proposed_days(branch, 2027, OTHERS, "每月第一个星期五")[9]
    assert first.remark == "10-01 放假，顺延到 10-04"
    fill_column(branch, 2027, OTHERS, "每月底", "志愿服务：清洁家园，看望困难职工和退休老党员")
    out = tmp_path / "计划.pdf"
    print_paper(branch, "year-plan", None, out, period=parse_period("2027"))
    (page,) = pages(out)
    text = "".join(page.split())
    assert "2027年组织生活年度计划" in text and "12月" in text
    assert "计划72格" in text

    print_paper(branch, "year-plan", None, out, period=parse_period("2026"))
    (page,) = pages(out)
    assert "1–3月启用以前" in "".join(page.split())


def test_a_planned_year_counts_nowhere(branch: Store) -> None:
    before = everything(branch)
    for column in ("general_meeting", "branch_committee", "group_meeting", "lecture", "theme_day"):
        fill_column(branch, 2026, column, "每月最后一个星期五")
    fill_column(branch, 2026, OTHERS, "每季度末月 15 日", "党务培训：轮训")
    type_cells(branch, 2026, [Typed(OTHERS, 11, "组织生活会：征求意见")])
    assert shown(branch).count(PlanMark.PLANNED) > 10
    assert everything(branch) == before
