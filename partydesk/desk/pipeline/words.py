"""How the board tells of a day: in the card's pill, and in the line of the next step."""

from __future__ import annotations

from datetime import date

from partydesk.rules.pipeline_card import Card, Next, When

_NEAR = 10  # fewer days than these ahead are pressing


def pill_of(card: Card, today: date) -> tuple[str, str]:
    """The word and tone at the card's corner; ("", "") for none."""
    step = card.next
    if step is not None and step.day is not None:
        days = (step.day - today).days
        if step.when is When.OVERDUE:
            return f"逾期 {-days} 天", "bad"
        if step.when is When.BY and 0 <= days < _NEAR:
            return (f"还有 {days} 天" if days else "今天到期"), "warn"
    if card.ready:
        return "可以办", "ok"
    return "", ""


def next_line(step: Next) -> str:
    """The next step with its day: 下一步：党委审批，2026-12-01 前."""
    told = f"下一步：{step.label}"
    if step.day is None:
        return told
    ends = {When.OVERDUE: "应在 {} 前", When.BY: "{} 前", When.FROM: "{} 起"}
    return f"{told}，{ends[step.when].format(step.day)}"
