"""What was typed and not yet saved, kept in a file so that a crash or a power cut costs nothing."""

from __future__ import annotations

import contextlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakSet

from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of, kinds
from partydesk.store import cipher, sealed_file
from partydesk.store.home import Home


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something typed that was never saved: of a record, or of a new one where `uid` is empty."""

    kind: str
    uid: str
    kept_at: datetime


_IN_USE: WeakSet[Draft] = WeakSet()
"""The drafts of the forms that are open; what is being typed in one is not waiting."""


class Draft:
    """The draft of one form: of a record by its uid, or of a new one of a kind.

    A new one begun `from_` something (a reminder, a record that is repeated) has its own, so that
    it does not take the place of another that is waiting; begun from nothing it finds all.
    """

    def __init__(self, home: Home, kind: str, uid: str | None, from_: str = "") -> None:
        name = re.sub(r"[^A-Za-z0-9_-]", "_", f"{kind}-{uid or 'new'}")
        folder, self._database = home.drafts, home.database
        mark = f"-{zlib.crc32(from_.encode()):08x}" if from_ else ""
        self._path: Path = folder / f"{name}{mark}.json"
        if not uid and not from_ and not self._path.exists():
            used = {draft._path for draft in _IN_USE}
            self._take_over(set(folder.glob(f"{name}-????????.json")) - used)
        _IN_USE.add(self)

    def _take_over(self, others: Iterable[Path]) -> None:
        """Make the youngest of these the draft that is found."""
        with contextlib.suppress(OSError):
            youngest = max(others, key=lambda path: path.stat().st_mtime, default=None)
            if youngest is not None:
                youngest.replace(self._path)

    def read(self) -> dict[str, Any]:
        """What was kept, or nothing; a draft that cannot be read is as good as none."""
        try:
            kept = json.loads(sealed_file.content(self._path))
        except (OSError, ValueError, UserError):
            return {}
        return kept if isinstance(kept, dict) else {}

    @property
    def kept_when(self) -> str:
        """When it was kept, with a blank behind it; nothing when nobody knows."""
        try:
            return f"{datetime.fromtimestamp(self._path.stat().st_mtime):%m-%d %H:%M} "
        except OSError:
            return ""

    def keep(self, values: dict[str, Any]) -> bool:
        """Keep these; whether it worked (a full disk must not stop anybody from typing)."""
        temporary = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(exist_ok=True)
            content = json.dumps(values, ensure_ascii=False).encode()
            sealed_file.write(temporary, content, cipher.key_of(self._database))
            temporary.replace(self._path)
        except (OSError, UserError):
            return False
        return True

    def drop(self) -> None:
        """Forget it: saved, or not wanted."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def waiting(home: Home) -> list[Waiting]:
    """What a crash or a power cut left behind, the latest first."""
    used = {draft._path for draft in _IN_USE}
    found = []
    for path in home.drafts.glob("*.json"):
        kind, _, rest = path.stem.partition("-")
        if kind in kinds() and path not in used:
            uid = "" if rest == "new" or rest.startswith("new-") else rest
            with contextlib.suppress(OSError):
                found.append(Waiting(kind, uid, datetime.fromtimestamp(path.stat().st_mtime)))
    return sorted(found, key=lambda each: each.kept_at, reverse=True)


def begun_from(kind: str, defaults: Mapping[str, object], like: str = "") -> str:
    """What a new record was begun from, for its draft: the same reminder on another day finds it
    again."""
    declared, dates = fields(kind_of(kind)), (Kind.DATE, Kind.MOMENT)
    given = {
        column: str(value)
        for column, value in defaults.items()
        if column in declared and declared[column].kind not in dates
    }
    if not (given or like):
        return ""
    return json.dumps([like, given], ensure_ascii=False, sort_keys=True)
