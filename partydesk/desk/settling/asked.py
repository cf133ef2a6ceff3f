"""What is asked of an obligation where it stands: its editors, what they hold, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partydesk.desk.forms.beginning import beginning
from partydesk.desk.forms.drafts import Draft, begun_from
from partydesk.desk.forms.editors import Editor
from partydesk.operations.settle import first_values, settles_kind
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of
from partydesk.records.values import read, to_stored
from partydesk.rules.norms import Obligation
from partydesk.store import queries, rows
from partydesk.store.store import Store


def subject_row(store: Store, item: Obligation) -> dict[str, Any]:
    """The stored row of the record whose fields settle an obligation; empty for one to be added."""
    if item.norm.settles.kind:
        return {}
    kind = settles_kind(item)
    with store.read() as connection:
        found = rows.find(connection, kind, item.uid or store.own.uid)
        if found is None:
            return {}
        return queries.window(connection, kind, [found["id"]])[found["id"]]


def load(store: Store, item: Obligation, editors: Mapping[str, Editor]) -> None:
    """Show in the editors what the record holds, or what is known of the one to be added."""
    if not item.norm.settles.kind:
        row = subject_row(store, item)
        for column, editor in editors.items():
            editor.load(row.get(column), row)
        return
    # What every new record of the kind begins with, then what the obligation tells.
    known = {**beginning(store, item.norm.settles.kind), **first_values(store, item)}
    declared = fields(kind_of(settles_kind(item)))
    for column, editor in editors.items():
        value = known.get(column)
        typed = read(declared[column], value, strict=True) if value is not None else None
        editor.load(to_stored(typed) if value is not None else declared[column].default)


class TypedValues:
    """What was typed and not saved, kept in the draft that the whole form of the record finds."""

    def __init__(self, store: Store, item: Obligation) -> None:
        kind = settles_kind(item)
        if item.norm.settles.kind:
            known = first_values(store, item)
            self._draft = Draft(store.home, kind, None, begun_from(kind, known))
        else:
            self._draft = Draft(store.home, kind, item.uid or store.own.uid)

    def read(self) -> dict[str, Any]:
        """By column."""
        kept = self._draft.read().get("values")
        return kept if isinstance(kept, dict) else {}

    def keep(self, typed: Mapping[str, object]) -> None:
        """Keep these beside what was typed elsewhere."""
        whole = self._draft.read()
        values = {**self.read(), **typed}
        if values:
            self._draft.keep({**whole, "values": values})

    def drop(self, columns: Mapping[str, object]) -> None:
        """Forget these: they are saved."""
        whole = self._draft.read()
        values = {name: raw for name, raw in self.read().items() if name not in columns}
        if values or whole.get("more") or whole.get("files"):
            self._draft.keep({**whole, "values": values})
        else:
            self._draft.drop()
