"""专项行动: its goal and days, the steps the park defines, and which subject took which when.

A branch keeps a copy of the park's campaign, which names it in `of_park`; steps are the same by
their numbers. What a branch did travels in its submission.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from partydesk.records import clock
from partydesk.records.base import Cross, Once, Record, RecordWriter, Row, Values
from partydesk.records.branch_goals import goal_lines, goals_read
from partydesk.records.fields import Column, Kind, choices, field, reference
from partydesk.records.findings import Finding, UserError
from partydesk.records.folding import folded
from partydesk.records.record_checks import in_order

OVER = choices(("firm", "企业"), ("branch", "党支部"), ("member", "党员"), ("item", "事项"))
COUNTED_IN = {"firm": "家", "branch": "个", "member": "名", "item": "项"}
"""By what a campaign is over: the word behind a number of its subjects."""
KEPT_AS = {"firm": "enterprise", "branch": "organisation", "member": "member"}
"""By what a campaign is over: the kind of record that is one; a thing is none."""
NOBODY = {
    "firm": "“企业”台账里还没有企业。登记或导入以后，一家一行列在这里。",
    "branch": "还没有下级党组织。在“收表汇总”里登记以后，一个一行列在这里。",
    "member": "名册里还没有在册的党员。登记或导入以后，一名一行列在这里。",
    "item": "还没有写是哪些事项。点“改对象…”，在对象名单里一行写一项。",
}
"""By what a campaign is over: what to do where there is none of it."""


def _items_named(record: Any) -> Iterable[Finding]:
    if record.over == "item" and not (record.subjects or "").strip():
        words = "对象是事项的，请在对象名单里一行写一项"
        yield Finding("no-items", words, column="subjects")


def _not_ahead(day: date) -> str | None:
    return "这一天还没有到，请核对" if day > clock.today() else None


class Campaign(Record):
    """One campaign. `subjects` limits its subjects to these, one a line; none are all there are."""

    __tablename__ = "campaign"
    title: ClassVar[str] = "专项行动"
    counted_as: ClassVar[str] = "个专项行动"
    position: ClassVar[int] = 61
    sheet: ClassVar[str] = "专项行动"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "专项行动表"
    counted: ClassVar[str] = "个行动"
    natural_key: ClassVar[tuple[str, ...]] = ("name", "from_on")
    crossed: ClassVar[tuple[Cross, ...]] = (
        in_order("from_on", "until_on"),
        _items_named,
        goals_read,
    )

    name: Column[str] = field(
        "行动名称", required=True, width=22, searched=True, listed=True,
        aliases=("专项行动名称", "行动"),
    )  # fmt: skip
    from_on: Column[date] = field(
        "开始日期", Kind.DATE, required=True, listed=True, aliases=("起始日期",)
    )
    until_on: Column[date] = field(
        "结束日期", Kind.DATE, required=True, listed=True, aliases=("截止日期", "完成期限")
    )
    over: Column[str] = field(
        "对象是", required=True, choices=OVER, default="firm", listed=True, aliases=("对象类别",)
    )
    goal: Column[int | None] = field(
        "目标数", Kind.INTEGER, minimum=1, width=8, listed=True, aliases=("目标", "目标数量"),
        help="几个对象做完全部步骤；空着就是全部对象",
    )  # fmt: skip
    branch_goals: Column[str | None] = field(
        "各支部目标", Kind.LONG, width=24, since=5, aliases=("支部目标",),
        help="一行一个支部和它的目标数，例如“甲科技支部 5”；没有写的支部做完它的全部对象",
    )  # fmt: skip
    subjects: Column[str | None] = field(
        "对象名单", Kind.LONG, width=24, aliases=("对象",),
        help="一行一个；空着就是台账、名册里的全部",
    )  # fmt: skip
    about: Column[str | None] = field("行动内容", Kind.LONG, width=30, aliases=("说明", "内容"))
    of_park: Column[str | None] = field("园区行动编号", Kind.CODE, width=38)

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Raises UserError for the goal of a branch that there is not."""
        _branches_known(writer, values.get("branch_goals"))

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for the goal of a branch that there is not."""
        if values.get("branch_goals") != row["branch_goals"]:
            _branches_known(writer, values.get("branch_goals"))


class CampaignStep(Record):
    """One step, the same for every subject; `group` is the part of the campaign it belongs to."""

    __tablename__ = "campaign_step"
    title: ClassVar[str] = "行动步骤"
    counted_as: ClassVar[str] = "个行动步骤"
    position: ClassVar[int] = 62
    belongs_to: ClassVar[str] = "campaign"
    sheet: ClassVar[str] = "行动步骤"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "行动步骤表"
    counted: ClassVar[str] = "个步骤"
    described_by: ClassVar[tuple[str, ...]] = ("name",)
    natural_key: ClassVar[tuple[str, ...]] = ("campaign", "number")
    once: ClassVar[Once] = Once(
        ("campaign", "number"), "这个行动已经有第 {number} 步，请改那一步，或换一个序号"
    )
    ordered_by: ClassVar[str] = "number"
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("campaign",),)

    campaign: Column[int | None] = reference(
        "campaign", "专项行动", text_label="行动名称", required=True, width=22, listed=True
    )
    number: Column[int] = field(
        "第几步", Kind.INTEGER, required=True, minimum=1, maximum=99, width=6, listed=True,
        aliases=("步骤序号",),
    )  # fmt: skip
    name: Column[str] = field(
        "步骤名称", required=True, width=14, searched=True, listed=True, aliases=("步骤",)
    )
    group: Column[str | None] = field("步骤分组", width=10, listed=True, aliases=("分组",))
    due_on: Column[date | None] = field(
        "这步期限", Kind.DATE, listed=True, aliases=("步骤期限", "完成时限"),
        help="每个对象在哪天以前做完这一步；空着就是行动结束那天",
    )  # fmt: skip
    about: Column[str | None] = field("步骤要求", Kind.LONG, width=30, aliases=("做法", "要求"))


class CampaignDone(Record):
    """One step that one subject has taken. `about` is the uid of the subject's record, where it
    has one, `subject` its name as people read it."""

    __tablename__ = "campaign_done"
    title: ClassVar[str] = "行动进度"
    counted_as: ClassVar[str] = "条行动进度"
    position: ClassVar[int] = 63
    belongs_to: ClassVar[str] = "step"
    sheet: ClassVar[str] = "行动进度"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "行动进度表"
    counted: ClassVar[str] = "条进度"
    several: ClassVar[str] = "campaign-progress"
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("subject", "on")
    natural_key: ClassVar[tuple[str, ...]] = ("step", "subject")
    # Two people may bear one name: they are told apart by their records.
    once: ClassVar[Once] = Once(
        ("step", "subject"), "“{subject}”这一步已经记过，请改那一条", apart="about"
    )
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("step",), ("on",))

    step: Column[int | None] = reference(
        "campaign_step", "步骤", text_label="步骤名称", required=True, width=14, listed=True
    )
    subject: Column[str] = field(
        "对象名称", required=True, width=24, searched=True, listed=True, aliases=("对象",)
    )
    about: Column[str | None] = field("对象编号", Kind.CODE, width=38, holds_uid=True)
    on: Column[date] = field(
        "完成日期", Kind.DATE, required=True, listed=True, new_checks=(_not_ahead,)
    )
    note: Column[str | None] = field("说明", Kind.LONG, width=24, listed=True, aliases=("备注",))

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for a second one of a subject; another name is another record."""
        if values.get("subject") != row["subject"] and values.get("about") == row["about"]:
            values["about"] = None


def _branches_known(writer: RecordWriter, goals: str | None) -> None:
    known = {
        folded(name)
        for row in writer.connection.exec_driver_sql(
            "SELECT code, name, coalesce(short_name, '') FROM organisation WHERE deleted_at IS NULL"
        )
        for name in row
    }
    for name, _goal in goal_lines(goals or ""):
        if folded(name) not in known:
            said = f"名册里没有“{name}”这个支部，目标请写支部的简称、全称或编码"
            finding = Finding("unknown-branch", said, column="branch_goals")
            raise UserError("invalid", f"{Campaign.title}没有保存：{said}", [finding])
