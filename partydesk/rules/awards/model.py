"""What is found of somebody who may be awarded: an answer to each condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stand(StrEnum):
    """Whether a condition is met; unknown where nobody recorded what it asks."""

    MET = "met"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a condition stands, in a few words, with (kind, uid) of the records behind it."""

    stand: Stand
    text: str
    evidence: tuple[tuple[str, str], ...] = ()


UNKNOWN = Answer(Stand.UNKNOWN, "无记录")


@dataclass(frozen=True, slots=True)
class Found:
    """A member or branch: `answers` by the codes of conditions, without those that this file can
    never tell."""

    kind: str
    uid: str
    name: str
    organisation: int
    place: str
    answers: Mapping[str, Answer]


def at_least(
    value: float | None, least: float, unit: str, evidence: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Whether a number reaches a limit."""
    if value is None:
        return UNKNOWN
    return Answer(Stand.MET if value >= least else Stand.NOT, f"{value:g}{unit}", evidence)
