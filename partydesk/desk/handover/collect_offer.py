"""The strip above the list of 收表汇总: files are handed over, and what is sound is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from partydesk.desk.handover.collect_rows import Standing
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.exchange.reading.sheet_kinds import SHEETS

_FILTER = f"报送表和压缩包 ({' '.join(f'*{end}' for end in (*SHEETS, '.zip'))});;所有文件 (*)"
_WORDS = (
    ("ready", "份可直接收"),
    ("edited", "份导出后有改动"),
    ("unenrolled", "份没有加封"),
    ("asks", "份不知是哪个支部的"),
    ("rejected", "份有错"),
    ("returned", "份退回了"),
    ("unchanged", "份收过了"),
    ("older", "份是旧版"),
)


class OfferCard(Card):
    """Before anything was read it asks for files, then it says what was read.

    `chosen` carries the paths of files and folders to read. `look` and `take` are called when
    somebody wants to see, or to take, what is sound.
    """

    chosen = Signal(list)

    def __init__(self, look: Callable[[], object], take: Callable[[], object]) -> None:
        super().__init__()
        self._drives: Sequence[RemovableDrive] = ()
        self.rows.setContentsMargins(12, 8, 12, 8)
        self.said = text("", wrap=True)
        self.hint = text("", "hint", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.said)
        words.addWidget(self.hint)
        self.drive_button = button("再看一遍", self._read_sticks)
        self.file_button = button("选择文件…", self.choose_files)
        self.folder_button = button("选择文件夹…", self.choose_folder)
        self.look_button = button("先看会改什么", look)
        self.take_button = button("收下", take, "main")
        self.take_button.setToolTip("Ctrl+Enter")
        line = row()
        line.addLayout(words, 1)
        for each in (
            self.drive_button,
            self.file_button,
            self.folder_button,
            self.look_button,
            self.take_button,
        ):
            line.addWidget(each)
        self.rows.addLayout(line)
        self.show_lines((), ())

    def show_lines(
        self,
        lines: Sequence[Standing],
        removable_drives: Sequence[RemovableDrive],
        passed: str = "",
    ) -> None:
        """Say what was read: the lines that stand for files, the sticks that are in, and what
        was `passed` over."""
        self._drives = removable_drives
        read = [line for line in lines if line.file is not None]
        ready = sum(1 for line in read if line.state == "ready")
        self.look_button.setVisible(bool(ready))
        self.take_button.setVisible(bool(ready))
        self.take_button.setText(f"收下 {ready} 份")
        self.drive_button.setVisible(bool(removable_drives) and not ready)
        # Once files are read, their own two buttons matter; more can still be dropped.
        self.file_button.setVisible(not ready or not removable_drives)
        self.folder_button.setVisible(not read)
        names = "、".join(stick.name for stick in removable_drives)
        if not read:
            if removable_drives:
                self.said.setText(f"{names} 上没有要收的报送表，可以拔出")
            else:
                self.said.setText("插上支部交来的 U 盘，或者把报送表拖到这里，一次可以很多份。")
            self.hint.setText(passed or "先看，后收；看的时候什么都不会改。")
            return
        on_drives = sum(1 for line in read if line.file and _on(line.file.file, removable_drives))
        if on_drives == len(read):
            self.said.setText(f"{names} 上有 {len(read)} 份表")
        else:
            self.said.setText(f"读了 {len(read)} 份表")
        counts: dict[str, int] = {}
        for line in read:
            counts[line.state] = counts.get(line.state, 0) + 1
        told = "，".join(f"{counts[state]} {said}" for state, said in _WORDS if counts.get(state))
        self.hint.setText("。".join(part for part in (told, passed) if part))

    def choose_files(self) -> None:
        """Ask for submissions."""
        start = str(self._drives[0].path) if self._drives else ""
        names, _ = QFileDialog.getOpenFileNames(self, "选择报送表", start, _FILTER)
        if names:
            self.chosen.emit([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder of submissions."""
        name = QFileDialog.getExistingDirectory(self, "选择放报送表的文件夹")
        if name:
            self.chosen.emit([Path(name)])

    def _read_sticks(self) -> None:
        if self._drives:
            self.chosen.emit([stick.path for stick in self._drives])


def _on(file: str, removable_drives: Sequence[RemovableDrive]) -> bool:
    return any(Path(file).is_relative_to(stick.path) for stick in removable_drives)
