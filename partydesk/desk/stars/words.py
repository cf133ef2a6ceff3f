"""How scores, measures and goals are said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partydesk.records.fields import fields
from partydesk.records.figures import StarScore
from partydesk.rules.stars.model import Goal, Item, Scheme
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.computed import Measure
    from partydesk.rules.stars.scoring import Scored, ScoredItem
    from partydesk.rules.stars.year import Year

_KNOWN = fields(StarScore)
SELF, REVIEW, EVIDENCE = (_KNOWN[name].label for name in ("self_score", "review_score", "evidence"))
_BASIS = {"review": REVIEW, "computed": "计算得分", "self": SELF}


def percent(share: float) -> str:
    """A share, never rounded up to the whole: 92 %, 99.9 %."""
    tenths = round(share * 100, 1)
    return f"{score_text(min(tenths, 99.9) if share < 1 - 1e-9 else tenths)} %"


def measured(item: Item, measure: Measure | None) -> str:
    """What the item's rule found: 三会一课完成率 92 %. Empty for an item without a rule."""
    if not item.rule:
        return ""
    if measure is None:
        return "没有记录"
    if measure.value is None:
        return "今年没有要办的"
    from partydesk.rules.stars.computed import COUNTED, RULES

    rule = RULES[item.rule]
    if rule.counted:
        return f"{rule.label} {score_text(measure.value)} {COUNTED[rule.id].unit}"
    return f"{rule.label} {percent(measure.value)}"


def way(item: Item) -> str:
    """How the item's points come about, in a sentence."""
    if not item.rule:
        return "由支部自评，党委评定。"
    from partydesk.rules.stars.computed import COUNTED, RULES

    rule = RULES[item.rule]

    def size(bound: float) -> str:
        return f"{score_text(bound)} {COUNTED[rule.id].unit}" if rule.counted else percent(bound)

    if item.steps:
        steps = "，".join(
            f"满 {size(bound)}得 {score_text(item.points * share)} 分"
            for bound, share in item.steps
        )
        told = f"{steps}。"
    elif item.target is not None:
        told = f"满 {size(item.target)}得 {score_text(item.points)} 分，不足的按比例得分。"
    else:
        told = "按完成的比例得分。"
    if item.nothing_due is not None:
        told += f"今年没有要办的，得 {score_text(item.points * item.nothing_due)} 分。"
    return f"{rule.says}。{told}"


def difference(scored: ScoredItem) -> tuple[str, str] | None:
    """Word and tone of how far the score that stands is from the self-score."""
    apart = scored.difference
    if apart is None:
        return None
    if apart == 0:
        return "一致", "ok"
    return (f"少 {score_text(-apart)}" if apart < 0 else f"多 {score_text(apart)}"), "warn"


def apart(total: float | None, self_total: float | None) -> str:
    """How far a total is from the sum of the self-scores."""
    if total is None or self_total is None:
        return ""
    less = round(self_total - total, 2)
    if not less:
        return "一致"
    return f"少 {score_text(less)}" if less > 0 else f"多 {score_text(-less)}"


def standing(scored: ScoredItem) -> str:
    """The score that stands and whose it is."""
    if scored.final is None:
        return "还没有得分"
    return f"现得 {score_text(scored.final)} 分（{_BASIS[scored.basis]}）"


def stars_of(scored: Scored) -> str:
    """The stars, in words."""
    return "还没有得分" if scored.stars is None else f"{scored.stars} 星"


def next_star(scheme: Scheme, scored: Scored) -> str:
    """What is missing to the next star, or what keeps it away."""
    if scored.total is None or scored.stars is None:
        return ""
    by_points = scheme.stars(scored.total)
    if by_points > scored.stars:
        return f"按分数可得 {by_points} 星，因一票否决只有 {scored.stars} 星"
    if scored.stars == len(scheme.thresholds):
        return "已是最高星级"
    left = scheme.thresholds[scored.stars] - scored.total
    return f"再得 {score_text(left)} 分到 {scored.stars + 1} 星"


def goal_named(goal: Goal) -> str:
    """保底 6 星."""
    return f"{goal.label} {goal.stars} 星"


def goal_standing(scheme: Scheme, goal: Goal, scored: Scored) -> tuple[str, str]:
    """A goal and how far it is, as words and tone."""
    name = goal_named(goal)
    if scored.stars is not None and scored.stars >= goal.stars:
        return f"{name}　已达到", "ok"
    left = scheme.thresholds[goal.stars - 1] - (scored.total or 0.0)
    if left <= 0:
        return f"{name}　被否决", "bad"
    return f"{name}　还差 {score_text(left)} 分", "idle"


def goal_reached(scheme: Scheme, scored: Scored) -> tuple[str, str]:
    """The goal a branch reached, as words and tone."""
    if scored.stars is None:
        return "", "idle"
    if scored.goal is not None:
        return goal_named(scored.goal), "ok"
    return f"不到{goal_named(scheme.goals[0])}", "warn"


def last_year(year: Year, scored: Scored) -> str:
    """How the branch stood the year before: 上年 7 星、88.5 分."""
    before = year.before.get(scored.organisation)
    if before is None or before.total is None:
        return "上年无记录"
    return f"上年 {before.stars or 0} 星、{score_text(before.total)} 分"


def told_on(year: Year) -> str:
    """When this branch's committee told it of its scores; "" where it has not."""
    if year.told is None:
        return ""
    stars = "" if year.told.stars is None else f" {year.told.stars} 星"
    return f"党委 {year.told.made_on} 评定{stars}，随回执带回"
