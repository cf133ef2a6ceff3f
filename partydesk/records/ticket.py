"""问题台账: a problem raised, and each step on its way to being closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from partydesk.records import clock
from partydesk.records.base import Cross, Ending, Record, RecordWriter, Row, Values
from partydesk.records.checking import check
from partydesk.records.fields import Column, Kind, choices, field, fields, reference
from partydesk.records.findings import UserError
from partydesk.records.record_checks import in_order
from partydesk.records.values import Stored, to_typed

SOURCE = choices(
    ("enterprise", "企业诉求"),
    ("staff", "职工反映"),
    ("member", "党员反映"),
    ("self_check", "自查"),
    ("inspection", "检查反馈"),
    ("review", "民主评议"),
    ("life", "组织生活会"),
    ("superior", "上级交办"),
)
SEVERITY = choices(("normal", "一般"), ("serious", "较重", "warn"), ("urgent", "紧急", "bad"))
STATE = choices(
    ("open", "待受理", "warn"),
    ("working", "办理中", "info"),
    ("resolved", "已解决", "ok"),
    ("closed", "已销号", "idle"),
    ("standing", "长期坚持", "info"),
    ("declined", "不予受理", "idle"),
)
PENDING = ("open", "working")
"""The states in which its limit still runs."""
SATISFACTION = choices(
    ("satisfied", "满意", "ok"),
    ("fairly", "基本满意", "info"),
    ("dissatisfied", "不满意", "bad"),
    ("unrated", "未评价"),
)

# From a state, the states it may move to (records.md); a True asks for a reason.
MOVES: dict[str, dict[str, bool]] = {
    "open": {"working": False, "declined": True},
    "working": {"resolved": False, "standing": False},
    "resolved": {"closed": False, "working": True},
    "standing": {"resolved": False, "working": True},
    "closed": {"working": True},
    "declined": {},
}


def check_move(before: str, after: str, reason: str | None) -> None:
    """Raises UserError for a ticket's move that records.md does not allow."""
    if before == after:
        return
    allowed = MOVES.get(before, {})
    if after not in allowed:
        ways = "、".join(STATE.label(code) for code in allowed) or "（没有下一步）"
        raise UserError(
            "bad-move",
            f"问题不能从“{STATE.label(before)}”直接到“{STATE.label(after)}”，可以到：{ways}",
        )
    if allowed[after] and not (reason or "").strip():
        raise UserError(
            "reason-needed",
            f"从“{STATE.label(before)}”到“{STATE.label(after)}”要写明理由，请填办理情况",
        )


def moved(state: str, day: str) -> dict[str, Stored]:
    """The stored values of a ticket that enters a state on a day."""
    changes: dict[str, Stored] = {"state": state}
    if state == "resolved":
        changes |= {"resolved_on": day, "closed_on": None}
    elif state == "closed":
        changes["closed_on"] = day
    elif state in ("working", "standing"):
        changes |= {"resolved_on": None, "closed_on": None}
    return changes


class Ticket(Record):
    """A problem. Its state changes only by steps; `number` runs 2026-001, 2026-002, …"""

    __tablename__ = "ticket"
    title: ClassVar[str] = "问题"
    counted_as: ClassVar[str] = "个问题"
    position: ClassVar[int] = 50
    sheet: ClassVar[str] = "问题台账"
    roster: ClassVar[str] = "问题台账"
    counted: ClassVar[str] = "个问题"
    dated_by: ClassVar[str] = "raised_on"
    ending: ClassVar[Ending | None] = Ending("state", ("closed", "declined"), "closed_on")
    described_by: ClassVar[tuple[str, ...]] = ("number", "description")
    natural_key: ClassVar[tuple[str, ...]] = ("number", "raised_on", "description")
    numbered_by: ClassVar[str] = "number"
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("raised_on",),)
    crossed: ClassVar[tuple[Cross, ...]] = (
        in_order("raised_on", "resolved_on", "closed_on"),
        in_order("raised_on", "due_on"),
    )

    number: Column[str | None] = field(
        "编号（年-序号）",
        Kind.CODE,
        width=11,
        searched=True,
        listed=True,
        aliases=("问题编号",),
        help="留空自动编号",
    )
    source: Column[str] = field(
        "来源", required=True, choices=SOURCE, listed=True, aliases=("问题来源",)
    )
    raised_by: Column[str | None] = field("反映人", Kind.PERSON)
    enterprise: Column[str | None] = field("涉及企业", width=20, searched=True, remembered=True)
    category: Column[str | None] = field("类别", width=10, remembered=True, aliases=("问题类别",))
    severity: Column[str | None] = field(
        "程度", choices=SEVERITY, default="normal", aliases=("严重程度",)
    )
    description: Column[str] = field(
        "问题描述",
        Kind.LONG,
        required=True,
        width=40,
        searched=True,
        listed=True,
        aliases=("问题内容",),
    )
    raised_on: Column[date] = field(
        "提出日期", Kind.DATE, required=True, listed=True, aliases=("发现日期",)
    )
    owner: Column[str | None] = field("责任人", Kind.PERSON, searched=True, listed=True)
    lead: Column[str | None] = field("责任领导", Kind.PERSON)
    measures: Column[str | None] = field("整改措施", Kind.LONG, width=30)
    due_on: Column[date | None] = field(
        "整改时限", Kind.DATE, listed=True, aliases=("完成时限", "办结时限")
    )
    state: Column[str] = field(
        "状态",
        required=True,
        choices=STATE,
        default="open",
        listed=True,
        aliases=("办理状态", "完成情况"),
    )
    resolved_on: Column[date | None] = field("解决日期", Kind.DATE, aliases=("完成日期",))
    closed_on: Column[date | None] = field("销号日期", Kind.DATE)
    checked_by: Column[str | None] = field("验收人", Kind.PERSON)
    outcome: Column[str | None] = field("办理结果", Kind.LONG, width=30)
    satisfaction: Column[str | None] = field("满意度", choices=SATISFACTION, default="unrated")

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """The next number of its year, unless it has one."""
        if values.get("number"):
            return
        prefix = f"{(values.get('raised_on') or clock.today()).year}-"
        found = writer.connection.exec_driver_sql(
            "SELECT number FROM ticket WHERE organisation = ? AND number LIKE ? || '%'",
            (writer.own, prefix),
        ).fetchall()
        used = [int(n[len(prefix) :]) for (n,) in found if n[len(prefix) :].isdigit()]
        values["number"] = f"{prefix}{max(used, default=0) + 1:03d}"

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for another state: it changes by steps."""
        if values["state"] != row["state"]:
            raise UserError(
                "move-by-step",
                f"问题的状态要一步一步办：从“{STATE.label(row['state'])}”到"
                f"“{STATE.label(values['state'])}”，请添加一条办理过程",
            )


class TicketStep(Record):
    """One thing done about a ticket, and the state it left it in."""

    __tablename__ = "ticket_step"
    title: ClassVar[str] = "办理过程"
    position: ClassVar[int] = 55
    belongs_to: ClassVar[str] = "ticket"
    kept_within: ClassVar[bool] = True
    searchable: ClassVar[bool] = False
    sheet: ClassVar[str] = "办理过程"
    dated_by: ClassVar[str] = "ticket"
    described_by: ClassVar[tuple[str, ...]] = ("at", "note")
    natural_key: ClassVar[tuple[str, ...]] = ("ticket", "at", "note")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("ticket",),)

    ticket: Column[int | None] = reference(
        "ticket", "问题", text_label="问题描述", required=True, width=24, listed=True
    )
    at: Column[datetime] = field("时间", Kind.MOMENT, required=True, width=16, listed=True)
    by: Column[str | None] = field("经办人", Kind.PERSON, listed=True)
    note: Column[str] = field("办理情况", Kind.LONG, required=True, width=40, listed=True)
    state: Column[str | None] = field("办理后状态", choices=STATE, listed=True)

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Raises UserError for a move that is not allowed, or before the ticket was raised."""
        ticket = writer.row("ticket", values["ticket"]) if values.get("ticket") else None
        if ticket is None or not values.get("state"):
            return
        check_move(ticket["state"], values["state"], values.get("note"))
        if ticket["state"] == values["state"] or not values.get("at"):
            return
        after = ticket | moved(values["state"], f"{values['at']:%Y-%m-%d}")
        declared = fields(Ticket)
        findings = check(Ticket, {name: to_typed(f, after[name]) for name, f in declared.items()})
        if findings:
            lines = "；".join(dict.fromkeys(finding.message for finding in findings))
            raise UserError("invalid", f"办理过程没有保存：{lines}", findings)

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """A step moves its ticket."""
        ticket = writer.row("ticket", int(row["ticket"] or 0)) if row["state"] else None
        if ticket is not None and ticket["state"] != row["state"]:
            writer.set("ticket", ticket, moved(str(row["state"]), str(row["at"])[:10]))

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for another state: what it did to the ticket is done."""
        if values["state"] != row["state"]:
            raise UserError("move-by-step", "办理后状态不能改；办错了请撤销，或再添加一条办理过程")
