"""What is told of each branch beside the indicators: rates of what was asked, hours, turnout,
stars. None of them is added up: over branches they are averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules.norms import Obligation, judge
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.stars.computed import RULES, Source
from partydesk.rules.stars.scheme import scheme_for
from partydesk.rules.stars.scoring import score
from partydesk.rules.study import studied


@dataclass(frozen=True, slots=True)
class BranchFigure:
    """A number that each branch has for itself: organisation → value. Who is not in it has none."""

    id: str
    label: str
    unit: str
    values: Mapping[int, float]


_SHARES = ("three_meetings", "theme_day_monthly", "talks_coverage", "tickets_settled", "pledges")
"""Shares done of what was asked (rules.stars.computed)."""


def branch_figures(
    connection: Connection,
    period: Period,
    today: date,
    items: Iterable[Obligation] | None = None,
) -> dict[str, BranchFigure]:
    """All of them by id; `items` are what the norms say of the period, where that is known.

    Hours and stars are those of the year in which the period ends, so far; a share counts only
    what was asked for on days that the branch has told of.
    """
    if items is None:
        items = judge(connection, period, today=today)
    asked = {norm for id in _SHARES for norm in RULES[id].norms}
    source = Source(connection, period, [item for item in items if item.norm.id in asked])
    found = [
        BranchFigure(id, RULES[id].label, "%", _per_cent(
            {
                organisation: measure.value
                for organisation, measure in RULES[id].measures(source).items()
                if measure.value is not None
            }
        ))
        for id in _SHARES
    ]  # fmt: skip
    found.append(BranchFigure("turnout", "平均到会率", "%", _turnout(connection, period)))
    met = _hours(connection, period.last.year, today)
    found.append(BranchFigure("hours_met", "学时达标率", "%", met))
    found += _stars(connection, period.last.year, today)
    return {each.id: each for each in found}


def _per_cent(shares: Mapping[int, float]) -> dict[int, float]:
    return {organisation: round(100 * share, 1) for organisation, share in shares.items()}


def _turnout(connection: Connection, period: Period) -> dict[int, float]:
    """Of those expected at a branch's own sessions, who came."""
    rows = all_rows(
        connection,
        "SELECT s.organisation, count(*), sum(a.state = 'present') FROM attendance a "
        "JOIN session s ON s.id = a.session WHERE a.deleted_at IS NULL AND s.deleted_at IS NULL "
        "AND s.state = 'held' "
        "AND substr(s.starts_at, 1, 10) BETWEEN ? AND ? GROUP BY 1",
        period.first.isoformat(), period.last.isoformat(),
    )  # fmt: skip
    return _per_cent({row[0]: row[2] / row[1] for row in rows})


def _hours(connection: Connection, year: int, today: date) -> dict[int, float]:
    """Of those whom the year's hours are asked of, who has them."""
    asked: dict[int, list[bool]] = defaultdict(list)
    for each in studied(connection, year, None, today):
        if each.asked or each.met:
            asked[each.organisation].append(each.met)
    return _per_cent({organisation: sum(met) / len(met) for organisation, met in asked.items()})


def _stars(connection: Connection, year: int, today: date) -> list[BranchFigure]:
    """Stars as stars; the points they follow from stand beside them."""
    try:
        scored = score(connection, year, scheme_for(connection, year), today=today)
    except UserError:  # no scheme for the year: nobody has stars
        scored = {}
    told = (
        ("self_stars", "星级自评", "星", {id: each.self_stars for id, each in scored.items()}),
        ("stars", "星级", "星", {id: each.stars for id, each in scored.items()}),
        ("points", "星级得分", "分", {id: each.total for id, each in scored.items()}),
    )
    return [
        BranchFigure(id, label, unit, {o: v for o, v in values.items() if v is not None})
        for id, label, unit, values in told
    ]
