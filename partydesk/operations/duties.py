"""责任清单: a duty recorded as done in a month, by a click; each act is one step to undo."""

from __future__ import annotations

from datetime import date

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.rules.duties import DutyRow
from partydesk.store.store import Store


def do(store: Store, duty: DutyRow, on: date | None = None, note: str = "") -> str:
    """Record that a duty was done, today or on a day; the uid. Raises UserError."""
    _own(duty)
    with store.write(f"履责 {duty.text}") as writer:
        return writer.add(
            "duty_done", {"duty": duty.id, "on": on or clock.today(), "note": note or None}
        )


def undo(store: Store, duty: DutyRow, uid: str) -> None:
    """Take a record back. Raises UserError."""
    _own(duty)
    with store.write(f"取消履责 {duty.text}") as writer:
        writer.remove("duty_done", uid)


def change(store: Store, duty: DutyRow, uid: str, on: date, note: str) -> None:
    """Another day or note of a record. Raises UserError."""
    _own(duty)
    with store.write(f"改履责 {duty.text}") as writer:
        writer.edit("duty_done", uid, {"on": on, "note": note or None})


def _own(duty: DutyRow) -> None:
    if duty.sent:
        words = f"“{duty.area}”是发给各支部的，由支部在自己那里记；这里只改做什么、多久一次"
        raise UserError("read-only", words)
    if not duty.own:
        words = f"“{duty.text}”是支部报来的，这里只能看；要改请支部改好后再报"
        raise UserError("read-only", words)
