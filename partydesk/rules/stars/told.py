"""评定 as the committee told it to a branch: scores, reasons and stars, taken back with a receipt.

A committee writes them as text into the receipt of a branch that it has scored; the branch keeps
them by year, apart from its own scores, and they stand as the committee's word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.rules.stars.model import label_key
from partydesk.store import settings

_KEY = "stars-told:"


@dataclass(frozen=True, slots=True)
class ToldScore:
    """What the committee gave for an item or veto, and why; None where it gave nothing itself."""

    label: str
    review: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """A branch's standing in a year as the committee told it on a day."""

    year: int
    made_on: str
    stars: int | None
    total: float | None
    scores: Mapping[str, ToldScore]

    def of(self, label: str) -> ToldScore | None:
        """What was told of an item or veto."""
        return self.scores.get(label_key(label))


def words_here(connection: Connection, year: int) -> dict[str, str]:
    """What was written in this file as the reason of a score, by the row's uid."""
    found = connection.exec_driver_sql(
        "SELECT uid, evidence FROM star WHERE year = ? AND submission IS NULL "
        "AND deleted_at IS NULL AND evidence IS NOT NULL",
        (year,),
    )
    return {str(uid): str(evidence) for uid, evidence in found}


def keep(connection: Connection, text: str) -> Told | None:
    """Keep what a receipt told, in its year; None, and nothing kept, for what is no such text."""
    told = _read(text)
    if told is not None:
        settings.put(connection, f"{_KEY}{told.year}", text)
    return told


def told_of(connection: Connection, year: int) -> Told | None:
    """What this branch was told of a year; None for nothing."""
    return _read(settings.get(connection, f"{_KEY}{year}"))


def told_lines(text: str) -> list[tuple[str, str]]:
    """What a receipt's sheet says of the scores: labels and values; nothing for no such text."""
    told = _read(text)
    if told is None:
        return []
    stars = "" if told.stars is None else f"{told.stars} 星"
    points = "" if told.total is None else f"{told.total:g} 分"
    head = (f"{told.year} 年星级评定", "，".join(part for part in (stars, points) if part))
    lines = [("", ""), head]
    for each in told.scores.values():
        given = "" if each.review is None else f"{each.review:g}"
        lines.append((each.label, "：".join(part for part in (given, each.reason) if part)))
    return lines


def _read(text: str) -> Told | None:
    if not text:
        return None
    try:
        held = json.loads(text)
        scores = {
            label_key(str(each["label"])): ToldScore(
                str(each["label"]),
                None if each["review"] is None else float(each["review"]),
                str(each["reason"]),
            )
            for each in held["scores"]
        }
        stars, total = held["stars"], held["total"]
        return Told(
            int(held["year"]), str(held["made_on"]), None if stars is None else int(stars),
            None if total is None else float(total), scores,
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None
