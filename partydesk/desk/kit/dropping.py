"""Files that people drag onto the window, and which of them may be sheets to import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent


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


class SheetTaken:
    """Beside the class of a page that reads the one sheet that is dropped on it."""

    def read(self, path: Path) -> None:
        """Read the sheet."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only a sheet may be let go here."""
        if dropped_sheet(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was let go."""
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read(files[0])
