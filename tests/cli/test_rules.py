"""indicators, norms, report and print from the command line: what cli.md promises of them."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partydesk.rules.indicators import INDICATORS
from partydesk.rules.norms import NORMS
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.cli.conftest import Command

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def home(branch_store: Store) -> Path:
    branch_store.close()
    return branch_store.home.folder


def test_norms_tell_what_was_due_done_and_missed(done: Run, home: Path) -> None:
    asked = ("--home", home, "norms", "--period", "2026Q1")
    items = done(*asked, "--today", "2026-03-31")["items"]
    assert {"rule", "article", "about", "due", "state", "evidence"} <= set(items[0])
    assert {item["state"] for item in items} <= {"done", "due", "overdue", "missed", "exempt"}
    (meeting,) = [item for item in items if item["rule"] == "general_meeting"]
    assert (meeting["due"], meeting["state"]) == ("2026-03-31", "done")
    listed = {row["uid"] for row in done("--home", home, "list", "session")["rows"]}
    assert {each["uid"] for each in meeting["evidence"]} <= listed
    assert meeting["article"] == "支部工作条例第十一条"


def test_the_day_it_is_asked_on_decides(done: Run, empty_store: Store) -> None:
    empty_store.close()
    home = empty_store.home.folder

    def state(today: str) -> str:
        asked = ("--home", home, "norms", "--period", "2026-03", "--today", today)
        (item,) = [i for i in done(*asked)["items"] if i["rule"] == "theme_day"]
        return str(item["state"])

    assert state("2026-03-31") == "due"
    assert state("2026-04-01") == "overdue"
    assert state("2026-12-01") == "missed"


def test_only_usual_customs_are_on_until_switched(done: Run, command: Command, home: Path) -> None:
    def rules() -> set[str]:
        asked = ("--home", home, "norms", "--period", "2026")
        return {item["rule"] for item in done(*asked)["items"]}

    customs = done("--home", home, "norms")["custom"]
    assert customs
    for each in customs:
        assert each["on"] == NORMS[each["id"]].usual
    assert "lecture_quarterly" not in rules()
    done("--home", home, "norms", "--on", "lecture_quarterly")
    assert "lecture_quarterly" in rules()
    done("--home", home, "norms", "--off", "lecture_quarterly")
    assert "lecture_quarterly" not in rules()
    assert command("--home", home, "norms", "--on", "theme_day")[0] == 2
    assert command("--home", home, "norms", "--period", "2026", "--today", "明天")[0] == 2


def test_numbers_beyond_the_report_are_there_when_asked_for(done: Run, home: Path) -> None:
    asked = ("--home", home, "indicators", "--period", "2026")
    report, every = done(*asked)["indicators"], done(*asked, "--beyond")["indicators"]
    assert len(report) == len(INDICATORS)
    assert every[: len(report)] == report
    values = {each["id"]: each["value"] for each in every}
    ages = [value for id, value in values.items() if id.startswith("members_aged_")]
    assert sum(ages) == values["members"] > 0
    rows = done(*asked, "--evidence", "members")["rows"]
    assert len(rows) == values["members"]


def test_a_none_declared_is_nought_and_not_missing(done: Run, empty_store: Store) -> None:
    empty_store.close()
    home = empty_store.home.folder

    def told(period: str) -> dict[str, Any]:
        figures = done("--home", home, "indicators", "--period", period)["indicators"]
        (each,) = [figure for figure in figures if figure["id"] == "oath_renewals"]
        return dict(each)

    assert told("2026")["missing"]
    none = '{"figure": "重温入党誓词", "period": "2026"}'
    done("--home", home, "add", "none", none)
    assert (told("2026")["value"], told("2026")["missing"]) == (0, False)
    assert told("2026Q2")["value"] == 0
    assert told("2025")["missing"]


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_report_of_an_empty_file_is_all_to_be_filled_in(
    done: Run, tmp_path: Path, suffix: str
) -> None:
    with create(Home(tmp_path / "党委"), "committee", {"code": "P0000", "name": "园区党委"}):
        pass
    out = tmp_path / f"述职.{suffix}"
    told = done("--home", tmp_path / "党委", "report", "--period", "2026", "--out", out)
    assert (told["file"], told["filled"], len(told["missing"])) == (str(out), 0, len(INDICATORS))
    assert out.read_bytes()[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[suffix]


def test_papers_are_printed_and_wrong_ones_refused(
    done: Run, command: Command, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "花名册.pdf"
    assert done("--home", home, "print", "roster", "--out", out)["file"] == str(out)
    text = subprocess.run(["pdftotext", out, "-"], capture_output=True, check=True).stdout.decode()
    members = done("--home", home, "list", "member")["rows"]
    party = [row for row in members if row["category"] in ("正式党员", "预备党员")]
    assert Counter(row["name"] in text for row in party)[True] == len(party)
    out = tmp_path / "会议记录.pdf"
    for wrong in (["roster", "--out", tmp_path / "x.txt"], ["minutes", "--out", out],
                  ["minutes", "no-such", "--out", out], ["wedding", "--out", out]):  # fmt: skip
        assert command("--home", home, "print", *wrong)[0] == 2
    asked = command("--home", home, "print", "minutes", "--out", out)[1]["error"]["message"]
    assert "partydesk list session" in asked


def test_all_norms_are_listed_with_article_and_days(done: Run, home: Path) -> None:
    listed = {each["id"]: each for each in done("--home", home, "norms", "--list")["norms"]}
    assert listed.keys() == NORMS.keys()
    talk = listed["apply_talk"]
    assert talk["article"] == "发展党员工作细则（2026 年）第七条" and talk["earlier"]
    assert (talk["since"], talk["until"], talk["on"]) == ("2026-05-18", None, True)
    assert listed["lecture_quarterly"]["on"] is False
    assert listed["lecture_quarterly"]["mark"] == "园区自定"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("customs", "党课", ["lecture_quarterly"]),
        ("hand_in_days.quarter", "30", 30),
        ("life_meeting_until", "次年3月31日", "03-31"),
        ("study_kinds", "党课，training", ["lecture", "training"]),
        ("talk_kinds", "谈心谈话", ["heart"]),
        ("review_cap", "30％", "3/10"),
        ("review_cap", " 1 / 4", "1/4"),
        ("holidays", "休 2027-01-01至2027-01-03；班 2027-01-09",
         ["休 2027-01-01至2027-01-03", "班 2027-01-09"]),
    ],
)  # fmt: skip
def test_a_setting_is_kept(done: Run, home: Path, name: str, value: str, kept: object) -> None:
    before = done("--home", home, "settings")["settings"]
    assert done("--home", home, "settings", name, value) == {"settings": {name: kept}}
    assert done("--home", home, "settings")["settings"] == before | {name: kept}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("colour", "", "holidays"),
        ("customs", "theme_day", "lecture_quarterly（"),
        ("hand_in_days.quarter", "0", "1 到 90 天"),
        ("hand_in_days.quarter", "x", "1 到 90 天"),
        ("life_meeting_until", "02-30", "03-31（次年）"),
        ("life_meeting_until", "07-01", "当年 10 月到次年 4 月之间"),
        ("study_kinds", "跳舞", "lecture（党课）"),
        ("talk_kinds", "", "至少要选一个"),
        ("review_cap", "0%", "1/3 或者 30%"),
        ("review_cap", "4/3", "不超过 1"),
        ("review_cap", "1/0", "1/3 或者 30%"),
        ("review_cap", "三成", "1/3 或者 30%"),
        ("holidays", "2027-01-01", "是休还是班"),
    ],
)
def test_a_bad_setting_is_refused_with_what_is_allowed(
    done: Run, command: Command, home: Path, name: str, value: str, said: str
) -> None:
    before = done("--home", home, "settings")["settings"]
    code, told = command("--home", home, "settings", name, value)
    assert code == 2 and said in told["error"]["message"]
    assert done("--home", home, "settings")["settings"] == before


def test_the_figures_of_each_norm_are_those_of_its_items(done: Run, home: Path) -> None:
    asked = ("--home", home, "indicators", "--period", "2026", "--beyond")
    values = {each["id"]: each["value"] for each in done(*asked)["indicators"]}
    items = done("--home", home, "norms", "--period", "2026")["items"]
    counted = Counter((item["rule"], item["state"]) for item in items)
    assert counted
    for rule in {item["rule"] for item in items}:
        for state in ("done", "overdue", "missed"):
            assert values[f"norm_{rule}_{state}"] == counted[rule, state]


def test_an_affair_from_the_command_line(done: Run, command: Command, empty_store: Store) -> None:
    with empty_store.write("添加") as writer:
        uid = writer.add("member", {"name": "孔悦海", "category": "full"})
    empty_store.close()
    home = empty_store.home.folder
    listed = done("--home", home, "affair", "--list")["affairs"]
    names = {each["name"] for each in listed}
    assert {
        *("transfer-out", "transfer-in", "applicant", "activist", "candidate", "admit", "confirm"),
        *("extend", "revoke", "died", "lost", "found", "suspend", "restore", "leave-party"),
        *("correct", "new-secretary", "election", "rename", "dissolve", "founded", "reassigned"),
    } <= names
    asks = {each["name"]: each for each in listed}["transfer-out"]["asks"]
    assert {"left_on", "left_to", "letter_no"} <= {ask["name"] for ask in asks}
    out = ("--home", home, "affair", "transfer-out", uid)
    status, refused = command(*out, "{}")
    assert status == 2
    assert refused["error"]["problems"][0]["column"] == "left_to"
    told = done(*out, '{"left_to": "乙支部", "left_on": "2026-09-22"}')
    assert told["uid"] == uid
    assert {"label": "组织关系", "before": "在册", "after": "转出"}.items() <= {
        key: value for line in told["set"] if line["field"] == "relation"
        for key, value in line.items()
    }.items()  # fmt: skip
    assert told["papers"][0]["what"] == "transfer-letter"
    (letter,) = [each["uid"] for each in told["papers"]]
    paper = home / "介绍信.pdf"
    done("--home", home, "print", "transfer-letter", letter, "--out", paper)
    assert paper.read_bytes().startswith(b"%PDF")
    with_json_first = done(
        "--home", home, "affair", "transfer-in", '{"name": "王五", "from": "丙"}'
    )
    assert with_json_first["uid"]
