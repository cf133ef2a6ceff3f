"""The park's choices among the rules: its customs, deadlines, kinds that count, holidays."""

from __future__ import annotations

from collections.abc import Mapping

from partydesk.rules import deadlines
from partydesk.rules.norms import custom
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


def choose_rules(
    store: Store,
    customs: frozenset[str] | None = None,
    days: Mapping[str, int] | None = None,
    *settings: tuple[str, str],
) -> None:
    """Keep the local customs (norm ids), the days after a period's end (by kind of period; those
    not named stay) and settings of rules/park_settings.py; None leaves what is kept.

    Raises UserError("read-only"), "not-found" for what is no custom, "bad-value" for days. No
    record changes, but what pages say of them does; it is no step of undo.
    """
    kept = list(settings)
    if customs is not None:
        kept += custom.as_settings(customs)
    if days:
        with store.read() as connection:
            kept.append(deadlines.as_setting({**deadlines.allowed(connection), **days}))
    store.set_settings(*kept)
    store.tell(OperationChanges("保存规则设置", (("organisation", store.own.uid),)))


def switch_custom(store: Store, id: str, on: bool) -> None:
    """Ask for one local custom from now on, or no longer. Raises UserError as `choose_rules`."""
    custom.check((id,))
    with store.read() as connection:
        chosen = custom.chosen(connection)
    choose_rules(store, chosen | {id} if on else chosen - {id})
