"""Ledgers of meetings, talks, tickets and the like, as branches keep them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.roster.taking import Taking, codes, five

LEDGER = [
    ["2026年“三会一课”台账"],
    ["序号", "会议类型", "会议名称", "实际会议时间", "会议地点", "主持人", "记录人", "应到人数",
     "实到人数", "请假人数", "会议议题", "会议内容", "会议决议"],
    [1, "支部党员大会", "三季度大会", "2026/9/3  14:30", "活动室", "史宇乐", "苏秀若", 25, 23, 2,
     "讨论第三季度工作", "1.传达文件\n2.讨论发言", "通过"],
    [2, "支部委员会", "九月支委会", "2026年9月10日上午9：00", "会议室", "史宇乐", "苏秀若", 5, 5, 0,
     "研究九月工作", "内容", "同意"],
    [3, "党课", "书记讲党课", "2026.9.15 下午3点", "会议室", "史宇乐", None, 25, 25, 0,
     "学习新细则", "内容", None],
    [4, "主题党日", "九月党日", "9月20日", "广场", "史宇乐", None, 25, 24, 1, "清洁", "内容", None],
    [5, "党小组会", "一组会", "2026-09-21 14:00-15:30", "车间", "张宏海", None, 8, 8, 0,
     "小组学习", "内容", None],
]  # fmt: skip


def test_a_ledger_of_meetings_comes_in_whole(branch: Taking) -> None:
    proposal = branch.take(LEDGER, "session", merged=["A1:M1"])
    assert five(proposal) == (5, 0, 0, 0, 0)
    assert branch.column("starts_at", "session") == [
        "2026-09-03 14:30", "2026-09-10 09:00", "2026-09-15 15:00", "2026-09-20 00:00",
        "2026-09-21 14:00",
    ]  # fmt: skip
    assert branch.column("kind", "session") == [
        "general_meeting", "branch_committee", "lecture", "theme_day", "group_meeting",
    ]  # fmt: skip
    assert branch.column("expected_count", "session") == [25, 5, 25, 25, 8]
    assert branch.column("leave_count", "session") == [2, 0, 0, 1, 0]
    assert branch.column("summary", "session")[0] == "1.传达文件\n2.讨论发言"
    assert any("2026 年" in c.why for c in proposal.changes if c.row == 6)
    assert five(branch.take(LEDGER, "session", merged=["A1:M1"])) == (0, 0, 5, 0, 0)


def test_the_year_goes_on_over_new_year(branch: Taking) -> None:
    days = ["2025年12月20日", "1月5日 14:00", "2月5日"]
    rows = [["党课", day, "甲"] for day in days]
    branch.take([["会议类型", "会议时间", "会议议题"], *rows], "session")
    found = branch.column("starts_at", "session")
    assert found == ["2025-12-20 00:00", "2026-01-05 14:00", "2026-02-05 00:00"]


def test_without_any_year_the_cell_is_told(branch: Taking) -> None:
    rows = [["会议类型", "会议时间", "议题"], ["党课", "9月20日", "甲"]]
    proposal = branch.propose(rows, "session")
    assert five(proposal) == (0, 0, 0, 0, 1)
    assert "not-a-date" in codes(proposal)


def test_a_meeting_without_a_kind_is_known_by_its_name(branch: Taking) -> None:
    rows = [["会议名称", "会议时间", "地点"], ["三季度党员大会", "2026-09-03 14:30", "活动室"]]
    assert five(branch.take(rows, "session")) == (1, 0, 0, 0, 0)
    assert branch.column("kind", "session") == ["general_meeting"]
    assert five(branch.take(rows, "session")) == (0, 0, 1, 0, 0)


def test_numbers_give_way_to_a_list_of_names(branch: Taking) -> None:
    rows = [["会议类型", "会议时间", "议题", "应到", "实到"], ["党课", "2026-09-15", "甲", 5, 4]]
    branch.take(rows, "session")
    with branch.store.write("点名") as writer:
        (uid,) = writer.connection.exec_driver_sql("SELECT uid FROM session").scalars().all()
        session = writer.reference("session", uid)
        writer.edit("session", uid, {"expected_count": None, "present_count": None})
        person = writer.add("member", {"name": "张三", "category": "full"})
        there = {"session": session, "member": writer.reference("member", person)}
        writer.add("attendance", {**there, "state": "present"})
    proposal = branch.take(rows, "session")
    assert five(proposal) == (0, 0, 1, 0, 0) and codes(proposal) == ["listed"]
    assert branch.column("expected_count", "session") == [None]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("talk", [["谈话类型", "谈话日期", "谈话人", "谈话对象", "谈话主题"],
                  ["廉政谈话", "2026-03-05", "史宇乐", "苏秀若 张宏海", "节前提醒"]]),
        ("ticket", [["问题来源", "问题描述", "提出日期", "责任人"],
                    ["企业诉求", "停电", "2026年3月5日", "史宇乐"]]),
        ("paper", [["材料类型", "姓名", "年度", "签订日期"],
                   ["承诺书", "史宇乐", "2026年", "2026.3.5"]]),
        ("post", [["类型", "岗区名称", "责任人", "设立日期"],
                  ["先锋岗", "一号岗", "史宇乐", "2026-03-05"]]),
    ],
)  # fmt: skip
def test_any_list_comes_in_and_twice_is_once(
    branch: Taking, kind: str, rows: list[list[Any]]
) -> None:
    assert five(branch.take(rows, kind)) == (1, 0, 0, 0, 0)
    assert five(branch.take(rows, kind)) == (0, 0, 1, 0, 0)
    if kind == "talk":
        assert branch.column("subjects", "talk") == ["苏秀若、张宏海"]
