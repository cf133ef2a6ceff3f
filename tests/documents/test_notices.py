"""Texts to paste: what they say, what they never say, and their templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.documents.notice_texts import (
    BRIEF,
    NOTICE,
    NOTICE_TEXTS,
    REMINDER,
    filled,
    template,
    template_pair,
)
from partydesk.documents.notices import reminder_of, text_of
from partydesk.records.findings import UserError
from partydesk.rules.reminders import reminders
from partydesk.store.home import Home
from partydesk.store.store import Store, create

TODAY = date(2026, 9, 22)


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "中共甲科技支部委员会", "used_from": date(2026, 7, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        with store.write("花名册") as writer:
            for name in "张王李赵钱孙周吴":
                writer.add("member", {"name": f"{name}三", "category": "full"})
        yield store


def session(store: Store, at: str, **more: Any) -> str:
    values = {"kind": "theme_day", "topic": "学全会精神", "place": "党群服务中心二楼",
              "host": "朱欣霞", "starts_at": datetime.fromisoformat(at), **more}  # fmt: skip
    with store.write("添加") as writer:
        uid = writer.add("session", values)
        row = writer.find("session", uid)
        if row is not None and row["state"] == "held":
            for name, state in (("张三", "present"), ("王三", "leave")):
                member = writer.connection.exec_driver_sql(
                    "SELECT id FROM member WHERE name = ?", (name,)
                ).scalar()
                there = {"session": row["id"], "member": member, "state": state}
                writer.add("attendance", {**there, "note": "家中有丧事"})
    return uid


def told(store: Store, uid: str) -> str:
    with store.read() as connection:
        return text_of(connection, store.own.id, uid)


def test_a_plan_invites_and_a_held_session_is_told_in_brief(branch: Store) -> None:
    plan = session(branch, "2026-09-29 14:00")
    assert told(branch, plan) == (
        "【会议通知】定于 9 月 29 日（星期二）14:00 在党群服务中心二楼开展 9 月主题党日。\n"
        "主题：学全会精神\n"
        "请全体党员参加；有事请提前向朱欣霞请假。\n"
        "中共甲科技支部委员会"
    )
    bare = session(branch, "2026-10-09", kind="branch_committee", place=None, host=None)
    first, _topic, asked, _own = told(branch, bare).splitlines()
    assert first.startswith("【会议通知】定于 10 月 9 日（星期五）（时间待定） 在（地点待定）开展")
    assert asked.startswith("请") and asked.endswith("参加。")  # nobody is known to be asked
    held = session(branch, "2026-09-15 14:00", summary="电话 13812345678 联系", decisions=None)
    text = told(branch, held)
    assert "应到 2 人，实到 1 人。" in text
    # What was not decided has no line; who was away and why is nobody's business, nor is a number.
    assert "会议决定" not in text
    assert "丧事" not in text and "王三" not in text and "13812345678" not in text
    with branch.read() as connection, pytest.raises(UserError, match="没有简报"):
        text_of(connection, branch.own.id, plan, BRIEF)
    with pytest.raises(UserError, match="没有编号为“x”的学习活动"):
        told(branch, "x")


def test_a_duty_reminds_whom_it_concerns_and_what_is_private_nobody(branch: Store) -> None:
    with branch.read() as connection:
        due = next(each for each in reminders(connection, today=TODAY)
                   if each.norm.id == "theme_day" and each.when == "overdue")  # fmt: skip
        text = reminder_of(connection, branch.own.id, due.items)
    assert text.splitlines()[:2] == [
        "【提醒】各位同志：", "8 月主题党日已过 8 月 31 日的期限，请抓紧办理。"
    ]  # fmt: skip
    with branch.write("限期改正") as writer:
        uid = writer.connection.exec_driver_sql("SELECT uid FROM member LIMIT 1").scalar()
        values = {"membership": "correcting", "membership_on": date(2025, 9, 15),
                  "correct_until": date(2026, 9, 10)}  # fmt: skip
        writer.edit("member", str(uid), values)
    with branch.read() as connection:
        private = [each for each in reminders(connection, today=TODAY) if each.norm.private]
        assert private
        with pytest.raises(UserError, match="当面谈"):
            reminder_of(connection, branch.own.id, private[0].items)


def test_a_template_is_changed_checked_and_restored(branch: Store) -> None:
    plan = session(branch, "2026-09-29 14:00")
    branch.set_settings(template_pair(NOTICE, "{日期}{时间}，{地点}，{主题}。\n{支部}"))
    assert told(branch, plan) == (
        "9 月 29 日14:00，党群服务中心二楼，学全会精神。\n中共甲科技支部委员会"
    )
    with pytest.raises(UserError, match=r"认不得\{电话\}；可以用：\{类型\}"):
        template_pair(NOTICE, "{日期}打{电话}")
    with pytest.raises(UserError, match="单个的花括号"):
        template_pair(NOTICE, "{日期")
    for words in ("", NOTICE.start, f"  {NOTICE.start}\n"):
        branch.set_settings(template_pair(NOTICE, words))
        with branch.read() as connection:
            assert template(connection, NOTICE) == NOTICE.start


@given(st.sampled_from((NOTICE, BRIEF, REMINDER)), st.text(max_size=60))
@settings(max_examples=20)
def test_whatever_is_kept_can_be_filled_and_leaves_no_place_open(text: Any, words: str) -> None:
    try:
        _, kept = template_pair(text, words)
    except UserError:
        return
    assert "{" not in filled(kept, {})


def test_our_own_words_use_only_places_there_are() -> None:
    for text in NOTICE_TEXTS.values():
        assert template_pair(text, text.start) == (text.key, "")
