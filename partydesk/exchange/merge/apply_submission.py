"""Taking one submission: it becomes the current one and the organisation's rows follow it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.merge import against_known, conflicts, precedence
from partydesk.exchange.merge.one_name import Current
from partydesk.exchange.merge.projection import Changes, project
from partydesk.exchange.merge.register import SOURCE, same_chain
from partydesk.exchange.merge.register_rows import organisation_row, set_declared_aside
from partydesk.exchange.merge.standing import current
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.row_changes import as_json
from partydesk.records.clock import now_stamp
from partydesk.records.findings import Finding
from partydesk.rules import told_below
from partydesk.rules.norms import dues_told
from partydesk.store.store import Store

REMARK = "remark"
"""The code under which what was remarkable stands among a submission's findings."""


def accept(
    store: Store,
    connection: Connection,
    held: ReadSubmission,
    file_name: str,
    sources: dict[str, Path] | None,
) -> Changes:
    """Record the submission as current and make the organisation's rows follow."""
    for number, file_uid, program in connection.exec_driver_sql(
        f"SELECT id, {SOURCE}, program FROM submission WHERE direction = 'in' "
        "AND state = 'current' AND org_code = ? AND org_uid = ? AND period = ?",
        (held.org_code, held.org_uid, held.period),
    ).fetchall():
        if same_chain(held, file_uid, program):
            connection.exec_driver_sql(
                "UPDATE submission SET state = 'replaced' WHERE id = ?", (number,)
            )
    findings = [finding.as_dict() for finding in held.findings]
    cursor = connection.exec_driver_sql(
        "INSERT INTO submission (direction, state, org_uid, org_code, org_name, file_uid, "
        "file_code, period, "
        "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
        "edited_rows, problems, counts, taken_at) "
        "VALUES ('in', 'current', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            held.org_uid, held.org_code, held.org_name,
            held.file_uid if held.file_uid != held.org_uid else None,
            held.file_code if held.file_code != held.org_code else None,
            held.period, held.first_day, held.last_day, held.revision, held.made_at,
            held.program, held.content, held.sha256, file_name,
            as_json(held.edited), json.dumps(findings, ensure_ascii=False),
            json.dumps(held.counts), now_stamp(),
        ),
    )  # fmt: skip
    this = Current(int(cursor.lastrowid or 0), held)
    if held.below is not None:
        told_below.keep(connection, this.id, held.below)
    if held.dues is not None:
        dues_told.keep(connection, this.id, held.dues)
    branch = (held.org_uid, held.org_code)
    others = current(store.home, connection, branch, sources, besides=this.id)
    organisation, fresh = organisation_row(connection, held, this.id)
    changes = project(
        connection, organisation, [*others, this], sample=sources is not None, fresh=fresh
    )
    changes.submission = this.id
    those = [each.held for each in others]
    changes.remarks = (
        *precedence.remarks(held, those), *against_known.far_figures(held, those)
    )  # fmt: skip
    set_declared_aside(connection, held.org_code)
    conflicts.outdate(connection)
    return changes


def keep_remarks(
    connection: Connection, submission: int, held: ReadSubmission, remarks: Sequence[str]
) -> None:
    """Keep what was remarkable about a submission with what was found in it."""
    if not remarks:
        return
    told = [*held.findings, *(Finding(REMARK, text, fatal=False) for text in remarks)]
    connection.exec_driver_sql(
        "UPDATE submission SET problems = ? WHERE id = ?",
        (json.dumps([each.as_dict() for each in told], ensure_ascii=False), submission),
    )


def people(connection: Connection, held: ReadSubmission) -> dict[str, str]:
    """uid → name of everybody whom the submission's organisation shows now."""
    found = connection.exec_driver_sql(
        "SELECT uid, name FROM member WHERE submission IS NOT NULL AND organisation = "
        "(SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL)",
        (held.org_uid, held.org_code),
    )
    return {row[0]: row[1] for row in found}
