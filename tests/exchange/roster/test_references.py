"""Rows that name other records: by the name however it is written, by day and kind."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.exchange.roster.taking import Taking, five

HEADS = ["活动日期", "会议类型", "姓名", "到会情况", "请假事由"]


@pytest.fixture
def held(branch: Taking) -> Taking:
    """Two people and three meetings, two of them on one day."""
    with branch.store.write("准备") as writer:
        for name in ("古丽·阿依", "张三"):
            writer.add("member", {"name": name, "category": "full"})
        for kind, at in (
            ("theme_day", datetime(2026, 3, 5, 14)),
            ("branch_committee", datetime(2026, 3, 5, 16)),
            ("theme_day", datetime(2026, 4, 2, 14)),
        ):
            writer.add("session", {"kind": kind, "starts_at": at, "topic": f"{at:%m月}学习"})
    return branch


def test_who_was_where_is_taken_in_and_changes_nothing_the_second_time(held: Taking) -> None:
    rows = [
        HEADS,
        ["2026-03-05", "主题党日", "古丽•阿依", "出席", ""],
        [date(2026, 3, 5), "支委会", "张 三", "请假", "出差"],
        ["2026年4月2日", "", "张三", "出席", ""],
    ]
    proposal = held.take(rows, "attendance")
    assert five(proposal) == (3, 0, 0, 0, 0), proposal.findings
    assert held.column("state", "attendance") == ["present", "leave", "present"]
    assert held.column("session", "attendance") == [1, 2, 3]
    assert held.column("member", "attendance") == [1, 2, 2]
    assert held.column("name", "attendance") == ["古丽·阿依", "张三", "张三"]
    assert five(held.propose(rows, "attendance")) == (0, 0, 3, 0, 0)


@pytest.mark.parametrize(
    ("day", "kind", "name", "told"),
    [
        ("2026-03-05", "", "张三", "分不清"),
        ("2026-05-05", "主题党日", "张三", "学习活动里没有"),
        ("2026-03-05", "主题党日", "王五", "党员里没有“王五”"),
        ("某天", "主题党日", "张三", "不是日期"),
        ("2026-03-05", "没有的会", "张三", "没有的会"),
    ],
)
def test_what_is_not_there_is_refused_by_row(
    held: Taking, day: str, kind: str, name: str, told: str
) -> None:
    proposal = held.propose([HEADS, [day, kind, name, "出席", ""]], "attendance")
    assert five(proposal) == (0, 0, 0, 0, 1)
    assert told in proposal.items[0].why


def test_reviews_name_their_member(held: Taking) -> None:
    rows = [["姓名", "年度", "评议等次"], ["古丽 阿依", 2025, "合格"], ["张三", 2025, "优秀"]]
    assert five(held.take(rows, "review")) == (2, 0, 0, 0, 0)
    assert held.column("member", "review") == [1, 2]
    rows[1][2] = "优秀"
    again = held.propose(rows, "review")
    assert five(again) == (0, 1, 1, 0, 0)


def test_names_that_are_not_on_the_roll_are_remarked_and_kept(held: Taking) -> None:
    heads = ["谈话类型", "谈话日期", "谈话人", "谈话对象", "谈话主题"]
    rows = [heads, ["谈心谈话", "2026-03-05", "张三", "古丽•阿依、王五", "谈心"]]
    proposal = held.take(rows, "talk")
    assert five(proposal) == (1, 0, 0, 0, 0)
    (told,) = [each for each in proposal.findings if each.code == "unknown-names"]
    assert "王五" in told.message and "阿依" not in told.message
    assert held.column("subjects", "talk") == ["古丽·阿依、王五"]
