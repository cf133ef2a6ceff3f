"""向上报送: the committee's own 报送, in its window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partydesk.desk.handover.submit_page import SubmitPage
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.listings import TABS
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.submission.below import SHEET
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge

_WAIT = 60_000


@pytest.fixture
def page(
    qtbot: QtBot, committee_store: Store, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SubmitPage]:
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", list)
    context = AppContext(committee_store)
    made = SubmitPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 650)
    made.show()
    yield made
    context.close()


def test_a_committee_hands_in_and_gets_its_receipt(
    qtbot: QtBot, page: SubmitPage, tmp_path: Path
) -> None:
    parts = [part.title for tab in TABS["committee"] for part in tab.declared]
    assert "向上报送" in parts
    stick = tmp_path / "U 盘"
    stick.mkdir()
    page.chooser.choose(parse_period("2026"))
    page.refresh()
    page.write_step.use_folder(stick)
    page.write()
    qtbot.waitUntil(lambda: bool(list(stick.glob("*_v1.xlsx"))) and not page.context.busy,
                    timeout=_WAIT)  # fmt: skip
    (file,) = stick.glob("*_v1.xlsx")
    assert making.rows_of(file, SHEET) == [], "no branch has reported yet"
    with create(Home(tmp_path / "市"), "committee", {"code": "C0000", "name": "市委"}) as above:
        merge(above, [file])
        slip = write_slip(above, file, tmp_path / "回执.xlsx")
    page.open_slip(slip)
    qtbot.waitUntil(page.returned.isVisible, timeout=_WAIT)
    assert "第 1 版已收下" in page.returned.title.text()
    assert page.handed_in.table.texts[0][3] == "已收"
