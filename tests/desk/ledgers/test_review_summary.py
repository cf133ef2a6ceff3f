"""民主评议 over a committee's branches: what each reported, against the cap, page and paper alike;
and what is exempt in a branch's file is exempt for its committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.desk.ledgers.review_summary_page import ReviewSummaryPage
from partydesk.documents.printing import print_paper
from partydesk.exchange.submission.writing import export
from partydesk.operations.exemptions import exempt
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.norms import Obligation, State, evaluate
from partydesk.rules.review_park import park_reviews
from partydesk.rules.review_year import review_year
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.conftest import at_present_on
from tests.desk.windows import show_window
from tests.documents.reading_pdf import squeezed, text
from tests.exchange.merging import merge
from tests.rules.judging import add, member

TODAY = date(2026, 11, 20)
YEAR = parse_period("2026")
GRADES = {
    "P0001": ("excellent", "excellent", "qualified"),
    "P0002": ("excellent", "qualified", None),
    "P0003": (None, None, None),
}

NAMES = {
    "P0001": ("王甲", "李乙", "张丙"), "P0002": ("钱丁", "孙戊", "赵己"),
    "P0003": ("周庚", "吴辛", "郑壬"),
}  # fmt: skip


@pytest.fixture
def branches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three branches of three: one grades too well, one not all, one nobody; with exemptions."""
    monkeypatch.setattr(clock, "source", at_present_on(TODAY))
    stores = []
    for code, grades in GRADES.items():
        store = create(Home(tmp_path / code), "branch", {"code": code, "name": f"{code}支部"})
        for number, grade in enumerate(grades):
            duty = ("secretary", "none", "none")[number]
            uid = member(store, NAMES[code][number], joined_on="2010-01-01",
                         confirmed_on="2011-01-01", duty=duty)  # fmt: skip
            if grade:
                with store.read() as connection:
                    query = "SELECT id FROM member WHERE uid = ?"
                    row = connection.exec_driver_sql(query, (uid,)).scalar()
                add(store, "review", member=row, year=2026, grade=grade)
            if number == 1:
                exempt(store, "hours_32", [uid], "长期患病，送学上门")
        exempt(store, "lecture_quarterly" if code == "P0003" else "theme_day", [""], "停产检修",
               date(2026, 10, 1), date(2026, 10, 31))  # fmt: skip
        stores.append(store)
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def park(branches: list[Store], committee_store: Store, tmp_path: Path) -> Store:
    """The committee that took the first two; the third is enrolled and silent."""
    files = [export(store, YEAR, tmp_path).file for store in branches[:2]]
    merge(committee_store, files, accept_unenrolled=True)
    with committee_store.write("登记") as writer:
        writer.add("organisation", {"code": "P0003", "name": "P0003支部", "kind": "branch"})
    return committee_store


def test_grades_by_branch_are_what_each_branch_sees(branches: list[Store], park: Store) -> None:
    with park.read() as connection:
        found = park_reviews(connection, 2026, TODAY)
    by_name = {each.name: each for each in found.branches if each.name.startswith("P000")}
    told = {name: each.standing for name, each in by_name.items()}
    assert told == {
        "P0001支部": ("优秀多 1 名，最多 1 名", "bad"),
        "P0002支部": ("还差 1 名：赵己", "warn"),
        "P0003支部": ("未报到", "idle"),
    }
    for store in branches[:2]:
        with store.read() as connection:
            own = review_year(connection, store.own.id, 2026, TODAY)
        there = by_name[store.own.name]
        assert (there.asked, there.most) == (own.graded, own.most)
        assert {code: there.number(code) for code in own.counts} == own.counts


def test_the_page_and_the_paper_say_the_same(
    park: Store, qtbot: Any, tmp_path: Path, branches: list[Store]
) -> None:
    window = show_window(park, qtbot)
    window.turn_to("report", "grades")
    page = window.space.page
    assert isinstance(page, ReviewSummaryPage)
    qtbot.waitUntil(lambda: page.evidence is not None, timeout=20_000)
    assert page.evidence is not None
    lines = {line.cells[0]: line.cells for line in page.evidence.groups[0].lines}
    assert lines["P0001支部"][1:7] == ("3", "2", "1", "0", "0", "0")
    assert lines["P0003支部"][1:] == ("", "", "", "", "", "", "未报到")
    assert "定等次的 6 名" in page.evidence.said and "在内 2 个" in page.evidence.said
    window.context.close()
    made = print_paper(park, "review-summary", None, tmp_path / "汇总.pdf", period=YEAR)
    said = squeezed(text(made))
    for words in ("优秀多1名", "还差1名", "未报到", "合计632001", "不是0"):
        assert words.replace(" ", "") in said, words
    with pytest.raises(UserError, match="2025 年还没有支部报来"):
        print_paper(park, "review-summary", None, tmp_path / "无.pdf", period=parse_period("2025"))


def _judged(store: Store, code: str) -> dict[tuple[str, str, str], Obligation]:
    with store.read() as connection:
        ids = dict(
            connection.exec_driver_sql("SELECT code, id FROM organisation").fetchall()
        )  # fmt: skip
        items = evaluate(connection, YEAR, today=TODAY, organisations=(ids[code],))
    return {(item.norm.id, item.uid or item.about, item.slot): item for item in items}


def test_branch_and_committee_agree_on_what_is_exempt(
    branches: list[Store], park: Store, on_day: Callable[[date], None]
) -> None:
    """Whatever a branch's file says is exempt, and why, its committee's says too."""
    for store in branches[:2]:
        code = store.own.code
        here, there = _judged(store, code), _judged(park, code)
        spared = {key: item for key, item in here.items() if item.state is State.EXEMPT}
        assert {"hours_32", "theme_day"} <= {rule for rule, _, _ in spared}
        for key, item in spared.items():
            assert key in there, key
            assert (there[key].state, there[key].text) == (State.EXEMPT, item.text), key
        # And nothing besides: what the branch owes is not spared elsewhere.
        also = {key for key, item in there.items() if item.state is State.EXEMPT} & set(here)
        assert also == set(spared)
        assert any("长期患病" in item.text for item in spared.values())
        assert any("停产检修" in item.text for item in spared.values())
