"""How a fault of a slip stands in the branch's own records now: open, mended, or gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.replies.faults import Fault
from partydesk.exchange.replies.slip import Slip
from partydesk.exchange.submission.stamps import utc
from partydesk.records.base import kind_of
from partydesk.records.declared import Field
from partydesk.records.fields import fields
from partydesk.records.values import masked, shown
from partydesk.store import rows
from partydesk.store.joins import successor


@dataclass(frozen=True, slots=True)
class FaultState:
    """`uid` is the record that answers the fault now ("": none here), `column` its field, `state`
    one of open, corrected, deleted and unknown (never here, or not to be found)."""

    state: str
    kind: str = ""
    uid: str = ""
    column: str = ""


def state_of(connection: Connection, slip: Slip, fault: Fault) -> FaultState:
    """How it stands: what the branch changed since it wrote that submission has mended it."""
    if not fault.kind or not fault.uid:
        return FaultState("unknown")
    kind, uid = fault.kind, fault.uid
    row = rows.find(connection, kind, uid)
    if row is None or row["deleted_at"] is not None:
        uid = successor(connection, kind, uid) or uid
        stays = rows.find(connection, kind, uid)
        if stays is None:
            return FaultState("unknown")
        if stays["deleted_at"] is not None:
            return FaultState("deleted", kind, uid)
        row = stays
    name, field = _field(kind, fault.column)
    state = "corrected" if _mended(slip, fault, field, row, name) else "open"
    record = kind_of(kind)
    if record.kept_within:
        # Its form is that of what it belongs to.
        refers = fields(record)[record.belongs_to].refers
        parent = rows.get(connection, refers, int(row[record.belongs_to]))
        if parent is None or parent["deleted_at"] is not None:
            return FaultState("deleted", kind, uid)
        return FaultState(state, refers, str(parent["uid"]))
    return FaultState(state, kind, uid, name)


def _field(kind: str, column: str) -> tuple[str, Field | None]:
    """The field that a column of the sheet shows."""
    for name, field in fields(kind_of(kind)).items():
        if column and column in (name, field.label, field.text_label):
            return name, field
    return "", None


def _mended(
    slip: Slip, fault: Fault, field: Field | None, row: Mapping[str, Any], name: str
) -> bool:
    written = utc(slip.written_at or slip.made_at)
    known = field is not None and not field.refers and fault.before != fault.after
    if field is not None and known:
        now = masked(field, shown(field, row[name]))
        if slip.accepted:
            return now == fault.after
        # As it was exported, and the sheet said otherwise: that is for a person to see.
        # Records know their time to the second: what differs and is as old was changed after.
        return (
            now != fault.before and str(row["updated_at"]) >= written[: len("2026-01-01 00:00:00")]
        )
    return str(row["updated_at"]) > written
