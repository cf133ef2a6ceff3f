"""Which of a branch's submissions was made after which: what decides where their days overlap.

A clock may have been wrong when a file was written. So each file names its place among all that
its branch wrote, of whatever period, which never goes back (heading.Heading, `order`); the time
of writing speaks only where a program did not tell one. What that leaves unsure is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.stamps import local
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields


def made_after(held: ReadSubmission) -> tuple[str, int, str]:
    """What a branch's submissions are sorted by, the one that decides last."""
    return (held.order or held.made_at, held.revision, held.content)


def in_future(stamp: str) -> bool:
    """Whether a UTC stamp is of a time to come, a day being left to clocks that differ."""
    tomorrow = clock.now().astimezone(UTC) + timedelta(days=1)
    return stamp[:19] > tomorrow.strftime("%Y-%m-%d %H:%M:%S")


def remarks(held: ReadSubmission, others: Sequence[ReadSubmission]) -> tuple[str, ...]:
    """What a person should know where a submission and a branch's others speak of the same days
    and a clock was wrong.
    """
    return tuple(
        text
        for other in sorted(others, key=made_after)
        if other.period != held.period
        and other.first_day <= held.last_day
        and held.first_day <= other.last_day
        and (text := _remark(held, other))
    )


def _remark(held: ReadSubmission, other: ReadSubmission) -> str:
    named = f"{other.period} 第 {other.revision} 版（{local(other.made_at)} 写出）"
    if made_after(other) > made_after(held):
        if not in_future(other.order or other.made_at):
            different = _differing(held, other)
            if not different:
                return ""
            return (
                f"期间与先前收下的 {named}重叠，按报送的次序这份在前，两份都管的日子以那份为准："
                f"那些日子里两份有 {different} 行不同，照那份算。"
                f"如果这份才是后来改的，请支部把 {other.period} 再导出一次，或撤回那份"
            )
        return (
            f"期间与先前收下的 {named}重叠，两份都管的日子以那份为准，"
            "可是写那份时或更早，支部的时钟走到了还没有到的日子，分不清哪份在后。"
            f"如果这份才是后来改的，请支部把 {other.period} 再导出一次，或撤回那份"
        )
    if other.made_at > held.made_at:
        return (
            f"写出时间 {local(held.made_at)} 比先前收下的 {named}早，"
            "而按支部报送的次序这份在后，两份都管的日子以这份为准。"
            "支部的时钟改动过，请与支部核对"
        )
    return ""


def _differing(held: ReadSubmission, other: ReadSubmission) -> int:
    """How many dated rows of the days that both speak of are not the same in both."""
    first, last = max(held.first_day, other.first_day), min(held.last_day, other.last_day)
    number = 0
    for layout in data_sheets():
        dated = fields(kind_of(layout.kind)).get(kind_of(layout.kind).dated_by)
        if dated is None or dated.kind not in (Kind.DATE, Kind.MOMENT):
            continue
        place = layout.names.index(dated.column)
        one, two = (
            {
                uid: values
                for uid, values in each.rows[layout.kind]
                if first <= str(values[place] or "")[:10] <= last
            }
            for each in (held, other)
        )
        number += sum(one.get(uid) != two.get(uid) for uid in one.keys() | two.keys())
    return number
