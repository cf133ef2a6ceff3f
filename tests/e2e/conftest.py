"""Programs on real folders, and somebody who uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk.shell.application import make_application
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.window import Window
from partydesk.store.home import Home
from tests.e2e.hands import Hands


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The program's own application, dressed and in Chinese."""
    return make_application()


class Machine:
    """A computer on which programs are started and closed."""

    def __init__(self, application: QApplication, qtbot: Any) -> None:
        self._application, self._qtbot = application, qtbot
        self._running: list[Program] = []

    def start(self, home: Home) -> Program:
        """Start the program on a data folder."""
        program = Program(self._application, home)
        self._running.append(program)
        program.start()
        assert program.window is not None
        self._qtbot.waitExposed(program.window)
        return program

    def window(self, program: Program) -> Window:
        """The program's main window."""
        assert isinstance(program.window, Window)
        return program.window

    def close(self, program: Program) -> None:
        """Close it as its window's cross does."""
        self._running.remove(program)
        window = program.window
        if window is not None:
            window.close()
        program.close()
        if window is not None:
            window.deleteLater()


@pytest.fixture
def machine(qapp: QApplication, qtbot: Any) -> Iterator[Machine]:
    """A computer; what still runs at the end is closed."""
    made = Machine(qapp, qtbot)
    yield made
    for program in list(made._running):
        made.close(program)


@pytest.fixture
def hands(qtbot: Any) -> Hands:
    """Somebody at the keyboard."""
    return Hands(qtbot)
