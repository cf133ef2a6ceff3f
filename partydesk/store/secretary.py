"""Who the secretary of the own organisation is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from partydesk.records.member import Member
from partydesk.records.on_roll import in_count
from partydesk.store import queries, rows
from partydesk.store.store import Store


def secretary(store: Store) -> str:
    """The name of the own organisation's secretary: as kept of it, else by the office; or "".

    Of one who is on the roll without the office while another holds it, it is the other: the roll
    was changed and the organisation's own line was not.
    """
    own = store.own.id
    with store.read() as connection:
        organisation = rows.get(connection, "organisation", own) or {}
        kept = str(organisation.get("secretary") or "").strip()
        query = queries.Query("member", organisation=own, extra=(in_count(),))
        holders = queries.ids(connection, replace(query, where={"duty": "secretary"}))
        asked = select(Member.id, Member.name).where(Member.id.in_(holders))
        named = {row[0]: str(row[1]) for row in connection.execute(asked)}
        names = [named[each] for each in holders]
        if kept in names or not names:
            return kept
        if kept and not queries.count(connection, replace(query, where={"name": kept})):
            return kept
    return names[0]
