"""党费 as it travels: states and sums, never a base, amounts only where the park asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from partydesk.exchange.submission.writing import export, warnings
from partydesk.records.dues_states import MonthSums
from partydesk.records.periods import parse_period
from partydesk.rules.derived_indicators import derive, evidence_of
from partydesk.rules.norms import State, evaluate
from partydesk.rules.norms.dues_in_threes import Behind, in_threes
from partydesk.rules.norms.dues_told import told_dues
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge

TODAY = date(2026, 9, 22)
Q3 = parse_period("2026Q3")


@pytest.fixture
def paying(tmp_path: Path, on_day: Callable[[date], None]) -> Store:
    """Since July: 甲 paid all, 乙 owes August, 丙 is exempt, 丁 pays less, nobody paid September
    but 甲, who gave 7.00 more in July."""
    on_day(TODAY)
    own = {"code": "P0312", "name": "甲支部", "used_from": date(2026, 7, 1)}
    store = create(Home(tmp_path / "支部"), "branch", own)
    with store.write("党费") as writer:
        ids = {}
        for name in ("甲一", "乙二", "丙三", "丁四"):
            values = {"name": name, "category": "full", "joined_on": date(2015, 6, 10)}
            ids[name] = writer.find("member", writer.add("member", values))["id"]
        july, approved = "2026-07", date(2026, 6, 30)
        writer.add("dues_base", {"member": ids["甲一"], "from_month": july, "income": 620000})
        writer.add("dues_base", {"member": ids["乙二"], "from_month": july, "monthly": 4000})
        writer.add("dues_base", {"member": ids["丙三"], "from_month": july,
                                 "reduced": "exempt", "approved_on": approved})  # fmt: skip
        writer.add("dues_base", {"member": ids["丁四"], "from_month": july, "monthly": 1050,
                                 "reduced": "less", "approved_on": approved})  # fmt: skip
        for name, month, amount in (
            ("甲一", "07", 10000), ("甲一", "08", 9300), ("甲一", "09", 9300),
            ("乙二", "07", 4000), ("丁四", "07", 1050), ("丁四", "08", 1050),
        ):  # fmt: skip
            writer.add("dues_payment", {"member": ids[name], "month": f"2026-{month}",
                                        "amount": amount, "paid_on": TODAY})  # fmt: skip
    return store


def _figures(store: Store) -> dict[str, float | int | None]:
    with store.read() as connection:
        own = (store.own.id,) if store.role == "branch" else None
        found = derive(connection, Q3, own, today=TODAY)
        return {each.id[5:]: each.value for each in found if each.id.startswith("dues_")}


def test_states_and_sums_reach_the_committee_and_no_amount_of_a_person(
    paying: Store, tmp_path: Path
) -> None:
    park = making.committee(tmp_path)
    made = export(paying, Q3, tmp_path)
    assert not [each for each in warnings(paying, Q3) if each.code == "dues-amounts"]
    book = load_workbook(made.file)
    rows = [[cell.value for cell in row] for row in book["党费"].rows]
    assert rows[0] == ["姓名", "2026-07", "2026-08", "2026-09"]
    people = {row[0]: row[1:] for row in rows[1:5]}
    assert people == {
        "甲一": ["已交", "已交", "已交"], "乙二": ["已交", "欠交", "当月未交"],
        "丙三": ["免交", "免交", "免交"], "丁四": ["少交", "少交", "当月未交"],
    }  # fmt: skip
    sums = {row[0]: row[1:] for row in rows[6:]}
    # By hand: 93.00 + 40.00 + 10.50 a month are due. Two paid August and 甲 alone September: that
    # sum would be his, so it is told with July's.
    assert sums["应交（元）"] == [None, None, 430.5]
    assert sums["已交（元）"] == [None, None, 347]
    assert sums["已交人数"] == [3, 2, 1]
    kept = {row[0].value: row[1].value for row in book["元数据"].rows}
    assert "9300" not in kept["dues"] and "34700" in kept["dues"]

    merge(park, [made.file], accept_unenrolled=True)
    with park.read() as connection:
        ((_, told),) = told_dues(connection).items()
        states = {told.names[uid]: [each.state for _, each in sorted(months.items())]
                  for uid, months in told.members.items()}  # fmt: skip
        assert states["乙二"] == ["paid", "owed", "due"] and states["丁四"] == [
            "less",
            "less",
            "due",
        ]
        assert {each.amount for months in told.members.values() for each in months.values()} == {
            None
        }
        items = [i for i in evaluate(connection, Q3, today=TODAY) if i.norm.id == "dues_collected"]
        lines = evidence_of(connection, "dues_paid", Q3, None, TODAY)
    assert {(i.slot, i.state) for i in items} == {
        ("2026-07", State.DONE), ("2026-08", State.OVERDUE), ("2026-09", State.DUE)
    }  # fmt: skip
    assert [each["amount"] for each in lines] == [347]
    assert _figures(park) == _figures(paying)
    assert _figures(park) == {
        "due": 430.5, "paid": 347, "extra": 7, "rate": 79.0, "reduced": 1, "exempt": 1
    }  # fmt: skip
    with paying.read() as connection:
        mine = evidence_of(connection, "dues_paid", Q3, (paying.own.id,), TODAY)
    assert sorted(each["amount"] for each in mine) == [10.5, 10.5, 40, 93, 93, 100]
    assert {each["kind"] for each in mine} == {"dues_payment"}


@given(
    st.lists(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=4), max_size=9)
)
@settings(max_examples=60)
def test_no_sum_is_of_one_or_two_and_none_is_lost(months: list[list[tuple[bool, bool]]]) -> None:
    """By month and person: whether anything was due, and paid; each pays a power of two."""
    sums, behind = {}, {}
    for number, people in enumerate(months, start=1):
        each = Behind({str(n) for n, (due, _) in enumerate(people) if due},
                      {str(n) for n, (_, paid) in enumerate(people) if paid})  # fmt: skip
        money = {name: sum(2 ** int(n) for n in getattr(each, name)) for name in ("due", "paid")}
        month = f"2026-{number:02d}"
        sums[month], behind[month] = MonthSums(month, len(each.due), len(each.paid), **money), each
    told = in_threes(sums, behind)
    assert [e[:6] for e in told.values()] == [e[:6] for e in sums.values()]
    group: list[str] = []
    for month in sums:
        group.append(month)
        mine = told[month]
        if mine.due or mine.paid:
            for name in ("due", "paid"):
                of = set[str]().union(*(getattr(behind[each], name) for each in group))
                assert getattr(mine, name) == sum(getattr(sums[each], name) for each in group)
                assert not of or len(of) >= 3
            group = []
    enough = [len(set[str]().union(*(getattr(e, name) for e in behind.values())))
              for name in ("due", "paid")]  # fmt: skip
    if all(not number or number >= 3 for number in enough):
        assert not any(sums[each].due or sums[each].paid for each in group)


def test_two_people_tell_who_paid_and_no_money(
    tmp_path: Path, on_day: Callable[[date], None]
) -> None:
    from partydesk.desk.ledgers.dues_told_page import dues_of_branches
    from partydesk.exchange.rollup.workbook import write_rollup

    on_day(TODAY)
    own = {"code": "P0312", "name": "甲支部", "used_from": date(2026, 7, 1)}
    store = create(Home(tmp_path / "支部"), "branch", own)
    with store.write("党费") as writer:
        for name in ("甲一", "乙二"):
            values = {"name": name, "category": "full", "joined_on": date(2015, 6, 10)}
            who = writer.reference("member", writer.add("member", values))
            writer.add("dues_base", {"member": who, "from_month": "2026-07", "monthly": 9300})
            writer.add("dues_payment", {"member": who, "month": "2026-07", "amount": 9300,
                                        "paid_on": TODAY})  # fmt: skip
    park = making.committee(tmp_path)
    made = export(store, Q3, tmp_path)
    book = load_workbook(made.file)
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in book["党费"].rows}
    assert rows["应交（元）"] == rows["已交（元）"] == [None] * 3
    assert rows["已交人数"] == [2, 0, 0] and rows["乙二"][0] == "已交"
    assert any("不足 3 人" in str(name) for name in rows)
    merge(park, [made.file], accept_unenrolled=True)
    assert _figures(park) == {"due": None, "paid": None, "extra": None, "rate": None,
                              "reduced": 0, "exempt": 0}  # fmt: skip
    assert _figures(store)["paid"] == 186
    with park.read() as connection:
        (due,) = [e for e in derive(connection, Q3, None, today=TODAY) if e.id == "dues_due"]
    assert "1 个支部不足 3 人，没有报金额" in due.definition
    found = dues_of_branches(park)
    line = found.groups[0].lines[0]
    assert line.cells[2:5] == ("", "", "") and line.cells[-1] == "2 人欠交，不报金额"
    assert "1 个支部应交或已交的不足 3 人，不报金额" in found.said
    write_rollup(park, Q3, tmp_path / "汇总.xlsx")
    shown = [[c.value for c in row] for row in load_workbook(tmp_path / "汇总.xlsx")["党费"].rows]
    assert shown[1][3:] == [None, None, None, None, 2, 0, 0]


def test_a_later_payment_is_a_new_revision_and_replaces_its_month(
    paying: Store, tmp_path: Path
) -> None:
    park = making.committee(tmp_path)
    merge(park, [export(paying, Q3, tmp_path).file], accept_unenrolled=True)
    assert export(paying, Q3, tmp_path).again
    with paying.write("补交") as writer:
        (who,) = writer.connection.exec_driver_sql(
            "SELECT id FROM member WHERE name = '乙二'"
        ).fetchone()
        writer.add("dues_payment", {"member": who, "month": "2026-08", "amount": 4000,
                                    "paid_on": TODAY})  # fmt: skip
    second = export(paying, Q3, tmp_path)
    assert (second.revision, second.again) == (2, "")
    (taken,) = merge(park, [second.file]).files
    assert taken.state in ("merged", "replaced"), taken
    assert _figures(park) == _figures(paying)
    # A month alone in which too few paid says nothing of money: what was told of it stands.
    alone = export(paying, parse_period("2026-09"), tmp_path)
    merge(park, [alone.file], accept_unenrolled=True)
    assert _figures(park) == _figures(paying)
    kept = {row[0].value: row[1].value for row in load_workbook(second.file)["元数据"].rows}
    altered = making.metadata(dues=kept["dues"].replace('"due"', '"paid"'))
    forged = making.changed(second.file, tmp_path / "改.xlsx", altered)
    (refused,) = merge(park, [forged]).files
    assert refused.state == "rejected"


def test_amounts_go_along_where_the_park_says_so(paying: Store, tmp_path: Path) -> None:
    paying.set_settings(("dues_amounts", "1"))
    (told,) = [each for each in warnings(paying, Q3) if each.code == "dues-amounts"]
    assert "金额" in told.message and not told.fatal
    made = export(paying, Q3, tmp_path)
    park = making.committee(tmp_path)
    merge(park, [made.file], accept_unenrolled=True)
    with park.read() as connection:
        ((_, branch),) = told_dues(connection).items()
    amounts = {branch.names[uid]: [each.amount for _, each in sorted(months.items())]
               for uid, months in branch.members.items()}  # fmt: skip
    assert amounts["甲一"] == [10000, 9300, 9300] and amounts["乙二"] == [4000, 0, 0]
    assert not {"620000", "6200.0"} & set(re.findall(r"[\d.]+", making.unzipped(made.file)))


def test_the_committee_sees_branches_people_and_the_roll_up(
    paying: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from partydesk.cli.run import run
    from partydesk.desk.ledgers.dues_told_page import dues_of_branch, dues_of_branches
    from partydesk.exchange.rollup.workbook import write_rollup

    park = making.committee(tmp_path)
    merge(park, [export(paying, Q3, tmp_path).file], accept_unenrolled=True)
    found = dues_of_branches(park)
    (line,) = found.groups[0].lines
    assert line.cells == ("甲支部", "9 月", "430.50", "347.00", "7.00", "1", "1", "1 人欠交")
    assert "收缴率 79%" in found.said
    assert isinstance(line.about, int)
    people = dues_of_branch(park, line.about, "甲支部")
    owing = next(group for group in people.groups if group.label == "欠交")
    assert [each.cells for each in owing.lines] == [("乙二", "8 月", "", "欠交")]
    write_rollup(park, Q3, tmp_path / "汇总.xlsx")
    rows = [
        [cell.value for cell in row] for row in load_workbook(tmp_path / "汇总.xlsx")["党费"].rows
    ]
    assert rows[1][2:] == ["2026-09", 430.5, 347, 7, 79, 1, 1, 1]
    assert rows[2][1] == "合计" and rows[2][3:] == rows[1][3:]
    for store in (park, paying):
        store.close()
        assert run(["--home", str(store.home.folder), "dues", "--period", "2026Q3"]) == 0
        told = capsys.readouterr().out
        money = "金额不单报，够 3 人才报" if store is park else "应交 143.50，已交 103.50 元"
        assert f"2026-08：{money}，欠交 1 人" in told and "欠交：乙二" in told
