"""The command that does what a norm asks: settle."""

from __future__ import annotations

from typing import Any

from partydesk.cli.asking import ASKS, asked
from partydesk.cli.outcome import Outcome, opened, read_json


def settle(options: Any) -> Outcome:
    """Do what a norm asks of the organisation or somebody; how the norm then stands. With the
    word `asks` in place of answers: what it asks for."""
    from partydesk.operations.settle_rule import settle_rule
    from partydesk.rules.norms import STATE, State

    if options.values == ASKS:
        return _asked_by_rule(options)
    values = read_json(options.values)
    with opened(options, write=True) as store:
        item, uid, found = settle_rule(store, options.rule, options.about or "", values)
    # What is asked for no more is done.
    state = str(found.state or State.DONE)
    words = STATE.label(state)
    lines = [f"已办理“{item.title}”：{words}{f'，{found.text}' if found.text else ''}"]
    lines += [f"接下来：{each.title}（{each.due or '随时'}）" for each in found.following]
    return Outcome({"state": state, "uid": uid}, lines, findings=not found.settled)


def _asked_by_rule(options: Any) -> Outcome:
    from partydesk.operations.settle_rule import asked_by

    with opened(options) as store:
        found = asked_by(store, options.rule, options.about or "")
    return asked((each.key, each.field, each.required) for each in found)
