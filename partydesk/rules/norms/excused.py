"""What is not held against anybody: days before the program was used, and 不适用."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.rules.norms.declared import OPEN, Obligation, State
from partydesk.rules.norms.fact_rows import all_rows


class Excuses:
    """Makes what an exemption reaches and is not done exempt, with its reason as text, and what was
    due before its organisation's 启用日期, or of a time that ended before it, 以前的; what is due
    once it is dissolved is asked of nobody. What is done stays done.

    An exemption reaches what is due within its days; what has no day, while it holds on `today`,
    and so does a delay to which a superior consented (`Norm.delayed`).
    """

    def __init__(self, connection: Connection, today: date) -> None:
        self._today = today
        self._used_from, self._ended_on = (
            {
                row[0]: date.fromisoformat(row[1])
                for row in all_rows(
                    connection, f"SELECT id, {name} FROM organisation WHERE {name} IS NOT NULL"
                )
            }
            for name in ("used_from", "ended_on")
        )
        self._uids = dict(all_rows(connection, "SELECT id, uid FROM organisation"))
        self._exempted: dict[tuple[int, str], list[tuple[str, str, str, str]]] = defaultdict(list)
        for organisation, norm, about, since, until, reason in all_rows(
            connection,
            "SELECT organisation, norm, about, from_on, until_on, reason FROM exemption"
            " WHERE deleted_at IS NULL ORDER BY from_on, id",
        ):
            self._exempted[organisation, norm].append((about or "", since, until or "9", reason))

    def held(self, item: Obligation) -> Obligation:
        """The item, excused where it is to be."""
        if item.state not in OPEN:
            return item
        today = self._today
        when = item.due or today
        exempted = self._exempted.get((item.organisation, item.norm.id))
        if exempted:
            day = when.isoformat()
            # Who has neither uid nor name is the organisation itself.
            subjects = ("", item.uid, item.about) if item.uid or item.about else (
                "", self._uids.get(item.organisation)
            )  # fmt: skip
            for about, since, until, reason in exempted:
                late = item.norm.delayed and until < today.isoformat()
                if about in subjects and since <= day <= until and not late:
                    item.state, item.text = State.EXEMPT, reason
                    return item
        over = self._ended_on.get(item.organisation)
        if over is not None and when >= over:
            item.state, item.text = State.EXEMPT, f"{over} 撤销"
            return item
        start = self._used_from.get(item.organisation)
        if start is not None and item.state is not State.LACKING and _ended(item) < start:
            item.state = State.BEFORE
        return item


def _ended(item: Obligation) -> date:
    """The day by which what is asked for was to be done, or on which its time was over: the sheet
    of a quarter is due after it, and yet of that quarter."""
    days = [item.due or date.max]
    if item.slot:
        days.append(parse_period(item.slot).last)
    return min(days)
