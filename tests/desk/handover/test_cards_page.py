"""登记卡 in the window: made for branches, taken by one, its fingerprint compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk.handover.card_dialogs import EndDialog, EnrolDialog, FingerprintDialog
from partydesk.desk.handover.cards_page import CardsPage
from partydesk.desk.handover.collect_page import CollectPage
from partydesk.desk.handover.submit_page import SubmitPage
from partydesk.desk.kit.app_context import AppContext
from partydesk.exchange.merge import cards, operator
from partydesk.exchange.merge.merge import merge
from partydesk.store.store import Store
from tests.exchange import making

_WAIT = 60_000


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A committee whose register has two branches, and one of these."""
    with making.committee(tmp_path) as committee, making.branch(tmp_path, sessions=2) as branch:
        operator.give(committee, "周示例")
        with committee.write("登记") as writer:
            for code, name in (("P0312", branch.own.name), ("P0400", "中共示例园区乙支部委员会")):
                writer.add("organisation", {"code": code, "name": name, "short_name": code})
        yield committee, branch


def press(where: QWidget, words: str) -> None:
    found = [each for each in where.findChildren(QPushButton) if each.text() == words][-1]
    found.click()


def read_off(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel))


def test_a_card_from_the_register_to_the_fingerprint(
    qtbot: QtBot, both: tuple[Store, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee, branch = both
    with committee.write("发给各支部") as writer:
        area = {"kind": "grid", "name": "网格责任", "holder": "党支部书记", "to_branches": 1}
        writer.add("duty_area", area)
    context, branch_context = AppContext(committee), AppContext(branch)
    page, submit = CardsPage(context), SubmitPage(branch_context)
    for each in (page, submit):
        qtbot.addWidget(each)
        each.resize(911, 512)
        each.show()
    qtbot.waitUntil(lambda: len(page.found) == 2, timeout=_WAIT)
    assert "2 个没有卡" in page.said.text() and "没有登记卡" in read_off(submit.card_line)

    stick = tmp_path / "盘"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(stick))
    press(page, "给没有卡的都发…")
    qtbot.waitUntil(lambda: page.codes.isVisible(), timeout=_WAIT)
    qtbot.waitUntil(lambda: "已发卡" in page.table.texts[0], timeout=_WAIT)
    press(page.codes, "复制口令")
    lines = QGuiApplication.clipboard().text().splitlines()
    code = next(line.split("\t")[2] for line in lines if line.startswith("P0312"))
    assert code in read_off(page.codes) and len(list(stick.glob("*.card"))) == 2
    press(page.codes, "记好了，收起")
    assert not page.codes.isVisible()

    (file,) = stick.glob("P0312_*.card")
    submit.card_line.offer(file)
    (asking,) = submit.findChildren(EnrolDialog)
    asking.given.setText("1111-2222-3333-4444")
    asking.yes_button.click()
    assert "口令" in asking.wrong.text() and asking.isVisible()
    asking.given.setText(code.replace("-", " "))
    asking.yes_button.click()
    # What the park gives is seen before the card is taken.
    (seen,) = submit.findChildren(QMessageBox)
    assert "网格责任" in seen.informativeText()
    assert "没有登记卡" in submit.card_line.said.text()
    next(each for each in seen.buttons() if each.text() == "收下").click()
    assert "第 1 号登记卡" in submit.card_line.said.text()
    submit.write_step.use_folder(stick)
    submit.write()
    qtbot.waitUntil(lambda: "已加封" in submit.write_step.said.text(), timeout=_WAIT)
    (made,) = stick.glob("*.xlsx")
    assert merge(committee, [made]).files[0].state == "merged"

    page.refresh()
    qtbot.waitUntil(lambda: "指纹待核对" in page.table.texts[0], timeout=_WAIT)
    page.table.selectRow(0)
    fingerprint = page.table.texts[0][4]
    assert fingerprint in submit.card_line.said.text()
    press(page, "核对指纹…")
    (asking_fingerprint,) = page.findChildren(FingerprintDialog)
    asking_fingerprint.given.setText(fingerprint.lower())
    asking_fingerprint.yes_button.click()
    qtbot.waitUntil(lambda: "已登记" in page.table.texts[0], timeout=_WAIT)
    press(page, "停用…")
    (ending,) = page.findChildren(EndDialog)
    ending.yes_button.click()
    qtbot.waitUntil(lambda: "卡已停用" in page.table.texts[0], timeout=_WAIT)
    for each in (context, branch_context):
        each.close()


def test_what_is_not_sealed_waits_for_a_word(
    qtbot: QtBot, both: tuple[Store, Store], tmp_path: Path
) -> None:
    committee, branch = both
    bare = making.sent(branch, tmp_path / "盘").file
    cards.make(committee, "P0312", tmp_path)
    context = AppContext(committee)
    page = CollectPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 650)
    page.show()
    page.read([bare])
    qtbot.waitUntil(lambda: any(each.state == "unenrolled" for each in page.lines), timeout=_WAIT)
    assert "未登记" in page.table.texts[0]
    assert "凭据：未登记" in read_off(page.detail)
    press(page.detail, "核实过了，收下")
    qtbot.waitUntil(lambda: any(each.state == "taken" for each in page.lines), timeout=_WAIT)
    context.close()
