"""Changing one cell of a list where it stands: F2, type, Enter; Esc leaves it as it was."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.tables.columns import Column
from partydesk.desk.tables.model import RowsModel
from partydesk.desk.tables.view import RowsView
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, Privacy, fields
from partydesk.store.store import READ_ONLY

REPORTED = "这条记录由支部报送，这里只能看。要改，请退回支部，由支部改后重报"
_BY_FORM = (Kind.LONG, Kind.CHOICES, Kind.MOMENT)  # what a cell has no room for
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def why_not(kind: str, column: Column) -> str:
    """Why the cells of a column cannot be changed in place; "" when they can."""
    from partydesk.desk.forms.plan import plan

    if column.field is None:
        return f"“{column.label}”是按别的记录算出来的，改那些记录，它就会跟着变"
    if column.worded is not None:
        return f"“{column.label}”要从列表里选，请按回车打开表单再改"
    in_form = [f for line in plan(kind).first for f in line] + plan(kind).more_fields
    if column.name not in (field.column for field in in_form):
        return f"“{column.label}”要一步一步办，请按回车打开记录"
    if column.field.privacy is not Privacy.PUBLIC:
        return f"“{column.label}”在列表里是遮住的，请按回车打开表单再改"
    if column.field.kind in _BY_FORM:
        return f"“{column.label}”在格子里放不下，请按回车打开表单再改"
    return ""


class InlineEdit(QObject):
    """The one cell of a list that is being changed, if any.

    What is entered goes through the same checks as in the form. What is wrong is told and stays
    in the cell to be mended.
    """

    def __init__(self, context: AppContext, view: RowsView, model: RowsModel) -> None:
        super().__init__(view)
        self._context, self._view, self._model = context, view, model
        self._editor: Any = None
        self._row: Mapping[str, Any] = {}
        self._column = 0
        self._loaded: object = None
        view.cell_wanted.connect(self.begin)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._place())
        view.horizontalScrollBar().valueChanged.connect(lambda _: self._place())
        model.modelReset.connect(self._place)

    @property
    def editor(self) -> Any:
        """The editor in the cell (forms.editors.Editor); None while nothing is changed."""
        return self._editor

    def begin(self, row: int, column: int) -> None:
        """Put an editor into a cell, or tell why it cannot be changed here."""
        from partydesk.desk.forms.editor_factory import editor_for
        from partydesk.desk.forms.roll import around

        values = self._model.row(row)
        if not values or not self.finish():
            return
        wanted = self._model.columns[column]
        reason = why_not(self._model.kind, wanted)
        if values.get("submission") is not None:
            reason = REPORTED
        elif not self._context.store.writable:
            reason = READ_ONLY
        self._view.go_to_cell(row, column)
        if reason:
            self._context.tell(reason, "info")
            return
        assert wanted.field is not None  # why_not has seen to it
        self._row, self._column = dict(values), column
        near, place = around(self._context.store), self._view.viewport()
        self._editor = editor_for(wanted.field, place, near, masks=False)
        self._editor.setProperty("role", "cell")
        self._editor.setAutoFillBackground(True)
        self._editor.load(values.get(wanted.name), values)
        self._loaded = self._editor.raw()
        for each in (self._editor, *self._editor.findChildren(QWidget)):
            each.installEventFilter(self)
        self._place()
        self._editor.show()
        self._editor.inputs()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def finish(self) -> bool:
        """Keep what was entered and take the editor away; False when it was refused."""
        if self._editor is None:
            return True
        if self._editor.raw() != self._loaded and not self._keep():
            self._editor.set_wrong(True)
            self._editor.inputs()[0].setFocus()
            return False
        self._leave()
        return True

    def _keep(self) -> bool:
        from partydesk.desk.forms.validation import described, entered
        from partydesk.operations.records import save_record

        kind, name = self._model.kind, self._model.columns[self._column].name
        record = kind_of(kind)
        values, findings = entered(record, {name: self._editor}, self._row, {name: self._loaded})
        if findings:
            self._context.tell(f"还没有改：{findings[0].message}。按 Esc 恢复原来的", "warn")
            return False
        label = f"修改{record.title} {described(record, values, self._row)}".strip()
        uid = str(self._row["uid"])

        save = partial(save_record, self._context.store, kind, uid, values, label)
        if not self._context.attempt(save):
            return False
        self._context.tell_done(f"已{label}：{fields(record)[name].label}")
        return True

    def _leave(self) -> None:
        editor, self._editor = self._editor, None
        editor.hide()
        editor.deleteLater()
        self._view.setFocus()

    def _place(self) -> None:
        """Keep the editor over its cell, also when the rows have been asked for again."""
        if self._editor is None:
            return
        row = self._model.place_of(int(self._row["id"]))
        if row < 0:
            return  # its group is folded or the search hides it: it stays in sight until left
        cell = self._view.visualRect(self._model.index(row, self._column))
        width = max(cell.width(), self._editor.sizeHint().width())
        left = max(0, min(cell.left(), self._view.viewport().width() - width))
        self._editor.setGeometry(left, cell.top(), width, cell.height() - 1)

    def _step(self, row: int, column: int) -> None:
        """After a cell is kept, go on to another one, in place."""
        if self.finish() and self._model.row(row):
            self._view.go_to_cell(row, column)
            self.begin(row, column)

    def _beside(self, step: int) -> None:
        shown = self._view.shown_columns()
        place = shown.index(self._column) + step
        while 0 <= place < len(shown):
            if not why_not(self._model.kind, self._model.columns[shown[place]]):
                self._step(self._model.place_of(int(self._row["id"])), shown[place])
                return
            place += step
        self.finish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps and goes down, Tab keeps and goes along, Esc leaves; so does going away."""
        if self._editor is None:
            return False
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._focus_left)
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # it belongs to the cell, not to the page
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if getattr(watched, "offering", False):
            return False  # the list of suggestions takes these keys
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in _ENTER:
            row = self._model.place_of(int(self._row["id"]))
            if self.finish():
                self._view.go_to_cell(min(row + 1, self._model.rowCount() - 1), self._column)
        elif event.key() == Qt.Key.Key_Tab:
            self._beside(1)
        elif event.key() == Qt.Key.Key_Backtab:
            self._beside(-1)
        else:
            return False
        return True

    def _focus_left(self) -> None:
        focused = QApplication.focusWidget()
        if self._editor is None or QApplication.activePopupWidget() is not None:
            return
        if focused is not None and not self._editor.isAncestorOf(focused):
            self.finish()
