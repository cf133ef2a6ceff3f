"""Python 3.11 and PySide6: asking Qt for what is not there must not wear None out."""

from __future__ import annotations

import os
import subprocess
import sys

_ASKING = """
import partydesk.desk
from PySide6.QtCore import QObject

thing = QObject()
for _ in range(200_000):
    assert thing.property("nothing") is None
print("alive")
"""


def test_an_empty_answer_can_be_had_any_number_of_times() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASKING],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.strip() == "alive", done.stderr[:500]
