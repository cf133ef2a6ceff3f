"""What a start may cost: nothing heavy is loaded before the window is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

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
    "sqlcipher3",
    "stdnum",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "PySide6.QtPrintSupport",
)


def start(home: Path) -> tuple[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(home)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    window, modules = json.loads(done.stdout)
    return window, set(modules)


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

    assert window == "QMainWindow"
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
