"""A course from plan to the branch's hours, on the command line alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.cli.conftest import Command


def told(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def test_a_course_of_the_park_becomes_hours_of_a_branch(
    tmp_path: Path, command: Command, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 6, 20))
    park, branch, other = tmp_path / "党委", tmp_path / "甲", tmp_path / "乙"
    command("--home", park, "init", "--as", "committee", "--code", "P0000", "--name", "园区党委")
    for home, code in ((branch, "P0001"), (other, "P0002")):
        command("--home", home, "init", "--as", "branch", "--code", code, "--name", f"{code}支部")
    person = told(name="王甲", category="正式党员", joined_on="2010-07-01",
                  confirmed_on="2011-07-01", duty="书记")  # fmt: skip
    assert command("--home", branch, "add", "member", person)[0] == 0
    _, made = command("--home", branch, "export", "--period", "2026", "--out", tmp_path)
    command("--home", park, "merge", made["file"], "--accept-unenrolled")
    course = told(year=2026, name="书记轮训", for_whom="书记", hours=56, quarter="二季度")
    _, planned = command("--home", park, "add", "course", course)
    # The norm is settled by the session of the course.
    held = told(starts_at="2026-06-03 09:00", hours=56)
    assert command("--home", park, "settle", "course_held", "--about", "书记轮训", held)[0] == 0
    _, sessions = command("--home", park, "list", "session")
    (session,) = sessions["rows"]
    assert session["course"] == planned["uid"] and session["topic"] == "书记轮训"
    _, members = command("--home", park, "list", "member")
    came = told(session=session["uid"], member=members["rows"][0]["uid"], state="出席")
    assert command("--home", park, "add", "attendance", came)[0] == 0
    receipt = tmp_path / "回执.xlsx"
    command("--home", park, "slip", made["file"], "--out", receipt)
    status, taken = command("--home", branch, "receipt", receipt)
    assert status == 0 and taken["accepted"] and taken["taken"] and "记上 1 条" in taken["study"]
    assert "没有变" in command("--home", branch, "receipt", receipt)[1]["study"]
    _, credits = command("--home", branch, "list", "study-credit")
    assert [(row["hours"], row["topic"], row["by"]) for row in credits["rows"]] == [
        (56, "书记轮训", "园区党委")
    ]
    # It is for nobody else, and no plain workbook is one.
    status, refused = command("--home", other, "receipt", receipt)
    assert status == 1 and not refused["taken"]
    assert command("--home", branch, "receipt", made["file"])[0] == 2
