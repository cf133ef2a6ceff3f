"""专项行动: each step by its day, of all whom the campaign is over."""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.recurrence import open_state

STEP = Norm(
    "campaign_step", "专项行动", "每一步在期限前做完", "专项行动的步骤期限",
    "到“问题台账”的“专项行动”里打钩；办不完的说明原因、改期限", "campaign_step", lead=10,
    settles=Settles(tab="tickets", part="campaigns"),
    amiss="专项行动有的步骤没有按期做完", step="逐家催办专项行动的步骤",
)  # fmt: skip
NORMS = (STEP,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The steps of the own organisation's campaigns that are due in the period."""
    for whole in facts.campaigns:
        unit = whole.head.unit
        for step in whole.steps:
            if step.due not in facts.period or not whole.subjects:
                continue
            ticks = [s.ticks[step.number] for s in whole.subjects if step.number in s.ticks]
            left = len(whole.subjects) - len(ticks)
            state = open_state(step.due, facts.today, grace=None) if left else State.DONE
            text = f"还有 {left} {unit}没有做完" if left else f"{len(ticks)} {unit}都做完了"
            yield Obligation(
                STEP, whole.head.organisation, state, step.due, "", "campaign_step", step.uid,
                f"{whole.head.name}：{step.name}", tuple(("campaign_done", t.uid) for t in ticks),
                text,
            )  # fmt: skip
