"""How many of how many, in per cent."""

from __future__ import annotations

from dataclasses import dataclass


def per_cent(part: float, whole: float) -> float | None:
    """How much of the whole a part is, in per cent with one decimal; None of nothing."""
    return round(100.0 * part / whole, 1) if whole else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many were asked for, and how many of them are done."""

    done: int
    asked: int

    @property
    def rate(self) -> float | None:
        """Done in per cent of those asked for; None where nothing was."""
        return per_cent(self.done, self.asked)
