"""Lists as a person arranges them: several orders, groups, columns; all remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from partydesk.desk.lists.export import pages_of
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.desk.tables.model import SORTED
from partydesk.exchange.roster.intake import propose
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store import queries
from partydesk.store.progress import silent
from partydesk.store.store import Store
from tests.desk.windows import names
from tests.documents import reading_pdf


def place(page: ListPage, name: str) -> int:
    return next(n for n, column in enumerate(page.columns) if column.name == name)


def click_head(page: ListPage, name: str, qtbot: Any, *, shift: bool = False) -> None:
    header = page.view.head
    at = QPoint(header.sectionViewportPosition(place(page, name)) + 20, 10)
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, keys, at)


def column(page: ListPage, name: str) -> list[Any]:
    return [page.model.row(n).get(name) for n in range(page.model.rowCount())]


def heads(page: ListPage) -> list[tuple[str, int]]:
    found = (page.model.head(n) for n in range(page.model.rowCount()))
    return [(head.label, head.number) for head in found if head is not None]


def again(page: ListPage, qtbot: Any) -> ListPage:
    made = ListPage(page.context, page.listing)
    qtbot.addWidget(made)
    return made


def test_shift_adds_a_second_order_that_is_remembered(members: ListPage, qtbot: Any) -> None:
    click_head(members, "category", qtbot)
    click_head(members, "birth_date", qtbot, shift=True)
    click_head(members, "birth_date", qtbot, shift=True)

    shown = list(zip(column(members, "category"), column(members, "birth_date"), strict=True))
    by_date = sorted(shown, key=lambda pair: str(pair[1]), reverse=True)
    assert shown == sorted(by_date, key=lambda pair: str(pair[0]))
    header = members.model.headerData
    assert header(place(members, "birth_date"), Qt.Orientation.Horizontal, SORTED) == (2, True)
    assert names(again(members, qtbot)) == names(members)

    click_head(members, "birth_date", qtbot, shift=True)  # a third time: no longer
    assert members.model.query.order == (("category", False),)


def test_groups_are_counted_folded_and_remembered(members: ListPage, qtbot: Any) -> None:
    every = sorted(names(members))
    members.order.group_by("category")

    table = fields(kind_of("member"))["category"].choices
    assert table is not None
    labels = [label for label, _ in heads(members)]
    assert labels == [label for label in table.labels if label in labels]
    assert sum(number for _, number in heads(members)) == len(every) == members.model.count
    assert sorted(name for name in names(members) if name) == every

    members.view.go_to(0)
    qtbot.keyClick(members.view, Qt.Key.Key_Left)
    first = heads(members)[0]
    assert members.model.rowCount() == len(every) + len(labels) - first[1]
    assert members.view.current_row() == 0
    qtbot.keyClick(members.view, Qt.Key.Key_Space)
    assert members.model.rowCount() == len(every) + len(labels)

    kept = again(members, qtbot)
    assert heads(kept) == heads(members)
    kept.order.group_by("")
    assert sorted(names(kept)) == every


def test_a_head_is_no_record(members: ListPage, window: Window, qtbot: Any) -> None:
    members.order.group_by("category")
    members.view.go_to(0)
    members.view.selectAll()
    assert len(members.view.selected_rows()) == members.model.count
    copied = members.view.copy()
    assert len(copied.splitlines()) == members.model.count
    members.view.go_to(0)
    qtbot.keyClick(members.view, Qt.Key.Key_Delete)
    qtbot.keyClick(members.view, Qt.Key.Key_Return)
    assert not window.space.has_pushed_page
    assert members.model.count == 14


def test_going_to_a_record_unfolds_its_group(members: ListPage, qtbot: Any) -> None:
    members.order.group_by("category")
    uid = str(members.model.row(members.model.rowCount() - 1)["uid"])
    members.model.fold_all(True)
    assert members.go_to_uid(uid)
    assert members.model.row(members.view.current_row())["uid"] == uid


@pytest.mark.parametrize(("key", "by"), [("sessions", "starts_at"), ("talks", "talker")])
def test_groups_of_dates_and_people(window: Window, key: str, by: str, qtbot: Any) -> None:
    window.turn_to(key)
    page = window.space.list_page
    assert page is not None
    rows = page.model.count
    page.order.group_by(by)
    labels = [label for label, _ in heads(page)]
    assert len(labels) > 1 and sum(number for _, number in heads(page)) == rows
    if by == "starts_at":
        assert "年" in labels[0] and labels[0] > labels[-1]


def test_columns_change_places_and_stay_there(members: ListPage, qtbot: Any) -> None:
    before = members.view.shown_columns()
    members.view.setFocus()
    members.view.go_to_cell(1, before[1])
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(members.view, Qt.Key.Key_Left, both)

    moved = [before[1], before[0], *before[2:]]
    assert members.view.shown_columns() == moved
    members.view.copy(headed=True)
    heads_copied = QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    assert heads_copied == [members.columns[n].label for n in moved]
    kept = again(members, qtbot)
    kept.resize(1366, 600)
    assert kept.column_choice.shown == [members.columns[n] for n in moved]
    kept.column_choice.use_usual()
    assert kept.view.shown_columns()[:2] == before[:2]


def test_a_read_only_file_is_arranged_without_a_word(
    members: ListPage, branch_store: Store, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(branch_store), "writable", property(lambda _: False))
    members.order.group_by("category")
    assert heads(members)
    assert not window.message_bar.isVisible()


def test_the_list_is_printed_as_it_is_shown(
    members: ListPage, window: Window, tmp_path: Path
) -> None:
    members.order.group_by("category")
    members.model.fold_all(True)
    identity = members.columns[place(members, "id_number")]
    members.column_choice.set_shown(identity, True)
    out = tmp_path / "党员 列表.pdf"
    shown = members.column_choice.shown
    pages_of(window.context.store, members.listing, members.model, shown)(out, silent)

    text = reading_pdf.text(out)
    assert "党员花名册" in text
    with window.context.store.read() as connection:
        found = queries.ids(connection, queries.Query("member"))
        rows = queries.window(connection, "member", found).values()
    for row in rows:
        assert row["name"] in text
        assert not row["id_number"] or row["id_number"] not in text
    for label, number in heads(members):
        assert f"{label}（{number}）" in text


def test_the_list_is_exported_in_its_groups_and_taken_in_again_without_a_change(
    members: ListPage, window: Window, tmp_path: Path, qtbot: Any
) -> None:
    members.order.group_by("category")
    out = tmp_path / "分组.xlsx"
    members.export_to(out)
    qtbot.waitUntil(lambda: "已导出" in window.message_bar.text, timeout=20_000)

    sheet = load_workbook(out).active
    title, header, *rows = sheet.iter_rows(values_only=True)
    assert title[0] == "党员花名册"
    assert list(header) == [column.label for column in members.column_choice.shown]
    alone = [row[0] for row in rows if not any(row[1:])]
    assert alone == [f"{label}（{number:,}）" for label, number in heads(members)]
    assert len(rows) - len(alone) == members.model.count
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("$1:$2", 0)

    proposal = propose(window.context.store, out)
    assert (proposal.added, proposal.updated) == (0, 0)
    assert proposal.unchanged == members.model.count
