"""Attached files through the window: added before saving, dropped, pasted, shown, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk.attached.photos import Photo, SignInPhoto
from partydesk.desk.attached.section import FilesSection
from partydesk.desk.attached.thumbnail import Thumbnail
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.shell.window import Window
from partydesk.store import attachments
from partydesk.store.attachments import attached_to


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = []
    for name, colour in (("合影.jpg", "#a8201a"), ("签到表.png", "#23704a")):
        picture = QImage(300, 200, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        picture.save(str(tmp_path / name))
        made.append(tmp_path / name)
    return made


def form_in(window: Window) -> RecordForm:
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    return form


def names(window: Window, kind: str, uid: str) -> list[str]:
    with window.context.store.read() as connection:
        return [each.name for each in attached_to(connection, kind, uid)]


def drop(on: QWidget, files: list[Path]) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    how = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *how)
    let_go = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, *how)
    for event in (enter, let_go):
        QApplication.sendEvent(on, event)
    return enter.isAccepted() and let_go.isAccepted()


def test_files_of_a_new_record_wait_for_it_in_the_draft(
    window: Window, qtbot: QtBot, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.turn_to("talks")
    window.add()
    form = form_in(window)
    chosen = ([str(path) for path in photos], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: chosen)
    form.files.button.click()
    qtbot.waitUntil(lambda: len(form.files.rows) == 2)
    form.files.take([photos[0]])
    qtbot.waitUntil(lambda: not form.files.busy)
    assert [row.name.text() for row in form.files.rows] == ["合影.jpg", "签到表.png"]
    assert form.dirty
    form.draft.keep()
    window.space.pop_page(form)
    window.add()
    form = form_in(window)
    assert [row.name.text() for row in form.files.rows] == ["合影.jpg", "签到表.png"]
    form.files.rows[1].remove_button.click()
    for column, value in {"kind": "谈心谈话", "held_on": "2026-03-30", "talker": "甲",
                          "subjects": "乙", "topic": "谈心"}.items():  # fmt: skip
        form.editors[column].restore(value)
        form.touch(column)
    saved: list[str] = []
    form.finished.connect(saved.append)
    assert form.save()
    assert names(window, "talk", saved[0]) == ["合影.jpg"]
    window.context.undo()
    assert names(window, "talk", saved[0]) == []


def test_what_is_dropped_or_pasted_on_a_field_is_attached(
    window: Window, qtbot: QtBot, photos: list[Path]
) -> None:
    window.turn_to("sessions")
    window.add()
    form = form_in(window)
    topic = form.editors["topic"].inputs()[0]
    assert drop(topic, photos[:1])
    qtbot.waitUntil(lambda: len(form.files.rows) == 1)
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage(str(photos[1])))
    qtbot.keyClick(topic, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(form.files.rows) == 2)
    assert form.files.rows[1].name.text().startswith("粘贴的图片 ")
    assert not form.editors["topic"].raw()
    clipboard.setText("支部学习")
    qtbot.keyClick(topic, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.editors["topic"].raw() == "支部学习"
    form.draft.drop()


def test_the_pane_shows_adds_opens_and_removes(
    window: Window,
    qtbot: QtBot,
    photos: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    qtbot.waitUntil(lambda: bool(page.pane.row))
    uid = str(page.pane.row["uid"])

    def section() -> FilesSection:
        return page.pane.findChildren(FilesSection)[-1]

    section().take(photos)
    qtbot.waitUntil(lambda: len(section().rows) == 2)
    picture = section().rows[0].findChild(Thumbnail)
    assert picture is not None
    qtbot.waitUntil(lambda: picture.picture is not None)
    seen: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url) is None)
    section().rows[0].open_button.click()
    qtbot.waitUntil(lambda: bool(seen))
    copy = Path(seen[0].toLocalFile())
    assert copy.name == "合影.jpg"
    assert copy.parent != window.context.store.home.attachments
    out = tmp_path / "另存.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    section().rows[1].save_button.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.context.busy)
    section().rows[0].remove_button.click()
    assert names(window, "member", uid) == ["签到表.png"]
    assert "撤销" in window.message_bar.offers[0].text()
    window.context.undo()
    qtbot.waitUntil(lambda: len(section().rows) == 2)
    with window.context.store.read() as connection:
        lost = attached_to(connection, "member", uid)[0]
    attachments.path_of(window.context.store.home, lost.sha256).unlink()
    page.pane.show_row(page.pane.row)
    row = section().rows[0]
    assert row.open_button.isHidden()
    program = tmp_path / "通知.pdf.exe"
    program.write_bytes(b"MZ")
    section().take([program, tmp_path / "没有.pdf"])
    qtbot.waitUntil(lambda: len(section().rows) == 3)
    assert "没有.pdf" in window.message_bar.text
    section().rows[2].open_button.click()
    qtbot.waitUntil(lambda: "可能会运行程序" in window.message_bar.text)
    assert len(seen) == 1


def test_several_pasted_pictures_stand_in_place_and_the_sheet_beside_the_roll(
    window: Window, qtbot: QtBot, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.turn_to("sessions")
    page = window.space.list_page
    assert page is not None
    page.view.go_to(0)
    qtbot.waitUntil(lambda: page.pane.findChild(FilesSection) is not None)
    uid = str(page.model.row(0)["uid"])
    mime = QMimeData()
    mime.setHtml("".join(f'<img src="{QUrl.fromLocalFile(str(p)).toString()}">' for p in photos))
    QGuiApplication.clipboard().setMimeData(mime)
    page.paste()
    qtbot.waitUntil(lambda: len(names(window, "session", uid)) == 2)
    section = page.pane.findChild(FilesSection)
    assert section is not None
    assert len(section.findChildren(Photo)) == 2
    qtbot.waitUntil(lambda: page.pane.findChild(SignInPhoto) is not None, timeout=20_000)

    page.open_row(0)
    form = form_in(window)
    assert isinstance(form, SessionForm)
    assert form.sign_in.photo is not None and not form.sign_in.isHidden()
    form.files.drop(next(f for f in form.files.kept if "签到" in f.name))
    assert form.sign_in.isHidden()
    chosen = ([str(photos[0])], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: chosen)
    form.files.drop(next(f for f in form.files.kept if "合影" in f.name))
    QImage(30, 20, QImage.Format.Format_RGB32).save(str(photos[0]))
    form.panel.sheet_button.click()
    qtbot.waitUntil(lambda: bool(form.files.added))
    assert form.files.added[0].name.startswith("签到表 ")
    assert not form.sign_in.isHidden()
    form.draft.drop()
