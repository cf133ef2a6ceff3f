"""Starting the program a second time on the same records."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from partydesk.desk.shell.second_start import SecondStarts, raise_first
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store


def test_the_first_window_comes_forward_and_the_second_start_ends(
    window: Window, branch_store: Store, tmp_path: Path, qtbot: Any
) -> None:
    home, copy = branch_store.home, tmp_path / "副本.partydesk"
    starts = SecondStarts(home, window)
    offered: list[Path] = []
    starts.copy_wanted.connect(offered.append)
    window.showMinimized()

    second = subprocess.Popen(
        [sys.executable, "-m", "partydesk", "--home", str(home.folder), str(copy)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)

    assert second.returncode == 0
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    assert offered == [copy]
    assert not home.second_start.exists()


def test_without_a_window_that_answers_nothing_is_left_behind(branch_store: Store) -> None:
    home = branch_store.home
    assert not raise_first(home, None, patience=0.1)
    assert not home.second_start.exists()
