"""The one way to open a form, whatever the kind."""

from __future__ import annotations

from collections.abc import Mapping

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.store import queries, rows

# Records kept within another's form.
_WITHIN = {"attendance": "session", "ticket_step": "ticket"}


def open_form(
    context: AppContext,
    kind: str,
    uid: str | None = None,
    defaults: Mapping[str, object] | None = None,
    like: str = "",
) -> RecordForm:
    """The form for a new record of the kind, or for the one with this uid.

    `defaults` are first values of a new record by column, in any form `values.read` takes; `like`
    is the uid of one that a new record repeats.
    Attendance, ticket steps and attachments open the record they belong to. Raises UserError when
    the record is no longer there.
    """
    if kind in _WITHIN and uid:
        kind, uid = _owner(context, kind, uid)
    elif kind == "attachment" and uid:
        kind, uid = _holder(context, uid)
    if kind == "session":
        from partydesk.desk.forms.session_form import SessionForm

        return SessionForm(context, uid, defaults, like)
    if kind == "ticket":
        from partydesk.desk.forms.ticket_form import TicketForm

        return TicketForm(context, uid, defaults)
    return RecordForm(context, kind, uid, defaults, like)


def _owner(context: AppContext, kind: str, uid: str) -> tuple[str, str]:
    from partydesk.records.base import kind_of

    column = _WITHIN[kind]
    assert fields(kind_of(kind))[column].kind is Kind.REFERENCE
    with context.store.read() as connection:
        found = rows.find(connection, kind, uid)
        if found is None:
            raise UserError("not-found", f"这条{kind_of(kind).title}记录已不在，可能刚被删除")
        row = queries.window(connection, kind, [found["id"]])[found["id"]]
    return _WITHIN[kind], str(row[f"{column}_uid"])


def _holder(context: AppContext, uid: str) -> tuple[str, str]:
    with context.store.read() as connection:
        found = rows.find(connection, "attachment", uid)
    if found is None:
        raise UserError("not-found", "这个附件已不在，可能刚被删除")
    return str(found["of_kind"]), str(found["of_uid"])
