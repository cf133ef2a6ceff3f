"""Affairs: what they set, all of it in one step, and nothing where something is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.printing import print_paper
from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.affairs.carrying import carry_out, fitting, preview, preview_paper
from partydesk.operations.affairs.told import Told
from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import rows
from partydesk.store.store import Store
from tests.documents.reading_pdf import squeezed, text

Add = Callable[..., str]
TODAY = date(2026, 9, 22)


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    """The day of the pictures."""
    on_day(TODAY)


@pytest.fixture
def person(add: Add) -> Callable[..., str]:
    """Somebody on the roll for years, with what is told of them."""

    def adding(name: str = "孔悦海", **values: Any) -> str:
        joined = {"joined_on": date(2010, 6, 7), "confirmed_on": date(2011, 6, 7)}
        known = {"name": name, "category": "full", **joined, **values}
        if values.get("category", "full") not in ("full", "probationary"):
            known = {key: value for key, value in known.items() if key not in joined}
        return add("member", **known)

    return adding


def row(store: Store, kind: str, uid: str) -> dict[str, Any]:
    with store.read() as connection:
        found = rows.find(connection, kind, uid)
    assert found is not None
    return found


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All records as they are stored."""
    with store.read() as connection:
        return {
            kind: [tuple(each) for each in connection.exec_driver_sql(f'SELECT * FROM "{kind}"')]
            for kind in kinds()
        }


def changes(told: Told) -> dict[str, tuple[str, str]]:
    return {line.label: (line.before, line.after) for line in told.lines}


def test_leaving_sets_all_that_goes_with_it_in_one_step(
    empty_store: Store, person: Callable[..., str]
) -> None:
    uid = person(duty="organisation")
    before = everything(empty_store)
    answers = {
        "left_to": "示例市长河区青石街道青松社区党支部",
        "letter_no": "园转〔2026〕18号",
        "valid_days": 60,
        "dues_paid_to": "2026-09",
    }
    shown = preview(empty_store, "transfer-out", [uid], answers)
    assert everything(empty_store) == before
    assert not shown.findings
    said = changes(shown)
    assert said["组织关系"] == ("在册", "转出")
    assert said["转出日期"] == ("空", "2026-09-22")
    assert said["党内职务"] == ("组织委员", "无")
    assert said["名册"] == ("1 人", "0 人")
    assert said["支委会应到"] == ("1 人", "0 人")
    assert "60 天" in shown.sentence and "9 月 22 日" in shown.sentence
    assert [offer.what for offer, _ in shown.papers] == ["transfer-letter"]
    assert {each.what for each in shown.reminders} == {"收回执", "介绍信到期", "组织委员空缺"}

    done = carry_out(empty_store, "transfer-out", [uid], answers)
    assert changes(done) == said
    ((_, letter),) = done.papers
    kept = row(empty_store, "transfer", letter)
    assert (kept["state"], kept["valid_days"], kept["place"]) == (
        "open", 60, answers["left_to"],
    )  # fmt: skip
    empty_store.undo()
    assert everything(empty_store) == before


def test_what_is_asked_for_and_missing_is_said_and_changes_nothing(
    empty_store: Store, person: Callable[..., str]
) -> None:
    uid = person()
    before = everything(empty_store)
    shown = preview(empty_store, "transfer-out", [uid], {})
    assert [finding.column for finding in shown.findings] == ["left_to"]
    assert changes(shown)["组织关系"] == ("在册", "转出")
    for answers in ({}, {"left_to": "乙", "left_on": "哪天"}, {"left_to": "乙", "cheese": 1}):
        with pytest.raises(UserError):
            carry_out(empty_store, "transfer-out", [uid], answers)
    assert everything(empty_store) == before


def test_inside_the_park_there_is_no_letter(empty_store: Store, person: Callable[..., str]) -> None:
    done = carry_out(
        empty_store, "transfer-out", [person()], {"where": "本园区的支部", "left_to": "乙支部"}
    )
    assert not done.papers
    assert "letter_no" not in done.asked


def test_the_receipt_ends_it_and_a_returned_letter_brings_one_back(
    empty_store: Store, person: Callable[..., str]
) -> None:
    first, second = person("张三"), person("李四")
    for uid in (first, second):
        carry_out(empty_store, "transfer-out", [uid], {"left_to": "乙支部"})
    carry_out(empty_store, "receipt", [first], {"day": "2026-09-22"})
    with pytest.raises(UserError, match="没有等回执的转接"):
        carry_out(empty_store, "receipt", [first], {})
    carry_out(empty_store, "returned", [second], {})
    assert row(empty_store, "member", second)["relation"] == "on_roll"
    assert row(empty_store, "member", second)["left_on"] is None


def test_somebody_comes_whom_nobody_knew(empty_store: Store) -> None:
    done = carry_out(
        empty_store,
        "transfer-in",
        [],
        {"name": "王五", "joined_on": "2015-07-01", "arrived_from": "丙支部", "day": "2026-09-01"},
    )
    came = row(empty_store, "member", done.uid)
    assert (came["relation"], came["arrived_on"], came["category"]) == (
        "on_roll", "2026-09-01", "full",
    )  # fmt: skip
    assert changes(done)["名册"] == ("0 人", "1 人")
    empty_store.undo()
    with empty_store.read() as connection:
        assert rows.find(connection, "member", done.uid) is None


def test_the_way_into_the_party_by_affairs(empty_store: Store, add: Add) -> None:
    def meeting(day: date, kind: str = "general_meeting") -> str:
        return add("session", kind=kind, starts_at=datetime(day.year, day.month, day.day, 15),
                   topic="讨论")  # fmt: skip

    uid = carry_out(empty_store, "applicant", [], {"name": "赵六", "day": "2023-03-01"}).uid
    carry_out(
        empty_store,
        "activist",
        [uid],
        {"meeting": meeting(date(2023, 9, 1), "branch_committee"), "mentors": "张三、李四"},
    )
    assert row(empty_store, "member", uid)["activist_on"] == "2023-09-01"
    carry_out(empty_store, "candidate", [uid], {"day": "2024-10-10"})
    vote = {"entitled": 10, "voters_present": 9, "in_favour": 4, "against": 5}
    held = meeting(date(2025, 8, 1))
    with pytest.raises(UserError, match="表决没有通过"):
        carry_out(empty_store, "admit", [uid], {"meeting": held, **vote})
    vote |= {"in_favour": 9, "against": 0}
    carry_out(empty_store, "admit", [uid], {"meeting": held, **vote})
    assert row(empty_store, "member", uid)["category"] == "probationary"
    assert row(empty_store, "session", held)["ballot_kind"] == "admission"
    early = {"confirmed_on": "2026-07-31", "day": "2026-08-30"}
    with pytest.raises(UserError, match="预备期满"):
        carry_out(empty_store, "confirm", [uid], early)
    done = carry_out(empty_store, "confirm", [uid], {"day": "2026-08-30"})
    assert changes(done)["转为正式党员日期"] == ("空", "2026-08-01")
    assert row(empty_store, "member", uid)["category"] == "full"


def test_a_new_secretary_takes_the_place_of_the_old(
    empty_store: Store, person: Callable[..., str]
) -> None:
    old, new = person("张三", duty="secretary"), person("李四")
    done = carry_out(empty_store, "new-secretary", [], {"who": new, "old_duty": "委员"})
    assert row(empty_store, "member", old)["duty"] == "committee"
    assert row(empty_store, "member", new)["duty"] == "secretary"
    assert row(empty_store, "organisation", empty_store.own.uid)["secretary"] == "李四"
    assert changes(done)["李四 党内职务"] == ("无", "书记")
    with pytest.raises(UserError, match="现在就是书记"):
        carry_out(empty_store, "new-secretary", [], {"who": "李四"})


def test_an_election_gives_all_offices_anew(empty_store: Store, person: Callable[..., str]) -> None:
    uids = {
        name: person(name, duty=duty)
        for name, duty in (("甲", "secretary"), ("乙", "organisation"), ("丙", "none"))
    }
    answers = {"secretary": "乙", "organisation": None, "discipline": "丙", "day": "2026-09-20"}
    carry_out(empty_store, "election", [], answers)
    duties = {name: row(empty_store, "member", uid)["duty"] for name, uid in uids.items()}
    assert duties == {"甲": "none", "乙": "secretary", "丙": "discipline"}
    assert row(empty_store, "organisation", empty_store.own.uid)["elected_on"] == "2026-09-20"
    carry_out(empty_store, "election", [], {"kind": "增补", "youth": "甲"})
    assert row(empty_store, "member", uids["甲"])["duty"] == "youth"
    assert row(empty_store, "member", uids["丙"])["duty"] == "discipline"
    with pytest.raises(UserError, match="没有叫“无此人”"):
        carry_out(empty_store, "election", [], {"secretary": "无此人"})


def test_a_branch_keeps_its_history(empty_store: Store) -> None:
    carry_out(empty_store, "rename", [], {"name": "新支部", "code": "P0002"})
    own = row(empty_store, "organisation", empty_store.own.uid)
    assert (own["name"], own["code"]) == ("新支部", "P0002")
    assert own["codes_before"] == "2026-09-22　P0001　空支部"
    carry_out(empty_store, "reassigned", [], {"parent": "另一个党委"})
    carry_out(empty_store, "dissolve", [], {"reason": "企业注销"})
    assert row(empty_store, "organisation", empty_store.own.uid)["ended_on"] == "2026-09-22"
    with pytest.raises(UserError, match="已经撤销"):
        carry_out(empty_store, "rename", [], {"name": "再改"})


def test_several_people_at_once_are_one_step(
    empty_store: Store, person: Callable[..., str]
) -> None:
    uids = [person(name, category="applicant", applied_on=date(2026, 1, 1)) for name in "甲乙丙"]
    before = everything(empty_store)
    done = carry_out(empty_store, "activist", uids, {"day": "2026-09-01"})
    assert "甲等 3 人" in done.sentence
    assert {row(empty_store, "member", uid)["category"] for uid in uids} == {"activist"}
    empty_store.undo()
    assert everything(empty_store) == before
    with pytest.raises(UserError, match="一次只能办一个人"):
        carry_out(empty_store, "died", uids, {})


def test_only_what_fits_is_offered(empty_store: Store, person: Callable[..., str]) -> None:
    full, applicant = person(), person("甲", category="applicant", applied_on=TODAY)
    offered = {each.name for each in fitting(empty_store, "member", [full])}
    assert {"transfer-out", "died", "suspend", "correct", "lost", "leave-party"} <= offered
    assert not {"confirm", "admit", "restore", "found", "receipt", "applicant"} & offered
    assert {each.name for each in fitting(empty_store, "member", [applicant])} >= {"activist"}
    for affair in AFFAIRS.values():
        if affair.about == "member" and affair.name not in offered and not affair.new:
            with pytest.raises(UserError):
                carry_out(empty_store, affair.name, [full], {})


STATES = (
    ("died", {}, ("membership", "dead")),
    ("suspend", {"reason": "出国定居"}, ("membership", "suspended")),
    ("leave-party", {"membership": "开除"}, ("membership", "expelled")),
    ("correct", {"day": "2026-09-01"}, ("membership", "correcting")),
    ("lost", {"day": "2026-08-01", "result": "电话打不通"}, ("lost", 1)),
)


@pytest.mark.parametrize(("name", "answers", "becomes"), STATES, ids=[s[0] for s in STATES])
def test_a_state_begins_on_its_day(
    empty_store: Store,
    person: Callable[..., str],
    name: str,
    answers: dict[str, object],
    becomes: tuple[str, object],
) -> None:
    uid = person()
    before = everything(empty_store)
    carry_out(empty_store, name, [uid], answers)
    assert row(empty_store, "member", uid)[becomes[0]] == becomes[1]
    empty_store.undo()
    assert everything(empty_store) == before


def test_what_was_stopped_goes_on_and_who_was_lost_is_found(
    empty_store: Store, person: Callable[..., str]
) -> None:
    uid = person()
    carry_out(empty_store, "lost", [uid], {"day": "2025-01-01"})
    carry_out(empty_store, "suspend", [uid], {"day": "2025-08-01"})
    carry_out(empty_store, "found", [uid], {"day": "2026-09-01", "result": "回电了"})
    carry_out(empty_store, "restore", [uid], {"day": "2026-09-02"})
    kept = row(empty_store, "member", uid)
    assert (kept["membership"], kept["lost"], kept["lost_on"]) == ("restored", 0, None)


def test_every_affair_asks_in_words_and_types_no_label_twice() -> None:
    for affair in AFFAIRS.values():
        keys = [ask.key for ask in affair.asks]
        assert len(keys) == len(set(keys)), affair.name
        for question in affair.questions:
            assert question.words.endswith("？")
            for ask in question.asks:
                assert ask.field.label and bool(ask.of) != bool(ask.own)


def test_a_letter_is_looked_at_before_it_is_written(
    empty_store: Store, person: Callable[..., str], tmp_path: Path
) -> None:
    uid = person()
    before = everything(empty_store)
    answers = {"left_to": "青松社区党支部", "letter_no": "18 号", "addressee": "长河区委组织部"}
    made = preview_paper(
        empty_store, "transfer-out", [uid], answers, "transfer-letter", tmp_path / "信.pdf"
    )
    said = squeezed(text(made))
    for words in (
        "存根",
        "回执联",
        "长河区委组织部：",
        "孔悦海同志",
        "去青松社区党支部",
        "有效期60天",
    ):
        assert words in said, words
    assert everything(empty_store) == before
    ((_, letter),) = carry_out(empty_store, "transfer-out", [uid], answers).papers
    assert row(empty_store, "transfer", letter)["addressee"] == "长河区委组织部"
    again = print_paper(empty_store, "transfer-letter", letter, tmp_path / "再打.pdf")
    assert squeezed(text(again)) == said


@pytest.mark.parametrize("name", ["applicant", "transfer-in", "founded"])
def test_what_is_asked_of_somebody_new_stays_asked(empty_store: Store, name: str) -> None:
    """Once all is answered, what was answered still stands there to be mended."""
    answers = {"name": "赵六", "arrived_from": "丙支部", "code": "P0099"}
    asks = {ask.key for ask in AFFAIRS[name].asks}
    given = {key: value for key, value in answers.items() if key in asks}
    if name == "founded":
        given.pop("arrived_from", None)
    empty = preview(empty_store, name, [], {})
    full = preview(empty_store, name, [], given)
    assert not full.findings and full.asked == empty.asked and set(given) <= set(full.asked)
    assert "赵六" in full.sentence and "还没填" not in full.sentence
    # What every new record begins with is no change to be read.
    assert not any(line.after in ("无", "在册") and line.before == "空" for line in full.lines
                   if line.label in ("双培情况", "党内职务"))  # fmt: skip


def test_who_took_over_is_proposed_as_secretary(
    empty_store: Store, person: Callable[..., str]
) -> None:
    """After a hand-over the organisation names the new 书记, the roll still the old one."""
    old = person("张三", duty="secretary")
    assert preview(empty_store, "new-secretary", [], {}).answers["secretary"] is None
    with empty_store.write("接手") as writer:
        writer.edit("organisation", empty_store.own.uid, {"secretary": "郝新"})
    done = carry_out(empty_store, "new-secretary", [], {})
    assert done.answers["secretary"] == "郝新"
    assert row(empty_store, "member", old)["duty"] == "none"
    assert row(empty_store, "organisation", empty_store.own.uid)["secretary"] == "郝新"


def test_offices_that_one_can_hold_are_changed_about(
    empty_store: Store, person: Callable[..., str]
) -> None:
    """书记 and 副书记 in each other's place: neither stands in the other's way."""
    first, second = person("甲", duty="secretary"), person("乙", duty="deputy")

    def duties() -> list[str]:
        return [row(empty_store, "member", uid)["duty"] for uid in (first, second)]

    answers = {"secretary": "乙", "deputy": "甲", "day": "2026-09-20"}
    done = carry_out(empty_store, "election", [], answers)
    assert duties() == ["deputy", "secretary"]
    assert changes(done)["甲 党内职务"] == ("书记", "副书记")
    carry_out(empty_store, "new-secretary", [], {"who": "甲", "old_duty": "副书记"})
    assert duties() == ["secretary", "deputy"]
    person("丙")
    with pytest.raises(UserError, match="乙现在是副书记"):
        carry_out(empty_store, "new-secretary", [], {"who": "丙", "old_duty": "副书记"})


def test_the_letter_knows_up_to_when_dues_are_paid(
    empty_store: Store, person: Callable[..., str]
) -> None:
    uid = person()
    answers = {"where": "outside", "left_to": "外省某公司支部", "left_on": date(2026, 9, 22)}
    with empty_store.write("党费") as writer:
        who = writer.reference("member", uid)
        writer.add("dues_base", {"member": who, "from_month": "2026-07", "monthly": 1000})
        paid = {"amount": 1000, "paid_on": date(2026, 8, 5)}
        for month in ("2026-07", "2026-08"):
            writer.add("dues_payment", {"member": who, "month": month, **paid})
    done = carry_out(empty_store, "transfer-out", [uid], answers)
    ((_, letter),) = done.papers
    assert row(empty_store, "transfer", letter)["dues_paid_to"] == "2026-08"
