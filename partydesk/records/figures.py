"""星级, 填报数字 and 本期没有: what somebody types in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Record
from partydesk.records.checks import period_text
from partydesk.records.fields import Choice, Choices, Column, Kind, field


def _figures() -> list[Choice]:
    """The figures of the yearly report."""
    # A circle by nature: what a figure counts may be the rows below, which name a figure.
    from partydesk.records.report_indicators import INDICATORS

    return [Choice(each.id, each.label) for each in INDICATORS]


def _reported() -> list[Choice]:
    """Those that nobody can count: they are typed in."""
    from partydesk.records.report_indicators import INDICATORS

    return [Choice(each.id, each.label) for each in INDICATORS if each.reported]


ANY_FIGURE, FIGURE = Choices(_figures), Choices(_reported)


class StarScore(Record):
    """One item of a star scheme, scored by the branch itself and by the committee."""

    __tablename__ = "star"
    title: ClassVar[str] = "星级"
    position: ClassVar[int] = 70
    sheet: ClassVar[str] = "星级自评"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("scheme", "item", "year")
    natural_key: ClassVar[tuple[str, ...]] = ("scheme", "item", "year")

    scheme: Column[str] = field("方案", required=True, width=16, listed=True)
    item: Column[str] = field("项目", required=True, width=24, searched=True, listed=True)
    year: Column[int] = field(
        "年度", Kind.INTEGER, required=True, width=6, minimum=1990, maximum=2100, listed=True
    )
    self_score: Column[float | None] = field("自评分", Kind.NUMBER, width=7, minimum=0, listed=True)
    review_score: Column[float | None] = field(
        "党委评分", Kind.NUMBER, width=7, minimum=0, listed=True
    )
    evidence: Column[str | None] = field("依据", Kind.LONG, width=30)


class ReportedFigure(Record):
    """A number nobody can count from records: typed in with its date and its source."""

    __tablename__ = "figure"
    title: ClassVar[str] = "填报数字"
    position: ClassVar[int] = 75
    sheet: ClassVar[str] = "填报数字"
    dated_by: ClassVar[str] = "reported_on"
    described_by: ClassVar[tuple[str, ...]] = ("figure", "period")
    natural_key: ClassVar[tuple[str, ...]] = ("figure", "period")

    figure: Column[str] = field("数字", required=True, choices=FIGURE, width=18, listed=True)
    period: Column[str] = field(
        "期间", Kind.CODE, required=True, width=10, listed=True, help="例如 2026 或 2026Q3"
    )
    value: Column[float] = field("数值", Kind.NUMBER, required=True, listed=True)
    unit: Column[str] = field("单位", required=True, width=6, listed=True)
    threshold: Column[float | None] = field("起点金额（万元）", Kind.NUMBER, width=10)
    source: Column[str] = field(
        "来源", required=True, width=20, searched=True, listed=True, help="哪个部门、哪份文件"
    )
    reported_on: Column[date] = field("填报日期", Kind.DATE, required=True, listed=True)
    note: Column[str | None] = field("备注", Kind.LONG, width=20)


NONE_MEANS = "这一期确实没有：记为 0，不再算漏填"
"""What declaring 本期没有 comes to, for whoever is about to."""


class NoneDeclared(Record):
    """ "None this period": a figure of which there truly was nothing, so that 0 is not a gap."""

    __tablename__ = "none"
    title: ClassVar[str] = "本期没有"
    position: ClassVar[int] = 80
    sheet: ClassVar[str] = "本期没有"
    described_by: ClassVar[tuple[str, ...]] = ("figure", "period")
    natural_key: ClassVar[tuple[str, ...]] = ("figure", "period")
    format_since: ClassVar[int] = 2

    figure: Column[str] = field(
        "数字", required=True, choices=ANY_FIGURE, width=24, searched=True, listed=True
    )
    period: Column[str] = field(
        "期间",
        Kind.CODE,
        required=True,
        width=10,
        listed=True,
        checks=(period_text,),
        help="例如 2026 或 2026Q3",
    )
    note: Column[str | None] = field("备注", Kind.LONG, width=20)
