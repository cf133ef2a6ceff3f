"""What is on its way into a home (store/taking_over.py), after a power cut too: brought to its end
where its database has taken its place, thrown away where it has not.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

from partydesk.records.findings import UserError
from partydesk.store import atomic, key_file
from partydesk.store.home import Home
from partydesk.store.key_file import SETTING, Slots

UNFINISHED, READY = "unfinished", "ready"


def settle(home: Home) -> None:
    """Bring to an end, or to nothing, what an interruption left. Raises UserError."""
    if not home.coming.is_dir():
        return
    try:
        finish(home)
    except OSError as error:
        raise atomic.write_error(error, home.database) from error


def finish(home: Home) -> None:
    """As `settle`. Raises OSError, UserError."""
    ready, unfinished = home.coming / READY, home.coming / UNFINISHED
    if ready.is_dir():
        if not Home(ready).database.exists():
            _move_in(Home(ready), home)
        elif not home.database.exists() and (slots := slots_of(home)) and slots.state == SETTING:
            key_file.remove(home.key)  # of what has not come
        shutil.rmtree(unfinished, ignore_errors=True)
        # In one step: a folder half deleted would look like one whose database has moved.
        ready.rename(unfinished)
    shutil.rmtree(home.coming, ignore_errors=True)


def slots_of(home: Home) -> Slots | None:
    """What the key file of a home holds; None for none, or a broken one."""
    with contextlib.suppress(UserError):
        return key_file.read(home.key)
    return None


def _move_in(come: Home, home: Home) -> None:
    """What lies beside the database that came goes where it belongs; each step can be repeated."""
    for source, target in (
        (come.attachments, home.attachments),
        (come.received, home.received),
        (come.waiting, home.waiting),
    ):
        if source.is_dir():
            target.mkdir(exist_ok=True)
            for path in source.iterdir():
                atomic.patiently_move(path, target / path.name)
    if come.revisions.is_file():
        _merge_revisions(come.revisions, home.revisions)
    if come.drafts.is_dir():
        if home.drafts.is_dir():
            home.set_aside.mkdir(exist_ok=True)
            for path in home.drafts.iterdir():
                atomic.patiently_move(path, home.set_aside / f"draft-{path.name}")
            home.drafts.rmdir()
        atomic.patiently_move(come.drafts, home.drafts)


def _merge_revisions(come: Path, own: Path) -> None:
    """Of each period the higher revision stays: none is handed in twice."""
    there, coming = _told(own), _told(come)
    for uid, periods in coming.items():
        mine = there.setdefault(uid, {})
        for period, each in periods.items():
            if _number(each) >= _number(mine.get(period)):
                mine[period] = each
    with atomic.written(own) as temporary:
        temporary.write_text(json.dumps(there), "utf-8")
    come.unlink()


def _told(path: Path) -> dict[str, dict[str, Any]]:
    try:
        told = json.loads(path.read_text("utf-8"))
        return {uid: dict(periods) for uid, periods in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _number(known: Any) -> int:
    return int(known["revision"]) if isinstance(known, dict) and "revision" in known else -1
