"""Whether a star scheme holds together: everything in it can be computed, told apart, reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from partydesk.records.fields import fields
from partydesk.records.figures import StarScore
from partydesk.records.findings import Finding
from partydesk.rules.stars.computed import RULES
from partydesk.rules.stars.model import MOST_STARS, Item, Scheme, label_key


def check_scheme(scheme: Scheme) -> list[Finding]:
    """All that is wrong with a scheme; nothing means that it can be scored by."""
    return [
        *_years(scheme),
        *_told_apart(scheme),
        *(finding for item in scheme.items for finding in _item(item)),
        *_thresholds(scheme),
        *_goals(scheme),
        *_vetoes(scheme),
    ]


def _years(scheme: Scheme) -> Iterator[Finding]:
    field = fields(StarScore)["year"]
    first, last = scheme.first_year, scheme.last_year
    if first > last:
        yield Finding("bad-years", f"有效年度从 {first} 到 {last}，起止颠倒了")
    least, most = field.minimum or 0, field.maximum or 0
    if not (least <= first <= most and least <= last <= most):
        yield Finding("bad-years", f"有效年度应在 {least:g} 到 {most:g} 之间")


def _told_apart(scheme: Scheme) -> Iterator[Finding]:
    if not scheme.items:
        yield Finding("no-items", "方案里没有项目")
    # A score is kept under its label, and a veto's under the veto's.
    labels = [item.label for item in scheme.items] + [veto.label for veto in scheme.vetoes]
    for what, names in (
        ("项目编号", [item.id for item in scheme.items]),
        ("项目、否决项的名称", [label_key(label) for label in labels]),
        ("目标", [goal.label for goal in scheme.goals]),
    ):
        for name in _repeated(names):
            yield Finding("twice", f"{what}“{name}”有重复", value=name)


def _repeated(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if names.count(name) > 1))


def _item(item: Item) -> Iterator[Finding]:
    if item.points <= 0:
        yield Finding("bad-points", f"“{item.label}”的分值应大于 0", value=f"{item.points:g}")
    if not item.rule:
        return
    rule = RULES.get(item.rule)
    if rule is None:
        yield Finding("unknown-rule", f"“{item.label}”的计算规则“{item.rule}”不认识",
                      value=item.rule)  # fmt: skip
        return
    if item.steps and item.target is not None:
        yield Finding("bad-steps", f"“{item.label}”不能既有 target 又有 steps")
    if rule.counted and not item.steps and item.target is None:
        yield Finding("no-target", f"“{item.label}”按次数计算，要写 target 或 steps")
    if rule.counted and item.nothing_due is not None:
        yield Finding("bad-nothing-due", f"“{item.label}”按次数计算，不能有 nothing_due")
    if item.nothing_due is not None and not 0 <= item.nothing_due <= 1:
        yield Finding("bad-nothing-due", f"“{item.label}”的 nothing_due 应在 0 到 1 之间")
    if item.target is not None and item.target <= 0:
        yield Finding("bad-target", f"“{item.label}”的 target 应大于 0", value=f"{item.target:g}")
    for (low, less), (high, more) in pairwise(item.steps):
        if low >= high or less >= more:
            yield Finding("bad-steps", f"“{item.label}”的 steps 应一级比一级高，得分也是")
            break
    if any(bound <= 0 or not 0 < share <= 1 for bound, share in item.steps):
        yield Finding("bad-steps", f"“{item.label}”的 steps 应大于 0，得分比例不超过 1")
    asked = item.steps[-1][0] if item.steps else item.target or 0
    if not rule.counted and asked > 1:
        message = f"方案达不到：“{item.label}”按比例计算，最高是 1，方案却要求 {asked:g}"
        yield Finding("unreachable", message, value=f"{asked:g}")


def _thresholds(scheme: Scheme) -> Iterator[Finding]:
    thresholds = scheme.thresholds
    if not 1 <= len(thresholds) <= MOST_STARS:
        yield Finding("bad-thresholds", f"星级分数线应有 1 到 {MOST_STARS} 条")
        return
    if thresholds[0] <= 0:
        yield Finding("bad-thresholds", "1 星的分数线应大于 0")
    for stars, (low, high) in enumerate(pairwise(thresholds), start=2):
        if low >= high:
            message = f"{stars} 星要 {high:g} 分，不比 {stars - 1} 星的 {low:g} 分高"
            yield Finding("bad-thresholds", message, value=f"{high:g}")
    if any(item.points <= 0 for item in scheme.items) or not scheme.items:
        return  # what can be reached is told once there are points
    for stars, threshold in enumerate(thresholds, start=1):
        if threshold > scheme.reachable:
            message = (
                f"方案达不到：{stars} 星要 {threshold:g} 分，各项加起来最多 {scheme.reachable:g} 分"
            )
            yield Finding("unreachable", message, value=f"{threshold:g}")
            return


def _goals(scheme: Scheme) -> Iterator[Finding]:
    most = len(scheme.thresholds)
    for goal in scheme.goals:
        if not 1 <= goal.stars <= MOST_STARS:
            message = f"目标“{goal.label}”应在 1 到 {MOST_STARS} 星之间"
            yield Finding("bad-goals", message, value=str(goal.stars))
        elif goal.stars > most > 0:
            message = f"方案达不到：目标“{goal.label}”是 {goal.stars} 星，分数线只到 {most} 星"
            yield Finding("unreachable", message, value=str(goal.stars))
    if any(low.stars >= high.stars for low, high in pairwise(scheme.goals)):
        yield Finding("bad-goals", "目标应一个比一个高")
    if not scheme.goals:
        yield Finding("bad-goals", "方案里没有目标")


def _vetoes(scheme: Scheme) -> Iterator[Finding]:
    most = len(scheme.thresholds)
    for veto in scheme.vetoes:
        if most and not 0 <= veto.stars < most:
            message = f"否决项“{veto.label}”最多留 {veto.stars} 星，应少于最高的 {most} 星"
            yield Finding("bad-veto", message, value=str(veto.stars))
