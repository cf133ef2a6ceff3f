"""The texts that norms' articles name: in force from when until when (domain.md §1).

A norm says its article in words ("支部工作条例第十一条"); its text is the one whose name the
article begins with. What is no text here is local custom or practice, or has no day that is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partydesk.rules.norms.declared import Norm

CUSTOM, PRACTICE = "园区自定", "惯例"


@dataclass(frozen=True, slots=True)
class RuleText:
    """One text: the name articles begin with, its full title, and its first and last day
    (None: still in force, or not known)."""

    name: str
    title: str
    since: date | None = None
    until: date | None = None


TEXTS = (
    RuleText("支部工作条例", "中国共产党支部工作条例（试行）", date(2018, 10, 28)),
    RuleText("党员教育管理工作条例", "中国共产党党员教育管理工作条例", date(2019, 5, 6)),
    RuleText("发展党员工作细则（2014 年）", "中国共产党发展党员工作细则（2014 年）",
             date(2014, 6, 11), date(2026, 5, 17)),
    RuleText("发展党员工作细则（2026 年）", "中国共产党发展党员工作细则（2026 年修订）",
             date(2026, 5, 18)),
    RuleText("基层组织选举工作条例", "中国共产党基层组织选举工作条例", date(2020, 7, 13)),
    RuleText("2019—2023 年全国党员教育培训工作规划", "2019—2023 年全国党员教育培训工作规划",
             date(2019, 1, 1), date(2023, 12, 31)),
    RuleText("2024—2028 年全国党员教育培训工作规划", "2024—2028 年全国党员教育培训工作规划",
             date(2024, 1, 1), date(2028, 12, 31)),
    RuleText("组通字〔2006〕45号",
             "关于印发《中国共产党流动党员活动证》和《中国共产党党员组织关系介绍信》修订式样的通知",
             date(2006, 12, 8)),
    RuleText("关于党的基层组织任期的意见", "关于党的基层组织任期的意见", date(2018, 7, 12)),
    RuleText("党章", "中国共产党章程"),
    RuleText("基层组织选举工作暂行条例", "中国共产党基层组织选举工作暂行条例（1990 年）"),
    RuleText("党委（党组）意识形态工作责任制", "党委（党组）意识形态工作责任制实施办法"),
    RuleText("中共中央关于加强党的政治建设的意见", "中共中央关于加强党的政治建设的意见"),
    RuleText("关于实行党风廉政建设责任制的规定", "关于实行党风廉政建设责任制的规定"),
)  # fmt: skip


def text_of(article: str) -> RuleText | None:
    """The text that an article is of; None for custom, practice and texts without known days."""
    return next((text for text in TEXTS if article.startswith(text.name)), None)


def in_force(norm: Norm) -> tuple[date | None, date | None]:
    """The first and the last day on which the norm's text says so (None: not known, still).

    What the norm itself says goes before what its text says.
    """
    text = text_of(norm.article)
    since, until = (text.since, text.until) if text else (None, None)
    return norm.since or since, norm.until or until


def mark(norm: Norm) -> str:
    """惯例 for practice, 园区自定 for all else that no text says; "" for what one does."""
    if "惯例" in norm.article:
        return PRACTICE
    return "" if text_of(norm.article) else CUSTOM
