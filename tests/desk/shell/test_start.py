"""What a start may cost: nothing heavy is loaded before the window is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.desk.shell.ahead import fit_to_screen, window_ahead
from partydesk.desk.shell.program import Program
from partydesk.store.home import Home
from partydesk.store.store import Store, create

_PROGRAM = """
import json, sys
from pathlib import Path
from partydesk.store.home import Home
from partydesk.desk.shell.application import make_application
from partydesk.desk.shell.program import Program

application = make_application()
program = Program(application, Home(Path(sys.argv[1])))

def usable():
    print(json.dumps([type(program.window).__name__, sorted(sys.modules)]))
    program.leave()

program.when_usable(usable)
program.start()
application.exec()
program.close()
"""

_AHEAD = """
import json, sys
from pathlib import Path
from partydesk.store.home import Home
from partydesk.desk.shell.ahead import window_ahead
from partydesk.desk.shell.application import make_application
from PySide6.QtWidgets import QLabel

def seen(window):
    tabs = [each.text().split(" ")[0] for each in window.head.tab_bar.buttons.values()]
    said = [each for each in window.findChildren(QLabel) if each.property("role") == "title"]
    where = said[0].mapTo(window, said[0].rect().topLeft())
    words = [window.windowTitle(), window.foot.whose.text(), said[0].text(), tabs]
    return [*words, where.toTuple(), window.size().toTuple()]

application = make_application()
ahead = window_ahead(application, Home(Path(sys.argv[1])))
loaded = sorted(sys.modules)
drawn = [ahead.drawn, ahead.filled, seen(ahead)]

from partydesk.desk.shell.program import Program
program = Program(application, Home(Path(sys.argv[1])), None, ahead)

def usable():
    assert program.window is ahead and ahead.filled
    print(json.dumps([loaded, drawn, seen(ahead)]))
    program.leave()

program.when_usable(usable)
program.start()
application.exec()
program.close()
"""

HEAVY = (
    "alembic",
    "cryptography",
    "python_calamine",
    "lxml",
    "msoffcrypto",
    "multiprocessing",
    "openpyxl",
    "platformdirs",
    "pypinyin",
    "sqlite3",  # of which SQLCipher has one of its own
    "stdnum",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "PySide6.QtPrintSupport",
)


def said_by(program: str, home: Path) -> Any:
    """What a program prints as JSON about its start on a home."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def start(home: Path) -> tuple[str, set[str]]:
    window, modules = said_by(_PROGRAM, home)
    return window, set(modules)


def test_the_frame_is_drawn_before_what_reads_records_is_loaded(branch_store: Store) -> None:
    home = branch_store.home.folder
    branch_store.close()

    loaded, (drawn, filled, ahead), filled_in = said_by(_AHEAD, home)

    assert drawn and not filled
    heavy = {"sqlalchemy", "partydesk.records.registry", "partydesk.desk.kit.app_context", *HEAVY}
    assert not heavy & set(loaded)
    # What was drawn was no promise: it is what stands there in the end, in the same place.
    assert ahead == filled_in
    title, whose, greeting, tabs, *_ = ahead
    assert "支部工作台" in title and "P0312" in whose and greeting and "党员" in tabs


def test_what_hinders_opening_is_said_in_the_place_of_the_frame(
    qapp: QApplication, branch_store: Store
) -> None:
    home = branch_store.home
    branch_store.close()
    ahead = window_ahead(qapp, home)
    assert ahead is not None and ahead.isVisible()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version = 10000")
    program = Program(qapp, home, None, ahead)

    program.start()

    assert program.window is not None and program.window is not ahead
    assert not ahead.isVisible()
    program.window.close()
    program.close()


def test_nothing_heavy_is_loaded_before_the_window(branch_store: Store) -> None:
    home = branch_store.home.folder
    branch_store.close()

    window, modules = start(home)

    assert window == "Window"
    assert "PySide6.QtWidgets" in modules
    assert not {name for name in HEAVY if name in modules}
    # Pages, forms and dialogs are made when they are asked for.
    rooms = {"partydesk.exchange", "partydesk.documents", "partydesk.rules", "partydesk.cli"}
    assert not rooms & modules
    assert not {name for name in modules if name.startswith("partydesk.desk.forms")}
    assert not {name for name in modules if name.startswith("partydesk.desk.lists")}


def test_the_first_run_opens_too(tmp_path: Path) -> None:
    window, modules = start(tmp_path / "新 数据")

    assert window == "KeyedWindow"
    assert not {name for name in HEAVY if name in modules}


def test_quit_when_usable_prints_the_seconds(tmp_path: Path) -> None:
    home = tmp_path / "支部"
    create(Home(home), "branch", {"code": "P0001", "name": "甲支部"}).close()
    code = (
        "import gc, sys; from pathlib import Path; from partydesk.store.home import Home;"
        "from partydesk.desk.shell.app import run;"
        "status = run(Home(Path(sys.argv[1])), quit_when_usable=True);"
        # Looking for garbage among what a start made would hold up keys for good.
        "assert gc.isenabled() and gc.get_freeze_count() > 10_000;"
        "sys.exit(status)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(home)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )

    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0


def test_a_window_fits_where_there_is_no_screen(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    monkeypatch.setattr(QGuiApplication, "screens", list)
    monkeypatch.setattr(window, "screen", lambda: None)
    fit_to_screen(window)
    assert (window.width(), window.height()) == (1366, 728)
