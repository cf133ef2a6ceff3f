"""Whom a record can be made for at once, and who of several has one already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from partydesk.desk.forms.roll import ON_ROLL, people
from partydesk.desk.forms.several import Pick
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.values import shown, to_stored
from partydesk.store import queries
from partydesk.store.store import Store

_MOST_NAMED = 6


def picks_of(store: Store, kind: str) -> list[Pick]:
    """The ways to fill in many names in a form of the kind."""
    found: list[Pick] = [
        ("支委", lambda: [each.name for each in people(store, ON_ROLL) if each.in_committee]),
        ("全体党员", lambda: [each.name for each in people(store, ON_ROLL)]),
    ]
    if kind == "talk":
        found.append(("今年还没谈的", lambda: _without_talk(store)))
    return found


def there_already(
    store: Store, kind: str, values: Mapping[str, Any], column: str, names: Sequence[str]
) -> list[Finding]:
    """What is wrong where some of these people have such a record already."""
    record = kind_of(kind)
    declared = fields(record)
    where = {name: (to_stored(values.get(name)),) for name in record.natural_key if name != column}
    query = queries.Query(kind, where={**where, column: tuple(names)}, organisation=store.own.id)
    with store.read() as connection:
        found = queries.window(connection, kind, queries.ids(connection, query))
    twice = list(dict.fromkeys(str(row[column]) for row in found.values()))
    if not twice:
        return []
    what = " ".join(shown(declared[name], stored[0]) for name, stored in where.items())
    few = "、".join(twice[:_MOST_NAMED]) + ("等" if len(twice) > _MOST_NAMED else "")
    words = f"{few}（{len(twice)} 人）已经有“{what}”的{record.title}，去掉他们再保存"
    return [Finding("there-already", words, column=column)]


def _without_talk(store: Store) -> list[str]:
    from partydesk.rules.talk_coverage import asked_talks, without_talk

    today = clock.today()
    with store.read() as connection:
        return without_talk(asked_talks(connection, today.year, (store.own.id,), today))
