"""责任清单: each duty in its time, by whoever holds the area or post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from partydesk.rules.duties import DutyState
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.recurrence import open_state


def _of_today(item: Obligation, today: date) -> Mapping[str, object]:
    """Done today; of a time that is over, on its last day."""
    return {"duty": item.uid, "on": min(today, item.due or today).isoformat()}


DUTY = Norm(
    "duty", "履责", "网格、岗位的每条责任按清单写的频次做", "责任清单",
    "做完记一笔：哪天做的、做了什么；到“问题台账”的“责任清单”里点一格也行", "duty", lead=7,
    settles=Settles(("on", "note"), "duty_done", known=_of_today),
    amiss="责任清单上有的事没有按期做", step="按清单逐项补做、记录",
)  # fmt: skip
NORMS = (DUTY,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """A time of a duty that ends in the period."""
    for duty in facts.duties:
        for turn in duty.turns(facts.period.first, facts.period.last):
            stands = duty.state(turn, facts.today)
            state = open_state(turn.last, facts.today)
            if stands is DutyState.DONE:
                state = State.DONE
            evidence = tuple(("duty_done", each.uid) for each in duty.of(turn))
            text = f"{duty.area}，责任人 {duty.holder}，{duty.how_often}"
            yield Obligation(
                DUTY, duty.organisation, state, turn.last, turn.slot, "duty", duty.uid,
                duty.text, evidence, text,
            )  # fmt: skip
