"""附件 in the pane of a record: its files, added and removed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from partydesk.desk.attached.adding import KeptFiles, Source, carried, choose, in_clipboard, take
from partydesk.desk.attached.file_row import FileRow
from partydesk.desk.attached.photos import PhotoStrip
from partydesk.desk.kit.cards import empty, link, row, rule, stack, text
from partydesk.operations.records import attach_files, remove_records
from partydesk.records.attachment import Attachment
from partydesk.records.base import kind_of
from partydesk.store.attachments import Attached, attached_to
from partydesk.store.writing import OperationChanges

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext


class FilesSection(QWidget):
    """The files of one record; what is dropped on them is added to them."""

    def __init__(self, context: AppContext, kind: str, uid: str) -> None:
        super().__init__()
        self._context, self._kind, self._uid = context, kind, uid
        self._column = stack(self, 8)
        self.setAcceptDrops(context.store.writable)
        context.changed.connect(self._heard)
        self._show()

    @property
    def rows(self) -> list[FileRow]:
        """The files as they are shown."""
        return [each for each in self.findChildren(FileRow) if not each.isHidden()]

    def _heard(self, done: OperationChanges) -> None:
        if isValid(self) and "attachment" in done.kinds:
            self._show()

    def _show(self) -> None:
        with self._context.store.read() as connection:
            files = attached_to(connection, self._kind, self._uid)
        empty(self._column)
        self._column.addWidget(rule())
        head = text(Attachment.title + (f" {len(files)}" if files else ""), "section")
        add = link("添加…", lambda: self.take(choose(self)))
        add.setAccessibleName("添加附件")
        add.setToolTip("添加照片或文件，一次可选多个；也可以拖到这里。只存在本机")
        paste = link("粘贴", self.paste)
        paste.setAccessibleName("粘贴照片")
        paste.setToolTip("把复制的照片或文件加进来，一次可以好几张")
        if not self._context.store.writable:
            add.hide()
            paste.hide()
        self._column.addLayout(row(head, None, paste, add))
        self._column.addWidget(PhotoStrip(self._context, files))
        for each in files:
            shown = FileRow(self._context, each, removable=self._context.store.writable)
            shown.remove_wanted.connect(lambda each=each: self.remove(each))
            self._column.addWidget(shown)

    def paste(self) -> None:
        """Take what is on the clipboard: pictures and files, all of them."""
        sources = in_clipboard()
        if sources:
            self.take(sources)
        else:
            self._context.tell("剪贴板里没有照片或文件，先在微信或文件夹里复制", "info")

    def take(self, sources: Sequence[Source]) -> None:
        """Keep files and attach them, in one operation."""
        if not sources:
            return
        context, kind, uid = self._context, self._kind, self._uid

        def done(taken: KeptFiles) -> None:
            with context.store.read() as connection:
                there = {each.sha256 for each in attached_to(connection, kind, uid)}
            new = {each.sha256: each for each in taken.kept if each.sha256 not in there}
            if not new:
                if taken.kept:
                    context.tell(f"“{taken.kept[0].name}”已在附件里，没有再加", "info")
                    context.changed.emit(
                        OperationChanges("", (("attachment", ""),))
                    )  # a lost file may be mended
                return
            names = "、".join(each.name for each in new.values())
            label = f"添加附件 {names}" if len(new) == 1 else f"添加 {len(new)} 个附件"

            def work() -> bool:
                attach_files(context.store, kind, uid, list(new.values()), label)
                return True

            if context.attempt(work):
                context.tell_done(f"已{label}（{kind_of(kind).title}）")

        take(context, sources, done, self.window())

    def remove(self, file: Attached) -> None:
        """Put one into the recycle bin; that can be undone."""
        label = f"移除附件 {file.name}"

        def work() -> bool:
            remove_records(self._context.store, "attachment", [file.uid], label)
            return True

        if self._context.attempt(work):
            self._context.tell_done(f"已{label}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        sources = carried(event.mimeData())
        if sources:
            event.acceptProposedAction()
            self.take(sources)
