"""Which row of a stranger's sheet is its header, and which of our fields each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from partydesk.exchange.reading.book import Cell
from partydesk.exchange.roster.header_names import (
    header_key,
    header_text,
    known_header,
    not_kept,
    words,
)
from partydesk.records.registry import kind_of
from partydesk.records.values import is_blank

SEARCHED_ROWS = 30
"""A header stands within the first rows, under titles, dates and notes."""
DEEPEST = 3
"""Headers of more rows than this were never met."""

# Columns under such a heading speak of somebody else: an 姓名 there is not the member's.
_OTHER_PEOPLE = re.compile(
    r"介绍人|联系人|家属|家庭成员|家庭主要|配偶|子女|父母|父亲|母亲|亲属|监护|证明人|担保"
)
# What may stand under a field's own name without being another field.
_NEUTRAL = words(
    "总数 总人数 人数 合计 小计 数量 姓名 名称 名字 有无 是否 日期 时间 年月 内容 情况 号码"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its 0-based index, the header as sent, the field it is taken as.

    `field` is a column name of the record, PLACE, JUDGED, or None when it is not taken; `note`
    then says why. `unknown` marks a header nobody knows, `twice` one whose field another
    column already gives. `path` is the header with what stands above it.
    """

    index: int
    header: str
    field: str | None
    note: str = ""
    unknown: bool = False
    twice: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header stands (`first` is its 0-based row, `depth` its number of rows)."""

    first: int
    depth: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> dict[str, Column]:
        """The columns that are taken, by field."""
        return {column.field: column for column in self.columns if column.field}

    @property
    def score(self) -> float:
        """How much of it is understood: fields, and a little for headers known but not kept.

        A field that two columns claim speaks against it: often only half of the header.
        """
        known = sum(not c.field and not c.unknown and bool(c.header) for c in self.columns)
        twice = sum(column.twice for column in self.columns)
        return len(self.fields) + known / 100 - twice / 2


def looks_like_form(rows: Sequence[Sequence[Cell]], header: Header, kind: str) -> bool:
    """Whether the rows under a header hold labels again and again: one person's form, no list."""
    start = header.first + header.depth
    names = {
        header_key(header_text(_at(row, column.index)))
        for row in rows[header.first : start]
        for column in header.columns
    }
    below = [row for row in rows[start : start + 8] if any(not is_blank(cell) for cell in row)]
    labelled = 0
    fields_ = {column.index: column.field for column in header.columns}
    for row in below:
        for index, cell in enumerate(row):
            key = header_key(header_text(cell))
            named = known_header(kind, key) if key and key not in names else None
            # 内容 under 会议内容 is a lazy text, no label.
            if named and named[0] != fields_.get(index):
                labelled += 1
                break
    return labelled >= 2 and 2 * labelled >= len(below)


def find_header(
    rows: Sequence[Sequence[Cell]], kind: str, mapped: Mapping[str, str] | None = None
) -> Header | None:
    """The best header within the first rows, or None when nothing looks like one.

    A header names the record (姓名, or its number), and besides it something else that is
    known, or nothing at all. `mapped` are headers that a person has mapped to a field.
    """
    mapped = mapped or {}
    best: Header | None = None
    most: tuple[float, int] = (0, 0)
    for first in range(min(SEARCHED_ROWS, len(rows))):
        if not any(isinstance(cell, str) for cell in rows[first]):
            continue
        for depth in range(1, DEEPEST + 1):
            if depth > 1 and not _continues(rows, first, depth):
                break
            header = _header(rows, first, depth, kind, mapped)
            if not _names_a_record(header, kind):
                continue
            # Fewer rows are better when nothing is lost: titles are no headers.
            rank = (header.score - _headless(rows, header) / 2, -depth)
            if best is None or rank > most:
                best, most = header, rank
    return best


def guessed_header(rows: Sequence[Sequence[Cell]], kind: str) -> Header | None:
    """The row that looks most like a header nobody knows: short texts, all different, no digits,
    with filled rows below; its columns are for a person to map."""
    best: tuple[int, int] = (2, 0)
    found = None
    for first in range(min(SEARCHED_ROWS, len(rows) - 1)):
        cells = [cell for cell in rows[first] if not is_blank(cell)]
        texts = [header_text(cell) for cell in cells]
        below = sum(not is_blank(cell) for cell in rows[first + 1])
        if len({*texts}) < len(texts) or any(not t or len(t) > 20 for t in texts):
            continue
        if any(re.search(r"\d{3}", text) for text in texts) or below < 2:
            continue
        if (rank := (len(texts), -first)) > best:
            best, found = rank, first
    return None if found is None else _header(rows, found, 1, kind, {})


def _headless(rows: Sequence[Sequence[Cell]], header: Header) -> int:
    """How many columns hold something in the rows below but have no header."""
    start = header.first + header.depth
    bare = {column.index for column in header.columns if not column.header}
    return sum(any(not is_blank(_at(row, i)) for row in rows[start : start + 5]) for i in bare)


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _names_a_record(header: Header, kind: str) -> bool:
    found, record = header.fields, kind_of(kind)
    # A person is named by the name alone; a meeting by its kind or its time.
    names = record.names()
    naming = names[:1] if len(names) < 2 or record.lasting else names
    if not {*naming, record.numbered_by} & found.keys():
        return False
    named = sum(bool(column.header) for column in header.columns)
    strangers = sum(column.unknown for column in header.columns)
    return named - strangers >= 2 or not strangers


def _continues(rows: Sequence[Sequence[Cell]], first: int, depth: int) -> bool:
    """Whether the row `depth` - 1 below still belongs to the header beginning at `first`.

    Then it is all text, and some of it stands right of a merged cell, under nothing of its own.
    """
    at = first + depth - 1
    if at >= len(rows):
        return False
    if any(cell is not None and not isinstance(cell, str) for cell in rows[at]):
        return False
    above = rows[at - 1]
    return any(
        header_text(cell) and not header_text(_at(above, index))
        for index, cell in enumerate(rows[at])
    )


def _header(
    rows: Sequence[Sequence[Cell]], first: int, depth: int, kind: str, mapped: Mapping[str, str]
) -> Header:
    band = rows[first : first + depth]
    width = max(len(row) for row in band)
    levels = [[header_text(_at(row, index)) for index in range(width)] for row in band]
    found: list[tuple[str, str, str | None, float, bool]] = []
    above = [""] * depth
    for index in range(width):
        own = [level[index] for level in levels]
        # What stands in an upper row of a merged cell covers the columns to its right, until
        # the next text in that row or in one above it.
        for level, text in enumerate(own):
            if text:
                above[level:] = [text, *[""] * (depth - level - 1)]
        lowest = max((level for level in range(depth) if own[level]), default=-1)
        parts = [text for text in above[: lowest + 1] if text] if lowest >= 0 else []
        named, rank = _resolved(kind, parts)
        by_hand = next((mapped[key] for key in _keys(parts) if key in mapped), None)
        if by_hand is not None:
            named, rank = by_hand or None, -1.0
        left = by_hand == "" or (by_hand is None and _ignored(kind, parts))
        # A header that a merged cell above covers is told apart by that cell.
        found.append((parts[-1] if parts else "", "·".join(parts), named, rank, left))
    last = [each[0] for each in found]
    columns = [
        Column(
            index,
            full if last.count(text) > 1 or (named is None and not ignored) else text,
            named,
            note="不收" if ignored else "",
            unknown=bool(text) and named is None and not ignored,
            path=full,
        )
        for index, (text, full, named, _, ignored) in enumerate(found)
    ]
    return Header(first, depth, tuple(_once(columns, [each[3] for each in found])))


def _keys(parts: Sequence[str]) -> tuple[str, ...]:
    """A column's header as a mapping may name it: with all that stands above it, or alone."""
    return (header_key("·".join(parts)), header_key(parts[-1])) if parts else ()


def _ignored(kind: str, parts: Sequence[str]) -> bool:
    return bool(parts) and (not_kept(kind, parts[-1]) or not_kept(kind, "".join(parts)))


def _resolved(kind: str, parts: Sequence[str]) -> tuple[str | None, float]:
    """The field that a column's headers, from top to bottom, name; and how well."""
    if not parts:
        return None, 9
    joined = known_header(kind, "".join(parts))
    if joined or len(parts) == 1:
        return joined or (None, 9)
    over, text = "".join(parts[:-1]), parts[-1]
    if _OTHER_PEOPLE.search(over):
        # 入党介绍人 over 姓名 is the sponsor; over anything else it is nobody of ours.
        top = known_header(kind, over)
        return top if top and header_key(text) in ("姓名", "名字") else (None, 9)
    named = known_header(kind, text)
    others = kind_of(kind).not_under.get(named[0]) if named else None
    if not_kept(kind, text) or (others and re.match(others, over)):
        return None, 9
    if named is None and header_key(text) in _NEUTRAL:
        named = known_header(kind, over)
    return named or (None, 9)


def _once(columns: list[Column], ranks: list[float]) -> list[Column]:
    """Leave each field to one column: the one whose header is surest, of several the first."""
    chosen: dict[str, int] = {}
    for column, rank in zip(columns, ranks, strict=True):
        if column.field:
            have = chosen.get(column.field)
            if have is None or rank < ranks[have]:
                chosen[column.field] = column.index
    result = []
    for column in columns:
        if column.field and chosen[column.field] != column.index:
            kept = columns[chosen[column.field]].header
            column = replace(column, field=None, note=f"与“{kept}”列重复，没有收", twice=True)
        result.append(column)
    return result
