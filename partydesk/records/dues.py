"""党费: what a member's monthly dues are from a month on, and each month's payment.

中组发〔2008〕3号, in force since 2008-04-01: one rate on the whole monthly base. The base and the
amounts, which give it back, stay in this file: neither kind travels.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from partydesk.records import clock
from partydesk.records.base import ByOwner, Cross, Record, RecordWriter, Row, Values
from partydesk.records.fields import (
    Choice,
    Choices,
    Column,
    Kind,
    Privacy,
    choices,
    field,
    reference,
)
from partydesk.records.findings import Finding, UserError
from partydesk.records.money import share, yuan
from partydesk.records.months import month_text, said, tidy_month
from partydesk.records.payers import not_long_ahead, of_a_member, paid_about_then

STANDARD_SINCE = "2008-04"
"""The first month of the standard."""
STANDARD = "中组发〔2008〕3号"

PAYER = choices(
    ("working", "在职"),
    ("retired", "离退休"),
    ("farmer", "农民"),
    ("student", "学生、下岗失业等"),
    ("other", "其他"),
)
REDUCED = choices(("none", "正常", "ok"), ("less", "少交", "info"), ("exempt", "免交", "idle"))
RATE = Choices(Choice(code, f"{code}%", (code,)) for code in ("0.5", "1", "1.5", "2"))

Band = tuple[int | None, str]
"""Up to how many cents a month (None: any) which rate holds."""

BANDS: dict[str, tuple[Band, ...]] = {
    "working": ((300_000, "0.5"), (500_000, "1"), (1_000_000, "1.5"), (None, "2")),
    "retired": ((500_000, "0.5"), (None, "1")),
}
"""By kind of payer; the others pay an amount that is no share of a base."""


def rate_of(payer: str, income: int) -> str:
    """The rate for a base of so many cents; "" for whom no band holds."""
    return next((rate for most, rate in BANDS.get(payer, ()) if most is None or income <= most), "")


def monthly_of(payer: str, income: int) -> int | None:
    """The monthly dues in cents for a base in cents; None for whom no band holds."""
    rate = rate_of(payer, income)
    return share(income, int(Decimal(rate) * 10)) if rate else None


def _amount_known(record: Any) -> Iterable[Finding]:
    """There is an amount, or a base that gives it; who pays less was allowed to."""
    if record.reduced in ("less", "exempt") and record.approved_on is None:
        label = REDUCED.label(record.reduced)
        yield Finding(
            "not-approved", f"{label}要由上级党委批准，请填批准日期", column="approved_on"
        )
    if record.reduced == "exempt":
        if record.monthly:
            yield Finding("exempt-amount", "免交的月应交是 0，请核对", column="monthly")
        return
    if record.monthly is None:
        worked_out = (
            record.income is not None and monthly_of(record.kind, record.income) is not None
        )
        if record.reduced == "less" or not worked_out:
            yield Finding("no-amount", "请填月应交，或者填计费基数由程序算", column="monthly")
    elif not record.monthly:
        words = "月应交是 0 的，请把减免改成免交并填批准日期"
        yield Finding("no-amount", words, column="monthly")


def _agrees_with_base(values: Values) -> None:
    """Raises UserError for an amount that is not what the base gives."""
    income, payer, monthly = (values.get(name) for name in ("income", "kind", "monthly"))
    due = None if income is None or payer is None else monthly_of(payer, income)
    reduced = values.get("reduced")
    if due is None or not monthly or reduced == "exempt":
        return
    if reduced == "less" and monthly >= due:
        words = f"少交的应少于按基数算的 {yuan(due)} 元，请核对"
        raise _refuse(DuesBase, "not-less", words, "monthly")
    if reduced != "less" and abs(monthly - due) >= 100:
        words = f"月应交和计费基数对不上，按基数算是 {yuan(due)} 元，请核对其中一个"
        raise _refuse(DuesBase, "not-the-base", words, "monthly")


def _paid_by_now(record: Any) -> Iterable[Finding]:
    if record.paid_on is not None and record.paid_on > clock.today():
        yield Finding("ahead", "交纳日期还没有到，请核对", column="paid_on")
    if record.extra is not None and record.amount is not None and record.extra > record.amount:
        words = "其中自愿多交的比交的还多，请核对"
        yield Finding("extra-too-much", words, column="extra")


def _refuse(record: type[Record], code: str, words: str, column: str) -> UserError:
    finding = Finding(code, words, column=column)
    return UserError(code, f"{record.title}没有保存：{words}", [finding])


def _once(record: type[Record], writer: RecordWriter, row: Row, column: str) -> None:
    """One record a member and month. Raises UserError."""
    member, month = row["member"], row[column]
    table = record.__tablename__
    twice = writer.connection.exec_driver_sql(
        f'SELECT id FROM {table} WHERE member = ? AND "{column}" = ? AND deleted_at IS NULL '
        "AND submission IS NULL AND id != ?",
        (member, month, row["id"]),
    ).fetchone()
    found = writer.row("member", int(member)) or {"name": ""}
    if twice:
        words = f"{found['name']} {said(str(month))}已经有一条{record.title}，请改那一条"
        raise _refuse(record, "month-twice", words, column)


class DuesBase(Record):
    """What a member is to pay a month from a month on, until the next one."""

    __tablename__ = "dues_base"
    title: ClassVar[str] = "党费核定"
    counted_as: ClassVar[str] = "条核定"
    position: ClassVar[int] = 27
    belongs_to: ClassVar[str] = "member"
    roster: ClassVar[str] = "党费核定表"
    counted: ClassVar[str] = "条核定"
    described_by: ClassVar[tuple[str, ...]] = ("from_month", "monthly")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "from_month")
    by_owner: ClassVar[tuple[ByOwner, ...]] = (of_a_member("from_month"),)
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",),)
    crossed: ClassVar[tuple[Cross, ...]] = (_amount_known,)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    from_month: Column[str] = field(
        "从哪个月起", Kind.CODE, required=True, listed=True, width=10,
        checks=(month_text,), new_checks=(not_long_ahead,), tidied_by=tidy_month,
        aliases=("起始月份", "执行月份", "核定月份", "核定时间", "起算月份"),
        help="收入变了，从领到新收入的那个月起，例如 2026-09",
    )  # fmt: skip
    kind: Column[str] = field(
        "交纳类别", required=True, choices=PAYER, default="working", listed=True, width=12,
        aliases=("党员类型",),
    )  # fmt: skip
    income: Column[int | None] = field(
        "计费基数（元）", Kind.MONEY, privacy=Privacy.CONFIDENTIAL, minimum=0, width=12,
        aliases=("计费基数", "党费基数", "计算基数", "党费计算基数", "月收入", "月工资收入"),
        help="只存在这台电脑，不写进任何报送表；不想记就只填月应交",
    )  # fmt: skip
    rate: Column[str | None] = field(
        "交纳比例", choices=RATE, listed=True, width=8, aliases=("党费比例",)
    )
    monthly: Column[int | None] = field(
        "月应交（元）", Kind.MONEY, minimum=0, listed=True, width=10,
        aliases=("月应交", "每月应交", "月应交党费", "每月应交党费", "月交党费", "应交党费"),
        help="填了基数可以空着，由程序按标准算到分",
    )  # fmt: skip
    reduced: Column[str] = field(
        "减免", required=True, choices=REDUCED, default="none", listed=True,
        help="有困难的经支部研究、上级党委批准，可以少交或免交",
    )  # fmt: skip
    approved_on: Column[date | None] = field(
        "批准日期", Kind.DATE, listed=True, aliases=("核定日期",), help="少交、免交要填"
    )

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """The base gives rate and amount where they are left open."""
        cls._work_out(values)

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Another base gives another amount, unless that was written anew too."""
        moved = any(values.get(name) != row[name] for name in ("income", "kind", "reduced"))
        if moved and values.get("monthly") == row["monthly"]:
            values["monthly"] = None
        if moved and values.get("rate") == row["rate"]:
            values["rate"] = None
        if moved and values["monthly"] is None and values.get("income") is None:
            values["monthly"] = row["monthly"]
        cls._work_out(values)
        _once(cls, writer, {**row, **_only(values, "member", "from_month")}, "from_month")

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for a second one of a month."""
        _once(cls, writer, row, "from_month")

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError where there is another meanwhile."""
        _once(cls, writer, row, "from_month")

    @classmethod
    def _work_out(cls, values: Values) -> None:
        if values.get("reduced") == "exempt" and values.get("monthly") is None:
            values["monthly"] = 0
        income, payer = values.get("income"), values.get("kind")
        if income is None or payer is None:
            return
        if values.get("rate") is None:
            values["rate"] = rate_of(payer, income) or None
        if values.get("monthly") is None and values.get("reduced") != "less":
            values["monthly"] = monthly_of(payer, income)
        _agrees_with_base(values)


class DuesPayment(Record):
    """What a member paid for a month: one a month, mended where more is paid in later."""

    __tablename__ = "dues_payment"
    title: ClassVar[str] = "党费交纳"
    counted_as: ClassVar[str] = "笔党费"
    position: ClassVar[int] = 28
    belongs_to: ClassVar[str] = "member"
    roster: ClassVar[str] = "党费交纳登记表"
    counted: ClassVar[str] = "笔党费"
    several: ClassVar[str] = "dues"
    dated_by: ClassVar[str] = "paid_on"
    described_by: ClassVar[tuple[str, ...]] = ("month", "amount")
    natural_key: ClassVar[tuple[str, ...]] = ("member", "month")
    by_owner: ClassVar[tuple[ByOwner, ...]] = (of_a_member("month"), paid_about_then)
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("member",), ("month",))
    crossed: ClassVar[tuple[Cross, ...]] = (_paid_by_now,)

    member: Column[int | None] = reference(
        "member", "党员", text_label="姓名", required=True, listed=True
    )
    month: Column[str] = field(
        "哪个月的", Kind.CODE, required=True, listed=True, width=10,
        checks=(month_text,), tidied_by=tidy_month,
        aliases=("月份", "交纳月份", "党费月份", "所属月份"), help="例如 2026-09",
    )  # fmt: skip
    amount: Column[int] = field(
        "交纳金额（元）", Kind.MONEY, required=True, minimum=1, listed=True, width=10,
        aliases=("交纳金额", "金额", "实交", "实交金额", "实交党费", "已交党费", "金额（元）"),
    )  # fmt: skip
    paid_on: Column[date] = field(
        "交纳日期", Kind.DATE, required=True, listed=True, aliases=("交费日期", "收缴日期")
    )
    extra: Column[int | None] = field(
        "其中自愿多交（元）", Kind.MONEY, minimum=0, width=10, aliases=("自愿多交", "其中自愿多交")
    )

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """Raises UserError for a second one of a month."""
        _once(cls, writer, {**row, **_only(values, "member", "month")}, "month")

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for a second one of a month."""
        _once(cls, writer, row, "month")

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError where there is another meanwhile."""
        _once(cls, writer, row, "month")


def _only(values: Values, *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
