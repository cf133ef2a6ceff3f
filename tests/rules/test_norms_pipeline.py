"""发展党员: each limit on its days, by the rules of 2014 and those of 18 May 2026."""

from __future__ import annotations

from datetime import date

import pytest

from partydesk.records.findings import UserError
from partydesk.rules.norms import NORMS, pipeline
from partydesk.rules.working_days import working_days
from partydesk.store.store import Store
from tests.rules.judging import edit, judged, member, remove

STEPS = tuple(norm.id for norm in pipeline.NORMS)


def steps(store: Store, *norms: str, **when: str) -> list[tuple[str, str, str | None]]:
    """(norm, state, due), without those that only say something lacks no date."""
    return [
        (i.norm.id, str(i.state), i.due.isoformat() if i.due else None)
        for i in judged(store, *(norms or STEPS), **when)  # type: ignore[arg-type]
    ]


def one(store: Store, norm: str, **when: str) -> tuple[str, str | None] | None:
    found = steps(store, norm, **when)
    assert len(found) <= 1
    return found[0][1:] if found else None


def test_all_are_known() -> None:
    assert set(STEPS) <= set(NORMS)
    assert "extension" in STEPS


# --- limits that run from one date to the next --------------------------------------------------

APPLIED = {"category": "applicant", "applied_on": "2026-06-30"}
SCREENED = {"category": "candidate", "candidate_on": "2025-06-01", "prescreened_on": "2026-05-31"}
JOINED = {"category": "probationary", "joined_on": "2026-06-30"}
APPROVED = JOINED | {"approved_on": "2026-08-31"}
VOTED = {"category": "full", "joined_on": "2025-06-01", "confirmed_on": "2026-06-01",
         "confirm_voted_on": "2026-06-10"}  # fmt: skip


@pytest.mark.parametrize(
    ("norm", "values", "due", "field", "last"),
    [
        ("apply_talk", APPLIED, "2026-07-30", "talked_on", "2026-07-30"),
        ("prescreen", SCREENED | {"prescreened_on": "2026-06-30"}, "2026-07-30", "joined_on",
         "2026-07-30"),
        ("approval", JOINED, "2026-09-30", "approved_on", "2026-12-30"),
        ("oath", APPROVED, "2026-09-30", "sworn_on", "2026-09-30"),
        ("confirm_approval", VOTED, "2026-09-10", "confirm_approved_on", "2026-09-10"),
    ],
)  # fmt: skip
def test_each_limit_to_its_last_day(
    branch: Store, norm: str, values: dict[str, object], due: str, field: str, last: str
) -> None:
    uid = member(branch, **values)
    on, after = date.fromisoformat(due), date.fromisoformat(due).toordinal() + 1
    assert one(branch, norm, today=due) == ("due", due)
    assert one(branch, norm, today=date.fromordinal(after).isoformat()) == ("overdue", due)
    # However long ago, what is open stays open; a period before its day does not speak of it.
    assert one(branch, norm, period="2028", today="2028-06-01") == ("overdue", due)
    assert one(branch, norm, period=f"2026-01-01..2026-{on.month:02d}-01", today=due) is None
    changed = {field: last}
    if field == "joined_on":
        changed["category"] = "probationary"
    edit(branch, "member", uid, **changed)
    assert one(branch, norm, today=last) == ("done", due)
    late = date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()
    edit(branch, "member", uid, **{field: late})
    assert one(branch, norm, today=late) == ("missed", due)
    # Done late is told in the month in which it was done, too.
    assert one(branch, norm, period=late[:7], today=late) == ("missed", due)
    assert one(branch, norm, period="2027", today=late) is None


def test_the_month_after_the_last_of_january_ends_in_february(branch: Store) -> None:
    member(branch, category="applicant", applied_on="2028-01-31")
    assert one(branch, "apply_talk", period="2028", today="2028-02-01") == ("due", "2028-02-29")


def test_an_approval_after_three_months_says_so(branch: Store) -> None:
    member(branch, **JOINED, approved_on="2026-10-02")
    (item,) = judged(branch, "approval")
    assert (str(item.state), item.text) == ("done", "2026-10-02 办，超过 3 个月 2 天")


# --- two sets of rules --------------------------------------------------------------------------

DAYS = ("2026-05-17", "2026-05-18")


@pytest.mark.parametrize(
    ("norm", "values", "field", "old"),
    [
        ("apply_talk", {"category": "applicant"}, "applied_on", "第七条"),
        ("mentors", {"category": "activist"}, "activist_on", "第九条"),
        ("inspection", {"category": "activist"}, "activist_on", "第十一条"),
        ("candidate_year", {"category": "candidate", "activist_on": "2024-01-01"}, "candidate_on",
         "第十三条"),
        ("publicity", {"category": "candidate"}, "candidate_on", None),
        ("sponsors", {"category": "candidate"}, "candidate_on", "第十四条"),
        ("vetting", {"category": "probationary"}, "joined_on", "第十六条"),
        ("training", {"category": "probationary"}, "joined_on", "第十七条"),
        ("prescreen", {"category": "candidate"}, "prescreened_on", None),
        ("approval", {"category": "probationary"}, "joined_on", "第二十六条"),
        ("oath", {"category": "probationary", "joined_on": "2026-05-01"}, "approved_on", None),
        ("probation", {"category": "probationary"}, "joined_on", "第三十二条"),
        ("extension", {"category": "probationary", "extended_until": "2026-11-30"}, "joined_on",
         "第三十二条"),
        ("confirm_approval", {"category": "full", "joined_on": "2025-05-01",
                              "confirmed_on": "2026-05-01"}, "confirm_voted_on", "第三十四条"),
    ],
)  # fmt: skip
def test_which_rules_hold(
    branch: Store, norm: str, values: dict[str, object], field: str, old: str | None
) -> None:
    """The step of the 18th is under the new rules; three limits are only in the new ones."""
    found = {}
    for day in DAYS:
        start = day if norm != "extension" else day.replace("2026", "2025")
        uid = member(branch, **(values | {field: start}))
        found[day] = [
            item.norm.article
            for item in judged(branch, norm, period="2026-05-01..2027-12-31", today="2026-05-20")
        ]
        remove(branch, "member", uid)
    before = [] if old is None else [f"发展党员工作细则（2014 年）{old}"]
    assert set(found["2026-05-17"]) == set(before)
    assert set(found["2026-05-18"]) == {NORMS[norm].article}
    assert NORMS[norm].article.startswith("发展党员工作细则（2026 年）第")


# --- activists and candidates -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mentors", "expected"),
    [
        (None, "overdue"),
        ("甲", "done"),
        ("甲、乙", "done"),
        ("甲、乙、丙", "overdue"),
    ],
)
def test_one_or_two_mentors(branch: Store, mentors: str | None, expected: str) -> None:
    for name in ("甲", "乙", "丙"):
        member(branch, name)
    uid = member(branch, "小李", category="activist", activist_on="2026-03-01", mentors=mentors)
    assert one(branch, "mentors") == (expected, "2026-03-01")
    later = one(branch, "mentors", period="2027", today="2027-01-10")
    assert later == (None if expected == "done" else ("overdue", "2026-03-01"))
    assert one(branch, "mentors", today="2026-03-01") in (("due", "2026-03-01"),
                                                          ("done", "2026-03-01"))  # fmt: skip
    edit(branch, "member", uid, category="full", joined_on="2027-01-01")
    assert one(branch, "mentors") is None


def test_inspection_every_half_year(branch: Store) -> None:
    uid = member(branch, category="activist", activist_on="2026-01-31", mentors="甲")
    assert one(branch, "inspection", today="2026-07-31") == ("due", "2026-07-31")
    assert one(branch, "inspection", today="2026-08-01") == ("overdue", "2026-07-31")
    edit(branch, "member", uid, inspected_on="2026-01-15")  # before; that was none of an activist
    assert one(branch, "inspection", today="2026-08-01") == ("overdue", "2026-07-31")
    edit(branch, "member", uid, inspected_on="2026-05-30")
    assert steps(branch, "inspection", today="2026-08-01") == [
        ("inspection", "done", "2026-05-30"), ("inspection", "due", "2026-11-30"),
    ]  # fmt: skip
    items = judged(branch, "inspection")
    assert len({item.key for item in items}) == 2
    edit(branch, "member", uid, category="candidate", candidate_on="2027-02-01")
    assert one(branch, "inspection", period="2026-11", today="2026-12-01") == (
        "overdue", "2026-11-30",
    )  # fmt: skip
    edit(branch, "member", uid, category="probationary", joined_on="2027-06-01")
    assert steps(branch, "inspection") == []


@pytest.mark.parametrize(
    ("activist", "chosen", "state"),
    [
        ("2025-06-15", "2026-06-15", "done"),
        ("2025-06-15", "2026-06-14", "missed"),
        ("2024-02-29", "2025-02-28", "done"),
        ("2024-02-29", "2025-02-27", "missed"),
    ],
)
def test_a_year_as_an_activist(branch: Store, activist: str, chosen: str, state: str) -> None:
    member(branch, category="candidate", activist_on=activist, candidate_on=chosen)
    assert one(branch, "candidate_year", period=chosen[:4]) == (state, chosen)
    assert one(branch, "candidate_year", period="2027") is None


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-06-01", "2026-06-05", 5),  # Monday to Friday
        ("2026-06-05", "2026-06-11", 5),
        ("2026-06-06", "2026-06-12", 5),
        ("2026-06-06", "2026-06-07", 0),
        ("2026-06-05", "2026-06-05", 1),
        ("2026-06-05", "2026-06-10", 4),
        ("2026-06-05", "2026-06-04", 0),
    ],
)
def test_working_days(branch: Store, first: str, last: str, days: int) -> None:
    found = working_days(date.fromisoformat(first), date.fromisoformat(last), {})
    assert (found.days, found.remark) == (days, "")
    if first <= last:
        member(branch, category="candidate", candidate_on="2026-06-20", publicised_from=first,
               publicised_to=last)  # fmt: skip
        assert one(branch, "publicity") == ("done" if days >= 5 else "missed", "2026-06-20")


def test_publicity_nobody_wrote_down(branch: Store) -> None:
    uid = member(branch, category="candidate", candidate_on="2026-06-20",
                 publicised_from="2026-06-01")  # fmt: skip
    assert one(branch, "publicity", today="2026-06-20") == ("due", "2026-06-20")
    assert one(branch, "publicity", today="2026-06-21") == ("overdue", "2026-06-20")
    # It is not forgotten in later years.
    assert one(branch, "publicity", period="2028") == ("overdue", "2026-06-20")
    edit(branch, "member", uid, publicised_to="2026-06-10")
    assert one(branch, "publicity") == ("done", "2026-06-20")
    assert one(branch, "publicity", period="2028") is None


READY = ("sponsors", "vetting", "training")


def test_what_must_be_there_before_the_admission(branch: Store) -> None:
    member(branch, "甲")
    member(branch, "乙")
    uid = member(branch, category="candidate", candidate_on="2026-06-20")
    assert steps(branch, *READY) == [(norm, "due", None) for norm in READY]
    assert steps(branch, *READY, period="2028") == [(norm, "due", None) for norm in READY]
    assert steps(branch, *READY, period="2026-05") == []
    edit(branch, "member", uid, category="probationary", joined_on="2026-09-01")
    assert steps(branch, *READY, today="2026-09-02") == [
        (norm, "overdue", "2026-09-01") for norm in READY
    ]
    edit(branch, "member", uid, sponsors="甲、乙", vetted_on="2026-08-01", trained_on="2026-08-10",
         training_hours=24.0)  # fmt: skip
    assert steps(branch, *READY) == [(norm, "done", "2026-09-01") for norm in READY]
    assert steps(branch, *READY, period="2027") == []


@pytest.mark.parametrize(
    ("values", "lacking"),
    [
        ({"sponsors": "甲"}, "sponsors"),
        ({"sponsors": "甲、乙、丙"}, "sponsors"),
        ({"training_hours": 23.5}, "training"),
        ({"trained_on": None}, "training"),
        ({"training_hours": None}, "training"),
        ({"vetted_on": None}, "vetting"),
        ({}, None),
    ],
)
def test_what_lacks(branch: Store, values: dict[str, object], lacking: str | None) -> None:
    for name in ("甲", "乙", "丙"):
        member(branch, name)
    good = {"sponsors": "甲、乙", "vetted_on": "2026-08-01", "trained_on": "2026-08-10",
            "training_hours": 24.0}  # fmt: skip
    member(branch, category="probationary", joined_on="2026-09-01", **(good | values))
    found = {id for id, state, _ in steps(branch, *READY) if state != "done"}
    assert found == ({lacking} if lacking else set())


# --- probation ----------------------------------------------------------------------------------


def probation(store: Store, **when: str) -> list[tuple[str, str, str | None]]:
    return steps(store, "probation", "extension", **when)


def test_probation_is_a_year_from_the_meeting(branch: Store) -> None:
    uid = member(branch, category="probationary", joined_on="2024-02-29")
    assert probation(branch, period="2025", today="2025-02-28") == [
        ("probation", "due", "2025-02-28")
    ]
    assert probation(branch, today="2026-01-01") == [("probation", "overdue", "2025-02-28")]
    edit(branch, "member", uid, confirm_voted_on="2025-03-05")
    assert probation(branch, period="2025") == [("probation", "done", "2025-02-28")]
    assert probation(branch, period="2025-03") == [("probation", "done", "2025-02-28")]
    edit(branch, "member", uid, category="full", confirmed_on="2025-02-28")
    assert probation(branch, period="2025") == [("probation", "done", "2025-02-28")]
    assert probation(branch, period="2026") == []
    edit(branch, "member", uid, confirmed_on="2025-02-27")
    assert probation(branch, period="2025") == [("probation", "missed", "2025-02-28")]


def test_an_extended_probation(branch: Store) -> None:
    uid = member(branch, category="probationary", joined_on="2025-03-10",
                 extended_until="2026-09-10")  # fmt: skip
    assert probation(branch, today="2026-09-10") == [
        ("probation", "done", "2026-03-10"), ("extension", "due", "2026-09-10"),
    ]  # fmt: skip
    assert probation(branch, period="2026-09", today="2026-09-11") == [
        ("extension", "overdue", "2026-09-10")
    ]
    edit(branch, "member", uid, category="full", confirmed_on="2026-09-10")
    assert probation(branch, period="2026-09") == [("extension", "done", "2026-09-10")]
    edit(branch, "member", uid, confirmed_on="2026-09-09")
    assert probation(branch, period="2026-09") == [("extension", "missed", "2026-09-10")]


@pytest.mark.parametrize(
    ("until", "good"),
    [
        ("2026-09-09", False),
        ("2026-09-10", True),
        ("2027-03-10", True),
        ("2027-03-11", False),
    ],
)
def test_extensions_of_half_a_year_to_a_year(branch: Store, until: str, good: bool) -> None:
    values = {"category": "probationary", "joined_on": "2025-03-10", "extended_until": until}
    if good:
        assert member(branch, **values)
        return
    with pytest.raises(UserError) as refusal:
        member(branch, **values)
    assert "2026-09-10" in refusal.value.message and "2027-03-10" in refusal.value.message


# --- who is not on this way any more ------------------------------------------------------------


@pytest.mark.parametrize(
    "gone",
    [
        {"relation": "left", "left_on": "2026-07-01", "left_to": "外"},
        {"relation": "not_transferred"},
        {"membership": "removed", "membership_on": "2026-07-01"},
        {"membership": "dead"},
    ],
)
def test_nothing_is_asked_of_who_is_gone(branch: Store, gone: dict[str, object]) -> None:
    uid = member(branch, category="probationary", joined_on="2025-06-01")
    assert steps(branch)
    edit(branch, "member", uid, **gone)
    assert steps(branch) == []


def test_removed_records_and_old_members(branch: Store) -> None:
    member(branch, "陈老")
    assert steps(branch) == []
    uid = member(branch, category="applicant", applied_on="2026-01-01")
    assert steps(branch) == [("apply_talk", "overdue", "2026-02-01")]
    remove(branch, "member", uid)
    assert steps(branch) == []


def test_a_member_confirmed_this_year_without_the_first_dates(branch: Store) -> None:
    """Also where nobody wrote down when he applied."""
    member(branch, joined_on="2025-03-01", confirmed_on="2026-03-01", confirm_voted_on="2026-03-05")
    assert steps(branch, today="2026-06-06") == [
        ("probation", "done", "2026-03-01"), ("confirm_approval", "overdue", "2026-06-05"),
    ]  # fmt: skip
    # An approval that never came is not forgotten.
    assert steps(branch, period="2030", today="2030-01-01") == [
        ("confirm_approval", "overdue", "2026-06-05")
    ]


def test_titles_and_keys_name_the_person_and_the_step(branch: Store) -> None:
    uid = member(branch, "李四", category="applicant", applied_on="2026-06-01")
    (item,) = judged(branch, "apply_talk", today="2026-06-02")
    assert item.title == "李四 派人谈话"
    assert item.key == f"apply_talk|{branch.own.id}|{uid}|2026-07-01"
    assert item.norm.settles.fields == ("talked_on",)
    assert item.evidence == ()
