"""The texts that are pasted into WeChat: their templates, which a secretary can change.

A template is plain text with placeholders in braces. A line, or a part of it between commas and
semicolons, of which no placeholder has anything to say is left out; a placeholder that has nothing
to say beside others says that it is open: （地点待定）.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.records.quotes import nested
from partydesk.store import settings

LONGEST = 2_000  # characters of a template
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_PARTS = re.compile(r"([，；。,;])")


@dataclass(frozen=True, slots=True)
class NoticeText:
    """One kind of text: its `start` are our own words, `places` what can stand in braces."""

    id: str
    label: str
    start: str
    places: tuple[str, ...]

    @property
    def key(self) -> str:
        """The setting that keeps it."""
        return f"notice.{self.id}"


_SESSION = ("类型", "月份", "日期", "星期", "时间", "地点", "主题", "主持人", "参加人", "支部")

NOTICE = NoticeText(
    "notice",
    "会议通知",
    "【会议通知】定于 {日期}（{星期}）{时间} 在{地点}开展 {月份}{类型}。\n"
    "主题：{主题}\n"
    "请{参加人}参加；有事请提前向{主持人}请假。\n"
    "{支部}",
    _SESSION,
)
BRIEF = NoticeText(
    "brief",
    "简报",
    "【简报】{日期}，{支部}在{地点}开展 {月份}{类型}，{主持人}主持。\n"
    "主题：{主题}\n"
    "应到 {应到} 人，实到 {实到} 人。\n"
    "{内容}\n"
    "会议决定：{决议}",
    (*_SESSION, "应到", "实到", "到会率", "学时", "主讲人", "内容", "决议"),
)
REMINDER = NoticeText(
    "reminder",
    "提醒",
    "【提醒】{谁}：\n{事项}{期限}，请抓紧办理。\n依据：{依据}\n{支部}",
    ("谁", "事项", "期限", "依据", "支部"),
)
NOTICE_TEXTS = {each.id: each for each in (NOTICE, BRIEF, REMINDER)}


def template(connection: Connection, text: NoticeText) -> str:
    """The words in use: the secretary's own, else ours."""
    return settings.get(connection, text.key, "") or text.start


def template_lines(text: NoticeText, connection: Connection) -> list[str]:
    """The words in use, line by line."""
    return template(connection, text).splitlines()


def template_pair(text: NoticeText, words: str) -> tuple[str, str]:
    """The setting (key, value) that keeps a template; no words, or our own, restore ours.

    Raises UserError for a placeholder that is none, with those there are.
    """
    words = "\n".join(line.rstrip() for line in words.strip().splitlines())
    if len(words) > LONGEST:
        raise UserError("too-long", f"{text.label}的模板太长，最多 {LONGEST:,} 字")
    wrong = [each for each in _PLACE.findall(words) if each not in text.places]
    if wrong or re.search(r"[{}]", _PLACE.sub("", words)):
        named = "、".join(f"{{{each}}}" for each in dict.fromkeys(wrong)) or "单个的花括号"
        known = "、".join(f"{{{each}}}" for each in text.places)
        raise UserError("bad-place", f"{text.label}的模板里认不得{named}；可以用：{known}")
    return text.key, "" if words == text.start else words


def filled(words: str, values: Mapping[str, str]) -> str:
    """A template with what is known in its places."""
    lines = [_filled_line(line, values) for line in words.splitlines()]
    return nested("\n".join(line for line in lines if line is not None))


def _filled_line(line: str, values: Mapping[str, str]) -> str | None:
    if not _says_something(line, values):
        return None
    parts = _PARTS.split(line)  # texts and the marks between them, by turns
    said = ""
    for at in range(0, len(parts), 2):
        if _says_something(parts[at], values):
            # A mark stands between what is said before it and after it.
            said += (parts[at - 1] if at and said else "") + parts[at]
    return _PLACE.sub(lambda found: values.get(found[1]) or f"（{found[1]}待定）", said)


def _says_something(part: str, values: Mapping[str, str]) -> bool:
    names = _PLACE.findall(part)
    return not names or any(values.get(name) for name in names)
