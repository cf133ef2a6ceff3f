"""What a roll-up would hold, told before it is written; which data sheets go with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from partydesk.exchange.merge.overdue import OverdueList, overdue_list
from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.layout import data_sheets
from partydesk.records.base import kind_of
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import queries
from partydesk.store.store import Store

MOST_ROWS = 5_000
"""A data sheet with more rows goes along only where it is asked for."""


@dataclass(frozen=True, slots=True)
class Contents:
    """`listed` says who is in it; `rows` are (kind, sheet, rows) of each data sheet there is."""

    listed: OverdueList
    open_conflicts: int
    rows: tuple[tuple[str, str, int], ...]

    @property
    def usual(self) -> frozenset[str]:
        """The kinds whose data sheets go along where nothing else is said."""
        return frozenset(kind for kind, _, count in self.rows if count <= MOST_ROWS)

    def left_out(self, chosen: Collection[str]) -> list[tuple[str, int]]:
        """Sheets (name, rows) that hold something and do not go along with these kinds."""
        return [(sheet, count) for kind, sheet, count in self.rows if count and kind not in chosen]


def contents(store: Store, period: Period, today: date) -> Contents:
    """Look what a roll-up of the period would hold now."""
    from partydesk.exchange.merge.conflicts import conflicts

    listed = overdue_list(store, period, today)
    rows = []
    with store.read() as connection:
        for layout in data_sheets():
            query = rows_of(layout, period)
            rows.append((layout.kind, layout.sheet, queries.count(connection, query)))
    waiting = len(conflicts(store, decided=False))
    return Contents(listed, waiting, tuple(rows))


def rows_of(layout: SheetLayout, period: Period) -> queries.Query:
    """The rows of a data sheet: of the period what is dated, else all."""
    dated = kind_of(layout.kind).dated_by
    return queries.Query(layout.kind, period=period if dated else None)


def named_sheets(text: str) -> frozenset[str] | None:
    """The kinds that somebody names: members,sessions or 党员,学习活动; all, none; None for "",
    which leaves it to the number of rows. Raises UserError for one that is none."""
    known = {layout.kind: layout.sheet for layout in data_sheets()}
    by_name = {f"{kind.replace('_', '-')}s": kind for kind in known}
    by_name |= {sheet: kind for kind, sheet in known.items()} | {kind: kind for kind in known}
    words = [word for word in text.replace("，", ",").replace("、", ",").split(",") if word.strip()]
    if not words:
        return None
    if [word.strip() for word in words] in (["all"], ["none"]):
        return frozenset(known) if words[0].strip() == "all" else frozenset()
    wrong = next((word.strip() for word in words if word.strip() not in by_name), None)
    if wrong is not None:
        listed = "、".join(f"{kind.replace('_', '-')}s（{sheet}）" for kind, sheet in known.items())
        raise UserError("bad-value", f"没有“{wrong}”这张表；可以是：{listed}，或 all、none")
    return frozenset(by_name[word.strip()] for word in words)
