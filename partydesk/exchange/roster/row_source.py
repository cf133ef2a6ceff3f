"""What gives rows to be imported: a sheet of a file or a pasted text, with its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from partydesk.exchange.reading.book import Cell
from partydesk.exchange.reading.cell_values import (
    hidden_part,
    said,
    take_cell,
    writes_two_digit_months,
)
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.header_names import JUDGED, PLACE, UID, reached
from partydesk.exchange.roster.headers import Column
from partydesk.exchange.roster.policy import Policy
from partydesk.exchange.roster.sheet_rows import LeftOut
from partydesk.records.fields import YES_NO, Field, Kind, Privacy, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import Unreadable, is_blank, masked, plain, shown, to_stored

Lines = Sequence[tuple[int, Sequence[Cell]]]
"""The cells of the rows that hold records, each with its 1-based row number."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A cell whose text changed on the way in: row (1-based), column label, was → becomes.

    `why` says it in words, `field` whose value it is. Personal texts are masked.
    """

    row: int
    column: str
    before: str
    after: str
    why: str = ""
    field: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form: row, column, was, becomes, why."""
        return {
            "row": self.row,
            "column": self.column,
            "was": self.before,
            "becomes": self.after,
            "why": self.why,
        }


@dataclass(slots=True)
class Row:
    """One row as read, by field: its texts, the typed values, and what could not be read.

    `number` is the sheet's row (several records may stand side by side in it), `at` its place
    among the records, from 0.
    `hidden` are the fields of which only the masked text is given, `month_only` the dates whose
    day is not known. `place` is its organisation as written, `uid` the record's uid as written,
    `judged` the yes or no of a column that is judged together with a field. `references` are the
    texts that name other records, `beside` the values of columns of theirs
    (`session.starts_at`), `broken` why such a column says nothing, by reference.
    """

    number: int
    at: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, Finding] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    month_only: set[str] = field(default_factory=set)
    changes: list[ValueChange] = field(default_factory=list)
    place: str = ""
    uid: str = ""
    judged: bool | None = None
    references: dict[str, str] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, Finding] = field(default_factory=dict)


@dataclass
class RowSource:
    """Rows of one kind of record. Nothing here knows the store.

    `year` is the one the title speaks of, `from_1904` the way its book counts days. `placed`
    are the organisations that lines above the rows name, by row number. `answers` are those
    given to what its rows left open. `header_row` is 1-based, the first of several, 0 where
    there is none. `findings` concern all of it; `left_out` are totals, signatures, notes and
    repeated headers that are no records; `mapped` are the columns that a person has mapped,
    `layout` the fingerprint of all headers (mappings), `remembered`: the mapping is of before;
    `reread` reads the same rows by another mapping; `notes` the cells the reader could not read, by
    (1-based row, 0-based column).
    """

    kind: str
    policy: Policy
    columns: Sequence[Column]
    lines: Lines
    header_row: int = 0
    path: str = ""
    sheet: str = ""
    findings: list[Finding] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: Mapping[tuple[int, int], Finding] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    placed: Mapping[int, str] = field(default_factory=dict)
    year: int | None = None
    from_1904: bool = False
    mapped: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    remembered: bool = False
    reread: Callable[[Mapping[str, str]], RowSource] | None = None
    _read: list[Row] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.fields = {column.field: column for column in self.columns if column.field}
        self._declared = {**fields(kind_of(self.kind)), **reached(self.kind)}
        self._last: dict[int, tuple[int, int]] = {}
        # Whether a column writes months with two digits, so that 1985.1 may be October.
        self._tenths = {
            column.index: writes_two_digit_months(cells_of(self.lines, column.index))
            for column in self.columns
        }

    def label(self, name: str) -> str:
        """The header of a field's column, or the field's own label."""
        column = self.fields.get(name)
        return column.header if column else self._declared[name].label

    def rows(self) -> Iterator[Row]:
        """The rows in order. Each is read when it is reached, and kept."""
        for at, (number, cells) in enumerate(self.lines):
            if at == len(self._read):
                self._read.append(self._row(at, number, cells))
            yield self._read[at]

    def _row(self, at: int, number: int, cells: Sequence[Cell]) -> Row:
        row = Row(number, at)
        for name, column in self.fields.items():
            raw = cells[column.index] if column.index < len(cells) else None
            if name == UID:
                row.uid = said(raw).strip().lower()
            elif name == PLACE:
                unsaid = not self.policy.from_list and is_blank(raw)
                row.place = "" if unsaid else said(raw).strip()
            elif name == JUDGED:
                row.judged = _yes(raw)
            else:
                self._cell(row, self._declared[name], column, raw)
        row.place = row.place or self.placed.get(number, "")
        return row

    def _with_year(self, field: Field, index: int, raw: Cell) -> tuple[Cell, int]:
        """A date without its year with the year of the row before, of the title, or of the row
        after; and that year, 0 for a cell that has its own."""
        if field.kind not in (Kind.DATE, Kind.MOMENT) or not isinstance(raw, str):
            return raw, 0
        if (found := _NO_YEAR.fullmatch(plain(raw))) is None:
            return raw, 0
        year = self.year
        if (last := self._last.get(index)) is not None:
            # December, then January: the next year.
            year = last[0] + (last[1] - int(found[1]) > 6)
        if year is None:
            years = (year_in(said(cell)[:10]) for cell in cells_of(self.lines, index))
            year = next((each for each in years if each), None)
        return (f"{year}年{raw.strip()}", year) if year else (raw, 0)

    def _beside(self, row: Row, name: str, field: Field, column: Column, raw: Cell) -> None:
        """A cell that says something of another record, which is only looked up by it."""
        try:
            cell, _ = self._with_year(field, column.index, raw)
            row.beside[name] = take_cell(field, cell).value
        except Unreadable as error:
            where = (self.sheet, row.number, column.header)
            refers = name.partition(".")[0]
            row.broken[refers] = Finding(error.code, error.message, *where, said(raw))

    def _cell(self, row: Row, field: Field, column: Column, raw: Cell) -> None:
        name = column.field or field.column
        if field.kind is Kind.REFERENCE:
            row.texts[name] = said(raw)
            row.references[name] = "" if is_blank(raw) else said(raw).strip()
            return
        if "." in name:
            self._beside(row, name, field, column, raw)
            return
        text = row.texts[name] = said(raw)
        if self.policy.from_list:
            if field.privacy is Privacy.PERSONAL and ("*" in text or "＊" in text):
                row.texts[name] = masked(field, text.strip())
                row.hidden.append(name)
                return
            raw = raw if text.strip() else None
        note = self.notes.get((row.number, column.index))
        if note is not None and raw is None:
            row.unread[name] = replace(note, column=column.header, fatal=True)
            return
        try:
            cell, year = self._with_year(field, column.index, raw)
            if self.from_1904 and field.kind in (Kind.DATE, Kind.MOMENT):
                cell = _of_1904(cell)
            taken = take_cell(field, cell, tenths=self._tenths[column.index])
        except Unreadable as error:
            place = (self.sheet, row.number, column.header)
            value = hidden_part(field, raw)
            row.unread[name] = Finding(error.code, error.message, *place, value)
            return
        if year:
            taken = replace(taken, why=f"没有写年份，按前后的行和标题记为 {year} 年，请核对")
        if field.kind in (Kind.DATE, Kind.MOMENT) and taken.value:
            self._last[column.index] = taken.value.year, taken.value.month
        row.values[name] = taken.value
        if taken.month_only:
            row.month_only.add(name)
        if taken.why:
            before, after = hidden_part(field, raw), seen(field, to_stored(taken.value))
            change = ValueChange(row.number, column.header, before, after, taken.why, name)
            row.changes.append(change)


def _of_1904(raw: Cell) -> Cell:
    """A number of days since 1904 as one since 1900; what is no such number as it is."""
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        return raw
    return raw + 1462 if 1_000 <= raw <= 80_000 and not 1900 <= raw < 2101 else raw


_NO_YEAR = re.compile(r"\s*(\d{1,2})\s*月\s*\d{1,2}\s*[日号]?.*", re.DOTALL)
_A_YEAR = re.compile(r"(?<!\d)(20\d\d|19[5-9]\d)(?!\d)")


def year_in(text: str) -> int | None:
    """The one year that a title speaks of."""
    years = {int(found) for found in _A_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def cells_of(lines: Lines, index: int) -> list[Cell]:
    """The cells of one column."""
    return [cells[index] for _, cells in lines if index < len(cells)]


def seen(field: Field, stored: Any) -> str:
    """A stored value as messages show it: short, and hidden where it is not for everyone."""
    return hidden_part(field, shown(field, stored))


def _yes(raw: Cell) -> bool | None:
    text = plain(said(raw)).removesuffix("成立").removesuffix("建立").removesuffix("建")
    if text in ("已", "未"):
        return text == "已"
    code = YES_NO.codes.get(text)
    return None if code is None else code == "1"
