"""Chinese text in lines: where a line may break, and what stays together when a page ends.

reportlab's own CJK breaking lets marks hang into the margin, where a table has its rules, tears
numbers and dates apart, and adds blanks when a text goes over to the next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportlab.platypus import paragraph as _platypus
from reportlab.platypus.paragraph import Paragraph, ParaLines

_NOT_FIRST = frozenset("，。、；：！？”’）】》〉」』〕〗…—·～％‰℃,.;:!?)]}%")
_NOT_LAST = frozenset("“‘（【《〈「『〔〖([{￥$#")
_WORD = re.compile(r"[0-9A-Za-z.,:/@_+&'*\-]")
_FUZZ = 1e-6  # points; widths are sums of floats


class Prose(Paragraph):  # type: ignore[misc] # reportlab ships no types
    """A paragraph of Chinese text.

    No line begins with a closing mark or ends with an opening one, numbers and Latin words stay
    whole wherever they fit into a line.
    """

    def breakLinesCJK(self, widths: Any) -> Any:
        """The lines of this text in these widths; called by Paragraph.wrap."""
        widths = list(widths) if isinstance(widths, (list, tuple)) else [widths]
        self.height = 0
        units = [
            _platypus.cjkU(char, frag, "utf8") for frag in self.frags for char in frag.text or [""]
        ]
        self._broken = list(_lines(units, widths)) if units else []
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


def _atoms(units: list[Any]) -> Iterator[list[Any]]:
    """The units in groups that belong on one line."""
    atom: list[Any] = []
    for number, unit in enumerate(units):
        if atom and not _together(units, number):
            yield atom
            atom = []
        atom.append(unit)
    if atom:
        yield atom


def _together(units: list[Any], number: int) -> bool:
    """Whether a unit stays on the line of the one before it."""
    before, unit = units[number - 1], units[number]
    if hasattr(before.frag, "lineBreak"):
        return False
    if hasattr(unit.frag, "lineBreak"):
        return True  # so that a break never makes an empty line of its own
    # A number and what it counts, 12 人, are not parted.
    if unit == " ":
        return _counts(units, number)
    if before == " ":
        return _counts(units, number - 1)
    if before in _NOT_LAST or unit in _NOT_FIRST:
        return True
    return bool(_WORD.match(before) and _WORD.match(unit))


def _counts(units: list[Any], blank: int) -> bool:
    """Whether the blank stands between a number and a word that is not Latin."""
    if not 0 < blank < len(units) - 1 or not units[blank - 1].isdigit():
        return False
    after = units[blank + 1]
    return after not in ("", " ") and not _WORD.match(after)


def _lines(units: list[Any], widths: list[float]) -> Iterator[list[Any]]:
    line: list[Any] = []
    used, number = 0.0, 0

    def room() -> float:
        return widths[min(number, len(widths) - 1)] + _FUZZ

    for atom in _atoms(units):
        width = sum(unit.width for unit in atom)
        if line and used + width > room() and str(atom[0]) != " ":
            yield line
            line, used, number = [], 0.0, number + 1
        for unit in atom:
            if line and used + unit.width > room() and unit != " " and unit != "":
                yield line
                line, used, number = [], 0.0, number + 1
            if unit == " " and not line and number:
                continue  # the blank a line was broken at
            line.append(unit)
            used += unit.width
        if hasattr(atom[-1].frag, "lineBreak"):
            yield line
            line, used, number = [], 0.0, number + 1
    if line:
        yield line
