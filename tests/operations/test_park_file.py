"""园区的规矩 as a file: a branch sees what would change, takes it, and ticks what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli.run import run
from partydesk.exchange.merge import cards
from partydesk.exchange.seal import held
from partydesk.exchange.submission.writing import export
from partydesk.operations import campaigns, enrolling, park_file
from partydesk.operations import duties as duty_work
from partydesk.operations.rule_settings import choose_rules
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import deadlines, park_settings
from partydesk.rules.duties import duties
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, edit

TODAY = date(2026, 9, 3)
FIRST, LAST = date(2026, 7, 1), date(2026, 10, 8)


def _courses(whom: str, hours: object) -> str:
    return json.dumps({"since": 2026, "rows": [["uid", 2026, "轮训", whom, hours, "", ""]]})


def _park(store: Store) -> str:
    """Days, a share and a campaign of its own."""
    choose_rules(store, None, {"quarter": 7}, park_settings.review_cap_pair("20%"))
    values = {"name": "攻坚", "from_on": FIRST, "until_on": LAST, "over": "firm", "goal": 9}
    return campaigns.begin(store, values, "636")


def test_a_branch_sees_what_would_change_and_takes_it(
    tmp_path: Path, on_day: Callable[[date], None], capsys: pytest.CaptureFixture[str]
) -> None:
    on_day(TODAY)
    file = tmp_path / "园区.rules"
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        uid = _park(park)
        park_file.write(park, file)
        told = park_file.read(branch, file)
        lines = park_file.differences(branch, told)
        assert any("优秀最多占：1/3 → 1/5" in line for line in lines)
        assert any("攻坚" in line and "15 步" in line for line in lines), lines
        with branch.read() as connection:
            assert deadlines.allowed(connection)["quarter"] != 7  # it was only looked at
        assert park_file.take(branch, told) == lines
        assert park_file.differences(branch, told) == []
        with branch.read() as connection:
            assert deadlines.allowed(connection)["quarter"] == 7
            copy = connection.exec_driver_sql("SELECT uid FROM campaign").scalar()
        whole = campaigns.standing(branch, copy)
        assert (len(whole.steps), whole.head.goal) == (15, None)
        campaigns.tick(branch, whole, [(whole.subjects[0], whole.steps[0])])

        # The park's words are its own: another name, another day, a step more and one less.
        steps = campaigns.standing(park, uid).steps
        with park.write("改") as writer:
            writer.edit("campaign_step", steps[1].uid, {"name": "职工情况清"})
            writer.remove("campaign_step", steps[14].uid)
        add(park, "campaign_step", campaign=campaigns.standing(park, uid).head.id, number=16,
            name="回头看")  # fmt: skip
        park_file.write(park, file)
        again = park_file.read(branch, file)
        assert [line.split("”")[-1] for line in park_file.differences(branch, again)] == [
            "：步骤名称有改动", "加第 16 步：回头看", "去掉第 15 步：带企业发展"
        ] or len(park_file.differences(branch, again)) == 3  # fmt: skip
        park_file.take(branch, again)
        whole = campaigns.standing(branch, copy)
        assert whole.taken == 1 and [s.name for s in whole.steps][-1] == "回头看"

        merge(park, [export(branch, parse_period("2026"), tmp_path).file])
        assert campaigns.standing(park, uid).taken == 1

        with pytest.raises(UserError, match="支部收下"):
            park_file.write(branch, file)
        with pytest.raises(UserError, match="设置"):
            park_file.take(park, again)
        home = str(branch.home.folder)
    assert run(["--home", home, "--json", "park-rules", str(file), "--preview"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts | {"format": "x"}, "不是园区的规矩"),
        (lambda facts: facts | {"version": "9"}, "升级"),
        (lambda facts: facts | {"rules": "["}, "已损坏"),
        (lambda facts: facts | {"campaigns": '[{"name": 1}]'}, "已损坏"),
        (lambda facts: facts | {"courses": _courses("member", "8")}, "已损坏"),
        (lambda facts: facts | {"courses": _courses("nobody", 8)}, "已损坏"),
        (lambda facts: facts | {"rules": '{"review_cap": "七成"}'}, "读不懂"),
    ],
)
def test_what_is_no_such_file_changes_nothing(
    tmp_path: Path, change: Callable[[dict[str, str]], dict[str, str]], words: str
) -> None:
    file = tmp_path / "园区.rules"
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        park_file.write(park, file)
        file.write_text(json.dumps(change(json.loads(file.read_text("utf-8")))), "utf-8")
        with pytest.raises(UserError, match=words):
            park_file.take(branch, park_file.read(branch, file))
        with branch.read() as connection:
            assert park_settings.review_cap(connection) == park_settings.USUAL_REVIEW_CAP


def test_with_a_card_only_the_committee_that_gave_it_is_believed(tmp_path: Path) -> None:
    file = tmp_path / "园区.rules"
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        add(park, "organisation", code=branch.own.code, name=branch.own.name, kind="branch")
        park_file.write(park, file)
        assert park_file.read(branch, file).doubt == ""  # nothing says yet which committee it is
        made = cards.make(park, branch.own.code, tmp_path)
        held.take(branch, made.file, made.code)
        assert "没有" in (why := park_file.read(branch, file).doubt)
        with pytest.raises(UserError, match=why):
            park_file.take(branch, park_file.read(branch, file))
        park_file.write(park, file)
        told = park_file.read(branch, file)
        assert told.doubt == "" and park_file.take(branch, told) == []
        facts = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps(facts | {"rules": '{"review_cap": "1/2"}'}), "utf-8")
        assert "签名不符" in park_file.read(branch, file).doubt


def _duty(store: Store, **area: object) -> tuple[str, str]:
    """An area given to the branches, with one duty."""
    values = {"kind": "ideology", "name": "意识形态责任岗", "holder": "党支部书记"}
    uid = add(store, "duty_area", to_branches=1, **{**values, **area})
    with store.write("责任") as writer:
        duty = {"text": "分析研判", "cadence": "half", "from_on": date(2026, 1, 1)}
        return uid, writer.add("duty", {**duty, "duty_area": writer.reference("duty_area", uid)})


def _listed(store: Store) -> list[tuple[str, str, str, str, bool]]:
    with store.read() as connection:
        return [(d.area, d.holder, d.text, d.cadence, d.sent) for d in duties(connection)]


def test_duties_of_the_park_are_each_branchs_own(
    tmp_path: Path, on_day: Callable[[date], None]
) -> None:
    on_day(TODAY)
    file = tmp_path / "园区.rules"
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        area, duty = _duty(park)
        with park.read() as connection:
            (row,) = duties(connection)
            assert row.sent and not [*row.turns(FIRST, LAST)]  # nobody here is asked for it
        with pytest.raises(UserError, match="由支部在自己那里记"):
            duty_work.do(park, row)
        with branch.read() as connection:
            secretary = connection.exec_driver_sql(
                "SELECT name FROM member WHERE duty = 'secretary'"
            ).scalar_one()
        park_file.write(park, file)
        told = park_file.read(branch, file)
        assert park_file.differences(branch, told) == [
            f"网格岗位“意识形态责任岗”：新的，责任人 {secretary}，1 项，{TODAY} 以前的不要求补"
        ]
        assert _listed(branch) == []  # it was only looked at
        park_file.take(branch, told)
        mine = ("意识形态责任岗", secretary, "分析研判", "half", False)
        assert _listed(branch) == [mine]
        with branch.read() as connection:
            (row,) = duties(connection)
        # Of the first half, before the branch had it, nobody is asked.
        assert [turn.slot for turn in row.turns(date(2026, 1, 1), date(2026, 12, 31))] == ["2026H2"]
        duty_work.do(branch, row)
        copy = making.uids(branch, "duty_area")[0]
        edit(branch, "duty_area", copy, holder="李代理")  # who does it is the branch's own

        edit(park, "duty", duty, cadence="quarter")
        add(park, "duty", duty_area=row_id(park, area), text="查阵地", cadence="month",
            from_on=date(2026, 1, 1))  # fmt: skip
        park_file.write(park, file)
        told = park_file.read(branch, file)
        assert park_file.differences(branch, told) == [
            "网格岗位“意识形态责任岗”“分析研判”：多久一次有改动",
            "网格岗位“意识形态责任岗”加“查阵地”",
        ]
        park_file.take(branch, told)
        assert park_file.differences(branch, told) == []
        assert [(each[1], each[3]) for each in _listed(branch)] == [
            ("李代理", "quarter"), ("李代理", "month")
        ]  # fmt: skip
        with branch.read() as connection:
            assert [len(each.done) for each in duties(connection)] == [1, 0]
            slots = [[t.slot for t in each.turns(date(2026, 1, 1), date(2026, 10, 31))]
                     for each in duties(connection)]  # fmt: skip
            assert slots == [["2026Q3"], ["2026-09", "2026-10"]]
        merge(park, [export(branch, parse_period("2026"), tmp_path).file])
        with park.read() as connection:
            assert sum(len(each.done) for each in duties(connection)) == 1

        edit(park, "duty_area", area, to_branches=0)
        park_file.write(park, file)
        told = park_file.read(branch, file)
        assert park_file.differences(branch, told) == [
            f"网格岗位“意识形态责任岗”：园区不再要求，到 {TODAY} 为止"
        ]
        park_file.take(branch, told)
        assert park_file.differences(branch, told) == []
        older = json.loads(file.read_text("utf-8"))
        del older["duties"]  # an older program's file says nothing of them
        file.write_text(json.dumps(older), "utf-8")
        assert park_file.differences(branch, park_file.read(branch, file)) == []


def row_id(store: Store, uid: str) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql(
            "SELECT id FROM duty_area WHERE uid = ?", (uid,)
        ).scalar_one())  # fmt: skip


def test_a_card_brings_what_the_file_brings(
    tmp_path: Path, on_day: Callable[[date], None], capsys: pytest.CaptureFixture[str]
) -> None:
    on_day(TODAY)
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        own = branch.own
        add(park, "organisation", code=own.code, name=own.name, kind="branch")
        _duty(park)
        uid = _park(park)
        edit(park, "campaign", uid, branch_goals=f"{own.name} 2")
        add(park, "course", year=2026, name="轮训", for_whom="member,new", hours=8.0, quarter="Q4")
        made = cards.make(park, own.code, tmp_path)
        offered = enrolling.look(branch, made.file, made.code)
        assert [line.split("：")[0] for line in offered.changes[-2:]] == [
            "专项行动“攻坚”", "网格岗位“意识形态责任岗”"
        ]  # fmt: skip
        assert any(line.endswith("15 步，目标 2") for line in offered.changes)
        assert (
            "党委的培训计划“轮训”：新的，2026 年，党员、新党员，8 学时，四季度" in offered.changes
        )
        assert _listed(branch) == []
        home = str(branch.home.folder)
    enrol = ["--home", home, "--json", "enrol", str(made.file), "--code", made.code]
    assert run([*enrol, "--preview"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == list(offered.changes)
    assert run(enrol) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == list(offered.changes)
    assert run([*enrol, "--preview"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


@pytest.mark.parametrize(
    ("goals", "words"),
    [("丙支部 5", "没有“丙支部”"), ("甲支部五家", "看不懂"), ("甲支部 5\n甲 支部：6", "写了两次")],
)
def test_a_goal_is_of_a_branch_that_there_is(tmp_path: Path, goals: str, words: str) -> None:
    with making.committee(tmp_path) as park:
        add(park, "organisation", code="P0007", name="甲支部", kind="branch")
        uid = _park(park)
        with pytest.raises(UserError, match=words):
            edit(park, "campaign", uid, branch_goals=goals)
        edit(park, "campaign", uid, branch_goals="P0007：5家")
