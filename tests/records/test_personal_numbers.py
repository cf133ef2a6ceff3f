"""Numbers of people within free text: found however they are set, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.personal_numbers import (
    IDENTITY,
    TELEPHONE,
    numbers_in,
    without_numbers,
)


@pytest.mark.parametrize(
    ("text", "kinds", "hidden"),
    [
        ("张三110105194912310021的事", [IDENTITY], "张三****21的事"),
        ("身份证 110105 19491231 002X。", [IDENTITY], "身份证 ****2X。"),
        ("１１０１０５１９４９１２３１００２１", [IDENTITY], "****２１"),
        ("老证110105491231002", [IDENTITY], "老证****02"),
        ("打13800138000找他", [TELEPHONE], "打138****8000找他"),
        ("138-0013-8000", [TELEPHONE], "138****8000"),
        ("座机 010-62345678 转", [TELEPHONE], "座机 **** 转"),
        (
            "110105194912310021、13800138000",
            [IDENTITY, TELEPHONE],
            "****21、138****8000",
        ),
        ("统一社会信用代码91110105MA01A2B3C4", [], ""),
        ("2026年3月1日学习2小时，到会25人", [], ""),
        ("问题 2026-010，预算1380013800元", [], ""),
        ("订单123813800138000999", [], ""),
    ],
)
def test_what_is_a_number_and_what_is_not(text: str, kinds: list[str], hidden: str) -> None:
    assert numbers_in(text) == kinds
    assert without_numbers(text) == (hidden or text)


@given(st.text(), st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text())
def test_nothing_is_left_to_find(before: str, number: str, after: str) -> None:
    hidden = without_numbers(f"{before}\n{number}\n{after}")
    assert number not in hidden.split("\n")
    assert without_numbers(hidden) == hidden
