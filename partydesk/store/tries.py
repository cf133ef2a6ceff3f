"""Wrong passwords slow down: after a few of them one has to wait, longer each time.

Kept beside the key, so that starting again does not help. It stops who sits at the keyboard; who
has copied the files away is stopped by what each guess costs (store/crypto.py).
"""

from __future__ import annotations

import contextlib
import json
import math
from datetime import datetime, timedelta
from pathlib import Path

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store.home import Home

FREE = 3
"""Wrong ones without a wait."""
_MOST = 300  # seconds


def path_of(home: Home) -> Path:
    """Where the wrong ones are counted."""
    return home.folder / "partydesk.tries"


def wait(home: Home) -> int:
    """Seconds until another may be given."""
    number, last = _kept(home)
    if number <= FREE or last is None:
        return 0
    pause: int = min(5 << min(number - FREE - 1, 10), _MOST)
    left = last + timedelta(seconds=pause) - clock.now()
    # A clock that was set back must not lock anybody out for longer than the pause.
    return max(0, min(math.ceil(left.total_seconds()), pause))


def refuse_hasty(home: Home) -> None:
    """Raise UserError 'too-soon' where another may not be given yet."""
    if seconds := wait(home):
        number, _ = _kept(home)
        raise UserError("too-soon", f"密码已错了 {number} 次，请等 {seconds} 秒再试")


def count(home: Home) -> None:
    """Another wrong one."""
    number, _ = _kept(home)
    told = {"wrong": number + 1, "last": clock.now().isoformat()}
    with contextlib.suppress(OSError):  # a disk that takes no files keeps nobody out
        path_of(home).write_text(json.dumps(told), "ascii")


def forget(home: Home) -> None:
    """The right one was given."""
    with contextlib.suppress(OSError):
        path_of(home).unlink(missing_ok=True)


def _kept(home: Home) -> tuple[int, datetime | None]:
    try:
        told = json.loads(path_of(home).read_text("ascii"))
        return int(told["wrong"]), datetime.fromisoformat(told["last"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None
