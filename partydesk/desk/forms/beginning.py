"""What a new record begins with: today, the secretary with their post, the place of last time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from partydesk.desk.kinds import view_of
from partydesk.records.clock import today
from partydesk.records.member import DUTY
from partydesk.rules.on_roll import in_count
from partydesk.store import queries, rows
from partydesk.store.store import Store

_NO_POST = "none"


def beginning(store: Store, kind: str) -> dict[str, object]:
    """The first values of a new record of the kind, by column, as its KindView declares them."""
    found = {}
    for each in view_of(kind).begins.split():
        column, word = each.split(":")
        value = _WORDS[word](store, kind, column)
        if value:
            found[column] = value
    return found


def taken_from_last(kind: str) -> set[str]:
    """The columns that a new record of the kind takes over from the last one."""
    pairs = (each.split(":") for each in view_of(kind).begins.split())
    return {column for column, word in pairs if word == "last"}


def secretary(store: Store) -> str:
    """The name of the own organisation's secretary: as kept of it, else by the office; or "".

    Of one who is on the roll without the office while another holds it, it is the other: the roll
    was changed and the organisation's own line was not.
    """
    with store.read() as connection:
        organisation = rows.get(connection, "organisation", store.own.id) or {}
        kept = str(organisation.get("secretary") or "").strip()
        query = queries.Query("member", organisation=store.own.id, extra=(in_count(),))
        holders = replace(query, where={"duty": "secretary"})
        found = queries.window(connection, "member", queries.ids(connection, holders))
        names = [str(row["name"]) for row in found.values()]
        listed = queries.count(connection, replace(query, where={"name": kept})) if kept else 0
    if kept and (kept in names or not names or not listed):
        return kept
    return names[0] if names else kept


def post_of(store: Store, name: str) -> str:
    """The office of somebody on the own roll, in words; 党员 of who has none, "" of a stranger."""
    if not name:
        return ""
    query = queries.Query("member", where={"name": name}, organisation=store.own.id)
    with store.read() as connection:
        wanted = queries.ids(connection, query)
        found = queries.window(connection, "member", wanted)
    duties = [str(found[each]["duty"] or _NO_POST) for each in wanted]
    held = [duty for duty in duties if duty != _NO_POST]
    if held:
        return DUTY.label(held[0])
    if name == secretary(store):
        return DUTY.label("secretary")
    in_party = any(found[each]["category"] in ("full", "probationary") for each in wanted)
    return "党员" if in_party else ""


def _last(store: Store, kind: str, column: str) -> object:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query(kind, organisation=store.own.id))[:1]
        found = queries.window(connection, kind, wanted)
    return found[wanted[0]][column] if wanted else None


_WORDS: dict[str, Callable[[Store, str, str], object]] = {
    "today": lambda _store, _kind, _column: today().isoformat(),
    "year": lambda _store, _kind, _column: today().year,
    "secretary": lambda store, _kind, _column: secretary(store),
    "post": lambda store, _kind, _column: post_of(store, secretary(store)),
    "last": _last,
}
"""What stands behind a colon in `KindView.begins`."""
