"""Where the park's own star schemes are kept: as texts, each for the years it is valid in."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from partydesk.store import settings
from partydesk.store.resources import resource
from partydesk.store.store import Store

KEY = "star_scheme"


def scheme_text(connection: Connection, year: int) -> str:
    """The text of the scheme for a year: the one kept last for it, else the program's own."""
    for kept in _kept(connection):
        if kept["first"] <= year <= kept["last"]:
            return str(kept["text"])
    return resource("stars/default.json").read_text(encoding="utf-8")


def keep_scheme(store: Store, text: str) -> None:
    """Keep a scheme for the years its text says; other years keep theirs.

    The text is what `rules.stars.scheme.to_json` writes of a scheme that its `parse` has read:
    nothing is checked here.
    """
    first, last = json.loads(text)["years"]
    with store.transaction() as connection:
        left = [k for k in _kept(connection) if not (first <= k["first"] and k["last"] <= last)]
        kept = [{"first": int(first), "last": int(last), "text": text}, *left]
        settings.put(connection, KEY, json.dumps(kept, ensure_ascii=False))


def _kept(connection: Connection) -> list[dict[str, Any]]:
    """The kept schemes, the latest first."""
    found: list[dict[str, Any]] = json.loads(settings.get(connection, KEY, "[]"))
    return found
