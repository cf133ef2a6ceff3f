"""What is opened and closed a dozen times leaves nothing behind: no widget, no memory."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QListView

from partydesk.desk.shell.window import Window
from partydesk.store.store import Store
from tests.desk import places
from tests.desk.windows import show_window
from tests.leftovers import settle_deletions

pytestmark = pytest.mark.dear

TIMES = 12
MOST = 10.0  # MB that may be held more after all of them
_MEMORY = Path("/proc/self/statm")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are gone through without waiting for more than what is being worked on."""

    def settled(window: Window) -> None:
        while window.context._jobs:
            for job in list(window.context._jobs):
                job.wait()
            settle_deletions()
        settle_deletions()

    monkeypatch.setattr(places, "settled", settled)


def widgets() -> Counter[str]:
    """How many widgets there are, by class."""
    return Counter(type(each).__name__ for each in QApplication.allWidgets())


def held() -> float:
    """MB of memory the process holds; 0 where the system does not tell in this way."""
    gc.collect()
    return int(_MEMORY.read_text().split()[1]) * 4096 / 2**20 if _MEMORY.exists() else 0.0


def leaves_nothing(open_and_close: Callable[[], object], times: int = TIMES) -> None:
    """Three times to fill what is kept for good, then as often as it takes to see the rest."""
    for _ in range(3):
        open_and_close()
        settle_deletions()
    there, memory = widgets(), held()
    for _ in range(times):
        open_and_close()
        settle_deletions()
    assert widgets() - there == Counter()
    assert held() - memory < MOST


@pytest.mark.parametrize(
    ("through", "times"),
    [
        (places.pages, TIMES),
        (partial(places.forms, there=False), TIMES),
        (partial(places.forms, new=False), 5),  # much the same again
        (places.dialogs, TIMES),
        (places.menus, 5),
    ],
    ids=["pages", "new forms", "forms", "dialogs", "menus"],
)
def test_what_is_closed_is_gone(window: Window, through: Any, times: int) -> None:
    def open_and_close() -> None:
        for _ in through(window):
            pass

    leaves_nothing(open_and_close, times)


def test_a_window_that_is_closed_is_gone(branch_store: Store, qtbot: Any) -> None:
    def open_and_close() -> None:
        window = show_window(branch_store, qtbot)
        for tab in window.places.tabs:
            window.turn_to(tab.key)
        window.close()
        window.context.close()
        window.deleteLater()

    leaves_nothing(open_and_close)


@pytest.mark.parametrize("through", [places.pages, places.forms, places.dialogs, places.menus])
def test_every_widget_has_a_parent(committee_store: Store, qtbot: Any, through: Any) -> None:
    window = show_window(committee_store, qtbot)
    for name, _ in through(window):
        alone = [each for each in QApplication.topLevelWidgets() if each.parent() is None]
        # A list of completions has none by Qt's own doing; it goes with its line.
        assert [each for each in alone if not isinstance(each, QListView)] == [window], name
    window.context.close()
