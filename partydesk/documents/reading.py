"""What a paper reads: the rows of one organisation as texts, personal ones masked unless asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection

from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.member import DUTY
from partydesk.records.on_roll import here, in_count
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import as_written
from partydesk.store import queries, rows
from partydesk.store.shown_rows import cell_text

Row = Mapping[str, Any]

_IN_PARTY = ("full", "probationary")
PIPELINE = ("applicant", "activist", "candidate", "probationary")
_DUTIES = list(DUTY.by_code)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of one organisation; `full` shows identity numbers and telephones as they are."""

    connection: Connection
    organisation: int
    full: bool = False

    def text(self, kind: str, row: Row, name: str) -> str:
        """One value as it stands on paper."""
        text = cell_text(kind, name, row, reveal=self.full)
        return text if self.full else as_written(fields(kind_of(kind)).get(name), text)

    def label(self, kind: str, name: str) -> str:
        """What a column is called."""
        field = fields(kind_of(kind)).get(name)
        if field is not None:
            return field.label
        return next(each.label for each in kind_of(kind).derived if each.name == name)

    def listed(
        self,
        kind: str,
        period: Period | None = None,
        extra: tuple[ColumnElement[bool], ...] = (),
        **where: Any,
    ) -> list[dict[str, Any]]:
        """The organisation's rows, the oldest first where the kind is dated."""
        record = kind_of(kind)
        dated = record.dated_by if record.dated_by in record.__table__.columns else ""
        query = queries.Query(
            kind,
            period=period,
            organisation=self.organisation,
            where=where,
            extra=extra,
            order=((dated, False),) if dated else (),
        )
        found = queries.ids(self.connection, query)
        window = queries.window(self.connection, kind, found)
        return [window[each] for each in found if each in window]

    def by_uid(self, kind: str, uid: str) -> dict[str, Any] | None:
        """A row that is there (not in the recycle bin), of whatever organisation."""
        found = rows.find(self.connection, kind, uid)
        if found is None or found["deleted_at"] is not None:
            return None
        return queries.window(self.connection, kind, [found["id"]])[found["id"]]

    def own(self) -> dict[str, Any]:
        """The organisation itself."""
        return queries.window(self.connection, "organisation", [self.organisation])[
            self.organisation
        ]

    def members(self, on: date | None = None) -> list[dict[str, Any]]:
        """The Party members of the organisation now: who leads first, then by years in the Party.

        Left out are those who have left, died, or are no longer members. With a day `on` those
        who counted on it.
        """
        which = here() if on is None else in_count(on)
        return sorted(self.listed("member", extra=(which,), category=_IN_PARTY), key=_rank)

    def attendance(self, sessions: Sequence[int]) -> dict[int, list[Row]]:
        """Session id → who was or was not there, in the order of the roll."""
        found: dict[int, list[Row]] = {}
        for start in range(0, len(sessions), 500):
            part = list(sessions[start : start + 500])
            ids = queries.ids(self.connection, queries.Query("attendance", where={"session": part}))
            # Not through `window`: a hundred thousand rows need only these four columns.
            for row in _attendance_rows(self.connection, ids):
                found.setdefault(row["session"], []).append(row)
        duties = {row["id"]: _rank(row) for row in self.listed("member")}
        last = (len(_DUTIES), "9999", "")
        for present in found.values():
            present.sort(key=lambda row: (duties.get(row["member"], last), row["id"]))
        return found


def _attendance_rows(connection: Connection, ids: Sequence[int]) -> list[Row]:
    found: list[Row] = []
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        marks = ",".join("?" * len(part))
        result = connection.exec_driver_sql(
            f"SELECT id, session, member, name, state, note FROM attendance WHERE id IN ({marks})",
            tuple(part),
        )
        found += [dict(row) for row in result.mappings()]
    return found


def _rank(row: Row) -> tuple[int, str, str]:
    duty = row["duty"] if row["duty"] in _DUTIES else "none"
    return (_DUTIES.index(duty), row["joined_on"] or "9999", row["name"])


def day(stored: object) -> str:
    """A stored date as it is written in a paper: 2026年3月5日; "" for none."""
    if not stored:
        return ""
    when = date.fromisoformat(str(stored)[:10])
    return f"{when.year}年{when.month}月{when.day}日"


def moment(stored: object) -> str:
    """A stored moment to the minute: 2026年3月5日 14:30; the day alone where no hour is known."""
    when = datetime.fromisoformat(str(stored))
    clock = f" {when:%H:%M}" if (when.hour, when.minute) != (0, 0) else ""
    return f"{day(str(stored))}{clock}"
