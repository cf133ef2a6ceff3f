"""The story of a figure that moved: by branch what came of it, and the steps from old to new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partydesk.exchange.merge import trace
from partydesk.exchange.merge.compare import Comparison, FigureChange, Moved
from partydesk.exchange.submission.stamps import local
from partydesk.records.periods import Period

NEW, MORE, LESS, GONE, SAME = "new", "more", "less", "gone", "same"
"""How a branch moved a figure: handed in for the first time, more or less than before, withdrawn
without another in its place, or only changed in what is not counted."""

Stood = Sequence[tuple[str, int]]
"""Period and revision of what stood."""


@dataclass(frozen=True, slots=True)
class BranchStory:
    """What a branch adds to the difference, how, in words why, and the records."""

    code: str
    amount: float
    how: str
    said: str
    moved: tuple[Moved, ...]
    acts: tuple[trace.Act, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the old value to the new: what it is called and how far it goes."""

    label: str
    amount: float


def stories(found: Comparison, change: FigureChange, period: Period) -> list[BranchStory]:
    """The branches behind a figure's change, the one taken last in front."""
    made = []
    for code, amount, _counts in change.by_branch:
        before, after = (side.get(code, ()) for side in found.stood)
        acts = tuple(act for act in reversed(found.acts) if act.organisation == code)
        how = _how(amount, before, after)
        said = _said(period, before, after, acts)
        moved = tuple(each for each in change.moved if each.organisation == code)
        made.append(BranchStory(code, amount, how, said, moved, acts))
    made.sort(key=lambda each: each.code)
    return sorted(made, key=lambda each: each.acts[0].at if each.acts else "", reverse=True)


def steps(told: Sequence[BranchStory], change: FigureChange) -> list[Step]:
    """The steps, in a fixed order; none where they do not add up to it, as with a rate."""
    found = []
    for how, label in (
        (NEW, "新收 {} 个支部"), (MORE, "更新，多了"), (LESS, "更新，少了"),
        (GONE, "撤回 {} 个支部"),
    ):  # fmt: skip
        those = [each for each in told if each.how == how]
        if those:
            found.append(Step(label.format(len(those)), sum(each.amount for each in those)))
    whole = (change.before or 0) + sum(each.amount for each in found)
    return found if abs(whole - (change.after or 0)) < 1e-6 else []


def _how(amount: float, before: Stood, after: Stood) -> str:
    if not before:
        return NEW
    if set(after) < set(before):
        return GONE
    return MORE if amount > 0 else LESS if amount < 0 else SAME


def _said(period: Period, before: Stood, after: Stood, acts: Sequence[trace.Act]) -> str:
    """Which submissions are behind it: 第 1 版 → 第 2 版，09-28 收下."""
    gone = [each for each in before if each not in after]
    come = [each for each in after if each not in before]
    last = acts[0] if acts else None
    when = f"，{local(last.at)[5:10]} {last.act}" if last is not None else ""
    if last is not None and last.act == trace.WITHDRAWN:
        when += f"，{last.operator}" if last.operator else ""
        when += f"：{last.reason}" if last.reason else ""
    if not before:
        return f"第一次交，{_named(period, come)}{when}"
    if gone and come:
        return f"{_named(period, gone)} → {_named(period, come)}{when}"
    if gone:
        return f"{_named(period, gone)}{when or '不在了'}"
    return f"{_named(period, come)}{when}" if come else when.lstrip("，")


def _named(period: Period, those: Stood) -> str:
    return "、".join(
        f"第 {revision} 版" if text == period.text else f"{text} 第 {revision} 版"
        for text, revision in those
    )
