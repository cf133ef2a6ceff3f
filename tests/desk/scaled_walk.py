"""A walk through a small window on a screen that is scaled (Qt takes the scale when a program
starts): every page, form and dialog, with a message in sight; prints what is cut off or covered.

    python -m tests.desk.scaled_walk branch|committee FOLDER, with QT_SCALE_FACTOR set
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.shell.application import make_application
from partydesk.desk.shell.window import Window
from partydesk.sample.makers import make_branch, make_committee
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests.desk import comfort, places

NARROW = (911, 480)  # a 1366×768 screen at 150 %, less its task bar; at 200 % one of 1820×960
_SAID = "还没有保存：开始时间要填，写成 2026-03-20 14:00；主题要填（还有 2 处标红了）"


def walk(window: Window, *, forms: bool) -> Iterator[tuple[str, list[str]]]:
    """Each place with what is wrong there."""
    every = [places.pages(window), places.dialogs(window)]
    if forms:
        every.append(places.forms(window))
    for name, place in chain(*every):
        # In a dialog nothing is told below.
        whole: QWidget = place if isinstance(place, QDialog) else window
        if whole is window:
            window.context.tell(_SAID, "warn")
            QApplication.processEvents()
        yield name, comfort.cut_off(place) + comfort.covering(whole)


def main() -> None:
    """Walk, and leave with 1 where something was found."""
    role, folder = sys.argv[1], Path(sys.argv[2])
    application = make_application()
    store = _made(role, Home(folder))
    context = AppContext(store)
    window = Window(context)
    context.setParent(window)
    window.resize(*NARROW)
    window.show()
    application.processEvents()
    scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    wrong = [] if window.devicePixelRatio() == scale else ["the screen is not scaled"]
    # What is typed into is the same in both files.
    for name, found in walk(window, forms=role == "branch"):
        wrong += [f"{name}: {each}" for each in sorted(set(found))]
    print(*wrong, sep="\n")
    context.close()
    store.close()
    sys.stdout.flush()
    os._exit(bool(wrong))  # nothing is left to be taken down in order


def _made(role: str, home: Home) -> Store:
    if role == "committee":
        return make_committee(home, seed=1, firms=20)
    name = "中共示例园区甲科技有限公司支部委员会"
    through = date(2026, 3, 31)
    return make_branch(
        home, "P0312", name, short_name="甲科技支部", seed=3, members=14, through=through
    )


if __name__ == "__main__":
    main()
