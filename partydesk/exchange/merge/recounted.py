"""What branches had handed in at a moment, counted again by itself from the archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from partydesk.exchange.merge import conflicts
from partydesk.exchange.merge.apply_submission import accept
from partydesk.exchange.merge.moments import Kept
from partydesk.exchange.merge.register import registered
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.records.base import kind_of
from partydesk.records.fields import Privacy, fields
from partydesk.records.ledger import Answer
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules import indicators
from partydesk.rules.indicators import Indicator, Tally
from partydesk.store import cipher, queries, received, rows, settings
from partydesk.store.home import Home
from partydesk.store.progress import Progress
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store, create

_OWN_SETTINGS = ("role", "own", "conflicts_stale")


class Recounted:
    """The figures of some branches alone: `tally` counts them, `branches` are their ids in it;
    `rows` are those behind each wanted figure, by organisation's code and uid, `records` their
    texts by label."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        kept: Sequence[Kept],
        period: Period,
        wanted: Sequence[Indicator],
        progress: Progress,
    ) -> None:
        own = {"code": store.own.code, "name": store.own.name}
        key = cipher.key_of(store.home.database)
        with create(Home(folder), "committee", own, key) as there:
            with store.read() as connection:
                pairs = connection.exec_driver_sql("SELECT key, value FROM setting").fetchall()
                given = [
                    dict(row) for row in connection.execute(select(Answer.__table__)).mappings()
                ]
            with ExitStack() as readable, there.transaction() as connection:
                for key, value in pairs:
                    if key not in _OWN_SETTINGS:
                        settings.put(connection, key, value)
                if given:
                    connection.execute(insert(Answer), given)
                _copy_ledger(store, connection, there.own.id)
                cards = opening(connection)
                paths: dict[str, Path] = {}
                for number, each in enumerate(kept):
                    progress(number, len(kept), each.file_name)
                    there_for_now = received.kept(store.home, each.sha256, each.file_name)
                    paths[each.sha256] = readable.enter_context(there_for_now)
                    held = read_taken(str(paths[each.sha256]), each.file_code, cards)
                    held = registered(connection, held, (each.org_uid, each.org_code))
                    accept(there, connection, held, each.file_name, paths)
                conflicts.refresh(connection)
            with there.read() as connection:
                self.tally: Tally = indicators.tally(connection, period)
                self.branches = {
                    int(row[0])
                    for row in connection.exec_driver_sql(
                        "SELECT id FROM organisation WHERE id != ?", (there.own.id,)
                    )
                }
                self.rows = {
                    each.id: {
                        (row["organisation"], row["uid"]): row
                        for row in evidence_of(connection, each, period, self.branches)
                    }
                    for each in wanted
                }
                self.records = _records(connection, self.rows)


def _copy_ledger(store: Store, there: Connection, own: int) -> None:
    """The committee's own enterprises: they are one register with those of its branches."""
    names = rows.columns("enterprise")
    listed = ", ".join(f'"{name}"' for name in names)
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {listed} FROM enterprise WHERE submission IS NULL AND organisation = ?",
            (store.own.id,),
        ).fetchall()
    place = names.index("organisation")
    rows.insert_many(
        there, "enterprise", names,
        [(*row[:place], own, *row[place + 1 :]) for row in found],
    )  # fmt: skip


def evidence_of(
    connection: Connection, indicator: Indicator, period: Period, branches: Collection[int]
) -> list[Mapping[str, Any]]:
    """The rows of a figure that these branches account for, each under its branch's code.

    What counts branches themselves is the committee's figure; its rows are the branches.
    """
    if indicator.record is not Organisation:
        return indicators.evidence(connection, indicator.id, period, branches)
    codes = {
        row[0]: row[1]
        for row in connection.exec_driver_sql("SELECT uid, code, id FROM organisation")
        if row[2] in branches
    }
    found = indicators.evidence(connection, indicator.id, period)
    return [{**row, "organisation": codes[row["uid"]]} for row in found if row["uid"] in codes]


def _records(
    connection: Connection, rows: Mapping[str, Mapping[Any, Mapping[str, Any]]]
) -> dict[tuple[str, str, str], dict[str, str]]:
    """Kind, organisation and uid of each record behind the figures → its texts by label."""
    wanted: dict[str, set[str]] = {}
    for found in rows.values():
        for row in found.values():
            wanted.setdefault(row["kind"], set()).add(row["uid"])
    told = {}
    for kind, uids in wanted.items():
        named = {
            name: field.label
            for name, field in fields(kind_of(kind)).items()
            if field.privacy is not Privacy.CONFIDENTIAL
        }
        ids = [
            int(row[0])
            for row in connection.exec_driver_sql(f'SELECT id, uid FROM "{kind}"')
            if row[1] in uids
        ]
        for row in queries.window(connection, kind, ids).values():
            told[kind, str(row["organisation_code"] or ""), str(row["uid"])] = {
                label: cell_text(kind, name, row) for name, label in named.items()
            }
    return told
