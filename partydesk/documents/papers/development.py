"""The 25 steps of the chart to full membership, with 公示, which the rules of 2026 add to them.

What a step has to keep to is what the norms say (rules/norms/pipeline.py), in the version of the
day its limit runs from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partydesk.documents.reading import Row
from partydesk.rules.norms import pipeline
from partydesk.rules.norms.declared import Norm

NEW_RULES = pipeline.REVISED


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `columns` are the member's fields that hold its date or its people.

    `norm` is its limit, which runs from the first of the dates `since` that is known. Steps
    without a limit have a `note` and the `article` of the rules of 2026 at most. `number` is that
    of the chart, 0 for a step the chart does not have.
    """

    number: int
    stage: str
    label: str
    columns: tuple[str, ...] = ()
    norm: Norm | None = None
    since: tuple[str, ...] = ()
    note: str = ""
    article: str = ""


_APPLY, _ACTIVIST, _CANDIDATE, _RECEIVE, _CONFIRM = STAGES = (
    "申请入党",
    "入党积极分子的确定和培养",
    "发展对象的确定和考察",
    "预备党员的接收",
    "预备党员的教育考察和转正",
)
_READY = ("joined_on", "candidate_on")
STEPS = (
    Step(1, _APPLY, "递交入党申请书", ("applied_on",), note="年满 18 周岁", article="第五条"),
    Step(2, _APPLY, "党组织派人谈话", ("talked_on",), pipeline.APPLY_TALK, ("applied_on",)),
    Step(
        *(3, _ACTIVIST, "推荐和确定积极分子", ("activist_on",)),
        note="推荐后由支委会研究决定",
        article="第八条",
    ),
    Step(4, _ACTIVIST, "上级党委备案", article="第八条"),
    Step(5, _ACTIVIST, "指定培养联系人", ("mentors",), pipeline.MENTORS, ("activist_on",)),
    Step(6, _ACTIVIST, "培养教育考察", ("inspected_on",), pipeline.INSPECTION, ("activist_on",)),
    Step(
        *(7, _CANDIDATE, "确定发展对象", ("candidate_on",), pipeline.CANDIDATE_YEAR),
        since=("candidate_on",),
    ),
    Step(
        *(0, _CANDIDATE, "公示", ("publicised_from", "publicised_to"), pipeline.PUBLICITY),
        since=("candidate_on",),
    ),
    Step(8, _CANDIDATE, "报上级党委备案", article="第十三条"),
    Step(9, _CANDIDATE, "确定入党介绍人", ("sponsors",), pipeline.SPONSORS, _READY),
    Step(10, _CANDIDATE, "政治审查", ("vetted_on",), pipeline.VETTING, _READY),
    Step(11, _CANDIDATE, "集中培训", ("trained_on",), pipeline.TRAINING, _READY),
    Step(12, _RECEIVE, "支委会审查"),
    Step(13, _RECEIVE, "上级党委预审", ("prescreened_on",)),
    Step(14, _RECEIVE, "填写入党志愿书"),
    Step(
        *(15, _RECEIVE, "支部大会讨论接收", ("joined_on",), pipeline.PRESCREEN),
        since=("prescreened_on",),
    ),
    Step(16, _RECEIVE, "上级党委派人谈话"),
    Step(17, _RECEIVE, "上级党委审批", ("approved_on",), pipeline.APPROVAL, ("joined_on",)),
    Step(18, _RECEIVE, "再上一级组织部门备案"),
    Step(19, _CONFIRM, "编入党支部和党小组", ("group",)),
    Step(20, _CONFIRM, "入党宣誓", ("sworn_on",), pipeline.OATH, ("approved_on",)),
    Step(21, _CONFIRM, "继续教育考察", ("extended_until",), pipeline.PROBATION, ("joined_on",)),
    Step(22, _CONFIRM, "提出转正申请", note="书面提出", article="第三十二条"),
    Step(23, _CONFIRM, "支部大会讨论转正", ("confirm_voted_on",), article="第三十二条"),
    Step(
        *(24, _CONFIRM, "上级党委审批转正", ("confirm_approved_on",), pipeline.CONFIRM_APPROVAL),
        since=("confirm_voted_on",),
    ),
    Step(25, _CONFIRM, "材料归档"),
)


def limit_of(step: Step, row: Row, done_by: str) -> tuple[str, str]:
    """What a step has to keep to and where it is laid down, in words.

    `done_by` is the stored date by which it was done, "" for a step still ahead: it counts where
    the date that the limit runs from is not known.
    """
    known = [str(row[name]) for name in step.since if row.get(name)]
    start = known[0] if known else done_by
    day = date.fromisoformat(start) if start else NEW_RULES
    norm = pipeline.version(step.norm, day) if step.norm else None
    if step.norm and norm is None:
        return "当时没有规定时限", "原细则"
    says = norm.says if norm else step.note
    # 发展党员工作细则（2014 年）第七条: the column has room for its end.
    article = norm.article.rpartition("）")[2] if norm else step.article
    if day < NEW_RULES:
        return says, f"原细则{article if norm else ''}"
    return says, f"细则{article}" if article else ""


def done_by(days: Sequence[str]) -> list[str]:
    """For each step the day by which it was done: its own, else that of the next step with one."""
    by: list[str] = []
    for each in reversed(days):
        by.append(each or (by[-1] if by else ""))
    return by[::-1]
