"""晨会 and 学习日 of a year, day by day: which were held, which are working days; it reads only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.rules.park_settings import holidays
from partydesk.rules.working_days import working_days


@dataclass(frozen=True, slots=True)
class TickDay:
    """A day: how often it was held, the uid of the record (the first), whether people work on it,
    and whether it can be ticked, which what lies ahead cannot."""

    day: date
    held: int
    uid: str
    works: bool
    open: bool


@dataclass(frozen=True, slots=True)
class TickYear:
    """A year of a kind that is ticked. `used_from` is the start day; `remark` says whose holidays
    nobody knows."""

    kind: str
    year: int
    days: Mapping[date, TickDay]
    used_from: date | None
    remark: str

    def month(self, month: int) -> list[TickDay]:
        """The days of a month."""
        return [self.days[date(self.year, month, number + 1)]
                for number in range(monthrange(self.year, month)[1])]  # fmt: skip

    def held(self, month: int) -> int:
        """How many sessions a month has."""
        return sum(each.held for each in self.month(month))

    def missing(self, month: int) -> list[date]:
        """The working days of a month, until today and from the start day on, without a tick."""
        return [
            each.day
            for each in self.month(month)
            if each.works and each.open and not each.held
            and (self.used_from is None or each.day >= self.used_from)
        ]  # fmt: skip


def tick_year(connection: Connection, organisation: int, kind: str, year: int) -> TickYear:
    """The year of one organisation."""
    found: dict[str, list[str]] = {}
    for starts, uid in connection.exec_driver_sql(
        "SELECT starts_at, uid FROM session WHERE organisation = ? AND kind = ? "
        "AND submission IS NULL AND deleted_at IS NULL AND state = 'held' "
        "AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
        (organisation, kind, f"{year}-01-01", f"{year + 1}-01-01"),
    ):
        found.setdefault(starts[:10], []).append(uid)
    extra, today = holidays(connection), clock.today()
    days: dict[date, TickDay] = {}
    remark = working_days(date(year, 1, 1), date(year, 1, 1), extra).remark
    for number in range(date(year, 12, 31).timetuple().tm_yday):
        day = date.fromordinal(date(year, 1, 1).toordinal() + number)
        uids = found.get(day.isoformat(), ())
        works = bool(working_days(day, day, extra).days)
        days[day] = TickDay(day, len(uids), uids[0] if uids else "", works, day <= today)
    start = connection.exec_driver_sql(
        "SELECT used_from FROM organisation WHERE id = ?", (organisation,)
    ).scalar()
    return TickYear(kind, year, days, date.fromisoformat(start) if start else None, remark)
