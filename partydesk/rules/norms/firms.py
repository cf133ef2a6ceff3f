"""应建未建: a firm with three full members or more and no Party organisation."""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts

UNFORMED = Norm(
    "due_unformed", "应建未建", "正式党员 3 人以上的都应当成立党的基层组织", "支部工作条例第四条",
    "和企业商定怎样组建；成立后填组建形式和成立时间", "enterprise", held_by="C",
    settles=Settles(("formation", "formed_on")), amiss="有应建未建的企业",
    step="逐家上门商定组建形式，成立后报党委批准",
)  # fmt: skip
NORMS = (UNFORMED,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """One item for each firm with enough members; of those on branches' ledgers too."""
    day = min(facts.today, facts.period.last)
    for firm in facts.due_firms:
        formed = firm.formation not in (None, "none") and (firm.formed_on or "") <= str(day)
        text = f"组织关系在企业的党员 {firm.members} 人"
        text += "" if formed else "，还没有党组织"
        yield Obligation(
            UNFORMED, firm.organisation, State.DONE if formed else State.OVERDUE, None,
            f"{day:%Y}", "enterprise", firm.uid, firm.name,
            (("enterprise", firm.uid),) if formed else (), text,
        )  # fmt: skip
