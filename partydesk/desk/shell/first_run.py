"""The file that the first step makes, and what becomes of it when that step is done again."""

from __future__ import annotations

from typing import Any

from partydesk.operations.records import save_record
from partydesk.records.base import kinds
from partydesk.records.checking import read_values
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.store import cipher, queries, rows
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create
from partydesk.store.writing import invalid_record

ASKED = ("code", "name", "short_name", "used_from")
"""The fields of the organisation that the first step asks for."""


def told_before(store: Store) -> tuple[str, dict[str, str]]:
    """The role and what the first step was told."""
    with store.read() as connection:
        own = rows.get(connection, "organisation", store.own.id) or {}
    return store.role, {name: str(own.get(name) or "") for name in ASKED}


def begin(home: Home, role: str, values: dict[str, Any]) -> Store:
    """The open file of this organisation: a new one, or the one that was made a step before.

    One made before is corrected; with another role a new file takes its place, and the old one
    is kept among the files set aside. Raises UserError as `create` does, or 'in-use' when something
    was recorded in it already; then it is as it was.
    """
    if not home.database.exists():
        return create(home, role, values)
    store = open_store(home)
    try:
        if store.role == role:
            raw = {name: values.get(name) for name in ASKED}
            asked, findings = read_values(Organisation, raw)
            if findings:
                raise invalid_record(Organisation, findings)
            save_record(store, "organisation", store.own.uid, asked, "修改本组织信息")
            return store
        if _used(store):
            raise UserError(
                "in-use", "里面已经记了东西，不能再换党支部或党委。要换，请另选一个数据文件夹"
            )
    except BaseException:
        store.close()
        raise
    store.close()
    key = cipher.key_of(home.database)
    home.set_aside.mkdir(exist_ok=True)
    number = len(list(home.set_aside.iterdir())) + 1
    kept = home.database.rename(home.set_aside / f"first-run-{number}.db")
    try:
        return create(home, role, values, key)
    except BaseException:
        kept.rename(home.database)
        raise


def _used(store: Store) -> bool:
    with store.read() as connection:
        return any(
            queries.count(connection, queries.Query(kind))
            for kind in kinds()
            if kind != "organisation"
        )
