"""Which revision of a period an organisation handed in last, also where its database forgot.

A restored backup knows only the revisions of its time, and a program killed while it hands in
not even its last one. So they are kept once more beside the database, where a restore leaves
them, with what slips and the files on the stick tell. The next revision is above all of them.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission.heading import MOST_REVISIONS, readable_stamp
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.store import settings
from partydesk.store.atomic import written
from partydesk.store.home import Home
from partydesk.store.store import Own, Store

MOST_TOLD = 9_999
"""What others tell counts up to here, so that a false slip cannot use up the numbers."""

_CONTENT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Known:
    """A revision. `content` is its digest, `made_at` its UTC stamp, `previous` the digest of the
    revision before, `order` as heading.Heading has it; each empty where it is not known.
    """

    revision: int
    content: str = ""
    made_at: str = ""
    previous: str = ""
    order: str = ""


def latest(store: Store, connection: Connection, own: Own, period: Period) -> Known | None:
    """The highest revision of a period that this file, or what is kept beside it, knows."""
    found = connection.exec_driver_sql(
        "SELECT revision, content, made_at FROM submission "
        "WHERE direction = 'out' AND period = ? ORDER BY revision DESC LIMIT 2",
        (period.text,),
    ).fetchall()
    beside = _kept(store.home).get(own.uid, {}).get(period.text)
    if not found:
        return beside
    revision, content, made_at = found[0]
    before = found[1][1] if len(found) > 1 else ""
    return highest([beside, Known(revision, content, made_at, before)])


_ORDER = "submission_order"
"""The setting that holds the last order: it goes along with a backup, to another computer."""


def next_order(store: Store, connection: Connection, own: Own, made_at: str) -> str:
    """The order of what is written at `made_at`: after all that this organisation wrote before,
    as far as it is known, even if the clock was ahead then.
    """
    stamped = connection.exec_driver_sql(
        "SELECT max(made_at) FROM submission WHERE direction = 'out'"
    ).scalar()
    told = [settings.get(connection, _ORDER), str(stamped or "")]
    for known in _kept(store.home).get(own.uid, {}).values():
        told += [known.order, known.made_at]
    last = max(filter(readable_stamp, told), default="")
    if last < made_at:
        return made_at
    following = datetime.fromisoformat(last) + timedelta(milliseconds=1)
    return following.isoformat(sep=" ", timespec="milliseconds")


def keep_order(connection: Connection, order: str) -> None:
    """Remember the order of what has been written."""
    if order > settings.get(connection, _ORDER):
        settings.put(connection, _ORDER, order)


def highest(known: Iterable[Known | None]) -> Known | None:
    """The highest of these; of equal ones the first that tells its content."""
    return max(
        (each for each in known if each is not None),
        key=lambda each: (each.revision, bool(each.content)),
        default=None,
    )


def keep(home: Home, own: Own, period: Period, known: Known) -> None:
    """Keep a revision beside the database unless a higher one is. Raises UserError."""
    kept = _kept(home)
    before = kept.get(own.uid, {}).get(period.text)
    if before is not None and (before.revision > known.revision or before == known):
        return
    if before is not None and before.order > known.order:
        known = replace(known, order=before.order)
    kept.setdefault(own.uid, {})[period.text] = known
    with written(home.revisions) as temporary:
        temporary.write_text(
            json.dumps(
                {
                    uid: {text: asdict(each) for text, each in periods.items()}
                    for uid, periods in kept.items()
                }
            ),
            "utf-8",
        )


def keep_told(store: Store, period: str, told: Known, *, standing: bool) -> None:
    """Keep what a slip tells of a revision of this organisation, where it is news.

    `standing`: the committee has that one. With other content than this file's revision of the
    same number has, it overtakes it.
    """
    if not 1 <= told.revision <= MOST_TOLD:
        return
    if not _CONTENT.fullmatch(told.content):
        told = Known(told.revision)
    with contextlib.suppress(UserError):
        own, of = store.own, parse_period(period)
        with store.read() as connection:
            known = latest(store, connection, own, of)
        overtakes = standing and known is not None and known.content != told.content
        if known is None or told.revision >= known.revision + (0 if overtakes else 1):
            keep(store.home, own, of, told)


def lying_in(
    folder: Path, own: Own, period: Period, known: Known | None, cards: Cards
) -> Known | None:
    """The highest revision above the `known` one among the files of this organisation there.

    The name alone makes it count: nothing that lies there is written over by another revision.
    `cards` open what is sealed.
    """
    name = re.compile(
        rf"{re.escape(own.code)}_.*_{re.escape(period.text)}_v([1-9]\d{{0,3}})(_.*)?\.xlsx",
        re.ASCII | re.DOTALL,
    )
    least = known.revision if known else 0
    found = [
        (int(match[1]), path)
        for path in folder.glob(f"{escape(own.code)}_*.xlsx")
        if (match := name.fullmatch(path.name)) is not None and int(match[1]) > least
    ]
    if not found:
        return None
    revision = max(number for number, _ in found)
    files = [path for number, path in found if number == revision]
    return highest(
        [Known(revision), *(_told_by(path, own, period, revision, cards) for path in files)]
    )


def _told_by(path: Path, own: Own, period: Period, revision: int, cards: Cards) -> Known | None:
    """What a submission of this organisation tells of itself; None for any other file."""
    from partydesk.exchange.reading.workers import Readers
    from partydesk.exchange.submission.layout import data_sheets
    from partydesk.exchange.submission.reading_back import Wanted, read_submission

    with Readers(workers=1) as readers:
        jobs = [(str(path), Wanted(tuple(data_sheets()), cards))]
        ((_, read),) = readers.map(read_submission, jobs)
    if isinstance(read, UserError):
        return None
    same = (read.org_uid, read.period, read.revision) == (own.uid, period.text, revision)
    if not same:
        return None
    return Known(revision, read.declared, read.made_at, read.previous or "", read.order)


def _kept(home: Home) -> dict[str, dict[str, Known]]:
    """Organisation uid → period → revision; nothing where the file is not there or not ours."""
    try:
        told = json.loads(home.revisions.read_text("utf-8"))
        return {
            str(uid): {
                str(period): known
                for period, each in periods.items()
                if (known := _sound(each)) is not None
            }
            for uid, periods in told.items()
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _sound(told: Mapping[str, Any]) -> Known | None:
    revision = told.get("revision")
    if not isinstance(revision, int) or not 1 <= revision <= MOST_REVISIONS:
        return None
    digests = [
        digest if _CONTENT.fullmatch(digest) else ""
        for digest in (str(told.get("content")), str(told.get("previous")))
    ]
    made_at, order = (
        stamp if readable_stamp(stamp) else ""
        for stamp in (str(told.get("made_at")), str(told.get("order")))
    )
    return Known(revision, digests[0], made_at, digests[1], order)
