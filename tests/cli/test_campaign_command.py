"""The command on campaigns: begun from a template, ticked by name, told with its weeks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.run import run
from partydesk.store.home import Home
from partydesk.store.store import create


def test_a_campaign_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"code": "P0001", "name": "甲支部"}
    with create(Home(tmp_path), "branch", own) as store, store.write("企业") as writer:
        for name in ("甲公司", "乙公司"):
            writer.add("enterprise", {"name": name})

    def command(*arguments: str, status: int = 0) -> Any:
        assert run(["--home", str(tmp_path), "--json", *arguments]) == status
        told = capsys.readouterr()
        return json.loads(told.out) if told.out else told.err

    values = {"name": "攻坚", "from_on": "2026-07-01", "until_on": "2026-10-08"}
    uid = command("campaign", "begin", json.dumps(values), "--steps", "636")["uid"]
    assert "没有“七步”" in str(
        command("campaign", "begin", json.dumps(values), "--steps", "七步", status=2)
    )
    done = command("campaign", "tick", uid, "1", "甲公司", "乙公司", "--on", "2026-07-05")
    assert done["changed"] == 2
    command("campaign", "tick", uid, "派指导员", "甲公司", "--note", "派了张三")
    assert command("campaign", "tick", uid, "1", "乙公司", "--undo")["changed"] == 1
    told = command("campaign", "show", uid)
    rows = {row["name"]: row["taken"] for row in told["rows"]}
    assert rows == {"甲公司": 2, "乙公司": 0} and len(told["steps"]) == 15
    assert [point["done"] for point in told["weeks"]] == [0] * len(told["weeks"])
    (head,) = command("campaign", "show")["campaigns"]
    assert (head["name"], head["goal"], head["done"]) == ("攻坚", 2, 0)
    assert "不在这个行动的对象里" in str(command("campaign", "tick", uid, "1", "丙公司", status=2))
    assert run(["--home", str(tmp_path), "print", "campaign", uid, "--out",
                str(tmp_path / "进度.docx")]) == 0  # fmt: skip
