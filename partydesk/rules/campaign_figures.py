"""专项行动 in figures: how many are done of each, against its goal, on a period's last day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules.campaign_standing import Campaign
from partydesk.rules.campaigns import campaign, heads
from partydesk.rules.share import per_cent


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign was on a day: `whole` as it stands then, `done` of its `goal`."""

    whole: Campaign
    done: int
    goal: int

    @property
    def rate(self) -> float | None:
        """Done in per cent of the goal, with one decimal; None where there is none."""
        return per_cent(self.done, self.goal)


def progress(
    connection: Connection, period: Period, organisations: Collection[int] | None, today: date
) -> list[Progress]:
    """The campaigns that run in a period, as they stood on its last day, or stand today.

    `organisations` limits over whose subjects; a set goal is the whole campaign's, and of some
    organisations their own goals are asked for, or all of their subjects.
    """
    day = min(today, period.last)
    found = []
    for head in heads(connection):
        if not head.runs(period.first, day):
            continue
        whole = campaign(connection, head, day, organisations)
        found.append(Progress(whole, whole.done, whole.goal))
    return found


DONE, RATE = "campaign_done:", "campaign_progress:"
"""The figures of a campaign: these, and its uid behind them."""


def campaign_evidence(
    connection: Connection,
    id: str,
    period: Period,
    organisations: Collection[int] | None,
    today: date,
) -> list[Mapping[str, Any]]:
    """A row for each subject that is done: its last step. Raises KeyError for what is none."""
    codes = {
        row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, code FROM organisation")
    }
    for each in progress(connection, period, organisations, today):
        if id in (DONE + each.whole.head.uid, RATE + each.whole.head.uid):
            done = [s for s in each.whole.subjects if s.done_on and s.done_on <= each.whole.today]
            return [
                {
                    "kind": "campaign_done",
                    "uid": max(s.ticks.values(), key=lambda tick: tick.on).uid,
                    "organisation": codes.get(s.organisation, ""),
                    "date": str(s.done_on),
                    "text": s.name,
                    "amount": 1,
                }
                for s in sorted(done, key=lambda s: (str(s.done_on), s.name))
            ]
    raise KeyError(id)
