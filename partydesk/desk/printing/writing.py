"""Printing one paper: what is asked, where it goes, the writing off the screen, what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.kit.app_context import Desk
from partydesk.desk.kit.messages import Action
from partydesk.desk.printing.choices import PrintChoices
from partydesk.desk.printing.offers import Offer
from partydesk.records.findings import Finding
from partydesk.records.periods import Period
from partydesk.store import settings
from partydesk.store.progress import Progress

_FOLDER = "papers.folder"


def print_offer(desk: Desk, offer: Offer, page: QWidget) -> None:
    """Print what somebody took from a menu, after asking what it leaves open."""
    if len(offer.periods) < 2 and not offer.masks:
        choose_file(desk, offer, offer.period, False, page)
        return
    reported = desk.store.role == "committee" and offer.uid not in (None, desk.store.own.uid)
    asking = PrintChoices(offer, reported=reported, parent=page)
    asking.accepted.connect(lambda: choose_file(desk, offer, asking.period, asking.full, page))
    asking.finished.connect(asking.deleteLater)
    asking.open()


def choose_file(desk: Desk, offer: Offer, period: Period | None, full: bool, page: QWidget) -> None:
    """Ask where the paper goes, and write it there."""
    out = ask_file(desk, offer.title, offer.file_name(period), page)
    if out is not None:
        write_paper(desk, offer, out, page, period=period, full=full)


def ask_file(desk: Desk, title: str, file_name: str, page: QWidget) -> Path | None:
    """Ask where a PDF goes; None when the person would rather not. The folder is remembered."""
    start = str(_folder(desk) / file_name)
    while True:
        name, _ = QFileDialog.getSaveFileName(page, f"{title}存到哪里", start, "PDF 文件 (*.pdf)")
        out = Path(name)
        if not name or out.suffix.lower() == ".pdf":
            break
        out = out.with_name(f"{out.name}.pdf")
        if not out.exists():
            break
        start = str(out)  # nobody was asked yet whether that one may be replaced
    if not name:
        return None
    _remember(desk, out.parent)
    return out


def write_paper(
    desk: Desk, offer: Offer, out: Path, page: QWidget, *, period: Period | None, full: bool
) -> None:
    """Write the paper off the screen; say that it is there, and offer to open it."""

    def write(progress: Progress) -> None:
        from partydesk.documents.printing import print_paper

        print_paper(
            desk.store, offer.what, offer.uid, out, period=period, full=full, progress=progress
        )

    said = ""
    if offer.masks:
        said = "身份号码和电话是完整的，用完请收好" if full else "身份号码和电话已遮住"
    write_pdf(desk, offer.title, out, write, said, page)


def write_pdf(
    desk: Desk,
    title: str,
    out: Path,
    write: Callable[[Progress], object],
    more: str,
    page: QWidget,
) -> None:
    """Let `write` make the PDF `out` off the screen; say that it is there, and `more`."""

    def work(progress: Progress) -> Finding | None:
        progress(0, 0, f"正在排版{title}…")
        from partydesk.documents.fonts import font_finding

        write(progress)
        return font_finding()

    def done(finding: Finding | None) -> None:
        parts = [f"已写出“{out.name}”", more, finding.message if finding else ""]
        tone = "ok" if finding is None else "warn"
        said = "。".join(part for part in parts if part)
        desk.tell(said, tone, Action("打开", lambda: _open(desk, out)))

    desk.run(f"正在打印{title}", work, done, page)


def _open(desk: Desk, out: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))):
        desk.tell(f"没有程序能打开 PDF，文件在“{out}”", "warn")


def _folder(desk: Desk) -> Path:
    """Where the last paper went, else the person's documents."""
    with desk.store.read() as connection:
        kept = settings.get(connection, _FOLDER)
    if kept and Path(kept).is_dir():
        return Path(kept)
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _remember(desk: Desk, folder: Path) -> None:
    if not desk.store.writable or desk.busy:
        return
    with desk.store.read() as connection:
        if settings.get(connection, _FOLDER) == str(folder):
            return

    def work() -> None:
        with desk.store.transaction() as connection:
            settings.put(connection, _FOLDER, str(folder))

    desk.attempt(work)
