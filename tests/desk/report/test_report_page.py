"""年度述职 through its page: figures beside the report, words changed in place, export."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from partydesk.desk.forms.form import open_form
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.report import filling
from partydesk.desk.report.exporting import export
from partydesk.desk.report.figures_model import by_part
from partydesk.desk.report.gathering import file_name, usual_year
from partydesk.desk.report.page import ReportPage
from partydesk.desk.report.side import FIGURES
from partydesk.documents.report import edits
from partydesk.documents.report.composing import compose
from partydesk.documents.report.content import Figure, Report, missing
from partydesk.documents.report.paper import Line, Style, paper
from partydesk.documents.report.templates import BLANK, text_of
from partydesk.exchange.submission.writing import export as hand_in
from partydesk.records.periods import parse_period
from partydesk.records.report_indicators import INDICATORS
from partydesk.sample.makers import make_branch
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange.merging import merge

YEAR = parse_period("2026")
_WAIT = 30_000
Opener = Callable[[Store], ReportPage]


@pytest.fixture
def open_page(qtbot: QtBot) -> Iterator[Opener]:
    """Shows the page on a store, with the report of 2026 on it."""
    desks: list[AppContext] = []

    def opening(store: Store) -> ReportPage:
        context = AppContext(store)
        desks.append(context)
        page = ReportPage(context)
        qtbot.addWidget(page)
        page.chooser.choose(YEAR)
        page.side.turn(FIGURES)
        page.resize(1366, 653)
        with qtbot.waitSignal(page.shown, timeout=_WAIT):
            page.show()
        return page

    yield opening
    for context in desks:
        context.close()


@pytest.fixture
def page(open_page: Opener, empty_store: Store) -> ReportPage:
    """The page of a branch that has recorded nothing yet."""
    return open_page(empty_store)


@pytest.fixture
def told(page: ReportPage) -> list[Message]:
    heard: list[Message] = []
    page.context.told.connect(heard.append)
    return heard


def composed(store: Store, code: str | None = None) -> Report:
    with store.read() as connection:
        return compose(connection, YEAR, code)


def read(page: ReportPage) -> list[str]:
    """What the preview says, row by row."""
    assert all(row.shown is not None for row in page.sheet.rows)
    return [text_of(row.shown.runs).replace("\n", "") for row in page.sheet.rows if row.shown]


def text(page: ReportPage, id: str) -> str:
    """What the preview says in one block."""
    found = (r.shown for r in page.sheet.rows if r.shown and r.shown.block.id == id)
    return "".join(text_of(shown.runs) for shown in found)


def type_at_end(page: ReportPage, words: str) -> None:
    assert page.sheet.editor is not None
    edit = page.sheet.editor.edit
    edit.moveCursor(QTextCursor.MoveOperation.End)
    edit.insertPlainText(words)


def refreshed(qtbot: QtBot, page: ReportPage, do: Callable[[], object]) -> None:
    """Do something after which the page shows the report anew."""
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        do()


def visible_buttons(page: ReportPage) -> list[str]:
    return [each.text() for each in page.panel.findChildren(QPushButton) if each.isVisible()]


# -- what is shown ---------------------------------------------------------------------------------


def test_the_preview_reads_as_the_paper_does(open_page: Opener, branch_store: Store) -> None:
    page = open_page(branch_store)
    report = composed(branch_store)
    own = (Style.TITLE, Style.FLUSH, Style.PART, Style.SECTION, Style.BODY, Style.RIGHT)
    lines = [
        text_of(piece.runs).replace("\n", "")
        for piece in paper(report)
        if isinstance(piece, Line) and piece.style in own
    ]
    attached = next(at for at, line in enumerate(lines) if line.startswith("附件："))
    end = attached + 1 + 2  # the attachment's name, then who signs and when
    assert read(page) == lines[:attached] + lines[attached + 1 : end]
    assert page.looked is not None
    assert page.looked.report == report


def test_figures_stand_under_the_parts_of_the_report(
    open_page: Opener, committee_store: Store
) -> None:
    page = open_page(committee_store)
    report = composed(committee_store)
    lines = page.panel.model.lines
    assert [x for x in lines if isinstance(x, str)] == [
        "思想教育",
        "组织建设",
        "从严治党",
        "中心工作",
    ]
    assert sorted(x.id for x in lines if isinstance(x, Figure)) == sorted(
        figure.id for figure in report.figures
    )
    only = [x for x in by_part(report, missing=True) if isinstance(x, Figure)]
    assert {figure.id for figure in only} == set(missing(report))


def test_an_empty_file_says_what_is_missing_and_what_to_do(page: ReportPage) -> None:
    report = composed(page.context.store)
    assert len(missing(report)) == len(report.figures) == 13
    assert page.said.text().startswith("13 项数字都还没有记录")
    assert BLANK in text(page, "thought.studies")
    assert all(line.value is None for line in page.panel.model.lines if isinstance(line, Figure))


def test_the_year_reported_on_is_the_last_one_until_july() -> None:
    assert usual_year(date(2026, 6, 30)).text == "2025"
    assert usual_year(date(2026, 7, 1)).text == "2026"


def test_choosing_a_figure_shows_its_sentence_and_a_click_in_the_sentence_the_figure(
    qtbot: QtBot, open_page: Opener, branch_store: Store
) -> None:
    page = open_page(branch_store)
    page.panel.view.setCurrentIndex(page.panel.model.place("dossiers_filed"))
    row = next(row for row in page.sheet.rows if row.has("dossiers_filed"))
    assert row.visibleRegion().boundingRect().height() > 0
    row = next(row for row in page.sheet.rows if row.has("reflections"))
    page.sheet.area.ensureWidgetVisible(row)
    where = next(
        QPoint(x, y)
        for y in range(4, row.height(), 8)
        for x in range(0, row.width(), 3)
        if row.token_at(QPoint(x, y)) == "reflections"
    )
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=where)
    assert page.panel.current is not None
    assert page.panel.current.id == "reflections"


def test_a_figure_opens_the_rows_it_counts(
    qtbot: QtBot, open_page: Opener, branch_store: Store
) -> None:
    page = open_page(branch_store)
    page.panel.choose("group_studies")
    assert page.panel.current is not None
    rows = page.panel.current.evidence
    page.panel.evidence.click()
    evidence: Any = page.places.currentWidget()
    qtbot.waitUntil(lambda: evidence.evidence is not None, timeout=_WAIT)
    assert len(evidence.group.lines) == rows
    assert rows > 0
    with qtbot.waitSignal(page.record_wanted) as opened:
        evidence.table.opened.emit(0)
    assert opened.args == ["session", evidence.group.lines[0].uid]
    evidence.leave()
    assert page.sheet.isVisible()


# -- what is missing -------------------------------------------------------------------------------


def test_declaring_none_makes_a_missing_figure_0(qtbot: QtBot, page: ReportPage) -> None:
    page.panel.choose("oath_renewals")
    assert {"去填", "本期没有"} <= set(visible_buttons(page))
    refreshed(qtbot, page, page.panel.none.click)
    assert "重温入党誓词0次" in text(page, "thought.activities")
    assert page.panel.current is not None
    assert page.panel.current.value == 0
    assert "12 项数字〔待填〕" in page.said.text()
    assert "本期没有" not in visible_buttons(page)


@pytest.mark.parametrize("role", ["B", "C"])
def test_every_missing_figure_leads_to_work_that_can_begin(
    qtbot: QtBot, context: AppContext, role: str
) -> None:
    for figure in INDICATORS:
        if role not in figure.held_by:
            continue
        whose = "branch" if role == "B" else "committee"
        start = filling.target_of(figure.id, YEAR, date(2027, 1, 10), whose)
        if start.tab:
            assert start.part in ("ticket", "enterprise", "organisation")
            continue
        form = open_form(context, start.kind, None, start.defaults)
        qtbot.addWidget(form)
        values, _findings = form.entered()
        for column in ("kind", "figure", "period"):
            if column in start.defaults:
                assert values[column] == start.defaults[column], figure.id


def test_filling_in_asks_for_the_form(qtbot: QtBot, page: ReportPage) -> None:
    page.panel.choose("base_visits")
    with qtbot.waitSignal(page.start_wanted) as wanted:
        page.panel.fill.click()
    assert wanted.args[0].kind == "session"
    assert wanted.args[0].defaults["kind"] == "base_visit"


# -- changing words --------------------------------------------------------------------------------


def test_changed_words_stay_and_take_new_numbers(
    qtbot: QtBot, page: ReportPage, add: Callable[..., str]
) -> None:
    page.editing.edit("thought.activities")
    type_at_end(page, "都很认真。")
    refreshed(qtbot, page, lambda: qtbot.keyClick(
        page.sheet.editor.edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier  # type: ignore[union-attr]
    ))  # fmt: skip
    assert page.sheet.editor is None
    assert text(page, "thought.activities").endswith(f"和展馆{BLANK}次。都很认真。")
    refreshed(
        qtbot, page,
        lambda: add("session", kind="oath", starts_at=moment("2026-03-02"), topic="重温誓词"),
    )  # fmt: skip
    assert (
        text(page, "thought.activities")
        == "重温入党誓词1次，参观爱国主义教育基地和展馆0次。都很认真。"
    )
    row = next(r for r in page.sheet.rows if r.shown and r.shown.block.id == "thought.activities")
    assert row.note is not None
    assert row.note.text() == "已改"


def test_numbers_change_under_an_open_editor_and_nothing_typed_is_lost(
    qtbot: QtBot, page: ReportPage, add: Callable[..., str]
) -> None:
    page.editing.edit("thought.activities")
    type_at_end(page, "正在写")
    editor = page.sheet.editor
    refreshed(
        qtbot, page,
        lambda: add("session", kind="oath", starts_at=moment("2026-03-02"), topic="重温誓词"),
    )  # fmt: skip
    assert page.sheet.editor is editor is not None
    assert editor.isVisible()
    assert editor.template.endswith("正在写")
    editor.edit.selectAll()
    assert editor.edit.createMimeDataFromSelection().text().startswith("重温入党誓词1次")
    assert "专题研讨0次" in text(page, "thought.studies")
    page.editing.settle()
    assert text(page, "thought.activities").startswith("重温入党誓词1次")


def test_the_keyboard_goes_through_the_report(qtbot: QtBot, page: ReportPage) -> None:
    first = page.sheet.rows[1]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    there = page.focusWidget()
    assert there is page.sheet.rows[2]
    qtbot.keyClick(there, Qt.Key.Key_F2)
    assert page.sheet.editor is not None
    assert page.sheet.editor.block_id == "intro"
    type_at_end(page, "完。")
    refreshed(qtbot, page, lambda: qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Escape))
    assert text(page, "intro").endswith("完。")


def test_what_cannot_be_kept_now_stays_in_the_editor(
    qtbot: QtBot, page: ReportPage, told: list[Message]
) -> None:
    page.editing.edit("intro", "很长的一段话。")
    done = threading.Event()
    page.context.run("正在导入", lambda _progress: done.wait(20), lambda _result: None, page)
    assert not page.editing.settle()
    assert "正在导入" in told[-1].text
    assert page.sheet.editor is not None
    assert page.sheet.editor.template == "很长的一段话。"
    page.chooser.choose(parse_period("2025"))
    assert page.period == YEAR
    done.set()
    qtbot.waitUntil(lambda: not page.context.busy, timeout=_WAIT)
    assert page.editing.settle()
    assert kept(page) == {"intro": "很长的一段话。"}


def test_a_file_opened_to_read_offers_no_changes(open_page: Opener, empty_store: Store) -> None:
    with open_store(empty_store.home, write=False) as reading:
        page = open_page(reading)
        offered = "".join(b.text() for b in page.sheet.findChildren(QAbstractButton))
        assert "加一段" not in offered
        page.panel.choose("oath_renewals")
        assert not {"去填", "本期没有"} & set(visible_buttons(page))
        page.context.close()


def test_a_figure_is_moved_or_deleted_whole(qtbot: QtBot, page: ReportPage) -> None:
    page.editing.edit("work.resolved", "新登记{tickets_raised}个，解决{tickets_resolved}个。")
    edit = page.sheet.editor.edit if page.sheet.editor else None
    assert edit is not None
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    edit.insertPlainText("9")  # right before the figure, never within it
    assert edit.template == "新登记9{tickets_raised}个，解决{tickets_resolved}个。"
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.template == "新登记9个，解决{tickets_resolved}个。"
    cursor.setPosition(edit.toPlainText().index("\ufffc"))
    cursor.setPosition(cursor.position() + 1, QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    moved = edit.createMimeDataFromSelection()
    assert moved.text() == BLANK
    edit.textCursor().removeSelectedText()
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    edit.insertFromMimeData(moved)
    assert edit.template == "{tickets_resolved}新登记9个，解决个。"
    edit.undo()
    edit.undo()
    assert edit.template == "新登记9个，解决{tickets_resolved}个。"


def test_a_figure_is_put_in_from_the_list(page: ReportPage) -> None:
    page.editing.edit("extra:work")
    type_at_end(page, "共 {")
    page.panel.choose("theme_days")
    page.panel.insert.click()
    assert page.sheet.editor is not None
    assert page.sheet.editor.template == "共 {{{theme_days}"
    assert page.editing.settle()
    assert text(page, "extra:work") == f"共 {{{BLANK}"


def test_opening_and_leaving_changes_nothing(page: ReportPage) -> None:
    page.editing.edit("intro")
    page.editing.edit("work.resolved")
    assert page.editing.settle()
    assert kept(page) == {}


def test_leaving_the_page_keeps_what_was_typed(page: ReportPage) -> None:
    page.editing.edit("intro")
    type_at_end(page, "另有说明。")
    page.hide()
    assert kept(page)["intro"].endswith("另有说明。")
    assert page.sheet.editor is None


def test_what_was_typed_before_a_crash_is_found_again(
    page: ReportPage, open_page: Opener, told: list[Message]
) -> None:
    page.editing.edit("intro")
    type_at_end(page, "没来得及存。")
    page.editing.keep_draft()
    again = open_page(page.context.store)
    assert again.sheet.editor is not None
    assert again.sheet.editor.template.endswith("没来得及存。")
    assert again.editing.settle()
    assert kept(page)["intro"].endswith("没来得及存。")
    assert open_page(page.context.store).sheet.editor is None


def test_dropped_words_can_be_had_back(page: ReportPage, told: list[Message]) -> None:
    page.editing.edit("intro")
    type_at_end(page, "先不要")
    page.editing.drop()
    assert kept(page) == {}
    assert told[-1].action is not None
    told[-1].action.do()
    assert page.sheet.editor is not None
    assert page.sheet.editor.template.endswith("先不要")


def test_a_block_goes_back_to_the_programs_words(
    qtbot: QtBot, page: ReportPage, told: list[Message]
) -> None:
    before = text(page, "intro")
    page.editing.edit("intro", "我写的。")
    page.editing.settle()
    assert text(page, "intro") == "我写的。"
    refreshed(qtbot, page, lambda: page.editing.reset("intro"))
    assert text(page, "intro") == before
    assert told[-1].action is not None
    refreshed(qtbot, page, told[-1].action.do)
    assert text(page, "intro") == "我写的。"


def test_everything_goes_back_and_can_be_had_again(
    qtbot: QtBot, page: ReportPage, told: list[Message]
) -> None:
    before = read(page)
    page.editing.edit("intro", "我写的。")
    page.editing.edit("extra:thought", "加的一段。")
    page.editing.settle()
    refreshed(qtbot, page, lambda: page.editing.leave_out("discipline.papers"))
    changed = kept(page)
    assert set(changed) == {"intro", "extra:thought", "discipline.papers"}
    assert page.reset_button.isEnabled()
    page.reset_button.click()
    box = page.findChild(QMessageBox)
    assert box is not None
    assert "3 处" in box.text()
    assert kept(page) == changed  # not before it was said twice
    refreshed(qtbot, page, box.buttons()[0].click)
    assert read(page) == before
    assert not page.reset_button.isEnabled()
    assert told[-1].action is not None
    refreshed(qtbot, page, told[-1].action.do)
    assert kept(page) == changed


def test_next_steps_are_added_put_in_order_and_taken_away(qtbot: QtBot, page: ReportPage) -> None:
    steps = ["每月核对一次台账。", "请党委派人讲课。", "补齐材料。"]
    for step in steps:
        page.editing.add_step()
        type_at_end(page, step)
        refreshed(qtbot, page, page.editing.settle)

    def own() -> list[str]:
        return [r.shown.block.text for r in page.sheet.rows
                if r.shown and r.shown.block.id.startswith("next:own:")]  # fmt: skip

    def ids() -> list[str]:
        return [b.id for b in page.sheet.report.blocks if b.id.startswith("next:own:")]  # type: ignore[union-attr]

    assert own() == steps
    assert [line.split(".")[1] for line in read(page)[-5:-2]] == steps
    first = int(read(page)[-5].split(".")[0])
    assert [line.split(".")[0] for line in read(page)[-5:-2]] == [
        str(first + at) for at in range(3)
    ]
    refreshed(qtbot, page, lambda: page.editing.move(ids()[2], -1))
    assert own() == [steps[0], steps[2], steps[1]]
    refreshed(qtbot, page, lambda: page.editing.leave_out(ids()[0]))
    assert own() == [steps[2], steps[1]]


# -- a committee's file ----------------------------------------------------------------------------


@pytest.fixture
def park(committee_store: Store, tmp_path: Path) -> Store:
    """A committee that has taken in a branch's year."""
    stick = tmp_path / "报送"
    stick.mkdir()
    with make_branch(
        Home(tmp_path / "甲"), "P0001", "中共示例园区甲科技有限公司支部委员会",
        short_name="甲科技支部", seed=1, members=10,
    ) as store:  # fmt: skip
        hand_in(store, YEAR, stick)
    merge(committee_store, [stick])
    return committee_store


def test_a_committee_looks_at_a_branchs_report(
    qtbot: QtBot, open_page: Opener, park: Store
) -> None:
    page = open_page(park)
    assert len([x for x in page.panel.model.lines if isinstance(x, Figure)]) == len(INDICATORS)
    page.editing.edit("intro", "党委自己的话。")
    page.editing.settle()
    refreshed(qtbot, page, lambda: page.whose.activated.emit(1))
    report = composed(park, "P0001")
    assert page.looked is not None
    assert page.looked.report == report
    assert page.minimumSizeHint().width() <= 820
    assert page.whose.currentText() == "甲科技支部　P0001"
    assert "党委自己的话。" not in read(page)
    assert file_name(page.looked, ".docx") == "年度述职_2026_甲科技支部.docx"
    # What a branch has not recorded, the committee does not fill in for it.
    page.panel.choose(report.figures[0].id)
    assert not {"去填", "本期没有"} & set(visible_buttons(page))
    refreshed(qtbot, page, lambda: page.choose_organisation(None))
    assert "党委自己的话。" in read(page)


def test_a_branch_is_found_by_its_pinyin(qtbot: QtBot, open_page: Opener, park: Store) -> None:
    page = open_page(park)
    page.whose.line.setText("jkj")
    page.whose.line.textEdited.emit("jkj")
    assert page.whose.line.suggestions == ["甲科技支部　P0001"]
    page.whose.line.setText("甲科技支部　P0001")
    refreshed(qtbot, page, lambda: page.whose.line.textEdited.emit("甲科技支部　P0001"))
    assert page.looked is not None
    assert page.looked.report.code == "P0001"


# -- export ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_export_writes_what_is_shown_and_offers_to_open_it(
    qtbot: QtBot, page: ReportPage, told: list[Message], tmp_path: Path, suffix: str
) -> None:
    page.editing.edit("intro", "这是我写的开头。")
    page.editing.settle()
    assert page.looked is not None
    out = tmp_path / file_name(page.looked, suffix)
    export(page.context, page.looked, out, page)
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert told[-1].action is not None
    assert told[-1].action.label == "打开"
    assert "13 项数字〔待填〕" in told[-1].text
    assert out.name == f"年度述职_2026_空支部{suffix}"
    if suffix == ".docx":
        import docx

        assert "这是我写的开头。" in "".join(p.text for p in docx.Document(str(out)).paragraphs)
    else:
        assert out.read_bytes().startswith(b"%PDF")


def test_an_export_that_cannot_be_written_is_said(
    qtbot: QtBot, page: ReportPage, told: list[Message], tmp_path: Path
) -> None:
    assert page.looked is not None
    export(page.context, page.looked, tmp_path / "没有这个文件夹" / "报告.pdf", page)
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert told[-1].tone == "bad"


# -- room, and the tab -----------------------------------------------------------------------------


def test_a_narrow_window_has_the_figures_above_and_no_sideways_scrolling(
    qtbot: QtBot, page: ReportPage
) -> None:
    page.chooser.choose(parse_period("2026-01-01..2026-09-30"))
    page.resize(911, 405)
    assert page.minimumSizeHint().width() <= 800
    assert not page.panel.view.isVisible()
    assert page.sheet.isVisible()
    qtbot.waitUntil(lambda: page.side.y() < page.middle.y())
    areas = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
    assert areas
    assert all(each.horizontalScrollBar().maximum() == 0 for each in areas)
    page.panel.toggle.click()
    assert page.panel.view.isVisible()
    page.resize(1366, 653)
    assert page.panel.view.isVisible()
    assert page.sheet.isVisible()
    qtbot.waitUntil(lambda: page.side.x() < page.middle.x())


def kept(page: ReportPage) -> dict[str, str]:
    """What is kept of somebody's words."""
    store = page.context.store
    with store.read() as connection:
        return edits.texts(connection, store.own.code, YEAR)


def moment(day: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(f"{day}T10:00")
