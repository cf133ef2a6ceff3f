"""What time it is: the one place where the computer's clock is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

source: Callable[[], datetime] = datetime.now
"""Gives the local time, naive. Looked up at every call: tests and pictures put another here."""


def now() -> datetime:
    """The local time, naive."""
    return source()


def today() -> date:
    """The local day."""
    return source().date()


def now_stamp() -> str:
    """The present moment in UTC as records keep it: ``2026-11-23 07:03:42``."""
    return source().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def precise_stamp() -> str:
    """The present moment in UTC to the millisecond, for what must be told apart by time alone."""
    return source().astimezone(UTC).isoformat(sep=" ", timespec="milliseconds")[:23]


def local_day(stamp: str) -> date:
    """The local day of a UTC stamp as records keep it."""
    moment = datetime.strptime(stamp[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return moment.astimezone().date()


def not_ahead(day: date | str) -> str | None:
    """A check: what is recorded as done was done by today. `day` may be its ISO text."""
    return f"{day} 这一天还没有到，请核对" if str(day) > today().isoformat() else None
