"""Files that people drag onto the window, and which of them may be sheets to import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent


def sheet_filter() -> str:
    """What a chooser of files offers: sheets first."""
    from partydesk.exchange.reading.sheet_kinds import SHEETS

    return f"表格 ({' '.join(f'*{suffix}' for suffix in SHEETS)});;所有文件 (*)"


def dropped_files(event: QDropEvent) -> list[Path]:
    """The local files and folders somebody drags."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def dropped_sheet(event: QDropEvent) -> Path | None:
    """The one sheet that is dragged, if it is one."""
    from partydesk.exchange.reading.sheet_kinds import SHEETS

    files = dropped_files(event)
    return files[0] if len(files) == 1 and files[0].suffix.lower() in SHEETS else None
