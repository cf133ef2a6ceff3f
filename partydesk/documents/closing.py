"""The end of a paper on a page: who signs never stands alone, but below the last rows or lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from partydesk.documents.prose import Prose
from partydesk.documents.tables import Ruled, Signing

_MUCH = 100_000  # points: more than any part is high
_ROWS, _LINES = 2, 44  # how many rows, or points of lines, go over to the next page with them
_REMARKS = 6  # gaps and small remarks between the rows and who signs
_BOUND = (Table, Prose, Ruled)


class _Closing(Flowable):  # type: ignore[misc] # reportlab ships no types
    """A table or text, and what stands below it on the same page as its last rows or lines."""

    def __init__(self, lead: Flowable, below: list[Flowable]) -> None:
        super().__init__()
        self._lead, self._below = lead, below

    def and_then(self, *below: Flowable) -> _Closing:
        """The same with more below."""
        return _Closing(self._lead, [*self._below, *below])

    def getSpaceBefore(self) -> float:
        """That of the first part."""
        return float(self._lead.getSpaceBefore())

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height of all parts below each other."""
        self._across = width
        self._placed: list[tuple[Flowable, float, float]] = []
        down, gap = 0.0, 0.0
        for number, part in enumerate((self._lead, *self._below)):
            before = part.getSpaceBefore() if number else 0
            wide, high = part.wrapOn(self.canv, width, _MUCH)
            down += max(gap, before) + high
            self._placed.append((part, wide, down))
            gap = part.getSpaceAfter()
        self.width, self.height = width, down
        return width, down

    def split(self, width: float, height: float) -> list[Flowable]:
        """As much of the lead as fits, and its end with what is below it; [] for the next page."""
        self.wrap(width, height)
        lead = self._lead
        own = self._placed[0][2]
        rows = list(getattr(lead, "_rowHeights", ()))
        last = sum(rows[-_ROWS:]) if rows else _LINES
        parts = lead.splitOn(self.canv, width, min(height, own - last)) if own > last else []
        if len(parts) > 1:
            *first, rest = parts
            return [*first, _Closing(rest, self._below)]
        # On a page of its own, and still too high: then as they come.
        return [lead, *self._below] if getattr(self, "_postponed", False) else []

    def draw(self) -> None:
        """Each part below the one before."""
        for part, wide, down in self._placed:
            part.drawOn(self.canv, 0, self.height - down, _sW=self._across - wide)


def closed(story: Iterable[Any]) -> list[Any]:
    """The parts of a paper, each place to sign and line at the right edge (who writes, the day)
    bound to what stands above it."""
    made: list[Any] = []
    for part in story:
        if not (isinstance(part, Signing) or _in_style(part, "right")):
            made.append(part)
            continue
        below = part.parts if isinstance(part, Signing) else [part]
        above = len(made)
        while above and (isinstance(made[above - 1], Spacer) or _in_style(made[above - 1], "note")):
            above -= 1
        between = made[above:]
        if above and len(between) <= _REMARKS and isinstance(made[above - 1], _Closing):
            made[above - 1 :] = [made[above - 1].and_then(*between, *below)]
        elif above and len(between) <= _REMARKS and isinstance(made[above - 1], _BOUND):
            made[above - 1 :] = [_Closing(made[above - 1], [*between, *below])]
        else:
            made.append(KeepTogether(below))
    return made


def _in_style(part: Any, name: str) -> bool:
    return isinstance(part, Prose) and part.style.name == name
