"""What a park gives its branches (rules/park_given.py), taken by one: a copy of each campaign and
of each area of duties; what would change is told before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.branch_goals import own_goal
from partydesk.records.fields import fields
from partydesk.records.member import DUTY
from partydesk.records.values import shown
from partydesk.rules.park_given import GIVEN, Given, typed
from partydesk.store.rows import quoted
from partydesk.store.store import Store
from partydesk.store.writing import Writer

Told = Mapping[str, Sequence[Mapping[str, Any]]]
"""What a file tells by the keys of GIVEN."""


def changes(connection: Connection, store: Store, told: Told) -> list[str]:
    """What taking it would change here, a line each."""
    lines: list[str] = []
    for given in GIVEN:
        for each in told.get(given.key, ()):
            lines += _changes(connection, store, given, each)
        lines += [
            f"{_named(given, copy)}：园区不再要求，到 {clock.today()} 为止"
            for copy in _left(connection, given, told)
        ]
    return lines


def keep(store: Store, told: Told, on: date | None = None) -> None:
    """Have a copy of each as the park has it, in one step of undo; what is to be done again and
    again is asked for from this day (today) on. Raises UserError."""
    if not any(told.get(given.key) is not None for given in GIVEN):
        return
    with store.write("收下园区的专项行动和责任清单") as writer:
        for given in GIVEN:
            for each in told.get(given.key, ()):
                _keep(writer, store, given, each, on or clock.today())
            for copy in _left(writer.connection, given, told):
                writer.edit(given.kind, copy["uid"], {"until": clock.today()})


def _named(given: Given, row: Mapping[str, Any]) -> str:
    return f"{given.title}“{row['name']}”"


def _left(connection: Connection, given: Given, told: Told) -> list[dict[str, Any]]:
    """The copies of areas that the park gives no more and that still run. A campaign ends on its
    own day."""
    if given.kind != "duty_area" or given.key not in told:
        return []
    known = {each["uid"] for each in told[given.key]}
    rows = connection.exec_driver_sql(
        "SELECT uid, name, of_park FROM duty_area WHERE of_park IS NOT NULL AND submission IS NULL "
        "AND deleted_at IS NULL AND (until IS NULL OR until > ?) ORDER BY id",
        (clock.today().isoformat(),),
    )
    return [{"uid": uid, "name": name} for uid, name, park in rows if park not in known]


def _copy_of(connection: Connection, given: Given, uid: str) -> dict[str, Any] | None:
    columns = ("id", "uid", *_kept_columns(given))
    found = connection.exec_driver_sql(
        f"SELECT {quoted(columns)} FROM {given.kind} WHERE of_park = ? "
        "AND submission IS NULL AND deleted_at IS NULL",
        (uid,),
    ).fetchone()
    return None if found is None else dict(zip(columns, found, strict=True))


def _kept_columns(given: Given) -> tuple[str, ...]:
    """The columns of a branch's copy: of a campaign its own goal instead of everybody's."""
    return tuple("goal" if name == "branch_goals" else name for name in given.columns)


def _wanted(store: Store, given: Given, told: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values that a copy is to have."""
    found = {name: told[name] for name in given.columns}
    if "branch_goals" in found:
        own = store.own
        found["goal"] = own_goal(found.pop("branch_goals") or "", (own.code, own.name,
                                                                   own.short_name))  # fmt: skip
    return found


def _rows(connection: Connection, given: Given, copy: int) -> dict[Any, dict[str, Any]]:
    names = ("uid", *dict.fromkeys((given.same, *given.row_columns)))
    found = connection.exec_driver_sql(
        f"SELECT {quoted(names)} FROM {given.row_kind} WHERE {given.link} = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (copy,),
    )
    rows = [dict(zip(names, row, strict=True)) for row in found]
    # What a branch added to an area of the park's is its own.
    return {row[given.same]: row for row in rows if row[given.same] is not None}


def _same(given: Given, row: Mapping[str, Any]) -> Any:
    return row["uid"] if given.same == "of_park" else row[given.same]


def _row_name(given: Given, row: Mapping[str, Any]) -> str:
    if given.same == "number":
        return f"第 {row['number']} 步：{row['name']}"
    return f"“{row['text']}”"


def _changes(
    connection: Connection, store: Store, given: Given, told: Mapping[str, Any]
) -> Iterator[str]:
    """What changes of one: it is new, or what of it and of its rows is another."""
    copy, name = _copy_of(connection, given, told["uid"]), _named(given, told)
    wanted = _wanted(store, given, told)
    today = clock.today()
    if copy is None:
        rows = list(_as_taken(given, told, {}, today))
        counted = f"{len(rows)} {'步' if given.same == 'number' else '项'}"
        if given.kind == "campaign":
            goal = f"，目标 {wanted['goal']}" if wanted.get("goal") else ""
            yield f"{name}：新的，{told['from_on']} 至 {told['until_on']}，{counted}{goal}"
        else:
            late = any(row != park for _, row, park in rows)
            counted += f"，{today} 以前的不要求补" if late else ""
            yield f"{name}：新的，责任人 {_holder(connection, store, told['holder'])}，{counted}"
        return
    declared = fields(kind_of(given.kind))
    for column, value in wanted.items():
        if column not in given.own and copy[column] != value:
            field = declared[column]
            yield f"{name}{field.label}：{shown(field, copy[column])} → {shown(field, value)}"
    kept, declared = _rows(connection, given, copy["id"]), fields(kind_of(given.row_kind))
    for mine, row, _ in _as_taken(given, told, kept, today):
        if mine is None:
            yield f"{name}加{_row_name(given, row)}"
        elif changed := [declared[c].label for c in given.row_columns if mine[c] != row[c]]:
            called = f"第 {row['number']} 步“{row['name']}”" if given.same == "number" else (
                f"“{row['text']}”"
            )  # fmt: skip
            yield f"{name}{called}：{'、'.join(changed)}有改动"
    for mine in kept.values():
        yield f"{name}去掉{_row_name(given, mine)}"


def _as_taken(
    given: Given, told: Mapping[str, Any], kept: dict[Any, dict[str, Any]], today: date
) -> Iterator[tuple[dict[str, Any] | None, Mapping[str, Any], Mapping[str, Any]]]:
    """Each row that is told: the copy of it (taken out of `kept`, None for a new one), what the
    copy is to say, what the park says. What was over before a branch took it is none of its."""
    for park in told[given.rows]:
        mine, row = kept.pop(_same(given, park), None), park
        if given.begins:
            ends = park["until_on"]
            if mine is None and ends and ends < today.isoformat():
                continue
            since = today.isoformat() if mine is None else mine[given.begins]
            begins = max(park[given.begins], since)
            row = {**park, given.begins: min(begins, ends) if ends else begins}
        yield mine, row, park


def _keep(writer: Writer, store: Store, given: Given, told: Mapping[str, Any], today: date) -> None:
    """Have a copy as the park has it; what was done stays with the rows it was done of."""
    copy, wanted = _copy_of(writer.connection, given, told["uid"]), _wanted(store, given, told)
    values = typed(tuple(wanted), given.kind, wanted)
    if copy is None:
        if "holder" in values:
            values["holder"] = _holder(writer.connection, store, values["holder"])
        uid = writer.add(given.kind, {**values, "of_park": told["uid"]})
        id = writer.reference(given.kind, uid)
    else:
        id, uid = copy["id"], copy["uid"]
        writer.edit(given.kind, uid, {n: v for n, v in values.items() if n not in given.own})
    kept = _rows(writer.connection, given, id)
    for mine, row, _ in _as_taken(given, told, kept, today):
        row_values = typed(given.row_columns, given.row_kind, row)
        if mine is None:
            known = {given.link: id}
            if given.same == "of_park":
                known["of_park"] = row["uid"]
            writer.add(given.row_kind, {**row_values, **known})
        elif any(mine[column] != row[column] for column in given.row_columns):
            writer.edit(given.row_kind, mine["uid"], row_values)
    for mine in kept.values():
        writer.remove(given.row_kind, mine["uid"])


def _holder(connection: Connection, store: Store, told: str) -> str:
    """Who holds an area here: whom the branch has in the office that the park names, else the
    words as they are."""
    office = told.strip().removeprefix("党组织").removeprefix("党").removeprefix("支部")
    code = DUTY.codes.get(office)
    if code is None:
        return told
    found = connection.exec_driver_sql(
        "SELECT name FROM member WHERE duty = ? AND deleted_at IS NULL AND submission IS NULL "
        "AND coalesce(relation, 'on_roll') = 'on_roll' ORDER BY id",
        (code,),
    ).fetchone()
    if found is None and code == "secretary":
        found = connection.exec_driver_sql(
            "SELECT secretary FROM organisation WHERE id = ? AND coalesce(secretary, '') != ''",
            (store.own.id,),
        ).fetchone()
    return str(found[0]) if found else told
