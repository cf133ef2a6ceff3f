"""The strip above the list of 收表汇总: files are handed over, and what is sound is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from partydesk.desk.cards import Card, button, row, text
from partydesk.desk.collect_rows import Standing

_WORDS = (
    ("ready", "份可直接收"),
    ("edited", "份导出后有改动"),
    ("unenrolled", "份未登记"),
    ("rejected", "份有错"),
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
        self._lines: Sequence[Standing] = ()
        self._known: set[Path] = set()
        self._stick: Path | None = None
        self.rows.setContentsMargins(12, 8, 12, 8)
        self.said = text("", wrap=True)
        self.hint = text("", "hint", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.said)
        words.addWidget(self.hint)
        self.stick_button = button("看看 U 盘", self._read_stick)
        self.file_button = button("选择文件…", self.choose_files)
        self.folder_button = button("选择文件夹…", self.choose_folder)
        self.look_button = button("先看会改什么", look)
        self.take_button = button("收下", take, "main")
        line = row()
        line.addLayout(words, 1)
        for each in (
            self.stick_button,
            self.file_button,
            self.folder_button,
            self.look_button,
            self.take_button,
        ):
            line.addWidget(each)
        self.rows.addLayout(line)
        self.show_lines(())

    def show_lines(self, lines: Sequence[Standing]) -> None:
        """Say what was read: the lines that stand for files."""
        self._lines = read = [line for line in lines if line.file is not None]
        ready = sum(1 for line in read if line.state == "ready")
        self.look_button.setVisible(bool(ready))
        self.take_button.setVisible(bool(ready))
        self.take_button.setText(f"收下 {ready} 份")
        self.stick_button.setVisible(self._stick is not None and not read)
        # Once files are read, their own two buttons matter; more can still be dropped.
        self.folder_button.setVisible(not read)
        if not read:
            self.said.setText("把支部交来的报送表拖到这里，文件、文件夹都可以，一次可以很多份。")
            self.hint.setText("先看，后收；看的时候什么都不会改。")
            return
        counts: dict[str, int] = {}
        for line in read:
            counts[line.state] = counts.get(line.state, 0) + 1
        self.said.setText(f"读了 {len(read)} 份表")
        self.hint.setText(
            "，".join(f"{counts[state]} {said}" for state, said in _WORDS if counts.get(state))
        )

    def see_sticks(self, now: set[Path], busy: bool = False) -> None:
        """These drives are there now; one that has just been put in announces itself."""
        new = now - self._known
        self._known = now
        if self._stick not in now:
            self._stick = None
        if new and not busy:
            self._stick = sorted(new)[0]
            self.stick_button.setText(f"看看 {self._stick.name or self._stick} 上的表")
        self.show_lines(self._lines)

    def choose_files(self) -> None:
        """Ask for submissions."""
        names, _ = QFileDialog.getOpenFileNames(
            self, "选择报送表", str(self._stick or ""), "报送表 (*.xlsx);;所有文件 (*)"
        )
        if names:
            self.chosen.emit([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder of submissions."""
        name = QFileDialog.getExistingDirectory(self, "选择放报送表的文件夹")
        if name:
            self.chosen.emit([Path(name)])

    def _read_stick(self) -> None:
        if self._stick is not None:
            self.chosen.emit([self._stick])
