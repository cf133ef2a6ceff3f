"""Takes the pictures. `python -m tests.pictures [FOLDER] [--only NAME …] [--manual]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

TODAY = date(2026, 9, 22)
_USUAL = Path(__file__).parents[2] / "build" / "pictures"


_MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 30)
_TICKS = count()


def _hardly_moving() -> datetime:
    """The time on that morning: a millisecond more whenever it is looked at."""
    return _MORNING + timedelta(milliseconds=next(_TICKS))


def main() -> int:
    """Take all pictures into a folder, or those of the manual into it."""
    given = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    given.add_argument("folder", nargs="?", type=Path, default=_USUAL, help="where they are put")
    given.add_argument("--only", nargs="*", default=[], help="names of pictures (default all)")
    given.add_argument("--manual", action="store_true", help="renew the pictures of the manual")
    options = given.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from partydesk.records import clock
    from tests.pictures.taking import take, take_for_manual

    clock.source = _hardly_moving
    folder = options.folder.absolute()
    with tempfile.TemporaryDirectory() as place:
        # Where files lie is shown in some pictures: beside the work, not in somebody's folders.
        before = Path.cwd()
        os.chdir(place)
        try:
            made = take_for_manual(options.only) if options.manual else take(folder, options.only)
        finally:
            os.chdir(before)
    for path in made:
        print(f"{path.stat().st_size / 1024:6.0f} KB  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
