"""责任清单: areas and posts with holders, what each is to do how often, and when it was done.

One list serves 党员责任区, 网格化＋清单式, 意识形态责任制, 一岗双责 and 从严治党.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from partydesk.records.base import Cross, Record
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Kind, choices, field, reference
from partydesk.records.findings import Finding
from partydesk.records.record_checks import in_order

AREA_KIND = choices(
    ("area", "党员责任区"),
    ("grid", "网格"),
    ("dual", "一岗双责"),
    ("ideology", "意识形态责任"),
    ("discipline", "从严治党责任"),
    ("other", "其他岗位"),
)
CADENCE = choices(
    ("week", "每周"),
    ("month", "每月"),
    ("quarter", "每季度"),
    ("half", "每半年"),
    ("year", "每年"),
    ("once", "一次"),
)


def _once_by_when(record: Any) -> Iterable[Finding]:
    if record.cadence == "once" and record.until_on is None:
        words = "只做一次的，请填截止日期：哪天以前做完"
        yield Finding("no-day", words, column="until_on")


class DutyArea(Record):
    """An area, grid or post, and who holds it."""

    __tablename__ = "duty_area"
    title: ClassVar[str] = "网格岗位"
    counted_as: ClassVar[str] = "个网格岗位"
    position: ClassVar[int] = 64
    sheet: ClassVar[str] = "网格岗位"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "网格岗位表"
    counted: ClassVar[str] = "个岗位"
    described_by: ClassVar[tuple[str, ...]] = ("name",)
    natural_key: ClassVar[tuple[str, ...]] = ("name", "holder")
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("since", "until"),)

    kind: Column[str] = field(
        "岗位类别", required=True, choices=AREA_KIND, default="area", listed=True, width=12
    )
    name: Column[str] = field(
        "网格岗位名称", required=True, width=20, searched=True, listed=True,
        aliases=("网格名称", "岗位名称"),
    )  # fmt: skip
    holder: Column[str] = field(
        "责任人", Kind.PERSON, required=True, searched=True, listed=True, of_roll=True
    )
    scope: Column[str | None] = field("责任范围", Kind.LONG, width=30, listed=True)
    since: Column[date | None] = field("起始日期", Kind.DATE)
    until: Column[date | None] = field("结束日期", Kind.DATE, help="不再负责了就填，以后不再催")
    to_branches: Column[int | None] = field(
        "发给各支部", Kind.YESNO, since=5, listed=True,
        help="党委定给每个支部的：随园区的规矩、登记卡发下去，由支部履责",
    )  # fmt: skip
    of_park: Column[str | None] = field("园区岗位编号", Kind.CODE, width=38, since=5)


class Duty(Record):
    """One thing that whoever holds an area does, how often, from when until when."""

    __tablename__ = "duty"
    title: ClassVar[str] = "责任清单"
    counted_as: ClassVar[str] = "条责任"
    position: ClassVar[int] = 64
    belongs_to: ClassVar[str] = "duty_area"
    sheet: ClassVar[str] = "责任清单"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "责任清单表"
    counted: ClassVar[str] = "条责任"
    several: ClassVar[str] = "duties"
    described_by: ClassVar[tuple[str, ...]] = ("text",)
    natural_key: ClassVar[tuple[str, ...]] = ("duty_area", "text")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("duty_area",),)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("from_on", "until_on"), _once_by_when)

    duty_area: Column[int | None] = reference(
        "duty_area", "网格岗位", text_label="网格岗位名称", required=True, width=20, listed=True
    )
    text: Column[str] = field(
        "责任事项",
        required=True,
        width=36,
        searched=True,
        listed=True,
        aliases=("责任内容", "职责"),
    )
    cadence: Column[str] = field(
        "多久一次", required=True, choices=CADENCE, default="month", listed=True, aliases=("频次",)
    )
    source: Column[str | None] = field("责任依据", width=20, help="哪份文件、哪项制度")
    from_on: Column[date] = field("开始日期", Kind.DATE, required=True, listed=True)
    until_on: Column[date | None] = field(
        "截止日期", Kind.DATE, listed=True, help="空着就一直做；只做一次的要填"
    )
    of_park: Column[str | None] = field("园区责任编号", Kind.CODE, width=38, since=5)


class DutyDone(Record):
    """A duty was done on a day."""

    __tablename__ = "duty_done"
    title: ClassVar[str] = "履责记录"
    counted_as: ClassVar[str] = "次履责"
    position: ClassVar[int] = 64
    belongs_to: ClassVar[str] = "duty"
    sheet: ClassVar[str] = "履责记录"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "履责记录表"
    counted: ClassVar[str] = "次履责"
    several: ClassVar[str] = "duties-done"
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on",)
    natural_key: ClassVar[tuple[str, ...]] = ("duty", "on")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("duty",), ("on",))

    duty: Column[int | None] = reference(
        "duty", "责任", text_label="责任事项", required=True, width=36, listed=True
    )
    on: Column[date] = field(
        "履责日期", Kind.DATE, required=True, listed=True, new_checks=(not_ahead,),
        help="写实际做的那天",
    )  # fmt: skip
    note: Column[str | None] = field("履责说明", Kind.LONG, width=30, listed=True)
