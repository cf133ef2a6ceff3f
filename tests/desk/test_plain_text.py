"""What strangers wrote is shown letter by letter, in labels, tips, buttons; no file is opened."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint
from PySide6.QtCore import Qt as Core
from PySide6.QtGui import QHelpEvent, QImage, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QToolTip,
    QWidget,
)

import partydesk.desk
from partydesk.desk.kit.messages import box
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.desk.shell.window import Window
from partydesk.store.attachments import attach, keep_bytes
from partydesk.store.store import Store
from tests.desk import hostile_text, places
from tests.desk.comfort import called, seen
from tests.desk.windows import show_window
from tests.hostile_store import fill

_SOURCE = Path(partydesk.desk.__file__).parent
_ROLES = (Core.ItemDataRole.ToolTipRole, Core.ItemDataRole.WhatsThisRole)


@given(st.one_of(st.text(), st.text("<>&;!/?b img=lt \n\"'"), st.from_regex(r"\s*<[a-z]+[^>]*>.*")))
def test_no_tip_is_taken_for_html(words: str) -> None:
    tip = tip_text(words)
    assert not Qt.mightBeRichText(tip)
    assert tip.replace("\u2060", "") == words.replace("\u2060", "")


def test_a_caption_keeps_its_ampersands(qtbot: Any) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    action = menu.addAction(caption("甲 & 乙&丙"))
    # Qt shows && as one & and takes no key from it.
    assert action.text().replace("&&", "") == "甲  乙丙"


def test_a_box_reads_no_markup(qtbot: Any) -> None:
    asked = box(None, "<b>题</b>", "<b>问</b>", "<img src=甲>")
    qtbot.addWidget(asked)
    told = {label.text() for label in asked.findChildren(QLabel)}
    assert {"<b>问</b>", "<img src=甲>"} <= told
    assert not [label for label in asked.findChildren(QLabel) if _reads_markup(label)]


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(_SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(_SOURCE)}:{node.lineno}", node


def _name(call: ast.expr) -> str:
    return getattr(call, "attr", None) or getattr(call, "id", "")


def test_labels_and_boxes_are_made_in_one_place() -> None:
    for made, only in (("QLabel", "kit/cards.py"), ("QMessageBox", "kit/messages.py")):
        places_made = {where for where, call in _calls() if _name(call.func) == made}
        assert {where.partition(":")[0] for where in places_made} == {only}


def test_words_of_tips_are_the_programs_own_or_made_plain() -> None:
    wrong = []
    for where, call in _calls():
        if _name(call.func) not in ("setToolTip", "showText", "setWhatsThis", "setStatusTip"):
            continue
        words = call.args[1 if _name(call.func) == "showText" else 0]
        made = isinstance(words, ast.Call) and _name(words.func) == "tip_text"
        if not made and not isinstance(words, ast.Constant):
            wrong.append(where)
    assert not wrong


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    """A picture that a text names and nobody should look at."""
    folder = tmp_path / "饵"
    folder.mkdir()
    path = folder / "bait.png"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(path))
    return path


def test_the_watch_sees_what_rich_text_opens(bait: Path, qtbot: Any) -> None:
    with hostile_text.opened(bait.parent) as names:
        label = QLabel(f'<img src="{bait}">')
        qtbot.addWidget(label)
        label.show()
        QApplication.processEvents()
    assert names == [] or set(names) == {"bait.png"}


def _reads_markup(label: QLabel) -> bool:
    # Number and picture labels have no text; a tip's own label is looked at by its words.
    return bool(label.text()) and label.textFormat() != Core.TextFormat.PlainText


def _wrong(place: QWidget) -> Iterator[str]:
    for widget in seen(place):
        if isinstance(widget, QLabel) and _reads_markup(widget):
            yield f"is no plain label: {called(widget)}"
        for words in (widget.toolTip(), widget.whatsThis(), widget.statusTip()):
            if Qt.mightBeRichText(words):
                yield f"has a rich tip: {called(widget)}"
        if isinstance(widget, QAbstractButton) and "&" in widget.text().replace("&&", ""):
            yield f"makes a key of an &: {called(widget)}"
        if isinstance(widget, QMenu):
            for action in widget.actions():
                if "&" in action.text().replace("&&", ""):
                    yield f"makes a key of an &: {action.text()}"
                if Qt.mightBeRichText(action.toolTip()) and widget.toolTipsVisible():
                    yield f"has a rich tip: {action.text()}"
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _wrong_cells(widget)


def _wrong_cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), 30)):
        for column in range(columns):
            index = model.index(row, column)
            for role in _ROLES:
                if Qt.mightBeRichText(str(index.data(role) or "")):
                    yield f"has a rich tip at {row}, {column}: {called(view)}"
    for column in range(columns):
        for role in _ROLES:
            head = model.headerData(column, Core.Orientation.Horizontal, role)
            if Qt.mightBeRichText(str(head or "")):
                yield f"has a rich tip over {column}: {called(view)}"


def _hover(place: QWidget) -> None:
    """Have every tip of a place shown."""
    for widget in list(seen(place)):
        if widget.toolTip():
            spot = QPoint(2, 2)
            event = QHelpEvent(QEvent.Type.ToolTip, spot, widget.mapToGlobal(spot))
            QApplication.sendEvent(widget, event)
    QToolTip.hideText()


@pytest.mark.dear
@pytest.mark.parametrize("whose", ["branch", "committee"])
def test_hostile_texts_stay_letters_everywhere(
    whose: str, request: pytest.FixtureRequest, qtbot: Any, bait: Path
) -> None:
    store: Store = request.getfixturevalue(f"{whose}_store")
    _attach(store)
    fill(store, hostile_text.hostile_texts(bait))
    wrong: dict[str, set[str]] = {}
    with hostile_text.opened(bait.parent) as names:
        window = show_window(store, qtbot)
        try:
            for name, place in _everywhere(window, hostile_text.hostile_texts(bait)):
                _hover(place)
                wrong.setdefault(name, set()).update(_wrong(place))
        finally:
            window.context.close()
    told = "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in sorted(found))
    assert not told, told
    assert not names


def _attach(store: Store) -> None:
    with store.read() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM talk LIMIT 1").scalar_one()
    with store.write("添加附件 &甲<b>") as writer:
        attach(writer, "talk", uid, keep_bytes(store.home, b"%PDF-1.4", "x.pdf"))


def _everywhere(window: Window, hostile: tuple[str, ...]) -> Iterator[tuple[str, QWidget]]:
    for words in hostile:
        window.context.tell(words, "bad")
        QApplication.processEvents()
        yield "消息", window
    for name, place in places.pages(window):
        yield name, place
        page = window.space.list_page
        if page is not None and page.isVisible() and page.model.rowCount():
            for row in range(min(5, page.model.rowCount())):
                page.view.setCurrentIndex(page.model.index(row, 0))
                places.settled(window)
                yield f"{name} 旁栏", window
    for walk in (places.forms, places.dialogs, places.menus):
        yield from walk(window)
