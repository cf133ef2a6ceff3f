"""What the file knows of submissions: those handed in or taken in, and those that are missing."""

from __future__ import annotations

import json
from typing import Any

from partydesk.records.periods import Period
from partydesk.store.store import Store


def submissions(store: Store, period: Period | None = None) -> list[dict[str, Any]]:
    """What was handed in (a branch's file) or taken in (a committee's), newest first."""
    names = (
        "id", "direction", "state", "org_uid", "org_code", "org_name", "period", "first_day",
        "last_day",
        "revision", "made_at", "taken_at", "file_name", "counts", "edited_rows", "problems",
        "sha256", "content",
    )  # fmt: skip
    condition, arguments = ("", ()) if period is None else (" WHERE period = ?", (period.text,))
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {', '.join(names)} FROM submission{condition} ORDER BY id DESC", arguments
        ).fetchall()
    result = []
    for row in found:
        each = dict(zip(names, row, strict=True))
        for name in ("counts", "edited_rows", "problems"):
            each[name] = json.loads(each[name])
        result.append(each)
    return result
