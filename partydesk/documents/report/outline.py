"""The report's outline: its parts in order, the sorts of paragraphs in each, what is switched on.

A paragraph is known by its part and sort, `organisation.last_year`. What is switched, moved and
picked is a `Plan`, kept apart from the words somebody wrote and from the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar


class Sort(StrEnum):
    """What a paragraph tells, in the order in which the paragraphs of a part stand."""

    INTRO = "intro"
    NUMBERS = "numbers"
    MEASURES = "measures"
    LAST_YEAR = "last_year"
    RANKING = "ranking"
    CASES = "cases"
    FOUND = "found"
    CAUSES = "causes"
    STEPS = "steps"
    OWNERS = "owners"
    FIGURES = "figures"
    BRANCHES = "branches"
    CHARTS = "charts"
    PLACES = "places"

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self]


_LABELS = {
    Sort.INTRO: "概况",
    Sort.NUMBERS: "数字",
    Sort.MEASURES: "做法",
    Sort.LAST_YEAR: "上年对比",
    Sort.RANKING: "先进和薄弱",
    Sort.CASES: "典型问题",
    Sort.FOUND: "问题",
    Sort.CAUSES: "原因",
    Sort.STEPS: "打算",
    Sort.OWNERS: "谁负责、到几月",
    Sort.FIGURES: "数字的含义和依据",
    Sort.BRANCHES: "各支部主要数字",
    Sort.CHARTS: "图",
    Sort.PLACES: "有缺项的党组织",
}

PICKED = (Sort.MEASURES, Sort.CASES)
"""The sorts that are told from records somebody picks."""

BEHIND = (Sort.CAUSES, Sort.OWNERS)
"""The sorts that are written behind sentences of another one, and have no place of their own."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the outline, switched on or off."""

    id: str
    sort: Sort
    on: bool

    @property
    def part(self) -> str:
        """The id of the part it stands in."""
        return part_of(self.id)

    @property
    def label(self) -> str:
        """What it is called."""
        return self.sort.label

    @property
    def fixed(self) -> bool:
        """Whether it has no place of its own that it could be moved from."""
        return self.sort in BEHIND


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the outline with its paragraphs; `fixed` ones cannot be moved."""

    id: str
    label: str
    paragraphs: tuple[Paragraph, ...]
    fixed: bool = False

    @property
    def on(self) -> bool:
        """Whether anything of it is switched on."""
        return any(each.on for each in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a paragraph can be told from: what, where, in which words; picked or not."""

    paragraph: str
    kind: str
    uid: str
    title: str
    said: str
    where: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody chose: the order of parts and of paragraphs within their part, by their ids
    (what is not named stays where it is), paragraphs switched otherwise than usual, and of each
    paragraph the uids of the records it tells."""

    order: tuple[str, ...] = ()
    switched: Mapping[str, bool] = field(default_factory=dict)
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_Row = TypeVar("_Row", Part, Paragraph)


def part_of(paragraph: str) -> str:
    """The part of a paragraph's id."""
    return paragraph.partition(".")[0]


def matches(name: str, paragraph: Paragraph) -> bool:
    """Whether a name says this paragraph: its own id, that of its part, or its sort."""
    return name in (paragraph.id, paragraph.part, paragraph.sort.value)


def ordered(parts: Iterable[Part], order: Iterable[str]) -> tuple[Part, ...]:
    """The parts, and the paragraphs in each, in somebody's order; what it does not name keeps its
    place, and so does what is fixed."""
    order = tuple(order)
    return tuple(
        replace(part, paragraphs=_in_order(part.paragraphs, order))
        for part in _in_order(parts, order)
    )


def _in_order(rows: Iterable[_Row], order: Iterable[str]) -> tuple[_Row, ...]:
    rows = tuple(rows)
    movable = {row.id: row for row in rows if not row.fixed}
    named = [id for id in order if id in movable]
    queue = [movable[id] for id in named]
    return tuple(queue.pop(0) if row.id in named else row for row in rows)
