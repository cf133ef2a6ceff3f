"""The calendar of 组织生活: what each month says, of one branch and over many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from partydesk.rules.calendar import calendar
from partydesk.rules.calendar_cells import Calendar
from partydesk.store.store import Store

Add = Callable[..., str]


def meet(add: Add, kind: str, *days: tuple[int, int], **more: Any) -> None:
    for month, day in days:
        at = datetime(2026, month, day, 14)
        add("session", kind=kind, starts_at=at, topic="示例", **more)


def of(store: Store, today: date, year: int = 2026) -> Calendar:
    with store.read() as connection:
        return calendar(connection, year, store.own.id, today)


def marks(found: Calendar, kind: str) -> str:
    """A row in one letter a month: h held, d due, o overdue, m missed, c coming, - nothing."""
    row = next(row for row in found.rows if row.kind == kind)
    return "".join("-" if cell.mark == "none" else cell.mark[0] for cell in row.cells)


def test_months_of_a_branch(empty_store: Store, add: Add) -> None:
    meet(add, "theme_day", (1, 1), (2, 28), (2, 3), (3, 31), (4, 30), (5, 5), (7, 7))
    meet(add, "general_meeting", (1, 10), (6, 30))
    found = of(empty_store, date(2026, 8, 15))
    assert marks(found, "theme_day") == "hhhhhmhdcccc"
    assert marks(found, "general_meeting") == "h----h--c--c", "one in the quarter is enough"
    assert marks(found, "life_meeting") == "---------ccc", "usually in the last quarter"
    held = {row.kind: [cell.held for cell in row.cells] for row in found.rows}
    assert held["theme_day"][1] == 2
    assert (found.held, found.due, found.missing) == (9, 1, 1)


def test_a_quarter_is_pressing_in_its_last_month_only(empty_store: Store) -> None:
    assert marks(of(empty_store, date(2026, 8, 29)), "general_meeting")[6:9] == "--c"
    assert marks(of(empty_store, date(2026, 9, 1)), "general_meeting")[6:9] == "--d"
    assert marks(of(empty_store, date(2026, 9, 30)), "general_meeting")[6:9] == "--d"
    assert marks(of(empty_store, date(2026, 10, 1)), "general_meeting")[6:9] == "--o"
    assert marks(of(empty_store, date(2026, 11, 1)), "general_meeting")[6:9] == "--m"


def test_a_year_becomes_pressing_where_one_is(empty_store: Store) -> None:
    assert marks(of(empty_store, date(2026, 10, 16)), "review_meeting") == "---------ccc"
    assert marks(of(empty_store, date(2026, 10, 17)), "review_meeting") == "---------d--"
    assert marks(of(empty_store, date(2027, 1, 5)), "review_meeting") == "-----------o"


def test_before_the_founding_nothing_is_asked(empty_store: Store) -> None:
    with empty_store.write("成立") as writer:
        writer.edit("organisation", empty_store.own.uid, {"founded_on": date(2026, 6, 10)})
    found = of(empty_store, date(2026, 9, 1))
    assert marks(found, "theme_day") == "------modccc"
    assert marks(found, "general_meeting") == "--------d--c"


def test_rows_that_are_not_asked_for_are_left_out_until_held(empty_store: Store, add: Add) -> None:
    day = date(2026, 9, 1)
    assert [row.kind for row in of(empty_store, day).rows] == [
        "general_meeting",
        "lecture",
        "theme_day",
        "life_meeting",
        "review_meeting",
    ]
    meet(add, "branch_committee", (3, 3))
    assert "branch_committee" in [row.kind for row in of(empty_store, day).rows]


def test_a_lecture_within_another_session_is_one(empty_store: Store, add: Add) -> None:
    meet(add, "theme_day", (3, 3), elements="lecture,oath")
    meet(add, "lecture", (3, 9))
    found = of(empty_store, date(2026, 9, 1))
    lectures = next(row for row in found.rows if row.kind == "lecture")
    assert lectures.cells[2].held == 2
    assert lectures.norm is None


def test_what_is_removed_is_not_held(empty_store: Store, add: Add) -> None:
    uid = add("session", kind="theme_day", starts_at=datetime(2026, 8, 1, 9), topic="示例")
    with empty_store.write("删除") as writer:
        writer.remove("session", uid)
    assert marks(of(empty_store, date(2026, 9, 1)), "theme_day")[7] == "o"


def test_over_branches_each_month_says_how_many(committee_store: Store) -> None:
    with committee_store.write("登记") as writer:
        for code in ("P0301", "P0302", "P0303"):
            writer.add("organisation", {"code": code, "name": f"{code}支部", "kind": "branch"})
        founded = {"code": "P0304", "name": "新支部", "kind": "branch"}
        writer.add("organisation", founded | {"founded_on": date(2026, 8, 20)})
    with committee_store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO session (uid, created_at, updated_at, search, organisation, kind, "
            "starts_at, topic) SELECT 'u' || code, '', '', '', id, 'theme_day', "
            "'2026-08-05 09:00', '示例' FROM organisation WHERE code IN ('P0301', 'P0302')"
        )
        # For the others the committee keeps the records as well: their members are here.
        connection.exec_driver_sql(
            "INSERT INTO member (uid, created_at, updated_at, search, organisation, name, "
            "category) SELECT 'm' || code, '', '', '', id, '示例', 'applicant' "
            "FROM organisation WHERE code IN ('P0303', 'P0304')"
        )
    with committee_store.read() as connection:
        found = calendar(connection, 2026, None, date(2026, 9, 10))
    row = next(row for row in found.rows if row.kind == "theme_day")
    august, september = row.cells[7], row.cells[8]
    assert (august.done, august.asked, august.held) == (2, 3, 2), "the new one had no whole month"
    assert len({item.organisation for item in august.lacking}) == 1
    assert (september.done, september.asked, september.mark) == (0, 4, "due")
    general = next(row for row in found.rows if row.kind == "general_meeting")
    assert [cell.asked for cell in general.cells] == [0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 4]
