"""What the sentences are filled with: every number of a scope and period, and a few facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from partydesk.documents.report.content import Figure
from partydesk.documents.report.templates import BLANK, Run
from partydesk.records.figures import ReportedFigure
from partydesk.records.findings import UserError
from partydesk.records.indicator import Indicator
from partydesk.records.member import Member
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.report_indicators import BESIDE
from partydesk.rules import indicator_engine
from partydesk.rules.coverage import coverage
from partydesk.rules.derived_indicators import derive
from partydesk.rules.handed_in import Told
from partydesk.rules.indicators import BEYOND, INDICATORS, indicator
from partydesk.rules.norms import Obligation
from partydesk.rules.secretary_indicators import OWN_WORK
from partydesk.store import settings


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose report it is. `organisations` is what the figures are counted over, None for all."""

    id: int
    code: str
    name: str
    short_name: str
    addressee: str
    committee: bool
    organisations: frozenset[int] | None


def scope_of(connection: Connection, code: str | None) -> Scope:
    """The file's own organisation for None or its code, else the branch with this code.

    Raises UserError("no-organisation") when there is none.
    """
    own = int(settings.get(connection, "own", "0"))
    committee = settings.get(connection, "role", "branch") == "committee"
    table = Organisation
    wanted = table.id == own if code is None else table.code == code
    found = connection.execute(
        select(table.id, table.code, table.name, table.short_name, table.parent)
        .where(wanted, table.deleted_at.is_(None))
        .order_by((table.id != own), table.id)
    ).first()
    if found is None:
        raise UserError(
            "no-organisation", f"没有组织编码为“{code or ''}”的党组织，请核对编码后再写报告"
        )
    id, its_code, name, short_name, parent = found
    whole = id == own
    return Scope(
        id,
        its_code,
        name,
        short_name or name,
        _superior(connection, parent or ""),
        committee and whole,
        None if whole else frozenset((id,)),
    )


def _superior(connection: Connection, parent: str) -> str:
    """Whom the report is addressed to: the superior's name where the file knows it."""
    if not parent:
        return "上级党组织"
    name = connection.execute(
        select(Organisation.name).where(
            Organisation.code == parent, Organisation.deleted_at.is_(None)
        )
    ).scalar()
    if name:
        return str(name)
    return "上级党组织" if parent.isascii() else parent


def numbers(
    connection: Connection,
    period: Period,
    scope: Scope,
    today: date,
    items: Sequence[Obligation],
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The report's figures, and the other numbers its sentences may name.

    `items` are what the norms say of the period in this scope.
    """
    counted = indicator_engine.tally(connection, period, (*INDICATORS, *BEYOND, *BESIDE))

    def figure(each: Indicator) -> Figure:
        value = counted.value(each.id, scope.organisations)
        return Figure(
            each.id, each.label, each.unit, each.definition, value.value, value.evidence,
            number_text(value.value),
        )  # fmt: skip

    def its_own(each: Indicator) -> bool:
        return scope.committee or each.held_by != "C"

    derived = derive(connection, period, scope.organisations, today=today, items=items)
    worked_out = (
        Figure(
            each.id, each.label, each.unit, each.definition, each.value, each.evidence,
            number_text(each.value),
        )
        for each in derived
    )  # fmt: skip
    return (
        tuple(figure(each) for each in INDICATORS if its_own(each)),
        (*(figure(each) for each in (*BEYOND, *BESIDE) if its_own(each)), *worked_out),
    )


def own_work(connection: Connection, period: Period, scope: Scope) -> dict[str, Run]:
    """What the organisation's own secretary did, as tokens own:…."""
    counted = indicator_engine.tally(connection, period, OWN_WORK)
    found = {}
    for each in OWN_WORK:
        value = counted.value(each.id, (scope.id,)).value
        token = f"own:{each.id}"
        found[token] = Run(number_text(value), token, value is None)
    return found


def number_text(value: float | int | None) -> str:
    """A number as the report writes it: no more decimals than it has."""
    if value is None:
        return BLANK
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def threshold(connection: Connection, period: Period) -> str:
    """From what amount on (万元) a signed project was counted, e.g. “5000以上”; "" if unsaid."""
    own = indicator_engine.committee(connection)
    found = connection.execute(
        select(ReportedFigure.threshold)
        .where(*indicator_engine.rows_of(connection, indicator("projects_signed"), period, own))
        .where(ReportedFigure.threshold.is_not(None), ReportedFigure.organisation == own)
        .distinct()
        .order_by(ReportedFigure.threshold)
    ).scalars()
    amounts = [number_text(float(each)) for each in found if each is not None]
    return "、".join(amounts)


def facts(connection: Connection, period: Period, scope: Scope, today: date) -> dict[str, Run]:
    """What a sentence may say beside numbers: who, when, for whom."""
    said = {
        "organisation": scope.name,
        "addressee": scope.addressee,
        "period": period_text(period),
        "period_end": day_text(min(period.last, max(today, period.first))),
        "today": day_text(today),
        "secretary": secretaries(connection).get(scope.id, ""),
    }
    if scope.committee:
        said["projects_threshold"] = threshold(connection, period)
        covered = coverage(Told(connection), period, today)
        said["coverage"] = tight(covered.sentence)
        # No member is counted as of a day of which no branch has told.
        until = covered.until
        said["told_until"] = day_text(until) if until is not None else said["period_end"]
    return {
        token: Run(text, token) if text else Run(BLANK, token, missing=True)
        for token, text in said.items()
    }


def secretaries(connection: Connection) -> dict[int, str]:
    """The name of each organisation's secretary by its id: as kept of it, else by the office; or
    ""."""
    by_office = (
        select(func.min(Member.name))
        .where(Member.organisation == Organisation.id, Member.duty == "secretary",
               Member.counts_where())
        .scalar_subquery()
    )  # fmt: skip
    kept = func.nullif(func.trim(Organisation.secretary), "")
    found = connection.execute(select(Organisation.id, func.coalesce(kept, by_office)))
    return {int(id): str(name or "") for id, name in found}


def day_text(day: date) -> str:
    """2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def period_text(period: Period) -> str:
    """2026年, 2026年第三季度, 2026年1月1日至2026年9月30日."""
    if ".." in period.text:
        return f"{day_text(period.first)}至{day_text(period.last)}"
    return tight(period.title)


_WORDS = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) +(?=[\u4e00-\u9fff])")


def tight(text: str) -> str:
    """Without the blanks that stand between Chinese and digits on the screen, not on paper."""
    return _WORDS.sub("", text)
