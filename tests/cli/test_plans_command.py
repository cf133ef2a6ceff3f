"""plan and notice: a year planned by a rule, moved, held, told, without a window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.cli.conftest import Command

Done = Callable[..., dict[str, Any]]


def test_a_year_is_planned_and_each_plan_answered(
    tmp_path: Path, done: Done, command: Command, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 1))
    home = tmp_path / "支部"
    branch = ("--home", home)
    done(*branch, "init", "--as", "branch", "--code", "P0001", "--name", "甲支部")

    rows = done(*branch, "plan", "year", "2026", "--fill", "主题党日", "每月第一个星期五 14:00",
                "--topic", "过好主题党日")["rows"]  # fmt: skip
    assert [(row["starts_at"], row["state"]) for row in rows] == [
        ("2026-09-04 14:00", "计划"), ("2026-10-08 14:00", "计划"),
        ("2026-11-06 14:00", "计划"), ("2026-12-04 14:00", "计划"),
    ]  # fmt: skip
    first, second = rows[0]["uid"], rows[1]["uid"]
    text = done(*branch, "notice", second)["text"]
    assert text.startswith("【会议通知】定于 10 月 8 日（星期四）14:00")
    status, _ = command(*branch, "notice", second, "--kind", "brief")
    assert status == 2

    on_day(date(2026, 9, 22))
    done(*branch, "plan", "held", first)
    assert done(*branch, "notice", first)["text"].startswith("【简报】9 月 4 日")
    done(*branch, "plan", "moved", second, "2026-10-15")
    status, value = command(*branch, "plan", "moved", second, "2026-09-15")
    assert status == 2 and "已经过了" in value["error"]["message"]
    status, value = command(*branch, "plan", "year", "2026", "--fill", "早会", "每月 1 日")
    assert status == 2 and "没有“早会”这种活动" in value["error"]["message"]
    out = tmp_path / "计划.pdf"
    done(*branch, "print", "year-plan", "--period", "2026", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")


def test_the_words_of_a_notice_are_a_setting(tmp_path: Path, done: Done, command: Command) -> None:
    branch = ("--home", tmp_path / "支部")
    done(*branch, "init", "--as", "branch", "--code", "P0001", "--name", "甲支部")
    done(*branch, "settings", "notice.notice", "{日期}来开会")
    assert done(*branch, "settings", "notice.notice")["settings"]["notice.notice"] == [
        "{日期}来开会"
    ]  # fmt: skip
    status, value = command(*branch, "settings", "notice.notice", "{电话}")
    assert status == 2 and "认不得{电话}" in value["error"]["message"]
