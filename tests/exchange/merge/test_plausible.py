"""What is possible and not likely is told before a submission is taken, and refuses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.merge.conflicts import conflicts
from partydesk.exchange.merge.deciding import decide
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import tally
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge

OnDay = Callable[[date], None]
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


def figure(store: Store, id: str, period: str = "2026") -> Any:
    with store.read() as connection:
        return tally(connection, parse_period(period)).value(id).value


def test_figures_far_from_the_last_period_stand_beside_it(tmp_path: Path, committee: Store) -> None:
    with making.branch(tmp_path) as store:
        for number in range(40):
            at = datetime(2026, 4, 1, 8) + timedelta(days=number)
            uid = making.write_session(store, f"学习 {number}", at, kind="group_study")
        making.edit(store, "session", uid, reflections=100)
        files = [making.sent(store, tmp_path / "1", "2026Q1").file]
        for name in "甲乙丙丁戊":
            making.write_member(store, f"新人{name}")
        files.append(making.sent(store, tmp_path / "1", "2026Q2").file)
    merge(committee, files[:1])
    seen = making.taken(committee, files[1], preview=True)
    (told,) = [each for each in seen.remarks if "相差" in each or "差得多" in each]
    assert "2026 年第一季度" in told and "党员集中学习" in told and "党员 6 → 11" in told, told
    # Papers of people nobody saw there, with the number of members beside.
    (papers,) = [each for each in seen.remarks if "心得体会有" in each]
    assert "100 篇" in papers and "1 场" in papers and "党员 11 人" in papers
    assert [each for each in seen.remarks if "场没有出勤记录" in each and "40 场" in each]
    taken = making.taken(committee, files[1])
    assert taken.state == "merged" and taken.remarks == seen.remarks


def test_rows_of_another_branch_and_a_meeting_told_twice(tmp_path: Path, committee: Store) -> None:
    with making.branch(tmp_path) as store:
        at = datetime(2026, 3, 5, 9)
        making.write_session(store, "学习二十届三中全会精神", at)
        making.write_session(store, "学习党的二十届三中全会精神。", at + timedelta(minutes=30))
        making.write_session(store, "民法典讲座", at + timedelta(minutes=60))
        file = making.sent(store, tmp_path / "1").file

    def foreign(book: Any) -> None:
        for row, code in ((3, "P0999"), (4, "ｐ 0312")):
            making.at(book["学习活动"], row, "组织编码").value = code

    seen = making.taken(committee, making.changed(file, tmp_path / "外.xlsx", foreign))
    assert seen.state == "merged"
    (told,) = [each for each in seen.remarks if "P0999" in each]
    assert "1 行" in told and "第 3 行" in told
    (twice,) = [each for each in seen.remarks if "记了两次" in each]
    assert "09:00" in twice and "09:30" in twice and "民法典" not in twice


@pytest.mark.parametrize("how", ["cell", "gone", "row", "sheet"])
def test_the_sheet_of_figures_is_not_taken(tmp_path: Path, committee: Store, how: str) -> None:
    with making.branch(tmp_path) as store:
        file = making.sent(store, tmp_path / "1").file

    def change(book: Any) -> None:
        sheet = book["指标"]
        ids, values = making.column(sheet, "编码"), making.column(sheet, "数值")
        row = next(
            number
            for number in range(2, sheet.max_row + 1)
            if sheet.cell(number, ids).value == "group_studies"
        )
        if how == "sheet":
            del book["指标"]
        elif how == "row":
            sheet.delete_rows(row)
        else:
            sheet.cell(row, values).value = 400 if how == "cell" else None

    seen = making.taken(committee, making.changed(file, tmp_path / "改.xlsx", change))
    assert seen.state == "merged" and seen.edited_rows == []
    (told,) = [each for each in seen.remarks if "“指标”" in each]
    assert "不收" in told and "以记录为准" in told
    if how != "sheet":
        counted = figure(committee, "group_studies")
        assert f"写的是 {400 if how == 'cell' else '空'}，数出来是 {counted}" in told
    (finding,) = [each for each in seen.findings if each.code == "figure-edited"]
    assert finding.sheet == "指标" and not finding.fatal
    # Where its edits keep it waiting, it is told all the same.
    if how == "cell":

        def both(book: Any) -> None:
            change(book)
            making.at(book["学习活动"], 3, "主题").value = "手改"

        waits = making.taken(committee, making.changed(file, tmp_path / "两.xlsx", both))
        assert waits.state == "edited"
        assert [each for each in waits.remarks if "写的是 400，导出时数出来是" in each]
    # As it was exported, and saved again by another program, it says nothing.
    saved = making.changed(file, tmp_path / "存.xlsx", lambda book: None)
    assert not [each for each in making.taken(committee, saved, preview=True).remarks
                if "指标" in each]  # fmt: skip


def test_clocks_ahead_and_behind(
    tmp_path: Path, committee: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 9, 1, 10)
    with making.branch(tmp_path) as store:
        for wrong, said in (
            (timedelta(hours=3, minutes=5), "晚 3 小时 5 分"),
            (-timedelta(days=365), "时钟慢了"),
        ):
            making.write_member(store, f"人{'一' if wrong.days < 0 else '二'}")
            monkeypatch.setattr(clock, "source", lambda wrong=wrong: now + wrong)
            file = making.sent(store, tmp_path / "1").file
            monkeypatch.setattr(clock, "source", lambda: now)
            seen = making.taken(committee, file)
            assert seen.state == "merged" and [each for each in seen.remarks if said in each], seen


def test_what_two_branches_nearly_alike_report_is_decided(tmp_path: Path, committee: Store) -> None:
    at = datetime(2026, 3, 5, 9)
    files = []
    for code, minutes, place, topic, host in (
        ("P0001", 0, "党群服务中心", "甲乙两家公司结对学习民法典", "甲"),
        ("P0002", 30, "党群服务中心 二楼", "乙、甲两家公司结对学习民法典", "乙"),
        ("P0003", 0, "会议室", "学习民法典一二三", "丙"),
        ("P0004", 15, "会议室", "学习民法典一二三", "丁"),
        ("P0005", 0, "会议室", "学习民法典一二三", "戊"),
    ):
        with making.branch(tmp_path, code, sessions=0) as store:
            making.write_session(
                store, topic, at + timedelta(minutes=minutes), place=place, host=host
            )
            files.append(making.sent(store, tmp_path / "1").file)
    seen = merge(committee, files, preview=True)
    for each in seen.files[:2]:
        assert [remark for remark in each.remarks if "像是同一场" in remark], each.remarks
    # A meeting room is everybody's: those two are two.
    assert not [r for each in seen.files[2:] for r in each.remarks if "同一场" in r]
    merge(committee, files)
    (item,) = conflicts(committee)
    assert item.kind == "near-session" and len(item.sides) == 2
    before = figure(committee, "theme_days")
    decide(committee, item.key, "first")
    assert figure(committee, "theme_days") == before - 1
    # It is decided for good, in whatever order they come again.
    merge(committee, files[::-1])
    assert [each.state for each in conflicts(committee)] == ["decided"]


@settings(max_examples=4)
@given(
    wrong=st.lists(st.sampled_from([0, -400, -30, 400]), min_size=3, max_size=3),
    order=st.permutations(range(3)),
    periods=st.lists(st.sampled_from(["2026", "2026H1", "2026Q1"]), min_size=3, max_size=3),
)
def test_a_correction_is_never_lost_whatever_the_clocks(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    wrong: list[int],
    order: list[int],
    periods: list[str],
) -> None:
    """Three times put right under three clocks, handed in for periods that overlap."""
    folder = tmp_path_factory.mktemp("clocks")
    now = datetime(2026, 9, 1, 10)
    files = []
    with monkeypatch.context() as patched:
        with making.branch(folder, sessions=2) as store:
            uid = making.write_session(store, "原来的", datetime(2026, 3, 1, 9))
            for number, (days, period) in enumerate(zip(wrong, periods, strict=True)):
                day = now + timedelta(days=days, hours=number)
                making.edit(store, "session", uid, topic=f"改第 {number} 次")
                patched.setattr(clock, "source", lambda day=day: day)
                files.append(making.sent(store, folder / str(number), period).file)
                patched.setattr(clock, "source", lambda: now)
        patched.setattr(clock, "source", lambda: now + timedelta(days=1))
        with making.committee(folder) as committee:
            for place in order:
                making.taken(committee, files[place], accept_edited=True)
            topics = {row[0]: row for row in making.values(committee, "session")}
            assert "改第 2 次" in topics[uid]
