"""Closing while the last backup fails: told before the window goes, since nobody sees it after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from partydesk.desk.kit.messages import box


def ask_without_backup(
    window: QWidget, failure: str, try_again: Callable[[], object], leave: Callable[[], object]
) -> None:
    """Say why there is no backup; try again, close without one, or stay."""
    asked = box(
        window,
        "备份没有做成",
        "记录都已保存，但关闭前的备份没有做成。",
        f"{failure}\n\n可以清出空间、插好盘后再试一次；也可以现在关闭，下次打开时会再备份。",
    )
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    again = asked.addButton("再试一次", QMessageBox.ButtonRole.AcceptRole)
    without = asked.addButton("不备份，关闭", QMessageBox.ButtonRole.DestructiveRole)
    stay = asked.addButton("先不关闭", QMessageBox.ButtonRole.RejectRole)
    asked.setDefaultButton(again)
    asked.setEscapeButton(stay)

    def answered() -> None:
        if asked.clickedButton() is again:
            try_again()
        elif asked.clickedButton() is without:
            leave()

    asked.finished.connect(answered)
    asked.open()
