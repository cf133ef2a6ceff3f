"""述职评议 in figures, on paper, in what a committee hands in: its own grades, each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from partydesk.documents.printing import print_paper
from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.submission.writing import export
from partydesk.operations.settle_rule import settle_rule
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import tally
from partydesk.store import queries
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.exchange import making
from tests.exchange.merging import merge
from tests.rules.judging import add, edit

FIGURES = ("secretaries_appraised", "secretaries_appraised_good", "organisations_appraised")


def figures(store: Store, period: str) -> list[Any]:
    with store.read() as connection:
        found = tally(connection, parse_period(period))
    return [found.value(id).value for id in FIGURES]


def rows(store: Store) -> list[dict[str, Any]]:
    with store.read() as connection:
        found = queries.ids(connection, queries.Query("appraisal"))
        return list(queries.window(connection, "appraisal", found).values())


def test_each_is_graded_once_a_year_and_counted(committee: Store, tmp_path: Path) -> None:
    for number, name in enumerate(("甲支部", "乙支部"), 1):
        add(committee, "organisation", code=f"P{number:04d}", name=name, kind="branch",
            secretary=f"{name[0]}书记")  # fmt: skip
    assert figures(committee, "2026") == [None, None, None]
    told = {"kind": "secretary", "year": 2026, "rated": "甲支部"}
    uid = add(committee, "appraisal", grade="good", good=7, fair=2, plain=1, **told)
    assert [(row["secretary"], row["good_rate"]) for row in rows(committee)] == [("甲书记", 70.0)]
    with pytest.raises(UserError, match="甲支部.*2026 年的书记述职评议已经有等次"):
        add(committee, "appraisal", grade="fair", **told)
    add(committee, "appraisal", grade="fair", **{**told, "kind": "organisation"})
    other = add(committee, "appraisal", grade="plain", **{**told, "rated": "乙支部"})
    with pytest.raises(UserError, match="已经有等次"):
        edit(committee, "appraisal", other, rated="甲支部")
    assert figures(committee, "2026") == [2, 1, 1] and figures(committee, "2025") == [None] * 3
    with pytest.raises(UserError, match="评议日期 2025-01-05 早于评议年度 2026"):
        edit(committee, "appraisal", uid, on=date(2025, 1, 5))

    for suffix in ("pdf", "docx"):
        out = tmp_path / f"结果.{suffix}"
        print_paper(committee, "appraisal-results", None, out, period=parse_period("2026"))
    text = reading_pdf.squeezed(reading_pdf.text(tmp_path / "结果.pdf"))
    assert "甲书记" in text and "共2个：好1个，较好0个，一般1个，差0个" in text
    with pytest.raises(UserError, match="2024 年还没有"):
        print_paper(committee, "appraisal-results", None, out, period=parse_period("2024"))


def test_what_is_asked_for_is_settled_by_its_grade_alone(
    committee: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 12, 20))
    for code in ("P0001", "P0002"):
        add(committee, "organisation", code=code, name=f"{code}支部", kind="branch")
    add(committee, "appraisal", kind="secretary", year=2026, rated="P0001支部", grade="good")
    _item, uid, stands = settle_rule(committee, "appraisal", "P0002支部", {"grade": "较好"})
    assert stands.settled
    assert [row["rated"] for row in rows(committee) if row["uid"] == uid] == ["P0002支部"]
    with pytest.raises(UserError, match="眼下不要求"):
        settle_rule(committee, "appraisal", "P0002支部", {"grade": "好"})


def test_what_a_branch_keeps_of_itself_is_no_second_grade(tmp_path: Path) -> None:
    with making.committee(tmp_path) as park, making.branch(tmp_path) as branch:
        told = {"kind": "secretary", "year": 2026, "rated": branch.own.name, "grade": "good"}
        add(branch, "appraisal", **told)
        merge(park, [export(branch, parse_period("2026"), tmp_path).file])
        assert [row["rated"] for row in rows(park)] == [branch.own.name]
        assert figures(park, "2026")[0] in (None, 0)
        add(park, "appraisal", **told)
        assert figures(park, "2026")[:2] == [1, 1]


def test_a_park_s_own_sheet_is_taken_twice_and_adds_nothing(
    committee: Store, tmp_path: Path
) -> None:
    add(committee, "organisation", code="P0001", name="甲支部", kind="branch", secretary="甲书记")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["考核年度", "述职党组织", "综合评价", "好票"])
    sheet.append([2026, "甲支部", "好", 8])
    book.save(tmp_path / "述职.xlsx")
    for number in (1, 0):
        proposal = propose(committee, tmp_path / "述职.xlsx", "appraisal")
        assert (proposal.added, proposal.findings) == (number, [])
        apply(committee, proposal)
    assert [(row["kind"], row["secretary"], row["grade"]) for row in rows(committee)] == [
        ("secretary", "甲书记", "good")
    ]
