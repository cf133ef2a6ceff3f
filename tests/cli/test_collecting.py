"""coverage and log from the command line: what cli.md promises of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from partydesk.cli.run import run
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.cli.conftest import Command
from tests.exchange import making
from tests.exchange.merging import merge

OnDay = Callable[[date], None]


def test_coverage_tells_branches_by_periods(
    tmp_path: Path, command: Command, on_day: OnDay
) -> None:
    on_day(date(2026, 10, 8))
    with making.committee(tmp_path) as committee:
        for number, period in ((1, "2026Q3"), (2, "2026")):
            with making.branch(tmp_path, f"P000{number}", sessions=1, talks=0, members=2) as branch:
                file = making.sent(branch, tmp_path / "出", period).file
            merge(committee, [file])
        home = committee.home.folder
    status, told = command("--home", home, "coverage", "--period", "2026")
    assert status == 0 and (told["of"], told["in"]) == (2, 2)
    assert told["sentence"] == (
        "2 个支部，全部在内：1 个报到 10 月 8 日，1 个报到 9 月 30 日；1 个中间有没报的日子"
    )
    rows = {(row["organisation"], row["period"]): row for row in told["rows"]}
    assert {period for _, period in rows} == {"2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026"}
    keys = ("state", "revision", "covered_to")
    assert [rows["P0001", "2026Q3"][key] for key in keys] == ["taken", 1, "2026-09-30"]
    assert [rows["P0002", "2026Q3"][key] for key in keys] == ["within", None, "2026-09-30"]
    assert [rows["P0002", "2026"][key] for key in keys] == ["taken", 1, "2026-10-08"]
    assert [rows["P0001", "2026Q1"][key] for key in keys] == ["missing", None, None]
    assert [rows["P0001", "2026"][key] for key in keys] == ["coming", None, "2026-09-30"]
    figures = command("--home", home, "indicators", "--period", "2026")[1]
    assert figures["sentence"] == told["sentence"], "figures say of how many branches they are"
    one = command("--home", home, "coverage", "--period", "2026年第三季度")[1]
    assert {row["period"] for row in one["rows"]} == {"2026Q3"} and one["in"] == 2


def test_coverage_is_a_committees(tmp_path: Path, command: Command) -> None:
    with making.branch(tmp_path, "P0001", sessions=1, talks=0, members=2) as branch:
        home = branch.home.folder
    status, told = command("--home", home, "coverage", "--period", "2026")
    assert status == 2 and told["error"]["code"] == "not-committee"


def test_log_and_what_a_preview_says(
    tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with making.branch(tmp_path, "P0001", sessions=1, talks=0, members=2) as branch:
        file = making.sent(branch, tmp_path / "出").file
        for number in range(1, 5):
            making.write_session(branch, f"没人的会 {number}", datetime(2026, 3, number, 9))
        alone = branch.home.folder
    (tmp_path / "又").mkdir()
    run(["--home", str(alone), "export", "--period", "2026", "--out", str(tmp_path / "又")])
    said = capsys.readouterr().out
    assert said.count("没有出勤记录") == 1 and "这样的共 4 处" in said, "one line for one cause"
    with making.committee(tmp_path) as committee:
        home = committee.home.folder
        with committee.write("登记") as writer:
            writer.add("organisation", {"code": "P0001", "name": "P0001支部", "kind": "branch"})
    assert run(["--home", str(home), "merge", "--preview", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("可以收") and "已收" not in said
    command("--home", home, "merge", file, "--operator", "周示例")
    command("--home", home, "withdraw", "--org", "P0001", "--period", "2026", "--reason", "交错了")
    status, told = command("--home", home, "log", "--org", "P0001")
    assert status == 0
    assert sorted((row["act"], row["revision"], row["reason"]) for row in told["rows"]) == [
        ("撤回", 1, "交错了"), ("收下", 1, "")
    ]  # fmt: skip
    assert {row["operator"] for row in told["rows"]} > {"周示例"}
    keys = {"at", "operator", "act", "organisation", "period", "revision", "reason"}
    assert set(told["rows"][0]) == keys
    assert command("--home", home, "log", "--since", "2999-01-01")[1]["rows"] == []
    # What goes back by the command line is 退回 too, and stays what it was when it waited.
    out = tmp_path / "退回单.xlsx"
    assert command("--home", home, "slip", file, "--out", out, "--operator", "吴示例")[0] == 0
    told = command("--home", home, "log")[1]
    assert (told["rows"][0]["act"], told["rows"][0]["operator"]) == ("开退回单", "吴示例")
    states = {
        row["period"]: row["state"]
        for row in command("--home", home, "coverage", "--period", "2026")[1]["rows"]
    }
    assert states["2026"] == "returned"
    assert command("--home", home, "log", "--since", "上周")[0] == 2


def test_a_code_is_one_however_it_is_written(tmp_path: Path, command: Command) -> None:
    """New codes are kept in capitals; one typed in small letters or full width finds its branch; a
    branch that an earlier program kept in small letters is still the one the committee entered."""
    home = tmp_path / "支部"
    made = ("--home", home, "init", "--as", "branch", "--code", "p0312", "--name", "甲支部")
    assert command(*made)[1]["organisation"] == "P0312"
    with making.committee(tmp_path) as committee:
        with committee.write("登记") as writer:
            writer.add("organisation", {"code": "P0313", "name": "P0313支部", "kind": "branch"})
        branch = making.branch(tmp_path, "p0313", sessions=1, talks=1, members=2)
        with branch, branch.transaction() as connection:
            connection.exec_driver_sql("UPDATE organisation SET code = 'p0313'")
        with open_store(Home(branch.home.folder)) as branch:
            file = making.sent(branch, tmp_path / "出").file
        merge(committee, [file])
        folder = committee.home.folder
        with committee.read() as connection:
            shown = connection.exec_driver_sql(
                "SELECT code FROM organisation WHERE deleted_at IS NULL ORDER BY code"
            ).fetchall()
    assert [row[0] for row in shown] == ["P0000", "P0313"]
    for written in ("P0313", "p0313", "Ｐ０３１３"):
        status, told = command("--home", folder, "list", "talk", "--org", written)
        assert status == 0 and len(told["rows"]) == 1
    status, told = command("--home", folder, "log", "--org", "P0313")
    assert [row["organisation"] for row in told["rows"]] == ["P0313"]
    status, told = command("--home", folder, "withdraw", "--org", "P0313", "--period", making.YEAR)
    assert status == 0 and told["organisation"] == "P0313"


def test_the_registers_question_is_answered_and_taken_back(
    tmp_path: Path, command: Command
) -> None:
    with making.branch(tmp_path, "P0321", sessions=1, talks=1, members=2) as branch:
        file = making.sent(branch, tmp_path / "出").file
    with making.committee(tmp_path) as committee:
        with committee.write("登记") as writer:
            writer.add("organisation", {"code": "P0312", "name": "P0321支部", "kind": "branch"})
        home = ("--home", committee.home.folder)
    status, told = command(*home, "merge", file, "--accept-unenrolled")
    (asked,) = told["files"]
    assert status == 1 and asked["state"] == "asks" and asked["question"]
    assert [each["organisation"] for each in asked["candidates"]] == ["P0312"]
    assert command(*home, "merge", file, "--as", "P0312", "--as-new")[0] == 2
    status, told = command(*home, "merge", file, "--as", "Ｐ０３１２", "--operator", "周示例")
    assert status == 0 and told["files"][0]["organisation"] == "P0312"
    (given,) = command(*home, "answers")[1]["rows"]
    assert (given["code"], given["answer"], given["operator"]) == ("P0321", "joined", "周示例")
    assert command(*home, "answers", "--undo", given["id"])[0] == 0
    assert command(*home, "list", "talk")[1]["rows"] == []
    acts = [row["act"] for row in command(*home, "log")[1]["rows"]]
    assert set(acts) == {"收下", "撤回认定", "认定"}
    assert command(*home, "merge", file)[1]["files"][0]["state"] == "asks"


def test_conflicts_are_listed_and_decided(tmp_path: Path, command: Command, on_day: OnDay) -> None:
    on_day(date(2026, 10, 8))
    at, place = datetime(2026, 9, 1, 14), "党群服务中心"
    with making.committee(tmp_path) as committee:
        files = []
        for code in ("P0001", "P0002", "P0003"):
            with making.branch(tmp_path, code, sessions=0, talks=0, members=2) as branch:
                for kind in ("outreach", "branch_committee"):
                    making.write_session(branch, "学全会精神", at, kind=kind, place=place)
                files.append(making.sent(branch, tmp_path / "出").file)
        merge(committee, files)
        home = committee.home.folder
    status, told = command("--home", home, "conflicts")
    # A meeting of one branch's own committee is nobody else's.
    (item,) = told["conflicts"]
    assert status == 0
    assert [side["organisation"] for side in item["sides"]] == ["P0001", "P0002", "P0003"]
    assert set(item["choices"]) == {"both", "first", "second", "third"}
    for words in (("zz", "both"), (item["key"], "P0009"), (item["key"],)):
        status, told = command("--home", home, "conflicts", *words)
        assert status == 2 and told["error"]["code"] in ("not-found", "bad-decision")
    by_hand = ("conflicts", item["key"][:6], "p0003", "--operator", "周示例")
    status, told = command("--home", home, *by_hand)
    assert (status, told["decision"]) == (0, "third")
    moved = {each["id"]: (each["before"], each["after"]) for each in told["figures"]}
    assert moved["outreach_talks"] == (3, 1)
    assert command("--home", home, "conflicts")[1]["conflicts"] == []
    assert command("--home", home, "conflicts", "--all")[1]["conflicts"][0]["decision"] == "third"
    (last, *_) = command("--home", home, "log", "--org", "P0002")[1]["rows"]
    assert (last["act"], last["operator"]) == ("定重复", "周示例")
    assert command("--home", home, *by_hand[:2], "both")[1]["figures"][0]["after"] == 3
