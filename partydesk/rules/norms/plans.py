"""开了吗: what was planned and whose time has passed, until somebody says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from partydesk.records import clock
from partydesk.records.kinds import SESSION_KIND
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts

PLAN = Norm("plan", "开了吗", "计划的时间已过", "本支部的计划",
            "开了的记成已开，核对到会；没开的改期，或者写明原因", "session", lead=0, asks="开了吗",
            private=True,
            settles=Settles(("state", "starts_at", "reason_not_held")),
            amiss="过了时间的计划没有写明开了没有",
            step="把过了时间的计划逐项写明，没开的补开")  # fmt: skip
NORMS = (PLAN,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The plans of the period whose time has passed."""
    now = min(f"{clock.now():%Y-%m-%d %H:%M}", f"{facts.today} 23:59")
    for organ in facts.organs:
        for plan in facts.plans.get(organ.id, ()):
            if plan.starts_at > now:
                continue
            day = date.fromisoformat(plan.starts_at[:10])
            at = "" if plan.starts_at.endswith("00:00") else plan.starts_at[10:]
            about = f"{day.month} 月{SESSION_KIND.label(plan.kind)}，{day.day} 日{at}"
            yield Obligation(
                PLAN, organ.id, State.DUE, day, "", "session", plan.uid, about, (), plan.topic
            )
