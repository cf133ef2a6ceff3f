"""Who the secretary of the own organisation is."""

from __future__ import annotations

from dataclasses import replace

from partydesk.records.on_roll import in_count
from partydesk.store import queries, rows
from partydesk.store.store import Store


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
