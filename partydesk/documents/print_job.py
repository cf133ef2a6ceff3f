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
        block: list[Any] = [self.lettering(title, "title")]
        if subtitle:
            block.append(self.lettering(subtitle, "subtitle"))
        return [*block, Spacer(0, 2 * mm)]
