"""Doing what a norm asks, by the operation and the command: how it then stands, and refusals."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli.run import run as command
from partydesk.operations.settle import Answer, find, settle, trial
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of, kinds
from partydesk.rules.norms import NORMS, State
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.conftest import at_present_on
from tests.rules.judging import member


@pytest.fixture(autouse=True)
def _autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "source", at_present_on(date(2026, 9, 22)))


@pytest.fixture
def branch(tmp_path: Path):
    with create(Home(tmp_path / "支部"), "branch", {"code": "P0001", "name": "甲支部"}) as store:
        yield store


def test_every_norm_says_what_settles_it_once() -> None:
    for norm in NORMS.values():
        settles = norm.settles
        ways = bool(settles.fields) + bool(settles.affair) + bool(settles.tab)
        assert ways, norm.id
        kind = (
            settles.kind
            or settles.each
            or (norm.about if norm.about in kinds() else "organisation")
        )
        assert set(settles.fields) <= set(fields(kind_of(kind))), norm.id
        assert set(settles.defaults) <= set(fields(kind_of(kind))), norm.id


def test_a_trial_says_whether_it_is_enough_and_keeps_nothing(branch: Store) -> None:
    uid = member(branch, "孙", category="candidate", candidate_on="2026-07-06")
    item = find(branch, "training", uid)
    (few,) = trial(branch, [Answer(item, {"trained_on": "2026-09-18", "training_hours": "20"})])
    assert (few.state, few.text, few.settled) == (State.DUE, "20 学时", False)
    (enough,) = trial(branch, [Answer(item, {"trained_on": "20260918", "training_hours": 24})])
    assert enough.settled and enough.state in (State.DONE, None)
    (wrong,) = trial(branch, [Answer(item, {"trained_on": "昨儿", "training_hours": "24"})])
    assert not wrong.settled and wrong.findings[0].column == "trained_on"
    assert find(branch, "training", uid).text == "0 学时"


def test_what_follows_is_said(branch: Store) -> None:
    uid = member(branch, "周", category="probationary", joined_on="2026-07-01")
    item = find(branch, "approval", uid)
    _, (done,) = settle(branch, [Answer(item, {"approved_on": "2026-09-20"})])
    assert done.state is State.DONE
    assert [each.norm.id for each in done.following] == ["oath"]
    branch.undo()
    assert find(branch, "approval", uid).state is State.DUE


def test_people_of_one_session_are_at_one(branch: Store) -> None:
    uids = [member(branch, name, joined_on="2010-01-01") for name in ("甲", "乙", "丙")]
    values = {"starts_at": "2026-09-20", "topic": "补学", "hours": "32"}
    items = [find(branch, "hours_32", uid) for uid in uids]
    answers = [Answer(i, values) for i in items[:2]] + [Answer(items[2], values | {"hours": "8"})]
    _, stand = settle(branch, answers)
    assert [each.state for each in stand] == [State.DONE, State.DONE, State.DUE]
    with branch.read() as connection:
        count = "SELECT count(*) FROM session WHERE deleted_at IS NULL"
        assert connection.exec_driver_sql(count).scalar() == 2
    undone = branch.undo()
    assert undone is not None and undone.label == "撤销：办理 学习 32 学时 3 人"


def test_the_command_answers_state_and_uid(
    branch: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    uid = member(branch, "李四", category="applicant", applied_on="2026-09-01")
    home = str(branch.home.folder)
    branch.close()

    def run(*words: str) -> tuple[int, dict[str, object]]:
        status = command(["--home", home, "--json", "settle", *words])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else {}

    status, said = run("apply_talk", "--about", uid, '{"talked_on": "2026-09-20"}')
    assert (status, said) == (0, {"state": "done", "uid": uid})
    assert run("apply_talk", "--about", uid, '{"talked_on": "2026-09-20"}')[0] == 2
    status, said = run("branch_committee", '{"topic": "研究工作"}')
    assert run("no_such", "{}")[0] == 2


def test_a_norm_that_asks_nothing_is_not_settled(branch: Store) -> None:
    with pytest.raises(UserError, match="眼下不要求"):
        find(branch, "oath")
