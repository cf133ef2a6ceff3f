"""星级评定 through its page: scores typed and kept, the ranking, the scheme changed or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.stars import items_model
from partydesk.desk.stars.page import StarsPage
from partydesk.desk.stars.scheme_dialog import SchemeDialog
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.stars.scheme import default_scheme, parse, scheme_for, to_json
from partydesk.store.home import Home
from partydesk.store.schemes import keep_scheme
from partydesk.store.store import Store, create
from tests.exchange.merging import merge

_WAIT = 60_000
DEFAULT = default_scheme()
SCHEME = {
    "format": 1,
    "name": "试评",
    "years": [2020, 2030],
    "thresholds": [4, 8, 16],
    "goals": [{"label": "保底", "stars": 1}, {"label": "争创", "stars": 3}],
    "groups": [
        {"label": "甲", "items": [
            {"id": "a", "label": "阵地", "points": 10, "how": "self", "evidence": "照片"},
            {"id": "b", "label": "党日", "points": 12, "how": "computed",
             "rule": "theme_day_monthly"},
        ]},
        {"label": "乙", "items": [{"id": "c", "label": "品牌", "points": 8, "how": "self"}]},
    ],
    "vetoes": [{"label": "事故", "stars": 1, "says": "出了事故"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def year_over(on_day: Callable[[date], None]) -> None:
    """Nothing of 2026 is still to come, and 2026 is what is scored."""
    on_day(date(2027, 3, 1))


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with create(
        Home(tmp_path / "党委"), "committee", {"code": "P0000", "name": "园区党委"}
    ) as store:
        yield store


@pytest.fixture
def committee_desk(qtbot: QtBot, committee: Store) -> Iterator[AppContext]:
    made = AppContext(committee)
    yield made
    made.close()


def use_scheme(store: Store) -> None:
    keep_scheme(store, to_json(parse(json.dumps(SCHEME))))


def shown(qtbot: QtBot, context: AppContext) -> StarsPage:
    """The page, with everything read."""
    page = StarsPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 650)
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.show()
    assert page.year == 2026
    return page


def cell(page: StarsPage, label: str, column: int) -> str:
    items = page.branch_view.table.items
    return str(items.index(items.place_of(label), column).data())


def point_at(page: StarsPage, label: str) -> None:
    table = page.branch_view.table
    table.go_to(table.items.place_of(label))


def type_score(qtbot: QtBot, page: StarsPage, label: str, text: str) -> QLineEdit:
    """Type into the table as a person does: Enter opens the cell, Enter ends it."""
    point_at(page, label)
    table = page.branch_view.table
    qtbot.keyClick(table, Qt.Key.Key_Return)
    (editor,) = table.viewport().findChildren(QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    return editor


def rows(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT item, organisation, self_score, review_score, evidence FROM star "
            "WHERE deleted_at IS NULL AND submission IS NULL ORDER BY item"
        )
        return [tuple(row) for row in found]


# --- a branch ------------------------------------------------------------------------------------


def test_a_self_score_typed_into_the_table_is_kept_and_counts(
    qtbot: QtBot, empty_store: Store, context: AppContext, told: list[Message]
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    own = empty_store.own.id
    assert page.branch_view.summary.points.text() == "满分 30 分"
    assert "还没有得分" in page.branch_view.summary.look.text()
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        type_score(qtbot, page, "阵地", "8.5")
    assert rows(empty_store) == [("阵地", own, 8.5, None, None)]
    assert cell(page, "阵地", items_model.SELF) == "8.5"
    summary = page.branch_view.summary
    assert (summary.standing.text(), summary.points.text()) == ("2 星", "8.5 / 30 分")
    assert summary.next.text() == "再得 7.5 分到 3 星"
    assert "品牌" in summary.look.text()
    # It is one operation, and undone as one.
    assert told[-1].action is not None
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        context.undo()
    assert rows(empty_store) == [] and cell(page, "阵地", items_model.SELF) == ""


def test_a_digit_begins_a_score_and_an_emptied_score_leaves_no_record(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    point_at(page, "品牌")
    table = page.branch_view.table
    qtbot.keyClicks(table, "7")
    (editor,) = table.viewport().findChildren(QLineEdit)
    assert editor.text() == "7"
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [row[2] for row in rows(empty_store)] == [7.0]
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        type_score(qtbot, page, "品牌", "")
    assert rows(empty_store) == []


def test_enter_goes_on_and_nobody_is_interrupted_by_the_scoring(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    table = page.branch_view.table
    type_score(qtbot, page, "阵地", "6")
    qtbot.waitUntil(lambda: table.current_label == "党日" and not table.editing)
    qtbot.keyClicks(table, "1")
    (editor,) = [e for e in table.viewport().findChildren(QLineEdit) if e.isVisible()]
    # The first score is being worked out meanwhile; what is being typed stays.
    qtbot.waitUntil(lambda: page.held is not None, timeout=_WAIT)
    assert editor.isVisible() and editor.text() == "1" and table.editing
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert page.branch_view.summary.points.text() == "6 / 30 分"
    assert [row[:3:2] for row in rows(empty_store)] == [("阵地", 6.0)]


def test_enter_on_a_veto_goes_to_its_reason(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    point_at(page, "事故")
    page.resize(911, 405)
    qtbot.keyClick(page.branch_view.table, Qt.Key.Key_Return)
    assert page.folding.covers
    assert page.focusWidget() is page.branch_view.veto_pane.form.words


@pytest.mark.parametrize(
    ("typed", "said"), [("10.5", "满分 10 分"), ("八分", "要写 0 到 10 的数字"), ("-1", "0")]
)
def test_a_score_that_cannot_be_is_refused_in_words_and_stays_to_be_put_right(
    qtbot: QtBot,
    empty_store: Store,
    context: AppContext,
    told: list[Message],
    typed: str,
    said: str,
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    editor = type_score(qtbot, page, "阵地", typed)
    assert rows(empty_store) == []
    assert "阵地" in told[-1].text and said in told[-1].text
    assert editor.isVisible() and editor.text() == typed
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        editor.setText("10")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [row[2] for row in rows(empty_store)] == [10.0]


def test_score_and_evidence_are_edited_in_the_pane_and_not_lost_by_moving_on(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    point_at(page, "阵地")
    pane = page.branch_view.item_pane
    assert "看什么：照片" in pane.proof.text() and "满分 10 分" in pane.facts.text()
    form = pane.form
    qtbot.keyClicks(form.score, "11")
    form.words.setPlainText("六有齐全")
    point_at(page, "品牌")
    assert (form.score.text(), form.words.toPlainText()) == ("", "")
    point_at(page, "阵地")
    assert (form.score.text(), form.words.toPlainText()) == ("11", "六有齐全")
    pane.save.click()
    assert "满分 10 分" in form.error.text() and form.error.isVisible()
    assert rows(empty_store) == []
    form.score.setText("9")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        pane.save.click()
    own = empty_store.own.id
    assert rows(empty_store) == [("阵地", own, 9.0, None, "六有齐全")]
    assert not form.dirty and not form.error.isVisible()
    assert cell(page, "阵地", items_model.EVIDENCE) == "六有齐全"


def test_a_computed_item_says_its_measure_and_opens_its_records(
    qtbot: QtBot, empty_store: Store, context: AppContext, add: Callable[..., str]
) -> None:
    use_scheme(empty_store)
    held = [
        add("session", kind="theme_day", starts_at=datetime(2026, month, 9, 9), topic="学习")
        for month in range(1, 10)
    ]
    add("star", scheme="试评", item="党日", year=2026, self_score=12)
    page = shown(qtbot, context)
    assert cell(page, "党日", items_model.COMPUTED) == "9"
    assert cell(page, "党日", items_model.MEASURE) == "主题党日完成率 75 %"
    assert cell(page, "党日", items_model.APART) == "少 3"
    point_at(page, "党日")
    assert "12 条" in page.branch_view.item_pane.rows_link.text()
    page.branch_view.item_pane.rows_link.click()
    dialog = page.branch_view.rows_dialog
    # What was not done stands first.
    assert [row[2] for row in dialog.table.texts] == ["没做到"] * 3 + ["做到"] * 9
    with qtbot.waitSignal(page.record_wanted) as opened:
        dialog.open_row(3)
    assert opened.args is not None
    assert opened.args[0] == "session" and opened.args[1] in held


def test_the_page_follows_the_records_it_counts(
    qtbot: QtBot, empty_store: Store, context: AppContext, add: Callable[..., str]
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    assert cell(page, "党日", items_model.COMPUTED) == ""
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        add("session", kind="theme_day", starts_at=datetime(2026, 3, 9, 9), topic="学习")
    assert cell(page, "党日", items_model.COMPUTED) == "1"
    page.hide()
    add("session", kind="theme_day", starts_at=datetime(2026, 4, 9, 9), topic="学习")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.show()
    assert cell(page, "党日", items_model.COMPUTED) == "2"


def test_another_year_has_its_own_scores_and_scheme(
    qtbot: QtBot, empty_store: Store, context: AppContext, add: Callable[..., str]
) -> None:
    use_scheme(empty_store)
    add("star", scheme="试评", item="阵地", year=2019, self_score=3)
    add("star", scheme="试评", item="阵地", year=2025, self_score=4)
    page = shown(qtbot, context)
    offered = [page.chooser.itemData(n) for n in range(page.chooser.count())]
    assert offered == [2027, 2026, 2025, 2024, 2019]
    assert cell(page, "阵地", items_model.SELF) == ""
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.choose_year(2025)
    assert cell(page, "阵地", items_model.SELF) == "4"
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.choose_year(2019)
    assert page.caption.text() == DEFAULT.name
    assert "试评" in page.branch_view.summary.look.text()


def test_the_cursor_passes_over_the_names_of_groups(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    table = page.branch_view.table
    met = [table.current_label]
    for _ in range(5):
        qtbot.keyClick(table, Qt.Key.Key_Down)
        met.append(table.current_label)
    assert met == ["阵地", "党日", "品牌", "事故", "事故", "事故"]
    for _ in range(5):
        qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current_label == "阵地"


def test_a_narrow_page_folds_the_pane_over_the_list(
    qtbot: QtBot, empty_store: Store, context: AppContext
) -> None:
    use_scheme(empty_store)
    page = shown(qtbot, context)
    assert page.pane.isVisible() and not page.folding.covers
    page.resize(911, 405)
    assert page.width() == 911
    qtbot.wait(20)  # until the layout has followed
    assert not page.pane.isVisible()
    table = page.branch_view.table
    used = sum(table.columnWidth(column) for column in range(table.items.columnCount()))
    assert used <= table.viewport().width()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert page.folding.covers and page.pane.geometry().right() < page.width()
    qtbot.keyClick(page.pane, Qt.Key.Key_Escape)
    assert not page.folding.covers and table.current_label == "阵地"
    page.resize(1366, 650)
    assert page.pane.isVisible()


# --- the committee -------------------------------------------------------------------------------


def registered(store: Store, *scores: tuple[str, float | None]) -> dict[str, int]:
    """Branches of these names with a self-score of 阵地 noted for each; name → id."""
    ids = {}
    for number, (name, score) in enumerate(scores, start=1):
        with store.write("登记") as writer:
            values = {"code": f"P{number:04d}", "name": name, "kind": "branch"}
            ids[name] = writer.reference("organisation", writer.add("organisation", values))
            if score is not None:
                star = {"scheme": "试评", "item": "阵地", "year": 2026, "self_score": score}
                writer.add("star", star, organisation=ids[name])
    return ids


def test_a_committee_without_branches_is_told_what_to_do(
    qtbot: QtBot, committee_desk: AppContext
) -> None:
    page = shown(qtbot, committee_desk)
    assert page.places.currentWidget() is page.empty
    assert not page.pane.isVisible() and not page.tools.isEnabled()
    assert "登记支部" in page.empty.text.text() and "收下" in page.empty.text.text()


def test_the_ranking_has_the_best_first_and_says_how_many_have_how_many(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    use_scheme(committee)
    registered(committee, ("一支部", 5), ("二支部", 9), ("三支部", None), ("四支部", 5))
    page = shown(qtbot, committee_desk)
    board = page.board_view
    assert [row[:5] for row in board.table.texts] == [
        ["1", "二支部", "2 星", "9", "9"],
        ["2", "一支部", "1 星", "5", "5"],
        ["2", "四支部", "1 星", "5", "5"],
        ["—", "三支部", "没有得分", "", ""],
    ]
    assert board.table.texts[0][6] == "保底 1 星"
    assert board.distribution.accessibleName() == "星级分布：2 星 1 个，1 星 2 个，没有得分 1 个"
    page.tools.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("名次\t党组织\t星级") and copied[1].startswith("1\t二支部\t2 星")
    assert len(copied) == 5
    assert page.pane.title.text() == "二支部"
    board.table.selectRow(3)
    assert page.pane.title.text() == "三支部"


def test_a_review_is_kept_for_its_branch_and_stands_before_the_self_score(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    use_scheme(committee)
    ids = registered(committee, ("一支部", 9), ("二支部", 8))
    page = shown(qtbot, committee_desk)
    page.board_view.branch_pane.review.click()
    assert page.title.text() == "一支部"
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        type_score(qtbot, page, "品牌", "2")
    assert ("品牌", ids["一支部"], None, 2.0, None) in rows(committee)
    point_at(page, "阵地")
    form = page.branch_view.item_pane.form
    form.score.setText("7.5")
    form.words.setPlainText("实地看过")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.branch_view.item_pane.save.click()
    assert cell(page, "阵地", items_model.APART) == "少 1.5"
    assert "少 1.5 分" in page.branch_view.item_pane.other.text()
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        type_score(qtbot, page, "阵地", "1")
    assert ("阵地", ids["一支部"], 9.0, 1.0, "实地看过") in rows(committee)
    page.show_board()
    assert [row[1] for row in page.board_view.table.texts] == ["二支部", "一支部"]
    assert page.pane.title.text() == "一支部"  # the cursor is where it was left


def test_what_a_branch_reported_stays_its_own_under_a_review(
    qtbot: QtBot, committee: Store, committee_desk: AppContext, empty_store: Store, add: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    use_scheme(committee)
    add("star", scheme="试评", item="阵地", year=2026, self_score=9, evidence="照片一套")
    made = export(empty_store, parse_period("2026"), tmp_path)
    assert [each.state for each in merge(committee, [made.file]).files] == ["merged"]
    page = shown(qtbot, committee_desk)
    page.board_view.branch_pane.review.click()
    point_at(page, "阵地")
    pane = page.branch_view.item_pane
    assert pane.other.text() == "9 分\n依据：照片一套"
    assert pane.form.words.toPlainText() == ""
    pane.form.score.setText("8")
    pane.form.words.setPlainText("少一面旗")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        pane.save.click()
    (kept,) = rows(committee)
    assert kept[2:] == (None, 8.0, "少一面旗")
    assert "照片一套" in pane.other.text() and pane.form.words.toPlainText() == "少一面旗"
    assert cell(page, "阵地", items_model.SELF) == "9"


def test_a_veto_needs_a_reason_takes_stars_and_is_withdrawn(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    use_scheme(committee)
    ids = registered(committee, ("一支部", 9))
    page = shown(qtbot, committee_desk)
    page.show_branch(ids["一支部"])
    point_at(page, "事故")
    veto = page.branch_view.veto_pane
    assert veto.withdraw.isHidden()
    veto.happened.click()
    assert "写明理由" in veto.form.error.text()
    assert len(rows(committee)) == 1
    veto.form.words.setPlainText("三月的事故")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        veto.happened.click()
    assert rows(committee)[0] == ("事故", ids["一支部"], None, 1.0, "三月的事故")
    summary = page.branch_view.summary
    assert summary.standing.text() == "1 星"
    assert summary.next.text() == "按分数可得 2 星，因一票否决只有 1 星"
    assert cell(page, "事故", items_model.REVIEW) == "发生"
    veto.form.words.setPlainText("查明与企业无关")
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        veto.withdraw.click()
    assert rows(committee)[0][3:] == (0.0, "查明与企业无关")
    assert summary.standing.text() == "2 星"
    page.show_board()
    assert page.board_view.table.texts[0][7] == ""


# --- the scheme ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def leaving(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody answers who is asked before leaving; the last answer is `drop`."""
    answers = ["drop"]

    def answer(_parent: object) -> str:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr("partydesk.desk.forms.foot.ask_before_leaving", answer)
    return answers


def dialog_of(qtbot: QtBot, context: AppContext) -> SchemeDialog:
    made = SchemeDialog(context, 2026)
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    return made


def enter(line: QLineEdit, text: str) -> None:
    """Put a text in as if it were typed (an input method gives whole words)."""
    line.selectAll()
    line.insert(text)
    line.textEdited.emit(line.text())


def in_force(store: Store, year: int) -> Any:
    with store.read() as connection:
        return scheme_for(connection, year)


def test_an_edited_scheme_is_kept_from_this_year_on(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    assert not dialog.dirty and not dialog.save_button.isEnabled()
    items = dialog.items
    items.go_to(2)
    enter(items.lines["points"], "3")
    items.add()
    enter(items.lines["label"], "出勤表彰")
    enter(items.lines["points"], "1")
    items.rule.setCurrentIndex(items.rule.findData("theme_days"))
    items.rule.activated.emit(items.rule.currentIndex())
    assert items.lines["target"].isVisible() and not items.lines["steps"].isVisible()
    qtbot.keyClicks(items.lines["target"], "12")
    assert dialog.sum.text() == "各项合计 100 分" and dialog.dirty
    with qtbot.waitSignal(dialog.kept):
        dialog.save_button.click()
    kept = in_force(committee, 2026)
    new = next(item for item in kept.items if item.label == "出勤表彰")
    assert (new.group, new.points, new.rule, new.target) == ("组织建设", 1, "theme_days", 12)
    assert kept.reachable == 100 and (kept.first_year, kept.last_year) == (2026, 2100)
    assert in_force(committee, 2025) == DEFAULT
    assert not dialog.dirty


def test_a_scheme_out_of_reach_is_refused_with_all_reasons_where_they_are(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    dialog.items.go_to(4)
    dialog.items.remove()
    enter(dialog.vetoes.lines.fields[1][1], "10")
    dialog.items.go_to(0)
    assert not dialog.save()
    told = dialog.findings.told
    assert any("方案达不到：9 星要 88 分" not in each and "方案达不到" in each for each in told)
    assert any("弄虚作假" in each for each in told)
    assert in_force(committee, 2026) == DEFAULT and dialog.dirty
    place = next(n for n, each in enumerate(told) if "弄虚作假" in each)
    dialog.go_to(place)
    assert dialog.parts.currentWidget() is dialog.vetoes
    assert dialog.vetoes.lines.fields[1][0].property("faulty") == "true"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("points", "六", "“阵地建设”的分值“六”不是数字"),
        ("points", "", "“阵地建设”的分值没有填写"),
        ("label", "", "第 4 个项目的名称没有填写"),
        ("label", "书记履职", "“书记履职”有重复"),
        ("group", "", "“阵地建设”的类别没有填写"),
    ],
)
def test_what_is_typed_wrong_is_told_in_words_at_its_item(
    qtbot: QtBot, committee_desk: AppContext, name: str, typed: str, said: str
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    row = next(n for n, item in enumerate(dialog.draft.items) if item.label == "阵地建设")
    dialog.items.go_to(row)
    enter(dialog.items.lines[name], typed)
    assert dialog.check() is None
    assert any(said in found.message for found in dialog.found)
    assert not any("target" in f.message or "steps" in f.message for f in dialog.found)
    assert any(cells[3] == "要改" for cells in dialog.items.table.texts)


def test_mistakes_in_several_places_are_told_at_once(
    qtbot: QtBot, committee_desk: AppContext
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    dialog.items.go_to(3)
    enter(dialog.items.lines["points"], "六")
    dialog.items.go_to(9)
    enter(dialog.items.lines["points"], "-1")
    enter(dialog.first, "2101")
    enter(dialog.vetoes.lines.fields[2][1], "十")
    assert dialog.check() is None
    assert {(each.part, each.row) for each in dialog.found} == {
        ("items", 3), ("items", 9), ("top", -1), ("vetoes", 2),
    }  # fmt: skip


def test_closing_asks_before_changes_are_lost(
    qtbot: QtBot, committee: Store, committee_desk: AppContext, leaving: list[str]
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    enter(dialog.name, "新方案")
    leaving[:0] = ["keep", "save"]
    dialog.close()
    assert dialog.isVisible() and in_force(committee, 2026) == DEFAULT
    dialog.reject()
    assert not dialog.isVisible() and in_force(committee, 2026).name == "新方案"


def test_items_move_and_steps_are_read_as_they_are_shown(
    qtbot: QtBot, committee: Store, committee_desk: AppContext
) -> None:
    dialog = dialog_of(qtbot, committee_desk)
    row = next(n for n, item in enumerate(dialog.draft.items) if item.label == "党员学时")
    dialog.items.go_to(row)
    assert dialog.items.lines["steps"].text() == "60%=40%，80%=70%，95%=100%"
    enter(dialog.items.lines["steps"], "50%=50%、90%=100%")
    dialog.items.move_by(1)
    assert dialog.items.current == row + 1
    assert dialog.save()
    kept = in_force(committee, 2026)
    assert kept.items[row + 1].label == "党员学时"
    assert kept.items[row + 1].steps == ((0.5, 0.5), (0.9, 1.0))


def test_a_scheme_goes_to_branches_as_a_file(
    qtbot: QtBot, committee: Store, committee_desk: AppContext, empty_store: Store,
    context: AppContext, tmp_path: Path,
) -> None:  # fmt: skip
    use_scheme(committee)
    out = tmp_path / "方案.json"
    dialog_of(qtbot, committee_desk).export_to(out)
    assert parse(out.read_bytes()) == in_force(committee, 2026)
    branch = dialog_of(qtbot, context)
    assert branch.name.isReadOnly() and not branch.items.form.isEnabled()
    branch.import_from(tmp_path / "没有.json")
    assert "读不了" in branch.said.text()
    (tmp_path / "坏.json").write_text("{", encoding="utf-8")
    branch.import_from(tmp_path / "坏.json")
    assert "JSON" in branch.said.text() and not branch.dirty
    branch.import_from(out)
    assert branch.dirty and in_force(empty_store, 2026) == DEFAULT
    assert branch.save()
    assert in_force(empty_store, 2026).name == "试评"
    branch.default()
    assert branch.save() and in_force(empty_store, 2026).name == DEFAULT.name
    assert in_force(empty_store, 2025).name == "试评"


def test_the_page_scores_by_a_scheme_as_soon_as_it_is_kept(
    qtbot: QtBot, empty_store: Store, context: AppContext, tmp_path: Path
) -> None:
    page = shown(qtbot, context)
    assert page.caption.text() == DEFAULT.name
    out = tmp_path / "方案.json"
    out.write_text(json.dumps(SCHEME), encoding="utf-8")
    page.edit_scheme()
    page.scheme_dialog.import_from(out)
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.scheme_dialog.save()
    assert page.caption.text() == "试评"
    page.scheme_dialog.close()
