"""The stamps of records and files are UTC; people read them in their own time."""

from __future__ import annotations

from datetime import UTC, datetime


def local(stamp: str) -> str:
    """A UTC stamp (``2026-11-23 07:03:42``) as the local day and time to the minute."""
    moment = datetime.strptime(stamp[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def utc(stamp: str) -> str:
    """A stamp, of whatever zone, in the form records keep: `2026-11-23 07:03:42`, UTC; what is
    none as it stands."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
