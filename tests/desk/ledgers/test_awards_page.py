"""评优 in the window: who qualifies, every answer with its records, an award begun from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.awards_page import AwardsPage
from partydesk.operations.rule_settings import choose_rules
from partydesk.rules.awards import conditions
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.desk.windows import show_window


def test_who_qualifies_is_seen_opened_and_recorded(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 12, 20))
    store = create(Home(tmp_path / "支部"), "branch", {"code": "P0001", "name": "甲支部"})
    with store.write("名册") as writer:
        for name in ("甲一", "乙二"):
            values = {"name": name, "category": "full", "joined_on": date(2010, 7, 1)}
            uid = writer.add("member", {**values, "confirmed_on": date(2011, 7, 1)})
            if name == "甲一":
                told = {"member": writer.reference("member", uid), "year": 2026}
                writer.add("review", {**told, "grade": "excellent"})
    choose_rules(store, None, None, conditions.codes_pair("member", ["review", "clean"]))
    window = show_window(store, qtbot)
    window.turn_to("report", "qualified")
    page = window.space.page
    assert isinstance(page, AwardsPage)
    qtbot.waitUntil(lambda: page.table is not None and len(page.table.texts) == 2)
    assert page.table is not None
    assert [row[0] for row in page.table.texts] == ["甲一", "乙二"]
    assert page.table.texts[0][-1] == "符合" and "民主评议 无记录" in page.table.texts[1][-1]
    assert "符合 1 名，缺记录 1 名，不符合 0 名" in page.said.text()
    record = next(each for each, act in page._acts if act.label.startswith("记为表彰"))
    page.table.selectRow(1)
    assert not record.isVisible()
    page.table.selectRow(0)
    assert record.isVisible()
    page.open_button.click()
    qtbot.waitUntil(lambda: window.space.stack.currentWidget() is not page)
    answers = window.space.stack.currentWidget()
    qtbot.waitUntil(lambda: getattr(answers, "table", None) is not None)
    assert answers.table.texts[0][:3] == ["民主评议", "当年民主评议等次为优秀", "优秀"]
    answers.leave()
    record.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert form.editors["who"].raw() == "甲一"
    window.close()
    window.context.close()
