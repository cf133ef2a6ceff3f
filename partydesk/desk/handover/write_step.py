"""The last step of 报送: the drive or folder, the file's name, the button, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QWidget

from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.handover.steps import Step
from partydesk.desk.kit import icons
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, empty, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.desk.kit.written_file import WrittenLinks

if TYPE_CHECKING:
    from partydesk.exchange.submission.writing import Exported

_BEFORE = "写完会读回逐行核对，然后告诉您可以拔出。"


class WriteStep(Step):
    """Where the file goes. `write` is called when somebody wants it written, `remember` with the
    folder that was chosen; `before` is the one of the last time, `card` a line that says whether it
    is sealed."""

    def __init__(
        self,
        context: AppContext,
        write: Callable[[], object],
        remember: Callable[[Path], object],
        before: Path | None = None,
        card: QWidget | None = None,
    ) -> None:
        super().__init__(3, "写到 U 盘")
        self._remember = remember
        self.folder: Path | None = None
        self._written = ""  # the file's name, until something changes
        self._drives: list[RemovableDrive] | None = None
        self._other: Path | None = before
        self._places = FlowLayout(least=300)
        self._group = QButtonGroup(self)
        self.name = text("", wrap=True)
        self.name_hint = text("", "hint", wrap=True)
        self.write_button = button("写入并核对", write, "main")
        self.write_button.setIcon(icons.icon("stick", "on_accent"))
        self.said = text(_BEFORE, "hint", wrap=True)
        self.rows.addLayout(self._places)
        self.rows.addWidget(self.name)
        self.rows.addWidget(self.name_hint)
        if card is not None:
            self.rows.addWidget(card)
        line = row(self.write_button, self.said)
        line.setStretch(1, 1)
        self.rows.addLayout(line)
        self.after = WrittenLinks(context)
        self.rows.addWidget(self.after)

    def show_name(self, name: str, before: int) -> None:
        """What the file will be called; `before` is the latest revision handed in, or 0."""
        self.name.setText(self._written or name)
        self.name_hint.setText(
            f"已交过第 {before} 版；内容没有变就仍是第 {before} 版" if before else ""
        )
        self.name_hint.setVisible(bool(before) and not self._written)

    def show_written(self, exported: Exported) -> None:
        """Say that it is written and sound."""
        self.tick(True)
        sealed = f"已加封，用 WPS 打开它的密码是 {exported.password}。" if exported.sealed else ""
        self.said.setText(
            f"第 {exported.revision} 版已写好：{exported.file.name}。{sealed}"
            f"已读回逐行核对，一致。现在可以拔出 U 盘了。{exported.again}"
        )
        repolish(self.said, "role", "done")
        self.after.show_files(exported.file)

    def note_written(self, name: str) -> None:
        """Keep this name in sight, not that of a next revision."""
        self._written = name

    def forget_written(self) -> None:
        """What was written is no longer what would be written now."""
        self._written = ""
        self.after.show_files()
        self.tick(False)
        self.said.setText(_BEFORE)
        repolish(self.said, "role", "hint")

    def show_drives(self, found: list[RemovableDrive]) -> None:
        """Offer these drives and another folder; a drive that is new and alone is chosen."""
        paths = [stick.path for stick in found]
        if self._drives is not None and [s.text for s in self._drives] == [s.text for s in found]:
            return
        self._drives = found
        if self.folder not in paths and self.folder != self._other:
            self.folder = None
        writable = [stick for stick in found if stick.usable]
        if self.folder is None:
            self.folder = writable[0].path if writable else self._other
        empty(self._places)
        for stick in found:
            self._add_place(stick.text, stick.path, stick.usable)
        if self._other is not None:
            self._add_place(self._other.name or str(self._other), self._other, True)
        self._places.addWidget(button("另选文件夹…", self.choose_folder, "chip"))
        if not found and self._other is None:
            self._places.addWidget(text("没有看到 U 盘；插上就会出现", "hint"))
        elif not writable and self._other is None:
            told = "请去掉写保护、清出一些空间，或换一个 U 盘"
            self._places.addWidget(text(told, "hint"))
        self.write_button.setEnabled(self.folder is not None)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        start = str(self._other or "")
        name = QFileDialog.getExistingDirectory(self, "写到哪个文件夹", start)
        if name:
            self.use_folder(Path(name))
            self.write_button.setFocus()  # the chip that asked is gone

    def use_folder(self, folder: Path) -> None:
        """Write into this folder, and offer it the next time."""
        self._remember(folder)
        self._other = self.folder = folder
        found, self._drives = self._drives or [], None
        self.show_drives(found)

    def _add_place(self, words: str, path: Path, writable: bool) -> None:
        chip = QPushButton(caption(words))
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setEnabled(writable)
        chip.setChecked(path == self.folder)
        chip.setToolTip(tip_text(str(path)))
        chip.clicked.connect(lambda _checked: self._place_chosen(path))
        self._group.addButton(chip)
        self._places.addWidget(chip)

    def _place_chosen(self, path: Path) -> None:
        self.folder = path
        self.write_button.setEnabled(True)
