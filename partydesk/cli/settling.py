"""The command that does what a norm asks: settle."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json


def settle(options: Any) -> Outcome:
    """Do what a norm asks of the organisation or somebody; how the norm then stands."""
    from partydesk.operations import settle as settling
    from partydesk.rules.norms import NORMS, STATE, State

    values = read_json(options.values)
    with opened(options, write=True) as store:
        about = options.about or ""
        norm = NORMS.get(options.rule)
        each = bool(norm and norm.settles.each)
        item = settling.find(store, options.rule, "" if each else about)
        answer = settling.Answer(item, values, about if each else "")
        (uid,), (found,) = settling.settle(store, [answer])
    # What is asked for no more is done.
    state = str(found.state or State.DONE)
    words = STATE.label(state)
    lines = [f"已办理“{item.title}”：{words}{f'，{found.text}' if found.text else ''}"]
    lines += [f"接下来：{each.title}（{each.due or '随时'}）" for each in found.following]
    return Outcome({"state": state, "uid": uid}, lines, findings=not found.settled)
