"""The command that does what a norm asks: settle."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json


def settle(options: Any) -> Outcome:
    """Do what a norm asks of the organisation or somebody; how the norm then stands. With the
    word `asks` in place of answers: what it asks for."""
    from partydesk.operations.settle_rule import settle_rule
    from partydesk.rules.norms import STATE, State

    if options.values == "asks":
        return _asked(options)
    values = read_json(options.values)
    with opened(options, write=True) as store:
        item, uid, found = settle_rule(store, options.rule, options.about or "", values)
    # What is asked for no more is done.
    state = str(found.state or State.DONE)
    words = STATE.label(state)
    lines = [f"已办理“{item.title}”：{words}{f'，{found.text}' if found.text else ''}"]
    lines += [f"接下来：{each.title}（{each.due or '随时'}）" for each in found.following]
    return Outcome({"state": state, "uid": uid}, lines, findings=not found.settled)


def _asked(options: Any) -> Outcome:
    from partydesk.operations.settle_rule import asked_by

    with opened(options) as store:
        found = asked_by(store, options.rule, options.about or "")
    asks = [
        {
            "name": each.key,
            "label": each.field.label,
            "kind": each.field.kind.value,
            "required": each.required,
            "choices": list(each.field.choices.labels) if each.field.choices else None,
        }
        for each in found
    ]
    lines = [
        f"{each.key}\t{each.field.label}{'（必填）' if each.required else ''}" for each in found
    ]
    return Outcome({"asks": asks}, lines)
