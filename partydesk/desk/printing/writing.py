"""Printing: what is asked, the pages made off the screen and shown, a printer or a file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.printing.choices import PrintChoices
from partydesk.desk.printing.offers import Offer
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import atomic
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.desk.printing.pdf_pages import PdfPages


Write = Callable[[Path, Progress], object]
"""Makes the PDF there, off the screen."""


def print_offer(context: AppContext, offer: Offer, page: QWidget) -> None:
    """Print what somebody took from a menu, after asking what it leaves open."""
    if len(offer.periods) < 2 and not offer.masks:
        print_paper_of(context, offer, page, offer.period, full=False)
        return
    reported = context.store.role == "committee" and offer.uid not in (None, context.store.own.uid)
    asking = PrintChoices(offer, reported=reported, parent=page)
    asking.accepted.connect(
        lambda: print_paper_of(context, offer, page, asking.period, full=asking.full)
    )
    asking.open()


def print_paper_of(
    context: AppContext, offer: Offer, page: QWidget, period: Period | None, *, full: bool
) -> None:
    """Show the pages of a paper, to be printed or put into a file."""

    def write(out: Path, progress: Progress) -> None:
        from partydesk.documents.printing import print_paper

        print_paper(
            context.store, offer.what, offer.uid, out, period=period, full=full, progress=progress
        )

    if offer.suffix != ".pdf":
        _write_word(context, offer, write, page)
        return
    said = ""
    if offer.masks:
        said = "身份号码和电话是完整的，用完请收好" if full else "身份号码和电话已遮住"
    show_print(context, offer.title, offer.file_name(period), write, said, page)


def _write_word(context: AppContext, offer: Offer, write: Write, page: QWidget) -> None:
    """A paper that is gone over in Word is written where the person names, and opened there."""
    out = ask_file(context, page, f"{offer.title}存到哪里", offer.file_name(None))
    if out is None:
        return

    def done(_none: None) -> None:
        tell_written(context, f"已写出“{out.name}”", out)

    def work(progress: Progress) -> None:
        write(out, progress)

    context.run(f"正在写“{out.name}”", work, done, page)


def show_print(
    context: AppContext, title: str, file_name: str, write: Write, more: str, page: QWidget
) -> None:
    """Let `write` make a PDF off the screen, then show its pages to be printed or put into a file;
    `more` is what else is to be said of it."""

    def work(progress: Progress) -> Made:
        progress(0, 0, f"正在排版{title}…")
        from partydesk.desk.printing.pdf_pages import open_pages
        from partydesk.documents.fonts import font_finding

        # In the program's own folder for temporary files, which goes when it is closed.
        made = Path(tempfile.mkdtemp()) / file_name
        write(made, progress)
        finding = font_finding()
        told = [each for each in (more, finding.message if finding else "") if each]
        try:
            return Made(made, open_pages(made), told, finding is None)
        except UserError as error:
            return Made(made, None, [error.message, *told], finding is None)

    def done(made: Made) -> None:
        from partydesk.desk.printing.print_dialog import PrintDialog

        told = "。".join(made.told)

        def closed(result: int) -> None:
            if result == PrintDialog.SAVE:
                _save(context, title, made, more, page)
            else:
                _remove(made)

        dialog = PrintDialog(context, title, made.pages, told, page)
        dialog.finished.connect(closed)
        dialog.open()

    context.run(f"正在排版{title}", work, done, page)


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF in the temporary folder: its pages (None: they cannot be drawn), what is to be said,
    whether its letters are the right ones."""

    path: Path
    pages: PdfPages | None
    told: list[str]
    sound: bool


def _save(context: AppContext, title: str, made: Made, more: str, page: QWidget) -> None:
    out = ask_file(context, page, f"{title}存到哪里", made.path.name)
    if out is None:
        _remove(made)
        return

    def work(_progress: Progress) -> None:
        with atomic.written(out) as temporary:
            shutil.copyfile(made.path, temporary)

    def done(_none: None) -> None:
        _remove(made)
        parts = [f"已写出“{out.name}”", more, *(each for each in made.told if each != more)]
        said = "。".join(part for part in parts if part)
        tell_written(context, said, out, tone="ok" if made.sound else "warn")

    context.run(f"正在写“{out.name}”", work, done, page, failed=lambda _error: _remove(made))


def _remove(made: Made) -> None:
    shutil.rmtree(made.path.parent, ignore_errors=True)
