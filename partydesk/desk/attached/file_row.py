"""One attached file: its picture, name, size and day, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.attached import opening
from partydesk.desk.attached.thumbnail import Thumbnail
from partydesk.desk.kit.cards import link, row, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.icons import icon
from partydesk.store.attachments import Attached, Kept, state_of, state_text

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext


class FileRow(QWidget):
    """A row for one file. `remove_wanted` is asked by its last button.

    `going` says that it is to be removed when the form is saved; `coming` that it is to be added.
    """

    remove_wanted = Signal()

    def __init__(
        self,
        context: AppContext,
        kept: Kept,
        *,
        removable: bool,
        going: bool = False,
        coming: bool = False,
    ) -> None:
        super().__init__()
        self._context, self.kept = context, kept
        state = state_text(state_of(context.store.home, kept))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(Thumbnail(context, kept), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.name = Elided(kept.name)
        words.addWidget(self.name)
        said = [kept.size_text]
        if isinstance(kept, Attached):
            said.append(f"{kept.added_on} 添加")
        if going or coming:
            said.append("保存后移除" if going else "保存后添加")
        facts = row(text("　".join(said), "small"), spacing=6)
        words.addLayout(facts)
        if state:
            words.addWidget(text(state, "error", wrap=True))
        whole.addLayout(words, 1)
        self.open_button = link("打开", lambda: opening.show(context, kept, self.window()))
        self.save_button = link("另存", lambda: opening.save(context, kept, self.window()))
        self.back_button = link("不移除", self.remove_wanted.emit)
        fine = not state and not going
        for button, offered in (
            (self.open_button, fine),
            (self.save_button, fine),
            (self.back_button, going),
        ):
            button.setProperty("small", True)
            button.setAccessibleName(f"{button.text()} {kept.name}")
            facts.addWidget(button)
            if not offered:
                button.hide()
        facts.addStretch(1)
        self.remove_button = QPushButton()
        self.remove_button.setProperty("role", "quiet")
        self.remove_button.setIcon(icon("remove"))
        self.remove_button.setToolTip("移除这个附件")
        self.remove_button.setAccessibleName(f"移除 {kept.name}")
        self.remove_button.clicked.connect(self.remove_wanted)
        if not removable or going:
            self.remove_button.hide()
        whole.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
