"""The rows of the register: those that are reported, those entered here that stand back."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.records.base import kinds
from partydesk.records.checks import folded_code
from partydesk.store import rows

REPORTED = "reported"
"""`deleted_at` of rows the committee entered itself for a branch that now reports its own."""


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
    declared = connection.exec_driver_sql(
        "SELECT code, ended_on FROM organisation WHERE submission IS NULL AND ended_on IS NOT NULL"
    )
    ended = {folded_code(row[0]): row[1] for row in declared}.get(folded_code(held.org_code))
    made = rows.insert(
        connection,
        "organisation",
        {
            **by_name,
            "uid": held.org_uid,
            "code": held.org_code,
            "submission": submission,
            "ended_on": ended,  # what the committee alone knows of it
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
    theirs = "organisation = ? AND deleted_at IS ? AND submission IS NULL"
    # Which kinds have any is asked of all at once: mostly none has, and this is done per file.
    any_of_each = " UNION ALL ".join(
        f"SELECT '{kind}' WHERE EXISTS (SELECT 1 FROM \"{kind}\" WHERE {theirs})"
        for kind in kinds()
    )
    for organisation in declared:
        found = connection.exec_driver_sql(any_of_each, (organisation, before) * len(kinds()))
        for (kind,) in found.fetchall():
            connection.exec_driver_sql(
                f'UPDATE "{kind}" SET deleted_at = ? WHERE {theirs}', (after, organisation, before)
            )
