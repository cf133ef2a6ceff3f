"""统一修改: one field of many records set to one value, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from partydesk.desk.forms.editor_factory import editor_for
from partydesk.desk.forms.editors import Editor
from partydesk.desk.forms.linked import ReferenceEditor
from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.plan import plan
from partydesk.desk.forms.remembered import Remembered
from partydesk.desk.forms.roll import around
from partydesk.desk.forms.validation import described
from partydesk.desk.kinds import KindView
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.lists.bulk_operation import bulk_operation
from partydesk.records.base import kind_of
from partydesk.records.checking import read_values
from partydesk.records.fields import Field, Kind, Privacy
from partydesk.records.findings import UserError
from partydesk.records.values import shown, to_stored
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import Writer


def settable(kind: str) -> list[Field]:
    """The fields of a kind that can sensibly be the same for many records.

    Not what tells one from another, what is masked, or what has a way of its own.
    """
    record = kind_of(kind)
    planned = plan(kind)
    telling = {*record.natural_key, *record.described_by} - {
        # A kind or a date names many records as well as one.
        *(f.column for line in planned.first for f in line if f.kind is Kind.CHOICE)
    }
    in_form = [f for line in planned.first for f in line] + planned.more_fields
    return [f for f in in_form if f.privacy is Privacy.PUBLIC and f.column not in telling]


class BulkEdit(QDialog):
    """Asks for a field and its value for the `chosen` rows of a list."""

    def __init__(
        self,
        context: AppContext,
        listing: KindView,
        chosen: Sequence[Mapping[str, Any]],
        page: QWidget,
        first: str = "",
    ) -> None:
        super().__init__(page)
        self._context, self._listing, self._page = context, listing, page
        self._chosen = list(chosen)
        self._record = kind_of(listing.kind)
        self._fields = settable(listing.kind)
        self._number = sum(row.get("submission") is None for row in chosen)
        self.setWindowTitle("统一修改")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = dialog_column(self, 560)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(f"把选中的 {self._number:,} {listing.unit}的一项改成一样", "section"))
        self.which = ComboBox()
        self.which.setAccessibleName("要改的一项")
        self.which.setMaxVisibleItems(14)
        self.which.addItems([field.label for field in self._fields])
        self.which.currentIndexChanged.connect(self._turn)
        self._labels = [text(words, "label") for words in ("改哪一项", "改成")]
        for label in self._labels:
            label.setFixedWidth(64)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(row(self._labels[0], self.which, None))
        holder = QWidget()
        self._place = QVBoxLayout(holder)
        self._place.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(row(self._labels[1], holder))
        self.before = text("", "hint", wrap=True)
        whole.addWidget(self.before)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        whole.addWidget(self.wrong)
        self.save_button = button("修改", self.save, "main")
        self.save_button.setDefault(True)
        whole.addLayout(row(None, button("取消", self.reject), self.save_button))
        self.editor: Editor | None = None
        columns = [field.column for field in self._fields]
        self.which.setCurrentIndex(columns.index(first) if first in columns else 0)
        self._turn()

    @property
    def field(self) -> Field:
        """The field that is to be changed."""
        return self._fields[self.which.currentIndex()]

    def _turn(self) -> None:
        """Offer the editor of the chosen field, and say what stands there now."""
        if self.editor is not None:
            self._place.removeWidget(self.editor)
            self.editor.deleteLater()
        remembered = Remembered(self._context, self._listing.kind, dict)
        near = around(self._context.store, remembered)
        self.editor = editor_for(self.field, self, near, masks=False)
        if isinstance(self.editor, LongEditor):
            self.editor.put_phrases_beside()
        self.editor.load(None)
        self._place.addWidget(self.editor)
        self.wrong.hide()
        counts: dict[str, int] = {}
        for each in self._chosen:
            now = cell_text(self._listing.kind, self.field.column, each) or "空着"
            counts[now] = counts.get(now, 0) + 1
        most = sorted(counts.items(), key=lambda pair: -pair[1])[:4]
        more = "…" if len(counts) > len(most) else ""
        self.before.setText("现在：" + "、".join(f"{now} {n}" for now, n in most) + more)

    def save(self) -> None:
        """Change them all, or say beside the field what is wrong."""
        assert self.editor is not None  # there since the dialog is
        field, raw = self.field, self.editor.raw()
        values, findings = read_values(self._record, {field.column: raw}, strict=True)
        if not findings and values.get(field.column) is None and field.required:
            self._say(f"“{field.label}”不能空着")
            return
        if findings:
            self._say(findings[0].message)
            return
        if self._context.busy:
            self._say(f"{self._context.busy}，请等它完成再改")
            return
        value = values.get(field.column)
        told = (
            self.editor.line.text()
            if isinstance(self.editor, ReferenceEditor)
            else shown(field, to_stored(value))
        )
        label = (
            f"把 {self._number:,} {self._listing.unit}{self._listing.title}的“{field.label}”"
            + (f"改成“{told}”" if value is not None else "清空")
        )
        kind, changes = self._listing.kind, {field.column: value}
        names = {str(each["uid"]): described(self._record, {}, each) for each in self._chosen}

        def edit(writer: Writer, uid: str) -> None:
            """Raises UserError with the name of the record that refused."""
            try:
                writer.edit(kind, uid, changes)
            except UserError as error:
                said = f"{names[uid]}改不了，所以都没有改。{error.message}"
                raise UserError(error.code, said, error.findings) from None

        self.accept()
        bulk_operation(self._context, label, "bulk-edit", self._chosen, edit, self._page)

    def _say(self, words: str) -> None:
        assert self.editor is not None
        self.wrong.setText(words)
        self.wrong.show()
        self.editor.set_wrong(True)
        self.editor.inputs()[0].setFocus()
