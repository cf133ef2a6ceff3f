"""The outline as a tree: parts in their order, under each its sorts of paragraphs with a switch."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
)

from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.report.outline_delegate import LINE, TOLD, OutlineDelegate, switch_of
from partydesk.documents.report.choosing import movable
from partydesk.documents.report.content import Level, Report
from partydesk.documents.report.outline import PICKED, Paragraph, Part, part_of
from partydesk.documents.report.paper import numbers
from partydesk.documents.report.telling import told


class OutlineView(QTreeWidget):
    """`switched` carries a part's or paragraph's id and whether it is to be on; `moved` such an id
    and its new place among those that it can be moved among (choosing.movable); `chosen` the id of
    the row that somebody went to; `pick_wanted` that of a paragraph whose records are to be
    picked."""

    switched = Signal(str, bool)
    moved = Signal(str, int)
    chosen = Signal(str)
    pick_wanted = Signal(str)

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self._editable = editable
        self._report: Report | None = None
        self.setProperty("role", "outline")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setItemDelegate(OutlineDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("段落")
        self.setToolTip("")
        if editable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.currentItemChanged.connect(self._went)
        self.itemDoubleClicked.connect(lambda item: self._act(item))

    # -- showing -------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show this outline; what was opened and the cursor stay."""
        known = self._report
        opened = {id for id, item in self._items().items() if item.isExpanded()}
        here = self._id(self.currentItem())
        self._report = report
        self.blockSignals(True)
        self.clear()
        numbered = numbers(report.blocks)
        for part in report.outline:
            # Until somebody opens another, the first part that can be switched is open.
            top = self._item(part.id, part, f"{numbered.get(part.id, '')}{part.label}")
            self.addTopLevelItem(top)
            for paragraph in part.paragraphs:
                top.addChild(self._item(paragraph.id, paragraph, paragraph.label))
            first = next((p.id for p in report.outline if not p.fixed), "")
            top.setExpanded(part.id in opened or (known is None and part.id == first))
        if here in self._items():
            self.setCurrentItem(self._items()[here])
        self.blockSignals(False)

    def choose(self, id: str) -> None:
        """Put the cursor on a part or paragraph and open it."""
        item = self._items().get(id)
        if item is not None:
            if (above := item.parent()) is not None:
                above.setExpanded(True)
            self.setCurrentItem(item)

    def _item(self, id: str, line: Part | Paragraph, words: str) -> QTreeWidgetItem:
        assert self._report is not None
        item = QTreeWidgetItem([words])
        item.setData(0, LINE, line)
        if isinstance(line, Part):
            said = _part_told(self._report, line)
        else:
            said = told(self._report, line)
        item.setData(0, TOLD, said)
        state = "开着" if line.on else "关着"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{words}，{state}，{said}")
        item.setToolTip(0, tip_text(_tip(line, editable=self._editable)))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not line.fixed:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        item.setFlags(flags)
        return item

    def part_of(self, item: QTreeWidgetItem | None) -> str:
        """The id of the part that a row is or belongs to; "" for none."""
        return part_of(self._id(item))

    def _items(self) -> dict[str, QTreeWidgetItem]:
        found = {}
        for at in range(self.topLevelItemCount()):
            top = self.topLevelItem(at)
            assert top is not None
            for item in (top, *(top.child(n) for n in range(top.childCount()))):
                if item is not None:
                    found[self._id(item)] = item
        return found

    @staticmethod
    def _id(item: QTreeWidgetItem | None) -> str:
        line = item.data(0, LINE) if item is not None else None
        return str(line.id) if line is not None else ""

    # -- doing ---------------------------------------------------------------------------------

    def _went(self, now: QTreeWidgetItem | None) -> None:
        if now is not None:
            self.chosen.emit(self._id(now))

    def _switch(self, item: QTreeWidgetItem) -> None:
        if self._editable:
            self.switched.emit(self._id(item), not item.data(0, LINE).on)

    def _act(self, item: QTreeWidgetItem) -> None:
        """A part opens or closes; what is told from records has them picked; else the switch."""
        line = item.data(0, LINE)
        if isinstance(line, Part):
            item.setExpanded(not item.isExpanded())
        elif line.sort in PICKED and line.on:
            self.pick_wanted.emit(line.id)
        else:
            self._switch(item)

    def move_by(self, by: int) -> None:
        """The part or paragraph under the cursor one place up (-1) or down (1)."""
        id = self._id(self.currentItem())
        order = movable(self._report, id) if self._editable and self._report else []
        if order and 0 <= (to := order.index(id) + by) < len(order):
            self.moved.emit(id, to)

    def menu(self, item: QTreeWidgetItem) -> QMenu:
        """What can be done with a row."""
        line = item.data(0, LINE)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("关掉" if line.on else "打开", lambda: self._switch(item))
        if isinstance(line, Paragraph) and line.sort in PICKED and line.on:
            menu.addAction("挑选…", lambda: self.pick_wanted.emit(line.id))
        if not line.fixed:
            menu.addAction("上移\tAlt+↑", lambda: self.move_by(-1))
            menu.addAction("下移\tAlt+↓", lambda: self.move_by(1))
        return menu

    # -- events --------------------------------------------------------------------------------

    def switch_rect(self, item: QTreeWidgetItem) -> QRect:
        """Where the switch of a row is; an empty rectangle where it has none."""
        return switch_of(self.visualItemRect(item), item.data(0, LINE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            where = event.position().toPoint()
            if self.switch_rect(item).adjusted(-4, -6, 4, 6).contains(where):
                self._switch(item)
                return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item is None or event.button() != Qt.MouseButton.LeftButton:
            return
        line = item.data(0, LINE)
        where = event.position().toPoint()
        if self.switch_rect(item).adjusted(-4, -6, 4, 6).contains(where):
            return
        if isinstance(line, Part):
            item.setExpanded(not item.isExpanded())
        elif line.sort in PICKED and line.on:
            self.pick_wanted.emit(line.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick clicks on a switch are two clicks; elsewhere the single one has done it.
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif item is not None and event.key() == Qt.Key.Key_Space:
            self._switch(item)
        elif item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(item)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.itemAt(event.pos())
        if item is not None and self._editable:
            self.menu(item).popup(event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        """A part or paragraph let go over another takes its place; what is moved follows from the
        new report."""
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.drop(self._id(self.currentItem()), event.position().toPoint())

    def drop(self, id: str, where: QPoint) -> None:
        """Let a part or paragraph go at a point of the view: at the place of what is there, a
        paragraph at the nearest end of its part where that lies outside of it."""
        order = movable(self._report, id) if self._report is not None else []
        if not order:
            return
        target = self._id(self.itemAt(where))
        if id == part_of(id):
            target = part_of(target)
        if target in order:
            to = order.index(target)
        else:
            mine = self._items()[id]
            to = 0 if where.y() < self.visualItemRect(mine).top() else len(order) - 1
        if to != order.index(id):
            self.moved.emit(id, to)


def _part_told(report: Report, part: Part) -> str:
    if not part.on:
        return "关着"
    inside = [b for b in report.blocks if b.paragraph.partition(".")[0] == part.id]
    count = sum(block.level in (Level.BODY, Level.ITEM) for block in inside)
    if part.id == "annex":
        return f"{len(report.tables)} 个" if report.tables else "没有"
    return f"{count} 段" if count else "没有"


def _tip(line: Part | Paragraph, *, editable: bool) -> str:
    if not editable:
        return ""
    moved = "" if line.fixed else "；拖动或按 Alt+↑、Alt+↓ 换次序"
    if isinstance(line, Paragraph):
        return ("空格开关；回车挑选" if line.sort in PICKED else "空格开关") + moved
    return "空格整部分开关" + moved
