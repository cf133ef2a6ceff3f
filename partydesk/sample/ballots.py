"""Invented votes of general meetings: what is decided, by how many."""

from __future__ import annotations

from datetime import date
from typing import Any

from partydesk.sample.habits import election_day
from partydesk.sample.people import board_of, here_on
from partydesk.sample.plan import Circle, Plan, Planned


def ballot(plan: Plan, day: date) -> tuple[dict[str, Any], Circle]:
    """What a general meeting of a day voted on, and who stayed away from it."""
    voters = voters_on(plan, day)
    values = _matter(plan, day)
    floating = [m for m in voters if m.values.get("floating")]
    if values["ballot_kind"] == "election" and floating:
        values["excluded"] = "\n".join(f"{m.values['name']}：外出六个月以上" for m in floating)
        voters = [m for m in voters if m not in floating]
    others = [m for m in voters if m not in floating and m.values["duty"] == "none"]
    most = max(0, len(voters) // 10 - len(floating))
    away = floating + plan.random.sample(others, min(len(others), plan.random.randint(0, most)))
    absent = frozenset(m.uid for m in away)
    present = sum(m.uid not in absent for m in voters)
    values |= {
        "entitled": len(voters),
        "voters_present": present,
        "in_favour": present - (present > 6),
        "against": 0,
        "abstained": int(present > 6),
    }
    return values, Circle("party", away=absent)


def voters_on(plan: Plan, day: date) -> list[Planned]:
    """Who may vote in a branch on a day: full members on its roll."""
    return [
        m
        for m in plan.of("member")
        if (m.values.get("confirmed_on") or date.max) <= day
        and here_on(m, day)
        and m.values.get("relation") != "not_transferred"
    ]


def _matter(plan: Plan, day: date) -> dict[str, Any]:
    """What the meeting decided: an election, an admission, a confirmation, or its usual report."""
    if day == election_day(plan):
        elected = "、".join(board_of(plan))
        return {
            "ballot_kind": "election",
            "topic": "选举支部委员会" if "、" in elected else "选举支部书记",
            "decisions": f"选举产生：{elected}。",
        }
    admitted, confirmed = (
        "、".join(str(m.values["name"]) for m in plan.of("member") if m.values.get(step) == day)
        for step in ("joined_on", "confirm_voted_on")
    )
    if admitted:
        return {
            "ballot_kind": "admission",
            "topic": f"讨论接收{admitted}为预备党员",
            "decisions": f"同意接收{admitted}为中共预备党员，报上级党委审批。",
        }
    if confirmed:
        return {
            "ballot_kind": "admission",
            "topic": f"讨论{confirmed}转为正式党员",
            "decisions": f"同意{confirmed}转为中共正式党员，报上级党委审批。",
        }
    return {"ballot_kind": "decision", "decisions": "同意支委会的报告和安排。"}
