"""From what people type to typed values, to stored ones, to what is shown, and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.money import yuan
from partydesk.records.values import (
    Unreadable,
    clean_text,
    masked,
    read,
    shown,
    split_names,
    to_stored,
    to_typed,
)

DAY = date(2026, 3, 1)


def field_of(kind: str, name: str) -> Field:
    return fields(kind_of(kind))[name]


def refused(field: Field, raw: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(field, raw)
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    "raw",
    [
        "20260301", "2026-3-1", "2026-03-01", "2026.3.1", "2026/3/1", "2026年3月1日",
        "2026年3月1号",
        "2026 年 3 月 1 日", "２０２６－０３－０１", "２０２６年３月１日", " 2026-03-01 ",
        "2026-03-01 00:00:00", "2026-03-01T00:00:00", "2026/3/1 00:00", 20260301, 20260301.0,
        46082, 46082.0, DAY, datetime(2026, 3, 1, 9, 30),
        "2026年3月", "2026-03", "2026.3", "202603",
    ],
)  # fmt: skip
def test_dates_in_the_forms_people_use(raw: object) -> None:
    assert read(field_of("member", "birth_date"), raw) == DAY


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-02-30", "not-a-date"), ("2026-13-01", "not-a-date"), ("20260230", "not-a-date"),
        ("2026", "not-a-date"), ("昨天", "not-a-date"), ("2026-03-01 起", "not-a-date"),
        (1985.07, "date-ambiguous"), (True, "not-a-date"), (5, "not-a-date"),
        (float("nan"), "not-a-date"), (float("inf"), "not-a-date"), ("0000-01-01", "not-a-date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(raw: object, code: str) -> None:
    assert refused(field_of("member", "birth_date"), raw) == code


@pytest.mark.parametrize(
    ("raw", "hour", "minute"),
    [
        ("2026-03-01 14:30", 14, 30), ("2026-03-01T14:30:00", 14, 30), ("2026/3/1 9:05", 9, 5),
        ("2026年3月1日 14时30分", 14, 30), ("2026年3月1日14时30分", 14, 30),
        ("2026年3月1日下午2:30", 14, 30), ("2026年3月1日 上午9点半", 9, 30),
        ("2026-03-01 2:30 PM", 14, 30), ("2026年3月1日中午12:10", 12, 10),
        ("20260301 14:30", 14, 30), ("２０２６－０３－０１　１４：３０", 14, 30),
        ("2026-03-01 14:30-16:00", 14, 30), ("2026-03-01", 0, 0), (46082.604166667, 14, 30),
        (datetime(2026, 3, 1, 14, 29, 59, 999_000), 14, 30), (DAY, 0, 0), (46082, 0, 0),
    ],
)  # fmt: skip
def test_moments_in_the_forms_people_use(raw: object, hour: int, minute: int) -> None:
    assert read(field_of("session", "starts_at"), raw) == datetime(2026, 3, 1, hour, minute)


def test_what_is_no_moment_is_refused() -> None:
    known = field_of("session", "starts_at")
    assert refused(known, "2026-03-01 25:00") == "not-a-time"
    assert refused(known, "2026-03-01 12:75") == "not-a-time"
    assert refused(known, "下午") == "not-a-date"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("3", 3), ("３", 3), ("3人", 3), (" 1,234 ", 1234), ("1，234", 1234), (3.0, 3), ("3.0", 3)],
)
def test_whole_numbers(raw: object, value: int) -> None:
    assert read(field_of("enterprise", "staff"), raw) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [("三", "not-a-number"), (3.5, "not-whole"), (-1, "too-small"), (True, "not-a-number"),
     (float("nan"), "not-a-number"), ("inf", "not-a-number"), (1e300, "not-a-number")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(raw: object, code: str) -> None:
    assert refused(field_of("enterprise", "staff"), raw) == code


def test_bounds_are_said_with_the_field() -> None:
    assert refused(field_of("session", "hours"), 101) == "too-large"
    with pytest.raises(Unreadable, match="年度不能小于 1990"):
        read(field_of("paper", "year"), 1989)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("是", 1), ("有", 1), ("√", 1), (True, 1), (1.0, 1), ("否", 0), ("没有", 0), (0, 0)],
)
def test_yes_and_no(raw: object, value: int) -> None:
    assert read(field_of("enterprise", "union"), raw) == value


def test_choices_by_label_alias_and_code() -> None:
    ethnicity = field_of("member", "ethnicity")
    for raw in ("汉", "汉族", "01", " 汉 族 ", "０１"):
        assert read(ethnicity, raw) == "01"
    assert read(field_of("member", "education"), "本科") == "21"
    assert read(field_of("member", "education"), "省(区、市)委党校大学") == "2B"
    assert read(field_of("member", "category"), "预备") == "probationary"
    assert read(field_of("session", "kind"), "支部委员会会议") == "branch_committee"
    assert refused(ethnicity, "火星族") == "not-a-choice"


def test_several_choices_come_in_declared_order_and_once() -> None:
    field = field_of("session", "elements")
    assert (
        read(field, "党课、第一议题，党课;oath\n心得交流") == "first_agenda,lecture,oath,exchange"
    )
    assert read(field, ["党课", "第一议题"]) == "first_agenda,lecture"
    assert shown(field, "first_agenda,lecture") == "第一议题、党课"
    assert refused(field, "第一议题、跳舞") == "not-a-choice"


@pytest.mark.parametrize("raw", ["", "/", "／", "\\", "-", "——", "无", "暂无", "  ", None])
def test_cells_that_say_nothing(raw: object) -> None:
    for name in ("birth_date", "group", "phone", "sponsors", "sex"):
        assert read(field_of("member", name), raw) is None


def test_what_says_nothing_may_still_be_a_choice() -> None:
    assert read(field_of("member", "duty"), "无") == "none"
    assert read(field_of("member", "backbone"), "无") == "none"


def test_our_own_files_keep_texts_to_the_letter() -> None:
    for text in ("无", " 两头有空格 ", "=1+1", "/", "𬭎", "一\n二", "名" * 60):
        assert read(field_of("session", "summary"), text, strict=True) == text
        assert read(field_of("session", "topic"), text, strict=True) == text


def test_names_lose_the_blanks_people_pad_them_with() -> None:
    name = field_of("member", "name")
    assert read(name, "张　三") == read(name, " 张 三 ") == "张三"
    assert read(name, "Anna  Lee") == "Anna Lee"
    assert read(name, "买买提·艾力") == "买买提·艾力"
    assert split_names("张三/李 四、王五；赵六\n钱七") == ["张三", "李四", "王五", "赵六", "钱七"]


def test_long_numbers_stay_text_or_are_refused() -> None:
    field = field_of("member", "id_number")
    assert read(field, "11010519491231002x") == "11010519491231002X"
    assert read(field, "１１０１０５ 19491231 ００２ｘ") == "11010519491231002X"
    assert refused(field, 1.1010519491231002e17) == "digits-lost"
    assert refused(field, 110105194912310021) == "digits-lost"
    assert refused(field, "1.10105E+17") == "digits-lost"
    assert read(field_of("member", "phone"), 13800001234.0) == "13800001234"
    assert read(field, float("nan")) == "nan"  # and the check then refuses it


def test_texts_a_spreadsheet_could_not_hold() -> None:
    assert clean_text("一\x00二\x0b\ud800三\r\n四\r五", lines=True) == "一二三\n四\n五"
    assert clean_text("一\r\n二", lines=False) == "一 二"
    assert refused(field_of("session", "summary"), "长" * 30_001) == "too-long"
    assert read(field_of("session", "topic"), float("inf")) == "inf"


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.text(max_size=60),
    Kind.LONG: st.text(max_size=60),
    Kind.CODE: st.text("0123456789-+X", max_size=20),
    Kind.PERSON: st.text("张三李𬭎·AnLe ", max_size=8),
    Kind.PEOPLE: st.lists(st.text("张三李𬭎·AnLe ", max_size=8), max_size=4).map("、".join),
    Kind.INTEGER: st.integers(0, 10**9),
    Kind.NUMBER: st.floats(0, 1e14, allow_nan=False),
    Kind.MONEY: st.integers(0, 10**11).map(yuan),
    Kind.DATE: st.dates(date(1900, 1, 1)),
    Kind.MOMENT: st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    Kind.YESNO: st.sampled_from([0, 1]),
}

FIELDS = sorted(
    (
        known
        for record in kinds().values()
        for known in fields(record).values()
        if known.kind is not Kind.REFERENCE
    ),
    key=lambda known: (known.kind, known.label),
)


@st.composite
def field_and_raw(draw: st.DrawFn) -> tuple[Field, Any]:
    field = draw(st.sampled_from(FIELDS))
    if field.choices is not None:
        labels = st.sampled_from(field.choices.labels)
        several = field.kind is Kind.CHOICES
        return field, draw(st.lists(labels) if several else labels)
    return field, draw(VALUES[field.kind])


@given(field_and_raw(), st.booleans())
def test_what_is_shown_reads_back_as_the_same_value(pair: tuple[Field, Any], strict: bool) -> None:
    field, raw = pair
    try:
        value = read(field, raw, strict=strict)
    except Unreadable:
        return  # bounds of the field; what is refused is tested above
    stored = to_stored(value)
    assert to_typed(field, stored) == value
    assert read(field, shown(field, stored), strict=strict) == value
    if field.kind is not Kind.MONEY:  # a number is what somebody types, in yuan
        assert read(field, value, strict=strict) == value


@given(field_and_raw(), st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()))
def test_anything_is_read_or_refused_in_words(pair: tuple[Field, Any], raw: object) -> None:
    field, _ = pair
    try:
        read(field, raw)
    except Unreadable as error:
        assert error.code
        assert error.message


def test_how_values_look() -> None:
    assert shown(field_of("session", "starts_at"), "2026-03-01 00:00") == "2026-03-01"
    assert shown(field_of("session", "starts_at"), "2026-03-01 14:30") == "2026-03-01 14:30"
    assert shown(field_of("session", "hours"), 2.0) == "2"
    assert shown(field_of("session", "hours"), 1.5) == "1.5"
    assert shown(field_of("figure", "value"), 20_000_000_000.0) == "20000000000"
    assert shown(field_of("enterprise", "union"), 0) == "否"
    assert shown(field_of("member", "sex"), "2") == "女"
    assert shown(field_of("member", "sex"), "9") == "9"  # a newer program's code
    assert shown(field_of("member", "sex"), None) == ""


def test_masks() -> None:
    identity, phone, address = (
        field_of("member", name) for name in ("id_number", "phone", "address")
    )
    assert masked(identity, "11010519491231002X") == "****2X"
    assert masked(phone, "13800001234") == "138****1234"
    assert masked(phone, "6000312") == "****"
    assert masked(address, "示例市示例区和平路 1 号") == "示例市示例区****"
    assert masked(address, "和平路") == "****"
    assert masked(identity, "****2X") == "****2X"
    # What earlier versions left of it leaves two numbers, with the birthday.
    assert masked(identity, "1101****002X") == "****2X"
    assert masked(phone, "138****1234") == "138****1234"
    assert masked(identity, "") == ""
    assert masked(field_of("member", "name"), "张三") == "张三"


@given(
    st.sampled_from(["id_number", "phone", "landline", "address"]),
    st.text("0123456789路", min_size=1),
)
def test_a_mask_hides_something_and_stays_when_masked_again(name: str, text: str) -> None:
    field = field_of("member", name)
    once = masked(field, text)
    assert once != text
    assert masked(field, once) == once


def test_excel_serials_count_days() -> None:
    field = field_of("member", "birth_date")
    assert read(field, 36_526) == date(2000, 1, 1)
    assert read(field, 36_526 + 366) == date(2000, 1, 1) + timedelta(366)
