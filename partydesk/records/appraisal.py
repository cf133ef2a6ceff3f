"""述职评议 of secretaries and 民主评议 of organisations: one grade a year for each."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, func

from partydesk.records.base import Cross, Once, Record, RecordWriter, Row, Values
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Derived, Kind, choices, field
from partydesk.records.findings import Finding

APPRAISAL_KIND = choices(("secretary", "书记述职评议"), ("organisation", "党组织评议"))
APPRAISAL_GRADE = choices(
    ("good", "好", "ok"), ("fair", "较好", "idle"), ("plain", "一般", "warn"), ("poor", "差", "bad")
)
"""The grades of 述职评议考核 (domain.md §3.10)."""
VOTES = ("good", "fair", "plain", "poor")
"""The fields that count the ballots, in the order of the grades."""


def _good_rate() -> ColumnElement[float]:
    given = [func.coalesce(getattr(Appraisal, name), 0) for name in VOTES]
    whole = given[0] + given[1] + given[2] + given[3]
    return func.round(100.0 * given[0] / func.nullif(whole, 0), 1)


def _in_its_time(record: Any) -> Iterable[Finding]:
    if record.on is not None and record.year is not None and record.on.year < record.year:
        words = f"评议日期 {record.on} 早于评议年度 {record.year}，请核对改正其中一个"
        yield Finding("dates-backwards", words, column="on")


class Appraisal(Record):
    """How a secretary's report on Party building, or an organisation, was graded in a year."""

    __tablename__ = "appraisal"
    title: ClassVar[str] = "述职评议"
    counted_as: ClassVar[str] = "条述职评议"
    position: ClassVar[int] = 66
    sheet: ClassVar[str] = "述职评议"
    format_since: ClassVar[int] = 5
    roster: ClassVar[str] = "述职评议考核表"
    counted: ClassVar[str] = "条述职评议"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("rated", "year", "kind")
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "year", "rated")
    once: ClassVar[Once] = Once(
        ("kind", "year", "rated"), "“{rated}” {year} 年的{kind}已经有等次，请改那一条"
    )
    crossed: ClassVar[tuple[Cross, ...]] = (_in_its_time,)
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("good_rate", "好票占比", _good_rate, 8, suffix="%"),
    )

    kind: Column[str] = field(
        "评议类别",
        required=True,
        choices=APPRAISAL_KIND,
        default="secretary",
        listed=True,
        width=12,
    )
    year: Column[int] = field(
        "评议年度", Kind.INTEGER, required=True, width=8, minimum=1990, maximum=2100, listed=True,
        aliases=("考核年度",),
    )  # fmt: skip
    rated: Column[str] = field(
        "评议对象", required=True, width=20, searched=True, listed=True,
        aliases=("被评议党组织", "述职党组织", "党组织"), help="党组织的简称或全称",
    )  # fmt: skip
    secretary: Column[str | None] = field(
        "述职人", Kind.PERSON, searched=True, listed=True, aliases=("述职书记", "书记姓名"),
        help="空着就是那个党组织现任的书记",
    )  # fmt: skip
    grade: Column[str] = field(
        "综合等次", required=True, choices=APPRAISAL_GRADE, listed=True,
        aliases=("考核等次", "综合评价"),
    )  # fmt: skip
    good: Column[int | None] = field("好票", Kind.INTEGER, minimum=0, width=6)
    fair: Column[int | None] = field("较好票", Kind.INTEGER, minimum=0, width=6)
    plain: Column[int | None] = field("一般票", Kind.INTEGER, minimum=0, width=6)
    poor: Column[int | None] = field("差票", Kind.INTEGER, minimum=0, width=6)
    on: Column[date | None] = field(
        "评议日期", Kind.DATE, listed=True, new_checks=(not_ahead,), aliases=("述职日期",)
    )
    remarks: Column[str | None] = field("点评意见", Kind.LONG, width=30)
    todo: Column[str | None] = field("整改要求", Kind.LONG, width=30)

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterator[tuple[str, str, str]]:
        """A sheet that does not say what was graded is that of the secretaries."""
        if values.get("kind") is None and before.get("kind") is None:
            yield "kind", "secretary", "表里没有写评议类别"

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Who reports is the secretary that the register has, where nobody is named."""
        if values.get("secretary") or values.get("kind", "secretary") != "secretary":
            return
        found = writer.connection.exec_driver_sql(
            "SELECT secretary FROM organisation WHERE deleted_at IS NULL "
            "AND ? IN (name, short_name, code) AND coalesce(secretary, '') != '' ORDER BY id",
            (values.get("rated"),),
        ).fetchone()
        if found:
            values["secretary"] = found[0]
