"""What cannot be is refused by every way a record is written: each door × each wrong combination.

The check is with the record. Where a door does not offer a field at all, that is a refusal too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partydesk.cli.run import run as command
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.kinds import view_of
from partydesk.desk.lists.bulk_edit import BulkEdit, settable
from partydesk.desk.lists.inline_edit import why_not
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.intake import apply, propose, propose_pasted
from partydesk.exchange.roster.proposal import Proposal
from partydesk.exchange.submission.writing import export
from partydesk.operations.records import typed_values
from partydesk.records import clock
from partydesk.records.base import ByOwner, Record
from partydesk.records.checking import complete, read_values
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import parse_period
from partydesk.records.registry import kind_of, kinds
from partydesk.records.values import shown, to_stored
from partydesk.store import rows
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create
from tests.conftest import at_present_on
from tests.desk.windows import show_window
from tests.exchange.merging import merge

TODAY = date(2026, 9, 22)
AREA = "01a00000-0000-7000-8000-000000000001"
LIFE = "01a00000-0000-7000-8000-000000000002"
FULL = {"category": "full", "joined_on": "2010-06-07", "confirmed_on": "2011-06-07"}
ON_THE_WAY = {"category": "activist", "applied_on": "2026-01-10", "activist_on": "2026-03-01"}
NEW = {"category": "probationary", "joined_on": "2026-03-01"}


@dataclass(frozen=True)
class Wrong:
    """A record that is sound, and the one cell that makes it impossible."""

    column: str
    raw: str
    words: str
    base: dict[str, Any] = field(default_factory=dict)
    kind: str = "member"


STATES = ("停止党籍", "除名", "去世", "限期改正")
WRONGS = (
    Wrong("duty", "书记", "现在是书记"),
    Wrong("duty", "副书记", "现在是副书记"),
    Wrong("relation", "转出", "转出日期", {"left_to": "乙支部"}),
    Wrong("relation", "转出", "转出去向", {"relation": "流入", "left_on": "2026-05-01"}),
    Wrong("left_on", "2026-05-01", "组织关系却是在册", {"relation": "在册"}),
    *(Wrong("membership", state, "党籍变化日期") for state in STATES),
    Wrong("correct_until", "2027-06-01", "最长一年",
          {"membership": "限期改正", "membership_on": "2026-01-01"}),
    Wrong("confirmed_on", "2026-09-01", "早于预备期满", NEW),
    Wrong("category", "正式党员", "预备期到", NEW),
    Wrong("extended_until", "2027-03-15", "不少于半年", NEW),
    Wrong("joined_on", "2012-01-01", "早于"),
    Wrong("activist_on", "2009-01-01", "早于", {"applied_on": "2009-05-01"}),
    Wrong("inspected_on", "2009-04-30", "早于", {"activist_on": "2009-05-01"}),
    Wrong("talked_on", "2009-04-30", "早于", {"applied_on": "2009-05-01"}),
    Wrong("publicised_to", "2028-02-09", "最多 92 天", {"publicised_from": "2026-02-01"}),
    Wrong("publicised_from", "2028-02-09", "最多 366 天", {"candidate_on": "2010-02-01"}),
    Wrong("publicised_to", "2026-01-01", "早于", {"publicised_from": "2026-02-01"}),
    Wrong("left_on", "2020-01-01", "早于", {"arrived_on": "2021-01-01", "relation": "流入"}),
    Wrong("settled_on", "2026-01-01", "早于", {"found_on": "2026-02-01"}),
    Wrong("sworn_on", "2010-06-08", "早于", {"approved_on": "2010-08-01"}),
    Wrong("confirm_approved_on", "2011-06-08", "早于", {"confirm_voted_on": "2011-06-20"}),
    Wrong("applied_on", "2005-01-01", "不满 18 岁", {"birth_date": "1990-05-05"}),
    Wrong("birth_date", "1985-07-02", "不一致", {"id_number": "990301198507011226"}),
    Wrong("until", "2025-01-01", "早于",
          {"kind": "先锋岗", "holder": "甲", "since": "2026-01-01"}, "post"),
    Wrong("receipt_on", "2026-01-01", "早于",
          {"member": "甲", "direction": "转出", "place": "乙", "issued_on": "2026-02-01"},
          "transfer"),
    Wrong("reduced", "少交", "批准日期",
          {"member": "甲", "from_month": "2026-01", "monthly": "50"}, "dues_base"),
    Wrong("extra", "20", "比交的还多",
          {"member": "甲", "month": "2026-01", "amount": "10", "paid_on": "2026-01-05"},
          "dues_payment"),
    Wrong("from_month", "2010-05", "才入党",
          {"member": "甲", "from_month": "2026-02", "monthly": "50"}, "dues_base"),
    Wrong("month", "2010-05", "才入党",
          {"member": "甲", "month": "2026-02", "amount": "10", "paid_on": "2026-01-05"},
          "dues_payment"),
    Wrong("paid_on", "2010-05-31", "才入党",
          {"member": "甲", "month": "2026-03", "amount": "10", "paid_on": "2026-01-05"},
          "dues_payment"),
    Wrong("on", "2026-02-01", "早于积的确定积极分子日期",
          {"member": "积", "on": "2026-06-01", "opinion": "好", "by": "甲"}, "inspection"),
    Wrong("on", "2026-01-05", "早于积的申请入党日期", {"member": "积", "on": "2026-06-01"},
          "thought_report"),
    Wrong("on", "2026-02-01", "早于积的确定积极分子日期",
          {"member": "积", "step": "activist_filed", "on": "2026-03-10"}, "step"),
    Wrong("until_on", "2026-01-01", "早于", {"year": "2025", "from_on": "2026-02-01"},
          "dues_notice"),
    Wrong("until_on", "2028-01-01", "最多 366 天", {"year": "2025", "from_on": "2026-02-02"},
          "dues_notice"),
    Wrong("until_month", "2028-01", "早了一年多",
          {"until_month": "2026-01", "amount": "10", "on": "2026-02-05"}, "dues_handed"),
    Wrong("amount", "1000.00", "这次最多还能缴",
          {"until_month": "2026-02", "amount": "10", "on": "2026-03-05"}, "dues_handed"),
    Wrong("year", "2028", "只能是当年或前", {"year": "2025", "from_on": "2026-02-03"},
          "dues_notice"),
    Wrong("until", "2026-01-01", "早于",
          {"member": "甲", "kind": "警告", "on": "2026-02-01"}, "sanction"),
    Wrong("on", "2010-06-06", "早于甲的加入党组织日期",
          {"member": "甲", "kind": "警告", "on": "2026-02-02"}, "sanction"),
    Wrong("agreed_on", "2026-01-01", "早于", {"kind": "换届", "asked_on": "2026-02-01"},
          "election"),
    Wrong("listed_on", "2026-01-01", "早于", {"year": "2026", "checked_on": "2026-02-01"},
          "life_work"),
    Wrong("whose", "党员个人", "哪名党员", {"life_work": LIFE, "issue": "不够深入"}, "life_issue"),
    Wrong("whose", "支部", "不写党员",
          {"life_work": LIFE, "issue": "带头少", "whose": "党员个人", "member": "甲"},
          "life_issue"),
    Wrong("valid", "20", "多于收回选票", {"kind": "换届", "returned": "16"}, "election"),
    Wrong("filed_on", "2026-01-01", "早于",
          {"kind": "责任书", "person": "甲", "year": "2026", "signed_on": "2026-02-01"}, "paper"),
    Wrong("follow_up_due", "2026-01-01", "早于",
          {"kind": "谈心谈话", "held_on": "2026-02-01", "talker": "甲", "subjects": "乙",
           "topic": "近况"}, "talk"),
    Wrong("due_on", "2026-01-01", "早于",
          {"source": "自查", "description": "漏水", "raised_on": "2026-02-01"}, "ticket"),
    Wrong("closed_on", "2026-01-01", "早于",
          {"source": "自查", "description": "停水", "raised_on": "2026-02-01"}, "ticket"),
    Wrong("for_year", "2020", "所属年度",
          {"kind": "支委会", "starts_at": "2026-02-01 15:00", "topic": "议"}, "session"),
    Wrong("voters_present", "12", "多于",
          {"kind": "党员大会", "starts_at": "2026-02-02 15:00", "topic": "票", "entitled": "10"},
          "session"),
    Wrong("reason_not_held", "停电", "状态却不是",
          {"kind": "支委会", "starts_at": "2026-02-03 15:00", "topic": "议"}, "session"),
    Wrong("until_on", "2026-01-01", "早于",
          {"norm": "training", "from_on": "2026-02-01", "reason": "试"}, "exemption"),
    Wrong("until_on", "2026-01-01", "早于",
          {"from_on": "2026-02-01", "until_on": "2026-03-01", "over": "企业"}, "campaign"),
    Wrong("over", "事项", "一行写一项",
          {"from_on": "2026-02-01", "until_on": "2026-03-01"}, "campaign"),
    Wrong("branch_goals", "甲支部很多", "看不懂",
          {"from_on": "2026-02-01", "until_on": "2026-03-01", "over": "企业"}, "campaign"),
    Wrong("until", "2026-01-01", "早于", {"holder": "甲", "since": "2026-02-01"}, "duty_area"),
    Wrong("on", "2025-01-08", "早于评议年度",
          {"year": "2026", "rated": "乙支部", "grade": "好"}, "appraisal"),
    Wrong("until", "2026-01-01", "早于", {"meaning": "好", "since": "2026-02-01"}, "brand"),
    Wrong("until", "2026-01-01", "早于", {"role": "党建指导员", "since": "2026-02-01"}, "worker"),
    Wrong("until_on", "2026-01-01", "早于",
          {"duty_area": AREA, "text": "走访", "from_on": "2026-02-01"}, "duty"),
    Wrong("cadence", "一次", "哪天以前做完",
          {"duty_area": AREA, "text": "上门", "from_on": "2026-02-01"}, "duty"),
    Wrong("closed_on", "2020-01-01", "早于", {"formed_on": "2021-01-01"}, "enterprise"),
    Wrong("elected_on", "2020-01-01", "早于", {"founded_on": "2021-01-01", "code": "P9"},
          "organisation"),
    Wrong("ended_on", "2019-01-01", "早于", {"name": "丙支部", "code": "P9", "founded_on":
          "2020-01-01"}, "organisation"),
)  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A branch with a 书记 and a 副书记, and one sound record for each combination."""
    monkeypatch.setattr(clock, "source", at_present_on(TODAY))
    home = Home(tmp_path / "支部")
    with create(home, "branch", {"code": "P0001", "name": "甲支部"}) as store:
        with store.write("起头") as writer:
            for name, duty in (("甲", "secretary"), ("丙", "deputy")):
                writer.add("member", typed(writer, "member", {"name": name, "duty": duty} | FULL))
            writer.add("member", typed(writer, "member", {"name": "积"} | ON_THE_WAY))
            writer.add("duty_area", {"kind": "grid", "name": "一网格", "holder": "甲"}, uid=AREA)
            writer.add("life_work", {"year": 2025}, uid=LIFE)
        yield store


def typed(writer: Any, kind: str, raw: dict[str, Any]) -> dict[str, Any]:
    return typed_values(writer, kind_of(kind), raw)


def _named(number: int, wrong: Wrong) -> dict[str, Any]:
    """What a combination's record is called, so that a sheet finds it again."""
    name = f"某{number}"
    return {"name": name} if "name" in fields(kind_of(wrong.kind)) else {}


def _sound(store: Store) -> list[str]:
    uids = []
    with store.write("各有一条") as writer:
        for number, wrong in enumerate(WRONGS):
            base = (FULL if wrong.kind == "member" else {}) | _named(number, wrong) | wrong.base
            if base.get("category") == "probationary":
                base.pop("confirmed_on", None)
            uids.append(writer.add(wrong.kind, typed(writer, wrong.kind, base)))
    return uids


def _row(store: Store, kind: str, uid: str) -> dict[str, Any]:
    with store.read() as connection:
        found = rows.find(connection, kind, uid)
        assert found is not None
        return found


def _form(window: Window, wrong: Wrong, uid: str) -> str:
    form = RecordForm(window.context, wrong.kind, uid)
    form.setParent(window)
    form.editors[wrong.column].restore(wrong.raw)
    form.editors[wrong.column].edited.emit()
    form.save()
    labels = [each.text() for each in form.findChildren(QLabel) if each.isVisibleTo(form)]
    told = "".join(labels) + window.message_bar.text
    form.deleteLater()
    return told


def _cell(window: Window, wrong: Wrong, uid: str) -> str:
    page = next((each for each in window.findChildren(ListPage) if each.model.kind == wrong.kind),
                None)  # fmt: skip
    if page is None:
        page = ListPage(window.context, view_of(wrong.kind))
        page.setParent(window)
    column = [each.name for each in page.model.columns].index(wrong.column)
    if reason := why_not(wrong.kind, page.model.columns[column]):
        return reason + wrong.words  # not offered there
    page.in_place.begin(page.model.place_of(int(_row(page.context.store, wrong.kind, uid)["id"])),
                        column)  # fmt: skip
    page.in_place.editor.restore(wrong.raw)
    assert not page.in_place.finish()
    told = window.message_bar.text
    page.in_place.editor.restore(page.in_place._loaded)
    assert page.in_place.finish()
    return told


def _bulk(window: Window, wrong: Wrong, uid: str) -> str:
    if wrong.column not in [each.column for each in settable(wrong.kind)]:
        return wrong.words
    row = _row(window.context.store, wrong.kind, uid)
    dialog = BulkEdit(window.context, view_of(wrong.kind), [row], window, wrong.column)
    assert dialog.editor is not None
    dialog.editor.restore(wrong.raw)
    dialog.save()
    told = dialog.wrong.text() + window.message_bar.text
    dialog.reject()
    return told


def _as_row(store: Store, wrong: Wrong, uid: str) -> tuple[list[str], list[str]]:
    """The record as a line of a sheet with the wrong cell in it: headers and texts."""
    row, labels, texts = _row(store, wrong.kind, uid), [], []
    for name, declared in fields(kind_of(wrong.kind)).items():
        if name == wrong.column or row[name] is not None:
            labels.append(declared.text_label or declared.label)
            known = {"duty_area": "一网格", "life_work": "2025"}.get(name)
            if name == "member":
                known = _name(store, row[name])
            texts.append(wrong.raw if name == wrong.column else known or shown(declared, row[name]))
    return labels, texts


def _name(store: Store, member: int) -> str:
    with store.read() as connection:
        return str((rows.get(connection, "member", member) or {})["name"])


def _paste(store: Store, lines: list[list[str]], kind: str) -> Proposal:
    columns = [(name, each.label) for name, each in fields(kind_of(kind)).items()]
    text = "\n".join("\t".join(line) for line in lines)
    return propose_pasted(store, kind, text, columns)


def _sheet(readers: Readers, store: Store, lines: list[list[str]], kind: str) -> Proposal:
    book, path = openpyxl.Workbook(), store.home.folder / "表.xlsx"
    for line in lines:
        book.active.append(line[1:])
    book.save(path)
    return propose(store, path, kind, readers=readers)


DOORS: tuple[Callable[[Window, Wrong, str], str], ...] = (_form, _cell, _bulk)


def test_every_check_of_records_has_a_case() -> None:
    """A check that is added to a kind is tried at every door: by a case of its own."""
    for kind, record in kinds().items():
        cases = [each for each in WRONGS if each.kind == kind]
        for cross in record.crossed:
            assert any(_tells(cross, record, case) for case in cases), (kind, cross.__qualname__)
        for judge in record.by_owner:
            assert any(_said_by_owner(judge, record, case) for case in cases), (kind, judge)


def _tells(cross: Any, record: type[Record], case: Wrong) -> bool:
    base = (FULL if case.kind == "member" else {}) | case.base | {case.column: case.raw}
    declared = fields(record)
    values, _ = read_values(record, {
        name: raw for name, raw in base.items() if declared[name].kind is not Kind.REFERENCE
    }, strict=False)  # fmt: skip
    if record.__tablename__ == "member":
        values = complete(record, values, new=True)
    held = {name: values.get(name) for name in declared}
    return bool(list(cross(SimpleNamespace(**held, record_class=record))))


def _said_by_owner(judge: ByOwner, record: type[Record], case: Wrong) -> bool:
    owner = dict.fromkeys(fields(kind_of("member"))) | {
        "甲": {"name": "甲"} | FULL, "积": {"name": "积"} | ON_THE_WAY
    }[case.base["member"]]  # fmt: skip
    row = dict.fromkeys(fields(record)) | case.base | {case.column: case.raw}
    return bool(list(judge(row, owner)))


def test_what_others_of_the_file_say_has_a_case() -> None:
    asked = {kind for kind, record in kinds().items() if record.by_file}
    assert asked <= {each.kind for each in WRONGS}


def test_every_door_of_the_window_refuses_it(world: Store, qtbot: QtBot) -> None:
    uids = _sound(world)
    window = show_window(world, qtbot)
    for wrong, uid in zip(WRONGS, uids, strict=True):
        before = _row(world, wrong.kind, uid)
        for door in DOORS:
            told = door(window, wrong, uid)
            assert wrong.words in told, (door.__name__, wrong, told)
            assert _row(world, wrong.kind, uid) == before, (door.__name__, wrong)
    window.context.close()


def test_a_sheet_and_a_paste_refuse_them(world: Store) -> None:
    with Readers(workers=1) as readers:
        _refuse_lines(world, partial(_sheet, readers))


def _refuse_lines(world: Store, sheet: Callable[[Store, list[list[str]], str], Proposal]) -> None:
    uids = _sound(world)
    for kind in dict.fromkeys(wrong.kind for wrong in WRONGS):
        mine = [(w, uid) for w, uid in zip(WRONGS, uids, strict=True) if w.kind == kind]
        before = [_row(world, kind, uid) for _, uid in mine]
        if kind_of(kind).registered:
            continue  # a list that a committee alone keeps
        ways = (_paste, sheet) if kind_of(kind).roster else (_paste,)
        for way in ways:
            # Each has columns of its own; what a line leaves empty it does not speak of.
            known = [_as_row(world, wrong, uid) for wrong, uid in mine]
            labels = list(dict.fromkeys(label for each, _ in known for label in each))
            lines = [["编号", *labels]] + [
                [uid, *(dict(zip(*row, strict=True)).get(label, "") for label in labels)]
                for (_, uid), row in zip(mine, known, strict=True)
            ]
            proposal = way(world, lines, kind)
            assert proposal.refused == len(mine), (kind, way, proposal.items)
            apply(world, proposal)
            assert [_row(world, kind, uid) for _, uid in mine] == before, (kind, way)
            for number, (wrong, _) in enumerate(mine, start=2):
                told = [each.message for each in proposal.findings if each.row == number]
                words = wrong.words.removeprefix("现在是")
                assert any(words in each for each in told), (way, wrong, told)


def test_the_command_line_refuses_it(world: Store, capsys: pytest.CaptureFixture[str]) -> None:
    uids, home = _sound(world), str(world.home.folder)
    before = [_row(world, wrong.kind, uid) for wrong, uid in zip(WRONGS, uids, strict=True)]
    world.close()
    for wrong, uid in zip(WRONGS, uids, strict=True):
        kind = wrong.kind.replace("_", "-")
        values = json.dumps({wrong.column: wrong.raw}, ensure_ascii=False)
        assert command(["--home", home, "edit", kind, uid, values]) == 2, wrong
        assert wrong.words in capsys.readouterr().err, wrong
    with open_store(Home(Path(home))) as store:
        after = [_row(store, wrong.kind, uid) for wrong, uid in zip(WRONGS, uids, strict=True)]
    assert after == before


def test_merging_tells_of_it_and_takes_the_rows(
    world: Store, committee_store: Store, tmp_path: Path
) -> None:
    """What an earlier version let in: the committee sees it, and nothing is lost."""
    expected: dict[str, set[str]] = {}
    uids = _sound(world)
    with world.write("从前") as writer:
        for wrong, uid in zip(WRONGS, uids, strict=True):
            record = kind_of(wrong.kind)
            values, _ = read_values(record, {wrong.column: wrong.raw})
            row = writer.find(wrong.kind, uid)
            assert row is not None
            writer.set(wrong.kind, row, {wrong.column: to_stored(values[wrong.column])})
            travels = fields(record)[wrong.column]
            # Of a masked number nobody can tell what it says.
            # What was collected does not travel; the norm on 上缴 tells of that.
            judged = wrong.kind != "organisation" and wrong.words not in (
                "不一致",
                "这次最多还能缴",
            )
            if record.sheet and judged and not travels.stays:
                expected.setdefault(record.sheet, set()).add(wrong.words)
    made = export(world, parse_period("2026"), tmp_path)
    (taken,) = merge(committee_store, [made.file], accept_unenrolled=True).files
    assert taken.state == "merged"
    for sheet, sentences in expected.items():
        told = [each.message for each in taken.findings if each.sheet == sheet and not each.fatal]
        for words in sentences:
            looked_for = words.replace("现在是", "也是")
            assert any(looked_for in each for each in told), (sheet, words, told)
    with committee_store.read() as connection:
        count = "SELECT count(*) FROM member WHERE submission IS NOT NULL AND deleted_at IS NULL"
        people = sum(each.kind == "member" for each in WRONGS) + 3
        assert connection.exec_driver_sql(count).scalar() == people


def test_a_sheet_is_judged_as_a_whole(world: Store) -> None:
    """One row may lay down what another takes up; two that take it up are neither taken."""
    shown = [("name", "姓名"), ("duty", "党内职务")]

    def paste(text: str) -> Proposal:
        return propose_pasted(world, "member", f"姓名\t党内职务\n{text}", shown)

    with world.write("三人") as writer:
        for name in "乙丁戊":
            writer.add("member", {"name": name})
    changed = paste("乙\t书记\n甲\t无")
    assert (changed.refused, changed.updated) == (0, 2)
    assert paste("乙\t书记").refused == 1
    both = paste("丁\t书记\n戊\t书记\n甲\t无")
    assert (both.refused, both.updated) == (2, 1)
    assert any("第 3 行的戊也是书记" in each.message for each in both.findings)
    # Who is refused for something else keeps the office, so the other is refused with them.
    kept = propose_pasted(world, "member", "姓名\t党内职务\t党籍状态\n乙\t书记\t\n甲\t无\t除名",
                          [*shown, ("membership", "党籍状态")])  # fmt: skip
    assert kept.refused == 2
    apply(world, changed)
    world.undo()
