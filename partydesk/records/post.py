"""岗区: vanguard posts, duty areas and squads."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Cross, Record
from partydesk.records.fields import Column, Kind, choices, field
from partydesk.records.record_checks import in_order

POST_KIND = choices(("post", "先锋岗"), ("area", "责任区"), ("squad", "突击队"))


class Post(Record):
    """岗区: a vanguard post, duty area or squad held by a member."""

    __tablename__ = "post"
    title: ClassVar[str] = "岗区"
    position: ClassVar[int] = 60
    on_roll_from: ClassVar[str] = "since"
    sheet: ClassVar[str] = "岗区"
    roster: ClassVar[str] = "岗区名册"
    counted: ClassVar[str] = "个岗区"
    described_by: ClassVar[tuple[str, ...]] = ("name", "holder")
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "name", "holder")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("since", "until"),)

    kind: Column[str] = field("类型", required=True, choices=POST_KIND, listed=True)
    name: Column[str] = field("岗区名称", required=True, width=20, searched=True, listed=True)
    holder: Column[str] = field(
        "责任人", Kind.PEOPLE, required=True, width=12, searched=True, listed=True, of_roll=True
    )
    pledge: Column[str | None] = field("承诺", Kind.LONG, width=30)
    since: Column[date] = field("设立日期", Kind.DATE, required=True, listed=True)
    until: Column[date | None] = field("结束日期", Kind.DATE)
    checks: Column[str | None] = field("践诺检查", Kind.LONG, width=30)
