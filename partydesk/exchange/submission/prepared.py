"""A submission's rows as they will be written: masked, each and all with their digests."""

from __future__ import annotations

from collections.abc import Mapping

from partydesk.exchange.submission import canonical
from partydesk.exchange.submission.columns import Role
from partydesk.exchange.submission.identities import HIDDEN, Identities
from partydesk.exchange.submission.snapshot import SheetRows
from partydesk.records.fields import Privacy
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import FREE_TEXT, as_written, without_numbers
from partydesk.records.values import Stored
from partydesk.store.store import Own


class Prepared:
    """A sheet's rows as they will be written: personal values masked, `numbers` says how those that
    name a person are; digests made."""

    def __init__(self, rows: SheetRows, numbers: Identities = HIDDEN) -> None:
        self._numbers = numbers
        self.layout = rows.layout
        self.uids = rows.uids
        self.texts = {
            label: [without_numbers(v) if isinstance(v, str) else v for v in column]
            for label, column in rows.texts.items()
        }
        self.values = self._masked(rows)
        texts = canonical.row_texts(self.uids, list(zip(*self.values, strict=True)))
        self.row_digests = [canonical.row_digest(text) for text in texts]
        self.digest = canonical.sheet_digest(texts)

    def _masked(self, rows: SheetRows) -> list[tuple[Stored, ...]]:
        columns = {c.name: c.field for c in rows.layout.columns if c.role is Role.FIELD}
        personal = [
            (place, field)
            for place, name in enumerate(rows.layout.names)
            if (field := columns.get(name)) is not None
            and (field.privacy is Privacy.PERSONAL or field.kind in FREE_TEXT)
        ]
        if not personal:
            return rows.values
        numbered = rows.layout.numbered_by
        result = []
        for values in rows.values:
            row = list(values)
            for place, field in personal:
                if row[place] is not None and field.column == numbered and field.checks:
                    beside = dict(zip(rows.layout.names, values, strict=True))
                    row[place] = self._numbers.written(field, str(row[place]), beside)
                elif row[place] is not None:
                    row[place] = as_written(field, str(row[place]))
            result.append(tuple(row))
        return result


def prepare(snapshot: Mapping[str, SheetRows], numbers: Identities) -> dict[str, Prepared]:
    """All rows of a snapshot as they will be written, by sheet."""
    return {rows.layout.sheet: Prepared(rows, numbers) for rows in snapshot.values()}


def content_of(own: Own, period: Period, sheets: Mapping[str, Prepared]) -> str:
    """The digest of what a submission of this period holds, of the sheets by name."""
    return canonical.content_digest(
        [own.uid, own.code, period.text], {name: each.digest for name, each in sheets.items()}
    )
