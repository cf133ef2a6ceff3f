"""A step of 发展党员 is ticked: its day goes where it is kept, with a note if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of
from partydesk.records.step import DEVELOPMENT_STEPS, DevelopmentStep
from partydesk.store.store import Store
from partydesk.store.writing import Writer

_STEPS = {step.code: step for step in DEVELOPMENT_STEPS}
_LASTS = ("extended_until",)
"""Days until which something lasts: none on which a step is taken."""


def day_columns(step: DevelopmentStep) -> list[str]:
    """The fields of a member that hold the day of a step; none where a record of its own does."""
    declared = fields(kind_of("member"))
    return [n for n in step.columns if declared[n].kind is Kind.DATE and n not in _LASTS]


def by_day(code: str) -> bool:
    """Whether one day says of a step that it was taken: not people, a group, a span of days."""
    step = _STEPS[code]
    return len(day_columns(step)) == 1 or not step.columns or step.columns[0] in _LASTS


def tick(store: Store, uid: str, code: str, day: date, note: str = "") -> None:
    """Keep that somebody (the uid of a member) took a step on a day, in one step of undo.

    The day goes into the member's field, and who reaches the next stage by it moves on; a step
    without a field, and any note, is kept as a record. Raises UserError; nothing is then changed.
    """
    step = _STEPS.get(code)
    if step is None or not by_day(code):
        raise UserError("not-found", f"发展步骤里没有“{code}”，或者它不是记一个日期的")
    with store.write("") as writer:
        member = writer.find("member", uid)
        if member is None or member["deleted_at"]:
            raise UserError("not-found", "这名党员的记录已不在，可能刚被删除")
        writer.label = f"{step.label} {member['name']}"
        columns = day_columns(step)
        if code == "inspected":
            _log(writer, member, day, note.strip())
            return
        if columns:
            writer.edit("member", uid, {columns[0]: day})
        if not columns or note.strip():
            _keep(writer, int(member["id"]), code, day, note.strip())


def _log(writer: Writer, member: Mapping[str, Any], day: date, opinion: str) -> None:
    """A 考察 is an entry of its own: one after the other, none written over."""
    if not opinion:
        raise UserError("opinion-needed", "考察要写意见：在备注里写一两句表现，例如“工作踏实”")
    by = member["mentors"]
    if not by:
        raise UserError(
            "nobody-inspected", "还没有培养联系人：先指定，或者记一次考察写实、写考察人"
        )
    writer.add("inspection", {"member": member["id"], "on": day, "opinion": opinion, "by": by})


def _keep(writer: Writer, member: int, code: str, day: date, note: str) -> None:
    found = writer.connection.exec_driver_sql(
        "SELECT uid FROM step WHERE member = ? AND step = ? AND deleted_at IS NULL "
        "AND submission IS NULL LIMIT 1",
        (member, code),
    ).fetchone()
    if found:
        writer.edit("step", found[0], {"on": day, **({"note": note} if note else {})})
    else:
        writer.add("step", {"member": member, "step": code, "on": day, "note": note or None})
