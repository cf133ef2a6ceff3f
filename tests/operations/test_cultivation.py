"""考察写实 and 思想汇报 as logs: entries beside each other, what reads the latest, the papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.documents.printing import print_paper
from partydesk.operations.steps import tick
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.cultivation_folder import folder
from partydesk.rules.norms import State, evaluate
from partydesk.store import queries, rows
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.documents.test_draft import squeezed, word_text

TODAY = date(2026, 9, 20)
YEAR = parse_period("2026")


@pytest.fixture
def activist(empty_store: Store, on_day: Callable[[date], None]) -> str:
    on_day(TODAY)
    with empty_store.write("名册") as writer:
        writer.edit("organisation", empty_store.own.uid, {"used_from": date(2025, 1, 1)})
        for name in ("王甲", "李乙"):
            writer.add("member", {"name": name, "category": "full", "joined_on": date(2010, 7, 1)})
        return writer.add("member", {
            "name": "赵示例", "category": "activist", "applied_on": date(2025, 6, 1),
            "talked_on": date(2025, 6, 20), "activist_on": date(2025, 12, 10), "mentors": "王甲",
        })  # fmt: skip


def _latest(store: Store, uid: str) -> str | None:
    with store.read() as connection:
        found = rows.find(connection, "member", uid)
        assert found is not None
        return found["inspected_on"]


def _said(store: Store, norm: str) -> list[tuple[str, State, str]]:
    with store.read() as connection:
        return [(str(i.due), i.state, i.text) for i in evaluate(connection, YEAR, today=TODAY)
                if i.norm.id == norm]  # fmt: skip


def test_each_inspection_stands_and_the_member_tells_the_latest(
    empty_store: Store, activist: str
) -> None:
    store = empty_store
    with pytest.raises(UserError, match="意见"):
        tick(store, activist, "inspected", date(2026, 3, 2))
    tick(store, activist, "inspected", date(2026, 3, 2), "学习认真")
    # Half a year after the first is 2 September: eight days late.
    tick(store, activist, "inspected", date(2026, 9, 10), "工作踏实，同意继续培养")
    assert _latest(store, activist) == "2026-09-10"
    assert _said(store, "inspection") == [
        ("2026-03-02", State.DONE, "2026-03-02 考察"),
        ("2026-09-10", State.DONE, "2026-09-10 考察，隔了半年零 8 天"),
    ]
    with store.read() as connection:
        log = queries.ids(connection, queries.Query("inspection"))
        kept = queries.window(connection, "inspection", log)
    last = max(kept.values(), key=lambda each: str(each["on"]))
    assert len(log) == 2 and last["by"] == "王甲"
    with store.write("改错日期") as writer:
        writer.edit("inspection", last["uid"], {"on": date(2026, 9, 1)})
    assert _latest(store, activist) == "2026-09-01"
    with store.write("删掉") as writer:
        writer.remove("inspection", last["uid"])
    assert _latest(store, activist) == "2026-03-02"
    store.undo()
    store.undo()
    assert _latest(store, activist) == "2026-09-10"


def test_reports_of_quarters_where_the_park_asks(empty_store: Store, activist: str) -> None:
    store = empty_store
    assert _said(store, "thought_report") == []
    from partydesk.operations.rule_settings import switch_custom

    switch_custom(store, "thought_report", True)
    with store.write("汇报") as writer:
        member = writer.reference("member", activist)
        writer.add("thought_report", {"member": member, "on": date(2026, 2, 3), "theme": "体会"})
    assert _said(store, "thought_report") == [
        ("2026-03-31", State.DONE, "2026-02-03 交"), ("2026-06-30", State.OVERDUE, ""),
        ("2026-09-30", State.DUE, ""),
    ]  # fmt: skip


def test_the_folder_and_the_papers_of_one_person(
    empty_store: Store, activist: str, tmp_path: Path
) -> None:
    store = empty_store
    tick(store, activist, "inspected", date(2026, 3, 2), "学习认真")
    with store.write("汇报") as writer:
        member = writer.reference("member", activist)
        writer.add("thought_report", {"member": member, "on": date(2026, 2, 3),
                                      "theme": "学习党章的体会"})  # fmt: skip
    with store.read() as connection:
        row = queries.window(connection, "member", [member])[member]
        items = {each.label: each for each in folder(connection, row, TODAY)}
    assert items["入党申请书"].told == "2025-06-01" and items["培养联系人"].told == "王甲"
    assert items["考察写实"].told == "1 份，最近 2026-03-02"
    assert [label for label, each in items.items() if each.lacks] == []
    assert not items["政治审查材料"].there  # and is not asked for yet
    with store.write("列为") as writer:
        writer.edit("member", activist, {"category": "candidate", "candidate_on": TODAY})
    with store.read() as connection:
        row = queries.window(connection, "member", [member])[member]
        lacking = [each.label for each in folder(connection, row, TODAY) if each.lacks]
    assert lacking == ["上级党委同意列为发展对象", "公示情况"]
    words = {
        "cultivation-form": ["赵示例", "2026年3月2日", "学习认真", "王甲", "学习党章的体会"],
        "cultivation-folder": ["考察写实", "1份", "缺", "公示情况"],
        "request": [
            "关于将赵示例同志接收为中共预备党员的请示",
            "考察1次",
            "思想汇报1篇",
            "学习认真",
        ],
        "publicity": ["拟将赵示例同志接收为中共预备党员", "5个工作日"],
        "resolution": ["赵示例同志", "无记名投票", "应到会有表决权"],
        "vote-slips": ["将赵示例同志接收为中共预备党员", "不同意", "正式党员2名"],
    }
    for what, wanted in words.items():
        pdf = print_paper(store, what, activist, tmp_path / f"{what}.pdf")
        docx = print_paper(store, what, activist, tmp_path / f"{what}.docx")
        for text in (squeezed(reading_pdf.text(pdf)), word_text(docx)):
            assert [each for each in wanted if each not in text] == [], what


def test_a_day_typed_into_the_field_is_an_entry_of_the_log(
    empty_store: Store, activist: str
) -> None:
    store = empty_store

    def log() -> list[str]:
        with store.read() as connection:
            query = 'SELECT "on" FROM inspection WHERE deleted_at IS NULL ORDER BY "on"'
            return [row[0] for row in connection.exec_driver_sql(query)]

    def typed(on: date | None) -> None:
        with store.write("改") as writer:
            writer.edit("member", activist, {"inspected_on": on})

    typed(date(2026, 3, 2))
    typed(date(2026, 9, 1))
    assert log() == ["2026-03-02", "2026-09-01"] and _latest(store, activist) == "2026-09-01"
    typed(date(2026, 6, 1))  # an earlier one found later: the latest stays
    assert len(log()) == 3 and _latest(store, activist) == "2026-09-01"
    with pytest.raises(UserError, match="考察写实"):
        typed(None)
    store.undo()
    assert log() == ["2026-03-02", "2026-09-01"] and _latest(store, activist) == "2026-09-01"
    store.undo()
    store.undo()
    assert log() == [] and _latest(store, activist) is None
