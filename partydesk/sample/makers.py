"""Sample files: a branch or a committee with a believable year, invented from a seed.

The same arguments give the same records with the same uids; only the stamps of their making
and the organisation's own uid differ.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Kind, fields
from partydesk.sample.attendance import plan_attendance
from partydesk.sample.brands import brand_of
from partydesk.sample.firms import plan_firms
from partydesk.sample.habits import (
    COMMITTEE,
    branch_habits,
    election_day,
    founding_day,
)
from partydesk.sample.ledgers import (
    plan_figures,
    plan_papers,
    plan_posts,
    plan_reviews,
    plan_stars,
)
from partydesk.sample.people import board_of, plan_members
from partydesk.sample.plan import Plan, area_of, new_plan
from partydesk.sample.talks import plan_talks
from partydesk.sample.tickets import plan_tickets
from partydesk.sample.year import plan_sessions
from partydesk.store.home import Home
from partydesk.store.store import Store, create

# Firms of branches are numbered by the branch's code, those of a committee from here on.
_COMMITTEE_FIRMS = 1300
# When branches elected their committee, by seed, as (years from the plan's, month, day): the term
# of the one with 3 is over, that of 7 ends in November. Those of 1 and 5 are of this year.
_ELECTED = ((-3, 1, 14), (0, 1, 1), (-1, 6, 18), (-3, 5, 20), (-2, 3, 11), (0, 1, 1), (-1, 9, 9),
            (-3, 11, 5))  # fmt: skip


def make_branch(
    home: Home,
    code: str,
    name: str,
    *,
    short_name: str,
    seed: int,
    year: int = 2026,
    members: int = 30,
    through: date | None = None,
    sessions: int | None = None,
    talks: int | None = None,
    tickets: int | None = None,
    attendance: int | None = None,
    write: Callable[[Store, Plan], None] | None = None,
) -> Store:
    """Create a branch's file with a year of records and return it open.

    Nothing happens after `through` (the year's last day). `sessions`, `talks`, `tickets` and
    `attendance` (at most members × sessions) ask for exact numbers instead of the usual ones;
    `members` counts everybody on the roll, from applicants on. One branch in four (by seed) was
    founded that January. Written through the store's own door, one operation per kind, so it has
    a history, unless by another `write`. Raises UserError as `store.create` does.
    """
    plan = new_plan(code, seed, year, through)
    plan.founded = founding_day(seed, year, plan.through)
    firms = plan_firms(plan, 1 + seed % 3, area_of(code) * 3 % _COMMITTEE_FIRMS)
    plan_members(plan, members, firms)
    plan_sessions(plan, branch_habits(plan), sessions)
    plan_attendance(plan, attendance)
    plan_talks(plan, talks)
    plan_papers(plan)
    plan_tickets(plan, 12 if tickets is None else tickets)
    plan_posts(plan)
    plan_reviews(plan)
    plan_stars(plan)
    store = create(home, "branch", _own(plan, name, short_name, seed))
    (write or _write)(store, plan)
    return store


def make_committee(
    home: Home,
    *,
    code: str = "P0000",
    name: str = "中共示例园区工作委员会",
    seed: int,
    year: int = 2026,
    through: date | None = None,
    firms: int = 40,
) -> Store:
    """Create a committee's file with its own year: meetings, firms, figures, talks, papers."""
    plan = new_plan(code, seed, year, through)
    plan_firms(plan, firms, _COMMITTEE_FIRMS)
    plan_sessions(plan, COMMITTEE, None)
    plan_talks(plan, None)
    plan_papers(plan)
    plan_tickets(plan, 8)
    plan_figures(plan)
    store = create(
        home,
        "committee",
        {
            "code": code,
            "name": name,
            "short_name": "园区党工委",
            "founded_on": date(year - 12, 7, 1),
            "elected_on": date(year - 1, 6, 18),
            "secretary": "李示例",
            "contact": "王示例",
            "phone": "0471-6000000",
            "address": "示例市示例园区党群服务中心",
        },
    )
    _write(store, plan)
    return store


def _own(plan: Plan, name: str, short_name: str, seed: int) -> dict[str, Any]:
    secretary = next(iter(board_of(plan)), "")
    years, month, day = _ELECTED[seed % len(_ELECTED)]
    founded = plan.founded or date(plan.year - 6 - seed % 5, 7, 1)
    elected = election_day(plan) or date(plan.year + years, month, day)
    return {
        "code": plan.code,
        "name": name,
        "short_name": short_name,
        "parent": "中共示例园区委员会",
        "founded_on": founded,
        "elected_on": elected,
        "secretary": secretary,
        "contact": secretary,
        "phone": f"0471-6{area_of(plan.code):06d}",
        "address": f"示例市示例园区创业路 {area_of(plan.code) % 200 + 1} 号",
        "brand_name": brand_of(seed).name,
        "brand_note": brand_of(seed).meaning,
    }


def _write(store: Store, plan: Plan) -> None:
    """Through the store's door: one operation per kind, tickets together with their steps."""
    ids: dict[str, int] = {}
    for kind in kinds():
        if kind == "ticket_step" or not plan.of(kind):
            continue
        with store.write(f"录入示例{kind_of(kind).title}") as writer:
            for each in (kind, "ticket_step") if kind == "ticket" else (kind,):
                refers = references(each)
                for planned in plan.of(each):
                    values = dict(planned.values)
                    for column in refers:
                        if column in values:
                            values[column] = ids[values[column]]
                    writer.add(each, values, uid=planned.uid)
                    if each in ("session", "member", "ticket"):
                        ids[planned.uid] = writer.reference(each, planned.uid)
            for uid, closing in plan.closing.items() if kind == "ticket" else ():
                writer.edit("ticket", uid, closing)


def references(kind: str) -> list[str]:
    """The columns of a kind that name another record."""
    return [
        column for column, field in fields(kind_of(kind)).items() if field.kind is Kind.REFERENCE
    ]
