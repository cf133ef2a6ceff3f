"""常用语: texts that are written again and again, kept for a field of a kind and put in with a key.

They stay in this file, whatever they are about: what belongs into a confidential field is no more
for others than the field.
"""

from __future__ import annotations

import json

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.store import settings
from partydesk.store.store import Store

MOST, LONGEST = 30, 2_000  # phrases of a field, characters of one


def phrases(connection: Connection, kind: str, column: str) -> list[str]:
    """The phrases of a field, in the order in which they were kept."""
    return list(json.loads(settings.get(connection, _key(kind, column), "[]")))


def keep_phrase(store: Store, kind: str, column: str, text: str) -> None:
    """Keep a phrase; one that is there already stays where it is. Raises UserError for none, one
    too long, or one too many."""
    text = text.strip()
    if not text:
        raise UserError("empty", "先写上一段话，再记为常用语")
    if len(text) > LONGEST:
        raise UserError("too-long", f"常用语最多 {LONGEST:,} 字，这一段有 {len(text):,} 字")
    with store.read() as connection:
        kept = phrases(connection, kind, column)
    if text in kept:
        return
    if len(kept) >= MOST:
        raise UserError("too-many", f"这一项已有 {MOST} 条常用语，先去掉几条")
    _put(store, kind, column, [*kept, text])


def forget_phrase(store: Store, kind: str, column: str, text: str) -> None:
    """Let a phrase go; nothing happens where it has gone already."""
    with store.read() as connection:
        kept = phrases(connection, kind, column)
    if text in kept:
        _put(store, kind, column, [each for each in kept if each != text])


def _put(store: Store, kind: str, column: str, kept: list[str]) -> None:
    store.set_settings((_key(kind, column), json.dumps(kept, ensure_ascii=False)))


def _key(kind: str, column: str) -> str:
    return f"phrases.{kind}.{column}"
