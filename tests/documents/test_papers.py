"""The printed papers, read back from the PDF by another program."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli.papers import print_
from partydesk.documents import fonts
from partydesk.documents.printing import PAPERS, print_paper
from partydesk.exchange.submission.writing import export
from partydesk.operations.campaigns import begin
from partydesk.records import base, clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store import queries
from partydesk.store.store import Store
from tests.documents import reading_pdf
from tests.documents.reading_pdf import pages, size, squeezed, text
from tests.earlier import let_in
from tests.exchange.merging import merge

ID = "990312199607242244"  # of nobody: region 9903 does not exist
PHONE = "13800007562"


def first(store: Store, kind: str, /, **where: Any) -> dict[str, Any]:
    """The first row of a kind."""
    with store.read() as connection:
        found = queries.ids(connection, queries.Query(kind, where=where))
        return queries.window(connection, kind, found[:1])[found[0]]


def printed(store: Store, what: str, uid: str | None = None, **options: Any) -> Path:
    """A paper written beside the data."""
    return print_paper(store, what, uid, store.home.folder / f"{what}.pdf", **options)


def refusal(store: Store, what: str, uid: str | None = None, **options: Any) -> UserError:
    """The refusal of a paper, which leaves no file behind."""
    with pytest.raises(UserError) as caught:
        printed(store, what, uid, **options)
    assert not (store.home.folder / f"{what}.pdf").exists()
    return caught.value


@pytest.fixture
def session(add: Callable[..., str]) -> str:
    """A meeting with everything that minutes hold."""
    for name, duty, day in (("陈甲", "secretary", 3), ("周乙", "none", 2), ("吴丙", "none", 1)):
        add("member", name=name, duty=duty, category="full", joined_on=date(2010, 1, day))
    return add(
        "session",
        kind="general_meeting",
        starts_at=datetime(2026, 3, 5, 14, 30),
        place="二楼会议室",
        topic="讨论预备党员转正",
        first_agenda="传达学习重要讲话精神",
        host="陈甲",
        recorder="周乙",
        lecturer="陈甲",
        lecturer_role="branch_secretary",
        summary="第一段。\n第二段。",
        decisions="同意按期转正，由周乙月底前上报。",
        ballot_kind="admission",
        entitled=3,
        voters_present=2,
        in_favour=2,
        against=0,
        abstained=0,
    )


def attend(store: Store, session: str, states: dict[str, tuple[str, str]]) -> None:
    """Record who was there."""
    with store.write("出勤") as writer:
        for name, (state, note) in states.items():
            member = first(store, "member", name=name)["uid"]
            writer.add(
                "attendance",
                {
                    "session": writer.reference("session", session),
                    "member": writer.reference("member", member),
                    "name": name,
                    "state": state,
                    "note": note or None,
                },
            )


# Roster


def test_roster_has_the_standard_columns_in_their_order(branch_store: Store) -> None:
    found = printed(branch_store, "roster")
    assert size(found) == (297, 210)
    page = squeezed(pages(found)[0])
    assert page.startswith("党员花名册")
    standard = (
        *("序号", "姓名", "所在党支部", "公民身份号码", "性别", "民族", "出生日期", "学历"),
        *("人员类别", "加入党组织日期", "转为正式党员日期", "工作岗位", "手机号码", "固定电话"),
        *("家庭住址", "党籍状态", "是否为失联党员", "失去联系日期", "是否为流动党员", "外出流向"),
    )
    assert "".join(standard) in page


def test_a_roster_counts_its_members(empty_store: Store, add: Callable[..., str]) -> None:
    add("member", name="正式甲", sex="2")
    add("member", name="正式乙", sex="1", relation="not_transferred")
    add("member", name="预备丙", sex="2", category="probationary")
    said = text(printed(empty_store, "roster"))
    assert "共3名，其中正式党员2名、预备党员1名，女2名；组织关系未转入1名。" in said


def test_identity_numbers_and_telephones_are_masked_unless_asked(
    empty_store: Store, add: Callable[..., str]
) -> None:
    add("member", name="陈玉雪", id_number=ID, phone=PHONE, address="示例市示例区光明路 142 号")
    masked = text(printed(empty_store, "roster"))
    assert "****44" in masked and "138****7562" in masked
    assert ID not in masked and PHONE not in masked and "光明路142号" not in masked
    full = text(printed(empty_store, "roster", full=True))
    assert ID in full and PHONE in full and "光明路142号" in full


def test_who_left_or_has_not_joined_is_not_on_the_roster(
    empty_store: Store, add: Callable[..., str]
) -> None:
    add("member", name="在册甲")
    add("member", name="停止乙", membership="suspended", membership_on=date(2026, 1, 1))
    with empty_store.write("从前的记录") as writer:
        let_in(writer, "member", {"name": "转出丙", "relation": "left"})
        let_in(writer, "member", {"name": "去世丁", "membership": "dead"})
    add("member", name="申请戊", category="applicant")
    found = text(printed(empty_store, "roster"))
    assert "在册甲" in found and "停止乙" in found
    for gone in ("转出丙", "去世丁", "申请戊"):
        assert gone not in found


def test_a_roster_of_two_hundred_repeats_its_head_and_counts_its_pages(
    empty_store: Store,
) -> None:
    with empty_store.write("名册") as writer:
        for number in range(200):
            writer.add("member", {"name": f"陈{chr(0x4E00 + number)}", "post": "02"})
    found = [squeezed(page) for page in pages(printed(empty_store, "roster"))]
    assert len(found) > 5
    for number, page in enumerate(found, 1):
        assert "公民身份号码" in page
        assert page.endswith(f"第{number}页共{len(found)}页")
    together = "".join(found)
    assert all(f"陈{chr(0x4E00 + number)}" in together for number in range(200))


# Minutes and sign-in


def test_minutes_tell_who_was_there_what_was_decided_and_how_it_was_voted(
    empty_store: Store, session: str
) -> None:
    attend(
        empty_store,
        session,
        {"陈甲": ("present", ""), "周乙": ("leave", "出差"), "吴丙": ("absent", "")},
    )
    found = text(printed(empty_store, "minutes", session))
    for said in (
        "党员大会会议记录",
        "2026年3月5日14:30",
        "应到3人，实到1人，请假1人，缺席1人，到会率33.3%",
        "出席人员陈甲",
        "请假人员周乙（出差）",
        "缺席人员吴丙",
        "陈甲（党支部书记）",
        "第一议题内容传达学习重要讲话精神",
        "表决事项：接收或转正。应到会有表决权3人，实到会有表决权2人，赞成2票，反对0票，弃权0票。",
        "表决通过",
        "同意按期转正，由周乙月底前上报。",
        "主持人（签字）：",
        "记录人（签字）：",
    ):
        assert said in found, said


@pytest.mark.parametrize(
    ("kind", "entitled", "present", "favour", "result"),
    [
        ("decision", 20, 10, 11, "表决通过"),  # half present is enough
        ("decision", 20, 9, 9, "到会人数不够"),
        ("decision", 20, 20, 10, "没有通过"),  # half in favour is not
        ("admission", 20, 10, 10, "到会人数不够"),  # more than half must be present
        ("admission", 20, 11, 11, "表决通过"),
        ("election", 20, 15, 15, "到会人数不够"),  # four fifths
        ("election", 20, 17, 9, "表决通过"),  # more than half of those present
        ("election", 20, 18, 9, "没有通过"),
        (None, 20, 18, 18, "表决通过"),  # by any measure
        (None, 20, 12, 11, "没有写明表决事项"),
    ],
)
def test_a_ballot_is_judged_by_its_own_measure(
    kind: str | None, entitled: int, present: int, favour: int, result: str
) -> None:
    from partydesk.documents.papers.ballot import ballot_in_words

    said = ballot_in_words(
        {
            "ballot_kind": kind,
            "entitled": entitled,
            "voters_present": present,
            "in_favour": favour,
            "against": present - favour if present >= favour else 0,
            "abstained": 0,
        }
    )
    assert result in said


def test_minutes_without_summary_leave_lines_to_write_on(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add("session", kind="lecture", starts_at=datetime(2026, 3, 5), topic="党课题目")
    found = text(printed(empty_store, "minutes", uid))
    assert "党课记录" in found and "没有登记出勤" in found and "表决" not in found


def test_a_very_long_summary_goes_over_several_pages(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add(
        "session",
        kind="theme_day",
        starts_at=datetime(2026, 3, 5),
        topic="主题",
        summary="".join(f"第{number}句话。" for number in range(2000)),
    )
    found = printed(empty_store, "minutes", uid)
    assert len(pages(found)) > 5
    body = "".join(re.sub(r"第\d+页共\d+页$", "", squeezed(page)) for page in pages(found))
    assert "".join(f"第{number}句话。" for number in range(2000)) in body


def test_sign_in_names_those_recorded_and_leaves_blank_rows(
    empty_store: Store, session: str
) -> None:
    attend(empty_store, session, {"陈甲": ("present", ""), "周乙": ("present", "")})
    found = text(printed(empty_store, "sign-in", session))
    assert "1陈甲正式党员2周乙正式党员34" in found
    assert "吴丙" not in found


def test_sign_in_of_a_meeting_ahead_expects_those_its_kind_calls_for(
    empty_store: Store, add: Callable[..., str], session: str
) -> None:
    found = text(printed(empty_store, "sign-in", session))
    assert "陈甲" in found and "周乙" in found and "吴丙" in found
    committee = add("session", kind="branch_committee", starts_at=datetime(2027, 3, 5), topic="题")
    found = text(printed(empty_store, "sign-in", committee))
    assert "陈甲" in found and "周乙" not in found


def test_sign_in_for_sixty_fits_its_pages(empty_store: Store) -> None:
    with empty_store.write("名册") as writer:
        for number in range(60):
            writer.add("member", {"name": f"陈{chr(0x4E00 + number)}"})
        uid = writer.add(
            "session",
            {"kind": "general_meeting", "starts_at": datetime(2026, 3, 5), "topic": "题"},
        )
    found = pages(printed(empty_store, "sign-in", uid))
    assert len(found) == 3
    assert all("请假事由或备注" in squeezed(page) for page in found)


# Talk


def test_a_talk_is_printed_with_all_that_was_said_for_three_signatures(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add(
        "talk",
        kind="integrity",
        held_on=date(2026, 3, 5),
        talker="陈甲",
        subjects="周乙",
        topic="谈廉政",
        content="谈话内容全文",
        response="对象表态全文",
        recorder="吴丙",
    )
    found = text(printed(empty_store, "talk", uid))
    for said in ("廉政谈话记录", "内部资料注意保管", "谈话内容全文", "对象表态全文"):
        assert said in found
    assert found.count("（签字）") == 3


# Ledger


def test_ledger_lists_what_was_raised_or_was_still_open(
    empty_store: Store, add: Callable[..., str]
) -> None:
    add("ticket", source="self_check", description="去年提出未结", raised_on=date(2025, 5, 5))
    add("ticket", source="enterprise", description="今年提出", raised_on=date(2026, 5, 5))
    add("ticket", source="enterprise", description="明年提出", raised_on=date(2027, 5, 5))
    found = text(printed(empty_store, "ledger", period=parse_period("2026")))
    assert "去年提出未结" in found and "今年提出" in found and "明年提出" not in found
    assert "2026-001" in found and "企业诉求" in found
    assert "明年提出" in text(printed(empty_store, "ledger"))


def test_a_problem_longer_than_a_page_loses_nothing(
    empty_store: Store, add: Callable[..., str]
) -> None:
    told = "".join(f"第{number}句。" for number in range(900))
    add("ticket", source="self_check", description=told, raised_on=date(2026, 5, 5), owner="陈甲")
    found = pages(printed(empty_store, "ledger"))
    assert len(found) > 3
    assert all("问题描述" in page for page in found)
    assert "陈甲" in found[0]
    rows = "".join(
        line
        for page in found
        for line in page.splitlines()
        if re.match(r"(第?\d+)?句?。?(第\d+句。)*(第|第?\d+句?)?$", line)
    )
    assert told in squeezed(rows)


# Card


def test_a_card_names_the_day_and_the_years(
    empty_store: Store, add: Callable[..., str], on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 11, 24))
    uid = add("member", name="陈甲", joined_on=date(2016, 12, 1))
    found = printed(empty_store, "card", uid)
    assert size(found) == (210, 148)
    said = text(found)
    assert "陈甲同志：" in said and "2016年12月1日" in said and "第10个政治生日" in said
    assert "2026年12月1日" in said


def test_cards_of_a_month_one_to_a_page(
    empty_store: Store, add: Callable[..., str], on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 2, 10))
    add("member", name="闰日甲", joined_on=date(2016, 2, 29))
    add("member", name="二月乙", joined_on=date(2020, 2, 1))
    add("member", name="三月丙", joined_on=date(2020, 3, 1))
    add("member", name="今年丁", joined_on=date(2026, 2, 1), category="probationary")
    add("member", name="未填戊")
    found = pages(printed(empty_store, "card"))
    assert len(found) == 2
    assert "二月乙" in squeezed(found[0]) and "第6个" in squeezed(found[0])
    assert "闰日甲" in squeezed(found[1]) and "2026年2月28日" in squeezed(found[1])
    march = pages(printed(empty_store, "card", period=parse_period("2026-03")))
    assert len(march) == 1 and "三月丙" in squeezed(march[0])


def test_a_month_without_birthdays_and_a_member_without_date_are_refused(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add("member", name="陈甲")
    assert refusal(empty_store, "card").code == "nothing-to-print"
    assert refusal(empty_store, "card", uid).code == "no-joined-on"


# Checklist


def test_a_checklist_shows_dates_by_the_rules_of_their_day(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add(
        "member",
        name="陈甲",
        category="candidate",
        applied_on=date(2024, 3, 1),
        talked_on=date(2024, 3, 20),
        activist_on=date(2024, 9, 1),
        mentors="周乙、吴丙",
        candidate_on=date(2026, 6, 1),
        publicised_from=date(2026, 6, 2),
        publicised_to=date(2026, 6, 9),
        trained_on=date(2026, 7, 1),
        training_hours=24,
    )
    found = printed(empty_store, "checklist", uid)
    assert len(pages(found)) == 1
    said = text(found)
    assert "√1.递交入党申请书年满18周岁原细则2024-03-01" in said
    assert "收到申请书后1个月内原细则第七条2024-03-20" in said
    assert "周乙、吴丙" in said
    # The text of 2026: 党委同意 and 公示 come before, and there is no 备案 after it.
    assert "□7.上级党委同意" in said and "√8.确定发展对象" in said
    assert said.index("□7.") < said.index("＋公示") < said.index("√8.")
    assert "报上级党委备案" not in said
    assert "＋公示不少于5个工作日细则第十三条2026-06-02至2026-06-09" in said
    assert "2026-07-0124学时" in said
    assert "□25.材料归档" in said
    # The limit runs from the day before the rules changed: the earlier ones hold.
    assert "□6.培养教育考察支部每半年1次原细则" in said
    for number in range(1, 26):
        assert f"{number}." in said


def test_a_candidate_of_before_goes_by_the_order_of_2014(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add("member", name="陈甲", category="candidate", applied_on=date(2024, 3, 1),
              activist_on=date(2024, 9, 1), candidate_on=date(2026, 5, 17))  # fmt: skip
    said = text(printed(empty_store, "checklist", uid))
    assert said.index("√7.确定发展对象") < said.index("＋公示") < said.index("□8.报上级党委备案")
    assert "上级党委同意" not in said


def test_checklists_of_everybody_on_the_way(empty_store: Store, add: Callable[..., str]) -> None:
    add("member", name="申请甲", category="applicant", applied_on=date(2026, 1, 1))
    add("member", name="预备乙", category="probationary", joined_on=date(2026, 1, 1))
    add("member", name="正式丙", category="full")
    found = pages(printed(empty_store, "checklist"))
    assert len(found) == 2
    assert "预备乙" in squeezed(found[0]) and "申请甲" in squeezed(found[1])


def test_no_one_on_the_way_is_said(empty_store: Store) -> None:
    assert refusal(empty_store, "checklist").code == "nothing-to-print"


# Pledge


def test_a_pledge_of_a_member_of_a_record_and_a_blank_one(
    empty_store: Store, add: Callable[..., str]
) -> None:
    member = add("member", name="陈甲", duty="organisation")
    record = add(
        "paper", kind="responsibility", person="陈甲", year=2025, signed_on=date(2025, 2, 3)
    )
    said = text(printed(empty_store, "pledge", member, period=parse_period("2026")))
    assert "（2026年度）" in said and "乙方：陈甲（岗位：组织委员）" in said
    assert "甲方（盖章）" in said and "乙方（签字）" in said
    said = text(printed(empty_store, "pledge", record))
    assert "（2025年度）" in said and "2025年2月3日" in said and "组织委员" in said
    assert "陈甲" not in text(printed(empty_store, "pledge"))


# Archive


def test_the_archive_holds_the_year_and_nothing_said_in_talks(branch_store: Store) -> None:
    with branch_store.write("谈话") as writer:
        writer.add(
            "talk",
            {
                "kind": "reminder",
                "held_on": date(2026, 2, 2),
                "talker": "陈甲",
                "subjects": "周乙",
                "topic": "谈话的题目",
                "content": "绝密的内容",
                "response": "绝密的表态",
            },
        )
    row = first(branch_store, "member", category="full")
    found = printed(branch_store, "handover", period=parse_period("2026"))
    said = text(found)
    assert "2026年党支部工作档案" in said and "谈话的题目" in said
    with branch_store.read() as connection:
        ids = queries.ids(connection, queries.Query("talk"))
        for talk in queries.window(connection, "talk", ids).values():
            assert squeezed(talk["content"]) not in said
            assert squeezed(talk["response"]) not in said
    assert "绝密" not in said
    assert row["id_number"] not in said and row["phone"] not in said
    assert f"****{row['id_number'][-2:]}" in said


def test_the_archives_contents_give_the_pages_its_parts_begin_on(branch_store: Store) -> None:
    found = pages(printed(branch_store, "handover"))
    lines = found[1].splitlines()
    titles = [line.split(". ")[1] for line in lines if ". " in line]
    numbers = [int(line) for line in lines if line.isdigit()]
    assert len(titles) == len(numbers) > 8
    for title, number in zip(titles, numbers, strict=True):
        assert squeezed(found[number - 1]).startswith(title)
    assert numbers == sorted(set(numbers))
    for number, page in enumerate(found[1:], 2):
        assert squeezed(page).endswith(f"第{number}页共{len(found)}页")


def test_an_archive_of_three_hundred_sessions(empty_store: Store) -> None:
    with empty_store.write("一年") as writer:
        for number in range(300):
            writer.add(
                "session",
                {
                    "kind": "morning_meeting",
                    "starts_at": datetime(2026, 1 + number % 12, 1 + number // 12, 8, 30),
                    "topic": f"晨会第{number}题",
                    "summary": "内容" * 40,
                },
            )
    found = pages(printed(empty_store, "handover", period=parse_period("2026")))
    assert squeezed(found[-1]).endswith(f"第{len(found)}页共{len(found)}页")
    lists = [page for page in found if "页码" in page]
    assert len(lists) > 5
    topics: list[str] = []
    numbers: list[int] = []
    for page in lists:
        lines = page.splitlines()
        topics += [line.split()[-3] for line in lines if "晨会第" in line]
        rows = sum("晨会第" in line for line in lines)
        numbers += [int(line) for line in lines if line.isdigit()][-rows:]
    assert len(topics) == len(numbers) == 300
    for topic, number in zip(topics, numbers, strict=True):
        assert topic in squeezed(found[number - 1]), (topic, number)


def test_only_the_period_is_in_the_archive(empty_store: Store, session: str) -> None:
    assert "讨论预备党员转正" in text(printed(empty_store, "handover", period=parse_period("2026")))
    assert "讨论预备党员转正" not in text(
        printed(empty_store, "handover", period=parse_period("2025"))
    )


# Any paper


def test_an_empty_branch_prints_sensible_papers(empty_store: Store) -> None:
    assert "名册上还没有党员" in text(printed(empty_store, "roster"))
    assert "没有登记问题" in text(printed(empty_store, "ledger"))
    assert "党风廉政建设责任书" in text(printed(empty_store, "pledge"))
    archive = text(printed(empty_store, "handover"))
    assert "没有登记学习活动" in archive and "移交人（签字）" in archive
    with empty_store.write("会") as writer:
        uid = writer.add(
            "session", {"kind": "study_day", "starts_at": datetime(2026, 3, 5), "topic": "题"}
        )
    assert len(pages(printed(empty_store, "sign-in", uid))) == 1
    assert len(pages(printed(empty_store, "minutes", uid))) == 1


@pytest.mark.parametrize("what", ["minutes", "sign-in", "talk"])
def test_what_is_about_one_record_asks_for_it(empty_store: Store, what: str) -> None:
    asked = refusal(empty_store, what)
    assert asked.code == "uid-needed"
    assert PAPERS[what].label in asked.message
    assert refusal(empty_store, what, "没有这个").code == "not-found"


def test_a_record_in_the_recycle_bin_or_of_another_kind_is_not_found(
    empty_store: Store, add: Callable[..., str], session: str
) -> None:
    assert refusal(empty_store, "talk", session).code == "not-found"
    with empty_store.write("删除") as writer:
        writer.remove("session", session)
    assert refusal(empty_store, "minutes", session).code == "not-found"


def test_unknown_papers_and_other_endings_are_refused(empty_store: Store, tmp_path: Path) -> None:
    assert refusal(empty_store, "poster").code == "no-such-paper"
    with pytest.raises(UserError) as caught:
        print_paper(empty_store, "roster", None, tmp_path / "名册.docx")
    assert caught.value.code == "not-pdf"


def test_a_failure_leaves_the_former_paper_as_it_was(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = printed(empty_store, "roster")
    before = out.read_bytes()

    def fail(*_: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("partydesk.documents.page.BaseDocTemplate.build", fail)
    with pytest.raises(UserError) as caught:
        print_paper(empty_store, "roster", None, out)
    assert caught.value.code == "disk-full"
    assert out.read_bytes() == before
    assert [each.name for each in out.parent.glob(".partydesk-*")] == []


def test_a_committee_prints_its_own_records(committee_store: Store) -> None:
    own = first(committee_store, "session", kind="party_committee")
    assert "党委会议记录" in text(printed(committee_store, "minutes", own["uid"]))
    assert "问题台账" in text(printed(committee_store, "ledger"))
    archive = printed(committee_store, "handover", period=parse_period("2026"))
    assert "2026年工作档案" in text(archive)


def test_a_committee_prints_a_branch_by_its_uid(committee_store: Store) -> None:
    with committee_store.write("支部") as writer:
        branch = writer.add("organisation", {"code": "P0777", "name": "某某支部"})
    assert "某某支部" in text(printed(committee_store, "roster", branch))
    assert "某某支部" in text(printed(committee_store, "handover", branch))


@pytest.mark.parametrize("name", ["王𠮷", "䶮㛃", "喆堃"])
def test_a_rare_character_in_a_name_is_never_a_blank_box(
    empty_store: Store, add: Callable[..., str], name: str
) -> None:
    uid = add("member", name=name, joined_on=date(2020, 5, 5))
    for what in ("roster", "card", "handover"):
        said = text(printed(empty_store, what, uid if what == "card" else None))
        for char in name:
            assert char in said or f"〔U+{ord(char):04X}〕" in said, (what, char)


OF_ELECTIONS = {
    "election-request": "请批示",
    "election-ballot": "另选人",
    "election-count": "总监票人",
    "election-report": "请批复",
}
ON_THE_WAY = {
    "cultivation-folder": "发展党员材料清单",
    "cultivation-form": "考察情况",
    "request": "妥否",
    "publicity": "现予公示",
    "resolution": "表决结果",
    "vote-slips": "无记名表决票",
}
"""The papers about somebody on the way into the Party, and words of each."""


def test_without_chinese_fonts_every_paper_is_set_in_the_readers_own(
    branch_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "system_folders", lambda: ())
    member = first(branch_store, "member", category="full")
    with branch_store.write("转出") as writer:
        moved = {"member": member["id"], "direction": "out", "place": "乙支部"}
        letter = writer.add("transfer", moved)
        graded = {"member": member["id"], "year": clock.today().year, "grade": "qualified"}
        writer.add("review", graded)
        payer = {"member": member["id"], "from_month": f"{clock.today():%Y-%m}"}
        writer.add("dues_base", {**payer, "income": 620000})
        election = writer.add("election", {"kind": "term"})
        floating = writer.add("member", {"name": "流示例", "category": "full", "floating": 1})
        life = writer.add("life_work", {"year": clock.today().year})
        kept = {"life_work": writer.reference("life_work", life), "issue": "形式单一"}
        writer.add("life_issue", {**kept, "owner": "甲"})
        met = {"kind": "life_meeting", "topic": "会", "state": "held"}
        writer.add("session", {**met, "starts_at": clock.now()})
        writer.add("care", {"who": "甲", "on": clock.today(), "what": "走访"})
        rated = {"kind": "secretary", "rated": "甲支部", "grade": "good"}
        writer.add("appraisal", {**rated, "year": clock.today().year})
        paid = {"member": member["id"], "month": f"{clock.today():%Y-%m}", "amount": 9300}
        receipt = writer.add("dues_payment", {**paid, "paid_on": clock.today()})
    day = clock.today()
    values = {"name": "百日攻坚", "from_on": day, "until_on": day + timedelta(99), "over": "firm"}
    with branch_store.write("责任") as writer:
        brand = writer.add("brand", {"name": "红芯", "meaning": "把党旗插在研发最前线"})
        area = writer.add("duty_area", {"kind": "grid", "name": "研发网格", "holder": "张三"})
        duty = {"duty_area": writer.reference("duty_area", area), "text": "走访企业"}
        writer.add("duty", {**duty, "cadence": "month", "from_on": date(2026, 1, 1)})
        planned = {"year": clock.today().year, "name": "党员轮训", "for_whom": "member"}
        course = writer.add("course", planned | {"hours": 8.0})
    uids = {
        "dues-receipt": receipt,
        "life-list": life,
        "floating-card": floating,
        "life-report": life,
        "brand": brand,
        "training-course": course,
        "campaign": begin(branch_store, values, "636"),
        "minutes": first(branch_store, "session")["uid"],
        "sign-in": first(branch_store, "session")["uid"],
        "talk": first(branch_store, "talk")["uid"],
        "card": member["uid"],
        "transfer-letter": letter,
        **dict.fromkeys(ON_THE_WAY, member["uid"]),
        **dict.fromkeys(OF_ELECTIONS, election),
    }
    expected = {
        "transfer-letter": "特此回复",
        "roster": "党员花名册",
        "minutes": "内容摘要",
        "sign-in": "签到",
        "talk": "谈话内容",
        "ledger": "问题台账",
        "card": "政治生日贺卡",
        "checklist": "发展党员检查表",
        "pledge": "党风廉政建设责任书",
        "review-summary": "民主评议",
        "dues-register": "93.00",
        "dues-notice": "党费收缴情况公示",
        "dues-bases": "本人确认",
        "dues-receipt": "玖拾叁元整",
        "life-list": "形式单一",
        "floating-card": "参加组织生活记录",
        "life-report": "会前准备",
        "duty-list": "走访企业",
        "brand": "把党旗插在研发最前线",
        "campaign": "带企业发展",
        "care-list": "签收",
        "award-candidates": "没有记录的不算符合",
        "training-plan": "应参加",
        "training-course": "没有参加",
        "statistics": "党员数量变化",
        **ON_THE_WAY,
        **OF_ELECTIONS,
        "handover": "组织生活一览",
        "year-plan": "主题党日",
        "handover-list": "移交清单",
    }
    # An album is of photographs, a 评定通知 of what a committee scored (exchange/replies), a
    # 交接凭据 of a hand-over (operations/handover), 述职评议结果 of what a committee decided.
    assert expected.keys() == PAPERS.keys() - {
        "album", "star-notice", "handover-receipt", "appraisal-results",
    }  # fmt: skip
    for what, said in expected.items():
        found = printed(branch_store, what, uids.get(what))
        assert said in reading_pdf.drawn_with_readers_font(found), what


def test_the_command_gives_the_file(branch_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "名册.pdf"
    options = argparse.Namespace(
        home=str(branch_store.home.folder),
        what="roster",
        uid=None,
        out=out,
        period="2026",
        full=False,
    )
    outcome = print_(options)
    assert outcome.data == {"file": str(out)}
    assert "党员花名册" in outcome.lines[0]
    assert out.read_bytes().startswith(b"%PDF-")
    options.period = "今年"
    with pytest.raises(UserError):
        print_(options)


def test_every_paper_is_declared_with_a_module_of_its_own() -> None:
    from importlib import import_module

    for paper in PAPERS.values():
        made = import_module(f"partydesk.documents.papers.{paper.module}")
        assert callable(getattr(made, "draft", None) or getattr(made, paper.module))
        assert all(kind in base.kinds() for kind in paper.about)


def test_a_branchs_records_are_printed_from_the_committees_file(
    branch_store: Store, committee_store: Store, tmp_path: Path
) -> None:
    sent = export(branch_store, parse_period("2026Q1"), tmp_path)
    merge(committee_store, [sent.file], accept_unenrolled=True)
    branch = first(committee_store, "organisation", code="P0312")
    roster = text(printed(committee_store, "roster", branch["uid"]))
    assert squeezed(branch_store.own.name) in roster
    assert first(branch_store, "member", category="full")["name"] in roster
    session = first(branch_store, "session", kind="general_meeting")
    minutes = text(printed(committee_store, "minutes", session["uid"]))
    assert squeezed(branch_store.own.name) in minutes and session["topic"] in minutes
    # What was said was never sent.
    talk = first(branch_store, "talk")
    said = text(printed(committee_store, "talk", talk["uid"]))
    assert talk["subjects"] in said and "由支部留存" in said
    assert squeezed(talk["content"]) not in said
