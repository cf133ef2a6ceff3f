"""The 25 steps to full membership, 公示 as an extra one, with the limits of the two rule sets.

Source: 发展党员工作细则 of 2014, and the one published on 18 May 2026 which replaces it
(domain.md §1.4). A step done before that day was done under the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NEW_RULES = date(2026, 5, 18)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `columns` are the member's fields that hold its date or its people.

    `limit` is what has to be kept to, `article` where the rules of 2026 say so, `old_limit` and
    `old_article` the same for 2014 where they differ. `number` is that of the chart of 25 steps,
    0 for a step the chart does not have.
    """

    number: int
    stage: str
    label: str
    columns: tuple[str, ...] = ()
    limit: str = ""
    article: int = 0
    old_limit: str | None = None
    old_article: int = 0


_APPLY, _ACTIVIST, _CANDIDATE, _RECEIVE, _CONFIRM = STAGES = (
    "申请入党",
    "入党积极分子的确定和培养",
    "发展对象的确定和考察",
    "预备党员的接收",
    "预备党员的教育考察和转正",
)
STEPS = (
    Step(1, _APPLY, "递交入党申请书", ("applied_on",), "年满 18 周岁", 5),
    Step(2, _APPLY, "党组织派人谈话", ("talked_on",), "收到申请书后 1 个月内", 7, None, 7),
    Step(3, _ACTIVIST, "推荐和确定积极分子", ("activist_on",), "推荐后由支委会研究决定", 8),
    Step(4, _ACTIVIST, "上级党委备案", (), "", 8),
    Step(5, _ACTIVIST, "指定培养联系人", ("mentors",), "1 至 2 名正式党员", 9),
    Step(6, _ACTIVIST, "培养教育考察", ("inspected_on",), "支部每半年考察 1 次", 11),
    Step(7, _CANDIDATE, "确定发展对象", ("candidate_on",), "培养考察满 1 年", 13, None, 13),
    Step(
        *(0, _CANDIDATE, "公示", ("publicised_from", "publicised_to"), "不少于 5 个工作日", 13),
        old_limit="当时未作统一要求",
    ),
    Step(8, _CANDIDATE, "报上级党委备案", (), "", 13),
    Step(9, _CANDIDATE, "确定入党介绍人", ("sponsors",), "2 名正式党员", 14),
    Step(10, _CANDIDATE, "政治审查", ("vetted_on",), "必须进行", 16),
    Step(11, _CANDIDATE, "集中培训", ("trained_on",), "3 天或 24 学时以上", 17),
    Step(12, _RECEIVE, "支委会审查"),
    Step(13, _RECEIVE, "上级党委预审", ("prescreened_on",)),
    Step(14, _RECEIVE, "填写入党志愿书"),
    Step(
        *(15, _RECEIVE, "支部大会讨论接收", ("joined_on",), "预审后 1 个月内", 19),
        old_limit="讨论并表决",
    ),
    Step(16, _RECEIVE, "上级党委派人谈话"),
    Step(
        *(17, _RECEIVE, "上级党委审批", ("approved_on",), "3 个月内，特殊 6 个月内", 25),
        old_article=26,
    ),
    Step(18, _RECEIVE, "再上一级组织部门备案"),
    Step(19, _CONFIRM, "编入党支部和党小组", ("group",)),
    Step(
        *(20, _CONFIRM, "入党宣誓", ("sworn_on",), "审批后一般 1 个月内", 29),
        old_limit="未规定期限",
    ),
    Step(21, _CONFIRM, "继续教育考察", ("extended_until",), "预备期 1 年", 31),
    Step(22, _CONFIRM, "提出转正申请", (), "书面提出", 32),
    Step(23, _CONFIRM, "支部大会讨论转正", ("confirm_voted_on",), "", 32),
    Step(24, _CONFIRM, "上级党委审批转正", ("confirm_approved_on",), "3 个月内", 33),
    Step(25, _CONFIRM, "材料归档"),
)


def limit_of(step: Step, done_on: str) -> tuple[str, str]:
    """The limit that holds for a step and where it is laid down, in words.

    `done_on` is the stored date by which it was done; a step still ahead ("") is under the rules
    of 2026.
    """
    if not done_on or date.fromisoformat(done_on) >= NEW_RULES:
        return step.limit, f"细则第 {step.article} 条" if step.article else ""
    limit = step.limit if step.old_limit is None else step.old_limit
    return limit, f"原细则第 {step.old_article} 条" if step.old_article else "原细则"
