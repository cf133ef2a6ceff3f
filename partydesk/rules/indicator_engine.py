"""All numbers of all organisations in one pass: one statement for each kind of record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
)

from partydesk.records import clock
from partydesk.records.base import Record, kind_of
from partydesk.records.figures import NoneDeclared, ReportedFigure
from partydesk.records.findings import UserError
from partydesk.records.indicator import Indicator, by, not_yet, within
from partydesk.records.member import Member
from partydesk.records.organisation import Enterprise, Organisation
from partydesk.records.periods import Period, parse_period
from partydesk.records.study import StudySession
from partydesk.rules.deduplication import counted_elsewhere, superseded
from partydesk.rules.enterprise_register import Register, register
from partydesk.rules.share import per_cent
from partydesk.rules.told_below import told_below
from partydesk.store import settings
from partydesk.store.queries import in_period

_REMEMBERED = 128  # statements, one for each kind and period; to make one takes longer than to ask


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator's value in a scope: None when nothing was recorded; and its evidence rows."""

    value: float | int | None
    evidence: int


@dataclass(slots=True)
class Tally:
    """What one pass counted. `own` is the committee's own organisation in a committee's file.

    `counts` holds, for each indicator and organisation, evidence rows and their amounts, the
    part or the different values; `recorded` the organisations whose ledger of the kind is kept;
    `none` the figures that an organisation declared to be none; `below` are the committees that
    told of all under them.
    """

    own: int | None
    indicators: dict[str, Indicator]
    counts: dict[str, dict[int, tuple[int, float]]] = field(default_factory=dict)
    recorded: dict[str, set[int]] = field(default_factory=dict)
    none: dict[str, set[int]] = field(default_factory=dict)
    below: set[int] = field(default_factory=set)

    def value(self, id: str, organisations: Collection[int] | None = None) -> Value:
        """The value over some organisations (None: all of the file).

        Missing (None) when none of them keeps records of the kind and none declared it none.
        Raises KeyError for an id that is none.
        """
        indicator = self.indicators[id]
        counts = self.counts[id]
        mine = self._holders(indicator, counts, organisations)
        rows = sum(counts[each][0] for each in mine)
        amount = sum(counts[each][1] for each in mine)
        if indicator.part is not None:
            return Value(per_cent(amount, rows), rows)
        if not rows:
            known = self.none.get(id, set()) | (
                set() if indicator.reported else self.recorded[indicator.record.__tablename__]
            )
            return Value(0 if self._holders(indicator, known, organisations) else None, 0)
        return Value(int(amount) if amount == int(amount) else round(amount, 6), rows)

    def sums(self, id: str) -> tuple[int, float] | None:
        """Rows and amount over all of the file, as `value` takes them; None when it is missing."""
        told = self.value(id)
        if told.value is None and not told.evidence:
            return None
        counts = self.counts[id]
        mine = self._holders(self.indicators[id], counts, None)
        return told.evidence, sum(counts[each][1] for each in mine)

    def of(self, organisation: int) -> dict[str, Value]:
        """Every indicator of one organisation alone."""
        return {id: self.value(id, (organisation,)) for id in self.indicators}

    def _holders(
        self, indicator: Indicator, known: Collection[int], organisations: Collection[int] | None
    ) -> Collection[int]:
        """The organisations whose rows count: a committee's own, those of branches, or both.

        In a branch's file everything is its own. What a committee itself holds is of each
        committee alone: of one below only where it is asked for.
        """
        wanted = known if organisations is None else [o for o in organisations if o in known]
        if self.own is None or indicator.held_by == "CB" or indicator.of_register:
            return wanted
        held_by_committee = indicator.held_by == "C"
        if held_by_committee and organisations is not None:
            return [each for each in wanted if each == self.own or each in self.below]
        return [each for each in wanted if (each == self.own) is held_by_committee]


def committee(connection: Connection) -> int | None:
    """The committee's own organisation, if this is a committee's file."""
    if settings.get(connection, "role", "branch") != "committee":
        return None
    return int(settings.get(connection, "own", "0"))


def tally(connection: Connection, period: Period, indicators: Iterable[Indicator]) -> Tally:
    """Count these indicators for a period, of every organisation of the file."""
    own = committee(connection)
    result = Tally(own, {each.id: each for each in indicators})
    by_record: dict[type[Record], list[Indicator]] = defaultdict(list)
    for each in result.indicators.values():
        by_record[each.record].append(each)
    for record, those in by_record.items():
        _count(connection, period, record, those, result)
    result.none = _declared_none(connection, period)
    if own is not None:
        _from_below(connection, period, result)
    return result


def _from_below(connection: Connection, period: Period, result: Tally) -> None:
    """The counts that committees below told stand in place of their rows (told_below)."""
    for told in told_below(connection, period):
        result.below.add(told.organisation)
        for kept in result.recorded.values():
            kept.discard(told.organisation)
        for id, indicator in result.indicators.items():
            counts = result.counts[id]
            counts.pop(told.organisation, None)
            result.none.get(id, set()).discard(told.organisation)
            pair = (told.counts or {}).get(id)
            if pair is None:
                continue
            # Branches that were founded, say, are counted for the committee that is asked.
            holder = told.organisation
            if indicator.record is Organisation and result.own is not None:
                holder = result.own
            result.none.setdefault(id, set()).add(holder)
            if pair[0]:
                rows, amount = counts.get(holder, (0, 0.0))
                counts[holder] = (rows + int(pair[0]), amount + pair[1])


def rows_of(
    connection: Connection, indicator: Indicator, period: Period, own: int | None
) -> list[ColumnElement[bool]]:
    """The conditions of an indicator's evidence rows, besides who holds them."""
    record = indicator.record
    conditions = [*_present(record, own, period), indicator.condition(period)]
    if own is not None and indicator.of_register:
        conditions.append(_once(connection, and_(*conditions), register(connection, own)))
    if indicator.reported:
        conditions.append(record.id.not_in(superseded(connection, period)))
    return conditions


def _once(
    connection: Connection, condition: ColumnElement[bool], firms: Register
) -> ColumnElement[bool]:
    """Counts an enterprise that the committee and its branches have on their ledgers but once."""
    found = {int(id) for id in connection.execute(select(Enterprise.id).where(condition)).scalars()}
    return Enterprise.id.not_in(firms.lost | firms.told_again(found - firms.lost))


def scope_of(record: type[Record], own: int | None) -> Any:
    """The organisation a row is counted for: branches founded are the committee's work."""
    if own is not None and record is Organisation:
        return literal(own)
    return record.organisation.expression


def _present(record: type[Record], own: int | None, period: Period) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [record.counts_where()]
    if own is not None and record in (StudySession, Member):
        # Only a committee's file can hold what two branches both reported.
        conditions.append(record.id.not_in(counted_elsewhere(record, period.last)))
    return conditions


def _count(
    connection: Connection,
    period: Period,
    record: type[Record],
    indicators: list[Indicator],
    result: Tally,
) -> None:
    kind = str(record.__tablename__)
    gone = superseded(connection, period) if record is ReportedFigure else set()
    firms = register(connection, result.own) if record is Enterprise and result.own else None
    if gone or (firms is not None and (firms.lost or firms.groups)):

        def counted(each: Indicator) -> ColumnElement[bool]:
            condition = each.condition(period)
            if each.reported and gone:
                condition = and_(condition, record.id.not_in(gone))
            if firms is not None:
                present = and_(*_present(record, result.own, period), condition)
                condition = and_(condition, _once(connection, present, firms))
            return condition

        statement = _counting(record, result.own, period, indicators, counted)
    else:
        statement = _usual(kind, result.own, period, clock.today(), *indicators)
    counts: dict[str, dict[int, tuple[int, float]]] = {each.id: {} for each in indicators}
    kept = result.recorded[kind] = set()
    for organisation, recorded, *pairs in connection.execute(statement):
        if recorded:
            kept.add(organisation)
        for each, rows, amount in zip(indicators, pairs[::2], pairs[1::2], strict=True):
            if rows:
                plain = each.part is None and each.distinct is None and each.amount is None
                counts[each.id][organisation] = (rows, rows if plain else amount or 0)
    result.counts |= counts


@lru_cache(_REMEMBERED)
def _usual(
    kind: str, own: int | None, period: Period, today: date, *indicators: Indicator
) -> Select[Any]:
    """The statement where nothing stands for anything else; what it asks depends on the day."""
    return _counting(kind_of(kind), own, period, indicators, lambda each: each.condition(period))


def _counting(
    record: type[Record],
    own: int | None,
    period: Period,
    indicators: Iterable[Indicator],
    counted: Callable[[Indicator], ColumnElement[bool]],
) -> Select[Any]:
    """For each organisation, whether its ledger is kept, and each indicator's rows and amounts."""
    columns: list[Any] = [scope_of(record, own), func.sum(case((_kept(record, period), 1)))]
    for each in indicators:
        condition = counted(each)
        columns.append(func.sum(case((condition, 1))))
        if each.part is not None:
            columns.append(func.sum(case((and_(condition, each.part(period)), 1))))
        elif each.distinct is not None:
            columns.append(func.count(func.distinct(case((condition, each.distinct)))))
        else:
            amount = literal(0) if each.amount is None else func.sum(case((condition, each.amount)))
            columns.append(amount)
    return select(*columns).where(and_(*_present(record, own, period))).group_by(text("1"))


def _kept(record: type[Record], period: Period) -> ColumnElement[bool]:
    """Whether a row shows that the ledger of its kind is kept at that time.

    What is dated speaks for its calendar years: a quarter without a talk is 0 where the year's
    talks are recorded, and a year of which nothing is recorded is missing.
    """
    years = Period("", date(period.first.year, 1, 1), date(period.last.year, 12, 31))
    if record.ending is not None:
        # On the ledger of every year until its last day, whatever became of it.
        ended = getattr(record, record.ending.on)
        going_on = or_(not_yet(ended, years), within(ended, years))
        return and_(by(getattr(record, record.dated_by), years), going_on)
    if record is Organisation:
        return Organisation.kind != "party_committee"
    if record is Enterprise:
        return not_yet(Enterprise.closed_on, years)
    if record is ReportedFigure:
        return record.id.is_not(None)  # it is of a period, whenever it was typed in
    return in_period(record, years)


def _declared_none(connection: Connection, period: Period) -> dict[str, set[int]]:
    """Figure → organisations that declared there was none in the period, a part or more of it."""
    result: dict[str, set[int]] = defaultdict(set)
    for organisation, figure, span in connection.execute(
        select(NoneDeclared.organisation, NoneDeclared.figure, NoneDeclared.period).where(
            NoneDeclared.deleted_at.is_(None)
        )
    ):
        try:
            told = parse_period(span)
        except UserError:
            continue
        inside = period.first <= told.first and told.last <= period.last
        around = told.first <= period.first and period.last <= told.last
        if organisation is not None and (inside or around):
            result[figure].add(organisation)
    return dict(result)
