"""The draft of a form: what a person entered and has not saved, kept while they go on typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from partydesk.desk.forms.attached_files import FormFiles
from partydesk.desk.forms.body import FormBody
from partydesk.desk.forms.drafts import Draft
from partydesk.records import clock

KEEP_EVERY = 200  # milliseconds between two keepings of the draft


class FormDraft(QObject):
    """What a person `touched` of a form, by column, and the file that what stands there is kept in.

    Fields are kept by their column and files as FormFiles has them; what a form has besides is
    given by `more`, and handed back when it is put back.
    """

    def __init__(
        self,
        draft: Draft,
        body: FormBody,
        files: FormFiles,
        more: Callable[[], dict[str, Any]],
        parent: QObject,
        *,
        new: bool,
    ) -> None:
        """`new` says that the form is of a record that is not there yet: what it begins with is
        kept as well."""
        super().__init__(parent)
        self.touched: set[str] = set()
        self._draft, self._body, self._files, self._more = draft, body, files, more
        self._new = new
        self._soon = QTimer(self, singleShot=True, interval=KEEP_EVERY)
        self._soon.timeout.connect(self.keep)

    def touch(self, what: str) -> None:
        """Note that a person changed something; it is kept soon."""
        self.touched.add(what)
        # Not started anew by every key: steady typing is kept while it goes on.
        if not self._soon.isActive():
            self._soon.start()

    def keep(self) -> None:
        """Keep what is typed, if anything is, and say so."""
        if not self.touched:
            return
        values = {
            column: editor.raw()
            for column, editor in self._body.editors.items()
            if column in self.touched or (self._new and editor.raw())
        }
        kept = {"values": values, "more": self._more(), "files": self._files.draft()}
        if self._draft.keep(kept):
            self._body.say_kept(f"草稿已存 {clock.now():%H:%M}")
        else:
            self._body.say_kept("草稿存不下，请尽快保存")

    def drop(self) -> None:
        """Forget what was typed: it is saved, or not wanted."""
        self._draft.drop()
        self._soon.stop()
        self.touched.clear()

    def restore(self, more: Callable[[dict[str, Any]], None]) -> None:
        """Show what was kept, if anything was; `more` is called with what a form had besides."""
        kept = self._draft.read()
        values = kept.get("values")
        if not isinstance(values, dict):
            return
        for column, raw in values.items():
            if column in self._body.editors:
                self._body.editors[column].restore(raw)
                self.touched.add(column)
        besides = kept.get("more")
        if isinstance(besides, dict) and besides:
            more(besides)
        files = kept.get("files")
        if isinstance(files, dict) and files:
            self._files.restore(files)
            self.touched.add("attachments")
        self._body.say_kept(f"已找回 {self._draft.kept_when}没保存的内容", restored=True)
