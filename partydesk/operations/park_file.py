"""The park's rules, campaigns, duties and courses as one file, signed by the committee; a branch
sees what would change before it takes it. An enrolment card brings the same.

JSON: format, version, who and when, `rules` (rules/park_rules.py), what is given beside them by its
keys (rules/park_given.py, park_courses.py), the committee's uid and its signature over all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from partydesk.exchange.replies.signed import doubt, private_key, signature, text_of
from partydesk.exchange.seal.card import Card
from partydesk.exchange.seal.held import held
from partydesk.operations import park_given
from partydesk.operations.settings.catalogue import settings_of
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.findings import UserError
from partydesk.records.quotes import nested
from partydesk.rules import park_courses, park_rules
from partydesk.rules import park_given as given
from partydesk.rules.park_courses import ParkPlan
from partydesk.store import schemes, settings
from partydesk.store.atomic import written
from partydesk.store.carried_json import newer, read_json
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

FORMAT, VERSION = "partydesk-park-rules", 1
SUFFIX = ".rules"
_MOST = 4 << 20  # bytes of a file; a real one has some hundred thousand at most


@dataclass(frozen=True, slots=True)
class ParkFile:
    """What a file says: by whom, when, the rules, what is given beside them by its keys. `doubt` is
    why it may not be the committee's, "" where its signature is right or no card says which
    committee that is."""

    park: str
    made_at: str
    rules: dict[str, str]
    given: Mapping[str, tuple[Mapping[str, Any], ...]]
    doubt: str = ""
    courses: park_courses.Told | None = None
    """What the park plans to teach; None where an older program wrote it."""

    @property
    def said(self) -> str:
        """What is in it beside the rules: 2 个专项行动、3 个网格岗位."""
        told = (
            f"{len(rows)} {kind_of(each.kind).counted_as}"
            for each in given.GIVEN
            if (rows := self.given.get(each.key))
        )
        planned: tuple[str, ...] = ()
        if self.courses is not None and self.courses.courses:
            planned = (f"{len(self.courses.courses)} {kind_of('course').counted_as}",)
        return "、".join((*told, *planned))


def file_name(store: Store) -> str:
    """What the file is called unless somebody says otherwise."""
    return f"{store.own.short_name}_园区规矩_{clock.today()}{SUFFIX}"


def write(store: Store, out: Path) -> ParkFile:
    """Write what this committee has set and gives. Raises UserError where it cannot be written, or
    this is no committee's file."""
    if store.role != "committee":
        raise UserError("not-committee", "园区的规矩由党委写出，支部收下")
    with store.read() as connection:
        rules = park_rules.told(connection)
        texts = given.as_texts(connection, store.own.id, clock.today())
        private = private_key(connection)
    facts = {
        "format": FORMAT,
        "version": str(VERSION),
        "park": store.own.name,
        "committee": store.own.uid,
        "made_at": clock.now_stamp(),
        "rules": json.dumps(rules, ensure_ascii=False, sort_keys=True),
        **texts,
    }
    if private:
        facts["signature"] = signature(facts, private)
    with written(out) as temporary:
        temporary.write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
    return _made(store.own.name, facts["made_at"], rules, texts)


def read(store: Store, file: Path) -> ParkFile:
    """What a file says. Raises UserError for one that cannot be read or is none."""
    facts = _facts(file)
    try:
        rules = json.loads(facts["rules"])
        if not all(isinstance(part, str) for pair in rules.items() for part in pair):
            raise ValueError("a rule is no text")
        made = _made(facts["park"], facts["made_at"], rules, facts)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise _damaged(file) from None
    with store.read() as connection:
        why = doubt(held(connection), facts.get("committee", ""), facts.get("signature", ""),
                    text_of(facts))  # fmt: skip
    return replace(made, doubt=why)


def _made(park: str, made_at: str, rules: dict[str, str], texts: Mapping[str, str]) -> ParkFile:
    """Raises what `given.read` does."""
    told = texts.get(park_courses.KEY)
    courses = None if told is None else park_courses.read(told)
    return ParkFile(park, made_at, rules, given.read(texts), courses=courses)


def of_card(card: Card) -> ParkFile:
    """What an enrolment card says of the park's rules; nothing is given by one that an older
    program made, or whose text cannot be read."""
    try:
        return _made(card.committee_name, card.made_at, card.rules, card.rules)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return ParkFile(card.committee_name, card.made_at, card.rules, {})


def differences(store: Store, told: ParkFile) -> list[str]:
    """What taking it would change here, a line each; none where all is so already. Raises UserError
    for rules that this program does not know."""
    before, after = {}, {}
    scheme = ("", "")
    try:
        with store.transaction() as connection:
            seen = cast(Store, _Seen(connection))
            known = {
                name: each
                for name, each in settings_of("branch").items()
                if each.section in ("deadlines", "rules")
            }
            kept = settings.get(connection, schemes.KEY, "[]")
            before = {name: each.told(each.read(seen)) for name, each in known.items()}
            park_rules.take(connection, told.rules)
            after = {name: each.told(each.read(seen)) for name, each in known.items()}
            scheme = kept, settings.get(connection, schemes.KEY, "[]")
            raise _Back
    except _Back:
        pass
    lines = [
        f"{known[name].label}：{before[name] or '没有'} → {after[name] or '没有'}"
        for name in known
        if before[name] != after[name]
    ]
    if json.loads(scheme[0]) != json.loads(scheme[1]):
        lines.append("星级方案：换成园区现在的")
    with store.read() as connection:
        plan = park_courses.kept(connection)
        lines += park_courses.differences(plan, _plan_after(plan, told))
        return [nested(line) for line in lines + park_given.changes(connection, store, told.given)]


def _plan_after(before: ParkPlan, told: ParkFile) -> ParkPlan:
    if told.courses is None:
        return before
    return park_courses.after(before, told.park, told.made_at, told.courses)


def take(store: Store, told: ParkFile, on: date | None = None) -> list[str]:
    """Let the rules hold here, and have a copy of what is given, in one step of undo for that; the
    lines of what that changed. Duties are asked for from the day it is taken `on` (today). Raises
    UserError; nothing is then changed."""
    if store.role != "branch":
        raise UserError("not-branch", "这是发给支部的，党委自己的规矩在“设置”里改")
    if told.doubt:
        raise UserError("not-theirs", f"没有收：{told.doubt}。请党委再写一份")
    lines = differences(store, told)
    with store.transaction() as connection:
        park_rules.take(connection, told.rules)
    keep_given(store, told, on)
    store.tell(OperationChanges("收下园区的规矩", (("organisation", store.own.uid),)))
    return lines


def keep_given(store: Store, told: ParkFile, on: date | None = None) -> None:
    """Keep what the park gives beside its rules, as taken `on` a day (today). Raises UserError."""
    if told.courses is not None:
        with store.transaction() as connection:
            park_courses.keep(connection, _plan_after(park_courses.kept(connection), told))
    park_given.keep(store, told.given, on)


class _Back(Exception):
    """Nothing of what was tried is kept."""


class _Seen:
    """A store as one connection sees it before anything is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection itself."""
        yield self._connection


def _damaged(file: Path) -> UserError:
    return UserError("damaged", f"“{file.name}”已损坏，请党委再写一份")


def _facts(file: Path) -> dict[str, str]:
    facts = read_json(file, _MOST)
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise UserError("not-rules", f"“{file.name}”不是园区的规矩，文件名以 {SUFFIX} 结尾")
    if not all(isinstance(part, str) for part in facts.values()):
        raise _damaged(file)
    if not facts.get("version", "").isascii() or int(facts["version"]) > VERSION:
        raise newer(file)
    return facts
