"""The command on 联系与流动: who floats, is lost or hidden, and what is next by when."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today


def away(options: Any) -> Outcome:
    """Everybody whom it is about, by group."""
    from partydesk.rules import reach

    day = today()
    with opened(options) as store, store.read() as connection:
        own = store.own.id if store.role == "branch" else None
        found = reach.by_group(reach.away(connection, own, day))
        places = {
            row[0]: (row[1], row[2])
            for row in connection.exec_driver_sql(
                "SELECT id, code, coalesce(nullif(short_name, ''), name) FROM organisation"
            )
        }
    listed, lines = [], []
    for group, people in found.items():
        lines.append(reach.LABELS[group])
        for each in people:
            words = each.state(day)[0]
            whose = "" if own else f"{places[each.organisation][1]}\t"
            told = (each.since, each.where, each.reached, each.step, str(each.due or ""), words)
            lines.append(f"  {each.name}\t{whose}" + "\t".join(told))
            listed.append({
                "group": group, "organisation": places[each.organisation][0], "uid": each.uid,
                "name": each.name, "since": each.since or None, "where": each.where or None,
                "reached": each.reached or None, "step": each.step,
                "due": each.due.isoformat() if each.due else None, "state": words,
            })  # fmt: skip
    return Outcome({"people": listed}, lines or ["没有流动、失联、隐形党员"])
