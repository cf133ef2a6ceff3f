"""Printing one paper: what is asked, where it goes, the writing off the screen, what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.remembered_folder import folder_before, remember_folder
from partydesk.desk.kit.written_file import opening
from partydesk.desk.printing.choices import PrintChoices
from partydesk.desk.printing.offers import Offer
from partydesk.operations.settings.keys import PAPERS_FOLDER
from partydesk.records.findings import Finding
from partydesk.records.periods import Period
from partydesk.store.progress import Progress


def print_offer(context: AppContext, offer: Offer, page: QWidget) -> None:
    """Print what somebody took from a menu, after asking what it leaves open."""
    if len(offer.periods) < 2 and not offer.masks:
        choose_file(context, offer, offer.period, False, page)
        return
    reported = context.store.role == "committee" and offer.uid not in (None, context.store.own.uid)
    asking = PrintChoices(offer, reported=reported, parent=page)
    asking.accepted.connect(lambda: choose_file(context, offer, asking.period, asking.full, page))
    asking.open()


def choose_file(
    context: AppContext, offer: Offer, period: Period | None, full: bool, page: QWidget
) -> None:
    """Ask where the paper goes, and write it there."""
    out = ask_file(context, offer.title, offer.file_name(period), page)
    if out is not None:
        write_paper(context, offer, out, page, period=period, full=full)


def ask_file(context: AppContext, title: str, file_name: str, page: QWidget) -> Path | None:
    """Ask where a PDF goes; None when the person would rather not. The folder is remembered."""
    start = str(_folder(context) / file_name)
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
    remember_folder(context, PAPERS_FOLDER, out.parent)
    return out


def write_paper(
    context: AppContext,
    offer: Offer,
    out: Path,
    page: QWidget,
    *,
    period: Period | None,
    full: bool,
) -> None:
    """Write the paper off the screen; say that it is there, and offer to open it."""

    def write(progress: Progress) -> None:
        from partydesk.documents.printing import print_paper

        print_paper(
            context.store, offer.what, offer.uid, out, period=period, full=full, progress=progress
        )

    said = ""
    if offer.masks:
        said = "身份号码和电话是完整的，用完请收好" if full else "身份号码和电话已遮住"
    write_pdf(context, offer.title, out, write, said, page)


def write_pdf(
    context: AppContext,
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
        context.tell(said, tone, opening(context, out))

    context.run(f"正在打印{title}", work, done, page)


def _folder(context: AppContext) -> Path:
    """Where the last paper went, else the person's documents."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    kept = folder_before(context, PAPERS_FOLDER)
    return kept or Path(QStandardPaths.writableLocation(documents))
