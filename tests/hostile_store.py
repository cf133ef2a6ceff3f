"""A store in which every text was written by somebody who means harm."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from partydesk.records.base import kinds
from partydesk.records.fields import Kind, fields
from partydesk.store.store import Store

_LEFT = {"code", "sha256"}  # what other rows and files are found by


def fill(store: Store, texts: Sequence[str], *, only: Sequence[str] = ()) -> None:
    """Put one of the texts into every text column of every record, whatever a form lets through.

    `only` names the columns, if not all are meant.
    """
    cases = " ".join(f"WHEN {number} THEN :t{number}" for number in range(len(texts)))
    given = {f"t{number}": words for number, words in enumerate(texts)}
    with store.transaction() as connection:
        for kind, record in kinds().items():
            for column, field in fields(record).items():
                if field.kind not in (Kind.TEXT, Kind.LONG) or column in _LEFT:
                    continue
                if not only or column in only:
                    case = f"CASE id % {len(texts)} {cases} END"
                    connection.execute(text(f'UPDATE "{kind}" SET "{column}" = {case}'), given)
