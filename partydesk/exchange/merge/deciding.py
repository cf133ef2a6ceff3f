"""Deciding what two branches both report."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.exchange.merge import conflicts, operator, trace
from partydesk.exchange.merge.conflicts import ONE_BRANCH, ConflictItem
from partydesk.exchange.merge.register_answers import put_together
from partydesk.records import clock
from partydesk.records.base import kinds
from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.rules import indicator_engine
from partydesk.rules.indicators import BEYOND, INDICATORS
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure of the committee before and after a decision; None where nothing was recorded."""

    id: str
    label: str
    unit: str
    before: float | int | None
    after: float | int | None

    @property
    def text(self) -> str:
        """党员 354 → 353."""
        was, now = ("没有记录" if v is None else f"{v:g}" for v in (self.before, self.after))
        return f"{self.label} {was} → {now}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A conflict that was decided, and which figures of `period` it moved."""

    item: ConflictItem
    period: Period
    figures: tuple[MovedFigure, ...]

    @property
    def text(self) -> str:
        """Which figures moved, or that none did and since when it holds."""
        if not self.figures:
            return f"这样定，{self.period.title}的数字不变"
        told = "；".join(each.text for each in self.figures[:_NAMED])
        more = len(self.figures) - _NAMED
        return f"{self.period.title}：{told}" + (f"；另有 {more} 项变了" if more > 0 else "")


_NAMED = 3  # figures that a sentence names


def decide(store: Store, key: str, decision: str, who: str = "") -> Decided:
    """Keep the officer's decision (one of the conflict's choices); it outlives later merges, and
    stays in 留痕 with who took it (operator.acting unless named), under each of the branches. Of
    two branches that are one the register's answer is given, which can be taken back
    (register_answers).

    Raises UserError for no such decision, and for a conflict that is gone.
    """
    with store.transaction() as connection:
        item = next((each for each in conflicts.standing(connection) if each.key == key), None)
        if item is None:
            raise UserError("not-found", "这条冲突已不在列表里，可能支部已重新报送")
        if decision not in item.choices:
            known = "、".join(item.choices)
            raise UserError("bad-decision", f"没有“{decision}”这种处理；可以是 {known}")
        period = _period(item)
        before = _counted(connection, item, period)
        acting = operator.acting(store, connection, who)
        for code in sorted({side["organisation"] for side in item.sides}):
            said = f"{item.choices[decision]}：{item.text}"
            trace.note(connection, acting, trace.DECIDED, code, "", 0, said)
        if item.kind == ONE_BRANCH:
            put_together(store, connection, item.sides, decision, acting)
            conflicts.refresh(connection)
        else:
            connection.exec_driver_sql(
                "UPDATE conflict SET state = 'decided', decision = ?, decided_at = ? WHERE key = ?",
                (decision, now_stamp(), key),
            )
        after = _counted(connection, item, period)
    if item.kind == ONE_BRANCH:
        store.tell(OperationChanges("合并支部", tuple((kind, "") for kind in kinds())))
    moved = (
        MovedFigure(each.id, each.label, each.unit, before.value(each.id).value, now)
        for each in after.indicators.values()
        if (now := after.value(each.id).value) != before.value(each.id).value
    )
    return Decided(item, period, tuple(moved))


def _period(item: ConflictItem) -> Period:
    """The year whose figures a conflict is about: of its session, else the one that it is."""
    if item.sides[0]["kind"] == "session" and (told := item.sides[0]["text"][:4]).isdigit():
        return parse_period(told)
    return parse_period(str(clock.today().year))


def _counted(connection: Connection, item: ConflictItem, period: Period) -> indicator_engine.Tally:
    """The figures that can hang on it: those counted from its kind of records."""
    kind = item.sides[0]["kind"]
    concerned = [
        each
        for each in (*INDICATORS, *BEYOND)
        if item.kind == ONE_BRANCH or each.record.__tablename__ == kind
    ]
    return indicator_engine.tally(connection, period, concerned)
