"""What there may be only once in a file: two records with the same two values are refused."""

from __future__ import annotations

from partydesk.records.base import Record, RecordWriter, Row
from partydesk.records.findings import Finding, UserError


def only_once(
    record: type[Record], writer: RecordWriter, row: Row, columns: tuple[str, str], words: str
) -> None:
    """Raises UserError where another record of this file has the same two values; `words` say so,
    with the row's values in their places."""
    first, second = columns
    # Two people may bear one name: they are told apart by their records.
    more, told = "", [row[first], row[second], row["id"]]
    if row.get("about"):
        more, told = " AND coalesce(about, ?) = ?", [*told, row["about"], row["about"]]
    twice = writer.connection.exec_driver_sql(
        f'SELECT id FROM {record.__tablename__} WHERE "{first}" = ? AND "{second}" = ? '
        f"AND deleted_at IS NULL AND submission IS NULL AND id != ?{more}",
        tuple(told),
    ).fetchone()
    if twice:
        said = words.format(**row)
        finding = Finding("twice", said, column=second)
        raise UserError("twice", f"{record.title}没有保存：{said}", [finding])
