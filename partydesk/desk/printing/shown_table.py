"""A table that is no list of records, as it is shown: to a workbook, on paper, on the clipboard.

Numbers that somebody typed into free text are hidden in all three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.cards import button
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.printing.writing import show_print
from partydesk.records.personal_numbers import without_numbers
from partydesk.store.file_names import safe_name
from partydesk.store.progress import Progress

_CHARACTER = 14  # pixels of a character, about

Groups = Sequence[tuple[str, Sequence[Sequence[str]]]]
"""What rows have in common ("" for none), and the rows."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A title, the heads with widths in characters, the rows in their groups, what a row is called
    (条, 个支部)."""

    title: str
    heads: Sequence[tuple[str, int]]
    groups: Groups
    unit: str = "条"

    @property
    def clean(self) -> Groups:
        """The rows as others may read them."""
        return [
            (without_numbers(label), [[without_numbers(cell) for cell in row] for row in rows])
            for label, rows in self.groups
        ]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for _, rows in self.groups)


def table_of(title: str, view: QTableView, unit: str = "条") -> ShownTable:
    """What a table on the screen shows, all its rows."""
    model = view.model()
    columns = [each for each in range(model.columnCount()) if not view.isColumnHidden(each)]
    across = Qt.Orientation.Horizontal
    return ShownTable(
        title,
        [
            (str(model.headerData(each, across) or ""), round(view.columnWidth(each) / _CHARACTER))
            for each in columns
        ],
        [
            (
                "",
                [
                    [str(model.index(line, each).data() or "") for each in columns]
                    for line in range(model.rowCount())
                ],
            )
        ],
        unit,
    )


class TableTools(QWidget):
    """复制, 导出, 打印 of what `shown` tells; None: there is nothing yet."""

    def __init__(
        self, context: AppContext, page: QWidget, shown: Callable[[], ShownTable | None]
    ) -> None:
        super().__init__()
        self._context, self._page, self._shown = context, page, shown
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.copy_button = self._tool("复制", "sheet", self.copy)
        self.export_button = self._tool("导出", "export", self.export)
        self.print_button = self._tool("打印", "print", self.print_)
        for each in (self.copy_button, self.export_button, self.print_button):
            line.addWidget(each)

    def set_small(self, small: bool) -> None:
        """Leave what stands beside its drawing away where there is little room: tips say it."""
        for each in (self.copy_button, self.export_button, self.print_button):
            each.setText("" if small else each.accessibleName())

    def _tool(self, words: str, drawing: str, do: Callable[[], object]) -> QPushButton:
        made = button(words, do)
        made.setAccessibleName(words)
        made.setIcon(icon(drawing))
        made.setToolTip(tip_text(f"{words}现在显示的这些"))
        return made

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or with their words."""
        for each in (self.copy_button, self.export_button, self.print_button):
            each.setText("" if narrow else each.accessibleName())

    def copy(self) -> None:
        """Put the table onto the clipboard, as spreadsheets take it."""
        if (shown := self._shown()) is not None:
            copy_table(self._context, shown)

    def export(self) -> None:
        """Ask where the table goes, and write it as a workbook."""
        shown = self._shown()
        if shown is None:
            return
        out = ask_file(self._context, self._page, "导出到", f"{shown.title}.xlsx")
        if out is not None:
            export_table(self._context, shown, out, self._page)

    def print_(self) -> None:
        """Show the table's pages, to be printed or put into a file."""
        shown = self._shown()
        if shown is not None:
            print_table(self._context, shown, self._page)


def copy_table(context: AppContext, shown: ShownTable) -> None:
    """Heads and rows as spreadsheets take them; a group's label is a row."""
    from partydesk.exchange.roster.pasted_text import text_of_rows

    lines: list[Sequence[str]] = [[label for label, _ in shown.heads]]
    for label, rows in shown.clean:
        lines += [[label]] if label else []
        lines += rows
    QGuiApplication.clipboard().setText(text_of_rows(lines))
    context.tell(f"已复制 {shown.count:,} {shown.unit}，可以直接粘贴到表格里", "ok")


def export_table(context: AppContext, shown: ShownTable, out: Path, page: QWidget) -> None:
    """Write the table off the screen, and say what became of it."""
    out = out if out.suffix else out.with_suffix(".xlsx")

    def work(progress: Progress) -> int:
        from partydesk.exchange.rollup.listing import write_listing

        heads, widths = zip(*shown.heads, strict=True)
        return write_listing(out, shown.title, heads, widths, shown.clean, shown.count, progress)

    def done(number: int) -> None:
        tell_written(context, f"已导出 {number:,} {shown.unit}到“{out}”", out)

    context.run(f"正在导出{shown.title}", work, done, page)


def print_table(context: AppContext, shown: ShownTable, page: QWidget) -> None:
    """Show the table's pages, to be printed or put into a file."""

    def write(out: Path, progress: Progress) -> None:
        from partydesk.documents.shown_list import print_list

        print_list(context.store, shown.title, shown.heads, shown.clean, out, progress)

    show_print(context, shown.title, safe_name(f"{shown.title}.pdf"), write, "", page)
