"""阵地 and 风险排查: where opinion is formed, and what was found there. Never about a person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from partydesk.records.base import Record, RecordWriter, Row, Values
from partydesk.records.clock import not_ahead
from partydesk.records.fields import Column, Kind, choices, field, reference
from partydesk.records.findings import Finding, UserError

VENUE_KIND = choices(
    ("chat_group", "群组"),
    ("public_account", "公众号"),
    ("notice_board", "宣传栏"),
    ("room", "活动室"),
    ("lecture", "讲座论坛"),
    ("other", "其他"),
)


class Venue(Record):
    """One place, real or not, where opinion is formed, and who answers for it."""

    __tablename__ = "venue"
    title: ClassVar[str] = "阵地"
    counted_as: ClassVar[str] = "个阵地"
    position: ClassVar[int] = 64
    sheet: ClassVar[str] = "阵地"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "阵地台账"
    counted: ClassVar[str] = "个阵地"
    natural_key: ClassVar[tuple[str, ...]] = ("name",)

    name: Column[str] = field("阵地名称", required=True, width=22, searched=True, listed=True)
    kind: Column[str | None] = field("阵地类别", choices=VENUE_KIND, listed=True)
    owner: Column[str] = field("负责人", Kind.PERSON, required=True, searched=True, listed=True)
    audience: Column[int | None] = field(
        "覆盖人数", Kind.INTEGER, minimum=0, width=8, aliases=("群成员数", "人数")
    )
    checked_on: Column[date | None] = field(
        "最近排查日期", Kind.DATE, listed=True, help="记一次排查就自动更新"
    )
    closed_on: Column[date | None] = field("停用日期", Kind.DATE)
    note: Column[str | None] = field("备注", Kind.LONG, width=24)


class RiskCheck(Record):
    """One look at a venue. A risk that was found becomes a ticket in the same step."""

    __tablename__ = "risk_check"
    title: ClassVar[str] = "风险排查"
    counted_as: ClassVar[str] = "次排查"
    position: ClassVar[int] = 64
    belongs_to: ClassVar[str] = "venue"
    sheet: ClassVar[str] = "风险排查"
    format_since: ClassVar[int] = 4
    roster: ClassVar[str] = "风险排查表"
    counted: ClassVar[str] = "次排查"
    dated_by: ClassVar[str] = "on"
    described_by: ClassVar[tuple[str, ...]] = ("on", "found")
    natural_key: ClassVar[tuple[str, ...]] = ("venue", "on")
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("venue",), ("on",))

    venue: Column[int | None] = reference(
        "venue", "阵地", text_label="阵地名称", required=True, width=22, listed=True
    )
    on: Column[date] = field(
        "排查日期", Kind.DATE, required=True, listed=True, new_checks=(not_ahead,)
    )
    risk: Column[int] = field(
        "发现风险", Kind.YESNO, required=True, default=0, width=8, listed=True,
        help="填“是”就同时登记一个问题，照问题台账办到销号",
    )  # fmt: skip
    found: Column[str] = field(
        "排查情况", Kind.LONG, required=True, width=36, searched=True, listed=True,
        help="写阵地和工作的情况，不写人",
    )  # fmt: skip
    measures: Column[str | None] = field("处置措施", Kind.LONG, width=30)
    due_on: Column[date | None] = field("处置时限", Kind.DATE)
    by: Column[str | None] = field("排查人", Kind.PERSON)
    ticket: Column[str | None] = field("问题编号", Kind.CODE, width=38, holds_uid=True)

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """Raises UserError for what is about a person."""
        _about_nobody(writer, str(values.get("found") or ""))

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """A risk that is found later becomes a ticket too. Raises UserError for what is about a
        person."""
        _about_nobody(writer, str(values.get("found") or ""))
        if values.get("risk") and not values.get("ticket"):
            values["ticket"] = _ticket(writer, {**row, **values})

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """A risk becomes a ticket; the venue was looked at."""
        if row["risk"] and not row["ticket"]:
            writer.set("risk_check", dict(row), {"ticket": _ticket(writer, row)})
        venue = writer.row("venue", int(row["venue"] or 0))
        if venue is not None and str(venue["checked_on"] or "") < str(row["on"]):
            writer.set("venue", venue, {"checked_on": row["on"]})


def _ticket(writer: RecordWriter, row: Row) -> str:
    venue = writer.row("venue", int(row["venue"] or 0)) or {"name": "", "owner": None}
    day, due = row["on"], row.get("due_on")
    return writer.add(
        "ticket",
        {
            "source": "self_check",
            "category": "意识形态阵地",
            "description": f"{venue['name']}：{row['found']}",
            "raised_on": day if isinstance(day, date) else date.fromisoformat(str(day)),
            "raised_by": row.get("by"),
            "owner": venue["owner"],
            "measures": row.get("measures"),
            "due_on": due if isinstance(due, date) or not due else date.fromisoformat(str(due)),
        },
    )


def _about_nobody(writer: RecordWriter, found: str) -> None:
    """Raises UserError where a member is named."""
    for (name,) in writer.connection.exec_driver_sql(
        "SELECT DISTINCT name FROM member WHERE deleted_at IS NULL AND length(name) > 1"
    ).fetchall():
        if name in found:
            words = f"排查情况写阵地和工作，不写人；请去掉“{name}”"
            finding = Finding("about-a-person", words, column="found")
            raise UserError("about-a-person", f"{RiskCheck.title}没有保存：{words}", [finding])
