"""How a branch takes the hours that a receipt tells of (study_hours.py).

It keeps each as 学时登记 that names the committee's session. Of a year the receipt that was written
last holds, whatever the order in which they are taken; one taken again changes nothing, and what
the branch removed itself stays removed until the committee changes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.replies.study_hours import Told, ToldHours, read
from partydesk.records.values import Stored
from partydesk.rules import park_courses
from partydesk.store import joins, settings
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges, Writer


@dataclass(slots=True)
class TakenHours:
    """What taking a receipt's hours did: how many rows were added, changed, removed and known
    already, whether a later receipt was taken before; the names of whom nobody on the roll is, and
    of who has the same day already."""

    by: str = ""
    added: int = 0
    changed: int = 0
    removed: int = 0
    known: int = 0
    overtaken: bool = False
    strangers: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    planned: int = 0
    """How many courses of the committee's plan are new or another."""

    @property
    def words(self) -> str:
        """The same as one says it; "" for nothing at all."""
        parts = [
            f"{word} {number} 条"
            for word, number in (("记上", self.added), ("改了", self.changed),
                                 ("去掉", self.removed))
            if number
        ]  # fmt: skip
        told = ""
        if parts:
            told = f"{self.by}的培训学时{'、'.join(parts)}，在“学时登记”里，可以撤销"
        elif self.overtaken:
            told = f"{self.by}的培训学时已经按更新的回执记过，没有变"
        elif self.known:
            told = f"{self.by}的培训学时 {self.known} 条，都已经记过，没有变"
        more = (
            [f"{self.by}的培训计划改了 {self.planned} 期，在“培训计划”里"] if self.planned else []
        )
        if self.strangers:
            more.append(f"{_few(self.strangers)}不在本支部名册里，没有记")
        if self.doubled:
            more.append(
                f"{_few(self.doubled)}那天的培训本支部已经记过，没有再记，请核对是不是同一次"
            )
        return "；".join([*([told] if told else []), *more])

    @property
    def moved(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.changed or self.removed)


def _few(names: list[str], most: int = 5) -> str:
    names = list(dict.fromkeys(names))
    return "、".join(names[:most]) + (f"等 {len(names)} 人" if len(names) > most else "")


def take(store: Store, text: str) -> TakenHours:
    """Keep what a receipt tells, in one step that can be undone. Raises UserError; nothing is then
    changed."""
    told = read(text)
    with store.rehearsal() as writer:
        done = _take(writer, told)
    if done.moved:
        with store.write(f"回执带来的培训学时（{told.by}）") as writer:
            done = _take(writer, told)
    with store.transaction() as connection:
        for year in told.years:
            key = _key(told, year)
            settings.put(connection, key, max(told.made_at, settings.get(connection, key, "")))
        done.planned = _take_plan(connection, told)
    if done.planned:
        store.tell(OperationChanges("收下党委的培训计划", (("organisation", store.own.uid),)))
    return done


def _take_plan(connection: Connection, told: Told) -> int:
    """Keep what is planned, and what was held for it; how much of the plan is another now."""
    if told.courses is None:
        return 0
    before = park_courses.kept(connection)
    then = park_courses.after(before, told.by, told.made_at, told.courses)
    if then is before:
        return 0
    park_courses.keep(connection, then)
    park_courses.keep_sessions(connection, told.course_of)
    return len(list(park_courses.differences(before, then)))


def _key(told: Told, year: int) -> str:
    return f"study-told:{told.committee}:{year}"


def _take(writer: Writer, told: Told) -> TakenHours:
    done = TakenHours(told.by)
    newer = {
        year for year in told.years
        if settings.get(writer.connection, _key(told, year), "") > told.made_at
    }  # fmt: skip
    done.overtaken = bool(newer)
    for each in told.rows:
        if int(each.on[:4]) in newer:
            continue
        member = _member(writer, each.member)
        if member is None:
            if each.hours:
                done.strangers.append(each.name)
            continue
        kept = writer.connection.exec_driver_sql(
            "SELECT id FROM study_credit WHERE of_session = ? AND member = ? "
            "ORDER BY deleted_at IS NOT NULL, id",
            (each.session, member),
        ).fetchone()
        row = writer.row("study_credit", kept[0]) if kept else None
        if row is not None:
            _change(writer, row, each, done)
        elif each.hours:
            _add(writer, told.by, member, each, done)
    return done


def _member(writer: Writer, uid: str) -> int | None:
    """The id of the member meant, also where he was joined with another record of himself."""
    row = writer.find("member", uid)
    if row is not None and row["deleted_at"]:
        kept = joins.successor(writer.connection, "member", uid)
        row = writer.find("member", kept) if kept else None
    return None if row is None or row["deleted_at"] else int(row["id"])


def _add(writer: Writer, by: str, member: int, told: ToldHours, done: TakenHours) -> None:
    if _has_already(writer.connection, member, told):
        done.doubled.append(told.name)
        return
    writer.add("study_credit", {
        "member": member, "way": told.way, "on": date.fromisoformat(told.on),
        "hours": told.hours, "topic": told.topic, "by": by, "of_session": told.session,
        "told_at": told.told_at,
    })  # fmt: skip
    done.added += 1


def _has_already(connection: Connection, member: int, told: ToldHours) -> bool:
    """Whether the branch itself recorded what seems to be the same: a training of that day, or
    study of that day by that name."""
    same = (member, told.on, told.topic, told.way == "training")
    session = connection.exec_driver_sql(
        "SELECT 1 FROM attendance a JOIN session s ON s.id = a.session WHERE a.member = ? "
        "AND a.deleted_at IS NULL AND a.state IN ('present', 'made_up') "
        "AND s.deleted_at IS NULL AND s.state = 'held' AND s.hours > 0 "
        "AND substr(s.starts_at, 1, 10) = ? AND (s.topic = ? OR (? AND s.kind = 'training'))",
        same,
    ).fetchone()
    credit = connection.exec_driver_sql(
        'SELECT 1 FROM study_credit WHERE member = ? AND deleted_at IS NULL AND "on" = ? '
        "AND of_session IS NULL AND (topic = ? OR (? AND way = 'training'))",
        same,
    ).fetchone()
    return session is not None or credit is not None


def _change(writer: Writer, row: dict[str, Any], told: ToldHours, done: TakenHours) -> None:
    """Make a row say what the committee says now."""
    uid = str(row["uid"])
    if not told.hours:
        if row["deleted_at"]:
            done.known += 1
            return
        # Without its stamp it comes back as soon as the committee counts it again.
        writer.set("study_credit", row, {"told_at": ""})
        writer.remove("study_credit", uid)
        done.removed += 1
        return
    says: dict[str, Stored] = {
        "hours": told.hours, "on": told.on, "topic": told.topic, "way": told.way,
        "told_at": told.told_at,
    }  # fmt: skip
    if row["deleted_at"]:
        if told.told_at <= str(row["told_at"] or ""):
            done.known += 1  # removed here since: the committee's word is the same
            return
        writer.restore("study_credit", uid)
    elif all(row[name] == value for name, value in says.items() if name != "told_at"):
        done.known += 1
        return
    writer.set("study_credit", writer.find("study_credit", uid) or row, says)
    done.changed += 1
