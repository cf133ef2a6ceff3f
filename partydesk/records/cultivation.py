"""考察写实 and 思想汇报: logs of how somebody on the way into the Party is looked after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from partydesk.records.base import ByOwner, Once, Record, RecordWriter, Row, Values
from partydesk.records.begun import not_before
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Kind, field, reference
from partydesk.records.findings import Finding, UserError


def _of_an_activist(row: Row, owner: Row) -> Iterable[Finding]:
    if owner["category"] == "applicant":
        words = f"{owner['name']}还是入党申请人，确定为积极分子以后才考察，请核对是谁"
        yield Finding("no-activist", words, column="member")
        return
    yield from not_before("on", "activist_on", "applied_on")(row, owner)


class Inspection(Record):
    """One 考察 of an activist or candidate: every half year at least (细则 Art. 11).

    The member's own field tells the latest of them.
    """

    __tablename__ = "inspection"
    title: ClassVar[str] = "考察写实"
    counted_as: ClassVar[str] = "次考察"
    position: ClassVar[int] = 27
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "考察写实"
    roster: ClassVar[str] = "考察写实台账"
    counted: ClassVar[str] = "次考察"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "opinion")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "on")
    once: ClassVar[Once] = Once(
        ("member", "on"), "这个人 {on} 的考察已经记过，请改那一条，或核对日期"
    )
    by_owner: ClassVar[tuple[ByOwner, ...]] = (_of_an_activist,)
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    on: Column[date] = field(
        "考察日期",
        Kind.DATE,
        required=True,
        listed=True,
        aliases=("考察时间",),
    )
    opinion: Column[str] = field(
        "考察意见", Kind.LONG, required=True, width=36, listed=True,
        aliases=("考察情况", "考察内容", "主要表现"),
        help="思想、工作、学习、作风上的表现，优点和不足",
    )  # fmt: skip
    by: Column[str] = field(
        "考察人", Kind.PEOPLE, required=True, width=14, listed=True,
        aliases=("联系人", "培养联系人"),
    )  # fmt: skip

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """The member's latest day follows."""
        _tell_member(writer, row["member"], None, None, row["on"])

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """The member's latest day follows."""
        now = values.get("on", row["on"])
        member = values.get("member", row["member"])
        _tell_member(writer, member, row["id"], row["on"], str(now or ""))

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """The member's latest day follows."""
        _tell_member(writer, row["member"], None, None, row["on"])

    @classmethod
    def before_remove(cls, writer: RecordWriter, row: Row) -> None:
        """The member's latest day goes back."""
        _tell_member(writer, row["member"], row["id"], row["on"], "")


def _tell_member(
    writer: RecordWriter, member: int | None, besides: int | None, was: str | None, now: str
) -> None:
    """The latest day of the log into the member's field; one that somebody wrote there by hand
    and is later, stays. `was` is the day that one record had, `now` the one that it has."""
    found = None if member is None else writer.row("member", int(member))
    if found is None:
        return
    rest = writer.connection.exec_driver_sql(
        'SELECT max("on") FROM inspection WHERE member = ? AND deleted_at IS NULL AND id != ?',
        (member, besides or 0),
    ).scalar()
    latest = max(str(rest or ""), now)
    kept = str(found["inspected_on"] or "")
    if kept > latest and kept != was:
        return
    writer.set("member", found, {"inspected_on": latest or None})


_ON_THE_WAY = ("activist", "candidate", "probationary")


def enter_inspection(writer: RecordWriter, row: Row, values: Values) -> None:
    """A day typed into the field of somebody on the way is an entry of his log; the field goes on
    telling the latest. `row` is as stored, `values` what it becomes.

    Raises UserError for a day that is cleared while the log has it.
    """
    on, was = values.get("inspected_on"), row["inspected_on"]
    if str(on or "") == str(was or "") or values.get("category") not in _ON_THE_WAY:
        return
    assert isinstance(row, dict)  # the store's own, which it goes on to write
    days: dict[str, int] = dict(
        writer.connection.exec_driver_sql(
            'SELECT "on", id FROM inspection WHERE member = ? AND deleted_at IS NULL', (row["id"],)
        ).fetchall()
    )
    if on is None and days:
        words = f"最近考察日期来自考察写实（{max(days)}），要删请删考察写实里的那一条"
        raise UserError("logged", words, [Finding("logged", words, column="inspected_on")])
    began = str(values.get("activist_on") or "")
    if on is None or on.isoformat() < began:
        return  # what is too early is said of the field
    # The entries are judged by what is saved along.
    writer.set("member", row, {"activist_on": began or None, "category": values["category"]})
    if was and was not in days and str(was) >= began:
        _enter(writer, row, date.fromisoformat(str(was)))  # of before there was a log
    if on.isoformat() not in days:
        _enter(writer, row, on)
    latest = max(on.isoformat(), str(was or ""), *days)
    # The entries have set it; what is written next changes the other fields alone.
    row["inspected_on"], values["inspected_on"] = latest, date.fromisoformat(latest)


def _enter(writer: RecordWriter, row: Row, on: date) -> None:
    by = row["mentors"] or "（没有记）"
    words = "（只记了考察日期，意见见纸质考察表）"
    writer.add("inspection", {"member": row["id"], "on": on, "opinion": words, "by": by})


class ThoughtReport(Record):
    """One 思想汇报 that was handed in."""

    __tablename__ = "thought_report"
    title: ClassVar[str] = "思想汇报"
    counted_as: ClassVar[str] = "篇汇报"
    position: ClassVar[int] = 27
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "思想汇报"
    roster: ClassVar[str] = "思想汇报登记表"
    counted: ClassVar[str] = "篇汇报"
    format_since: ClassVar[int] = 4
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "theme")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "on")
    once: ClassVar[Once] = Once(
        ("member", "on"), "这个人 {on} 的思想汇报已经记过，请改那一条，或核对日期"
    )
    by_owner: ClassVar[tuple[ByOwner, ...]] = (not_before("on", "applied_on"),)
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    on: Column[date] = field(
        "汇报日期",
        Kind.DATE,
        required=True,
        listed=True,
        aliases=("递交日期", "汇报时间"),
        new_checks=(not_ahead,),
    )
    theme: Column[str | None] = field(
        "汇报题目", width=30, listed=True, aliases=("题目", "主题"), help="原件贴在附件里"
    )
    received_by: Column[str | None] = field("收到的人", Kind.PERSON, listed=True)
    way: Column[str | None] = field("汇报方式", width=10, help="书面、口头等，空着就是书面")
