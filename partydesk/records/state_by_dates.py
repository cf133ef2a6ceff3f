"""What the dates of somebody say of category and state, where nobody wrote these down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from partydesk.records import clock
from partydesk.records.base import Row, Values
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import months_after

_UNSAID = {
    "membership_on": "填了党籍变化日期，党籍状态还是正常：去世、出党、停止党籍的请先改党籍状态，"
    "不是的请清空日期",
    "lost_on": "填了失去联系日期，是否为失联党员却不是“是”：失联的请改成“是”，找到了的请清空日期",
}


def state_by_dates(values: Values, before: Row) -> Iterator[tuple[str, Any, str] | Finding]:
    """What the row of a sheet leaves open: (field, value, why). `before` is the record, typed."""
    if not before and values.get("category") is None and (found := _category(values)):
        yield "category", *found
    here = before.get("relation") in (None, "on_roll")
    if values.get("left_on") and not values.get("relation") and here:
        yield "relation", "left", "填了转出日期，按转出记"
    if values.get("lost_on") and values.get("lost") is None and before.get("lost") != 1:
        yield "lost", 1, "填了失去联系日期，按失联记"
    if not before and values.get("membership_on") and not values.get("membership"):
        words = "填了党籍变化日期，没有写党籍状态，按正常记，请核对"
        yield Finding("state-unsaid", words, column="membership_on", fatal=False)


def _category(values: Values) -> tuple[str, str] | None:
    """The category that the dates of somebody without one tell, and why; None for no dates."""
    if values.get("confirmed_on"):
        return "full", "没有写类别，由转正日期看"
    if joined := values.get("joined_on"):
        # A probation lasts a year at least (发展党员工作细则 Art. 31).
        if months_after(joined, 12) > clock.today():
            return "probationary", "没有写类别，入党不满一年，按预备党员记，请核对"
        return "full", "没有写类别，入党已满一年，按正式党员记，请核对"
    for column, category in (
        ("candidate_on", "candidate"),
        ("activist_on", "activist"),
        ("applied_on", "applicant"),
    ):
        if values.get(column):
            return category, "没有写类别，由发展过程的日期看，请核对"
    return None


def of_a_state(values: Values, row: Row | None = None) -> None:
    """A day on which somebody's state changed says what it became; `row` is as he was.

    Raises UserError for one that is written to somebody who is as usual, and was.
    """
    usual, unsaid = (None, "normal"), []
    if values.get("membership") in usual and (row is None or row["membership"] in usual):
        # A limit that is over left him as usual, with its day.
        unsaid += ["membership_on"] if row is not None or not values.get("correct_until") else []
    if values.get("lost") is None or (row is not None and not values["lost"]):
        unsaid.append("lost_on")
    findings = [
        Finding("state-unsaid", _UNSAID[column], column=column)
        for column in unsaid
        if (on := values.get(column)) is not None and (row is None or row[column] != on.isoformat())
    ]
    if findings:
        words = "；".join(each.message for each in findings)
        raise UserError("state-unsaid", f"党员没有保存：{words}", findings)
