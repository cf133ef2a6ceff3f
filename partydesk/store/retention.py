"""Which backups are kept as they grow older: many of the last days, fewer of the past year."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from partydesk.store import atomic
from partydesk.store.backup import backups, local_time

ALL_WITHIN = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 12
ARCHIVES = (3, 3, 6)  # days, weeks, months
# The copy made before an upgrade is the only way back to the program before it.
_UPGRADE_KEPT = timedelta(days=366)


def keep(
    times: Sequence[datetime],
    now: datetime,
    within: timedelta = ALL_WITHIN,
    numbers: tuple[int, int, int] = (DAYS, WEEKS, MONTHS),
) -> set[datetime]:
    """The times to keep: all of the last 2 days (and of the future: a clock can be wrong), then
    the newest of each of 12 days, beyond those of 10 ISO weeks, beyond those of 12 months; or
    of other `numbers`, after another time `within` which all are kept.

    Days, weeks and months are counted where there are backups: who opens the file once a month
    keeps them for years. The newest of all is always kept.
    """
    older = sorted(set(times), reverse=True)
    kept = set(older[:1])
    recent = [time for time in older if now - time <= within]
    kept.update(recent)
    older = older[len(recent) :]
    tiers: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (numbers[0], lambda time: time.date()),
        (numbers[1], lambda time: time.isocalendar()[:2]),
        (numbers[2], lambda time: (time.year, time.month)),
    )
    for number, period in tiers:
        newest: dict[Hashable, datetime] = {}
        while older and (period(older[0]) in newest or len(newest) < number):
            time = older.pop(0)
            newest.setdefault(period(time), time)
        kept.update(newest.values())
    return kept


def thin(folder: Path, now: datetime | None = None) -> list[Path]:
    """Delete the backups in `folder` that `keep` does not keep; returns those deleted.

    Archives hold all attached files each time: there are fewer of them, one a day. Only files
    named by partydesk.store.backup are touched. The newest stays, and so does a backup with reason
    'upgrade' for a year. One that cannot be deleted is left for next time.
    """
    moment = local_time(now)
    deleted = []
    for whole in (True, False):
        made = [one for one in backups(folder) if one.whole is whole]
        times = [one.made_at for one in made]
        kept = keep(times, moment, timedelta(0), ARCHIVES) if whole else keep(times, moment)
        days = {one.made_at.date() for one in made[:1]}
        for one in made[1:]:
            again = whole and one.made_at.date() in days
            days.add(one.made_at.date())
            young_upgrade = one.reason == "upgrade" and moment - one.made_at <= _UPGRADE_KEPT
            if (one.made_at in kept and not again) or young_upgrade:
                continue
            with contextlib.suppress(OSError):
                one.path.unlink()
                deleted.append(one.path)
    atomic.sweep(folder)
    return deleted
