"""The recycle bin: what was removed, by kind, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kinds import KindView
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import text
from partydesk.desk.listings import views_of
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.columns import Column, columns_of
from partydesk.desk.tables.model import RowsModel
from partydesk.desk.tables.view import RowsView
from partydesk.operations.records import change_records
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.writing import OperationChanges

_REMOVED = Column("deleted_at", "删除时间", 16, True)
_SHOWN = 3  # columns of the record itself


class _Removed(RowsModel):
    """Rows of the bin; the stamp is told in local time."""

    def text(self, row: int, column: int) -> str:
        if self.columns[column] is not _REMOVED:
            return super().text(row, column)
        stamp = self.row(row).get("deleted_at")
        if not stamp:
            return ""
        at = datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC).astimezone()
        return f"{at:%Y-%m-%d %H:%M}"


class RecycleBin(QDialog):
    """Lists removed records of one kind at a time and restores those chosen."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._listings = views_of(context.store.role)
        self.setWindowTitle("回收站")
        self.resize(820, 520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.hint = text(
            "删除的记录都在这里，不会自己消失。选中后点“恢复”，回到原来的列表。", "small"
        )
        self.chips = ChipBar([Chip(o.title, (o.kind,)) for o in self._listings], everything=False)
        self.chips.chosen.connect(lambda chip: self._turn(str(chip.values[0])))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        self._column.setSpacing(theme.ROOM)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.chips)
        self.view: RowsView | None = None
        self.nothing = text("回收站是空的。", "small")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.nothing, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.restore_button = QPushButton("恢复")
        self.restore_button.setProperty("role", "main")
        self.restore_button.clicked.connect(self.restore)
        close = QPushButton("关闭")
        close.clicked.connect(self.close)
        row.addWidget(close)
        row.addWidget(self.restore_button)
        self._column.addLayout(row)
        context.changed.connect(self._heard)
        counts = self._count()
        first = next((o.kind for o in self._listings if counts[o.kind]), self._listings[0].kind)
        self.chips.mark(next(o.title for o in self._listings if o.kind == first))
        self._turn(first)

    def _count(self) -> dict[str, int]:
        with self._context.store.read() as connection:
            counts = {
                o.kind: queries.count(connection, Query(o.kind, removed=True))
                for o in self._listings
            }
        self.chips.set_counts(counts)
        return counts

    def _turn(self, kind: str) -> None:
        columns = [c for c in columns_of(kind) if c.listed][:_SHOWN]
        self.model = _Removed(self._context.store, kind, [*columns, _REMOVED])
        if self.view is not None:
            self._column.removeWidget(self.view)
            self.view.deleteLater()
        self.view = RowsView(self.model, self)
        self.view.setAccessibleName("已删除的记录")
        self._column.insertWidget(2, self.view, 1)
        self.view.opened.connect(lambda _: self.restore())
        self._refresh()

    def _refresh(self) -> None:
        self._count()
        self.model.show(Query(self.model.kind, removed=True, order=(("deleted_at", True),)))
        some = self.model.rowCount() > 0
        self.nothing.setVisible(not some)
        self.restore_button.setEnabled(some)
        if self.view is not None:
            self.view.setVisible(some)
            self.view.go_to(0)
            self.view.fit()

    def _heard(self, done: OperationChanges) -> None:
        if self.model.kind in done.kinds:
            self._refresh()

    def listing(self) -> KindView:
        """The listing whose removed rows are shown."""
        return next(o for o in self._listings if o.kind == self.model.kind)

    def restore(self) -> None:
        """Put the chosen records back into their list."""
        if self.view is None:
            return
        kind = self.model.kind
        uids = [str(self.model.row(row)["uid"]) for row in self.view.selected_rows()]
        if not uids:
            return
        label = f"恢复 {len(uids)} 条{self.listing().title}"

        def work() -> bool:
            change_records(
                self._context.store, label, uids, lambda writer, uid: writer.restore(kind, uid)
            )
            return True

        if self._context.attempt(work):
            self._context.tell_done(f"已{label}")
