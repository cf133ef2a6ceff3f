"""The register: each submission is one branch's, known or asked about; nothing counts unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge import conflicts, reported_check
from partydesk.exchange.merge.deciding import decide
from partydesk.exchange.merge.merge import merge
from partydesk.exchange.merge.outcome import FileOutcome
from partydesk.exchange.merge.register_answers import Said, answers, take_back
from partydesk.exchange.merge.trace import acts
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.submission.template import write_template
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create
from tests.exchange import making

NAME = "中共示例园区甲科技有限公司支部委员会"
PEOPLE = ("张一", "王二", "李三")
YEAR = parse_period("2026")


def office(folder: Path, *declared: tuple[str, str]) -> Store:
    """A committee that entered these branches (code, name)."""
    store = making.committee(folder)
    for code, name in declared:
        with store.write("登记") as writer:
            writer.add("organisation", {"code": code, "name": name, "kind": "branch"})
    return store


def laptop(
    folder: Path,
    code: str = "P0312",
    name: str = NAME,
    people: Sequence[str] = PEOPLE,
    days: Sequence[str] = ("2026-02-10", "2026-03-10"),
) -> Store:
    """A branch's home with these people and a 主题党日 on each of these days, attended by all."""
    store = create(Home(folder), "branch", {"code": code, "name": name, "short_name": ""})
    for number, each in enumerate(people):
        making.write_member(
            store, each, joined_on=date(2010, 7, 1), birth_date=date(1980 + number, 5, 1)
        )
    for each in days:
        uid = making.write_session(store, "学习条例", datetime.fromisoformat(f"{each} 14:00"))
        with store.write("到会") as writer:
            for who, name in zip(making.uids(store, "member"), names(store), strict=True):
                writer.add(
                    "attendance",
                    {
                        "session": writer.reference("session", uid),
                        "member": writer.reference("member", who),
                        "name": name,
                        "state": "present",
                    },
                )
    return store


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT name FROM member WHERE deleted_at IS NULL ORDER BY uid"
            )
        ]


def typed(folder: Path, code: str, period: str, people: Sequence[str], days: Sequence[str]) -> Path:
    """A template filled in by hand."""

    def fill(book: Any) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value in ("组织编码", "期间"):
                row[1].value = {"组织编码": code, "期间": period}[row[0].value]
        for sheet in book.worksheets:
            if str(sheet.cell(2, 1).value or "").startswith("示例"):
                sheet.delete_rows(2)

        def put(sheet: str, row: int, **values: Any) -> None:
            for header, value in values.items():
                making.at(book[sheet], row, header).value = value

        put("党组织", 2, 党组织名称=NAME, 组织类别="党支部")
        for number, each in enumerate(people, start=2):
            put("党员", number, 姓名=each, 人员类别="正式党员", 加入党组织日期="2010-07-01")
        row = 2
        for number, day in enumerate(days, start=2):
            put("学习活动", number, 类型="主题党日", 开始时间=f"{day} 14:00", 主题="学习条例")
            for each in people:
                put("出勤", row, 活动=f"{day} 14:00 主题党日", 姓名=each, 出勤="出席")
                row += 1

    folder.mkdir(parents=True, exist_ok=True)
    blank = write_template(folder / "模板.xlsx")
    return making.changed(blank, folder / f"{code}_{period}.xlsx", fill)


def figures(store: Store) -> dict[str, Any]:
    """All figures of the year, and who is counted."""
    with store.read() as connection:
        tally = indicators.tally(connection, YEAR)
        return {id: tally.value(id).value for id in tally.indicators}


def shown(store: Store) -> tuple[list[str], int, int, int]:
    """The codes of the register, and how many members, sessions and presences it shows."""
    held = making.content(store)
    own = store.own.uid
    alive = {
        kind: [row for row in held[kind] if row["deleted_at"] is None]
        for kind in ("organisation", "member", "session", "attendance")
    }
    # A sheet filled in by hand tells of attendance by name alone.
    assert all(row["session"] and row["name"] for row in alive["attendance"])
    return (
        sorted(row["code"] for row in alive["organisation"] if row["uid"] != own),
        *(len(alive[kind]) for kind in ("member", "session", "attendance")),
    )  # type: ignore[return-value]


def sound(store: Store) -> None:
    """Each row is as the received files say."""
    home = store.home
    store.close()
    assert [each.message for each in reported_check.look(home)] == []


def one(store: Store, file: Path, **choices: Any) -> FileOutcome:
    (taken,) = merge(store, [file], **choices).files
    return taken


@pytest.fixture
def park(tmp_path: Path) -> Iterator[Store]:
    with office(tmp_path / "党委", ("P0312", "甲科技支部"), ("P0400", "乙电子支部")) as store:
        yield store


def test_a_declared_branch_is_known_however_it_writes_its_code(tmp_path: Path, park: Store) -> None:
    with laptop(tmp_path / "甲") as branch:
        assert one(park, making.sent(branch, tmp_path / "1").file).state == "merged"
        with branch.transaction() as connection:
            connection.exec_driver_sql("UPDATE organisation SET code = 'p0312'")
    with open_store(Home(tmp_path / "甲")) as branch:
        making.write_session(branch, "第三次", datetime(2026, 4, 1, 9))
        taken = one(park, making.sent(branch, tmp_path / "2").file)
    assert (taken.state, taken.organisation, taken.revision) == ("merged", "P0312", 2)
    assert shown(park) == (["P0312", "P0400"], 3, 3, 6)
    sound(park)


def test_sheets_filled_in_by_hand_are_one_however_their_code_is_written(
    tmp_path: Path, park: Store
) -> None:
    for number, code in enumerate(("p0312", "Ｐ０３１２", "P0312"), start=1):
        day = f"2026-0{number * 3 - 1}-10"
        file = typed(tmp_path / str(number), code, f"2026Q{number}", PEOPLE, [day])
        assert one(park, file).state == "merged", code
    assert shown(park) == (["P0312", "P0400"], 3, 3, 9)
    sound(park)


def test_who_resembles_nobody_is_asked_about_and_nothing_counts(
    tmp_path: Path, park: Store
) -> None:
    with laptop(tmp_path / "丙", "P0555", "中共示例园区丙食品有限公司支部委员会") as branch:
        file = making.sent(branch, tmp_path / "1").file
    before = making.content(park)
    asked = one(park, file)
    assert (asked.state, asked.candidates) == ("asks", [])
    assert "P0555" in asked.question and making.content(park) == before
    assert one(park, file, accept_unenrolled=True).state == "merged"
    assert shown(park)[0] == ["P0312", "P0400", "P0555"]
    assert [act.act for act in acts(park)] == ["收下"]
    # Also after it was withdrawn it is not asked about again.
    withdraw(park, "P0555", "2026")
    assert one(park, file, accept_withdrawn=True).state == "merged"


CASES: dict[str, Callable[[Path], Store]] = {
    "the same laptop under another code": lambda folder: laptop(folder / "甲", "P0321"),
    "a laptop set up again": lambda folder: laptop(folder / "新"),
    "a like name under another code": lambda folder: laptop(
        folder / "新", "P0777", "中国共产党甲科技有限责任公司支部委员会"
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_resembles_somebody_is_one_question(tmp_path: Path, park: Store, case: str) -> None:
    with laptop(tmp_path / "甲") as branch:
        one(park, making.sent(branch, tmp_path / "1", "2026Q1").file)
        with branch.transaction() as connection:
            if case.startswith("the same laptop"):
                connection.exec_driver_sql("UPDATE organisation SET code = 'P0321'")
    home = Home(tmp_path / "甲")
    before = making.content(park)
    with open_store(home) if case.startswith("the same") else CASES[case](tmp_path) as other:
        file = making.sent(other, tmp_path / "2").file
    asked = one(park, file, accept_unenrolled=True)
    assert asked.state == "asks" and making.content(park) == before
    (candidate,) = asked.candidates
    assert (candidate["organisation"], candidate["members"], candidate["sessions"]) == (
        "P0312", 3, 2,
    )  # fmt: skip
    assert "3 人两边都有" in candidate["alike"]
    # Asked as often as it comes, until it is answered.
    assert one(park, file).question == asked.question


def test_the_branch_has_a_new_code(tmp_path: Path, park: Store) -> None:
    """是它，改编码: both codes are known from then on, and taken back it is all as before."""
    with laptop(tmp_path / "甲") as branch:
        first = making.sent(branch, tmp_path / "1", "2026Q1").file
        one(park, first)
        before, figures_before = making.content(park), figures(park)
        with branch.transaction() as connection:
            connection.exec_driver_sql("UPDATE organisation SET code = 'P0321'")
    with open_store(Home(tmp_path / "甲")) as branch:
        making.write_session(branch, "新的", datetime(2026, 9, 1, 9))
        file = making.sent(branch, tmp_path / "2").file
    taken = one(park, file, said=Said("same", "p0312"), operator="周示例")
    assert (taken.state, taken.organisation) == ("merged", "P0321")
    assert shown(park) == (["P0321", "P0400"], 3, 3, 6)
    assert one(park, file).state == one(park, first).state == "unchanged"
    with park.read() as connection:
        told = connection.exec_driver_sql(
            "SELECT codes_before FROM organisation WHERE code = 'P0321' AND deleted_at IS NULL"
        ).scalar_one()
    assert "P0312" in told
    assert [act.act for act in acts(park, "P0321")] == ["收下", "认定", "收下"]
    (given,) = answers(park)
    assert (given.organisation, given.operator) == ("P0321", "周示例")
    take_back(park, given.id)
    assert making.content(park) == before and figures(park) == figures_before
    assert one(park, file).state == "asks" and answers(park) == []
    # What was withdrawn with the answer comes again with it.
    assert one(park, file, said=Said("same", "P0312")).state == "merged"
    sound(park)


def test_a_laptop_set_up_again_goes_on(tmp_path: Path, park: Store) -> None:
    """The later file decides for the days that both cover."""
    with laptop(tmp_path / "旧", people=(*PEOPLE, "走了的")) as branch:
        one(park, making.sent(branch, tmp_path / "1", "2026H1").file)
    with laptop(tmp_path / "新", days=("2026-03-10", "2026-09-01")) as branch:
        file = making.sent(branch, tmp_path / "2").file
        taken = one(park, file, said=Said("same", "P0312"))
        assert (taken.state, taken.organisation) == ("merged", "P0312")
        assert shown(park) == (["P0312", "P0400"], 3, 2, 6)
        making.write_session(branch, "再后来", datetime(2026, 10, 1, 9))
        again = one(park, making.sent(branch, tmp_path / "3").file)
    assert (again.state, again.revision) == ("merged", 2)
    assert shown(park)[2] == 3
    sound(park)


def test_two_that_are_one_are_put_together(tmp_path: Path, park: Store) -> None:
    """合并成一个: the records of both stay, those in both once; in either order."""
    with laptop(tmp_path / "旧", people=(*PEOPLE, "赵四")) as branch:
        old = making.sent(branch, tmp_path / "1").file
    new = (*PEOPLE, "孙五")
    with laptop(tmp_path / "新", "P0312", people=new, days=("2026-03-10", "2026-09-01")) as branch:
        file = making.sent(branch, tmp_path / "2").file
    with office(tmp_path / "另", ("P0312", "甲科技支部"), ("P0400", "乙电子支部")) as other:
        for store, order in ((park, (old, file)), (other, (file, old))):
            assert one(store, order[0]).state == "merged"
            before = making.content(store)
            assert one(store, order[1]).state == "asks"
            assert one(store, order[1], said=Said("joined", "P0312")).state == "merged"
            # 张一 王二 李三 赵四 孙五; February, March (once), September.
            assert shown(store)[:3] == (["P0312", "P0400"], 5, 3)
            # Who was there in March by either of them: the three, 赵四 and 孙五.
            assert shown(store)[3] == 4 + 5 + 4
            again = merge(store, [old, file])
            assert {each.state for each in again.files} == {"unchanged"}
            if store is park:
                told = figures(store)
            else:
                assert figures(store) == told
                take_back(store, answers(store)[0].id)
                assert making.content(store) == before
        sound(other)
    sound(park)


def test_a_template_is_followed_by_the_program(tmp_path: Path, park: Store) -> None:
    quarter = typed(tmp_path / "手填", "P0312", "2026Q1", PEOPLE, ["2026-02-10", "2026-03-10"])
    assert one(park, quarter).state == "merged"
    before = making.content(park)
    with laptop(tmp_path / "甲", days=("2026-03-10", "2026-05-10")) as branch:
        year = making.sent(branch, tmp_path / "1").file
    asked = one(park, year, accept_unenrolled=True)
    assert asked.state == "asks" and "编码相同" in asked.candidates[0]["alike"]
    assert one(park, year, said=Said("joined", "P0312")).state == "merged"
    # February was only ever typed in; who was there is who is on the roll.
    assert shown(park) == (["P0312", "P0400"], 3, 3, 9)
    assert one(park, quarter).state == one(park, year).state == "unchanged"
    take_back(park, answers(park)[0].id)
    assert making.content(park) == before
    sound(park)


def test_another_branch_is_never_asked_about_again(tmp_path: Path, park: Store) -> None:
    with laptop(tmp_path / "甲") as branch:
        one(park, making.sent(branch, tmp_path / "1").file)
    with laptop(tmp_path / "新", "P0777") as branch:
        file = making.sent(branch, tmp_path / "2", "2026Q1").file
        assert one(park, file, said=Said("new")).state == "merged"
        assert one(park, making.sent(branch, tmp_path / "3").file).state == "merged"
    assert shown(park)[0] == ["P0312", "P0400", "P0777"]
    assert shown(park)[1] == 6
    sound(park)


def test_of_two_branches_with_one_code_only_the_one_that_is_meant_is_withdrawn(
    tmp_path: Path, park: Store
) -> None:
    uids = []
    for name, said in (("甲", None), ("乙", Said("new"))):
        with laptop(tmp_path / name) as branch:
            file = making.sent(branch, tmp_path / name / "出", "2026Q1").file
            assert one(park, file, said=said).state == "merged"
            uids.append(branch.own.uid)
    with pytest.raises(UserError, match="有两个支部在用"):
        withdraw(park, "P0312", "2026Q1")
    assert withdraw(park, "P0312", "2026Q1", uid=uids[0]) is None
    with park.read() as connection:
        left = connection.exec_driver_sql(
            "SELECT org_uid FROM submission WHERE state = 'current' AND period = '2026Q1'"
        ).scalars()
        assert list(left) == uids[1:]


def test_what_is_refused_stays_refused_until_the_answer_is_taken_back(
    tmp_path: Path, park: Store
) -> None:
    with laptop(tmp_path / "新", "P0777") as branch:
        file = making.sent(branch, tmp_path / "1").file
        before = making.content(park)
        assert one(park, file, said=Said("refused"), operator="周示例").state == "rejected"
        making.write_session(branch, "改过", datetime(2026, 10, 1, 9))
        later = one(park, making.sent(branch, tmp_path / "2").file, accept_unenrolled=True)
        assert later.state == "rejected" and "周示例" in later.message
    assert making.content(park) == before
    take_back(park, answers(park)[0].id)
    assert one(park, file).state == "asks"


def test_the_committees_own_code_is_refused_unless_it_is_said_whose_it_is(
    tmp_path: Path, park: Store
) -> None:
    with laptop(tmp_path / "新", "p0000", NAME) as branch:
        file = making.sent(branch, tmp_path / "1").file
    assert one(park, file, accept_unenrolled=True).findings[0].code == "own-code"
    assert one(park, file, said=Said("joined", "P0312")).organisation == "P0312"
    assert one(park, file).state == "unchanged"


def test_an_unknown_code_in_the_answer_says_so(tmp_path: Path, park: Store) -> None:
    with laptop(tmp_path / "新", "P0777") as branch:
        file = making.sent(branch, tmp_path / "1").file
    refused = one(park, file, said=Said("joined", "P9999"))
    assert refused.state == "rejected" and "P9999" in refused.message
    # Its own code is a branch of its own.
    assert one(park, file, said=Said("joined", "P0777")).organisation == "P0777"


def test_a_preview_asks_and_keeps_nothing(tmp_path: Path, park: Store) -> None:
    with laptop(tmp_path / "新", "P0321") as branch:
        file = making.sent(branch, tmp_path / "1").file
    before = making.content(park)
    seen = one(park, file, said=Said("same", "P0312"), preview=True)
    assert seen.state == "merged" and seen.organisation == "P0321"
    assert making.content(park) == before and answers(park) == []


@pytest.mark.parametrize("stays", ["first", "both"])
def test_a_branch_that_stands_twice_from_before_is_put_together(
    tmp_path: Path, park: Store, stays: str
) -> None:
    """As a file of an earlier version may have it: both were taken, and nobody was asked."""
    with laptop(tmp_path / "旧") as branch:
        one(park, making.sent(branch, tmp_path / "1", "2026Q1").file)
    with laptop(tmp_path / "新", days=("2026-03-10", "2026-09-01")) as branch:
        file = making.sent(branch, tmp_path / "2").file
        one(park, file, said=Said("new"))
    with park.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM answer")
        conflicts.refresh(connection)
    twice = making.content(park)
    (item,) = [each for each in conflicts.conflicts(park) if each.kind == conflicts.ONE_BRANCH]
    assert shown(park)[:3] == (["P0312", "P0312", "P0400"], 6, 4)
    decide(park, item.key, stays)
    if stays == "first":
        assert shown(park) == (["P0312", "P0400"], 3, 3, 9)
    else:
        assert shown(park)[:3] == (["P0312", "P0312", "P0400"], 6, 4)
    assert all(each.kind != conflicts.ONE_BRANCH for each in conflicts.conflicts(park))
    assert one(park, file).state == "unchanged"
    for given in answers(park):
        take_back(park, given.id)
    assert making.content(park) == twice
    sound(park)


def test_two_new_laptops_of_one_branch_in_one_run_are_both_asked_about(
    tmp_path: Path, park: Store
) -> None:
    files = []
    for name in ("一", "二"):
        with laptop(tmp_path / name, "P0900", "中共示例园区戊物流有限公司支部委员会") as branch:
            files.append(making.sent(branch, tmp_path / f"出{name}").file)
    before = making.content(park)
    for order in (files, files[::-1]):
        merged = merge(park, order, accept_unenrolled=True)
        assert [each.state for each in merged.files] == ["asks", "asks"]
        assert all(each.candidates for each in merged.files)
        assert making.content(park) == before and answers(park) == []
    assert one(park, files[1], said=Said("new")).state == "merged"
    assert one(park, files[0], said=Said("same", "P0900")).state == "merged"
    assert shown(park)[:3] == (["P0312", "P0400", "P0900"], 3, 2)
    sound(park)
