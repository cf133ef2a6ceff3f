"""Every place of the program: what stands there has a Chinese name and room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from partydesk.desk.shell.window import Window
from partydesk.store import queries
from partydesk.store.attachments import attach, keep_bytes, path_of
from partydesk.store.store import Store
from tests.desk import comfort, places, walking
from tests.desk.windows import show_window

ROOMY = (1366, 728)
# What is due and the charts' calendar on 全部 and 日历, what was handed in on 交表情况.
_PRINTED_ELSEWHERE = {"总览", "总览 图表", "报送", "收表汇总"}


@pytest.fixture(params=["branch", pytest.param("committee", marks=pytest.mark.dear)])
def filled(request: pytest.FixtureRequest, qtbot: Any) -> Iterator[Window]:
    """The window on a sample of a branch and of a committee."""
    store = request.getfixturevalue(f"{request.param}_store")
    _with_files(store)
    made = show_window(store, qtbot)
    yield made
    made.context.close()


def _with_files(store: Store) -> None:
    """Attach a file to the first talk and session, and one that is then lost."""
    with store.read() as connection:
        firsts = [
            (kind, queries.window(connection, kind, [one])[one]["uid"])
            for kind in ("talk", "session")
            for one in queries.ids(connection, queries.Query(kind))[:1]
        ]
    long = "关于开展二〇二六年三月主题党日活动的通知及有关具体安排园区党工委办公室印发.docx"
    for kind, uid in firsts:
        with store.write("添加附件") as writer:
            for name in (long, "签到表.pdf"):
                content = f"{kind}{name}".encode()
                attach(writer, kind, uid, kept := keep_bytes(store.home, content, name))
        path_of(store.home, kept.sha256).unlink()


def _everywhere(window: Window) -> Iterator[tuple[str, QWidget]]:
    for walk in (places.pages, places.forms, places.dialogs):
        yield from walk(window)


def test_everything_has_a_chinese_name_and_room_at_1366(filled: Window, qapp: QApplication) -> None:
    filled.resize(*ROOMY)
    QApplication.processEvents()
    folder = str(filled.context.store.home.folder)
    strays = comfort.StrayWindows(qapp)
    wrong: dict[str, list[str]] = {}
    for name, place in _everywhere(filled):
        found = (
            comfort.nameless(place)
            + comfort.english(place, folder)
            + comfort.cut_off(place)
            + comfort.covering(place)
        )
        if place is filled and name not in _PRINTED_ELSEWHERE:
            found += comfort.unprinted(place)
        wrong.setdefault(name, []).extend(found)
    for name, menu in places.menus(filled):
        wrong.setdefault(f"菜单 {name}", []).extend(comfort.english(menu, folder))
    wrong["窗口"] = strays.stop()
    told = _told(wrong)
    assert not told, told


@pytest.mark.parametrize(("role", "scale"), [("branch", "1.5"), ("committee", "2")])
def test_nothing_is_cut_off_or_covered_on_a_scaled_screen(
    role: str, scale: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk.scaled_walk", role, str(tmp_path)],
        env={**os.environ, "QT_SCALE_FACTOR": scale},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout or done.stderr


def _told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(
        f"{name}: {one}" for name, found in wrong.items() for one in sorted(set(found))
    )


def test_tab_comes_to_everything(filled: Window, qtbot: Any) -> None:
    filled.activateWindow()
    qtbot.waitUntil(filled.isActiveWindow)
    wrong: dict[str, list[str]] = {}
    for walk in (places.pages, places.forms):
        for name, place in walk(filled):
            wrong.setdefault(name, []).extend(walking.unreached(place))
    told = _told(wrong)
    assert not told, told
