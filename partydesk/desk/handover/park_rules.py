"""The park's rules from the committee's window to a file, and from it into a branch's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.messages import box
from partydesk.desk.kit.remembered_folder import remember_folder, suggested
from partydesk.desk.kit.written_file import tell_written
from partydesk.operations import park_file
from partydesk.operations.park_file import ParkFile
from partydesk.operations.settings.keys import SUBMISSION_FOLDER

_MOST_LINES = 20  # a box higher than the screen shows no buttons
_FILTER = f"园区的规矩 (*{park_file.SUFFIX})"


def save(context: AppContext, page: QWidget) -> None:
    """Ask where it goes, and write it there."""
    name = park_file.file_name(context.store)
    out = ask_file(context, page, "园区的规矩写到", name, "园区的规矩", SUBMISSION_FOLDER)
    if out is not None:
        write(context, out)


def write(context: AppContext, out: Path) -> None:
    """Write it, and say what became of it."""
    out = out if out.suffix else out.with_suffix(park_file.SUFFIX)
    made = context.attempt(lambda: park_file.write(context.store, out))
    if made is not None:
        remember_folder(context, SUBMISSION_FOLDER, out.parent)
        more = f"和 {made.said}" if made.said else ""
        said = f"园区的规矩{more}写到“{out}”，发给支部收下"
        tell_written(context, said, out)


def open_file(context: AppContext, page: QWidget) -> None:
    """Ask which file, and show what it would change."""
    start = suggested(context, SUBMISSION_FOLDER, "")
    name, _ = QFileDialog.getOpenFileName(page, "收下园区的规矩", start, _FILTER)
    if name:
        remember_folder(context, SUBMISSION_FOLDER, Path(name).parent)
        show(context, Path(name), page)


def show(context: AppContext, file: Path, page: QWidget) -> QMessageBox | None:
    """Show what taking a file would change; it is taken once that is confirmed. None where it
    cannot be read, which is said."""

    def looked() -> tuple[ParkFile, list[str]]:
        told = park_file.read(context.store, file)
        return told, park_file.differences(context.store, told)

    found = context.attempt(looked)
    if found is None:
        return None
    told, lines = found
    return ask(page, told, lines, lambda: _take(context, told))


def ask(
    page: QWidget, told: ParkFile, lines: Sequence[str], take: Callable[[], object]
) -> QMessageBox:
    """Show what would change, in a box that may take it."""
    more = [f"还有 {len(lines) - _MOST_LINES} 处"] if len(lines) > _MOST_LINES else []
    words = "\n".join([*lines[:_MOST_LINES], *more]) or "和现在的一样，没有什么要改。"
    asking = box(page.window(), "园区的规矩", f"{told.park}写出，{told.made_at[:10]}", words)
    asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if told.doubt:
        asking.setInformativeText(f"不能收：{told.doubt}。\n\n{words}")
    elif lines:
        yes = asking.addButton("收下", QMessageBox.ButtonRole.AcceptRole)
        yes.clicked.connect(lambda: take())
        asking.setDefaultButton(yes)
    label = "不收" if lines and not told.doubt else "关闭"
    asking.addButton(label, QMessageBox.ButtonRole.RejectRole)
    asking.open()
    return asking


def _take(context: AppContext, told: ParkFile) -> None:
    lines = context.attempt(lambda: park_file.take(context.store, told))
    if lines is not None:
        context.tell(f"收下了{told.park}的规矩，改了 {len(lines)} 处", "ok")
