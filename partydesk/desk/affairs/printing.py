"""The papers of an affair: looked at before it is carried out, written to a file after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.printing.offers import Offer
from partydesk.desk.printing.writing import print_paper_of, show_print
from partydesk.operations.affairs.carrying import preview_paper
from partydesk.operations.affairs.told import Told
from partydesk.store.file_names import safe_name
from partydesk.store.progress import Progress


def look_at(
    context: AppContext,
    name: str,
    uids: Sequence[str],
    answers: Mapping[str, object],
    what: str,
    page: QWidget,
) -> None:
    """Show the pages of a paper as it would be."""

    from partydesk.documents.printing import PAPERS

    label = PAPERS[what].label

    def write(out: Path, _progress: Progress) -> None:
        preview_paper(context.store, name, uids, answers, what, out)

    file_name = safe_name(f"{label}.pdf")
    show_print(context, label, file_name, write, "还没有办：这是办了以后的样子", page)


def write_papers(context: AppContext, told: Told, wanted: Sequence[str], about: str) -> None:
    """Show the papers that were ticked, each to be printed or put into a file."""
    from PySide6.QtWidgets import QApplication

    window = QApplication.activeWindow()
    for offer, uid in told.papers:
        if offer.what not in wanted or window is None:
            continue
        paper = Offer(offer.what, offer.label, offer.label, uid, about)
        print_paper_of(context, paper, window, None, full=True)
