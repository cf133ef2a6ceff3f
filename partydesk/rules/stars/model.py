"""What a star scheme is: items with points, stars by thresholds, goals, vetoes, valid years."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

MOST_STARS = 10
_CLOSE = 1e-9  # a share such as 0.95 is a sum of floats


def label_key(label: str) -> str:
    """A label as it is compared: 坚强堡垒"模范"支部 is 坚强堡垒“模范”支部, whoever typed it."""
    plain = unicodedata.normalize("NFKC", label)
    return "".join(each for each in plain if not each.isspace() and each not in "“”‘’\"'「」『』")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `points` is the most it gives; `evidence` says what proves it.

    With `rule` (rules.stars.computed.RULES) its points come from records: the rule's measure
    against `target`, or by `steps` (from this measure on, this share of the points), or, where
    the measure is a share itself, by that. Without a rule the branch scores itself.
    `nothing_due` is the share given where the rule asked nothing of the branch this year; None
    leaves that to the self-score. `before` are the names it had: what was scored under them is
    its own.
    """

    id: str
    label: str
    group: str
    points: float
    evidence: str = ""
    rule: str = ""
    target: float | None = None
    steps: tuple[tuple[float, float], ...] = ()
    nothing_due: float | None = None
    before: tuple[str, ...] = ()

    @property
    def reachable(self) -> float:
        """The most points that can really be had: the highest step may give less than all."""
        return self.points_for(self.steps[-1][0]) if self.steps else self.points

    def points_for(self, measure: float) -> float:
        """What a computed item gives for its rule's measure, to two decimals."""
        if self.steps:
            share = max((s for bound, s in self.steps if measure + _CLOSE >= bound), default=0.0)
        else:
            share = measure / self.target if self.target else measure
        return round(self.points * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True, slots=True)
class Goal:
    """Stars to strive for, by name: 保底 6."""

    label: str
    stars: int


@dataclass(frozen=True, slots=True)
class Veto:
    """What, once it happened, leaves a branch at most `stars` whatever its points."""

    label: str
    stars: int
    says: str = ""


@dataclass(frozen=True)
class Scheme:
    """A scheme for the years `first_year` to `last_year`.

    `thresholds[n]` is the points from which there are n + 1 stars. `goals` go up.
    """

    name: str
    first_year: int
    last_year: int
    thresholds: tuple[float, ...]
    goals: tuple[Goal, ...]
    items: tuple[Item, ...]
    vetoes: tuple[Veto, ...] = ()

    @cached_property
    def points(self) -> float:
        """All points together."""
        return round(sum(item.points for item in self.items), 2)

    @cached_property
    def reachable(self) -> float:
        """The most points a branch can have."""
        return round(sum(item.reachable for item in self.items), 2)

    @cached_property
    def groups(self) -> dict[str, tuple[Item, ...]]:
        """Group → its items, in order."""
        named = dict.fromkeys(item.group for item in self.items)
        return {g: tuple(item for item in self.items if item.group == g) for g in named}

    def stars(self, points: float) -> int:
        """The stars for that many points, vetoes left aside."""
        return sum(points >= threshold for threshold in self.thresholds)

    def goal(self, stars: int) -> Goal | None:
        """The highest goal reached with that many stars."""
        return max((g for g in self.goals if g.stars <= stars), key=lambda g: g.stars, default=None)

    def covers(self, year: int) -> bool:
        """Whether it is valid in that year."""
        return self.first_year <= year <= self.last_year
