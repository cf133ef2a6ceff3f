"""What a list shows, to a workbook or on paper: the same rows, order, columns, masks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from partydesk.desk.kinds import KindView
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.tables.columns import Column, for_others, text_of
from partydesk.desk.tables.model import RowsModel
from partydesk.records.clock import today
from partydesk.records.fields import Kind
from partydesk.records.money import as_decimal
from partydesk.store import queries
from partydesk.store.grouping import Group, grouped
from partydesk.store.progress import Progress
from partydesk.store.queries import Query
from partydesk.store.store import Store

_AT_ONCE = 500


def export_shown(
    context: AppContext,
    listing: KindView,
    model: RowsModel,
    columns: Sequence[Column],
    out: Path,
    page: QWidget,
) -> None:
    """Write what a list shows off the screen, in its groups, and say what became of it."""
    out = out if out.suffix else out.with_suffix(".xlsx")
    title, unit = listing.on_paper, listing.unit
    query, by = model.query, model.group_by

    def work(progress: Progress) -> int:
        return export_listing(context.store, query, columns, out, title, progress, by)

    def done(number: int) -> None:
        said = f"已导出 {number:,} {unit}到“{out}”。身份证号和电话已遮住"
        tell_written(context, said, out)

    context.run(f"正在导出{title}", work, done, page)


def print_shown(
    context: AppContext,
    listing: KindView,
    model: RowsModel,
    columns: Sequence[Column],
    page: QWidget,
) -> None:
    """Show what a list shows as pages to be printed, in its groups, folded ones too."""
    from partydesk.desk.printing.writing import show_print

    name = f"{listing.on_paper}_{today().isoformat()}.pdf"
    write = pages_of(context.store, listing, model, columns)
    show_print(context, listing.on_paper, name, write, "身份证号和电话已遮住", page)


def pages_of(
    store: Store, listing: KindView, model: RowsModel, columns: Sequence[Column]
) -> Callable[[Path, Progress], None]:
    """What makes the PDF of what a list shows now."""
    query, by = model.query, model.group_by

    def write(out: Path, progress: Progress) -> None:
        from partydesk.documents.shown_list import print_list

        with store.read() as connection:
            rows = [
                (group.label, list(_texts(connection, query, columns, group.ids)))
                for group in _groups(connection, query, by)
            ]
        heads = [(column.label, column.width) for column in columns]
        print_list(store, listing.on_paper, heads, rows, out, progress)

    return write


def _groups(connection: Connection, query: Query, by: str) -> list[Group]:
    """The rows in the groups shown, folded ones too; all of them in one where there are none."""
    if by:
        return grouped(connection, query, by)
    return [Group("", tuple(queries.ids(connection, query)))]


def _texts(
    connection: Connection, query: Query, columns: Sequence[Column], ids: Sequence[int]
) -> Iterator[list[str]]:
    for row in _rows(connection, query, ids):
        yield [_written(query.kind, column, row) for column in columns]


def _rows(connection: Connection, query: Query, ids: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        window = queries.window(connection, query.kind, part)
        yield from (window[each] for each in part if each in window)


def export_listing(
    store: Store,
    query: Query,
    columns: Sequence[Column],
    out: Path,
    title: str,
    progress: Progress,
    by: str = "",
) -> int:
    """Write the query's rows to `out`, grouped `by` a column; returns how many.

    Raises UserError, Cancelled.
    """
    from partydesk.exchange.rollup.listing import write_listing

    with store.read() as connection:
        groups = _groups(connection, query, by)

        def rows(group: Group) -> Iterator[list[str | int | float | Decimal | None]]:
            for row in _rows(connection, query, group.ids):
                yield [_value(query.kind, column, row) for column in columns]

        def head(group: Group) -> str:
            return f"{group.label}（{len(group.ids):,}）" if by else ""

        return write_listing(
            out,
            title,
            [column.label for column in columns],
            [column.width for column in columns],
            ((head(group), rows(group)) for group in groups),
            sum(len(group.ids) for group in groups),
            progress,
        )


def _value(kind: str, column: Column, row: Mapping[str, Any]) -> str | int | float | Decimal | None:
    stored = row.get(column.name)
    if column.field is not None and column.field.kind is Kind.MONEY and stored is not None:
        return as_decimal(int(stored))
    # Counts stay numbers that a spreadsheet can add up; yes and no are words.
    if column.number and isinstance(stored, (int, float)) and not column.name.startswith("has_"):
        return stored
    return _written(kind, column, row)


def _written(kind: str, column: Column, row: Mapping[str, Any]) -> str:
    return for_others(column, text_of(kind, column, row))
