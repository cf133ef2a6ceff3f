"""Where lines of Chinese break, and what a text loses when it goes over to the next page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.documents.fonts import fonts
from partydesk.documents.prose import Prose
from partydesk.documents.text_styles import TextStyle

LETTERING = TextStyle(fonts())


def lines_of(prose: Prose, width: float) -> list[str]:
    """The lines a text breaks into."""
    prose.wrap(width, 10_000)
    return ["".join(word.text for word in line.words) for line in prose.blPara.lines]


def lines(text: str, width: float) -> list[str]:
    """The lines of a text in a list's cell (9.5 points)."""
    return lines_of(LETTERING(text, "cell"), width)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "支部大会讨论通过。（一）学习，研究“年度计划”；（二）表决。" * 5
    for width in range(40, 200, 7):
        for line in lines(text, width):
            assert line[0] not in "，。；）”", line
            assert line[-1] not in "（“", line


def test_numbers_and_dates_stay_whole() -> None:
    found = lines("入党日期是2026-03-05，电话13812345678，共 20 人出席", 75)
    assert "".join(found).replace(" ", "") == "入党日期是2026-03-05，电话13812345678，共20人出席"
    assert any("2026-03-05" in line for line in found)
    assert any("13812345678" in line for line in found)
    assert any("20 人" in line for line in found)


def test_a_word_longer_than_the_line_is_broken_all_the_same() -> None:
    found = lines("x" * 100, 60)
    assert len(found) > 5
    assert "".join(found) == "x" * 100


def test_a_line_break_is_kept() -> None:
    assert lines("第一行\n第二行", 300) == ["第一行", "第二行"]


def test_no_line_is_wider_than_the_room() -> None:
    prose = LETTERING("出席人员、" * 60 + "（按姓名排列）", "cell")
    prose.wrap(100, 10_000)
    assert all(line.extraSpace >= -0.01 for line in prose.blPara.lines)


@given(st.text("党支部，。（）“”ab12 \n", min_size=1, max_size=120), st.integers(30, 200))
def test_breaking_and_parting_lose_nothing(text: str, width: int) -> None:
    whole = LETTERING(text, "cell")
    expected = lines_of(whole, width)
    parts = whole.split(width, 13.5 * 3)
    assert sum((lines_of(part, width) for part in parts), []) in (expected, [])
    assert "".join("".join(expected).split()) == "".join(text.split())


@pytest.mark.parametrize("fits", [0, 1, 2, 3, 30])
def test_a_text_is_parted_only_where_two_lines_stand_on_each_side(fits: int) -> None:
    prose = LETTERING("讨论" * 60, "cell")
    count = len(lines_of(prose, 100))
    assert count > 5
    parts = prose.split(100, 13.5 * fits)
    assert len(parts) == (0 if fits < 2 else 2 if fits < count else 1)
