"""Backups on the 设置 page: which there are, one made now or elsewhere, and putting one back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from partydesk.desk.handover.removable_drives import removable_drives
from partydesk.desk.kit import cards, messages, theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.written_file import WrittenLinks
from partydesk.desk.shell.tasks import Backups, BackupState
from partydesk.desk.tables.delegate import dress
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.store import attachments, portable_copy
from partydesk.store import backup as backups
from partydesk.store.backup import Backup
from partydesk.store.backup_diff import Changes, in_words
from partydesk.store.portable_copy import PortableCopy

_SEEN = 5  # rows of the list without scrolling
_FILES = f"支部工作台备份 (*{portable_copy.SUFFIX} *.db)"

REASONS = {
    "opening": "打开时",
    "timer": "定时",
    "closing": "关闭时",
    "merge": "收表前",
    "import": "导入前",
    "upgrade": "升级前",
    "restore": "恢复前",
    "bulk-delete": "批量删除前",
    "bulk-edit": "统一修改前",
    "paste": "粘贴前",
    "manual": "手工",
    "command": "命令行",
}


class BackupsPart(QWidget):
    """Lists the backups; `restore_wanted` carries the path of the one to put back."""

    restore_wanted = Signal(object)

    def __init__(self, context: AppContext, keeper: Backups) -> None:
        super().__init__()
        self._context, self._keeper = context, keeper
        column = cards.stack(self, theme.GAP)
        hint = cards.text(
            "每一份都读回来核对过。恢复之前会先说明哪些记录会变，现在的数据也会另存一份。",
            "hint",
            wrap=True,
        )
        column.addWidget(hint)
        self.failure = cards.text("", "error", wrap=True)
        column.addWidget(self.failure)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName("备份列表")
        self.table.setHorizontalHeaderLabels(["时间", "什么时候备的", "记录数"])
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        dress(self.table)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.table)
        self.files = cards.text("", "small", wrap=True)
        column.addWidget(self.files)
        self.written = WrittenLinks(self._context)
        column.addWidget(self.written)
        self.now = cards.button("现在备份", lambda: keeper.make("manual", always=True))
        self.restore_button = cards.button("恢复选中的这份…", self._compare)
        self.save_button = cards.button("备份到 U 盘…", self.save_elsewhere)
        self.save_button.setToolTip("存到 U 盘或别的电脑能用的一个文件，双击它就能恢复")
        self.file_button = cards.button("从文件恢复…", self._choose_file)
        self.file_button.setToolTip("恢复 U 盘上或从别的电脑带来的备份")
        flow = FlowLayout(least=300)
        for each in (self.now, self.save_button, self.restore_button, self.file_button):
            flow.addWidget(each)
        column.addLayout(flow)
        keeper.state_changed.connect(self._stands)
        self._stands(keeper.state)
        self._look_at_files()

    def _stands(self, state: BackupState) -> None:
        self.failure.setText(state.text if state.failure else "")
        self.failure.setVisible(bool(state.failure))
        self._list: Sequence[Backup] = backups.backups(self._context.store.home.backups)
        self.table.setRowCount(len(self._list))
        for number, each in enumerate(self._list):
            cells = (
                f"{each.made_at:%Y-%m-%d %H:%M:%S}",
                REASONS.get(each.reason, each.reason),
                f"{each.records:,}",
            )
            for place, text in enumerate(cells):
                self.table.setItem(number, place, QTableWidgetItem(text))
        if self._list:
            self.table.selectRow(0)
        self.restore_button.setEnabled(bool(self._list))
        seen = min(max(len(self._list), 1), _SEEN)
        self.table.setFixedHeight(theme.HEADER + seen * theme.ROW + 2)

    def _look_at_files(self) -> None:
        """Say how many files are attached and whether all are there, once that is known."""
        store = self._context.store

        def look(_progress: object) -> tuple[int, str, str]:
            with store.read() as connection:
                files = attachments.all_attached(connection)
            sizes = {each.sha256: each.size for each in files}
            size = attachments.size_text(sum(sizes.values()))
            return len(files), size, attachments.lost_text(store.home, files)

        self._context.query(
            "正在看附件是否都在", look, lambda found: self._tell_files(*found), self
        )

    def _tell_files(self, number: int, size: str, lost: str) -> None:
        where = (
            "附件的文件不在备份里，和数据放在一起；设了第二备份位置，"
            "那里的备份连附件和收下的报送表都在一个文件里"
        )
        stand = f"附件 {number:,} 个，共 {size}，都在。" if number else ""
        self.files.setText(f"{lost}。" if lost else f"{stand}{where}。")
        repolish(self.files, "role", "error" if lost else "small")

    def save_elsewhere(self) -> None:
        """Ask where, and save everything there in one file: on the stick that is in, if one is."""
        from partydesk.desk.kit.asked_file import ask_file

        store = self._context.store
        name = f"{store.own.short_name}备份{today():%Y%m%d}{portable_copy.SUFFIX}"
        sticks = [each.path for each in removable_drives() if each.usable]
        start = sticks[0] if sticks else None
        out = ask_file(self._context, self, "备份存到哪里", name, "支部工作台备份", folder=start)
        if out is None:
            return

        def done(_made: PortableCopy) -> None:
            self.written.show_files(out)
            words = f"已另存并读回核对：{out}。记录、附件和收下的报送表都在这一个文件里，"
            self.files.setText(f"{words}双击它就能在别的电脑上恢复。")
            repolish(self.files, "role", "small")
            self._stands(self._keeper.state)

        self._context.run(
            "正在另存备份",
            lambda _progress: portable_copy.save(store.home, out),
            done,
            self,
            cancellable=False,
        )

    def _choose_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _ = QFileDialog.getOpenFileName(self, "恢复哪一份备份", "", _FILES)
        if chosen:
            self.offer(Path(chosen))

    def _compare(self) -> None:
        self.offer(self._list[max(0, self.table.currentRow())].path)

    def offer(self, path: Path) -> None:
        """Say what restoring this file would change, and ask whether to do it."""
        home = self._context.store.home
        self._context.run(
            "正在比较这份备份和现在的数据",
            lambda _progress: portable_copy.compare(path, home),
            lambda found: self._confirm(*found),
            self,
            cancellable=False,
            failed=lambda error: self._ask_password(error, path),
        )

    def _ask_password(self, error: BaseException, path: Path) -> None:
        """A copy with a password of its own wants that."""
        if isinstance(error, UserError) and error.code == "password-needed":
            from partydesk.desk.shell.protection.dialogs import ask_of_copy

            ask_of_copy(self, path, lambda: self.offer(path))

    def _confirm(self, chosen: PortableCopy, changes: Changes | None, lost: str) -> None:
        own = self._context.store.own
        others = chosen.owner_uid != own.uid
        other = (
            f"注意：这是另一个组织“{chosen.owner}”的备份，不是“{own.name}”的。"
            "恢复后，这个数据文件夹就是那个组织的了。只想看看的，请恢复到别的文件夹。"
        )
        kept = "现在的数据会另存一份，不会丢。恢复后窗口会重新打开。"
        said = (
            *(other if others else "", "\n".join(in_words(changes))),
            *(f"{lost}。" if lost else "", kept),
        )
        box = messages.box(
            self,
            "恢复备份",
            f"恢复到 {chosen.backup.made_at:%Y-%m-%d %H:%M:%S} 的样子？",
            "\n\n".join(part for part in said if part),
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = box.addButton(
            "换成那个组织的数据" if others else "恢复", QMessageBox.ButtonRole.AcceptRole
        )
        no = box.addButton("不恢复", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)

        def answered() -> None:
            if box.clickedButton() is yes:
                self.restore_wanted.emit(chosen.backup.path)

        box.finished.connect(answered)
        box.open()
