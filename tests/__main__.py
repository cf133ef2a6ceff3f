"""The test command: style, types, layering, then the tests. `python -m tests`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sys.executable).parent

STEPS = (
    ("ruff", "check", "partydesk", "tests"),
    ("ruff", "format", "--check", "partydesk", "tests"),
    ("mypy",),
    ("lint-imports",),
)


def main() -> int:
    """Run every step; stop at the first that fails. Arguments go to pytest."""
    for tool, *arguments in STEPS:
        print(f"== {tool} {' '.join(arguments)}", flush=True)
        status = subprocess.run([SCRIPTS / tool, *arguments], cwd=ROOT).returncode
        if status:
            return status
    print("== pytest", flush=True)
    return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
