"""一支部一品牌: what a brand is called and means, what was done and what came of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Cross, Record
from partydesk.records.fields import Column, Kind, field
from partydesk.records.record_checks import in_order


class Brand(Record):
    """One brand of the organisation."""

    __tablename__ = "brand"
    title: ClassVar[str] = "党建品牌"
    counted_as: ClassVar[str] = "个品牌"
    position: ClassVar[int] = 66
    sheet: ClassVar[str] = "党建品牌"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "党建品牌表"
    counted: ClassVar[str] = "个品牌"
    natural_key: ClassVar[tuple[str, ...]] = ("name",)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("since", "until"),)

    name: Column[str] = field("品牌名称", required=True, width=18, searched=True, listed=True)
    meaning: Column[str] = field(
        "品牌内涵", Kind.LONG, required=True, width=30, searched=True, listed=True,
        help="一两句话：做什么、为了谁",
    )  # fmt: skip
    lead: Column[str | None] = field("牵头人", Kind.PERSON, searched=True, listed=True)
    since: Column[date | None] = field("创建日期", Kind.DATE, listed=True)
    measures: Column[str | None] = field("品牌举措", Kind.LONG, width=40, help="一行写一条")
    results: Column[str | None] = field("品牌成效", Kind.LONG, width=40, help="一行写一条")
    until: Column[date | None] = field("停用日期", Kind.DATE)
