"""民主评议: the grade that each member is given a year."""

from __future__ import annotations

from typing import ClassVar

from partydesk.records.base import Once, Record
from partydesk.records.fields import Column, Kind, choices, field, reference

GRADE = choices(
    ("excellent", "优秀", "ok"),
    ("qualified", "合格", "idle"),
    ("basic", "基本合格", "warn"),
    ("unqualified", "不合格", "bad"),
)


class Review(Record):
    """民主评议党员: one grade per member and year (支部工作条例 Art. 18)."""

    __tablename__ = "review"
    title: ClassVar[str] = "民主评议"
    position: ClassVar[int] = 65
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "民主评议"
    roster: ClassVar[str] = "民主评议登记表"
    counted: ClassVar[str] = "条评议"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("year", "grade")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "year")
    once: ClassVar[Once] = Once(("member", "year"), "这名党员 {year} 年度的已经登记过，请改那一条")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    year: Column[int] = field(
        "年度", Kind.INTEGER, required=True, width=6, minimum=1990, maximum=2100, listed=True
    )
    self_grade: Column[str | None] = field("自评", choices=GRADE, since=3)
    peer_grade: Column[str | None] = field("互评", choices=GRADE, since=3)
    grade: Column[str] = field("评议等次", required=True, choices=GRADE, listed=True)
    note: Column[str | None] = field("备注", Kind.LONG, width=20)
