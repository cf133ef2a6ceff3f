"""What the tests of the window's shell share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk.shell.program import Program
from partydesk.store.home import Home


@pytest.fixture
def programs(qapp: QApplication, qtbot: Any) -> Iterator[Any]:
    """Starts programs on a folder and puts them away again."""
    made: list[Program] = []

    def start(home: Home) -> Program:
        program = Program(qapp, home)
        made.append(program)
        program.start()
        return program

    yield start
    for program in made:
        window = program.window
        program.close()
        if window is not None:
            window.close()
            window.deleteLater()
