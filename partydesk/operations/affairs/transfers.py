"""转出、转入, and what comes of a letter: 回执, 退回 (党员教育管理工作条例 Art. 25)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from partydesk.operations.affairs.case import Case, told
from partydesk.operations.affairs.common import day, kept, today
from partydesk.operations.affairs.declared import (
    Affair,
    Ask,
    PaperOffer,
    Question,
    Reminder,
    choice_of,
)
from partydesk.records.declared import choices
from partydesk.records.fields import Field, Kind
from partydesk.records.findings import Finding, UserError
from partydesk.records.money import yuan
from partydesk.records.periods import months_after
from partydesk.records.transfer import MOST_VALID_DAYS
from partydesk.rules.norms.dues_months import DuesMember, dues_of, paid_up_to
from partydesk.rules.norms.people import LEFT
from partydesk.store import rows

WHERE = choices(("inside", "本园区的支部"), ("outside", "园区外"))
_USUAL_VALID = 60


def _outside(case: Case) -> bool:
    return bool(case["where"] == "outside")


def _letter(case: Case) -> bool:
    return _outside(case) and case.in_party


def _party(case: Case) -> bool:
    return case.in_party


def _valid_until(case: Case) -> date | None:
    issued, days = case["issued_on"], case["valid_days"]
    return issued + timedelta(days=days) if issued and days else None


def _letter_hint(case: Case) -> str:
    until = _valid_until(case)
    if not _letter(case):
        return "园区内部转接由党委办，不用自己开介绍信" if case.in_party else ""
    ends = f"到 {until} 为止；" if until else ""
    return f"{ends}最长 {MOST_VALID_DAYS} 天。编号照园区党委给的填"


def _dues(case: Case) -> DuesMember | None:
    """The subject's dues as they are recorded; None where they are not kept here."""
    if case.row is None:
        return None
    return dues_of(case.writer.connection, int(case.row["id"]), case.today)


def _paid_to(case: Case) -> str | None:
    """What the payments say; where none are kept, what is usual."""
    found = _dues(case)
    return f"{case.today:%Y-%m}" if found is None else paid_up_to(found) or None


def _dues_hint(case: Case) -> str:
    found = _dues(case)
    if found is None:
        return ""
    reached = paid_up_to(found)
    told = f"党费记录里交到 {reached}" if reached else "党费记录里一个月也没有交清"
    owing = [each for each in found.months.values() if each.lacking]
    if owing:
        short = yuan(sum(each.lacking for each in owing))
        told += f"，还差 {len(owing)} 个月、{short} 元，转出前收齐"
    return told


def _fits_out(case: Case) -> str:
    if case.of("relation") == "left":
        return f"{case.name}已经转出"
    return "" if case.of("membership") != "dead" else f"{case.name}已去世"


def _out(case: Case) -> None:
    issued, left = case["issued_on"], case["left_on"]
    early = _letter(case) and issued and left and left < issued
    if early and "issued_on" not in case.said:
        case.answers["issued_on"] = left  # nobody said it is of today
    elif early:
        words = f"转出日期 {left} 早于介绍信开具日期 {issued}，请核对改正其中一个"
        raise UserError("order", words, [Finding("order", words, column="left_on")])
    case.lay_down()
    if case.in_party:
        asked = ("addressee", "letter_no", "valid_days") if _outside(case) else ()
        letter = {name: case[name] for name in asked}
        case.add(
            "transfer", direction="out", place=case["left_to"], state="open",
            issued_on=case["issued_on"] or case["left_on"], dues_paid_to=case["dues_paid_to"],
            **letter,
        )  # fmt: skip
    case.edit(relation="left", left_on=case["left_on"], left_to=case["left_to"])


def _out_papers(case: Case) -> Iterator[PaperOffer]:
    if _letter(case):
        yield PaperOffer("transfer-letter", "党员组织关系介绍信", "transfer",
                         "含存根和回执联，园区党委盖章")  # fmt: skip


def _out_after(case: Case) -> Iterator[Reminder]:
    left, until = case["left_on"], _valid_until(case)
    if case.in_party and left:
        note = f"收到以前仍由本支部管理 · {LEFT.article}"
        yield Reminder(months_after(left, 1), "收回执", note, "receipt")
    if _letter(case) and until:
        yield Reminder(until, "介绍信到期", "到那天还没有回执就要重开")
    yield from vacancies(case)


def vacancies(case: Case) -> Iterator[Reminder]:
    """The office the subject leaves empty."""
    if office := case.vacancy():
        gone = case.row["id"] if case.row else None
        left = sum(each["id"] != gone for each in case.committee())
        note = f"支委会剩 {left} 人" if left else "支部没有委员了"
        affair = "new-secretary" if case.of("duty") == "secretary" else "election"
        yield Reminder(None, f"{office}空缺", note, affair)


def _out_says(case: Case) -> str:
    where = case["left_to"] or "（还没填去向）"
    days = f"，介绍信 {case['valid_days']} 天有效" if _letter(case) and case["valid_days"] else ""
    return f"{case.name} {told(case['left_on'])}起转到{where}{days}"


OUT = Affair(
    "transfer-out", "转出", "转出组织关系", "办理转出",
    (
        Question("转到哪里？", (
            Ask(own=choice_of("转到哪里", WHERE), name="where", required=True,
                first=lambda case: "outside"),
            Ask("member.left_to", required=True, also=("place", "to"), bare=True, width=36),
            Ask("transfer.addressee", when=_letter, width=29),
        )),
        Question("介绍信几号，哪天开，几天有效？", (
            Ask("transfer.letter_no", when=_letter),
            Ask("transfer.issued_on", first=today, when=_letter),
            Ask("transfer.valid_days", first=lambda case: _USUAL_VALID, when=_letter),
        ), _letter_hint),
        Question("党费交到哪个月？", (
            Ask("transfer.dues_paid_to", when=_party, first=_paid_to),
        ), _dues_hint),
        Question("从哪天起转出？", (
            day("member.left_on", also=("day", "date", "from_on"),
                hint=lambda case: "这天起不在名册、应到和数字里，以前的记录照旧"),
        )),
    ),
    _out, _fits_out, _out_says, papers=lambda case: tuple(_out_papers(case)),
    after=lambda case: tuple(_out_after(case)),
)  # fmt: skip


def _fits_in(case: Case) -> str:
    if case.row is None or case.of("relation") in ("left", "not_transferred", "incoming"):
        return ""
    return f"{case.name}的组织关系已经在这里"


def _known(case: Case) -> rows.Row | None:
    """Who is on the roll under this name since the same day, and cannot be told from who comes."""
    if case.row is not None or case["id_number"] or case["joined_on"] is None:
        return None
    found = case.writer.connection.exec_driver_sql(
        "SELECT id FROM member WHERE name = ? AND joined_on = ? AND organisation = ? "
        "AND coalesce(relation, 'on_roll') = 'on_roll' AND deleted_at IS NULL LIMIT 1",
        (case["name"], case["joined_on"].isoformat(), case.writer.own),
    ).fetchone()
    return case.writer.row("member", found[0]) if found else None


def _acceptable(case: Case) -> None:
    """Raises UserError for somebody who is here already, and for a letter that has run out."""
    issued, arrived = case["issued_on"], case["arrived_on"]
    if _known(case) is not None:
        words = (
            f"名册里已经有 {case['joined_on']} 入党的{case['name']}，请核对是不是重复办理；"
            "是另一个人，请填公民身份号码"
        )
        raise UserError("there-already", words, [Finding("there-already", words, column="name")])
    if issued is None or arrived is None:
        return
    if arrived < issued:
        words = f"转入日期 {arrived} 早于介绍信开具日期 {issued}，请核对改正其中一个"
        raise UserError("order", words, [Finding("order", words, column="arrived_on")])
    if (days := (arrived - issued).days) > MOST_VALID_DAYS:
        words = (
            f"介绍信 {issued} 开出，到 {arrived} 已经 {days} 天，最长 {MOST_VALID_DAYS} 天有效，"
            "请对方重新开具，或核对日期"
        )
        raise UserError("expired", words, [Finding("expired", words, column="issued_on")])


def _in(case: Case) -> None:
    _acceptable(case)
    values: dict[str, Any] = {"relation": "on_roll", "arrived_on": case["arrived_on"],
                              "arrived_from": case["arrived_from"]}  # fmt: skip
    if case.row is None:
        asked = ("name", "id_number", "category", "joined_on", "confirmed_on", "phone", "group")
        values |= {name: case[name] for name in asked if case[name] is not None}
    else:
        values |= {"left_on": None, "left_to": None}
    case.keep(**values)
    case.add("transfer", direction="in", place=case["arrived_from"], state="received",
             letter_no=case["letter_no"], issued_on=case["issued_on"],
             receipt_on=case["receipt_on"], dues_paid_to=case["dues_paid_to"])  # fmt: skip


def _new(case: Case) -> bool:
    return case.row is None


IN = Affair(
    "transfer-in", "转入", "转入组织关系", "办理转入",
    (
        Question("谁转来？", (
            Ask("member.name", required=True, when=_new, bare=False),
            Ask("member.id_number", when=_new),
            Ask("member.category", when=_new, only=("probationary", "full"),
                first=lambda case: "full"),
            Ask("member.joined_on", when=_new),
            Ask("member.confirmed_on", when=_new),
            Ask("member.phone", when=_new),
            Ask("member.group", when=_new),
        )),
        Question("从哪里转来？", (
            Ask("member.arrived_from", required=True, also=("place", "from"), width=36,
                first=kept("arrived_from")),
            Ask("transfer.letter_no"),
            Ask("transfer.issued_on", label="介绍信开具日期"),
            Ask("transfer.dues_paid_to"),
        )),
        Question("从哪天起转入，回执哪天寄出？", (
            day("member.arrived_on", also=("day", "date"), bare=False),
            Ask("transfer.receipt_on", first=today),
        )),
    ),
    _in, _fits_in,
    lambda case: f"{case.name or '（还没填姓名）'} {told(case['arrived_on'])}起转入本支部",
    new=True,
    after=lambda case: () if case["receipt_on"] else (
        Reminder(None, "寄回回执", "对方收到回执，转接才算办完"),),
)  # fmt: skip


def _open_letter(case: Case) -> rows.Row | None:
    """The latest letter out that has no receipt yet."""
    if case.row is None:
        return None
    found = case.writer.connection.exec_driver_sql(
        "SELECT id FROM transfer WHERE member = ? AND direction = 'out' AND state = 'open' "
        "AND deleted_at IS NULL ORDER BY issued_on DESC, id DESC LIMIT 1",
        (case.row["id"],),
    ).fetchone()
    return case.writer.row("transfer", found[0]) if found else None


def _fits_receipt(case: Case) -> str:
    if case.of("relation") != "left":
        return f"{case.name}没有转出"
    return "" if _open_letter(case) else f"{case.name}没有等回执的转接"


def _letter_of(case: Case) -> rows.Row:
    letter = _open_letter(case)
    if letter is None:
        raise UserError("no-letter", f"{case.name}没有等回执的转接")
    return letter


def _receive(case: Case) -> None:
    letter = _letter_of(case)
    case.writer.edit("transfer", str(letter["uid"]),
                     {"receipt_on": case["receipt_on"], "state": "received"})  # fmt: skip


def _return(case: Case) -> None:
    letter = _letter_of(case)
    case.writer.edit("transfer", str(letter["uid"]), {"state": "returned"})
    case.edit(relation="on_roll", left_on=None, left_to=None)


RECEIVED = Affair(
    "receipt", "收到回执", "的回执收到了", "记下回执",
    (Question("回执哪天收到？", (
        Ask("transfer.receipt_on", required=True, also=("day", "date"), first=today),)),),
    _receive, _fits_receipt,
    lambda case: f"{case.name}的组织关系 {told(case['receipt_on'])}已由对方接收，转接办完",
)  # fmt: skip
RETURNED = Affair(
    "returned", "介绍信退回", "的介绍信退回来了", "记下退回",
    (Question("哪天退回？", (
        Ask(own=Field("退回日期", Kind.DATE), name="day", required=True, first=today),)),),
    _return, _fits_receipt,
    lambda case: f"对方没有接收，{case.name}回到本支部名册",
)  # fmt: skip

AFFAIRS = (OUT, IN, RECEIVED, RETURNED)
