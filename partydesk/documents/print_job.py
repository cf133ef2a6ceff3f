"""What a printed paper is made from: the records, the lettering, whom it is about, which period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.reading import Reading, Row, day
from partydesk.documents.text_styles import TextStyle
from partydesk.records.periods import Period
from partydesk.store.home import Home

_SUBTITLE = 38  # characters that stand below a title in one line


def lines_of(subtitle: str) -> list[str]:
    """What stands below a title, in as many lines as its length asks for: broken between its parts
    (a wide space), never within a day."""
    if len(subtitle) <= _SUBTITLE:
        return [subtitle] if subtitle else []
    lines: list[str] = []
    for part in subtitle.split("　"):
        if lines and len(lines[-1]) + 1 + len(part) <= _SUBTITLE:
            lines[-1] += f"　{part}"
        elif part:
            lines.append(part)
    return lines


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper somebody asked for. `row` is the record it is about, None for the whole file;
    photographs lie in `home`."""

    reading: Reading
    lettering: TextStyle
    organisation: Row
    today: date
    row: Row | None = None
    period: Period | None = None
    home: Home | None = None

    @property
    def name(self) -> str:
        """The organisation's full name."""
        return str(self.organisation["name"])

    @property
    def as_of(self) -> str:
        """The day the paper shows the records of."""
        return f"截至 {day(self.today.isoformat())}"

    def heading(self, title: str, subtitle: str = "") -> list[Any]:
        """The title block of a paper."""
        lines = lines_of(subtitle)
        block: list[Any] = [self.lettering(title, "title")]
        if lines:
            block.append(self.lettering("\n".join(lines), "subtitle"))
        return [*block, Spacer(0, 2 * mm)]
