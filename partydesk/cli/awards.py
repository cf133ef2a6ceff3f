"""The command on 评优: who qualifies by the park's conditions, and why."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, organisation_of
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def awards(options: Any) -> Outcome:
    """The candidates of a year, members or branches. Raises UserError for a period that is no
    year."""
    from partydesk.rules.awards.candidates import awards as found_of
    from partydesk.rules.awards.candidates import lines as lines_of
    from partydesk.rules.awards.candidates import looked_at

    day = today()
    year = looked_at(day)
    if options.period:
        period = parse_period(options.period)
        if not period.text.isdigit():
            raise UserError("bad-period", "评优按一年的记录看，期间写一年，例如 2026")
        year = period.last.year
    what = "branch" if options.of == "branches" else "member"
    with opened(options) as store:
        code = organisation_of(store, options)
        with store.read() as connection:
            scope = store.own.id if store.role == "branch" else None
            if code:
                scope = connection.exec_driver_sql(
                    "SELECT id FROM organisation WHERE code = ? AND deleted_at IS NULL", (code,)
                ).scalar_one()
            found = found_of(connection, what, year, day, scope)
    rows = [
        {
            "uid": each.uid, "name": each.name, "place": each.place,
            "standing": each.standing.value, "why": each.why,
            "conditions": [
                {"id": condition.code, "label": condition.label, "asks": asks,
                 "state": answer.stand.value, "text": answer.text,
                 "evidence": [list(pair) for pair in answer.evidence]}
                for condition, answer, asks in lines_of(each, found.rules)
            ],
        }
        for each in found.candidates
    ]  # fmt: skip
    lines = [found.said]
    lines += [
        f"{each.name}\t{each.place}\t{each.standing.words}" + (f"：{each.why}" if each.why else "")
        for each in found.candidates
    ]
    return Outcome({"year": year, "of": options.of, "most": found.most, "rows": rows}, lines)
