"""Writing records: one operation is one transaction with its history.

A Writer checks what it is given, writes it, and keeps for every row what it was before and after.
Nothing of an operation stays when any part of it is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from partydesk.records.base import Record, dependents, kind_of
from partydesk.records.checking import check, complete, judged_by_others
from partydesk.records.clock import now_stamp
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import person_key
from partydesk.records.only_once import only_once
from partydesk.records.uids import new_uid
from partydesk.records.values import Stored, to_stored, to_typed
from partydesk.store import joins, rows
from partydesk.store.search import search_key

_A_UID = re.compile(r"[0-9a-fA-F-]{32,36}")


@dataclass(frozen=True, slots=True)
class OperationChanges:
    """What an operation did: its label and which rows (kind, uid) it touched."""

    label: str
    touched: tuple[tuple[str, str], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds whose rows changed; pages refresh if theirs is among them."""
        return frozenset(kind for kind, _ in self.touched)


def invalid_record(record: type[Record], findings: list[Finding]) -> UserError:
    """One refusal for all that is wrong with a record."""
    lines = "；".join(dict.fromkeys(finding.message for finding in findings))
    return UserError("invalid", f"{record.title}没有保存：{lines}", findings)


@dataclass(frozen=True, slots=True)
class NotedChange:
    """What an operation did to one row: stored values by column, before (None: it is new) and
    after."""

    kind: str
    uid: str
    before: Mapping[str, Stored] | None
    after: Mapping[str, Stored]


@dataclass
class Writer:
    """Adds, edits, removes and restores records within one operation.

    `own` is the id of the organisation this file belongs to: new rows are its rows. `taking_in`:
    the rows of a sheet are taken as they are, one after the other. Values are typed
    (records.values); every method raises UserError and then the whole operation is off.
    """

    connection: Connection
    own: int
    actor: str
    label: str
    touched: list[tuple[str, str]] = dataclass_field(default_factory=list)
    taking_in: bool = False
    _changes: list[tuple[str, int, str, str | None, str | None]] = dataclass_field(
        default_factory=list
    )

    def add(
        self,
        kind: str,
        values: Mapping[str, Any],
        *,
        uid: str | None = None,
        organisation: int | None = None,
    ) -> str:
        """Add a record and return its uid. `uid` is given only where one already exists.

        Raises UserError with findings for values that cannot be.
        """
        record = kind_of(kind)
        filled = complete(record, values, new=True)
        record.before_add(self, filled)
        findings = check(record, filled, {})
        if findings:
            raise invalid_record(record, findings)
        row = self._stored(record, filled)
        if findings := judged_by_others(record, self, row):
            raise invalid_record(record, findings)
        stamp = now_stamp()
        row |= {
            "uid": uid or new_uid(),
            "organisation": organisation or self.own or None,
            "created_at": stamp,
            "updated_at": stamp,
            "search": search_key(record, row),
        }
        row["id"] = self._insert(kind, row)
        if kind == "organisation":
            # Only now is its own id known.
            row["organisation"] = row["id"]
            rows.update(self.connection, kind, int(row["id"] or 0), {"organisation": row["id"]})
        self._note(kind, row, None, row)
        record.after_add(self, row)
        only_once(record, self, row)
        return str(row["uid"])

    def edit(self, kind: str, uid: str, changes: Mapping[str, Any]) -> bool:
        """Change fields of a record; returns whether anything was different.

        Raises UserError for one that is removed, reported or not there, and for values that
        cannot be.
        """
        record = kind_of(kind)
        if self._of_this_file_alone(record, uid, changes):
            row = self.find(kind, uid) or {}
            stored = {name: to_stored(value) for name, value in changes.items()}
            return self._keep(kind, row, stored)
        row = self._own_row(kind, uid)
        if row["deleted_at"]:
            if kept := joins.successor(self.connection, kind, uid):
                words = f"这条{record.called()}已并入另一条（编号 {kept}），请改那一条"
                raise UserError("joined", words)
            raise UserError("removed", f"这条{record.called()}已在回收站里，请先恢复再修改")
        typed = {name: to_typed(f, row[name]) for name, f in fields(record).items()}
        filled = complete(record, {**typed, **changes}, new=False)
        self._check_references(kind, {n: v for n, v in changes.items() if v != row[n]})
        record.before_edit(self, row, filled)
        only_once(record, self, row, filled)
        after = {**row, **self._stored(record, filled)}
        findings = check(record, filled, typed) or judged_by_others(record, self, after, row)
        if findings:
            raise invalid_record(record, findings)
        return self.set(kind, row, self._stored(record, filled))

    def set(self, kind: str, row: rows.Row, stored: Mapping[str, Stored]) -> bool:
        """Set stored values on a row without checks, keeping history and search key."""
        record = kind_of(kind)
        after = {name: value for name, value in stored.items() if row[name] != value}
        if not after:
            return False
        after["updated_at"] = now_stamp()
        after["search"] = search_key(record, {**row, **after})
        return self._keep(kind, row, after)

    def _keep(self, kind: str, row: rows.Row, after: Mapping[str, Stored]) -> bool:
        before = {name: row[name] for name in after}
        if before == after:
            return False
        rows.update(self.connection, kind, row["id"], after)
        self._note(kind, row, before, after)
        return True

    def _of_this_file_alone(
        self, record: type[Record], uid: str, changes: Mapping[str, Any]
    ) -> bool:
        """Whether changes to a reported record are of what no submission tells (Field.stays)."""
        row = self.find(record.__tablename__, uid)
        return (
            row is not None
            and row["submission"] is not None
            and row["deleted_at"] is None
            and all(fields(record)[name].stays for name in changes)
        )

    def remove(self, kind: str, uid: str) -> None:
        """Put a record into the recycle bin, with what has no meaning without it.

        Raises UserError for the own organisation, and for one that is reported or not there.
        """
        row = self._own_row(kind, uid)
        if kind == "organisation" and row["id"] == self.own:
            raise UserError("own-organisation", "这是本组织自己的登记，不能删除；可以修改")
        if row["deleted_at"]:
            return
        stamp = now_stamp()
        kind_of(kind).before_remove(self, row)
        # The stamp tells later what went together: no earlier removal may share it.
        while self._belonging(kind, row, stamp):
            stamp = str(datetime.fromisoformat(stamp) + timedelta(seconds=1))
        self._mark(kind, row, stamp)
        for dependent, each in self._belonging(kind, row, None):
            self._mark(dependent, each, stamp)

    def remove_alone(self, kind: str, uid: str, row: rows.Row | None = None) -> None:
        """Put a record into the recycle bin without what hangs on it, which goes elsewhere."""
        row = row or self._own_row(kind, uid)
        self._mark(kind, row, now_stamp())

    def restore(self, kind: str, uid: str) -> None:
        """Take a record out of the recycle bin, with what went in together with it.

        Raises UserError("owner-removed") while what it belongs to is in there.
        """
        record, row = kind_of(kind), self._own_row(kind, uid)
        stamp = row["deleted_at"]
        if not stamp:
            return
        if record.belongs_to:
            owner = fields(record)[record.belongs_to].refers
            whole = self.row(owner, row[record.belongs_to])
            if whole is not None and whole["deleted_at"]:
                raise kind_of(owner).owner_removed()
        if findings := judged_by_others(record, self, row):
            raise invalid_record(record, findings)
        record.before_restore(self, row)
        only_once(record, self, row)
        self._mark(kind, row, None)
        for dependent, each in self._belonging(kind, row, stamp):
            self._mark(dependent, each, None)

    def reference(self, kind: str, raw: object, organisation: int | None = None) -> int:
        """The id of the record meant by a uid or, for people, a name that only one bears.

        Raises UserError where there is none, or several.
        """
        record = kind_of(kind)
        if isinstance(raw, int):
            return raw
        row = self.find(kind, str(raw))
        if row is not None and not row["deleted_at"]:
            return int(row["id"])
        if kept := joins.successor(self.connection, kind, str(raw)):
            return self.reference(kind, kept, organisation)
        name = record.names()[0]
        if fields(record)[name].kind is Kind.PERSON:
            key, here = person_key(str(raw)), (organisation or self.own,)
            found = [
                row_id
                for row_id, written in self.connection.exec_driver_sql(
                    f'SELECT id, "{name}" FROM "{kind}" WHERE organisation = ? '
                    "AND deleted_at IS NULL",
                    here,
                )
                if written and person_key(written) == key
            ]
            if len(found) == 1:
                return int(found[0])
            if found:
                title = record.title
                words = f"有 {len(found)} 名{title}叫“{raw}”，请改用编号指明是谁"
                raise UserError("ambiguous", words)
            if not _A_UID.fullmatch(str(raw)):
                raise UserError("not-found", f"{record.title}里没有叫“{raw}”的，请核对姓名或编号")
        raise record.unknown(raw)

    def row(self, kind: str, row_id: int) -> rows.Row | None:
        """The stored row with this id, or None."""
        return rows.get(self.connection, kind, row_id)

    def find(self, kind: str, uid: str) -> rows.Row | None:
        """The stored row with this uid, or None."""
        return rows.find(self.connection, kind, uid)

    def noted(self) -> list[NotedChange]:
        """What was done so far, row by row, in order."""
        return [
            NotedChange(kind, uid, json.loads(old) if old else None, json.loads(new or "{}"))
            for kind, _, uid, old, new in self._changes
        ]

    def finish(self) -> OperationChanges:
        """Write the operation and its history; called by the store before committing."""
        if self._changes:
            # What was undone can no longer be redone once something new is done.
            self.connection.exec_driver_sql(
                "UPDATE operation SET state = 'spent' WHERE state = 'undone'"
            )
            operation = rows_insert_operation(self.connection, self.actor, self.label, "done", None)
            write_changes(self.connection, operation, self._changes)
        return OperationChanges(self.label, tuple(dict.fromkeys(self.touched)))

    def _stored(self, record: type[Record], typed: Mapping[str, Any]) -> dict[str, Stored]:
        return {name: to_stored(typed.get(name)) for name in fields(record)}

    def _insert(self, kind: str, row: Mapping[str, Stored]) -> int:
        self._check_references(kind, row)
        return rows.insert(self.connection, kind, row)

    def _check_references(self, kind: str, row: Mapping[str, Any]) -> None:
        for name, field in fields(kind_of(kind)).items():
            if field.kind is Kind.REFERENCE and row.get(name) is not None:
                target = self.row(field.refers, int(row[name] or 0))
                if target is None or target["deleted_at"]:
                    raise UserError("not-found", f"{field.label}已不在，可能刚被删除，请重新选择")

    def _own_row(self, kind: str, uid: str) -> rows.Row:
        record = kind_of(kind)
        row = self.find(kind, uid)
        if row is None:
            raise record.unknown(uid)
        if row["submission"] is not None:
            raise UserError(
                "read-only",
                f"这条{record.called()}是支部报来的，这里只能看。要改，请退回支部，由支部改后重报",
            )
        return row

    def _belonging(
        self, kind: str, row: rows.Row, deleted: str | None
    ) -> list[tuple[str, rows.Row]]:
        """What has no meaning without a row, with its kind: its dependents, its attachments,
        and theirs; those that are there, or those removed at `deleted`."""
        found: list[tuple[str, rows.Row]] = []
        for dependent in dependents(kind):
            owned = {kind_of(dependent).belongs_to: row["id"]}
            found += self._rows_by(dependent, owned, deleted)
        found += [
            deeper
            for dependent, each in list(found)
            for deeper in self._belonging(dependent, each, deleted)
        ]
        if not kind_of(kind).kept_within:
            own = {"of_kind": kind, "of_uid": row["uid"]}
            found += self._rows_by("attachment", own, deleted)
        return found

    def _rows_by(
        self, kind: str, where: Mapping[str, Stored], deleted: str | None
    ) -> list[tuple[str, rows.Row]]:
        # Written out for what is there: an index may hold only that.
        there = "deleted_at IS NULL" if deleted is None else "deleted_at = ?"
        conditions = " AND ".join((*(f'"{name}" = ?' for name in where), there))
        found = self.connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE {conditions}',
            (*where.values(), *(() if deleted is None else (deleted,))),
        ).fetchall()
        return [(kind, each) for (id,) in found if (each := self.row(kind, id))]

    def _mark(self, kind: str, row: rows.Row, deleted: str | None) -> None:
        after: dict[str, Stored] = {"deleted_at": deleted, "updated_at": now_stamp()}
        rows.update(self.connection, kind, row["id"], after)
        self._note(kind, row, {name: row[name] for name in after}, after)

    def _note(
        self,
        kind: str,
        row: Mapping[str, Any],
        before: Mapping[str, Stored] | None,
        after: Mapping[str, Stored],
    ) -> None:
        self._changes.append(
            (
                kind,
                int(row["id"]),
                str(row["uid"]),
                None if before is None else json.dumps(before, ensure_ascii=False),
                json.dumps(after, ensure_ascii=False),
            )
        )
        self.touched.append((kind, str(row["uid"])))


def rows_insert_operation(
    connection: Connection, actor: str, label: str, state: str, reverts: int | None
) -> int:
    """Write one line of the operation list and return its id."""
    cursor = connection.exec_driver_sql(
        "INSERT INTO operation (at, actor, label, state, reverts) VALUES (?, ?, ?, ?, ?)",
        (now_stamp(), actor, label, state, reverts),
    )
    return int(cursor.lastrowid or 0)


def write_changes(
    connection: Connection,
    operation: int,
    changes: list[tuple[str, int, str, str | None, str | None]],
) -> None:
    """Write the history lines of an operation."""
    raw = connection.connection.cursor()
    raw.executemany(
        "INSERT INTO change (operation, kind, row, uid, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [(operation, *change) for change in changes],
    )
    raw.close()
