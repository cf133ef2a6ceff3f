"""A committee's file with many branches, copied together from a few: for measuring, not for use."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kinds
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.sample import bulk

MODELS = 10


def park(folder: Path, branches: int, models: Sequence[Home] = ()) -> Home:
    """A committee of `branches` organisations, copies of the models; without any of such as have
    50 members, 120 sessions and 6,000 attendances."""
    home = Home(folder)
    if home.database.exists():
        return home
    models = models or [_model(folder.parent / f"model-{each}", each) for each in range(MODELS)]
    create(home, "committee", {"code": "P0000", "name": "园区党委"}).close()
    with closing(sqlite3.connect(home.database)) as connection:
        # Reported rows need a submission to have come with; here one for all.
        connection.execute(
            "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES ('in', 'replaced', '', 'P0001', '', "
            "'2026', '2026-01-01', '2026-12-31', 1, '2027-01-04 08:00:00', '', '', '', '', "
            "'[]', '[]', '{}', '2027-01-04 09:00:00')"
        )
        for number in range(branches):
            _copy(connection, models[number % len(models)].database, number)
        # And one of its own, by which the committee knows what each branch has told of.
        connection.execute(
            "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) SELECT 'in', 'current', uid, code, name, "
            "'2026', '2026-01-01', '2026-12-31', 1, '2027-01-04 08:00:00', '', '', '', '', "
            "'[]', '[]', '{}', '2027-01-04 09:00:00' FROM organisation WHERE submission IS NOT NULL"
        )
        connection.execute("ANALYZE")
        connection.commit()
    return home


def _model(folder: Path, number: int) -> Home:
    home = Home(folder)
    if not home.database.exists():
        bulk.bulk_branch(
            home, f"M{number:04d}", f"中共示例园区第{number}科技有限公司支部委员会",
            short_name=f"第{number}科技支部", seed=number, members=50, sessions=120, talks=60,
            tickets=40, attendance=6_000,
        ).close()  # fmt: skip
    return home


def _copy(connection: sqlite3.Connection, model: Path, number: int) -> None:
    """Every row of a branch, its numbers moved up behind those that are there."""
    connection.execute("ATTACH ? AS model", (str(model),))
    offset = {
        kind: connection.execute(f'SELECT coalesce(max(id), 0) FROM main."{kind}"').fetchone()[0]
        for kind in kinds()
    }
    own = offset["organisation"] + 1
    for kind, record in kinds().items():
        names = [column.key for column in record.__table__.columns]
        moved = {"id": kind} | {
            name: field.refers
            for name, field in fields(record).items()
            if field.kind is Kind.REFERENCE
        }
        parts = [
            f'"{name}" + {offset[moved[name]]}' if name in moved
            else str(own) if name == "organisation"
            else "1" if name == "submission"
            else f"'P{number + 1:04d}'" if (kind, name) == ("organisation", "code")
            else f'"{name}"'
            for name in names
        ]  # fmt: skip
        listed = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f'INSERT INTO main."{kind}" ({listed}) SELECT {", ".join(parts)} FROM model."{kind}"'
        )
    connection.commit()
    connection.execute("DETACH model")
