"""Who acts at the committee's machine: a name given once a day, which 留痕 keeps with every act."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.values import clean_text
from partydesk.store import settings
from partydesk.store.store import Store

_KEY = "operator"
LONGEST = 40
"""Characters of a name."""


def last(store: Store) -> str:
    """The name given last; "" for none."""
    with store.read() as connection:
        return _kept(connection)[0]


def of_today(connection: Connection) -> str:
    """The name given today; "" while nobody did."""
    name, day = _kept(connection)
    return name if day == clock.today().isoformat() else ""


def give(store: Store, name: str) -> str:
    """Keep the name of who acts from now on until the day ends; returns it as it is kept.

    Raises UserError for none, and where the file was opened for reading.
    """
    clean = " ".join(clean_text(name, lines=False).split())[:LONGEST]
    if not clean:
        raise UserError("required", "请写上操作人的姓名，例如：周示例")
    store.set_settings((_KEY, json.dumps([clean, clock.today().isoformat()], ensure_ascii=False)))
    return clean


def acting(store: Store, connection: Connection, named: str = "") -> str:
    """Whose name an act bears: the one `named` for it, else the one given today, else the name
    the person is logged in by."""
    return " ".join(named.split())[:LONGEST] or of_today(connection) or store.actor


def _kept(connection: Connection) -> tuple[str, str]:
    name, day = json.loads(settings.get(connection, _KEY, '["", ""]'))
    return str(name), str(day)
