"""Names in a record that nobody on the roll bears: remarked, never refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from partydesk.records.base import Record
from partydesk.records.fields import Field, fields
from partydesk.records.names import person_key

_BETWEEN = re.compile("[、，,；;]")


class RollNames:
    """The names on the roll of an organisation, or of all that a file knows (None).

    A roll that nobody has entered yet knows nobody: then nothing is remarked.
    """

    def __init__(self, connection: Connection, organisation: int | None) -> None:
        here = "" if organisation is None else " AND organisation = ?"
        found = connection.exec_driver_sql(
            f"SELECT name FROM member WHERE deleted_at IS NULL{here}",
            () if organisation is None else (organisation,),
        )
        self._keys = {person_key(str(row[0])) for row in found if row[0]}

    def unknown(self, record: type[Record], values: Mapping[str, Any]) -> list[tuple[Field, str]]:
        """The names in typed or stored values that are not on the roll, each with its field."""
        return [
            (field, name)
            for field in naming(record)
            for name in _BETWEEN.split(str(values.get(field.column) or ""))
            if self._keys and name.strip() and person_key(name) not in self._keys
        ]


def naming(record: type[Record]) -> list[Field]:
    """The fields of a kind that name people of the roll."""
    return [field for field in fields(record).values() if field.of_roll]


def told(unknown: Iterable[tuple[Field, str]]) -> str:
    """One sentence about names that are not on the roll; "" for none."""
    names = dict.fromkeys(f"“{name}”（{field.label}）" for field, name in unknown)
    return f"名册上没有{'、'.join(names)}，照写的记下了，请核对" if names else ""
