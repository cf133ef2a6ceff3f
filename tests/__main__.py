"""The test command: style, types, layering, then the tests. `python -m tests`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sys.executable).parent
# As many processes as there are cores. A file stays in one of them: its tests share what is dear.
SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")

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
    command = [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
