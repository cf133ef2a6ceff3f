"""What there may be only once in a file: two records with the same values are refused."""

from __future__ import annotations

from partydesk.records.base import Record, RecordWriter, Row
from partydesk.records.findings import Finding, UserError


def only_once(
    record: type[Record], writer: RecordWriter, row: Row, columns: tuple[str, ...], words: str
) -> None:
    """Raises UserError where another record of this file has the same values; `words` say so,
    with the row's values in their places."""
    # Two people may bear one name: they are told apart by their records.
    more, told = "", [*(row[each] for each in columns), row["id"]]
    if row.get("about"):
        more, told = " AND coalesce(about, ?) = ?", [*told, row["about"], row["about"]]
    same = " AND ".join(f'"{each}" IS ?' for each in columns)
    twice = writer.connection.exec_driver_sql(
        f"SELECT id FROM {record.__tablename__} WHERE {same} "
        f"AND deleted_at IS NULL AND submission IS NULL AND id != ?{more}",
        tuple(told),
    ).fetchone()
    if twice:
        said = words.format(**row)
        finding = Finding("twice", said, column=columns[-1])
        raise UserError("twice", f"{record.title}没有保存：{said}", [finding])
