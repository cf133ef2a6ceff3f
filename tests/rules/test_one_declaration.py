"""An indicator and a norm are each one declaration: all places that show them follow from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from partydesk.cli.run import run
from partydesk.desk.evidence.figures_list import count
from partydesk.desk.evidence.key_figures import of_indicator
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.report.filling import target_of
from partydesk.documents.report.composing import compose
from partydesk.records.figures import ANY_FIGURE, FIGURE
from partydesk.records.indicator import Indicator, ReportSentence, within
from partydesk.records.periods import parse_period
from partydesk.records.report_indicators import INDICATORS, SHOWN
from partydesk.records.study import StudySession
from partydesk.rules import calendar, norms
from partydesk.rules.extra_indicators import BEYOND
from partydesk.rules.indicators import evidence
from partydesk.rules.norms import Settles, State, meeting_norms
from partydesk.rules.norms.declared import Norm
from partydesk.rules.norms.known import of_session
from partydesk.rules.reminders import reminders
from partydesk.store.store import Store
from tests.rules.judging import member, session

YEAR = parse_period("2026")

VOLUNTEER_HOURS = Indicator(
    "tree_hours", "植树工时", "小时", "CB", "期间内各学习活动的志愿服务工时之和",
    StudySession,
    lambda period: within(StudySession.starts_at, period)
    & (StudySession.hours_volunteered > 0),
    amount=StudySession.hours_volunteered.expression, **SHOWN,
    opens={"kind": "volunteering"},
    branch_sentence=ReportSentence("work.trees", "work", "植树{tree_hours}小时。"),
)  # fmt: skip

STUDY_DAY = Norm(
    "study_day", "支部学习日", "每月 1 次", "支部自己的约定", "开展支部学习日，会后登记",
    settles=Settles(("topic",), "session", {"kind": "study_day"}, of_session, whole=True),
    every="month",
    amiss="缺支部学习日记录", step="按月开展支部学习日",
)  # fmt: skip


@pytest.fixture(params=[INDICATORS, BEYOND], ids=["report", "beyond"])
def declared(request: pytest.FixtureRequest) -> Iterator[list[Indicator]]:
    """The list in which the one declaration stands, for the time of a test."""
    listed: list[Indicator] = request.param
    listed.append(VOLUNTEER_HOURS)
    _read_again()
    yield listed
    listed.remove(VOLUNTEER_HOURS)
    _read_again()


def _read_again() -> None:
    """Code tables are read once."""
    for choices in (ANY_FIGURE, FIGURE):
        for name in ("_choices", "by_code", "by_label", "codes", "labels"):
            choices.__dict__.pop(name, None)


def test_an_indicator(
    branch: Store, declared: list[Indicator], capsys: pytest.CaptureFixture[str]
) -> None:
    uid = session(branch, "volunteering", "2026-03-05", topic="植树", hours_volunteered=12.0)
    id, label, in_report = VOLUNTEER_HOURS.id, VOLUNTEER_HOURS.label, declared is INDICATORS

    assert run(["--home", str(branch.home.folder), "--json", "indicators", "--period", "2026"]
               + ([] if in_report else ["--beyond"])) == 0  # fmt: skip
    told = {each["id"]: each for each in json.loads(capsys.readouterr().out)["indicators"]}
    assert (told[id]["label"], told[id]["value"], told[id]["unit"]) == (label, 12, "小时")

    with branch.read() as connection:
        (row,) = evidence(connection, id, YEAR)
        shown = of_indicator(connection, id, YEAR, branch.own.id)
        report = compose(connection, YEAR)
    assert (row["uid"], row["text"], row["amount"]) == (uid, "植树", 12)
    assert shown.said == VOLUNTEER_HOURS.definition and shown.groups[0].lines[0].uid == uid

    (listed,) = [each for each in count(branch, YEAR) if each.id == id]
    assert (listed.label, listed.value, listed.in_report) == (label, 12, in_report)

    assert report.block("work.trees").text == "植树12小时。"
    assert (id in {figure.id for figure in report.figures}) == in_report
    assert (ANY_FIGURE.label(id) == label) == in_report
    target = target_of(id, YEAR, date(2026, 5, 6), "committee")
    assert target == NavigationTarget(
        "session", defaults={"kind": "volunteering", "starts_at": "2026-05-06"}
    )


def test_a_norm(branch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting_norms, "NORMS", [*meeting_norms.NORMS, STUDY_DAY])
    monkeypatch.setitem(norms.NORMS, STUDY_DAY.id, STUDY_DAY)
    member(branch, "甲", joined_on="2010-07-01")
    session(branch, "study_day", "2026-01-20")
    today = date(2026, 3, 10)

    with branch.read() as connection:
        items = norms.evaluate(connection, YEAR, today=today)
        found = calendar.calendar(connection, 2026, branch.own.id, today)
        reminded = reminders(connection, today=today)
        report = compose(connection, parse_period("2026Q1"), today=today)

    states = [item.state for item in items if item.norm is STUDY_DAY]
    assert states[:3] == [State.DONE, State.OVERDUE, State.DUE]
    (row,) = [row for row in found.rows if row.kind == "study_day"]
    assert row.norm is STUDY_DAY and row.cells[0].held == 1
    assert "2 月支部学习日" in {each.title for each in reminded}
    assert report.block("problem:study_day").text.startswith("缺支部学习日记录")
    assert report.block("next:study_day").text.startswith("按月开展支部学习日，由支部书记")
    assert norms.hint("study_day") == "每月 1 次（支部自己的约定）"
