"""Local custom: norms that are no national rule, kept as a choice of this file."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from partydesk.store import settings

_KEY = "custom_norms"


def chosen(connection: Connection) -> frozenset[str]:
    """The ids of the local customs that are switched on here; none at first."""
    return frozenset(json.loads(settings.get(connection, _KEY, "[]")))


def as_setting(ids: frozenset[str]) -> tuple[str, str]:
    """The setting (key, value) that keeps a choice; whoever writes puts it."""
    return _KEY, json.dumps(sorted(ids))
