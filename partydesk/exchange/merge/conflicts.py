"""What two branches both report: found anew after every merge, decided once by the officer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import joint_sessions, two_rolls
from partydesk.exchange.merge.likeness import core
from partydesk.records.checks import folded_code
from partydesk.records.fields import fields
from partydesk.records.organisation import Enterprise
from partydesk.records.study import StudySession
from partydesk.records.values import shown
from partydesk.rules import enterprise_register
from partydesk.rules.deduplication import SIDES
from partydesk.store import settings
from partydesk.store.store import Store

ONE_BRANCH = "one-branch"
_PLACES = ("第一方", "第二方", "第三方", "第四方", "第五方", "第六方")
_BOTH = "两边都算（不是同一个）"
_ALL = "各算各的（不是同一个）"

_ABOUT_BRANCHES = {
    "both": "是两个支部，各算各的",
    "first": "是同一个，合并到第一方",
    "second": "是同一个，合并到第二方",
}


@dataclass(frozen=True, slots=True)
class ConflictItem:
    """One conflict. `sides` are the rows concerned: organisation code, name, kind, uid, text."""

    key: str
    kind: str
    text: str
    sides: tuple[dict[str, Any], ...]
    state: str
    decision: str | None

    @property
    def choices(self) -> dict[str, str]:
        """What can be decided about it: decision → words."""
        if self.kind == ONE_BRANCH:
            return _ABOUT_BRANCHES
        one = {code: f"以{name}为准" for code, name in zip(SIDES, self.places, strict=False)}
        return {"both": _BOTH if len(self.sides) == 2 else _ALL, **one}

    @property
    def places(self) -> tuple[str, ...]:
        """What its sides are called: 第一方, 第二方 …"""
        return _PLACES[: len(self.sides)]

    def decision_for(self, word: str) -> str:
        """The decision that somebody writes as one of `choices`, or as the code of the branch whose
        side is to hold; "" for none."""
        codes = [folded_code(side["organisation"]) for side in self.sides]
        if word in self.choices or codes.count(folded_code(word)) != 1:
            return word if word in self.choices else ""
        place = codes.index(folded_code(word))
        return dict(enumerate(code for code in self.choices if code != "both")).get(place, "")

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "key": self.key,
            "kind": self.kind,
            "text": self.text,
            "sides": list(self.sides),
            "state": self.state,
            "decision": self.decision,
            "choices": self.choices,
        }


def conflicts(store: Store, *, decided: bool = True) -> list[ConflictItem]:
    """The conflicts that stand, open ones first; found anew if a merge was killed before it did."""
    if store.writable:
        with store.read() as connection:
            stale = settings.get(connection, _STALE) or (
                settings.get(connection, _LEDGER) != _ledger(connection)
            )
        if stale:
            with store.transaction() as connection:
                refresh(connection)
    with store.read() as connection:
        items = standing(connection)
    return items if decided else [item for item in items if item.state == "open"]


def standing(connection: Connection) -> list[ConflictItem]:
    """The conflicts as they were found last, open ones first."""
    found = connection.exec_driver_sql(
        "SELECT key, kind, text, sides, state, decision FROM conflict "
        "WHERE state != 'gone' ORDER BY state DESC, kind, text"
    ).fetchall()
    return [
        ConflictItem(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5])
        for row in found
    ]


_STALE, _LEDGER = "conflicts_stale", "conflicts_ledger"


def outdate(connection: Connection) -> None:
    """Remember, in the transaction that changes rows, that conflicts are to be found anew."""
    settings.put(connection, _STALE, "yes")


def refresh(connection: Connection) -> None:
    """Find all conflicts of the store as it stands; decisions already made are kept."""
    settings.put(connection, _STALE, "")
    settings.put(connection, _LEDGER, _ledger(connection))
    found = {item.key: item for item in _all(connection)}
    known = {
        row[0]: (row[1], row[2])
        for row in connection.exec_driver_sql("SELECT key, state, decision FROM conflict")
    }
    for key, item in found.items():
        sides = json.dumps(item.sides, ensure_ascii=False)
        if key in known:
            state = "decided" if known[key][1] else "open"
            connection.exec_driver_sql(
                "UPDATE conflict SET text = ?, sides = ?, state = ? WHERE key = ?",
                (item.text, sides, state, key),
            )
        else:
            connection.exec_driver_sql(
                "INSERT INTO conflict (key, kind, text, sides, state) VALUES (?, ?, ?, ?, 'open')",
                (key, item.kind, item.text, sides),
            )
    for key, (_, decision) in known.items():
        if key not in found:
            if decision:
                connection.exec_driver_sql("UPDATE conflict SET state='gone' WHERE key=?", (key,))
            else:
                # Without a decision there is nothing to remember.
                connection.exec_driver_sql("DELETE FROM conflict WHERE key = ?", (key,))


def _all(connection: Connection) -> Iterable[ConflictItem]:
    yield from _branches(connection)
    yield from _people(connection)
    yield from _joint(connection)
    yield from _firms(connection)


def _item(kind: str, text: str, sides: list[dict[str, Any]]) -> ConflictItem:
    identity = json.dumps([kind, *[(s["organisation"], s["uid"]) for s in sides]])
    key = blake2b(identity.encode(), digest_size=12).hexdigest()
    return ConflictItem(key, kind, text, tuple(sides), "open", None)


def _grouped(groups: dict[Any, list[Any]]) -> Iterable[tuple[Any, list[Any]]]:
    """Each group's rows by code, uid and name: text and key never hang on who came first."""
    for key, found in groups.items():
        yield key, sorted(found, key=lambda row: (row[1], row[0], row[2]))


def _side(kind: str, row: Any, text: str) -> dict[str, Any]:
    return {"kind": kind, "uid": row[0], "organisation": row[1], "name": row[2], "text": text}


def _names(named: Iterable[tuple[str, str]]) -> str:
    """Organisations by code and name, as a sentence has them: with the codes, where names alone
    do not tell them apart."""
    pairs = list(named)
    alike = len({name for _, name in pairs}) < len({code for code, _ in pairs})
    return "、".join(f"{name}（{code}）" if alike else name for code, name in pairs)


def _branches(connection: Connection) -> Iterable[ConflictItem]:
    """One branch that stands twice in the register: taken under two codes, or from two laptops,
    before anybody was asked (register.resolve asks before it takes)."""
    settled = {
        side["uid"]
        for (sides,) in connection.exec_driver_sql(
            "SELECT sides FROM conflict WHERE kind = 'code-shared' AND decision = 'both'"
        )
        for side in json.loads(sides)
    } | {
        row[0]
        for row in connection.exec_driver_sql("SELECT org_uid FROM answer WHERE answer = 'new'")
    }
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in connection.exec_driver_sql(
        "SELECT uid, code, name FROM organisation WHERE submission IS NOT NULL"
    ):
        for key in (("uid", row[0]), ("code", folded_code(row[1])), ("name", core(row[2]))):
            groups[key].append(row)
    told = set()
    for _, rows in _grouped(groups):
        if len(rows) != 2 or any(row[0] in settled for row in rows) or tuple(rows) in told:
            continue
        told.add(tuple(rows))
        named = "、".join(f"{row[1]}（{row[2]}）" for row in rows)
        yield _item(
            ONE_BRANCH, f"名册里的 {named}像是同一个支部，两边都在算",
            [_side("organisation", row, row[2]) for row in rows],
        )  # fmt: skip


def _people(connection: Connection) -> Iterable[ConflictItem]:
    """One person on the rolls of two organisations."""
    for name, birth, rows in two_rolls.people(connection):
        told = f"{name}（{birth}）" if birth else name
        text = f"{told} 同时在 {_names((row[1], row[2]) for row in rows)} 的名册上"
        yield _item("two-rolls", text, [_side("member", row, told) for row in rows])


def _firms(connection: Connection) -> Iterable[ConflictItem]:
    """Enterprises that the committee and its branches tell of differently, or that may be one."""
    own = int(settings.get(connection, "own", "0"))
    declared = fields(Enterprise)
    for kind, *pair in enterprise_register.questions(connection, own):
        one, other = pair
        if kind == enterprise_register.SAME:
            differ = []
            for name in enterprise_register.differing(one, other):
                place = enterprise_register.COMPARED.index(name)
                values = (shown(declared[name], firm.facts[place]) for firm in pair)
                differ.append(f"{declared[name].label} {' / '.join(values)}")
            told = _names((firm.code, firm.organisation_name) for firm in pair)
            who = f"{told} 说的不同"
            text = f"企业 {one.name}：{who}：{'；'.join(differ)}"
        else:
            text = (
                f"企业 {one.name}（{one.organisation_name}）和 "
                f"{other.name}（{other.organisation_name}）像是同一家"
            )
        yield _item(
            kind,
            text,
            [
                _side("enterprise", (firm.uid, firm.code, firm.organisation_name), firm.name)
                for firm in pair
            ],
        )


def _ledger(connection: Connection) -> str:
    """What tells whether the committee's own enterprises are as they were: they are not merged."""
    found = connection.exec_driver_sql(
        "SELECT count(*), max(updated_at), total(deleted_at IS NULL) FROM enterprise "
        "WHERE submission IS NULL"
    ).one()
    return "/".join(str(each) for each in found)


def _joint(connection: Connection) -> Iterable[ConflictItem]:
    """One session reported by two or three joint hosts, in the same words or nearly so."""
    label = fields(StudySession)["kind"]
    for kind, rows in joint_sessions.reported_by_several(connection):
        names = _names((row.code, row.name) for row in rows)
        told = [f"{row.starts_at} {shown(label, row.kind)}“{row.topic}”" for row in rows]
        text = f"{told[0]}（{rows[0].place}）由 {names} 同时报送"
        if kind == joint_sessions.NEAR_SESSION:
            text = f"{'、'.join(told)} 像是同一场，由 {names} 分别报送"
        yield _item(
            kind,
            text,
            [
                _side("session", (row.uid, row.code, row.name), said)
                for row, said in zip(rows, told, strict=True)
            ],
        )
