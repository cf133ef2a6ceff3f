"""The park's choices among the rules: its local customs, and until when sheets are due."""

from __future__ import annotations

import json
from collections.abc import Mapping

from partydesk.rules import deadlines, working_days
from partydesk.rules.norms import custom
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


def choose_rules(
    store: Store, customs: frozenset[str] | None = None, days: Mapping[str, int] | None = None
) -> None:
    """Keep the local customs (norm ids) and the days after a period's end (by kind of period);
    None leaves what is kept. Raises UserError("read-only").

    No record changes, but what pages say of them does.
    """
    kept = [] if customs is None else custom.as_settings(customs)
    if days:
        kept.append(deadlines.as_setting(days))
    store.set_settings(*kept)
    store.tell(OperationChanges("保存规则设置", (("organisation", store.own.uid),)))


def set_holidays(store: Store, years: working_days.Holidays) -> None:
    """Keep the holidays and shifted working days of years the program does not know. Raises
    UserError("read-only")."""
    store.set_settings((working_days.KEY, json.dumps(years, ensure_ascii=False, sort_keys=True)))
    store.tell(OperationChanges("保存放假安排", (("organisation", store.own.uid),)))
