"""A page with a list: title, chips, table, and the pane of the row under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk import theme
from partydesk.desk.desk import Desk
from partydesk.desk.empty import EmptyState, Way
from partydesk.desk.icons import icon
from partydesk.desk.messages import Action
from partydesk.desk.pages import Listing
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.columns import Column, columns_of
from partydesk.desk.tables.detail import DetailPane, title_of
from partydesk.desk.tables.model import RowsModel
from partydesk.desk.tables.view import RowsView
from partydesk.records.base import kind_of
from partydesk.store import queries, settings
from partydesk.store.progress import Progress
from partydesk.store.queries import Query
from partydesk.store.writing import Done

SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
# Milliseconds without a key before the list follows: the keys already waiting are taken together,
# nobody is kept waiting. What an input method is still composing is no text yet and never asked.
SEARCH_PAUSE = 0
PANE_PAUSE = 40  # and without a cursor key before the pane does
BULK = 10  # rows deleted at once before a backup is made first


class ListPage(QWidget):
    """One list of records.

    `open_wanted` carries (kind, uid or "" for a new one), `import_wanted` (kind, path or "").
    """

    open_wanted = Signal(str, str)
    import_wanted = Signal(str, str)
    search_cleared = Signal()

    def __init__(self, desk: Desk, listing: Listing) -> None:
        super().__init__()
        self._desk, self.listing = desk, listing
        self._committee = desk.store.role == "committee"
        self._text = ""
        self._stale = False
        self._reopen = False
        self.columns = columns_of(
            listing.kind, organisation=self._committee and listing.kind != "organisation"
        )
        self.model = RowsModel(desk.store, listing.kind, self.columns)
        self.view = RowsView(self.model)
        self.view.setAccessibleName(f"{listing.title}列表")
        self.pane = DetailPane(desk.store, listing)
        self.chips = ChipBar(listing.all_chips())
        self._build()
        self._choose_columns()
        self._connect()
        self.refresh()
        if listing.import_kind:
            self.setAcceptDrops(True)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = QLabel(self.listing.title)
        self.title.setProperty("role", "title")
        self.caption = QLabel()
        self.caption.setProperty("role", "small")
        self._head = head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)

        self.undo = self._tool("", "undo", "撤销（Ctrl+Z）", self._desk.undo)
        self.import_button = self._tool(
            "导入",
            "import",
            "从花名册或台账导入",
            lambda: self.import_wanted.emit(self.listing.import_kind, ""),
        )
        self.import_button.setVisible(bool(self.listing.import_kind))
        self.export_button = self._tool(
            "导出", "export", "把这里显示的导出成 Excel 表", self.export
        )
        self.columns_button = self._tool("列", "columns", "选择显示哪些列", self._column_menu)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for button in (self.undo, self.import_button, self.export_button, self.columns_button):
            tools.addWidget(button)
        line = QHBoxLayout()
        line.setSpacing(theme.ROOM)
        line.addWidget(self.chips, 1)
        line.addLayout(tools)
        line.setAlignment(tools, Qt.AlignmentFlag.AlignTop)

        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 3, 1, 3)
        inside.addWidget(self.view)
        nothing: list[Way] = [("显示全部", "", "", self.show_everything)]
        self.nothing = EmptyState("没有找到", "", nothing)
        self.places = QStackedWidget()
        self.places.addWidget(card)
        self.places.addWidget(self.nothing)

        self.list_side = QWidget()
        column = QVBoxLayout(self.list_side)
        column.setContentsMargins(theme.AIR, 14, 16, 14)
        column.setSpacing(theme.ROOM)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.places, 1)

        self.full = QWidget()
        row = QHBoxLayout(self.full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list_side, 1)
        row.addWidget(self.pane)
        self.pane.setFixedWidth(theme.PANE)
        self.empty = EmptyState(f"还没有{self.listing.title}", self.listing.empty, self._ways())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.full)
        self.stack.addWidget(self.empty)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.stack)

    def _ways(self) -> list[Way]:
        if not self.listing.import_kind:
            return [(self.listing.add, "main", "add", self.add)]
        choose: Way = (
            self.listing.import_label,
            "main",
            "import",
            lambda: self.import_wanted.emit(self.listing.import_kind, ""),
        )
        return [choose, (self.listing.add, "", "", self.add)]

    def _tool(self, text: str, drawing: str, tip: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setIcon(icon(drawing))
        button.setToolTip(tip)
        button.setAccessibleName(text or tip)
        button.clicked.connect(lambda: do())
        return button

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _: self._follow())
        self.view.horizontalHeader().sortIndicatorChanged.connect(self._sorted)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(SEARCH_PAUSE)
        self._typing.timeout.connect(self._follow)
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(PANE_PAUSE)
        self._following.timeout.connect(self._show_current)
        self.view.current_changed.connect(lambda _: self._following.start())
        self.view.clicked.connect(lambda _: self._unfold())
        self.view.opened.connect(self._open)
        self.view.removal_wanted.connect(self.remove)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._context_menu)
        self.pane.edit_wanted.connect(lambda: self._open(self.view.current_row()))
        self.pane.remove_wanted.connect(self.remove)
        self.pane.close_wanted.connect(self._fold)
        self._desk.changed.connect(self._heard)

    def lead_with(self, chips: Sequence[Chip], choose: Callable[[str], object]) -> None:
        """Put chips that turn to other lists in the place of the title."""
        bar = ChipBar(chips, everything=False)
        bar.mark(self.listing.title)

        def turn(chip: Chip) -> None:
            bar.mark(self.listing.title)  # this page stays the one it is
            choose(chip.label)

        bar.chosen.connect(turn)
        self.title.hide()
        bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bar.setFixedSize(bar.one_line())
        self._head.insertWidget(0, bar)

    # -- what is shown -------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Follow the search box: at once for a wiped box, after a short pause otherwise."""
        if text.strip() == self._text:
            return
        self._text = text.strip()
        if self._text:
            self._typing.start()
        else:
            self._follow()

    def search_now(self, text: str) -> None:
        """Follow the search box without waiting (Enter)."""
        self._text = text.strip()
        self._follow()

    @property
    def text(self) -> str:
        """What is searched for here."""
        return self._text

    def query(self) -> Query:
        """What the list shows now."""
        chip = self.chips.current
        where = {} if chip.everything else {self.listing.chips_by: chip.values}
        return Query(self.listing.kind, text=self._text, where=where, order=self.model.query.order)

    def refresh(self) -> None:
        """Ask the store again: something changed. What was removed leaves the cursor there."""
        self._stale = False
        with self._desk.store.read() as connection:
            self._counts = queries.counts_by(
                connection, Query(self.listing.kind), self.listing.chips_by
            )
        self.chips.set_counts(self._counts)
        self._follow(max(self.view.current_row(), 0))

    def _follow(self, otherwise: int = 0) -> None:
        """Show what search, chip and order now ask for.

        The cursor stays on its record where that is still listed, else it goes to the row
        `otherwise`.
        """
        self._typing.stop()
        before = self.model.row(self.view.current_row()).get("id")
        self.model.show(self.query())
        total, shown = sum(self._counts.values()), self.model.rowCount()
        if shown != total:
            caption = f"找到 {shown:,} {self.listing.unit}"
        elif self.listing.summary is not None:
            caption = self.listing.summary(self._counts)
        else:
            caption = f"{total:,} {self.listing.unit}"
        self.caption.setText(caption)
        self.stack.setCurrentWidget(self.full if total else self.empty)
        self.places.setCurrentIndex(0 if shown else 1)
        if not shown:
            wanted = f"“{self._text}”" if self._text else f"“{self.chips.current.label}”的记录"
            self.nothing.title.setText(f"没有找到{wanted}")
            self.nothing.text.setText(
                "可以输汉字、拼音或拼音首字母；也看看上面的筛选是不是选窄了。"
            )
        place = self.model.place_of(before) if before is not None else -1
        self.view.go_to(place if place >= 0 else min(otherwise, shown - 1))
        # The pane comes a moment later: whoever is typing waits for the list alone.
        self._following.start()

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.model.order_by(column, order)
        self._follow()

    def show_everything(self) -> None:
        """Take off the search and the filter."""
        self.chips.choose("全部")
        self.search_cleared.emit()
        self.search("")

    def go_to_uid(self, uid: str) -> bool:
        """Put the cursor on a record, taking off what hides it; whether it can be edited."""
        place = self.model.place_of_uid(uid)
        if place < 0:
            self.show_everything()
            place = self.model.place_of_uid(uid)
        self.view.go_to(place)
        self.view.setFocus()
        return place >= 0 and self.model.row(place).get("submission") is None

    def _heard(self, done: Done) -> None:
        concerned = {self.listing.kind, *(each.kind for each in self.listing.related)}
        if not concerned & done.kinds and "organisation" not in done.kinds:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: object) -> None:
        if self._stale:
            self.refresh()

    # -- the pane ------------------------------------------------------------------------------

    @property
    def folded(self) -> bool:
        """Whether the page is too narrow for list and pane side by side."""
        return self.width() < theme.FOLD

    def _show_current(self) -> None:
        self.pane.show_row(self.model.row(self.view.current_row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        row = self.full.layout()
        self.pane.set_folded(self.folded)
        if row is None:
            return
        if self.folded:
            row.removeWidget(self.pane)
            self.pane.setParent(self)
            self.pane.setGeometry(self.width() - theme.PANE, 0, theme.PANE, self.height())
            self.pane.setVisible(self._reopen)
            self.pane.raise_()
        elif self.pane.parent() is not self.full:
            row.addWidget(self.pane)
            self.pane.show()

    def _unfold(self) -> None:
        if self.folded and self.view.current_row() >= 0:
            self._reopen = True
            self.pane.setVisible(True)
            self.pane.raise_()

    def _fold(self) -> None:
        self._reopen = False
        if self.folded:
            self.pane.hide()
        self.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.folded and self.pane.isVisible():
            self._fold()
        elif event.key() == Qt.Key.Key_Space and self.folded:
            self._unfold()
        else:
            super().keyPressEvent(event)

    # -- doing ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for the form of a new record."""
        self.open_wanted.emit(self.listing.kind, "")

    def _open(self, row: int) -> None:
        values = self.model.row(row)
        if not values:
            return
        if values.get("submission") is not None:
            self._unfold()
            self._desk.tell(
                "这条记录由支部报送，这里只能看。要改，请退回支部，由支部改后重报", "info"
            )
            return
        self.open_wanted.emit(self.listing.kind, str(values["uid"]))

    def remove(self) -> None:
        """Put the chosen rows into the recycle bin, and offer to take that back."""
        chosen = [self.model.row(row) for row in self.view.selected_rows()]
        own = [row for row in chosen if row and row.get("submission") is None]
        uids = [str(row["uid"]) for row in own]
        if not uids:
            if chosen:
                self._desk.tell("由支部报送的记录不能在这里删除。要改，请退回支部", "warn")
            return
        kind, title = self.listing.kind, kind_of(self.listing.kind).title
        label = (
            f"删除{title} {title_of(kind, own[0])}"
            if len(own) == 1
            else f"删除 {len(own)} 条{title}"
        )

        def work() -> bool:
            with self._desk.store.write(label) as writer:
                for uid in uids:
                    writer.remove(kind, uid)
            return True

        def told() -> None:
            left = len(chosen) - len(uids)
            kept = f"；{left} 条由支部报送，没有动" if left else ""
            self._desk.tell(f"已{label}{kept}", "ok", Action("撤销", self._desk.undo))

        if len(uids) < BULK:
            if self._desk.attempt(work):
                told()
            return

        def with_backup(_progress: Progress) -> None:
            from partydesk.store.opening import back_up

            back_up(self._desk.store, "bulk-delete", always=True)
            work()

        self._desk.run(f"正在{label}", with_backup, lambda _: told(), self, cancellable=False)

    def export(self) -> None:
        """Write what is shown to a workbook that the person names."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(
            self, "导出到", f"{self.listing.title}.xlsx", "Excel 工作簿 (*.xlsx)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, out: Path) -> None:
        """Write what is shown (rows, order, columns; personal values masked) to `out`."""
        from partydesk.desk.tables.export import export_listing

        out = out if out.suffix else out.with_suffix(".xlsx")
        shown = [c for n, c in enumerate(self.columns) if not self.view.isColumnHidden(n)]
        store, query, title = self._desk.store, self.query(), self.listing.title

        def work(progress: Progress) -> int:
            return export_listing(store, query, shown, out, title, progress)

        self._desk.run(
            f"正在导出{title}",
            work,
            lambda number: self._desk.tell(
                f"已导出 {number:,} {self.listing.unit}到“{out}”。身份证号和电话已遮住", "ok"
            ),
            self,
        )

    # -- columns -------------------------------------------------------------------------------

    def _setting(self) -> str:
        return f"columns.{self.listing.kind}"

    def _choose_columns(self) -> None:
        with self._desk.store.read() as connection:
            kept = settings.get(connection, self._setting())
        names = set(kept.split(","))
        self.view.want(
            [n for n, c in enumerate(self.columns) if (c.name in names if kept else c.listed)],
            chosen=bool(kept),
        )

    def set_column_shown(self, column: Column, shown: bool) -> None:
        """Show or hide a column, and remember it; the last one stays."""
        wanted = {self.columns.index(column)} ^ set(self.view.wanted)
        if not wanted or shown == (self.columns.index(column) in self.view.wanted):
            return
        self.view.want(wanted, chosen=True)
        names = [self.columns[n].name for n in sorted(wanted)]

        def keep() -> None:
            with self._desk.store.transaction() as connection:
                settings.put(connection, self._setting(), ",".join(names))

        if self._desk.store.writable:
            self._desk.attempt(keep)

    def usual_columns(self) -> None:
        """Go back to the columns a list has by itself."""

        def forget() -> None:
            with self._desk.store.transaction() as connection:
                settings.put(connection, self._setting(), "")

        self._desk.attempt(forget)
        self._choose_columns()

    def _column_menu(self) -> None:
        menu = QMenu(self)
        for column in self.columns:
            act = menu.addAction(column.label)
            act.setCheckable(True)
            act.setChecked(self.columns.index(column) in self.view.wanted)
            act.toggled.connect(lambda on, column=column: self.set_column_shown(column, on))
        menu.addSeparator()
        menu.addAction("恢复常用列", self.usual_columns)
        below = QPoint(0, self.columns_button.height() + 4)
        menu.popup(self.columns_button.mapToGlobal(below))

    def _context_menu(self, where: QPoint) -> None:
        row = self.view.rowAt(where.y())
        if row < 0:
            return
        menu = QMenu(self)
        editable = self.model.row(row).get("submission") is None
        if editable:
            menu.addAction("编辑\t回车", lambda: self._open(row))
        menu.addAction("复制\tCtrl+C", lambda: self.view.copy())
        menu.addAction("带表头复制\tCtrl+Shift+C", lambda: self.view.copy(headed=True))
        if editable:
            menu.addSeparator()
            menu.addAction("删除\tDelete", self.remove)
        menu.popup(self.view.viewport().mapToGlobal(where))

    # -- a sheet dropped here ------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _sheet(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _sheet(event)
        if path is not None:
            event.acceptProposedAction()
            self.import_wanted.emit(self.listing.import_kind, str(path))


def _sheet(event: QDropEvent) -> Path | None:
    """The one sheet that is dragged, if it is one."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    if len(paths) == 1 and paths[0].suffix.lower() in SHEETS:
        return paths[0]
    return None
