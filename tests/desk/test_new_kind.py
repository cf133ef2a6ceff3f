"""A kind of record costs two declarations and a migration: nothing else asks for its name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_kind_is_two_declarations_and_a_migration(tmp_path: Path) -> None:
    script = Path(__file__).with_name("new_kind.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
