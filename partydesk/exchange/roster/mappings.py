"""Which field a column is taken as when a person has said so, and remembering it for that layout.

A layout is known by its headers in any order. What is remembered lies in the file's settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from sqlalchemy import Connection

from partydesk.exchange.roster.header_names import PLACE, header_key, known_header
from partydesk.exchange.roster.headers import Column
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of
from partydesk.store import settings

NOT_TAKEN = ""
"""In place of a field: the column is left."""
_WORDS_FOR_NOT = ("", "-", "不收", "无")
_HEAD = "mapping:"

Mapped = Mapping[str, str]
"""Header as compared (its whole path, `header_key`) → field, or NOT_TAKEN."""


def layout_of(kind: str, columns: Iterable[Column]) -> str:
    """The fingerprint of a sheet's headers."""
    keys = sorted(header_key(column.path) for column in columns if column.path)
    return blake2b("\n".join([kind, *keys]).encode(), digest_size=12).hexdigest()


def remembered(connection: Connection, kind: str) -> dict[str, dict[str, str]]:
    """Layout → how its columns were mapped by hand."""
    head = f"{_HEAD}{kind}:"
    found = connection.exec_driver_sql(
        "SELECT key, value FROM setting WHERE key >= ? AND key < ?", (head, f"{_HEAD}{kind};")
    )
    kept = {key[len(head) :]: json.loads(value) for key, value in found}
    return {layout: mapped for layout, mapped in kept.items() if mapped}


def remember(connection: Connection, kind: str, layout: str, mapped: Mapped) -> None:
    """Keep how a layout was mapped; an empty mapping forgets it."""
    text = json.dumps(dict(mapped), ensure_ascii=False)
    settings.put(connection, f"{_HEAD}{kind}:{layout}", text)


def by_hand(columns: Sequence[Column], mapped: Mapped) -> list[Column]:
    """The columns with those taken as a person said; a field goes to no second column."""
    wanted = {
        column.index: mapped[key]
        for column in columns
        if (key := header_key(column.path)) in mapped and column.path
    }
    taken = {field for field in wanted.values() if field}
    result = []
    for column in columns:
        if column.index in wanted:
            field = wanted[column.index] or None
            note = "手工指定" if field else "手工指定不收"
            column = replace(column, field=field, note=note, unknown=False, twice=False)
        elif column.field in taken:
            column = replace(column, field=None, note="这一项手工指定了别的列，没有收")
        result.append(column)
    return result


def named_field(kind: str, text: str) -> str:
    """The field that a person names by its label, its column or a known header; NOT_TAKEN for 不收.

    Raises UserError for one that there is not.
    """
    if text.strip() in _WORDS_FOR_NOT:
        return NOT_TAKEN
    declared = fields(kind_of(kind))
    if text in declared:
        return text
    found = known_header(kind, text)
    if found is not None and (found[0] in declared or found[0] == PLACE):
        return found[0]
    labels = "、".join(field.label for field in declared.values())
    raise UserError(
        "no-such-field", f"{kind_of(kind).title}没有“{text}”这一项，没有导入。可以是：{labels}"
    )


def as_written(kind: str, pairs: Iterable[str]) -> dict[str, str]:
    """The mapping that HEADER=FIELD texts say. Raises UserError."""
    found = {}
    for pair in pairs:
        header, mark, field = pair.rpartition("=")
        if not mark or not header.strip():
            raise UserError("bad-map", f"“{pair}”写得不对，应是 表头=栏目，例如 名字=姓名")
        found[header_key(header)] = named_field(kind, field.strip())
    return found


def resolved(columns: Sequence[Column], mapped: Mapped) -> dict[str, str]:
    """A mapping by whole paths: a header may be given by its last line alone.

    Raises UserError for a header that is not there.
    """
    found = {}
    for given, field in mapped.items():
        named = [
            header_key(column.path)
            for column in columns
            if column.path and given in (header_key(column.path), header_key(column.header))
        ]
        if not named:
            heads = "、".join(f"“{column.header}”" for column in columns if column.header)
            raise UserError("no-such-header", f"表里没有叫“{given}”的列，没有导入。表头是：{heads}")
        found[named[0]] = field
    return found
