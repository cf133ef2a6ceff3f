"""The foot of a form: its keys, 取消, 保存并再记一次, 保存; and the question before leaving."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QWidget,
)

from partydesk.desk.kit import messages
from partydesk.desk.kit.cards import text


class FormFoot(QFrame):
    """The buttons, for whoever shows the form to connect."""

    def __init__(self, *, read_only: bool, new: bool) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 18, 10)
        row.setSpacing(8)
        keys = text("Esc 关闭" if read_only else "Ctrl+S 保存　Esc 关闭", "hint")
        row.addWidget(keys)
        row.addStretch(1)
        self.cancel = QPushButton("关闭" if read_only else "取消")
        self.again = QPushButton("保存并再记一次")
        self.save = QPushButton("保存")
        self.save.setProperty("role", "main")
        for each in self.buttons:
            row.addWidget(each)
        # Only now: without a parent they would be shown as windows of their own.
        self.again.setVisible(new and not read_only)
        self.save.setVisible(not read_only)

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        """From left to right."""
        return self.cancel, self.again, self.save


def ask_before_leaving(parent: QWidget) -> str:
    """What is to become of what was typed: `save`, `drop` it, or `keep` on typing."""
    box = messages.box(parent, "还没有保存", "刚才填的还没有保存。")
    save = box.addButton("保存", QMessageBox.ButtonRole.AcceptRole)
    drop = box.addButton("不保存", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("继续填写", QMessageBox.ButtonRole.RejectRole)
    save.setProperty("role", "main")
    box.setDefaultButton(save)
    box.setEscapeButton(keep)
    box.exec()
    box.deleteLater()
    chosen: QAbstractButton | None = box.clickedButton()
    return "save" if chosen is save else "drop" if chosen is drop else "keep"
