"""A quotation within a quotation has the other marks; nothing else of a text changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.quotes import nested


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“两个覆盖”百日攻坚", "“两个覆盖”百日攻坚"),
        ("开展““两个覆盖”百日攻坚”。", "开展“‘两个覆盖’百日攻坚”。"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙“丙”丁’戊”"),
        ("“甲‘乙’丙”", "“甲‘乙’丙”"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("““it’s””", "“‘it’s’”"),
        ("“甲“乙”", "“甲“乙”"),
        ("甲”“乙“", "甲”“乙“"),
    ],
)
def test_inner_quotes(text: str, said: str) -> None:
    assert nested(text) == said


@given(st.text("“”‘’甲a\n", max_size=24))
def test_only_marks_change_and_once_is_enough(text: str) -> None:
    once = nested(text)
    assert nested(once) == once and len(once) == len(text)
    plain = str.maketrans("‘’", "“”")
    assert once.translate(plain) == text.translate(plain)
