"""Where a file goes: asked in one way everywhere, beginning at the folder of the last time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.remembered_folder import remember_folder, suggested
from partydesk.operations.settings.keys import PAPERS_FOLDER
from partydesk.store.file_names import safe_name

_SORTS = {
    ".xlsx": "Excel 工作簿",
    ".docx": "Word 文件",
    ".pdf": "PDF 文件",
    ".png": "PNG 图片",
    ".json": "方案文件",
}


def ask_file(
    context: AppContext,
    page: QWidget,
    words: str,
    name: str,
    sort: str = "",
    key: str = PAPERS_FOLDER,
    folder: Path | None = None,
) -> Path | None:
    """Ask with these words where a file of such a name goes; None when the person would rather not.

    Its suffix is that of `name` whatever was typed, `sort` is what such files are called where that
    is not known here. The folder is remembered under `key`, unless it is asked for anew each time,
    beginning at `folder`.
    """
    suffix = Path(name).suffix
    start = suggested(context, key, safe_name(name), folder)
    sorts = f"{sort or _SORTS.get(suffix, '文件')} (*{suffix or ''})"
    while True:
        chosen, _ = QFileDialog.getSaveFileName(page, words, start, sorts)
        out = Path(chosen)
        if not chosen or out.suffix.lower() == suffix.lower():
            break
        out = out.with_name(f"{out.name}{suffix}")
        if not out.exists():
            break
        start = str(out)  # nobody was asked yet whether that one may be replaced
    if not chosen:
        return None
    if folder is None:
        remember_folder(context, key, out.parent)
    return out
