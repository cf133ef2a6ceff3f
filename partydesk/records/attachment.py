"""附件: a file that belongs to a record; its bytes lie beside the database, under their SHA-256."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Record, RecordWriter, Row, Values, kinds
from partydesk.records.fields import Column, Kind, field
from partydesk.records.findings import UserError


class Attachment(Record):
    """One file of one record. It never travels: files stay on the laptop.

    What it belongs to is told by kind and uid, not by a reference: any kind may have files, and
    one column for each kind would have to follow every new one.
    """

    __tablename__ = "attachment"
    title: ClassVar[str] = "附件"
    position: ClassVar[int] = 99
    kept_within: ClassVar[bool] = True
    dated_by: ClassVar[str] = "added_on"
    described_by: ClassVar[tuple[str, ...]] = ("name",)
    natural_key: ClassVar[tuple[str, ...]] = ("of_kind", "of_uid", "sha256")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("of_uid",),)

    of_kind: Column[str] = field("所属记录类型", Kind.CODE, required=True, width=14)
    of_uid: Column[str] = field("所属记录编号", Kind.CODE, required=True, width=38, holds_uid=True)
    name: Column[str] = field("文件名", required=True, width=30, searched=True, listed=True)
    sha256: Column[str] = field("内容摘要", Kind.CODE, required=True, width=64)
    size: Column[int] = field(
        "大小（字节）", Kind.INTEGER, required=True, width=12, minimum=1, listed=True
    )
    added_on: Column[date] = field("添加日期", Kind.DATE, required=True, listed=True)

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Refuse a file for what takes none, or one that is there already."""
        cls.before_restore(writer, values)

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for another file under the same uid."""
        if any(values[name] != row[name] for name in ("of_kind", "of_uid", "sha256", "size")):
            raise UserError("read-only", "附件只能改文件名；要换文件，请另外添加，再删除旧的")

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for a file of what takes none now, and for one that is there already."""
        kind, uid = str(row.get("of_kind")), str(row.get("of_uid"))
        record = kinds().get(kind)
        if record is None or record.kept_within:
            raise UserError("no-attachments", f"“{kind}”类的记录不能带附件")
        owner = writer.find(kind, uid)
        if owner is None:
            raise record.unknown(uid)
        if owner["submission"] is not None:
            raise UserError(
                "read-only", f"这条{record.called()}是支部报来的，这里只能看，不能加附件"
            )
        if owner["deleted_at"]:
            raise record.owner_removed()
        twice = writer.connection.exec_driver_sql(
            "SELECT name FROM attachment WHERE of_kind = ? AND of_uid = ? AND sha256 = ? "
            "AND deleted_at IS NULL",
            (kind, uid, row.get("sha256")),
        ).scalar()
        if twice:
            raise UserError(
                "attached-twice", f"“{row.get('name')}”已在附件里（“{twice}”），没有再加"
            )
