"""The rows of the 民主评议 grid: a member's grades as they are kept and as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from partydesk.desk.kit.suggest import matching
from partydesk.desk.settling.rows import GridColumns, GridRow
from partydesk.desk.settling.sheet_cells import Cells
from partydesk.operations.reviews import Graded
from partydesk.records.checking import read_values
from partydesk.records.fields import Field, fields
from partydesk.records.member import Member
from partydesk.records.review import Review
from partydesk.records.values import shown
from partydesk.rules.review_year import ReviewYear

ASKED = ("self_grade", "peer_grade", "grade", "note")
_GRADE = fields(Review)["grade"]


@dataclass(slots=True)
class ReviewRow(GridRow):
    """One member's review: `why` is the reason for which there is no grade, `review` the uid of
    the one that is kept."""

    why: str = ""
    review: str = ""
    told_of: str = field(default="", init=False)

    def text(self, column: str) -> str:
        """What stands in a cell now."""
        return self.typed.get(column, self.kept.get(column, ""))

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with what was typed, by column, in words."""
        values: dict[str, Any] = {name: text for name, text in self.typed.items() if text}
        _read, findings = read_values(Review, values, strict=True)
        return {finding.column: finding.message for finding in findings}

    @property
    def sound(self) -> bool:
        """Whether what was typed can be saved."""
        return bool(self.typed) and not self.wrong and bool(self.text("grade") or self._emptied)

    @property
    def _emptied(self) -> bool:
        return bool(self.review) and not any(self.text(name) for name in ASKED)

    def told(self) -> tuple[str, str]:
        """How it stands, in words, and the tone."""
        if self.why:
            return "不定等次", "idle"
        if self.wrong:
            return next(iter(self.wrong.values())), "bad"
        if self._emptied:
            return "删去这一条", "warn"
        if not self.text("grade"):
            begun = any(self.text(name) for name in ASKED)
            return (f"缺{_GRADE.label}", "warn") if begun else ("还没有", "idle")
        return ("还没有保存", "info") if self.typed else ("已定", "ok")

    def graded(self) -> Graded:
        """What is to be saved of it."""
        if self._emptied:
            return Graded(self.uid, self.review, None)
        raw = {name: self.text(name) for name in ASKED}
        values, _findings = read_values(Review, raw, strict=True)
        whole = {name: values.get(name) for name in ASKED}
        return Graded(self.uid, self.review, whole)


class ReviewCells(Cells):
    """The grid of a year; a grade is found by pinyin too, and may be emptied."""

    def asked(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a cell can be typed into."""
        row = self.rows[index.row()]
        return self.field(index.column()) is not None and not getattr(row, "why", "")

    def put(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into several cells at once; what is no grade yet is taken for the one it means."""
        super().put([(row, field, _meant(field, text)) for row, field, text in cells])


def columns() -> GridColumns:
    """What stands above the cells."""
    declared = fields(Review)
    return GridColumns(
        "姓名", (fields(Member)["category"],), tuple(declared[name] for name in ASKED)
    )


def rows_of(found: ReviewYear) -> list[ReviewRow]:
    """A row for each who takes part."""
    declared, category = fields(Review), fields(Member)["category"]
    made = []
    for each in found.people:
        kept = {
            name: "" if each.why else shown(declared[name], each.review.get(name)) for name in ASKED
        }
        made.append(
            ReviewRow(
                str(each.member["name"]), (), kept, (shown(category, each.member["category"]),),
                str(each.member["uid"]), why=each.why, review=str(each.review.get("uid") or ""),
            )
        )  # fmt: skip
    return made


def _meant(field: Field, text: str) -> str:
    if field.choices is None or not text.strip() or text.strip() in field.choices.labels:
        return text
    found = matching(text, field.choices.labels)
    return found[0] if found else text
