"""The one way to open a form, whatever the kind."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from PySide6.QtWidgets import QWidget

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.store import queries, rows


def open_form(
    context: AppContext,
    kind: str,
    uid: str | None = None,
    defaults: Mapping[str, object] | None = None,
    like: str = "",
    within: QWidget | None = None,
) -> RecordForm:
    """The form for a new record of the kind, or for the one with this uid.

    `defaults` are first values of a new record by column, in any form `values.read` takes, or
    changes proposed to the one with the uid; `like` is the uid of one that a new record repeats.
    A form that is made `within` what will show it opens a fifth faster than one moved there.
    Attendance, ticket steps and attachments open the record they belong to. Raises UserError when
    the record is no longer there.
    """
    if uid and kind_of(kind).kept_within:
        kind, uid = _owner(context, kind, uid)
    made: type[RecordForm] = RecordForm
    if own := view_of(kind).form:
        module, name = own.split(".")
        made = getattr(import_module(f"partydesk.desk.forms.{module}"), name)
    before = set(within.children()) if within is not None else set()
    try:
        return made(context, kind, uid, defaults, like, within)
    except UserError:
        for left in set(within.children()) - before if within is not None else ():
            left.deleteLater()
        raise


def _owner(context: AppContext, kind: str, uid: str) -> tuple[str, str]:
    """Kind and uid of the record that another one is kept within."""
    record = kind_of(kind)
    with context.store.read() as connection:
        found = rows.find(connection, kind, uid)
        if found is None:
            what = f"这条{record.called()}" if record.belongs_to else f"这个{record.title}"
            raise UserError("not-found", f"{what}已不在，可能刚被删除")
        if not record.belongs_to:
            return str(found["of_kind"]), str(found["of_uid"])
        row = queries.window(connection, kind, [found["id"]])[found["id"]]
    return fields(record)[record.belongs_to].refers, str(row[f"{record.belongs_to}_uid"])
