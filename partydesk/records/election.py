"""换届 and 增补: an election from the request to the approval, its ballots and candidates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from partydesk.records.base import Cross, Once, Record
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Choices, Column, Kind, choices, field, reference
from partydesk.records.findings import Finding
from partydesk.records.member import COMMITTEE_DUTIES, DUTY
from partydesk.records.record_checks import in_order

ELECTION_KIND = choices(("term", "换届"), ("added", "增补"))
OFFICES = Choices(each for each in DUTY if each.code in COMMITTEE_DUTIES)


def _counts(record: Any) -> Iterable[Finding]:
    """Each number counts what the one before it holds."""
    labels = {
        "entitled": "应到会有选举权", "present": "实到会有选举权", "issued": "发出选票",
        "returned": "收回选票", "valid": "有效票",
    }  # fmt: skip
    pairs = (("entitled", "present"), ("present", "issued"), ("returned", "valid"))
    for whole, part in pairs:
        most, number = getattr(record, whole), getattr(record, part)
        if most is not None and number is not None and number > most:
            words = f"{labels[part]}的 {number} 多于{labels[whole]}的 {most}，请核对"
            yield Finding("counts", words, column=part)
    # More slips than were handed out: no election at all, and yet it happens and is written down.


class Election(Record):
    """One election, of a whole branch committee or of single seats in it.

    The numbers are those of the first round that was valid; an election in which more slips came
    back than were handed out is void, and is held again.
    """

    __tablename__ = "election"
    title: ClassVar[str] = "换届选举"
    counted_as: ClassVar[str] = "次选举"
    position: ClassVar[int] = 36
    sheet: ClassVar[str] = "换届选举"
    roster: ClassVar[str] = "换届选举台账"
    counted: ClassVar[str] = "次选举"
    format_since: ClassVar[int] = 4
    described_by: ClassVar[tuple[str, ...]] = ("kind", "held_on")
    natural_key: ClassVar[tuple[str, ...]] = ("kind", "held_on", "asked_on")
    crossed: ClassVar[tuple[Cross, ...]] = (
        in_order("asked_on", "agreed_on", "held_on", "reported_on", "approved_on"),
        _counts,
    )

    kind: Column[str] = field(
        "换届或增补", required=True, choices=ELECTION_KIND, default="term", listed=True
    )
    asked_on: Column[date | None] = field(
        "请示日期",
        Kind.DATE,
        listed=True,
        new_checks=(not_ahead,),
        help="向上级党委请示换届的日期",
    )
    agreed_on: Column[date | None] = field(
        "同意换届日期",
        Kind.DATE,
        new_checks=(not_ahead,),
        help="上级党委批复同意换届、同意候选人预备人选的日期",
    )
    held_on: Column[date | None] = field("选举日期", Kind.DATE, listed=True, searched=True)
    session: Column[int | None] = reference("session", "选举大会")
    seats: Column[int | None] = field(
        "应选名额", Kind.INTEGER, minimum=1, maximum=11, listed=True, width=8
    )
    entitled: Column[int | None] = field(
        "应到会有选举权", Kind.INTEGER, minimum=1, listed=True, width=8
    )
    present: Column[int | None] = field(
        "实到会有选举权", Kind.INTEGER, minimum=0, listed=True, width=8
    )
    issued: Column[int | None] = field("发出选票", Kind.INTEGER, minimum=0, width=8)
    returned: Column[int | None] = field("收回选票", Kind.INTEGER, minimum=0, width=8)
    valid: Column[int | None] = field("有效票", Kind.INTEGER, minimum=0, width=8)
    reported_on: Column[date | None] = field(
        "报告结果日期", Kind.DATE, new_checks=(not_ahead,), help="向上级党委报告选举结果的日期"
    )
    approved_on: Column[date | None] = field(
        "批复日期",
        Kind.DATE,
        listed=True,
        new_checks=(not_ahead,),
        help="上级党委批准书记、副书记，委员备案的日期",
    )
    note: Column[str | None] = field("备注", Kind.LONG, width=24)


class Candidate(Record):
    """Somebody who stood in an election, or was written in, with the votes."""

    __tablename__ = "candidate"
    title: ClassVar[str] = "候选人"
    counted_as: ClassVar[str] = "名候选人"
    position: ClassVar[int] = 37
    belongs_to: ClassVar[str] = "election"
    sheet: ClassVar[str] = "候选人"
    roster: ClassVar[str] = "候选人名单"
    counted: ClassVar[str] = "名候选人"
    format_since: ClassVar[int] = 4
    described_by: ClassVar[tuple[str, ...]] = ("name", "post")
    natural_key: ClassVar[tuple[str, ...]] = ("election", "name")
    once: ClassVar[Once] = Once(
        ("election", "post", "name"),
        "这次选举里已经有 {name}，请改那一条；是同名的两个人，姓名后面注明",
    )
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("election",),)

    election: Column[int | None] = reference(
        "election", "换届选举", text_label="哪次选举", required=True, listed=True
    )
    name: Column[str] = field("姓名", Kind.PERSON, required=True, listed=True, searched=True)
    post: Column[str | None] = field(
        "拟任职务", choices=OFFICES, listed=True, aliases=("职务", "提名职务")
    )
    written_in: Column[int | None] = field(
        "另选人", Kind.YESNO, width=7, help="选票上没有、选举人写上去的"
    )
    votes: Column[int | None] = field("赞成票", Kind.INTEGER, minimum=0, listed=True, width=8)
    against: Column[int | None] = field("不赞成票", Kind.INTEGER, minimum=0, width=8)
    abstained: Column[int | None] = field("弃权票", Kind.INTEGER, minimum=0, width=8)
    elected: Column[int | None] = field("当选", Kind.YESNO, listed=True, width=6)
