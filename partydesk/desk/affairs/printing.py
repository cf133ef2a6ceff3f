"""The papers of an affair: looked at before it is carried out, written to a file after it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.printing.offers import Offer
from partydesk.desk.printing.writing import print_paper_of
from partydesk.operations.affairs.carrying import Told, preview_paper
from partydesk.store.progress import Progress


def look_at(
    context: AppContext,
    name: str,
    uids: Sequence[str],
    answers: Mapping[str, object],
    what: str,
    page: QWidget,
) -> None:
    """Show a paper as it would be, in whatever shows a PDF here."""

    def work(_progress: Progress) -> Path:
        # In the program's own folder for temporary files, which goes when it is closed.
        out = Path(tempfile.mkdtemp()) / f"{what}.pdf"
        return preview_paper(context.store, name, uids, answers, what, out)

    def done(made: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

    context.run("正在排版预览", work, done, page, cancellable=False)


def write_papers(context: AppContext, told: Told, wanted: Sequence[str], about: str) -> None:
    """Show the papers that were ticked, each to be printed or put into a file."""
    from PySide6.QtWidgets import QApplication

    window = QApplication.activeWindow()
    for offer, uid in told.papers:
        if offer.what not in wanted or window is None:
            continue
        paper = Offer(offer.what, offer.label, offer.label, uid, about)
        print_paper_of(context, paper, window, None, full=True)
