"""A conflict's rows side by side, field by field, those that differ first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.records.base import kind_of
from partydesk.records.fields import Privacy, fields
from partydesk.store import queries, settings
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: its label and each side's text, in the order of the conflict's sides."""

    label: str
    texts: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the sides do not say the same."""
        return len(set(self.texts)) > 1


def both_sides(store: Store, item: ConflictItem) -> list[Compared]:
    """The fields any side has filled in, as a person reads them, personal ones masked."""
    kind = item.sides[0]["kind"]
    named = {
        name: field.label
        for name, field in fields(kind_of(kind)).items()
        if field.privacy is not Privacy.CONFIDENTIAL
    }
    named |= {each.name: each.label for each in kind_of(kind).derived}
    with store.read() as connection:
        found = [_row(connection, kind, side) for side in item.sides]
    compared = [
        Compared(label, tuple(cell_text(kind, name, row) if row else "" for row in found))
        for name, label in named.items()
    ]
    filled = [each for each in compared if any(each.texts)]
    return sorted(filled, key=lambda each: not each.differs)


def _row(connection: Connection, kind: str, side: dict[str, str]) -> dict[str, object] | None:
    found = connection.exec_driver_sql(
        f'SELECT r.id FROM "{kind}" r JOIN organisation o ON o.id = r.organisation '
        "WHERE r.uid = ? AND o.code = ? AND r.deleted_at IS NULL "
        "AND (r.submission IS NOT NULL OR o.id = ?)",  # of its own ledger the committee itself
        (side["uid"], side["organisation"], int(settings.get(connection, "own", "0"))),
    ).fetchone()
    if found is None:
        return None
    return queries.window(connection, kind, [found[0]]).get(found[0])
