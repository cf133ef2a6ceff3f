"""Chinese text on paper: its lines, and what stays together when a page ends.

reportlab's own CJK breaking lets marks hang into the margin, where a table has its rules, tears
numbers and dates apart, and adds blanks when a text goes over to the next page.
"""

from __future__ import annotations

from typing import Any

from reportlab.platypus import paragraph as _platypus
from reportlab.platypus.paragraph import Paragraph, ParaLines

from partydesk.documents.line_breaking import broken_lines

_FUZZ = 1e-6  # points; widths are sums of floats


class Prose(Paragraph):  # type: ignore[misc] # reportlab ships no types
    """A paragraph of Chinese text, broken into lines by `broken_lines`."""

    def breakLinesCJK(self, widths: Any) -> Any:
        """The lines of this text in these widths; called by Paragraph.wrap."""
        widths = list(widths) if isinstance(widths, (list, tuple)) else [widths]
        self.height = 0
        units = [
            _platypus.cjkU(char, frag, "utf8") for frag in self.frags for char in frag.text or [""]
        ]
        text = ["\n" if hasattr(unit.frag, "lineBreak") else str(unit) for unit in units]
        rooms = [width + _FUZZ for width in widths]
        self._broken = [
            units[line] for line in broken_lines(text, [unit.width for unit in units], rooms)
        ]
        made = []
        for number, line in enumerate(self._broken):
            room = widths[min(number, len(widths) - 1)]
            used = sum(unit.width for unit in line)
            ends = bool(line) and hasattr(line[-1].frag, "lineBreak")
            made.append(_platypus.makeCJKParaLine(line, room, used, room - used, ends, False))
        return ParaLines(kind=1, lines=made)

    def split(self, width: float, height: float) -> list[Prose]:
        """This text in two parts of which the first fits the height; [] where none fits."""
        if not hasattr(self, "blPara"):
            self.wrap(width, height)
        lines = self._broken
        fits = int((height + _FUZZ) / self.style.leading)
        if fits >= len(lines):
            return [self]
        # Neither the first nor the last line of a text stands alone on a page.
        fits = min(fits, max(len(lines) - 2, 1))
        if fits < 1 or (fits < 2 and len(lines) > 2):
            return []
        rest = self.style.clone(f"{self.style.name}-rest", firstLineIndent=0, spaceBefore=0)
        parts = (lines[:fits], self.style), (lines[fits:], rest)
        return [
            self.__class__(None, style, frags=_frags([unit for line in part for unit in line]))
            for part, style in parts
        ]


def _frags(units: list[Any]) -> list[Any]:
    """The units as the runs Paragraph works on."""
    runs: list[Any] = []
    last = None
    for unit in units:
        if unit.frag is last and not hasattr(last, "lineBreak"):
            runs[-1].text += str(unit)
        else:
            runs.append(unit.frag.clone(text=str(unit)))
        last = unit.frag
    return runs
