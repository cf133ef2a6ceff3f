"""附件: a file that belongs to a record; its bytes lie beside the database, under their SHA-256."""

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from partydesk.records.base import Record
from partydesk.records.fields import Kind, field

WITHOUT = frozenset({"attendance", "ticket_step", "attachment"})
"""The kinds whose records take no files: they are kept within another record."""


class Attachment(Record):
    """One file of one record. It never travels: files stay on the laptop.

    What it belongs to is told by kind and uid, not by a reference: any kind may have files, and
    one column for each kind would have to follow every new one.
    """

    __tablename__ = "attachment"
    title: ClassVar[str] = "附件"
    dated_by: ClassVar[str] = "added_on"
    described_by: ClassVar[tuple[str, ...]] = ("name",)
    natural_key: ClassVar[tuple[str, ...]] = ("of_kind", "of_uid", "sha256")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("of_uid",),)

    of_kind: Mapped[str] = field("所属记录类型", Kind.CODE, required=True, width=14)
    of_uid: Mapped[str] = field("所属记录编号", Kind.CODE, required=True, width=38)
    name: Mapped[str] = field("文件名", required=True, width=30, searched=True, listed=True)
    sha256: Mapped[str] = field("内容摘要", Kind.CODE, required=True, width=64)
    size: Mapped[int] = field(
        "大小（字节）", Kind.INTEGER, required=True, width=12, minimum=1, listed=True
    )
    added_on: Mapped[date] = field("添加日期", Kind.DATE, required=True, listed=True)
