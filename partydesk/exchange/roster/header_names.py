"""What the columns of strangers' sheets are called, and which of our fields a header names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from partydesk.exchange.reading.book import Cell
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import squeezed

PLACE = "organisation"
"""The column that says which organisation a row belongs to; no field of the record itself."""
JUDGED = "judged"
"""A column that decides together with a field (是否成立党组织 with 组建形式), not kept itself."""
UID = "uid"
"""The column 编号 that names each record for good (workbook.md)."""

UID_HEADER = "编号"
A_UID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What stands under it where it is that column, and no numbering of a sheet's own."""


@cache
def words(text: str) -> tuple[str, ...]:
    """A list written as one text with blanks between."""
    return tuple(text.split())


_SHEET_OWN = words("序号 编号 序 行号 校验 NO № 号")
_BRACKETS = re.compile(r"（[^（）]*）|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．]")
_EDGE_MARKS = "*＊★☆※#：:;；,，.。、·"
_MOMENTS = re.compile(r"(?:日期|时间|年月日|年月)$")
_WHETHER = re.compile(r"^(?:是否为|是否有|是否|有无)")


def header_text(cell: Cell) -> str:
    """A header cell as one line without blanks at its ends."""
    return re.sub(r"\s*[\r\n]+\s*", "", cell).strip() if isinstance(cell, str) else ""


@lru_cache(maxsize=20_000)
def header_key(text: str) -> str:
    """What of a header is compared: no blanks, marks or numbering (`1. 姓 名*` is `姓名`)."""
    key = squeezed(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", text))
    return _NUMBERING.sub("", key.strip(_EDGE_MARKS)).strip(_EDGE_MARKS)


@cache
def _names(kind: str) -> dict[str, tuple[str, float]]:
    """Header key → (field, rank): 0 the label, from 1 on an alias, 2 another way of saying it."""
    names: dict[str, tuple[str, float]] = {}
    declared = fields(kind_of(kind))
    for first in (0, 1):
        for name, field in declared.items():
            for at, text in enumerate((field.label,) if first == 0 else field.aliases):
                rank = first + at / 100
                names.setdefault(header_key(text), (name, rank))
                names.setdefault(_BRACKETS.sub("", header_key(text)), (name, rank))
    for name, field in declared.items():
        if field.kind is Kind.REFERENCE and field.text_label:
            names.setdefault(header_key(field.text_label), (name, 1))
    for name, beside in reached(kind).items():
        for at, text in enumerate((beside.label, *beside.aliases)):
            names.setdefault(header_key(text), (name, 1 + at / 100))
    labels = {each.name: each.label for each in kind_of(kind).derived}
    for name, derived in kind_of(kind).counted_as_listed.items():
        names.setdefault(header_key(labels[derived]), (name, 1))
    for text in words(kind_of(kind).placed_by):
        names.setdefault(text, (PLACE, 1))
    for text in words(kind_of(kind).judged[1]):
        names.setdefault(text, (JUDGED, 1))
    for key, (name, _) in tuple(names.items()):
        if name in declared:
            names.setdefault(_stem(key, declared[name].kind), (name, 2))
    return names


@cache
def reached(kind: str) -> dict[str, Field]:
    """The columns of other records by which rows of a kind name them: `session.starts_at`."""
    declared = fields(kind_of(kind))
    return {
        f"{name}.{part}": fields(kind_of(declared[name].refers))[part]
        for name, parts in kind_of(kind).reached_by.items()
        for part in parts
        if part not in declared
    }


def _stem(key: str, kind: Kind) -> str:
    # Marked, so that 入党日期 meets 入党年月 but never a bare 入党.
    if kind is Kind.DATE and _MOMENTS.search(key):
        return _MOMENTS.sub("\0when", key)
    if kind is Kind.YESNO:
        return "\0whether" + _WHETHER.sub("", key)
    return key


def known_header(kind: str, text: str) -> tuple[str, float] | None:
    """The field a header text names, and how well; None for one that names none."""
    names = _names(kind)
    key = header_key(text)
    bare = _BRACKETS.sub("", key).strip(_EDGE_MARKS)
    for each in (key, bare):
        if each and each in names:
            return names[each]
    if bare:
        for kind_of_field in (Kind.DATE, Kind.YESNO):
            stem = _stem(bare, kind_of_field)
            if stem != bare and stem in names:
                return names[stem]
    return None


def not_kept(kind: str, text: str) -> bool:
    """Whether a header is a known one that PartyDesk does not keep (党龄, 学位, 序号 …)."""
    key = header_key(text)
    bare = _BRACKETS.sub("", key).strip(_EDGE_MARKS)
    known = _SHEET_OWN + words(kind_of(kind).not_kept)
    return any(each in known for each in (key, bare))


def numbers_rows(text: str) -> bool:
    """Whether a column of this header only numbers the rows of the sheet."""
    return header_key(text).upper() in _SHEET_OWN
