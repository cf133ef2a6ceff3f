"""Keeping what somebody chose of a report: switches, order, picked records; by organisation,
period and kind of report, apart from the words and the figures.

Every function that keeps something raises UserError("read-only") as `Store.transaction` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from partydesk.documents.report import edits
from partydesk.documents.report.comparing import year_before
from partydesk.documents.report.outline import Plan, part_of
from partydesk.documents.report.report_kinds import REPORT_KINDS, usually_on
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import settings

if TYPE_CHECKING:
    from partydesk.documents.report.content import Report
    from partydesk.store.store import Store

MOST_PICKED = 3
"""Records that one paragraph tells at most."""


def plan_of(connection: Connection, code: str, period: Period, kind: str) -> Plan:
    """What is chosen for a report; nothing yet is a plan without choices."""
    kept = json.loads(settings.get(connection, _key(code, period.text, kind), "{}"))
    return Plan(
        tuple(kept.get("order", ())),
        {str(id): bool(on) for id, on in kept.get("switched", {}).items()},
        {str(id): tuple(uids) for id, uids in kept.get("picked", {}).items()},
    )


def keep(store: Store, report: Report, plan: Plan) -> Plan:
    """Keep a plan instead of the report's; gives the one it had."""
    text = json.dumps(
        {"order": plan.order, "switched": dict(plan.switched), "picked": dict(plan.picked)},
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip
    with store.transaction() as connection:
        settings.put(connection, _key(report.code, report.period.text, report.kind), text)
    return report.plan


def switched(report: Report, name: str, on: bool) -> Plan:
    """The plan with a paragraph, or all of a part, switched on or off."""
    ids = [
        each.id for part in report.outline for each in part.paragraphs if name in (part.id, each.id)
    ]
    return replace(report.plan, switched={**report.plan.switched, **dict.fromkeys(ids, on)})


def as_shown(report: Report) -> Plan:
    """The plan under which a report is as it is now, whatever was left out this once."""
    kind = REPORT_KINDS[report.kind]
    now = {
        each.id: each.on
        for part in report.outline
        for each in part.paragraphs
        if each.id in report.plan.switched or each.on != usually_on(kind, part.id, each.sort)
    }
    return replace(report.plan, switched={**report.plan.switched, **now})


def movable(report: Report, id: str) -> list[str]:
    """The ids among which a part, or a paragraph of one, can be moved, as they stand; itself among
    them, none for what cannot be."""
    parts = {part.id: part for part in report.outline}
    if id in parts:
        found = [part.id for part in report.outline if not part.fixed]
    else:
        inside = parts[part_of(id)].paragraphs if part_of(id) in parts else ()
        found = [each.id for each in inside if not each.fixed]
    return found if id in found else []


def moved(report: Report, id: str, to: int) -> Plan:
    """The plan with a part at another place among those that can be moved, or a paragraph at
    another among those of its part."""
    order = movable(report, id)
    order.remove(id)
    order.insert(max(0, to), id)
    others = tuple(each for each in report.plan.order if each not in order)
    return replace(report.plan, order=(*others, *order))


def picked(report: Report, paragraph: str, uids: Sequence[str]) -> Plan:
    """The plan with a paragraph told from these records, the first `MOST_PICKED` of them."""
    chosen = tuple(uids[:MOST_PICKED])
    return replace(report.plan, picked={**report.plan.picked, paragraph: chosen})


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that somebody chose and wrote of a report, to have it back."""

    plan: Plan
    words: Mapping[str, str]


def take_last(store: Store, report: Report) -> Chosen:
    """Take the switches, the order and the words of the same report a year before; gives what was
    chosen until now.

    What was told from that year's records stays behind. Raises UserError("no-last-report") where
    nobody chose or wrote anything then.
    """
    before = year_before(report.period)
    with store.read() as connection:
        plan = plan_of(connection, report.code, before, report.kind)
        words = edits.texts(connection, report.code, before, report.kind)
        now = edits.texts(connection, report.code, report.period, report.kind)
    if plan == Plan() and not words:
        raise UserError(
            "no-last-report",
            f"{before.title}的这份报告没有改过，没有可以照用的；今年的没有动",
        )
    lasting = {id: said for id, said in words.items() if "{story:" not in said}
    give_back(store, report, Chosen(replace(plan, picked={}), lasting))
    return Chosen(report.plan, now)


def give_back(store: Store, report: Report, chosen: Chosen) -> Plan:
    """Make these the choices and words of a report; gives the plan it had."""
    edits.restore(store, report, chosen.words)
    return keep(store, report, chosen.plan)


def _key(code: str, period: str, kind: str) -> str:
    return f"report-plan:{code}:{period}:{kind}"
