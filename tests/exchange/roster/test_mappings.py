"""Columns mapped by hand, remembered for their layout, and forgotten."""

from __future__ import annotations

import pytest

from partydesk.exchange.roster.intake import apply, forget, propose, remapped
from partydesk.exchange.roster.mappings import as_written
from partydesk.exchange.roster.proposal import Proposal
from partydesk.records.findings import UserError
from tests.exchange.roster.rosters import workbook
from tests.exchange.roster.taking import Taking, five

HEADS = ["花名", "身份", "入伙日", "备用机"]
ROWS = [
    HEADS,
    ["张三", "正式党员", "2015-07-01", "13800001003"],
    ["李四", "预备党员", "2026-07-01", ""],
]
HAND = ["花名=姓名", "身份=人员类别", "入伙日=joined_on"]


def _read(branch: Taking, heads: list[str], *mapped: str, guess: bool = False) -> Proposal:
    path = workbook(branch.folder / "表.xlsx", [heads, *ROWS[1:]])
    hand = as_written("member", mapped) if mapped else None
    return propose(branch.store, path, readers=branch.readers, mapped=hand, guess=guess)


def test_a_sheet_nobody_knows_is_taken_once_its_columns_are_mapped(branch: Taking) -> None:
    with pytest.raises(UserError) as refusal:
        _read(branch, HEADS)
    assert refusal.value.code == "no-header" and "--map" in refusal.value.message
    guessed = _read(branch, HEADS, guess=True)
    assert five(guessed) == (0, 0, 0, 0, 2)
    proposal = remapped(branch.store, guessed, as_written("member", HAND))
    assert five(proposal) == (2, 0, 0, 0, 0)
    assert [column.field for column in proposal.columns] == ["name", "category", "joined_on", None]
    apply(branch.store, proposal)
    assert branch.column("joined_on") == ["2015-07-01", "2026-07-01"]


def test_the_same_layout_is_known_again_until_it_is_forgotten(branch: Taking) -> None:
    apply(branch.store, _read(branch, HEADS, *HAND))
    again = _read(branch, HEADS)
    assert five(again) == (0, 0, 2, 0, 0)
    (told,) = [each for each in again.findings if each.code == "mapped-before"]
    assert "“花名”收到姓名" in told.message
    with pytest.raises(UserError):
        _read(branch, [*HEADS[:3], "另一列"])
    forget(branch.store, again)
    with pytest.raises(UserError):
        _read(branch, HEADS)


def test_a_mapping_takes_a_field_from_its_column_or_leaves_one_out(branch: Taking) -> None:
    heads = ["姓名", "人员类别", "入党时间", "手机"]
    proposal = _read(branch, heads, "手机=不收", "入党时间=申请入党日期")
    assert [each.field for each in proposal.columns] == ["name", "category", "applied_on", None]
    moved = _read(branch, heads, "手机=姓名")
    assert [each.field for each in moved.columns] == [None, "category", "joined_on", "name"]


@pytest.mark.parametrize(
    ("pair", "code"),
    [("姓名", "bad-map"), ("花名=属相", "no-such-field"), ("没有的列=姓名", "no-such-header")],
)
def test_a_mapping_that_cannot_be_is_refused_in_words(branch: Taking, pair: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        _read(branch, ["姓名", "人员类别", "入党时间", "手机"], pair)
    assert refusal.value.code == code


def test_many_rows_of_one_cause_are_told_once(branch: Taking) -> None:
    rows = [["姓名", "性别", "入党时间"], *([["", "男", "2015-07-01"]] * 20)]
    proposal = branch.propose(rows)
    assert five(proposal) == (0, 0, 0, 0, 20)
    (told,) = [each for each in proposal.findings if each.fatal]
    assert "共 20 行" in told.message and "姓名" in told.message
    assert all(item.why for item in proposal.items)
