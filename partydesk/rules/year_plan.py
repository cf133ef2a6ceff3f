"""年度计划 of one organisation: months down, kinds across, plan against done; it reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.kinds import PLAN_COLUMNS, SESSION_KIND, TICKED

OTHERS = "others"
"""The column of all kinds that have none of their own."""

OTHERS_LABEL = "其他"


class PlanMark(StrEnum):
    """How a cell stands: what is planned goes before what was held, what asks before both."""

    NONE = "none"
    BEFORE = "before"
    HELD = "held"
    NOT_HELD = "not_held"
    PLANNED = "planned"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class InPlan:
    """A session of the year: planned, held or not held."""

    id: int
    uid: str
    kind: str
    starts_at: datetime
    topic: str
    state: str
    reason: str

    @property
    def day(self) -> str:
        """Its day, as a cell says it."""
        return f"{self.starts_at:%m-%d}"


@dataclass(frozen=True, slots=True)
class PlanCell:
    """A kind (or the others) in a month; `sessions` by day."""

    column: str
    month: int
    mark: PlanMark
    sessions: tuple[InPlan, ...] = ()

    @property
    def chosen(self) -> InPlan | None:
        """The session that stands for the cell: what asks, else what is planned, else the last."""
        wanted = {PlanMark.HELD: "held", PlanMark.NOT_HELD: "not_held"}.get(self.mark, "planned")
        those = [each for each in self.sessions if each.state == wanted]
        return (those[0] if wanted == "planned" else those[-1]) if those else None

    @property
    def plan(self) -> InPlan | None:
        """The plan that typing changes; None where typing plans one more."""
        chosen = self.chosen
        return chosen if chosen is not None and chosen.state == "planned" else None

    @property
    def words(self) -> tuple[str, str]:
        """The theme, and below it the day with how it stands."""
        chosen = self.chosen
        if chosen is None:
            return ("—", "") if self.mark is PlanMark.BEFORE else ("", "")
        theme = chosen.topic
        if self.column == OTHERS and SESSION_KIND.label(chosen.kind) not in theme:
            theme = f"{SESSION_KIND.label(chosen.kind)}：{theme}"
        held = sum(each.state == "held" for each in self.sessions)
        if self.mark is PlanMark.NOT_HELD:
            return theme, f"没开：{chosen.reason}"
        if self.mark is PlanMark.HELD:
            return theme, f"{chosen.day}　已开 {held} 次"
        said = "开了吗" if self.mark is PlanMark.ASKS else "计划"
        more = f"，已开 {held} 次" if held else ""
        return theme, f"{chosen.day}　{said}{more}"


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year. `columns` are (kind or OTHERS, label); `before` months lie before the start day."""

    year: int
    columns: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, int], PlanCell]
    before: int

    def count(self, mark: PlanMark) -> int:
        """How many cells stand so."""
        return Counter(cell.mark for cell in self.cells.values())[mark]

    @property
    def summary(self) -> str:
        """Plan against done in words, "" where nothing is in the plan."""
        told = ((PlanMark.HELD, "已开"), (PlanMark.PLANNED, "计划"), (PlanMark.ASKS, "开了吗"),
                (PlanMark.NOT_HELD, "没开"))  # fmt: skip
        said = [f"{word} {self.count(mark)} 格" for mark, word in told if self.count(mark)]
        return "，".join(said)


def column_of(kind: str, role: str) -> str:
    """In which column of the plan a kind stands; "" for what is ticked and not planned."""
    if kind in TICKED:
        return ""
    return kind if kind in PLAN_COLUMNS[role] else OTHERS


def year_plan(
    connection: Connection, organisation: int, role: str, year: int, now: datetime | None = None
) -> YearPlan:
    """The plan of one organisation."""
    found: dict[tuple[str, int], list[InPlan]] = defaultdict(list)
    for id, uid, kind, starts, topic, state, reason in connection.exec_driver_sql(
        "SELECT id, uid, kind, starts_at, topic, state, coalesce(reason_not_held, '') FROM session "
        "WHERE organisation = ? AND submission IS NULL AND deleted_at IS NULL "
        "AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
        (organisation, f"{year}-01-01", f"{year + 1}-01-01"),
    ).fetchall():
        at = datetime.fromisoformat(starts)
        if column := column_of(kind, role):
            found[column, at.month].append(InPlan(id, uid, kind, at, topic, state, reason))
    start = connection.exec_driver_sql(
        "SELECT used_from FROM organisation WHERE id = ?", (organisation,)
    ).scalar()
    before = _months_before(date.fromisoformat(start), year) if start else 0
    columns = [(kind, SESSION_KIND.label(kind)) for kind in PLAN_COLUMNS[role]]
    columns.append((OTHERS, OTHERS_LABEL))
    moment = now or clock.now()
    cells = {
        (key, month): _cell(key, month, found.get((key, month), ()), month <= before, moment)
        for key, _ in columns
        for month in range(1, 13)
    }
    return YearPlan(year, tuple(columns), cells, before)


def _months_before(start: date, year: int) -> int:
    """How many whole months of a year lie before the start day."""
    return 0 if start.year < year else 12 if start.year > year else start.month - 1


def _cell(
    column: str, month: int, sessions: tuple[InPlan, ...] | list[InPlan], before: bool,
    now: datetime,
) -> PlanCell:  # fmt: skip
    states = {each.state for each in sessions}
    passed = any(each.state == "planned" and each.starts_at <= now for each in sessions)
    if passed:
        mark = PlanMark.ASKS
    elif "planned" in states:
        mark = PlanMark.PLANNED
    elif "held" in states:
        mark = PlanMark.HELD
    elif "not_held" in states:
        mark = PlanMark.NOT_HELD
    else:
        mark = PlanMark.BEFORE if before else PlanMark.NONE
    return PlanCell(column, month, mark, tuple(sessions))
