"""党费公示 and 上缴: when a year's dues were made known, and what went up to the committee."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from partydesk.records.base import ByFile, Cross, Record
from partydesk.records.clock import not_ahead
from partydesk.records.dues_collected import of_what_was_collected
from partydesk.records.fields import Column, Kind, choices, field
from partydesk.records.findings import Finding
from partydesk.records.months import later, month_of, month_text, said, tidy_month
from partydesk.records.payers import MOST_MONTHS_AHEAD
from partydesk.records.record_checks import in_order
from partydesk.records.spans import not_apart

WAY = choices(
    ("board", "公示栏"), ("meeting", "党员大会通报"), ("group", "党员群"), ("other", "其他")
)


_MOST_YEARS = 2
"""A year may be made known late; more years ago it is a slip of the pen."""


def _of_a_year_past(record: Any) -> Iterable[Finding]:
    """What is made known on a day is of its year or one not long before."""
    if record.year is None or record.from_on is None:
        return
    if not 0 <= record.from_on.year - record.year <= _MOST_YEARS:
        words = (
            f"{record.from_on} 起公示，公示的却是 {record.year} 年的："
            f"只能是当年或前 {_MOST_YEARS} 年的，请核对年份和日期"
        )
        yield Finding("year-far-off", words, column="year")


class DuesNotice(Record):
    """收缴情况公示: at least once a year (中组发〔2008〕3号)."""

    __tablename__ = "dues_notice"
    title: ClassVar[str] = "党费公示"
    counted_as: ClassVar[str] = "次公示"
    position: ClassVar[int] = 29
    sheet: ClassVar[str] = "党费公示"
    roster: ClassVar[str] = "党费公示台账"
    counted: ClassVar[str] = "次公示"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "from_on"
    described_by: ClassVar[tuple[str, ...]] = ("year", "from_on")
    natural_key: ClassVar[tuple[str, ...]] = ("year", "from_on")
    crossed: ClassVar[tuple[Cross, ...]] = (
        in_order("from_on", "until_on"),
        not_apart("from_on", "until_on", 366),
        _of_a_year_past,
    )

    year: Column[int] = field(
        "公示哪一年的", Kind.INTEGER, required=True, width=8, minimum=2008, maximum=2100,
        listed=True, aliases=("年度", "公示年度"),
    )  # fmt: skip
    from_on: Column[date] = field(
        "公示起始日期", Kind.DATE, required=True, listed=True, aliases=("公示日期", "公示时间"),
        new_checks=(not_ahead,),
    )  # fmt: skip
    until_on: Column[date | None] = field("公示截止日期", Kind.DATE, listed=True)
    way: Column[str | None] = field("公示方式", choices=WAY, listed=True)
    note: Column[str | None] = field("党员意见", Kind.LONG, width=24, help="有人提出意见的记下来")


def _handed_about_then(record: Any) -> Iterable[Finding]:
    if record.until_month is None or record.on is None:
        return
    if record.until_month > later(month_of(record.on), MOST_MONTHS_AHEAD):
        words = f"{record.on} 缴到 {said(record.until_month)}，早了一年多，请核对月份和上缴日期"
        yield Finding("too-early", words, column="until_month")


class DuesHanded(Record):
    """One handing up of what was collected, with the month it reaches to."""

    __tablename__ = "dues_handed"
    title: ClassVar[str] = "党费上缴"
    counted_as: ClassVar[str] = "次上缴"
    position: ClassVar[int] = 29
    sheet: ClassVar[str] = "党费上缴"
    roster: ClassVar[str] = "党费上缴台账"
    counted: ClassVar[str] = "次上缴"
    several: ClassVar[str] = "dues-handed"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "until_month")
    natural_key: ClassVar[tuple[str, ...]] = ("until_month", "on")
    crossed: ClassVar[tuple[Cross, ...]] = (_handed_about_then,)
    by_file: ClassVar[tuple[ByFile, ...]] = (of_what_was_collected,)

    until_month: Column[str] = field(
        "缴到哪个月", Kind.CODE, required=True, listed=True, width=10, checks=(month_text,),
        tidied_by=tidy_month, aliases=("缴至月份", "上缴月份", "缴到月份"),
        help="收的党费到哪个月为止都上缴了，例如 2026-09",
    )  # fmt: skip
    amount: Column[int] = field(
        "上缴金额（元）", Kind.MONEY, required=True, minimum=1, listed=True, width=10,
        aliases=("上缴金额", "金额"),
    )  # fmt: skip
    on: Column[date] = field(
        "上缴日期",
        Kind.DATE,
        required=True,
        listed=True,
        aliases=("缴款日期",),
        new_checks=(not_ahead,),
    )
    to: Column[str | None] = field("交给", width=20, listed=True, help="收款的党委或账户")
    receipt_no: Column[str | None] = field("票据号", Kind.CODE, width=14, aliases=("收据号",))
