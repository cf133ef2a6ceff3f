"""发展步骤: the numbered steps of 发展党员, and a log of those that no field of a member holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partydesk.records.base import ByOwner, Once, Record, Row
from partydesk.records.begun import not_before
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Choice, Choices, Column, Kind, field, reference
from partydesk.records.findings import Finding


@dataclass(frozen=True, slots=True)
class DevelopmentStep:
    """One of the numbered steps (domain.md §1.4).

    `columns` are the fields of a member that hold its day or its people; a step without any is
    kept as a `Step` record, and does not lie before the day in the field `follows`.
    """

    code: str
    label: str
    columns: tuple[str, ...] = ()
    follows: str = ""


DEVELOPMENT_STEPS = (
    DevelopmentStep("applied", "递交入党申请书", ("applied_on",)),
    DevelopmentStep("talked", "党组织派人谈话", ("talked_on",)),
    DevelopmentStep("activist", "推荐和确定积极分子", ("activist_on",)),
    DevelopmentStep("activist_filed", "上级党委备案", follows="activist_on"),
    DevelopmentStep("mentors", "指定培养联系人", ("mentors",)),
    DevelopmentStep("inspected", "培养教育考察", ("inspected_on",)),
    DevelopmentStep("agreed", "上级党委同意", ("agreed_on",)),
    DevelopmentStep("publicised", "公示", ("publicised_from", "publicised_to")),
    DevelopmentStep("candidate", "确定发展对象", ("candidate_on",)),
    DevelopmentStep("candidate_filed", "报上级党委备案", follows="candidate_on"),
    DevelopmentStep("sponsors", "确定入党介绍人", ("sponsors",)),
    DevelopmentStep("vetted", "政治审查", ("vetted_on",)),
    DevelopmentStep("trained", "集中培训", ("trained_on",)),
    DevelopmentStep("examined", "支委会审查", follows="activist_on"),
    DevelopmentStep("prescreened", "上级党委预审", ("prescreened_on",)),
    DevelopmentStep("form", "填写入党志愿书", follows="applied_on"),
    DevelopmentStep("admitted", "支部大会讨论接收", ("joined_on",)),
    DevelopmentStep("interviewed", "上级党委派人谈话", follows="applied_on"),
    DevelopmentStep("approved", "上级党委审批", ("approved_on",)),
    DevelopmentStep("filed", "再上一级组织部门备案", follows="joined_on"),
    DevelopmentStep("grouped", "编入党支部和党小组", ("group",)),
    DevelopmentStep("sworn", "入党宣誓", ("sworn_on",)),
    DevelopmentStep("educated", "继续教育考察", ("extended_until",)),
    DevelopmentStep("asked", "提出转正申请", follows="joined_on"),
    DevelopmentStep("confirm_voted", "支部大会讨论转正", ("confirm_voted_on",)),
    DevelopmentStep("confirm_approved", "上级党委审批转正", ("confirm_approved_on",)),
    DevelopmentStep("archived", "材料归档", follows="joined_on"),
)
"""In the order of the text of 2026, where 党委同意 and 公示 come before 确定发展对象; that of 2014
asks for 备案 after it."""

STEP = Choices(Choice(step.code, step.label) for step in DEVELOPMENT_STEPS)


def _after_what_it_follows(row: Row, owner: Row) -> Iterable[Finding]:
    follows = next((each.follows for each in DEVELOPMENT_STEPS if each.code == row["step"]), "")
    return not_before("on", follows)(row, owner) if follows else ()


class Step(Record):
    """One step that somebody has taken, with its day and a note."""

    __tablename__ = "step"
    title: ClassVar[str] = "发展步骤"
    counted_as: ClassVar[str] = "个步骤"
    position: ClassVar[int] = 26
    belongs_to: ClassVar[str] = "member"
    sheet: ClassVar[str] = "发展步骤"
    format_since: ClassVar[int] = 3
    on_roll_from: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "step")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "step")
    once: ClassVar[Once] = Once(("member", "step"), "“{step}”这一步已经记过，请改那一条")
    by_owner: ClassVar[tuple[ByOwner, ...]] = (_after_what_it_follows,)
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    step: Column[str] = field("步骤", required=True, choices=STEP, width=20, listed=True)
    on: Column[date] = field(
        "办理日期", Kind.DATE, required=True, listed=True, new_checks=(not_ahead,)
    )
    note: Column[str | None] = field("说明", Kind.LONG, width=24, listed=True)
