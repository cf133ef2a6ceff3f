"""Lists: which rows are found, in which order, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.base import kinds
from partydesk.records.periods import parse_period
from partydesk.store import queries, shown_rows
from partydesk.store.home import Home
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.sample.bulk import bulk_branch

Add = Callable[..., str]


def found(store: Store, query: Query, column: str = "name") -> list[Any]:
    with store.read() as connection:
        wanted = queries.ids(connection, query)
        rows = queries.window(connection, query.kind, wanted)
        assert queries.count(connection, query) == len(wanted)
    return [rows[each][column] for each in wanted]


@pytest.fixture
def people(add: Add) -> None:
    for name, group, duty in (
        ("张三", "第一党小组", "secretary"),
        ("李四", "第二党小组", "none"),
        ("单雄信", "第一党小组", "none"),
        ("曾100%_对\\错", None, "none"),
        ("王𬭎", None, "none"),
        ("Anna Lee", None, "none"),
    ):
        add("member", name=name, group=group, duty=duty, category="full")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三", ["张三"]),
        ("三", ["张三"]),
        ("zhangsan", ["张三"]),
        ("ZHANG", ["张三"]),
        ("zs", ["张三"]),
        ("sxx", ["单雄信"]),
        ("shanxiongxin", ["单雄信"]),
        ("danxiong", []),
        ("zeng", ["曾100%_对\\错"]),
        ("anna", ["Anna Lee"]),
        ("𬭎", ["王𬭎"]),
        ("第一 张", ["张三"]),
        ("dyd", ["单雄信", "张三"]),
        ("  ", ["Anna Lee", "李四", "单雄信", "王𬭎", "曾100%_对\\错", "张三"]),
        ("100%", ["曾100%_对\\错"]),
        ("%", ["曾100%_对\\错"]),
        ("_", ["曾100%_对\\错"]),
        ("\\", ["曾100%_对\\错"]),
        ("%三", []),
        ("张_", []),
        ("'", []),
        ("李四 张三", []),
    ],
)
@pytest.mark.usefixtures("people")
def test_the_search_box(empty_store: Store, text: str, names: list[str]) -> None:
    assert found(empty_store, Query("member", text=text)) == names


@given(text=st.text(max_size=12))
@pytest.mark.usefixtures("people")
def test_no_text_breaks_the_search(empty_store: Store, text: str) -> None:
    everybody = set(found(empty_store, Query("member")))
    assert set(found(empty_store, Query("member", text=text))) <= everybody


@pytest.mark.usefixtures("people")
def test_filters_and_their_counts(empty_store: Store) -> None:
    first = Query("member", where={"group": "第一党小组"})
    assert found(empty_store, first) == ["单雄信", "张三"]
    assert found(empty_store, Query("member", where={"duty": ["secretary", "deputy"]})) == ["张三"]
    assert found(empty_store, Query("member", where={"group": None, "duty": "none"})) == [
        "Anna Lee",
        "王𬭎",
        "曾100%_对\\错",
    ]
    assert found(empty_store, Query("member", where={"duty": []})) == []
    with empty_store.read() as connection:
        counts = queries.counts_by(connection, Query("member"), "group")
        own = queries.count(connection, Query("member", organisation=empty_store.own.id))
        other = queries.count(connection, Query("member", organisation=99))
    assert counts == {"第一党小组": 2, "第二党小组": 1, None: 3}
    assert (own, other) == (6, 0)


@pytest.mark.usefixtures("people")
def test_names_sort_as_a_chinese_roll_does(empty_store: Store) -> None:
    up = found(empty_store, Query("member", order=(("name", False),)))
    assert up == ["Anna Lee", "李四", "单雄信", "王𬭎", "曾100%_对\\错", "张三"]
    assert found(empty_store, Query("member", order=(("name", True),))) == up[::-1]
    by_group = Query("member", order=(("group", True), ("name", True)))
    assert found(empty_store, by_group)[:3] == ["李四", "张三", "单雄信"]
    with pytest.raises(KeyError):
        found(empty_store, Query("member", order=(("no_such_column", False),)))


def test_the_recycle_bin_is_a_list_of_its_own(empty_store: Store, add: Add) -> None:
    uid = add("member", name="张三", category="full")
    add("member", name="李四", category="full")
    with empty_store.write("删除") as writer:
        writer.remove("member", uid)
    assert found(empty_store, Query("member")) == ["李四"]
    assert found(empty_store, Query("member", removed=True)) == ["张三"]
    assert found(empty_store, Query("member", text="zs", removed=True)) == ["张三"]


def test_sessions_come_latest_first_and_count_their_people(empty_store: Store, add: Add) -> None:
    for day, topic in ((1, "旧"), (20, "新")):
        add("session", kind="theme_day", topic=topic, starts_at=datetime(2026, 3, day))
    with empty_store.write("出勤") as writer:
        session = writer.reference("session", _uid(empty_store, "session", "topic", "新"))
        for number, state in enumerate(("present", "present", "leave", "absent", "made_up")):
            uid = writer.add("member", {"name": f"陈{chr(0x4E00 + number)}", "category": "full"})
            member = writer.reference("member", uid)
            writer.add("attendance", {"session": session, "member": member, "state": state})
    assert found(empty_store, Query("session"), "topic") == ["新", "旧"]
    with empty_store.read() as connection:
        wanted = queries.ids(connection, Query("session"))
        rows = queries.window(connection, "session", wanted)
    new, old = (rows[each] for each in wanted)
    counted = ("expected", "present", "on_leave", "absent", "attendance_rate")
    assert [new[name] for name in counted] == [5, 2, 1, 1, 40.0]
    assert [old[name] for name in counted] == [0, 0, 0, 0, None]
    assert shown_rows.cell_text("session", "attendance_rate", new) == "40%"
    assert found(empty_store, Query("session", order=(("present", True),)), "topic") == ["新", "旧"]
    assert found(empty_store, Query("session", order=(("present", False),)), "topic") == [
        "旧",
        "新",
    ]


def _uid(store: Store, kind: str, column: str, value: str) -> str:
    with store.read() as connection:
        return str(
            connection.exec_driver_sql(
                f'SELECT uid FROM "{kind}" WHERE "{column}" = ?', (value,)
            ).scalar()
        )


def test_periods_hold_both_their_ends(empty_store: Store, add: Add) -> None:
    for month, day, hour in ((6, 30, 23), (7, 1, 0), (9, 30, 23), (10, 1, 0)):
        at = datetime(2026, month, day, hour)
        add("session", kind="oath", topic=f"{month}月", starts_at=at)
    quarter = Query("session", period=parse_period("2026Q3"))
    assert found(empty_store, quarter, "topic") == ["9月", "7月"]
    assert found(empty_store, Query("session", period=parse_period("2026-10")), "topic") == ["10月"]
    assert len(found(empty_store, Query("session", period=parse_period("2026")), "topic")) == 4


def test_attendance_belongs_where_its_session_does(branch_store: Store) -> None:
    with branch_store.read() as connection:
        for text in ("2026Q1", "2026-02", "2026-04", "2026-02-01..2026-02-10"):
            period = parse_period(text)
            (counted,) = connection.exec_driver_sql(
                "SELECT count(*) FROM attendance a JOIN session s ON s.id = a.session "
                "WHERE date(s.starts_at) BETWEEN ? AND ?",
                (period.first.isoformat(), period.last.isoformat()),
            ).one()
            assert queries.count(connection, Query("attendance", period=period)) == counted


def test_rolls_do_not_depend_on_the_period_and_papers_on_the_year(branch_store: Store) -> None:
    with branch_store.read() as connection:

        def counted(kind: str, text: str | None) -> int:
            period = parse_period(text) if text else None
            return queries.count(connection, Query(kind, period=period))

        assert counted("member", "1999") == counted("member", None) == 14
        assert counted("paper", "2026-05") == counted("paper", "2026") > 0
        assert counted("paper", "2025") == 0


def test_an_open_ticket_belongs_to_every_period_until_it_is_closed(
    empty_store: Store, add: Add
) -> None:
    def ticket(name: str, raised: date, *states: tuple[str, date]) -> None:
        uid = add("ticket", source="self_check", description=name, raised_on=raised)
        for state, day in states:
            with empty_store.write("办理") as writer:
                at = datetime(day.year, day.month, day.day, 9)
                which = writer.reference("ticket", uid)
                writer.add("ticket_step", {"ticket": which, "at": at, "note": "办", "state": state})

    ticket("一直没办", date(2026, 1, 5))
    ticket(
        "长期坚持", date(2026, 1, 6), ("working", date(2026, 1, 7)), ("standing", date(2026, 2, 1))
    )
    steps = (("working", date(2026, 1, 8)), ("resolved", date(2026, 2, 2)))
    ticket("二季度销号", date(2026, 1, 7), *steps, ("closed", date(2026, 4, 1)))
    ticket("一季度销号", date(2026, 1, 8), *steps, ("closed", date(2026, 3, 31)))
    ticket("不予受理", date(2026, 1, 9), ("declined", date(2026, 1, 10)))
    ticket("二季度提出", date(2026, 6, 30))
    ticket("三季度提出", date(2026, 7, 1))

    def of(text: str, kind: str = "ticket", column: str = "description") -> set[str]:
        return set(found(empty_store, Query(kind, period=parse_period(text)), column))

    still = {"一直没办", "长期坚持"}
    assert of("2026Q1") == still | {"二季度销号", "一季度销号", "不予受理"}
    assert of("2026Q2") == still | {"二季度销号", "二季度提出"}
    assert of("2026Q3") == still | {"二季度提出", "三季度提出"}
    assert of("2025") == set()
    assert of("2026Q2", "ticket_step", "ticket_description") == {"长期坚持", "二季度销号"}


def test_a_row_is_read_with_what_stands_beside_its_links(branch_store: Store) -> None:
    with branch_store.read() as connection:
        first = queries.ids(connection, Query("attendance"))[0]
        row = queries.window(connection, "attendance", [first])[first]
    assert row["organisation_code"] == "P0312"
    assert row["session_starts_at"][:4] == "2026"
    assert row["member_name"] == row["name"]
    text = shown_rows.cell_text("attendance", "session", row)
    assert text.startswith(row["session_starts_at"][:10])
    plain = shown_rows.as_json("attendance", row)
    assert plain["session"] == row["session_uid"]
    assert plain["state"] in ("出席", "请假", "缺席", "补学")


def test_windows_give_every_row_whatever_their_number(tmp_path: Path) -> None:
    with (
        bulk_branch(Home(tmp_path), "P1", "甲支部", short_name="甲", seed=1) as store,
        store.read() as connection,
    ):
        for kind in kinds():
            wanted = queries.ids(connection, Query(kind))
            assert set(queries.window(connection, kind, wanted)) == set(wanted)
        everything = queries.ids(connection, Query("attendance"))
        assert len(everything) > 1000
        assert queries.window(connection, "attendance", []) == {}


def test_personal_texts_are_masked_unless_asked_for(branch_store: Store) -> None:
    with branch_store.read() as connection:
        first = queries.ids(connection, Query("member"))[0]
        row = queries.window(connection, "member", [first])[first]
    assert "****" in shown_rows.cell_text("member", "id_number", row)
    assert shown_rows.cell_text("member", "id_number", row, reveal=True) == row["id_number"]
