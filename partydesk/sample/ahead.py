"""What an invented branch still has before it in its year: the sessions it has planned."""

from __future__ import annotations

from datetime import date, datetime, time

from partydesk.sample.habits import BRANCH
from partydesk.sample.plan import working_day
from partydesk.store.store import Store

_PLANNED = ("branch_committee", "theme_day", "lecture", "study_day")


def keep_plans(store: Store, year: int, through: date) -> None:
    """Plan them from the day after this one to the year's end."""
    with store.write("录入示例活动计划") as writer:
        for habit in BRANCH if store.role == "branch" else ():
            if habit.kind not in _PLANNED:
                continue
            for month in habit.months:
                day = working_day(date(year, month, habit.day))
                if through < day <= date(year, 12, 31):
                    writer.add("session", {
                        "kind": habit.kind, "state": "planned", "place": habit.place,
                        "topic": habit.topics[(month - 1) % len(habit.topics)],
                        "starts_at": datetime.combine(day, time.fromisoformat(habit.at)),
                    })  # fmt: skip
