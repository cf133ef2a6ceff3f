"""The settings: `settings [NAME [VALUE]]`, those of the 设置 page with its checks."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.findings import UserError

NAMES = "哪一项；不写时列出全部的名称和现在的值"


def settings(options: Any) -> Outcome:
    """Show all settings, or one; with a value keep it first. Raises UserError for what is none."""
    from partydesk.operations.settings.catalogue import keep_setting, settings_of

    name = options.name
    with opened(options, write=options.value is not None) as store:
        known = settings_of(store.role)
        if name is not None and name not in known:
            listed = "、".join(f"{each}（{one.label}）" for each, one in known.items())
            raise UserError("not-found", f"没有“{name}”这个设置；可以是：{listed}")
        if options.value is not None:
            keep_setting(store, known[name], options.value)
        values = {each: one.read(store) for each, one in known.items() if name in (None, each)}
    return Outcome(
        {"settings": values},
        [
            f"{known[each].label}\t{each}\t{known[each].told(value)}"
            for each, value in values.items()
        ],
    )
