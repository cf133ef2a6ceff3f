"""What forms begin with, and one record for each of several people in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.desk.forms.form import open_form
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.exchange.merging import merge

Adding = Callable[..., str]
DAY = date(2026, 9, 22)


@pytest.fixture(autouse=True)
def autumn(on_day: Callable[[date], None]) -> None:
    on_day(DAY)


@pytest.fixture
def people(add: Adding) -> None:
    joined = date(2010, 7, 1)
    for name, duty in (
        ("王甲", "secretary"),
        ("李乙", "discipline"),
        ("张丙", "none"),
        ("赵丁", "none"),
    ):
        add("member", name=name, duty=duty, joined_on=joined, confirmed_on=date(2011, 7, 1))


def form(context: AppContext, qtbot: Any, kind: str) -> RecordForm:
    made = open_form(context, kind)
    qtbot.addWidget(made)
    return made


def stored(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.read() as connection:
        wanted = queries.ids(connection, Query(kind))
        found = queries.window(connection, kind, wanted)
    return [found[each] for each in wanted]


def test_a_talk_begins_today_with_the_secretary_at_the_last_place(
    context: AppContext, people: None, add: Adding, qtbot: Any
) -> None:
    add("talk", kind="heart", held_on=date(2026, 9, 1), talker="王甲", subjects="张丙",
        topic="谈心", place="党员活动室")  # fmt: skip
    talk = form(context, qtbot, "talk")
    begun = {name: talk.editors[name].raw() for name in ("held_on", "talker", "talker_role")}
    assert begun == {"held_on": "2026-09-22", "talker": "王甲", "talker_role": "书记"}
    assert talk.editors["place"].raw() == "党员活动室"
    assert "照上次" in " ".join(line.note.text() for line in talk.body.lines)
    assert not talk.dirty
    # Another talker has another post; one that was written stays.
    talk.editors["talker"].restore("李乙")
    talk.editors["talker"].edited.emit()
    assert talk.editors["talker_role"].raw() == "纪检委员"
    # The kinds are found by pinyin.
    kind: Any = talk.editors["kind"]
    assert kind.line is not None
    kind.line.setText("tixing")
    kind.line.textEdited.emit("tixing")
    assert kind.line.suggestions == ["提醒谈话"]


def test_one_talk_for_each_of_several_in_one_step(
    context: AppContext, people: None, empty_store: Store, told: list[Message], qtbot: Any
) -> None:
    talk = form(context, qtbot, "talk")
    assert talk.several is not None and not talk.several.each.isVisibleTo(talk)
    talk.several.links["全体党员"].click()
    assert talk.several.each.text() == "对 4 人各记一次"
    talk.editors["kind"].restore("谈心谈话")
    talk.editors["topic"].restore("廉洁过节")
    talk.several.each.click()
    assert talk.save()
    rows = stored(empty_store, "talk")
    assert sorted(row["subjects"] for row in rows) == ["张丙", "李乙", "王甲", "赵丁"]
    assert "4 次" in told[-1].text
    context.undo()
    assert stored(empty_store, "talk") == []


def test_one_talk_with_several_stays_one(
    context: AppContext, people: None, empty_store: Store, qtbot: Any
) -> None:
    talk = form(context, qtbot, "talk")
    assert talk.several is not None
    talk.several.links["支委"].click()
    talk.editors["kind"].restore("廉政谈话")
    talk.editors["topic"].restore("一岗双责")
    assert talk.save()
    assert [row["subjects"] for row in stored(empty_store, "talk")] == ["李乙、王甲"]


def test_papers_are_each_ones_own_and_never_twice(
    context: AppContext, people: None, add: Adding, empty_store: Store, qtbot: Any
) -> None:
    add("paper", kind="responsibility", person="李乙", year=2026, signed_on=date(2026, 1, 9))
    paper = form(context, qtbot, "paper")
    assert paper.editors["kind"].raw() == "责任书"
    assert (paper.editors["year"].raw(), paper.editors["signed_on"].raw()) == ("2026", "2026-09-22")
    paper.editors["person"].restore("王甲、李乙、张丙")
    paper.editors["person"].edited.emit()
    assert not paper.save(), "李乙 has one"
    assert "李乙" in " ".join(line.note.text() for line in paper.body.lines)
    assert len(stored(empty_store, "paper")) == 1
    paper.editors["person"].restore("王甲、张丙")
    paper.editors["person"].edited.emit()
    assert paper.save()
    assert sorted(row["person"] for row in stored(empty_store, "paper")) == ["张丙", "李乙", "王甲"]


def test_a_problem_begins_today(context: AppContext, qtbot: Any) -> None:
    assert form(context, qtbot, "ticket").editors["raised_on"].raw() == "2026-09-22"


def test_a_committees_training_expects_the_branches_people(
    committee_store: Store, branch_store: Store, tmp_path: Path, qtbot: Any
) -> None:
    export(branch_store, parse_period("2026"), tmp_path)
    merge(committee_store, [tmp_path])
    context = AppContext(committee_store)
    course = form(context, qtbot, "session")
    assert isinstance(course, SessionForm)
    assert course.panel.sheet.count() == 0 and course.panel.buttons == []
    course.editors["kind"].restore("党务培训")
    course.editors["kind"].edited.emit()
    leaders = course.panel.sheet.count()
    assert leaders > 0 and len(course.panel.buttons) == leaders
    course.panel.scope.setCurrentText(course.panel.sheet.seats[0].group)
    course.panel._scoped()
    assert course.panel.sheet.count() == len(course.panel.sheet.seats) > 1
    course.panel.scope.setCurrentText("支部书记")
    course.panel._scoped()
    seats = course.panel.sheet.seats
    other = next(each for each in seats if not each.leads)
    course.panel.paste(f"{other.name}")
    assert other.state == "present" and other in [b.seat for b in course.panel.buttons]
    course.editors["topic"].restore("党务骨干培训")
    course.editors["starts_at"].restore("2026-09-20 09:00")
    assert course.save()
    with committee_store.read() as connection:
        query = Query("attendance", where={"state": "present"}, organisation=committee_store.own.id)
        assert queries.count(connection, query) >= 1
    context.close()
