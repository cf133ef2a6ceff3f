"""Taking one submission: it becomes the current one and the organisation's rows follow it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge import against_known, conflicts, precedence
from partydesk.exchange.merge.projection import Changes, Current, project
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.exchange.submission.row_changes import as_json
from partydesk.records.base import kinds
from partydesk.records.checks import folded_code
from partydesk.records.clock import now_stamp
from partydesk.records.findings import Finding
from partydesk.store import received, rows
from partydesk.store.store import Store

REMARK = "remark"
"""The code under which what was remarkable stands among a submission's findings."""

REPORTED = "reported"
"""`deleted_at` of rows the committee entered itself for a branch that now reports its own."""


def accept(
    store: Store,
    connection: Connection,
    held: ReadSubmission,
    file_name: str,
    sources: dict[str, Path] | None,
) -> Changes:
    """Record the submission as current and make the organisation's rows follow."""
    connection.exec_driver_sql(
        "UPDATE submission SET state = 'replaced' WHERE direction = 'in' AND state = 'current' "
        "AND org_code = ? AND org_uid = ? AND period = ?",
        (held.org_code, held.org_uid, held.period),
    )
    findings = [finding.as_dict() for finding in held.findings]
    cursor = connection.exec_driver_sql(
        "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
        "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
        "edited_rows, problems, counts, taken_at) "
        "VALUES ('in', 'current', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            held.org_uid, held.org_code, held.org_name, held.period, held.first_day,
            held.last_day, held.revision, held.made_at, held.program, held.content, held.sha256,
            file_name, as_json(held.edited), json.dumps(findings, ensure_ascii=False),
            json.dumps(held.counts), now_stamp(),
        ),
    )  # fmt: skip
    this = Current(int(cursor.lastrowid or 0), held)
    others = _others(store, connection, held, this.id, sources or {})
    organisation, fresh = organisation_row(connection, held, this.id)
    changes = project(
        connection, organisation, [*others, this], sample=sources is not None, fresh=fresh
    )
    those = [each.held for each in others]
    changes.remarks = (
        *precedence.remarks(held, those), *against_known.far_figures(held, those)
    )  # fmt: skip
    set_declared_aside(connection, held.org_code)
    conflicts.outdate(connection)
    return changes


def keep_remarks(connection: Connection, held: ReadSubmission, remarks: Sequence[str]) -> None:
    """Keep what was remarkable about a submission with what was found in it."""
    if not remarks:
        return
    told = [*held.findings, *(Finding(REMARK, text, fatal=False) for text in remarks)]
    connection.exec_driver_sql(
        "UPDATE submission SET problems = ? WHERE direction = 'in' AND state = 'current' "
        "AND org_code = ? AND org_uid = ? AND period = ?",
        (
            json.dumps([each.as_dict() for each in told], ensure_ascii=False),
            held.org_code, held.org_uid, held.period,
        ),
    )  # fmt: skip


def people(connection: Connection, held: ReadSubmission) -> dict[str, str]:
    """uid → name of everybody whom the submission's organisation shows now."""
    found = connection.exec_driver_sql(
        "SELECT uid, name FROM member WHERE submission IS NOT NULL AND organisation = "
        "(SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL)",
        (held.org_uid, held.org_code),
    )
    return {row[0]: row[1] for row in found}


def _others(
    store: Store, connection: Connection, held: ReadSubmission, this: int, sources: dict[str, Path]
) -> list[Current]:
    """The organisation's current submissions of other periods, read again from the archive."""
    found = connection.exec_driver_sql(
        "SELECT id, sha256, file_name FROM submission WHERE direction = 'in' AND state = 'current' "
        "AND org_code = ? AND org_uid = ? AND id != ?",
        (held.org_code, held.org_uid, this),
    ).fetchall()
    # They were judged in a worker when they came; that their bytes are the same is proved.
    return [
        Current(
            row[0],
            read_taken(str(sources.get(row[1]) or received.kept(store.home, row[1], row[2]))),
        )
        for row in found
    ]


def organisation_row(
    connection: Connection, held: ReadSubmission, submission: int
) -> tuple[int, bool]:
    """The id of the reported organisation's row, and whether it was made just now."""
    found = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL",
        (held.org_uid, held.org_code),
    ).fetchone()
    if found:
        return int(found[0]), False
    names = sheet_of("organisation").names
    by_name = dict(zip(names, held.rows["organisation"][0][1], strict=True))
    made = rows.insert(
        connection,
        "organisation",
        {
            **by_name,
            "uid": held.org_uid,
            "code": held.org_code,
            "submission": submission,
            "created_at": held.made_at,
            "updated_at": held.made_at,
            "search": "",
        },
    )
    rows.update(connection, "organisation", made, {"organisation": made})
    return made, True


def set_declared_aside(connection: Connection, code: str) -> None:
    """Rows the committee entered for a code stand back while a branch reports under it, however
    each of them writes it (p0312, P0312)."""

    def alike(which: str) -> list[int]:
        found = connection.exec_driver_sql(
            f"SELECT id, code FROM organisation WHERE submission IS {which}"
        )
        return [row[0] for row in found if folded_code(row[1]) == folded_code(code)]

    declared = alike("NULL")
    if not declared:
        return
    reported = alike("NOT NULL")
    before, after = (None, REPORTED) if reported else (REPORTED, None)
    for organisation in declared:
        for kind in kinds():
            connection.exec_driver_sql(
                f'UPDATE "{kind}" SET deleted_at = ? WHERE organisation = ? AND deleted_at IS ? '
                "AND submission IS NULL",
                (after, organisation, before),
            )
