"""The 晨会 of an invented branch, ticked every Monday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from partydesk.sample.plan import working_day
from partydesk.store.store import Store

_TOPICS = ("安全提醒", "晨学一句话", "本周任务")


def keep_mornings(store: Store, year: int, through: date) -> None:
    """Tick them up to a day, from the day on which the branch was founded; a day has one."""
    with store.write("录入示例晨会") as writer:
        own = writer.row("organisation", store.own.id) or {}
        first = max(
            date(year, 1, 5), date.fromisoformat(str(own.get("founded_on") or "0001-01-01"))
        )
        held = {
            row[0]
            for row in writer.connection.exec_driver_sql(
                "SELECT substr(starts_at, 1, 10) FROM session WHERE kind = 'morning_meeting' "
                "AND deleted_at IS NULL AND submission IS NULL"
            )
        }
        day, number = first + timedelta((7 - first.weekday()) % 7), 0
        while day <= min(through, date(year, 12, 31)):
            if working_day(day) == day and day.isoformat() not in held:
                writer.add("session", {
                    "kind": "morning_meeting", "topic": _TOPICS[number % len(_TOPICS)],
                    "starts_at": datetime.combine(day, time(8, 20)), "place": "车间门口",
                })  # fmt: skip
            day, number = day + timedelta(7), number + 1
