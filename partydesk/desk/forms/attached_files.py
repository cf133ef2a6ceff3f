"""附件 in a form: what is there, what is to be added and removed when the form is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.attached.adding import KeptFiles, Source, carried, choose, in_clipboard, take
from partydesk.desk.attached.file_row import FileRow
from partydesk.desk.forms.lines import LABEL, WIDEST
from partydesk.desk.kit.cards import empty, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records.attachment import Attachment
from partydesk.store.attachments import Attached, Kept, attach, attached_to
from partydesk.store.writing import Writer

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext

_TIP = "照片、签到表、通知都可以，一次可选多个；也可以拖进来，或粘贴微信里复制的图片。只存在本机"


class FormFiles(QWidget):
    """A line of the form. Nothing is attached or removed before the form is saved.

    `changed` says that a person added or removed one, `shown` carries those that there are.
    """

    changed = Signal()
    shown = Signal(object)

    def __init__(self, context: AppContext, form: QWidget, kind: str, *, read_only: bool) -> None:
        super().__init__()
        self._context, self._form, self._kind, self._read_only = context, form, kind, read_only
        self.kept: list[Attached] = []
        self.added: list[Kept] = []
        self.removed: set[str] = set()
        self.busy = False
        self.setMaximumWidth(WIDEST)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        label = text(Attachment.title, "label")
        label.setFixedWidth(LABEL)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(label)
        inside = QVBoxLayout()
        inside.setSpacing(8)
        self.button = QPushButton("添加附件…")
        self.button.setIcon(icon("clip"))
        self.button.setToolTip(tip_text(_TIP))
        self.button.clicked.connect(lambda: self.take(choose(self)))
        top = QHBoxLayout()
        top.addWidget(self.button)
        hint = text("可以拖进来，也可以粘贴图片。只存在本机", "hint", wrap=True)
        hint.setToolTip(tip_text(_TIP))
        top.addWidget(hint, 1)
        if read_only:
            self.button.hide()
            hint.hide()
        inside.addLayout(top)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inside.addLayout(self._rows)
        whole.addLayout(inside, 1)

    @property
    def rows(self) -> list[FileRow]:
        """The files as they are shown."""
        shown = (self._rows.itemAt(number) for number in range(self._rows.count()))
        return [row for item in shown if item and isinstance(row := item.widget(), FileRow)]

    def load(self, uid: str | None) -> None:
        """Show the files of a record, or of a new one."""
        self.kept, self.added, self.removed = [], [], set()
        if uid:
            with self._context.store.read() as connection:
                self.kept = attached_to(connection, self._kind, uid)
        self._show()

    def take(self, sources: Sequence[Source], called: str = "") -> None:
        """Take files in; they are attached when the form is saved. Pictures that are `called`
        something get that name."""
        if not sources or self._read_only or self.busy:
            return
        self.busy = True

        def failed(_error: BaseException | None = None) -> None:
            self.busy = False

        def done(taken: KeptFiles) -> None:
            self.busy = False
            if called:
                taken.kept = [_renamed(each, called) for each in taken.kept]
            there = {each.sha256: each for each in (*self.kept, *self.added)}
            twice = [each for each in taken.kept if each.sha256 in there]
            # One that was to go is wanted after all; and a file that was lost is mended by now.
            wanted = {getattr(there[each.sha256], "uid", "") for each in twice} & self.removed
            self.removed -= wanted
            new = {each.sha256: each for each in taken.kept if each.sha256 not in there}
            self.added += new.values()
            self._show()
            if new or wanted:
                self.changed.emit()
            if twice and not wanted and not taken.refused:
                self._context.tell(f"“{twice[0].name}”已在附件里，没有再加", "info")

        take(self._context, sources, done, self._form, failed)

    def drop(self, kept: Kept) -> None:
        """Take one out again: at once what was only to be added, on saving what is there."""
        if isinstance(kept, Attached):
            self.removed ^= {kept.uid}
        else:
            self.added.remove(kept)
        self._show()
        self.changed.emit()

    def write(self, writer: Writer, uid: str) -> None:
        """Attach and remove, in the operation that saves the form."""
        for each in self.kept:
            if each.uid in self.removed:
                writer.remove("attachment", each.uid)
        for added in self.added:
            attach(writer, self._kind, uid, added)

    def draft(self) -> dict[str, Any]:
        """What is to be kept in the draft."""
        if not self.added and not self.removed:
            return {}
        added = [[each.name, each.sha256, each.size] for each in self.added]
        return {"added": added, "removed": sorted(self.removed)}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put back what `draft` gave; one that is attached by now is not added again."""
        there = {each.sha256 for each in self.kept}
        files = [Kept(str(name), str(sha), int(size)) for name, sha, size in draft.get("added", ())]
        self.added = [each for each in files if each.sha256 not in there]
        self.removed = {str(uid) for uid in draft.get("removed", ())}
        self._show()

    def _show(self) -> None:
        self.shown.emit([f for f in (*self.kept, *self.added)
                         if getattr(f, "uid", "") not in self.removed])  # fmt: skip
        empty(self._rows)
        for each in (*self.kept, *self.added):
            row = FileRow(
                self._context,
                each,
                removable=not self._read_only,
                going=isinstance(each, Attached) and each.uid in self.removed,
                coming=not isinstance(each, Attached),
            )
            row.remove_wanted.connect(lambda each=each: self.drop(each))
            self._rows.addWidget(row)

    # Dropped and pasted -----------------------------------------------------------------------

    def watch(self) -> None:
        """Take what is dropped anywhere on the form, and pictures pasted into its inputs."""
        self._form.setAcceptDrops(True)
        self._form.installEventFilter(self)
        for each in self._form.findChildren(QWidget):
            if each.acceptDrops() or isinstance(each, (QLineEdit, QPlainTextEdit)):
                each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file dropped on an input is no text for it, nor is a picture pasted there."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return isinstance(event, QDropEvent) and self._dropped(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self.paste()
        return False

    def _dropped(self, event: QDropEvent) -> bool:
        sources = [] if self._read_only else carried(event.mimeData())
        if not sources:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.take(sources)
        return True

    def paste(self) -> bool:
        """Take what is in the clipboard if it is files or a picture; whether it was."""
        sources = [] if self._read_only else in_clipboard()
        self.take(sources)
        return bool(sources)


def _renamed(kept: Kept, called: str) -> Kept:
    """A file under another name, with its own suffix."""
    return replace(kept, name=f"{called}{Path(kept.name).suffix}")
