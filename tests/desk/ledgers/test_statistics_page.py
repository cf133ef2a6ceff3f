"""党内统计 in the window: a table at a time, a difference opened to whom it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from partydesk.desk.evidence.list_page import EvidencePage
from partydesk.desk.ledgers.statistics_page import StatisticsPage
from partydesk.records import clock
from partydesk.store.store import Store
from tests.desk.windows import show_window


def test_tables_periods_and_who_makes_the_difference(empty_store: Store, qtbot: Any) -> None:
    with empty_store.write("名册") as writer:
        for name in ("王甲", "李乙"):
            writer.add("member", {"name": name, "category": "full", "joined_on": date(2010, 7, 1)})
        writer.connection.exec_driver_sql(
            "UPDATE member SET relation = 'left', left_to = '外' WHERE name = '李乙'"
        )
    window = show_window(empty_store, qtbot)
    window.turn_to("report", "statistics")
    page = window.space.page
    assert isinstance(page, StatisticsPage)
    qtbot.waitUntil(lambda: page.found is not None)
    assert page.found is not None and page.table is not None
    assert page.found.period.text == str(clock.today().year)
    model = page.table.model()
    heads = [str(model.headerData(n, page.table.horizontalHeader().orientation()))
             for n in range(model.columnCount())]  # fmt: skip
    values = dict(zip(heads, [str(model.index(0, n).data()) for n in range(len(heads))],
                      strict=True))  # fmt: skip
    assert (values["期初"], values["应有"], values["实有"], values["差数"]) == ("2", "2", "1", "-1")
    assert "差数 -1，日期要核对的 1 人" in page.said.text()
    page.periods.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.found is not None and page.found.period.text.endswith("H1"))
    page.open_odd()
    qtbot.waitUntil(lambda: isinstance(window.space.stack.currentWidget(), EvidencePage))
    window.context.close()
