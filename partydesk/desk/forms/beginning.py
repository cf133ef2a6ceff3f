"""What a new record begins with: today, the secretary with their post, the place of last time."""

from __future__ import annotations

from collections.abc import Callable

from partydesk.desk.kinds import view_of
from partydesk.records.clock import today
from partydesk.records.member import DUTY
from partydesk.store import queries
from partydesk.store.secretary import secretary
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
    "new_year": lambda _store, _kind, _column: today().replace(month=1, day=1).isoformat(),
    "year": lambda _store, _kind, _column: today().year,
    "month": lambda _store, _kind, _column: f"{today():%Y-%m}",
    "secretary": lambda store, _kind, _column: secretary(store),
    "post": lambda store, _kind, _column: post_of(store, secretary(store)),
    "last": _last,
}
"""What stands behind a colon in `KindView.begins`."""
