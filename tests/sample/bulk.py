"""A sample branch made many times faster than by the program, without history, for measuring."""

from __future__ import annotations

from functools import partial

from partydesk.records.base import kinds
from partydesk.records.checking import complete
from partydesk.records.clock import now_stamp
from partydesk.records.fields import fields
from partydesk.records.ticket import moved
from partydesk.records.values import Stored, to_stored
from partydesk.sample.makers import make_branch, references
from partydesk.sample.plan import Plan
from partydesk.store import rows
from partydesk.store.search import search_key
from partydesk.store.store import Store


def insert(store: Store, plan: Plan) -> None:
    """As stored rows, straight into the tables."""
    ids: dict[str, int] = {}
    stamp, own = now_stamp(), store.own.id
    finals = _final_tickets(plan)
    with store.transaction() as connection:
        for kind, record in kinds().items():
            names, refers, declared = rows.columns(kind), references(kind), fields(record)
            made: list[tuple[Stored, ...]] = []
            first = connection.exec_driver_sql(f'SELECT max(id) FROM "{kind}"').scalar() or 0
            for number, planned in enumerate(plan.of(kind), start=int(first) + 1):
                typed = complete(record, planned.values, new=True)
                row: dict[str, Stored] = {
                    column: to_stored(typed.get(column)) for column in declared
                }
                for column in refers:
                    row[column] = ids[str(row[column])] if row[column] else None
                row |= finals.get(planned.uid, {})
                ids[planned.uid] = number
                row |= {"id": number, "uid": planned.uid, "organisation": own}
                row |= {"created_at": stamp, "updated_at": stamp, "search": search_key(record, row)}
                made.append(tuple(row.get(column) for column in names))
            rows.insert_many(connection, kind, names, made)


def _final_tickets(plan: Plan) -> dict[str, dict[str, Stored]]:
    """What each ticket has become after its steps."""
    finals: dict[str, dict[str, Stored]] = {}
    for step in plan.of("ticket_step"):
        final = finals.setdefault(step.values["ticket"], {})
        final |= moved(step.values["state"], step.values["at"].date().isoformat())
    for uid, closing in plan.closing.items():
        finals[uid] |= closing
    return finals


bulk_branch = partial(make_branch, write=insert)
