"""Finding an organisation by its code, however somebody writes it."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.records.checks import folded_code


def code_as_kept(connection: Connection, code: str) -> str:
    """An organisation's code as the file keeps it, for one typed in small letters or full width;
    as typed where none is like it, or several are."""
    codes = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT code FROM organisation WHERE deleted_at IS NULL"
        )
    ]
    alike = {each for each in codes if folded_code(each) == folded_code(code)}
    return str(alike.pop()) if code not in alike and len(alike) == 1 else code
