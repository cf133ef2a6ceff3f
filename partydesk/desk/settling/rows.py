"""The rows of a grid: people by the fields that settle what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from partydesk.operations.settle import Answer, Standing, first_values, settles_kind
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.periods import parse_period
from partydesk.records.registry import kind_of
from partydesk.records.values import shown, to_stored
from partydesk.rules.norms import Obligation
from partydesk.store import queries, rows
from partydesk.store.shown_rows import reference_text
from partydesk.store.store import Store


@dataclass(slots=True)
class GridRow:
    """One of whom something is asked: `items` are what, `kept` what the record holds, as text,
    `typed` what was typed into its cells; `uid` is that of the record where it is not the items'
    own. `standings` say how each item would stand, once it has been asked."""

    name: str
    items: tuple[Obligation, ...]
    kept: dict[str, str]
    seen: tuple[str, ...] = ()
    uid: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()

    def answers(self) -> list[Answer]:
        """What was typed, for each item that it settles."""
        made = []
        for item in self.items:
            mine = {name: text for name, text in self.typed.items()
                    if name in item.norm.settles.fields and text.strip()}  # fmt: skip
            if mine:
                made.append(Answer(item, mine, self.uid))
        return made

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with cells, by column ("" for the row), in words."""
        found: dict[str, str] = {}
        for standing in self.standings:
            for finding in standing.findings:
                found.setdefault(finding.column if finding.column in self.typed else "",
                                 finding.message)  # fmt: skip
        return found

    @property
    def sound(self) -> bool:
        """Whether it can be saved."""
        return bool(self.answers()) and not self.wrong

    def told(self) -> tuple[str, str]:
        """How it stands, in words, and the tone."""
        if self.wrong:
            return next(iter(self.wrong.values())), "bad"
        answered = {answer.item.key for answer in self.answers()}
        left = len(self.items) - sum(standing.settled for standing in self.standings)
        if answered and not left:
            return "齐了" if len(self.items) > 1 else "够了", "ok"
        short = next((s.text for s in self.standings if not s.settled and s.text), "")
        if answered and short:
            return short, "warn"
        if len(self.items) > 1:
            return f"缺 {left} 项", "idle"
        if self.items[0].norm.settles.each:
            return "", "idle"  # not everybody is asked for it
        return "还没有", "idle"


@dataclass(frozen=True, slots=True)
class GridColumns:
    """What stands above the cells: the name, what is only for looking, the settling fields."""

    name: str
    seen: tuple[Field, ...]
    asked: tuple[Field, ...]


_DATED = {"applicant": "applied_on", "activist": "activist_on", "candidate": "candidate_on",
          "probationary": "joined_on"}  # fmt: skip


def gathered(
    store: Store, items: Sequence[Obligation], today: date
) -> tuple[GridColumns, list[GridRow]]:
    """The grid of these obligations, a row for each whom they are about."""
    each = items[0].norm.settles.each
    if each:
        return _of_all(store, items[0], each)
    by_uid: dict[str, list[Obligation]] = {}
    for item in items:
        by_uid.setdefault(item.uid or item.about, []).append(item)
    kind = settles_kind(items[0])
    declared = fields(kind_of(kind))
    names = dict.fromkeys(name for item in items for name in item.norm.settles.fields)
    asked = tuple(declared[name] for name in names)
    adds = bool(items[0].norm.settles.kind)
    found = _stored(store, "member", list(by_uid)) if items[0].kind == "member" else {}
    seen: tuple[Field, ...] = ()
    if found and not adds:
        since = {_DATED.get(str(row["category"]), "") for row in found.values()}
        seen = tuple(fields(kind_of("member"))[name] for name in since if name)[:1]
    made = []
    for uid, those in by_uid.items():
        row = found.get(uid, {})
        source = first_values(store, those[0]) if adds else row
        kept = {f.column: _text(f, source.get(f.column)) for f in asked}
        shown_too = tuple(shown(f, row.get(f.column)) for f in seen)
        made.append(GridRow(those[0].about or those[0].title, tuple(those), kept, shown_too))
    return GridColumns("姓名" if items[0].kind == "member" else "事项", seen, asked), made


def _of_all(store: Store, item: Obligation, kind: str) -> tuple[GridColumns, list[GridRow]]:
    """A row for each record of the kind that the branch has: everybody on its roll; of others
    those of the obligation's time."""
    record = kind_of(kind)
    declared = fields(record)
    asked = tuple(declared[name] for name in item.norm.settles.fields)
    member = kind == "member"
    seen = (declared["category"],) if member else ()
    whose = next((f for f in declared.values() if f.refers == "member"), None)
    where = {"category": ("probationary", "full"), "relation": ("on_roll", None)}
    query = queries.Query(
        kind,
        where=where if member else {},
        period=parse_period(item.slot) if record.dated_by and item.slot else None,
        organisation=store.own.id,
    )
    with store.read() as connection:
        wanted = queries.ids(connection, query)
        found = queries.window(connection, kind, wanted)
    made = [
        GridRow(
            reference_text(whose, row) if whose is not None else str(row["name"]),
            (item,),
            {f.column: _text(f, row.get(f.column)) for f in asked},
            tuple(shown(f, row.get(f.column)) for f in seen),
            str(row["uid"]),
        )
        for row in (found[each] for each in wanted)
    ]
    return GridColumns("姓名", seen, asked), made


def _stored(store: Store, kind: str, uids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    with store.read() as connection:
        ids = {uid: row["id"] for uid in uids
               if (row := rows.find(connection, kind, uid)) is not None}  # fmt: skip
        found = queries.window(connection, kind, list(ids.values()))
    return {uid: found[id] for uid, id in ids.items()}


def _text(declared: Field, value: object) -> str:
    """A stored or first value as its cell shows it."""
    if value is None or declared.kind is Kind.REFERENCE:
        return ""
    return shown(declared, to_stored(value)) if not isinstance(value, str) else (
        shown(declared, value)
    )  # fmt: skip
