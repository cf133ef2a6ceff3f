"""The command line as cli.md has it: keys, exit statuses, one JSON object, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.cli import travel
from partydesk.cli.run import run
from partydesk.rules.indicators import INDICATORS
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.cli.conftest import Command

PROBLEM = {"sheet", "row", "column", "value", "code", "message", "fatal"}


@pytest.fixture
def branch(tmp_path: Path, done: Callable[..., dict[str, Any]]) -> Path:
    home = tmp_path / "支部 甲"
    done("--home", home, "init", "--as", "branch", "--code", "P0001", "--name", "甲支部")
    return home


@pytest.fixture
def committee(tmp_path: Path, done: Callable[..., dict[str, Any]]) -> Path:
    home = tmp_path / "党委"
    done("--home", home, "init", "--as", "committee", "--code", "P0000", "--name", "党委")
    return home


MEMBER = {
    "name": "张三",
    "id_number": "11010519491231002X",
    "category": "正式党员",
    "joined_on": "1970-07-01",
}
SESSION = {
    "kind": "主题党日",
    "starts_at": "2026-03-01T14:00",
    "topic": "=学习",
    "elements": ["第一议题", "重温入党誓词"],
    "hours": 2,
}
TALK = {
    "kind": "谈心谈话",
    "held_on": "2026-03-02",
    "talker": "张三",
    "subjects": ["李四", "王五"],
    "topic": "谈心",
    "content": "绝密标记",
}


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_records_from_adding_to_removing(branch: Path, done: Any, command: Command) -> None:
    home = ("--home", branch)
    member = done(*home, "add", "member", text(MEMBER))
    assert set(member) == {"uid"}
    session = done(*home, "add", "session", text(SESSION))["uid"]
    done(
        *home,
        "add",
        "attendance",
        text({"session": session, "member": member["uid"], "name": "张三", "state": "请假"}),
    )
    ticket = done(
        *home,
        "add",
        "ticket",
        text({"source": "自查", "description": "灯坏了", "raised_on": "2026-03-01"}),
    )["uid"]
    done(
        *home,
        "add",
        "ticket-step",
        text({"ticket": ticket, "at": "2026-03-02T09:00", "note": "报修", "state": "办理中"}),
    )
    for kind, values in {
        "enterprise": {"name": "甲公司"},
        "talk": TALK,
        "paper": {"kind": "责任书", "person": "张三", "year": 2026},
        "post": {"kind": "先锋岗", "name": "一号岗", "holder": ["张三"], "since": "2026-01-01"},
        "review": {"member": member["uid"], "year": 2026, "grade": "优秀"},
        "star": {"scheme": "星级", "item": "学习", "year": 2026, "self_score": 9.5},
        "figure": {
            "figure": "税收",
            "period": "2026",
            "value": 1.5,
            "unit": "亿元",
            "source": "税务局",
            "reported_on": "2026-12-31",
        },
        "organisation": {"code": "P0009", "name": "九支部", "kind": "党支部"},
    }.items():
        made = done(*home, "add", kind, text(values))["uid"]
        (row,) = [r for r in done(*home, "list", kind)["rows"] if r["uid"] == made]
        assert row["organisation"] == ("P0009" if kind == "organisation" else "P0001")
        assert {name: row[name] for name in values} == values
    rows = done(*home, "list", "session", "--period", "2026Q1")["rows"]
    assert [{name: row[name] for name in SESSION} for row in rows] == [SESSION]
    assert (rows[0]["expected"], rows[0]["present"], rows[0]["on_leave"]) == (1, 0, 1)
    assert done(*home, "list", "session", "--period", "2026Q2") == {"rows": []}
    assert done(*home, "list", "ticket")["rows"][0]["state"] == "办理中"
    edited = done(*home, "edit", "member", member["uid"], text({"duty": "书记"}))
    assert edited == {"uid": member["uid"], "changed": True}
    assert done(*home, "list", "member", "--org", "P0001")["rows"][0]["duty"] == "书记"
    assert done(*home, "remove", "member", member["uid"]) == {"uid": member["uid"]}
    assert done(*home, "list", "member") == {"rows": []}
    (kept,) = done(*home, "list", "attendance")["rows"]
    assert kept["name"] == "张三"


def test_one_record_for_each_of_several(branch: Path, done: Any, command: Command) -> None:
    talk = {"kind": "谈心谈话", "held_on": "2026-09-20", "talker": "李四", "topic": "近况",
            "subjects": "张三、王五、张三"}  # fmt: skip
    told = json.dumps(talk, ensure_ascii=False)
    before = done("--home", branch, "list", "talk")["rows"]
    uids = done("--home", branch, "add", "talk", told, "--each")["uids"]
    rows = {row["uid"]: row for row in done("--home", branch, "list", "talk")["rows"]}
    assert [rows[uid]["subjects"] for uid in uids] in (["张三", "王五"], [["张三"], ["王五"]])
    # Who has one already is named, and nobody gets another.
    status, refused = command("--home", branch, "add", "talk", told, "--each")
    assert status == 2 and "张三、王五（2 人）已经有" in refused["error"]["message"]
    nobody = json.dumps({**talk, "subjects": ""}, ensure_ascii=False)
    assert command("--home", branch, "add", "talk", nobody, "--each")[0] == 2
    assert command("--home", branch, "add", "member", '{"name": "赵六"}', "--each")[0] == 2
    assert len(done("--home", branch, "list", "talk")["rows"]) == len(before) + 2


def test_files_are_attached_checked_and_never_sent(
    branch: Path, tmp_path: Path, done: Any, command: Command
) -> None:
    home = ("--home", branch)
    talk = done(*home, "add", "talk", text(TALK))["uid"]
    photo = tmp_path / "现场照片.jpg"
    photo.write_bytes(b"photo" * 999)
    lost = tmp_path / "没有这个.pdf"
    status, told = command(*home, "attach", "talk", talk, photo, lost, photo)
    assert status == 1
    (one,) = told["files"]
    assert (one["name"], one["size"]) == ("现场照片.jpg", 4995)
    assert [finding["code"] for finding in told["problems"]] == ["cannot-read", "attached-twice"]
    (row,) = done(*home, "list", "attachment")["rows"]
    assert (row["of_kind"], row["of_uid"], row["sha256"]) == ("talk", talk, one["sha256"])
    assert command(*home, "add", "attachment", text({"name": "a"}))[0] == 2
    assert done(*home, "check")["ok"]
    made = done(*home, "export", "--period", "2026", "--out", tmp_path)
    held = zipfile.ZipFile(made["file"])
    assert not any(b"\xe7\x8e\xb0\xe5\x9c\xba" in held.read(name) for name in held.namelist())
    saved = tmp_path / "备份.db"
    done(*home, "backup", "--out", saved)
    (branch / "attachments" / one["sha256"]).write_bytes(b"other" * 999)
    status, told = command(*home, "check")
    assert status == 1
    assert [p["code"] for p in told["problems"] if p["fatal"]] == ["attachment-changed"]
    (branch / "attachments" / one["sha256"]).unlink()
    assert done(*home, "restore", saved)["attachments"] == []  # it is in the backup
    assert (branch / "attachments" / one["sha256"]).read_bytes() == photo.read_bytes()
    # The database alone, as backups were before they held everything, with no such file about.
    with zipfile.ZipFile(saved) as whole:
        (database,) = (name for name in whole.namelist() if name.endswith(".db"))
        bare = tmp_path / "只有数据库.db"
        bare.write_bytes(whole.read(database))
    (branch / "attachments" / one["sha256"]).unlink()
    status, told = command(*home, "restore", bare)
    assert status == 1
    assert told["attachments"] == [{"name": "现场照片.jpg", "state": "missing"}]


def test_the_json_may_come_from_standard_input(branch: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "partydesk", "add", "member", "-", "--json"],
        input=text(MEMBER).encode(),
        capture_output=True,
        env={**os.environ, "PARTYDESK_HOME": str(branch)},
    )
    assert made.returncode == 0 and set(json.loads(made.stdout)) == {"uid"}
    assert made.stderr == b""


def test_import_tells_columns_and_problems(
    branch: Path, tmp_path: Path, done: Any, command: Command
) -> None:
    book = Workbook()
    book.active.append(["某某支部党员名册"])
    book.active.append(["序号", "姓名", "公民身份证号", "入党时间"])
    book.active.append([1, "张 三", "11010519491231002x", "1970年7月"])
    book.active.append([2, "李四", "110105194912310021", "2001.7.1"])
    book.save(tmp_path / "名册.xlsx")
    home = ("--home", branch)
    status, seen = command(*home, "import", "members", tmp_path / "名册.xlsx", "--preview")
    keys = {
        "sheet",
        "header_row",
        "columns",
        "rows",
        "added",
        "updated",
        "unchanged",
        "refused",
        "changes",
        "problems",
    }
    assert status == 1 and set(seen) >= keys
    assert (seen["header_row"], seen["rows"], seen["added"], seen["refused"]) == (2, 2, 1, 1)
    assert {"header": "姓名", "field": "name"} in [
        {"header": each["header"], "field": each["field"]} for each in seen["columns"]
    ]
    assert set(seen["problems"][0]) >= PROBLEM - {"fatal"}
    assert done(*home, "list", "member") == {"rows": []}
    assert command(*home, "import", "members", tmp_path / "名册.xlsx")[0] == 1
    assert done(*home, "list", "member")["rows"][0]["name"] == "张三"
    again = command(*home, "import", "members", tmp_path / "名册.xlsx")[1]
    assert (again["added"], again["unchanged"]) == (0, 1)


def test_the_way_of_a_submission(
    branch: Path, committee: Path, tmp_path: Path, done: Any, command: Command
) -> None:
    done("--home", branch, "add", "member", text(MEMBER))
    done("--home", branch, "add", "session", text(SESSION))
    done("--home", branch, "add", "talk", text(TALK))
    stick = tmp_path / "U 盘"
    stick.mkdir()
    made = done("--home", branch, "export", "--period", "2026", "--out", stick, "--unsealed")
    assert set(made) == {
        "file", "revision", "sealed", "password", "digest", "counts", "warnings"
    }  # fmt: skip
    assert (made["revision"], made["sealed"], made["counts"]["党员"]) == (1, False, 1)
    assert Path(made["file"]).parent == stick
    seen = done("--home", committee, "merge", stick, "--preview", "--accept-unenrolled")
    assert seen["files"][0]["state"] == "merged"
    assert done("--home", committee, "list", "member") == {"rows": []}
    merged = done("--home", committee, "merge", stick, "--accept-unenrolled")
    assert set(merged) == {"files", "passed", "conflicts"}
    (taken,) = merged["files"]
    assert set(taken) >= {
        "file",
        "organisation",
        "period",
        "revision",
        "state",
        "edited_rows",
        "problems",
    }
    assert (taken["organisation"], taken["period"], taken["state"]) == ("P0001", "2026", "merged")
    assert done("--home", committee, "merge", made["file"])["files"][0]["state"] == "unchanged"
    (row,) = done("--home", committee, "list", "member", "--org", "P0001")["rows"]
    assert row["id_number"] == "****2X"
    figures = done("--home", committee, "indicators", "--period", "2026")
    assert set(figures) == {"period", "indicators", "of", "in", "sentence"} and len(
        figures["indicators"]
    ) == len(INDICATORS)
    assert all(
        set(each) == {"id", "label", "value", "unit", "evidence", "missing"}
        for each in figures["indicators"]
    )
    told = {each["id"]: each for each in figures["indicators"]}
    assert (told["theme_days"]["value"], told["oath_renewals"]["value"]) == (1, 1)
    assert told["integrity_talks"]["value"] == 2
    assert told["tax_revenue"]["missing"] and told["tax_revenue"]["value"] is None
    rows = done(
        "--home",
        committee,
        "indicators",
        "--period",
        "2026",
        "--org",
        "P0001",
        "--evidence",
        "theme_days",
    )["rows"]
    assert [set(row) for row in rows] == [{"kind", "uid", "organisation", "date", "text", "amount"}]
    rolled = done(
        "--home", committee, "rollup", "--period", "2026", "--out", tmp_path / "汇总.xlsx"
    )
    assert set(rolled) == {"file", "sheets", "left_out", "of", "in"}
    assert rolled["sheets"][:2] == ["首页", "汇总"]
    slip = done("--home", committee, "slip", made["file"], "--out", tmp_path / "回执.xlsx")
    assert set(slip) == {"file"} and Path(slip["file"]).exists()
    from zipfile import ZipFile

    for file in (made["file"], rolled["file"], slip["file"]):
        with ZipFile(file) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        for hidden in ("绝密标记", MEMBER["id_number"]):
            assert hidden.encode() not in everything
            assert hidden.encode("ascii", "xmlcharrefreplace") not in everything
    back = done("--home", committee, "withdraw", "--org", "P0001", "--period", "2026")
    assert back["revision"] is None
    assert command("--home", committee, "merge", stick, "--accept-unenrolled")[0] == 1
    assert done("--home", committee, "merge", stick, "--accept-withdrawn", "--accept-unenrolled")
    assert set(done("template", "--out", tmp_path / "模板.xlsx")) == {"file"}


def test_an_older_file_is_a_finding(
    branch: Path, committee: Path, tmp_path: Path, done: Any, command: Command
) -> None:
    first = done("--home", branch, "export", "--period", "2026", "--out", tmp_path)["file"]
    done("--home", branch, "add", "member", text(MEMBER))
    second = done("--home", branch, "export", "--period", "2026", "--out", tmp_path)
    assert second["revision"] == 2
    done("--home", committee, "merge", second["file"], "--accept-unenrolled")
    status, merged = command("--home", committee, "merge", first, "--accept-unenrolled")
    assert (status, merged["files"][0]["state"]) == (1, "older")
    assert set(merged["files"][0]["problems"][0]) == PROBLEM
    (tmp_path / "空").mkdir()
    assert command("--home", committee, "merge", tmp_path / "空")[0] == 1
    status, merged = command("--home", committee, "merge", tmp_path / "拔了.xlsx")
    assert (status, merged["files"][0]["state"]) == (1, "rejected")


def test_a_merge_that_is_stopped_says_what_stays(
    branch: Path, committee: Path, tmp_path: Path, done: Any, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for period in ("2026Q1", "2026Q2"):
        done("--home", branch, "export", "--period", period, "--out", tmp_path)

    def stop(number: int, of: int, what: str) -> None:
        if number == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(travel, "progress_to_stderr", stop)
    status, told = command(
        "--home", committee, "merge", *sorted(tmp_path.glob("*.xlsx")), "--accept-unenrolled"
    )
    assert (status, told["error"]["code"]) == (2, "cancelled")
    assert "留着" in told["error"]["message"]


def test_check_backup_and_restore(branch: Path, tmp_path: Path, done: Any) -> None:
    home = ("--home", branch)
    done(*home, "add", "member", text(MEMBER))
    sound = done(*home, "check")
    assert set(sound) == {"ok", "problems", "protected"} and sound["ok"] is True
    kept = done(*home, "backup", "--out", tmp_path / "备份.db")
    assert set(kept) == {"file", "records"} and kept["records"] == 2
    done(*home, "add", "session", text(SESSION))
    shown = done(*home, "restore", tmp_path / "备份.db", "--preview")
    assert shown["records"] == 2 and done(*home, "list", "session")["rows"]
    back = done(*home, "restore", tmp_path / "备份.db")
    assert set(back) >= {"file", "records"} and Path(back["file"]).exists()
    assert done(*home, "list", "session") == {"rows": []}
    assert done(*home, "list", "member")["rows"]


UID = "0198c0de-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "spaceship", "{}"],
        ["add", "member", "{"],
        ["add", "member", "[]"],
        ["add", "member", "null"],
        ["add", "member", '{"name": NaN, "sex": 1e999}'],
        ["add", "member", "{}"],
        ["add", "member", '{"name": "张三", "shoe_size": 43}'],
        ["add", "member", '{"name": "张三", "id_number": "123"}'],
        ["add", "member", '{"name": {"a": 1}}'],
        ["add", "member", '{"name": "张三", "birth_date": "昨天"}'],
        ["add", "member", '{"name": "张三", "floating": []}'],
        ["add", "member", '{"name": true}'],
        [
            "add",
            "talk",
            '{"kind": "谈心谈话", "held_on": "2026-01-01", "talker": "x", '
            '"subjects": [{"name": "x"}], "topic": "x"}',
        ],
        ["add", "session", '{"kind": "聚餐", "starts_at": "2026-01-01", "topic": "x"}'],
        ["add", "session", '{"kind": "党课", "starts_at": true, "topic": "x"}'],
        ["add", "attendance", '{"session": 1, "member": 2, "name": "x"}'],
        ["add", "attendance", f'{{"session": "{UID}", "member": "没有的人", "name": "x"}}'],
        ["add", "member", '{"name": "\\ud800"}'],
        ["add", "member", "-" * 3],
        ["edit", "member", UID, '{"name": "x"}'],
        ["edit", "member", "' OR 1=1 --", "{}"],
        ["remove", "member", UID],
        ["remove", "spaceship", UID],
        ["list", "spaceship"],
        ["list", "member", "--period", "去年"],
        ["list", "member", "--org", "P9999"],
        ["indicators", "--period", "2026Q9"],
        ["indicators", "--period", "2026", "--evidence", "nothing"],
        ["indicators", "--period", "2026", "--org", "P9999"],
        ["indicators"],
        ["export", "--period", "2026-13", "--out", "."],
        ["export", "--period", "2026", "--out", "/no/such/folder"],
        ["export", "--period", "2026"],
        ["import", "members", "/no/such/file.xlsx"],
        ["import", "members", "."],
        ["import", "spaceships", "x.xlsx"],
        ["merge", "x.xlsx"],
        ["merge"],
        ["withdraw", "--org", "P0001", "--period", "2026"],
        ["withdraw", "--org", "P0001", "--period", "x"],
        ["rollup", "--period", "2026", "--out", "x.xlsx"],
        ["slip", "x.xlsx", "--out", "y.xlsx"],
        ["template", "--out", "x.docx"],
        ["template", "--out", "/no/such/folder/x.xlsx"],
        ["backup", "--out", "/no/such/folder/x.db"],
        ["restore", "/no/such/file.db"],
        ["restore", __file__],
        ["init", "--as", "branch", "--code", "P1", "--name", "又一个"],
        ["init", "--as", "king", "--code", "P1", "--name", "x"],
        ["demo", "."],
        ["demo", "x", "--branches", "0"],
        ["dance"],
        ["--no-such-option", "list", "member"],
    ],
    ids=lambda arguments: " ".join(arguments)[:60],
)
def test_wrong_input_could_not_run_and_changes_nothing(
    branch: Path, command: Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(branch.parent)
    before = _dump(branch)
    status, _ = command("--home", branch, *arguments)
    assert status == 2
    assert _dump(branch) == before
    assert {each.name for each in branch.parent.iterdir()} == {branch.name}


def _dump(home: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(home / "partydesk.db")
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            str(name): connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables.fetchall()
        }
    finally:
        connection.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "member"],
        ["add", "member", '{"name": "x"}'],
        ["export", "--period", "2026", "--out", "."],
        ["merge", "."],
        ["check"],
        ["backup", "--out", "x.db"],
        ["indicators", "--period", "2026"],
        ["rollup", "--period", "2026", "--out", "x.xlsx"],
    ],
)
def test_a_home_without_data(
    tmp_path: Path, command: Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, value = command("--home", tmp_path / "没有", *arguments)
    assert status == (1 if arguments == ["check"] else 2)
    assert value.get("ok", False) is False
    assert not list(tmp_path.glob("x.*"))
    assert not (tmp_path / "没有" / "partydesk.db").exists()


def test_a_home_somebody_works_in(branch: Path, tmp_path: Path, command: Command) -> None:
    with open_store(Home(branch)):
        status, value = command("--home", branch, "add", "member", '{"name": "x"}')
        assert status == 2 and value["error"]["code"] in ("locked", "in-use")
        # Looking is always possible, and so is a copy.
        assert command("--home", branch, "list", "member")[0] == 0
        assert command("--home", branch, "backup", "--out", tmp_path / "b.db")[0] == 0


def test_a_database_from_a_newer_program(branch: Path, command: Command) -> None:
    connection = sqlite3.connect(branch / "partydesk.db")
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = (branch / "partydesk.db").read_bytes()
    for arguments in (["list", "member"], ["add", "member", '{"name": "x"}']):
        status, value = command("--home", branch, *arguments)
        assert status == 2 and "新版" in value["error"]["message"]
    status, value = command("--home", branch, "check")
    assert status == 1 and not value["ok"]
    assert (branch / "partydesk.db").read_bytes() == before


def test_a_damaged_database(branch: Path, command: Command) -> None:
    database = branch / "partydesk.db"
    database.write_bytes(b"\xff" * 4096 + database.read_bytes()[4096:])
    for arguments in (["list", "member"], ["add", "member", '{"name": "x"}']):
        assert command("--home", branch, *arguments)[0] == 2
    status, value = command("--home", branch, "check")
    assert status == 1 and value["ok"] is False and value["problems"]


def test_without_json_it_speaks_to_people(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(branch), "add", "member", text(MEMBER)]) == 0
    assert "已添加" in capsys.readouterr().out
    assert run(["--home", str(branch), "list", "member"]) == 0
    shown = capsys.readouterr().out
    assert "张三" in shown and MEMBER["id_number"] not in shown
    assert run(["--home", str(branch), "edit", "member", UID, "{}"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "找不到" in told.err


def test_a_preview_tells_people_what_would_come_and_go(
    branch: Path, committee: Path, tmp_path: Path, done: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    done("--home", branch, "add", "member", text(MEMBER))
    made = done("--home", branch, "export", "--period", "2026", "--out", tmp_path)["file"]
    assert run(["--home", str(committee), "merge", made, "--preview", "--accept-unenrolled"]) == 0
    assert "党员：新增 1，改动 0，去掉 0" in capsys.readouterr().out


def test_the_window_is_not_opened_by_a_command(branch: Path) -> None:
    script = (
        "import sys; from partydesk.__main__ import main; "
        f"main(['--home', {str(branch)!r}, 'list', 'member', '--json']); "
        "assert not any(name.startswith('PySide6') for name in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0


def test_two_records_are_joined_and_pairs_listed(
    branch: Path, command: Command, done: Callable[..., dict[str, Any]]
) -> None:
    def add(kind: str, values: dict[str, Any]) -> str:
        return str(done("--home", branch, "add", kind, json.dumps(values))["uid"])

    first = add(
        "member", {"name": "张三", "category": "正式党员", "id_number": MEMBER["id_number"]}
    )
    second = add("member", {"name": "张 三", "category": "正式党员", "education": "大专"})
    session = add("session", SESSION)
    add("attendance", {"session": session, "member": second})
    (pair,) = done("--home", branch, "join", "member")["rows"]
    assert pair["uids"] == [first, second]
    assert done("--home", branch, "join", "member", first, second) == {
        "uid": first,
        "moved": {"attendance": 1},
        "doubled": [],
    }
    assert done("--home", branch, "join", "member")["rows"] == []
    (left,) = done("--home", branch, "list", "member")["rows"]
    assert (left["uid"], left["education"]) == (first, "大专")
    # A reference to the one that went means the one that stayed.
    add("review", {"member": second, "year": 2025, "grade": "合格"})
    status, refused = command("--home", branch, "edit", "member", second, '{"name": "王五"}')
    assert status == 2 and first in refused["error"]["message"]
