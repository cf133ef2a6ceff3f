"""What is refused about a record, and that what is right is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from partydesk.records.base import kind_of
from partydesk.records.checking import check, complete, read_values
from partydesk.records.checks import birth_date_of, credit_code, identity_number, sex_of
from partydesk.records.member import Member
from partydesk.records.telephones import telephone

KNOWN = "11010519491231002X"
# Invented, as the park's own sample roll holds them: a county code stdnum does not list.
COUNTY_UNKNOWN = ("150102195801111979", "15010219581012515X", "990312198105239550")


def codes(kind: str, /, **values: Any) -> list[str]:
    return [finding.code for finding in check(kind_of(kind), values)]


def member(**values: Any) -> list[str]:
    return codes("member", **{"name": "张三", "category": "full", **values})


def test_a_right_identity_number_passes() -> None:
    assert identity_number(KNOWN) is None


@pytest.mark.parametrize("number", COUNTY_UNKNOWN)
def test_a_county_nobody_lists_is_no_fault(number: str) -> None:
    with pytest.raises(InvalidComponent):
        ric.validate(number)
    assert identity_number(number) is None
    assert member(id_number=number) == []


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("11010519491231002", "17 位"),
        ("11010519491231002XX", "19 位"),
        ("110105194912310021", "校验位"),
        ("11010519490231002X", "不是真实的日期"),
        ("1101051949123100AX", "应为数字"),
        ("１１０１０５１９４９１２３１００２X", "应为数字"),
        ("11010520991231002" + ric.calc_check_digit("110105209912310020"), "不合情理"),
        ("440524188001010014", "不合情理"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(number: str, told: str) -> None:
    assert told in str(identity_number(number))


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_no_single_wrong_digit_passes(place: int, digit: str) -> None:
    assume(KNOWN[place] != digit)
    assert identity_number(KNOWN[:place] + digit + KNOWN[place + 1 :]) is not None


def test_birth_date_and_sex_come_out_of_the_number() -> None:
    assert birth_date_of(KNOWN) == date(1949, 12, 31)
    assert sex_of(KNOWN) == "2"
    assert sex_of("990312198105239550") == "1"
    assert birth_date_of("not a number") is None
    filled = complete(Member, {"name": "张三", "id_number": KNOWN}, new=True)
    assert (filled["birth_date"], filled["sex"]) == (date(1949, 12, 31), "2")
    assert (filled["category"], filled["membership"]) == ("full", "normal")
    kept = complete(Member, {"id_number": KNOWN, "sex": "1"}, new=False)
    assert kept["sex"] == "1"
    assert "category" not in kept


def test_birth_date_and_sex_must_agree_with_the_number() -> None:
    assert member(id_number=KNOWN, birth_date=date(1949, 12, 31), sex="2") == []
    assert member(id_number=KNOWN, birth_date=date(1949, 12, 30)) == ["birth-differs"]
    assert member(id_number=KNOWN, sex="1") == ["sex-differs"]


def test_credit_codes() -> None:
    assert credit_code("91350100M000100Y43") is None
    assert credit_code("91440300708461136T") is None
    assert credit_code("91990312FAQG6U2GEN") is None
    assert "18 位" in str(credit_code("91350100M000100Y4"))
    assert "校验位" in str(credit_code("91350100M000100Y42"))
    assert "字符" in str(credit_code("91350100MI00100Y43"))


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_no_single_wrong_sign_of_a_credit_code_passes(place: int, sign: str) -> None:
    good = "91350100M000100Y43"
    assume(good[place] != sign)
    assert credit_code(good[:place] + sign + good[place + 1 :]) is not None


@pytest.mark.parametrize(
    "number", ["13800001234", "0471-6000000", "+86 138 0000 1234", "04716000000转12"]
)
def test_telephone_numbers_as_people_write_them(number: str) -> None:
    assert telephone(number) is None


@pytest.mark.parametrize("number", ["李四", "1234", "138x0001234"])
def test_what_is_no_telephone_number(number: str) -> None:
    assert telephone(number) is not None


def test_dates_of_a_life_run_forward() -> None:
    day = date(2010, 5, 1)
    right = {
        "birth_date": date(1985, 1, 1),
        "applied_on": day,
        "activist_on": day + timedelta(200),
        "candidate_on": day + timedelta(600),
        "joined_on": day + timedelta(800),
        "confirmed_on": day + timedelta(1200),
    }
    assert member(**right) == []
    assert member(**right | {"confirmed_on": day + timedelta(700)}) == ["dates-backwards"]
    assert member(**right | {"activist_on": day + timedelta(700)}) == ["dates-backwards"]
    assert "dates-backwards" in member(**right | {"birth_date": date(2011, 1, 1)})
    moved = {"arrived_on": date(2026, 3, 1), "left_on": date(2026, 2, 1)}
    assert member(**moved, relation="left", left_to="乙支部") == ["dates-backwards"]
    assert member(left_on=date(2026, 2, 1)) == ["left-here"]
    findings = check(
        kind_of("ticket"),
        {
            "source": "self_check",
            "description": "灯坏了",
            "raised_on": date(2026, 3, 2),
            "due_on": date(2026, 3, 1),
            "state": "open",
        },
    )
    assert [finding.column for finding in findings] == ["due_on"]
    assert "整改时限 2026-03-01 早于提出日期 2026-03-02" in findings[0].message


def test_nobody_applies_before_turning_eighteen() -> None:
    born = date(1990, 6, 15)
    assert member(birth_date=born, applied_on=date(2008, 6, 15)) == []
    assert member(birth_date=born, applied_on=date(2008, 6, 14)) == ["under-age"]
    assert member(birth_date=born, joined_on=date(2008, 6, 14)) == ["under-age"]
    leap = date(1992, 2, 29)
    assert member(birth_date=leap, applied_on=date(2010, 2, 28)) == ["under-age"]
    assert member(birth_date=leap, applied_on=date(2010, 3, 1)) == []


def ballot(**votes: int) -> list[str]:
    held = {
        "kind": "general_meeting",
        "topic": "选举",
        "starts_at": datetime(2026, 1, 1),
        "state": "held",
    }
    return codes("session", **held, **votes)


def test_ballots_add_up() -> None:
    assert ballot(entitled=20, voters_present=18, in_favour=15, against=2, abstained=1) == []
    assert ballot(entitled=20, voters_present=18, in_favour=15) == []
    assert ballot(entitled=20, voters_present=21) == ["ballot"]
    assert ballot(voters_present=18, in_favour=15, against=2, abstained=2) == ["ballot"]
    assert ballot(in_favour=15) == []


def test_everything_wrong_is_told_at_once() -> None:
    assert codes("ticket", state="open") == ["required"] * 3
    assert codes("member", name="  ", category="full") == ["required"]
    values, findings = read_values(
        Member, {"name": "张三", "birth_date": "昨天", "sex": "?", "nonsense": "1"}
    )
    assert values == {"name": "张三"}
    assert [finding.code for finding in findings] == ["not-a-date", "not-a-choice", "unknown-field"]
    assert all(finding.message and finding.column for finding in findings)


def test_states_of_leaving_are_whole() -> None:
    day = date(2026, 9, 22)
    left = {"relation": "left"}
    assert member(**left) == ["left-incomplete", "left-incomplete"]
    assert member(**left, left_on=day) == ["left-incomplete"]
    assert member(**left, left_on=day, left_to="乙支部") == []
    for state in ("dead", "removed", "expelled", "revoked", "correcting"):
        assert member(membership=state) == ["state-undated"], state
        assert member(membership=state, membership_on=day) == [], state
    correcting = {"membership": "correcting", "membership_on": day}
    assert member(**correcting, correct_until=date(2027, 9, 22)) == []
    for until in (date(2027, 9, 23), date(2026, 9, 21)):
        assert member(**correcting, correct_until=until) == ["correct-too-long"]


@pytest.mark.parametrize(
    ("joined", "confirmed", "wrong"),
    [
        ("2024-03-15", "2025-03-15", False),
        ("2024-03-15", "2025-03-14", True),
        ("2024-03-15", "2025-03-01", False),  # perhaps only the month is known
        ("2024-03-15", "2025-02-01", True),
        ("2024-02-29", "2025-02-28", False),
        ("1970-05-01", "1970-05-01", False),  # there was no probation then
    ],
)
def test_nobody_is_confirmed_before_the_probation_is_over(
    joined: str, confirmed: str, wrong: bool
) -> None:
    days = {"joined_on": date.fromisoformat(joined), "confirmed_on": date.fromisoformat(confirmed)}
    assert member(**days) == (["confirmed-early"] if wrong else [])
