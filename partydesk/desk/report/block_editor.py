"""The editor of one block, in its place on the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, link, row, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.report.setting import PAPER, SIDE, WIDTH
from partydesk.desk.report.token_edit import TokenEdit
from partydesk.documents.report.content import Level

if TYPE_CHECKING:
    from partydesk.documents.report.templates import Run

_EDGE = 9  # border and padding of a text field, at each side


class BlockEditor(QWidget):
    """`save_wanted` when the words are to be kept, `drop_wanted` when what was typed is not
    wanted, `reset_wanted` for the program's own words, `typed` after every change."""

    save_wanted = Signal()
    drop_wanted = Signal()
    reset_wanted = Signal()
    typed = Signal()

    def __init__(
        self, block_id: str, level: Level, before: str, template: str, said: Mapping[str, Run]
    ) -> None:
        super().__init__()
        self.block_id = block_id
        self._before = before
        self.edit = TokenEdit(level, template, said)
        self.edit.setFixedWidth(WIDTH + 2 * _EDGE)
        self.edit.setAccessibleName("改这一段")
        self.edit.textChanged.connect(self.typed)
        self.edit.finished.connect(self.save_wanted)
        self.reset = link("恢复原文", self.reset_wanted.emit)
        self.reset.setToolTip("不用改过的文字，回到程序写的")
        hint = text("底色的是数字，能移动、能删，会自己更新", "hint")
        drop = link("放弃", self.drop_wanted.emit)
        drop.setToolTip("不要这次改的")
        save = button("保存", self.save_wanted.emit)
        save.setToolTip("Ctrl+S")
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE - _EDGE, 4, SIDE - _EDGE, 10)
        column.setSpacing(6)
        column.addWidget(self.edit)
        column.addLayout(row(hint, None, self.reset, drop, save, spacing=theme.TIGHT))
        self.setFixedWidth(PAPER)
        hand_on_focus(self, self.edit)
        on_keys(self, self.save_wanted, "Ctrl+S", "Ctrl+Return", "Esc")

    @property
    def template(self) -> str:
        """The words as they stand."""
        return self.edit.template.strip()

    @property
    def changed(self) -> bool:
        """Whether they are others than those that are kept."""
        return self.template != self._before
