"""What was written into a field before, to be offered to whoever writes into it again."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.records.registry import kind_of

_LOOKED_AT = 600  # of the latest records; older ones say little about the next
_MOST = 60


def written_before(
    connection: Connection, kind: str, column: str, own: int, sort: str = ""
) -> list[str]:
    """The different texts of a column in the own records of a kind, the latest first; those of
    records of the same sort (the code of their column `kind`) before all others."""
    record = kind_of(kind)
    sorted_by = '"kind"' if "kind" in record.__table__.columns else "''"
    found = connection.exec_driver_sql(
        f'SELECT "{column}", {sorted_by} FROM "{kind}" WHERE organisation = ? '
        f'AND submission IS NULL AND deleted_at IS NULL AND "{column}" IS NOT NULL '
        f'ORDER BY "{record.dated_by or "id"}" DESC, id DESC LIMIT ?',
        (own, _LOOKED_AT),
    ).fetchall()
    same = [text for text, code in found if sort and code == sort]
    return list(dict.fromkeys((*same, *(text for text, _ in found))))[:_MOST]
