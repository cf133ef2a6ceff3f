"""What the window writes besides records: the clipboard, drafts, logs, lists on paper, searched."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from partydesk.desk.forms.drafts import Draft, waiting
from partydesk.desk.lists.export import export_listing, pages_of
from partydesk.exchange.roster.intake import propose_pasted
from partydesk.store import logs
from partydesk.store.progress import silent
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests import sentinels
from tests.desk.windows import show_window
from tests.sentinels import ADDRESS, CONTENT, IDENTITY, PHONE


def test_the_window_leaves_no_sentinel_where_it_may_not_be(
    branch_store: Store, qtbot: Any, tmp_path: Path
) -> None:
    home = branch_store.home
    sentinels.plant(branch_store)
    logs.start(home)
    window = show_window(branch_store, qtbot)
    copied, papers = 0, []
    for tab in ("members", "sessions", "talks", "tickets"):
        window.turn_to(tab)
        page = window.space.list_page
        assert page is not None
        for column in page.columns:
            page.column_choice.set_shown(column, True)
        page.view.selectAll()
        text = page.view.copy(headed=True)
        assert QGuiApplication.clipboard().text() == text
        assert sentinels.in_text(text) == set(), tab
        copied += text.count("\n")
        # What was hidden stays as it was where rows are pasted back, and where an export is read.
        shown = [(column.name, column.label) for column in page.columns]
        pasted = propose_pasted(branch_store, page.listing.kind, text, shown)
        assert pasted.unchanged == pasted.rows > 0, (tab, pasted.findings)
        paper = tmp_path / f"{tab}.pdf"
        pages_of(branch_store, page.listing, page.model, page.column_choice.shown)(paper, silent)
        sheet = tmp_path / f"{tab}.xlsx"
        export_listing(branch_store, Query(page.listing.kind), page.columns, sheet, tab, silent)
        papers += [paper, sheet]
    assert copied > 20
    # An error that quotes what it was about.
    draft = Draft(home, "member", None)
    assert draft.keep({"id_number": IDENTITY, "phone": PHONE, "address": ADDRESS})
    try:
        try:
            json.loads(f"{IDENTITY} {CONTENT}{{")
        except ValueError as error:
            raise KeyError(f"{PHONE} {ADDRESS}") from error
    except KeyError:
        logging.getLogger("partydesk.desk").exception("about %s", PHONE)
    window.context.close()
    logs.stop()
    QApplication.processEvents()

    assert {path.name: names for path in papers if (names := sentinels.found(path))} == {}
    assert "KeyError" in (home.folder / "partydesk.log").read_text("utf-8")
    holding = {
        path.relative_to(home.folder).parts[0]
        for path in home.folder.rglob("*")
        if path.is_file() and sentinels.found(path)
    }
    assert holding <= {"partydesk.db", "partydesk.db-wal", "backups", "drafts"}
    assert "drafts" in holding and [each.kind for each in waiting(home)] in ([], ["member"])
    outside = [path for path in tmp_path.rglob("*") if path.is_file()]
    outside += [path for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file()]
    assert [
        path for path in outside if home.folder not in path.parents and sentinels.found(path)
    ] == []
    draft.drop()
    assert not list((home.folder / "drafts").iterdir())
