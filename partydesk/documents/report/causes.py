"""What the records show of branches where something is amiss: facts that may be its cause."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, or_, select

from partydesk.documents.report.shortcomings import Place, Shortcoming
from partydesk.documents.report.templates import Run
from partydesk.records.member import Member
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.worker import Worker
from partydesk.rules.derived_indicators import not_submitted
from partydesk.rules.norms import Obligation

CAUSE = "cause:"
"""How the tokens begin that say what may be the cause of a problem."""
_MOST = 3


def circumstances(
    connection: Connection, period: Period, items: Iterable[Obligation]
) -> dict[int, list[str]]:
    """Organisation → what happened there: it, its secretary or its committee is new, members
    whose relation is not transferred in, submissions late."""
    found: dict[int, list[str]] = defaultdict(list)
    for id, months in _new_secretaries(connection, period).items():
        found[id].append(f"{months}换了书记")
    new = select(Organisation.id, Organisation.founded_on, Organisation.elected_on).where(
        Organisation.deleted_at.is_(None),
        or_(*(day.between(period.first, period.last)
              for day in (Organisation.founded_on, Organisation.elected_on))),
    )  # fmt: skip
    for id, founded, elected in connection.execute(new):
        if founded is not None and period.first <= founded <= period.last:
            # Its first committee is part of founding it.
            found[id].append(f"{founded.month}月成立")
        elif elected is not None:
            found[id].append(f"{elected.month}月换届")
    pockets = (
        select(Member.organisation, func.count())
        .where(Member.counts_where(), Member.relation == "not_transferred")
        .group_by(Member.organisation)
    )
    for organisation, count in connection.execute(pockets):
        found[int(organisation or 0)].append(f"有{count}名党员的组织关系没有转入")
    for id, slots in not_submitted(items).items():
        found[id].append(f"有{len(slots)}个季度过了期限没有报送")
    return dict(found)


def _new_secretaries(connection: Connection, period: Period) -> dict[int, str]:
    """The months in which a secretary left, or another name was put down as an organisation's."""
    found: dict[int, list[int]] = defaultdict(list)
    left = select(Worker.organisation, Worker.until).where(
        Worker.counts_where(), Worker.role == "secretary",
        Worker.until.between(period.first, period.last),
    )  # fmt: skip
    for organisation, day in connection.execute(left):
        if day is not None:
            found[int(organisation or 0)].append(day.month)
    for id, at, before, after in connection.exec_driver_sql(
        "SELECT r.id, o.at, c.before, c.after FROM change c JOIN operation o ON o.id = c.operation "
        "JOIN organisation r ON r.uid = c.uid WHERE c.kind = 'organisation' "
        "AND c.before IS NOT NULL AND c.after IS NOT NULL "
        "AND substr(o.at, 1, 10) BETWEEN ? AND ? ORDER BY c.id",
        (period.first.isoformat(), period.last.isoformat()),
    ):
        old, new = (json.loads(side).get("secretary") for side in (before, after))
        if old and new and old != new:
            found[id].append(int(at[5:7]))
    return {id: "、".join(f"{month}月" for month in dict.fromkeys(m)) for id, m in found.items()}


def runs_of_causes(
    found: Sequence[Shortcoming],
    known: Mapping[int, Sequence[str]],
    places: Mapping[int, Place],
    *,
    single: bool,
    on: bool,
) -> dict[str, Run]:
    """For each problem the token that says what the records show of the branches it names."""
    said = {}
    for each in found:
        there = [id for id in each.lines if id in known] if on else []
        told = [("" if single else places[id].name) + "、".join(known[id]) for id in there[:_MOST]]
        more = "等" if len(there) > _MOST else ""
        token = f"{CAUSE}{each.id}"
        said[token] = Run(f"从记录看，{'；'.join(told)}{more}。" if told else "", token)
    return said
