"""What was typed and not yet saved, kept in a file so that a crash or a power cut costs nothing."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from partydesk.store.home import Home


class Draft:
    """The draft of one form: of a record by its uid, or of a new one of a kind."""

    def __init__(self, home: Home, kind: str, uid: str | None) -> None:
        name = re.sub(r"[^A-Za-z0-9_-]", "_", f"{kind}-{uid or 'new'}")
        self._path: Path = home.folder / "drafts" / f"{name}.json"

    def read(self) -> dict[str, Any]:
        """What was kept, or nothing; a draft that cannot be read is as good as none."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
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
            temporary.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """Forget it: saved, or not wanted."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
