"""One thing to mend in a submission, as a slip says it: where, what was there, what is there now.

A fault names its record by uid where the row has one; a row that was deleted from the sheet by the
digest it was exported with, which its branch still finds among its records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from partydesk.records.registry import kinds


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `kind` and `uid` name the record where it is known; `before` is what was
    exported, `after` what stands there now. `words` are the officer's own, `until` the day (ISO)
    by which it is wanted; a fault that names no sheet is about all of them. `digest` is that of a
    row that is no longer in the sheet.
    """

    sheet: str
    row: int
    column: str
    message: str
    kind: str = ""
    uid: str = ""
    before: str = ""
    after: str = ""
    words: str = ""
    until: str = ""
    digest: str = ""

    @property
    def place(self) -> str:
        """Where it is, as people say it; "" for the whole submission."""
        parts = (self.sheet, f"第 {self.row} 行" if self.row else "", self.column)
        return " ".join(part for part in parts if part)

    @property
    def was_and_is(self) -> str:
        """What was exported and what stands there now, where a cell is not as it was."""
        if self.before == self.after:
            return ""
        return f"原来“{self.before or '空'}”→ 现在“{self.after or '空'}”"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, with the officer's words and day."""
        day = f"请在 {self.until} 前办好" if self.until else ""
        words = f"党委：{self.words}" if self.words else ""
        return "；".join(part.rstrip("。；") for part in (self.message, words, day) if part)


@dataclass(frozen=True, slots=True)
class Words:
    """What an officer adds to a slip: of all of it, by which day, of single faults by their place
    (sheet, row, column)."""

    general: str = ""
    until: date | None = None
    each: Mapping[tuple[str, int, str], str] | None = None


def as_kept(fault: Fault) -> dict[str, Any]:
    """A fault as JSON keeps it: without what is empty."""
    return {name: value for name, value in asdict(fault).items() if value}


def read_fault(told: Mapping[str, Any]) -> Fault:
    """A fault from JSON, of this version or an earlier one; what no version knows is passed.

    Raises ValueError, TypeError, AttributeError or OverflowError for what is none.
    """
    texts = {
        each.name: str(told.get(each.name) or "") for each in fields(Fault) if each.name != "row"
    }
    if texts["kind"] not in kinds():
        texts["kind"] = ""
    return Fault(**texts, row=int(told.get("row") or 0))
