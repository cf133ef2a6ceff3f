"""A page with a list: title, chips, table, and the pane of the row under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from partydesk.desk.details.pane import DetailPane
from partydesk.desk.kinds import Counts, KindView
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.dropping import dropped_sheet
from partydesk.desk.kit.empty import EmptyState, Way
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.lists.column_choice import ColumnChoice
from partydesk.desk.lists.head import ListHead, Tool
from partydesk.desk.lists.inline_edit import REPORTED, InlineEdit
from partydesk.desk.lists.menus import ListMenus
from partydesk.desk.lists.order import ListOrder
from partydesk.desk.lists.removal import remove_rows
from partydesk.desk.printing.menu import PapersMenu
from partydesk.desk.tables.chips import ChipBar
from partydesk.desk.tables.columns import columns_of
from partydesk.desk.tables.model import RowsModel
from partydesk.desk.tables.view import RowsView
from partydesk.records.base import dependents, kind_of
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.writing import OperationChanges

# Milliseconds without a key before the list follows: the keys already waiting are taken together,
# nobody is kept waiting. What an input method is still composing is no text yet and never asked.
SEARCH_PAUSE = 0
PANE_PAUSE = 40  # and without a cursor key before the pane does


class ListPage(LivePage):
    """One list of records.

    `open_wanted` carries (kind, uid or "" for a new one), `import_wanted` (kind, path or ""),
    `repeat_wanted` (kind, uid) of the record that a new one is to be like, `affair_wanted` the name
    of an affair and the uids it is about. `paste_wanted` says that the clipboard is to be taken in.
    """

    open_wanted = Signal(str, str)
    import_wanted = Signal(str, str)
    repeat_wanted = Signal(str, str)
    affair_wanted = Signal(str, object)
    paste_wanted = Signal()
    search_cleared = Signal()

    def __init__(self, context: AppContext, listing: KindView) -> None:
        super().__init__(context)
        self.listing = listing
        self._committee = context.store.role == "committee"
        self._text = ""
        self._parts: QWidget | None = None
        self.columns = columns_of(
            listing.kind,
            organisation=self._committee and listing.kind != "organisation",
            worded=listing.worded,
        )
        self.model = RowsModel(context.store, listing.kind, self.columns, grey=listing.greys)
        self.view = RowsView(self.model)
        self.view.setAccessibleName(f"{listing.title}列表")
        self.pane = DetailPane(context, listing)
        self.chips = ChipBar(listing.all_chips())
        self.order = ListOrder(context, self.columns, self.model, self.view, self._follow)
        self.column_choice = ColumnChoice(context, listing.kind, self.columns, self.view)
        self.in_place = InlineEdit(context, self.view, self.model)
        self.menus = ListMenus(self, PapersMenu(context, listing.kind, self))
        self._build()
        self._connect()
        self.refresh()
        if listing.taking_in:
            self.setAcceptDrops(True)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        tools: list[Tool] = [
            ("", "undo", "撤销（Ctrl+Z）", lambda _: self.context.undo()),
            ("导入", "import", "从花名册或台账导入", lambda _: self._import()),
            ("", "paste", "粘贴从 WPS 复制的行（Ctrl+V）", lambda _: self.paste()),
            ("导出", "export", "把这里显示的导出成 Excel 表", lambda _: self.export()),
            ("打印", "print", "打印这里的材料（Ctrl+P）", lambda _: self.menus.show_papers()),
            ("列", "columns", "选择和排列列，分组", self.menus.show_columns),
        ]
        if not self.listing.taking_in:
            del tools[1]
        self.head = ListHead(self.listing.title, self.chips, tools)

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
        column.addLayout(self.head)
        column.addWidget(self.places, 1)

        self.full = QWidget()
        row = QHBoxLayout(self.full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list_side, 1)
        row.addWidget(self.pane)
        self.folding = FoldingPane(self, self.full, self.pane, self.pane.set_folded)
        self.empty = EmptyState(
            self.listing.none or f"还没有{self.listing.title}", self.listing.empty, self._ways()
        )
        nothing_here = QWidget()
        self._over_empty = QVBoxLayout(nothing_here)
        self._over_empty.setContentsMargins(theme.AIR, 14, 16, 14)
        self._over_empty.addWidget(self.empty, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.full)
        self.stack.addWidget(nothing_here)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.stack)

    def _ways(self) -> list[Way]:
        paste: Way = ("粘贴（Ctrl+V）", "", "", self.paste_wanted.emit)
        if not self.listing.taking_in:
            return [(self.listing.add, "main", "add", self.add), paste]
        choose: Way = (f"{self.listing.taking_in}…", "main", "import", self._import)
        return [choose, (self.listing.add, "", "", self.add), paste]

    def _import(self) -> None:
        self.import_wanted.emit(self.listing.kind, "")

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _: self._follow())
        self._typing = self._pause(SEARCH_PAUSE, self._follow)
        self._following = self._pause(PANE_PAUSE, self._show_current)
        self.view.current_changed.connect(lambda _: self._following.start())
        self.view.clicked.connect(lambda _: self._unfold())
        self.view.opened.connect(self.open_row)
        self.view.removal_wanted.connect(self.remove)
        self.pane.edit_wanted.connect(lambda: self.open_row(self.view.current_row()))
        self.pane.remove_wanted.connect(self.remove)
        self.pane.repeat_wanted.connect(self.repeat)
        self.pane.close_wanted.connect(self._fold)
        self.pane.record_wanted.connect(self.record_wanted)
        self.pane.settle_wanted.connect(self.start_wanted)
        self.pane.print_wanted.connect(self.menus.show_papers_of_record)
        self.pane.affairs_wanted.connect(self.menus.show_affairs)
        on_keys(self, self.repeat, "Ctrl+D")
        on_keys(self, self.edit_chosen, "Ctrl+E")
        on_keys(self, self.paste, "Ctrl+V")
        on_keys(self, lambda: self.menus.show_columns(self.head.tools["列"]), "Ctrl+G")
        on_keys(self, lambda: self._move_column(-1), "Ctrl+Shift+Left")
        on_keys(self, lambda: self._move_column(1), "Ctrl+Shift+Right")

    def _pause(self, milliseconds: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(lambda: then())
        return timer

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
        where = {self.listing.chips_by: chip.values} if chip.values else {}
        # Who is searched for by name is found, out or not.
        extra = () if self._text and chip.everything else self.listing.here()
        if chip.condition is not None:
            extra = (chip.condition(),)
        order = self.model.query.order
        return Query(self.listing.kind, text=self._text, where=where, order=order, extra=extra)

    def load(self) -> None:
        """Ask the store. What was removed leaves the cursor there."""
        with self.context.store.read() as connection:
            counted = Query(self.listing.kind, extra=self.listing.counts())
            self._number = queries.count(connection, counted)
            self._counts, self._out = self._rows_by_chip(connection)
        self.chips.set_counts(self._counts, self._out)
        self._follow(max(self.view.current_row(), 0))

    def _rows_by_chip(self, connection: Connection) -> tuple[Counts, int]:
        """How many rows each chip has, and how many are out, or are ahead."""
        view = self.listing
        extra = view.here()
        ahead = view.ahead.condition if view.ahead is not None else None
        if ahead is not None:
            extra = (*extra, ~ahead())
        counts = queries.counts_by(connection, Query(view.kind, extra=extra), view.chips_by)
        last = view.out or view.also
        aside = ahead or (last.condition if last is not None else None)
        if aside is None:
            return counts, 0
        return counts, queries.count(connection, Query(view.kind, extra=(aside(),)))

    def _follow(self, otherwise: int = 0) -> None:
        """Show what search, chip and order now ask for.

        The cursor stays on its record where that is still listed, else it goes to the row
        `otherwise`.
        """
        self._typing.stop()
        before = self.model.row(self.view.current_row()).get("id")
        self.model.show(self.query())
        total, shown = sum(self._counts.values()), self.model.count
        listed = total + (self._out if self.listing.ahead is not None else 0)
        if shown != listed:
            caption = f"找到 {shown:,} {self.listing.unit}"
        elif self.listing.summary is not None:
            caption = self.listing.summary(self._number, self._counts)
        else:
            caption = f"{total:,} {self.listing.unit}"
        if shown == listed != total and self.listing.ahead is not None:
            caption += f"，另有{self.listing.ahead.label} {self._out:,} {self.listing.unit}"
        self.head.caption.setText(caption)
        self.stack.setCurrentIndex(0 if total or self._out else 1)
        self._place_parts()
        self.places.setCurrentIndex(0 if shown else 1)
        if not shown:
            wanted = f"“{self._text}”" if self._text else f"“{self.chips.current.label}”的记录"
            self.nothing.title.setText(f"没有找到{wanted}")
            self.nothing.text.setText(
                "可以输汉字、拼音或拼音首字母；也看看上面的筛选是不是选窄了。"
            )
        place = self.model.place_of(before) if before is not None else -1
        if place < 0:
            place = min(otherwise, self.model.rowCount() - 1)
            if before is None:
                place = self.model.first_told(place)
            # A group's head is no hit: the cursor goes to the first record below it.
            while self.model.head(place) is not None and place + 1 < self.model.rowCount():
                place += 1
        self.view.go_to(place, centred=before is None)
        # The pane comes a moment later: whoever is typing waits for the list alone.
        self._following.start()

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
        if place < 0 and self.listing.out is not None:
            self.chips.choose(self.listing.out.label)
            place = self.model.place_of_uid(uid)
        self.view.go_to(place)
        self.view.setFocus()
        return place >= 0 and self.model.row(place).get("submission") is None

    def concerns(self, changes: OperationChanges) -> bool:
        """Changes of the kind, of what is shown with it, and of organisations' names."""
        kind = self.listing.kind
        concerned = {kind, *(each for each in dependents(kind) if kind_of(each).kept_within)}
        return bool(concerned & changes.kinds) or "organisation" in changes.kinds

    # -- the pane ------------------------------------------------------------------------------

    def _show_current(self) -> None:
        self.pane.show_row(self.model.row(self.view.current_row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.arrange()
        self._fit_head()

    def _fit_head(self) -> None:
        pane = 0 if self.folding.folded else theme.PANE
        self.head.fit(self.width() - pane - theme.AIR - 16)

    def _unfold(self) -> None:
        if self.view.current_row() >= 0:
            self.folding.unfold()

    def _fold(self) -> None:
        self.folding.fold()
        self.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.folding.covers:
            self._fold()
        elif event.key() == Qt.Key.Key_Space and self.folding.folded:
            self._unfold()
        else:
            super().keyPressEvent(event)

    # -- doing ---------------------------------------------------------------------------------

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab in the place of the title, or over what says it is empty."""
        self._parts = parts
        self._place_parts()

    def _place_parts(self) -> None:
        if self._parts is None:
            return
        if self.stack.currentIndex() == 0:
            self.head.lead_with(self._parts)
        else:
            self._over_empty.insertWidget(0, self._parts, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self) -> bool:
        """Ask for the form of a new record."""
        self.open_wanted.emit(self.listing.kind, "")
        return True

    def open_row(self, row: int) -> None:
        """Ask for the form of a record, or say why it can only be looked at."""
        values = self.model.row(row)
        if not values:
            return
        if values.get("submission") is not None:
            self._unfold()
            self.context.tell(REPORTED, "info")
            return
        self.open_wanted.emit(self.listing.kind, str(values["uid"]))

    def remove(self) -> None:
        """Put the chosen rows into the recycle bin, and offer to take that back."""
        chosen = [self.model.row(row) for row in self.view.selected_rows()]
        remove_rows(self.context, self.listing.kind, chosen, self)

    def paste(self) -> None:
        """Take the clipboard in: pictures to the record in the pane, rows into the list."""
        if not self.pane.attach_pasted():
            self.paste_wanted.emit()

    def repeat(self) -> None:
        """Ask for a new record like the one under the cursor, for the time it comes again."""
        row = self.model.row(self.view.current_row())
        if row and self.listing.copied and row.get("submission") is None:
            self.repeat_wanted.emit(self.listing.kind, str(row["uid"]))

    def edit_chosen(self, column: str = "") -> None:
        """Ask for one field and the value it is to have in all the chosen rows."""
        from partydesk.desk.lists.bulk_edit import BulkEdit

        chosen = [self.model.row(row) for row in self.view.selected_rows()]
        if not any(row.get("submission") is None for row in chosen):
            why = (
                "由支部报送的记录不能在这里改。要改，请退回支部" if chosen else "请先选中要改的几行"
            )
            self.context.tell(why, "info")
            return
        BulkEdit(self.context, self.listing, chosen, self, column).open()

    def join_chosen(self) -> None:
        """Ask how the two chosen rows are to become one."""
        from partydesk.desk.lists.join_dialog import JoinDialog

        chosen = [self.model.row(row) for row in self.view.selected_rows()]
        if len(chosen) != 2 or not any(row.get("submission") is None for row in chosen):
            self.context.tell("请先选中同一个的两条（不都是支部报来的），再合并", "info")
            return
        first, second = (int(row["id"]) for row in chosen)
        JoinDialog(self.context, self.listing.kind, (first, second), self).open()

    def _move_column(self, step: int) -> None:
        number = self.view.currentIndex().column()
        if number >= 0:
            self.column_choice.move(number, step)

    def export(self) -> None:
        """Write what is shown to a workbook that the person names."""
        from partydesk.desk.kit.asked_file import ask_file

        out = ask_file(self.context, self, "导出到", f"{self.listing.on_paper}.xlsx")
        if out is not None:
            self.export_to(out)

    def export_to(self, out: Path) -> None:
        """Write what is shown (rows, order, columns; personal values masked) to `out`."""
        from partydesk.desk.lists.export import export_shown

        shown = self.column_choice.shown
        export_shown(self.context, self.listing, self.model, shown, out, self)

    def print_list(self) -> None:
        """Print what is shown (rows, order, columns, groups; personal values masked)."""
        from partydesk.desk.lists.export import print_shown

        shown = self.column_choice.shown
        print_shown(self.context, self.listing, self.model, shown, self)

    # -- a sheet dropped here ------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_sheet(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_sheet(event)
        if path is not None:
            event.acceptProposedAction()
            self.import_wanted.emit(self.listing.kind, str(path))
