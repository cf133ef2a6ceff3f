"""合并: two records that are one become one, with everything that hangs on either of them.

What follows is found by the declarations: fields that refer to the kind, fields that hold a
record's uid, names of people in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from partydesk.records.base import Record, kind_of, kinds
from partydesk.records.checking import check, complete
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.names import person_key
from partydesk.records.values import Stored, shown, to_stored, to_typed
from partydesk.store import joins, rows
from partydesk.store.store import Store
from partydesk.store.writing import Writer

_SEPARATOR = "、"


@dataclass(slots=True)
class Joined:
    """What joining did: the record that stayed, and how much followed it.

    `moved` counts the records of each kind that now belong to it or name it; `doubled` are those
    that both had, in words: of each one stays, completed by the other.
    """

    uid: str
    moved: dict[str, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)

    def told(self) -> str:
        """What followed, in words; "" for nothing."""
        parts = (f"{kind_of(kind).title} {count}" for kind, count in self.moved.items())
        return "、".join(parts)


def join_records(
    store: Store,
    kind: str,
    kept: str,
    gone: str,
    values: Mapping[str, Any] | None = None,
) -> Joined:
    """Make one record of two: `kept` stays, `gone` goes into the recycle bin; one operation.

    `values` are typed values that are to stand (chosen by a person). Every other field keeps what
    the first record says, and where it says nothing takes what the second does, if that fits.

    Raises UserError for records that cannot be joined, and for values that cannot be.
    """
    record = kind_of(kind)
    if record.kept_within:
        raise UserError("not-joined", f"{record.title}没有自己的列表，不能这样合并")
    with store.write(f"合并{record.title}") as writer:
        first, second = _standing(writer, kind, kept), _standing(writer, kind, gone)
        _refuse(writer, record, first, second)
        title = described(record, first)
        writer.label = f"合并{record.title} {title}".strip()
        done = Joined(str(first["uid"]))
        filled = merged(record, first, second)
        if first["submission"] is None:
            # What tells them apart may be a number that only one record may have.
            writer.remove_alone(kind, str(second["uid"]))
            chosen = {**filled, **(values or {})}
            changes = {n: v for n, v in chosen.items() if to_stored(v) != first[n]}
            if changes:
                writer.edit(kind, str(first["uid"]), changes)
        else:
            writer.remove_alone(kind, str(second["uid"]))
        _Following(writer, kind, first, second, done).all()
        joins.remember(writer.connection, kind, str(second["uid"]), str(first["uid"]))
        return done


def merged(
    record: type[Record], first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, Any]:
    """The typed values of two stored records in one: the first's, its blanks filled from the second
    as far as the record stands with them."""
    declared = fields(record)
    before = {name: to_typed(f, first[name]) for name, f in declared.items()}
    found = dict(before)
    for name, each in declared.items():
        if first[name] is None and second[name] is not None:
            tried = {**found, name: to_typed(each, second[name])}
            if not check(record, complete(record, tried, new=False), before):
                found = tried
    return found


def described(record: type[Record], row: Mapping[str, Any]) -> str:
    """What people call a stored record."""
    declared = fields(record)
    texts = (
        shown(declared[name], row[name])
        for name in record.described_by
        if declared[name].kind is not Kind.REFERENCE
    )
    return " ".join(text for text in texts if text)


def _standing(writer: Writer, kind: str, uid: str) -> rows.Row:
    row = writer.find(kind, uid)
    title = kind_of(kind).title
    if row is not None and not row["deleted_at"]:
        return row
    if later := joins.successor(writer.connection, kind, uid):
        words = f"编号为“{uid}”的{title}已并入编号为“{later}”的一条，请用那个编号"
        raise UserError("joined", words)
    if row is None:
        raise kind_of(kind).unknown(uid)
    raise UserError("removed", f"编号为“{uid}”的{title}已在回收站里，请先恢复，再合并")


def _refuse(writer: Writer, record: type[Record], first: rows.Row, second: rows.Row) -> None:
    if first["uid"] == second["uid"]:
        raise UserError("same-record", f"两个编号是同一条{record.title}，没有什么要合并的")
    if record.not_joined:
        raise UserError("not-joined", record.not_joined)
    if second["submission"] is not None:
        if first["submission"] is None:
            words = "支部报来的一条不能并掉。请把支部报来的放在前面，由它留下"
        else:
            words = f"两条{record.title}都是支部报来的，这里只能看。请支部在自己那里合并后重报"
        raise UserError("read-only", words)


class _Following:
    """Makes what hangs on one record hang on another."""

    def __init__(
        self, writer: Writer, kind: str, first: rows.Row, second: rows.Row, done: Joined
    ) -> None:
        self.writer, self.kind, self.done = writer, kind, done
        self.first, self.second = first, second

    def all(self) -> None:
        """By reference, by uid, by name."""
        for kind, record in kinds().items():
            for name, declared in fields(record).items():
                if declared.kind is Kind.REFERENCE and declared.refers == self.kind:
                    self._redirect(kind, name, self.second["id"], self.first["id"])
                elif declared.holds_uid:
                    self._redirect(kind, name, self.second["uid"], self.first["uid"])
        self._rename()

    def _redirect(self, kind: str, name: str, before: Stored, after: Stored) -> None:
        # Those in the recycle bin, too: restored, they belong to the one that stayed.
        for row in _where(self.writer.connection, kind, name, before):
            changes = {name: after, **self._names_in(kind, row)}
            other = None if row["deleted_at"] else self._same(kind, {**row, **changes}, name)
            if other is not None:
                self._double(kind, other, row)
                continue
            self.writer.set(kind, row, changes)
            if not row["deleted_at"]:
                self.done.moved[kind] = self.done.moved.get(kind, 0) + 1

    def _names_in(self, kind: str, row: Mapping[str, Any]) -> dict[str, Stored]:
        """The name of who went, kept beside a reference, becomes the name of who stays."""
        old, new = self._both_names()
        if not old or not new or old == new:
            return {}
        return {
            name: new
            for name, declared in fields(kind_of(kind)).items()
            if declared.kind is Kind.PERSON
            and row[name]
            and person_key(str(row[name])) == person_key(old)
        }

    def _both_names(self) -> tuple[str, str]:
        name = kind_of(self.kind).names()[0]
        if fields(kind_of(self.kind))[name].kind is not Kind.PERSON:
            return "", ""
        now = self.writer.row(self.kind, self.first["id"]) or self.first
        return str(self.second[name] or ""), str(now[name] or "")

    def _same(self, kind: str, row: Mapping[str, Any], moved: str) -> rows.Row | None:
        """Another record that is there, of the same natural key as a row whose `moved` changes."""
        record = kind_of(kind)
        if record.numbered_by:
            return None
        key = dict.fromkeys((*record.natural_key, moved))
        conditions = " AND ".join(f'"{name}" IS ?' for name in key)
        found = self.writer.connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE {conditions} AND deleted_at IS NULL AND id != ? '
            "AND submission IS NULL LIMIT 1",
            (*(row[name] for name in key), row["id"]),
        ).scalar()
        return None if found is None else self.writer.row(kind, int(found))

    def _double(self, kind: str, stays: rows.Row, goes: rows.Row) -> None:
        """Both had the same record: one stays, its blanks filled from the other."""
        record = kind_of(kind)
        declared = fields(record)
        own = {*record.natural_key}
        filled = {n: goes[n] for n in declared if stays[n] is None and n not in own}
        self.writer.set(kind, stays, {n: value for n, value in filled.items() if value is not None})
        differs = [
            f"{each.label}“{shown(each, stays[n])}”（另一条是“{shown(each, goes[n])}”）"
            for n, each in declared.items()
            if n not in own and _differ(each, stays[n], goes[n])
        ]
        what = described(record, stays)
        kept = "；留下的是" + "、".join(differs) if differs else ""
        self.done.doubled.append(f"{record.title} {what}：两边都有，只留一条{kept}")
        self.writer.remove_alone(kind, str(goes["uid"]), row=goes)

    def _rename(self) -> None:
        """Texts that name who went name who stays, where nobody else bears that name."""
        old, new = self._both_names()
        if not old or not new or old == new or self._another(old):
            return
        for kind, record in kinds().items():
            for name, declared in fields(record).items():
                if declared.kind not in (Kind.PERSON, Kind.PEOPLE):
                    continue
                for row in self._naming(kind, name, old):
                    text = _renamed(str(row[name]), old, new)
                    if text != row[name] and self.writer.set(kind, row, {name: text}):
                        self.done.moved[kind] = self.done.moved.get(kind, 0) + 1

    def _another(self, name: str) -> bool:
        column, key = kind_of(self.kind).names()[0], person_key(name)
        found = self.writer.connection.exec_driver_sql(
            f'SELECT "{column}" FROM "{self.kind}" WHERE deleted_at IS NULL AND organisation = ?',
            (self.second["organisation"],),
        )
        return any(person_key(str(row[0])) == key for row in found)

    def _naming(self, kind: str, name: str, old: str) -> Iterator[rows.Row]:
        found = self.writer.connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE "{name}" LIKE ? AND organisation = ? '
            "AND submission IS NULL AND deleted_at IS NULL",
            (f"%{old[0]}%", self.second["organisation"]),
        ).fetchall()
        for (row_id,) in found:
            if row := self.writer.row(kind, row_id):
                yield row


def _where(connection: Connection, kind: str, name: str, value: Stored) -> Iterator[rows.Row]:
    """The rows recorded here that hold a value, one after the other."""
    found = connection.exec_driver_sql(
        f'SELECT id FROM "{kind}" WHERE "{name}" = ? AND submission IS NULL ORDER BY id', (value,)
    ).fetchall()
    for (row_id,) in found:
        if row := rows.get(connection, kind, row_id):
            yield row


def _renamed(text: str, old: str, new: str) -> str:
    key = person_key(old)
    names = [new if person_key(each) == key else each for each in text.split(_SEPARATOR)]
    return _SEPARATOR.join(dict.fromkeys(names))


def _differ(declared: Field, stays: Stored, goes: Stored) -> bool:
    return declared.kind is not Kind.REFERENCE and goes is not None and stays != goes
