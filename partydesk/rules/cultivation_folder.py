"""What papers there should be of somebody on the way into the Party: which are there, which lack.

It goes by what is recorded: a day in a field, an entry of a log, a step, a talk, a meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records.periods import months_after

_ORDER = ("applicant", "activist", "candidate", "probationary", "full")


@dataclass(frozen=True, slots=True)
class Item:
    """One paper. `told` is its day, its number or whom it names, "" where it is not there;
    `lacks` says that it should be there by now."""

    label: str
    told: str = ""
    lacks: bool = False

    @property
    def there(self) -> bool:
        """Whether it is."""
        return bool(self.told)


_OF_FIELDS = (
    # Label, the field that tells of it, the stage from which on it is to be there.
    ("入党申请书", "applied_on", 0),
    ("派人谈话记录", "talked_on", 1),
    ("确定积极分子的决议", "activist_on", 1),
    ("培养联系人", "mentors", 1),
    ("考察写实", "inspection", 1),
    ("思想汇报", "thought_report", 2),
    ("上级党委同意列为发展对象", "agreed_on", 2),
    ("公示情况", "publicised_to", 2),
    ("确定发展对象的决议", "candidate_on", 2),
    ("入党介绍人", "sponsors", 3),
    ("政治审查材料", "vetted_on", 3),
    ("集中培训证明", "trained_on", 3),
    ("上级党委预审", "prescreened_on", 3),
    ("入党志愿书", "step:form", 3),
    ("支部大会接收决议", "joined_on", 3),
    ("上级派人谈话", "step:interviewed", 4),
    ("上级党委审批（接收）", "approved_on", 4),
    ("入党宣誓", "sworn_on", 4),
    ("转正申请书", "step:asked", 4),
    ("支部大会转正决议", "confirm_voted_on", 4),
    ("上级党委审批（转正）", "confirm_approved_on", 4),
)


def folder(connection: Connection, row: Mapping[str, Any], today: date) -> tuple[Item, ...]:
    """The papers of a member (a row of `queries.window`), in the order of the way."""
    if row["category"] not in _ORDER:
        return ()
    stage = _ORDER.index(str(row["category"]))
    steps = {
        step: str(on)
        for step, on in connection.exec_driver_sql(
            'SELECT step, max("on") FROM step WHERE member = ? AND deleted_at IS NULL '
            "GROUP BY step",
            (row["id"],),
        )
    }
    items = []
    for label, what, since in _OF_FIELDS:
        if what in ("inspection", "thought_report"):
            items.append(_log(connection, row, label, what, stage >= since, today))
        elif what.startswith("step:"):
            told = steps.get(what.removeprefix("step:"), "")
            items.append(Item(label, told, not told and stage >= since))
        else:
            told = str(row.get(what) or "")
            items.append(Item(label, told, not told and stage >= since))
    return tuple(items)


def _log(
    connection: Connection, row: Mapping[str, Any], label: str, kind: str, asked: bool, today: date
) -> Item:
    """A log: how many entries, and whether as many as half-years of cultivation that are over."""
    days = [
        str(each[0])
        for each in connection.exec_driver_sql(
            f'SELECT "on" FROM {kind} WHERE member = ? AND deleted_at IS NULL ORDER BY "on"',
            (row["id"],),
        )
    ]
    told = f"{len(days)} 份，最近 {days[-1]}" if days else ""
    if kind == "thought_report":
        return Item(label, told, asked and not days)
    began = row.get("activist_on")
    if not told and row.get("inspected_on"):
        told = str(row["inspected_on"])
    if not began or not asked:
        return Item(label, told)
    until, half_years = row.get("joined_on") or today.isoformat(), 0
    day = months_after(date.fromisoformat(str(began)), 6)
    while day.isoformat() <= str(until)[:10] and half_years < 40:
        half_years += 1
        day = months_after(date.fromisoformat(str(began)), 6 * (half_years + 1))
    short = half_years - len(days)
    return Item(label, told, not told and half_years > 0 and short > 0)
