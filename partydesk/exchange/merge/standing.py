"""A branch's submissions that stand, read again from the archive as the register has them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge.one_name import Current
from partydesk.exchange.merge.projection import project
from partydesk.exchange.merge.register import SOURCE, Pair, registered
from partydesk.exchange.merge.register_rows import organisation_row, set_declared_aside
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.heading import HAND_FILLED
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.store import received
from partydesk.store.home import Home


def current(
    home: Home,
    connection: Connection,
    branch: Pair,
    sources: Mapping[str, Path] | None = None,
    besides: int = 0,
) -> list[Current]:
    """The branch's current submissions, but for the one with the id `besides`.

    `sources` says where files lie that the archive does not have yet. They were judged in a
    worker when they came; that their bytes are the same is proved.
    """
    found = connection.exec_driver_sql(
        "SELECT id, sha256, file_name, coalesce(file_code, org_code) FROM submission "
        "WHERE direction = 'in' AND state = 'current' AND org_uid = ? AND org_code = ? AND id != ?",
        (*branch, besides),
    ).fetchall()
    cards = opening(connection)
    taken = []
    for number, digest, name, code in found:
        source = (sources or {}).get(digest)
        with nullcontext(source) if source else received.kept(home, digest, name) as path:
            held = read_taken(str(path), code, cards)
        taken.append(Current(number, registered(connection, held, branch)))
    return taken


def bring_back(
    connection: Connection, branch: Pair, period: str, file_uid: str, program: str
) -> int:
    """Let the revision before the one withdrawn stand again; its id, 0 for none."""
    previous = connection.exec_driver_sql(
        "SELECT id FROM submission WHERE direction = 'in' AND state = 'replaced' "
        f"AND org_uid = ? AND org_code = ? AND period = ? AND ({SOURCE} = ? OR program = ?) "
        "ORDER BY revision DESC, id DESC LIMIT 1",
        # Of those filled in by hand each goes on from the one before, whatever it is called by.
        (*branch, period, file_uid, HAND_FILLED if program == HAND_FILLED else None),
    ).scalar()
    if previous is not None:
        connection.exec_driver_sql(
            "UPDATE submission SET state = 'current' WHERE id = ?", (previous,)
        )
    return int(previous or 0)


def show(
    home: Home,
    connection: Connection,
    branch: Pair,
    sources: Mapping[str, Path] | None = None,
) -> list[Current]:
    """Make the file show what the branch's current submissions say, and nothing where none
    stands; those submissions."""
    held = current(home, connection, branch, sources)
    row = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL", branch
    ).scalar()
    fresh = False
    if row is None and held:
        row, fresh = organisation_row(connection, held[-1].held, held[-1].id)
    if row is not None:
        project(connection, int(row), held, fresh=fresh)
    set_declared_aside(connection, branch[1])
    return held
