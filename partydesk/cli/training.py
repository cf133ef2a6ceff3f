"""The command on 培训计划: courses against attendance, the committee's beside a branch's own."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today
from partydesk.records.periods import parse_period


def training(options: Any) -> Outcome:
    """How each course of a year stands."""
    from partydesk.rules.park_courses import kept
    from partydesk.rules.training import courses, courses_of_park

    day = today()
    year = options.year or day.year
    with opened(options) as store, store.read() as connection:
        named = {
            row[0]: row[1]
            for row in connection.exec_driver_sql(
                "SELECT id, coalesce(nullif(short_name, ''), name) FROM organisation"
            )
        }
        found = [(each, named[each.organisation], False)
                 for each in courses(connection, parse_period(str(year)), day)]  # fmt: skip
        if store.role == "branch":
            by = kept(connection).by
            found += [(each, by, True)
                      for each in courses_of_park(connection, store.own.id, year, day)]  # fmt: skip
    listed, lines = [], []
    for each, whose, of_park in found:
        days = sorted({held.day for held in each.held})
        told = "、".join(days) or ("还没有带回学时" if of_park else "还没有开")
        if days:
            told += f"，应参加 {len(each.people)} 人，参加 {each.took_part} 人"
        lines.append(
            f"{each.name}\t{whose}\t{each.for_whom}\t{each.hours:g} 学时\t{each.when}\t{told}"
        )
        listed.append({
            "uid": each.uid, "name": each.name, "organisation": whose, "of_park": of_park,
            "for": list(each.audience), "hours": each.hours, "quarter": each.quarter or None,
            "days": days, "people": len(each.people), "took_part": each.took_part,
            "lacking": [who.name for who in each.people if days and not who.took_part],
        })  # fmt: skip
    return Outcome({"year": year, "courses": listed}, lines or [f"{year} 年没有培训计划"])
