"""The Windows release, built and used under Wine, step by step; run by hand before a release.

    python -m tests.windows --work DIR [--samples DIR] [--skip-build]

Prints a table of what was done and seen; pictures of the window are left in DIR/check. The exit
code is the number of steps that failed. Debian packages: those of resources/windows/build.py, and
fonts-wqy-zenhei for the Chinese on the pictures.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.windows import installing, running
from tests.windows.scene import Scene, Step

STEPS: tuple[Step, ...] = (
    installing.build,
    installing.same_again,
    installing.install_older,
    installing.older_records,
    installing.refuse_while_running,
    installing.killed,
    installing.full_disk,
    installing.held_open,
    installing.upgrade,
    installing.downgrade,
    installing.release_files,
    running.migrate,
    running.every_version,
    running.self_test,
    running.window,
    running.only_once,
    running.closed,
    running.rosters,
    running.merge,
    running.long_path,
    running.inside_the_zip,
    running.portable,
    running.portable_upgrade,
    running.double_click,
    running.nowhere_else,
    running.start_time,
    running.other_user,
    installing.uninstall,
)


def main() -> int:
    """Returns the exit code."""
    options = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    options.add_argument("--work", type=Path, required=True, help="of build.py; made if missing")
    options.add_argument("--samples", type=Path, help="a folder with rosters to import")
    options.add_argument("--skip-build", action="store_true", help="take what was built before")
    given = options.parse_args()
    scene = Scene(given.work.absolute(), given.samples, given.skip_build)
    failed = 0
    try:
        scene.begin()
        for step in STEPS:
            failed += not scene.take(step)
    finally:
        scene.end()
    return failed


if __name__ == "__main__":
    sys.exit(main())
