"""The election by which an invented branch got the committee that it has."""

from __future__ import annotations

from datetime import date, timedelta

from partydesk.records.member import COMMITTEE_DUTIES
from partydesk.store.store import Store


def keep_election(store: Store) -> None:
    """Add it, as of the day the branch says: one more stood than there were seats."""
    with store.write("录入示例换届选举") as writer:
        own = writer.row("organisation", store.own.id)
        people = writer.connection.exec_driver_sql(
            "SELECT name, duty FROM member WHERE deleted_at IS NULL AND category = 'full' "
            "AND coalesce(relation, 'on_roll') = 'on_roll' ORDER BY id"
        ).fetchall()
        chosen = [each for each in people if each[1] in COMMITTEE_DUTIES]
        others = [each for each in people if each[1] not in COMMITTEE_DUTIES]
        if own is None or not own["elected_on"] or not chosen or not others:
            return
        on, count = date.fromisoformat(str(own["elected_on"])), len(people)
        held = writer.connection.exec_driver_sql(
            "SELECT id, entitled, voters_present FROM session WHERE deleted_at IS NULL "
            "AND ballot_kind = 'election' AND substr(starts_at, 1, 10) = ?",
            (on.isoformat(),),
        ).fetchone()
        # Where the meeting itself is on record, both tell the same.
        session, count, present = held or (None, count, count - count // 10)
        uid = writer.add("election", {
            "kind": "term", "asked_on": on - timedelta(days=40),
            "agreed_on": on - timedelta(days=25), "held_on": on, "session": session,
            "seats": len(chosen),
            "entitled": count, "present": present, "issued": present, "returned": present,
            "valid": present - 1, "reported_on": on + timedelta(days=2),
            "approved_on": on + timedelta(days=9),
        })  # fmt: skip
        number = writer.reference("election", uid)
        for at, (name, duty) in enumerate(chosen):
            against = at % 2
            writer.add("candidate", {
                "election": number, "name": name, "post": duty, "votes": present - 1 - against,
                "against": against, "elected": True,
            })  # fmt: skip
        for name, _ in others[: -(-len(chosen) // 5)]:
            writer.add("candidate", {
                "election": number, "name": name, "post": "committee", "votes": present // 3,
                "against": present - 1 - present // 3, "elected": False,
            })  # fmt: skip
