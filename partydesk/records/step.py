"""发展步骤: the numbered steps of 发展党员, and a log of those that no field of a member holds."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from partydesk.records.base import Record
from partydesk.records.fields import Choice, Choices, Kind, field, reference


@dataclass(frozen=True, slots=True)
class DevelopmentStep:
    """One of the numbered steps (domain.md §1.4).

    `stage` is the category one has while it is taken. `columns` are the fields of a member that
    hold it, the day first; a step without any is kept as a `Step` record.
    """

    code: str
    label: str
    stage: str
    columns: tuple[str, ...] = ()


DEVELOPMENT_STEPS = (
    DevelopmentStep("applied", "递交入党申请书", "applicant", ("applied_on",)),
    DevelopmentStep("talked", "派人谈话", "applicant", ("talked_on",)),
    DevelopmentStep("activist", "推荐和确定入党积极分子", "applicant", ("activist_on",)),
    DevelopmentStep("activist_filed", "报上级党委备案", "activist"),
    DevelopmentStep("mentors", "指定培养联系人", "activist", ("mentors",)),
    DevelopmentStep("inspected", "培养教育考察", "activist", ("inspected_on",)),
    DevelopmentStep("opinions", "听取意见，支委会讨论", "activist"),
    DevelopmentStep("agreed", "上级党委同意", "activist", ("agreed_on",)),
    DevelopmentStep("publicised", "公示", "activist", ("publicised_from", "publicised_to")),
    DevelopmentStep("candidate", "确定发展对象", "activist", ("candidate_on",)),
    DevelopmentStep("sponsors", "确定入党介绍人", "candidate", ("sponsors",)),
    DevelopmentStep("vetted", "政治审查", "candidate", ("vetted_on",)),
    DevelopmentStep("trained", "集中培训", "candidate", ("trained_on", "training_hours")),
    DevelopmentStep("examined", "支委会审查", "candidate"),
    DevelopmentStep("prescreened", "上级党委预审", "candidate", ("prescreened_on",)),
    DevelopmentStep("form", "填写入党志愿书", "candidate"),
    DevelopmentStep("admitted", "支部大会讨论接收", "candidate", ("joined_on",)),
    DevelopmentStep("interviewed", "上级党委派人谈话", "probationary"),
    DevelopmentStep("approved", "上级党委审批", "probationary", ("approved_on",)),
    DevelopmentStep("filed", "再上一级党委组织部门备案", "probationary"),
    DevelopmentStep("grouped", "编入党支部和党小组", "probationary"),
    DevelopmentStep("sworn", "入党宣誓", "probationary", ("sworn_on",)),
    DevelopmentStep("educated", "继续教育考察", "probationary"),
    DevelopmentStep("asked", "提出转正申请", "probationary"),
    DevelopmentStep("confirm_voted", "支部大会讨论转正", "probationary", ("confirm_voted_on",)),
    DevelopmentStep(
        "confirm_approved", "上级党委审批转正", "probationary", ("confirm_approved_on",)
    ),
    DevelopmentStep("archived", "材料归档", "full"),
)
"""In the order of the 2026 text, where 党委同意 and 公示 come before 确定发展对象."""

STEP = Choices(Choice(step.code, step.label) for step in DEVELOPMENT_STEPS)


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
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)

    member: Mapped[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    step: Mapped[str] = field("步骤", required=True, choices=STEP, width=20, listed=True)
    on: Mapped[date] = field("办理日期", Kind.DATE, required=True, listed=True)
    note: Mapped[str | None] = field("说明", Kind.LONG, width=24, listed=True)
