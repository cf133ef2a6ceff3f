"""An election beneath its fields: whether it holds, in words, and who got how many votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import Connection

from partydesk.desk.details.parts import beside, section, wrapped
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import pill
from partydesk.records.election import OFFICES
from partydesk.rules.norms.election_result import ElectionResult, judge
from partydesk.store import queries

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AboutElection:
    """How it came out, and the rows of those who stood."""

    result: ElectionResult
    candidates: tuple[Row, ...]


def about(connection: Connection, id: int) -> AboutElection | None:
    """Judge it; None where it is no longer there."""
    row = queries.window(connection, "election", [id]).get(id)
    if row is None:
        return None
    found = queries.ids(connection, queries.Query("candidate", where={"election": id}))
    window = queries.window(connection, "candidate", found)
    stood = tuple(sorted((window[each] for each in found), key=lambda c: -(c["votes"] or 0)))
    return AboutElection(judge(row, stood), stood)


def fill(
    column: QVBoxLayout, shown: Row, known: AboutElection | None, _go: object,
    _say: Callable[[Any], object], _context: AppContext,
) -> None:  # fmt: skip
    """Put the sections into a column."""
    if known is None:
        return
    section(column, "选举结果")
    words = {True: ("有效", "ok"), False: ("无效", "bad"), None: ("还没有选", "idle")}
    told = known.result.text or "填了应到、实到、选票数和候选人的票，就能看出有没有效"
    column.addLayout(beside(pill(*words[known.result.valid]), wrapped(told)))
    if known.candidates:
        section(column, "候选人")
    for each in known.candidates:
        post = OFFICES.label(each["post"]) if each["post"] else ""
        votes = "" if each["votes"] is None else f"{each['votes']} 票"
        mark = pill("当选", "ok") if each["elected"] else pill("未当选", "idle")
        line = "　".join(part for part in (str(each["name"]), post, votes) if part)
        column.addLayout(beside(mark, wrapped(line)))
