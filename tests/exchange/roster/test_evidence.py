"""One person, one record: who a row of a roster is, and what is asked where nobody can know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.intake import answered, apply
from tests.exchange.roster.rosters import identity
from tests.exchange.roster.taking import Taking, codes, five

A, B = identity(11, "19930815"), identity(22, "19800101")
HEADS = ["姓名", "性别", "人员类别", "入党日期", "身份证号"]


def test_names_first_and_the_rest_later_are_the_same_people(branch: Taking) -> None:
    names = [
        ["姓名", "性别", "人员类别"],
        ["陈海棠", "女", "正式党员"],
        ["陆景行", "男", "正式党员"],
    ]
    whole = [
        HEADS,
        ["陈海棠", "女", "正式党员", date(2010, 7, 12), B],
        ["陆景行", "男", "正式党员", date(2012, 7, 12), A],
    ]
    branch.take(names)
    proposal = branch.take(whole)
    assert five(proposal) == (0, 2, 0, 0, 0) and "by-name" in codes(proposal)
    assert five(branch.take(names)) == five(branch.take(whole)) == (0, 0, 2, 0, 0)
    assert branch.column("id_number") == [B, A]


@pytest.mark.parametrize("dot", "•‧・．.●∙·･")
def test_every_dot_is_one(branch: Taking, dot: str) -> None:
    branch.take([HEADS[:4], ["古丽·阿依", "女", "正式党员", "2015-07-01"]])
    for name in (f"古丽{dot}阿依", f"古丽 {dot} 阿依", "古丽阿依"):
        rows = [HEADS[:4], [name, "女", "正式党员", "2015-07-01"]]
        assert five(branch.take(rows)) == (0, 0, 1, 0, 0)
    assert branch.column("name") == ["古丽·阿依"]


def test_a_dot_is_stored_as_one_wherever_it_comes_first(branch: Taking) -> None:
    branch.take([HEADS[:3], ["古丽．阿依", "女", "正式党员"]])
    assert branch.column("name") == ["古丽·阿依"]


def test_another_form_of_a_letter_is_the_same_name_and_the_written_one_stays(
    branch: Taking,
) -> None:
    branch.take([HEADS[:4], ["呂青峯", "男", "正式党员", "2015-07-01"]])
    rows = [HEADS[:4], ["吕青峰", "男", "正式党员", "2015-07-01"]]
    assert five(branch.take(rows)) == (0, 0, 1, 0, 0)
    assert branch.column("name") == ["呂青峯"]


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        # The month agrees, and one day is a month's first: it was never known.
        ({"入党日期": "2012-06"}, {"入党日期": "2012-06-18"}, (0, 1, 0, 0, 0)),
        ({"入党日期": "2012-06-18"}, {"入党日期": "2012.06"}, (0, 0, 1, 0, 0)),
        # Two days of one month.
        ({"入党日期": "2012-06-18"}, {"入党日期": "2012-06-20"}, (0, 0, 0, 1, 0)),
        # Something known differs.
        ({"入党日期": "2012-06-18"}, {"入党日期": "2013-06-18"}, (1, 0, 0, 0, 0)),
        ({"身份证号": A}, {"身份证号": identity(13, "19930815")}, (1, 0, 0, 0, 0)),
        ({"性别": "男"}, {"性别": "女"}, (1, 0, 0, 0, 0)),
        ({"性别": "女"}, {"身份证号": A}, (1, 0, 0, 0, 0)),
        ({"出生日期": "1993-08-15"}, {"身份证号": A}, (0, 1, 0, 0, 0)),
        ({"出生日期": "1990-08-15"}, {"身份证号": A}, (1, 0, 0, 0, 0)),
        # One side is blank.
        ({}, {"入党日期": "2013-06-18"}, (0, 1, 0, 0, 0)),
        ({"身份证号": A}, {}, (0, 0, 1, 0, 0)),
    ],
)
def test_what_two_of_one_name_are(
    branch: Taking, first: dict[str, str], second: dict[str, str], counted: tuple[int, ...]
) -> None:
    def rows(said: dict[str, str]) -> list[list[Any]]:
        return [["姓名", "人员类别", *said], ["张三", "正式党员", *said.values()]]

    branch.take(rows(first))
    assert five(branch.take(rows(second))) == counted
    assert len(branch.column("name")) == 1 + counted[0]


def test_two_of_a_name_and_nothing_else_is_a_question(branch: Taking) -> None:
    branch.take(
        [
            HEADS[:4],
            ["张三", "男", "正式党员", "2012-06-01"],
            ["张三", "男", "正式党员", "2015-07-01"],
        ]
    )
    rows = [["姓名", "民族", "人员类别"], ["张三", "满", "正式党员"]]
    proposal = branch.take(rows)
    assert five(proposal) == (0, 0, 0, 1, 0)
    (asked,) = proposal.as_json()["asked"]  # type: ignore[misc] # a list of objects
    assert asked["row"] == 2 and "张三" in asked["question"]
    assert [c["text"] for c in asked["candidates"]] == [
        "张三，2012-06-01，男",
        "张三，2015-07-01，男",
    ]
    # Two come into question: 'the same' is no answer, one of them is.
    assert five(branch.propose(rows, answers=Answers(same="update"))) == (0, 0, 0, 1, 0)
    second = answered(branch.store, proposal, Answers(rows={0: asked["candidates"][1]["uid"]}))
    assert five(second) == (0, 1, 0, 0, 0)
    apply(branch.store, second)
    assert branch.column("ethnicity") == [None, "11"]
    left = answered(branch.store, proposal, Answers(same="new", rows={0: "leave"}))
    assert five(left) == (0, 0, 0, 1, 0)
    assert five(branch.propose(rows, answers=Answers(same="new"))) == (1, 0, 0, 0, 0)


def test_the_answer_for_all(branch: Taking) -> None:
    branch.take([HEADS[:4], ["张三", "男", "正式党员", "2012-06-18"]])
    rows = [HEADS[:4], ["张三", "男", "正式党员", "2012-06-20"]]
    assert five(branch.propose(rows, answers=Answers(same="new"))) == (1, 0, 0, 0, 0)
    assert five(branch.take(rows, answers=Answers(same="update"))) == (0, 1, 0, 0, 0)
    assert branch.column("joined_on") == ["2012-06-20"]


def test_two_of_a_sheet_contend_for_the_one_recorded_by_name(branch: Taking) -> None:
    branch.take([HEADS[:3], ["张三", None, "正式党员"]])
    rows = [HEADS, ["张三", "男", "正式党员", None, A], ["张三", "女", "正式党员", None, B]]
    assert five(branch.take(rows)) == (0, 0, 0, 2, 0)
    assert len(branch.column("name")) == 1


def test_the_category_is_never_guessed(branch: Taking) -> None:
    rows = [["姓名", "性别"], ["张三", "男"], ["李四", "女"]]
    proposal = branch.propose(rows)
    assert five(proposal) == (0, 0, 0, 2, 0)
    assert codes(proposal) == ["asks-category"]  # one question for the sheet
    assert {c for item in proposal.items for _, c in item.candidates} >= {"正式党员", "预备党员"}
    taken = answered(branch.store, proposal, Answers(fields={"category": "activist"}))
    assert five(taken) == (2, 0, 0, 0, 0)
    apply(branch.store, taken)
    assert branch.column("category") == ["activist"] * 2


def test_dates_tell_the_category(branch: Taking, on_day: Any) -> None:
    on_day(date(2026, 6, 1))
    proposal = branch.take(
        [
            ["姓名", "性别", "入党日期", "转正日期", "确定发展对象日期"],
            ["张三", "男", "2012-06-01", "2013-06-01", None],
            ["李四", "男", "2025-12-01", None, None],
            ["王五", "男", None, None, "2026-01-01"],
            ["赵六", "男", "2020-01-01", None, None],
            ["钱七", "男", None, None, None],
        ]
    )
    assert five(proposal) == (4, 0, 0, 1, 0)
    assert branch.column("category") == ["full", "probationary", "candidate", "full"]
    assert {c.row for c in proposal.changes if c.column == "人员类别"} == {2, 3, 4, 5}
