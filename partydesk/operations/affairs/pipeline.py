"""The way into the Party: 列为申请人、积极分子、发展对象、接收、转正、延长、取消资格."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from partydesk.operations.affairs.case import Case, told
from partydesk.operations.affairs.common import (
    CHECKLIST,
    day,
    day_of_meeting,
    general_meeting,
    kept,
    meeting,
    must_carry,
    not_full,
    reason,
)
from partydesk.operations.affairs.declared import Affair, Ask, Question, Reminder
from partydesk.operations.affairs.transfers import vacancies
from partydesk.records.findings import Finding, UserError
from partydesk.records.member import CATEGORY
from partydesk.records.periods import months_after
from partydesk.records.record_checks import probation_over
from partydesk.rules.norms import pipeline as norms


def _is(*categories: str) -> Callable[[Case], str]:
    """Whether the subject is one of these, on the roll and in standing."""

    def fits(case: Case) -> str:
        words = "、".join(CATEGORY.label(code) for code in categories)
        if case.of("category") not in categories:
            now = CATEGORY.label(case.of("category"))
            return f"{case.name}现在是{now}，不是{words}"
        if case.of("relation") == "left":
            return f"{case.name}已经转出"
        if not case.in_standing:
            return f"{case.name}的党籍状态是{case.text('membership')}"
        return ""

    return fits


def _fits_applicant(case: Case) -> str:
    if case.row is None or (case.of("category") == "applicant" and not case.of("applied_on")):
        return ""
    return f"{case.name}已经登记，现在是{case.text('category')}"


APPLICANT = Affair(
    "applicant", "列为申请人", "递交了入党申请书", "列为申请人",
    (
        Question("谁递交了申请书？", (
            Ask("member.name", required=True, when=lambda case: case.row is None),
            Ask("member.id_number", when=lambda case: case.row is None),
            Ask("member.phone", when=lambda case: case.row is None),
        )),
        Question("哪天递交？", (day("member.applied_on", also=("day", "date")),)),
    ),
    lambda case: case.keep(
        category="applicant", applied_on=case["applied_on"],
        **{name: case[name] for name in ("name", "id_number", "phone") if case[name] is not None},
    ),
    _fits_applicant,
    lambda case: f"{case.name or '（还没填姓名）'} {told(case['applied_on'])}递交入党申请书，"
    "列为入党申请人",
    new=True,
    after=lambda case: _within(case["applied_on"], 1, "派人谈话", norms.APPLY_TALK.article),
)  # fmt: skip


def _within(start: date | None, months: int, what: str, note: str) -> tuple[Reminder, ...]:
    return (Reminder(months_after(start, months), what, note),) if start else ()


def _activist_after(case: Case) -> Iterator[Reminder]:
    if not case["mentors"]:
        yield Reminder(None, "指定培养联系人", f"一至两名正式党员 · {norms.MENTORS.article}")
    yield from _within(case["activist_on"], 6, "考察一次", norms.INSPECTION.article)
    if case["activist_on"]:
        day_from = months_after(case["activist_on"], 12)
        yield Reminder(day_from, "可以列为发展对象", "培养教育满一年", "candidate")


ACTIVIST = Affair(
    "activist", "确定积极分子", "确定为入党积极分子", "确定积极分子",
    (
        meeting("哪次支委会研究决定？", "branch_committee", "general_meeting"),
        Question("从哪天起？", (
            day("member.activist_on", first=day_of_meeting, also=("day", "date")),)),
        Question("谁来联系培养？", (
            Ask("member.mentors", first=kept("mentors"), hint=not_full("mentors")),)),
    ),
    lambda case: case.edit(
        category="activist", activist_on=case["activist_on"], mentors=case["mentors"]
    ),
    _is("applicant"),
    lambda case: f"{case.name} {told(case['activist_on'])}起是入党积极分子",
    several=True, papers=lambda case: (CHECKLIST,),
    after=lambda case: tuple(_activist_after(case)),
)  # fmt: skip


def _candidate_hint(case: Case) -> str:
    start = case.of("activist_on")
    if start is None or case["candidate_on"] is None:
        return ""
    least = months_after(start, 12)
    if case["candidate_on"] < least:
        return f"培养教育到 {least} 才满一年（{norms.CANDIDATE_YEAR.article}）"
    return f"培养教育 {least} 满一年"


CANDIDATE = Affair(
    "candidate", "列为发展对象", "列为发展对象", "列为发展对象",
    (
        meeting("哪次支委会讨论通过？", "branch_committee", "general_meeting"),
        Question("党委哪天同意，公示从哪天到哪天？", (
            Ask("member.agreed_on", first=kept("agreed_on"), bare=False),
            Ask("member.publicised_from", first=kept("publicised_from")),
            Ask("member.publicised_to", first=kept("publicised_to")),
        ), lambda case: f"{norms.PUBLICITY.says} · {norms.PUBLICITY.article}"),
        Question("从哪天起列为发展对象？", (
            day("member.candidate_on", also=("day", "date"), hint=_candidate_hint),)),
    ),
    lambda case: case.edit(
        category="candidate", candidate_on=case["candidate_on"], agreed_on=case["agreed_on"],
        publicised_from=case["publicised_from"], publicised_to=case["publicised_to"],
    ),
    _is("activist"),
    lambda case: f"{case.name} {told(case['candidate_on'])}起列为发展对象",
    several=True, papers=lambda case: (CHECKLIST,),
    after=lambda case: (
        Reminder(None, "确定入党介绍人", f"两名正式党员 · {norms.SPONSORS.article}"),
        Reminder(None, "政治审查、集中培训", norms.TRAINING.says),
    ),
)  # fmt: skip


def _admit(case: Case) -> None:
    must_carry(case, "admission")
    case.keep_ballot("admission")
    values = {"category": "probationary", "joined_on": case["joined_on"]}
    for name in ("sponsors", "group"):
        values |= {name: case[name]} if case[name] is not None else {}
    case.edit(**values)


def _admit_after(case: Case) -> Iterator[Reminder]:
    joined = case["joined_on"]
    yield from _within(joined, 3, "党委审批", norms.APPROVAL.article)
    yield Reminder(None, "入党宣誓", norms.OATH.says)
    if joined:
        over = months_after(joined, 12)
        yield Reminder(over, "预备期满，讨论转正", norms.PROBATION.article, "confirm")


ADMIT = Affair(
    "admit", "接收为预备党员", "接收为预备党员", "接收",
    (
        general_meeting("admission"),
        Question("哪天通过？", (
            day("member.joined_on", first=day_of_meeting, also=("day", "date"),
                hint=lambda case: "入党时间从支部大会通过那天算起"),)),
        Question("介绍人是谁，编到哪个党小组？", (
            Ask("member.sponsors", first=kept("sponsors"), bare=False, hint=not_full("sponsors")),
            Ask("member.group", first=kept("group")),
        )),
    ),
    _admit, _is("candidate"),
    lambda case: f"{case.name} {told(case['joined_on'])}由支部大会接收为预备党员",
    several=True, papers=lambda case: (CHECKLIST,),
    after=lambda case: tuple(_admit_after(case)),
)  # fmt: skip


def _over(case: Case) -> date | None:
    """The day the probation ends."""
    return probation_over(case.of("joined_on"), case.of("extended_until"))


def _over_stored(case: Case) -> object:
    over = _over(case)
    return over.isoformat() if over else case.today.isoformat()


def _confirm_hint(case: Case) -> str:
    over = _over(case)
    return f"党龄从预备期满那天算起（{over}）" if over else "没有填加入党组织日期，算不出预备期"


def _confirm(case: Case) -> None:
    if case["confirmed_on"] and case["confirmed_on"] > case.today:
        raise UserError(
            "too-early",
            f"{case.name}的预备期到 {case['confirmed_on']} 才满，还不能转正",
            [Finding("too-early", "还没到这一天", column="confirmed_on")],
        )
    must_carry(case, "admission")
    case.keep_ballot("admission")
    case.edit(
        category="full", confirmed_on=case["confirmed_on"],
        confirm_voted_on=case["confirm_voted_on"],
        confirm_approved_on=case["confirm_approved_on"],
    )  # fmt: skip


def _confirm_after(case: Case) -> Iterator[Reminder]:
    if not case["confirm_approved_on"]:
        yield from _within(case["confirm_voted_on"], 3, "党委审批转正",
                           norms.CONFIRM_APPROVAL.article)  # fmt: skip
    yield Reminder(None, "材料归档", "志愿书、申请、转正材料归入党员档案")


CONFIRM = Affair(
    "confirm", "转正", "转为正式党员", "办理转正",
    (
        general_meeting("admission"),
        Question("大会哪天讨论，党委哪天批准？", (
            day("member.confirm_voted_on", first=day_of_meeting, also=("day", "date", "voted_on"),
                bare=False),
            Ask("member.confirm_approved_on", first=kept("confirm_approved_on"),
                also=("approved_on",)),
        )),
        Question("从哪天起是正式党员？", (
            Ask("member.confirmed_on", required=True, first=_over_stored, hint=_confirm_hint),)),
    ),
    _confirm, _is("probationary"),
    lambda case: f"{case.name} {told(case['confirmed_on'])}起转为正式党员",
    several=True, papers=lambda case: (CHECKLIST,),
    after=lambda case: tuple(_confirm_after(case)),
)  # fmt: skip


def _extended(case: Case) -> object:
    joined = case.of("joined_on")
    return months_after(joined, 18).isoformat() if joined else None


def _fits_extend(case: Case) -> str:
    if case.of("extended_until"):
        return f"{case.name}的预备期已经延长过一次，只能延长一次（{norms.EXTENSION.article}）"
    return _is("probationary")(case)


def _extend(case: Case) -> None:
    case.keep_ballot("decision")
    case.edit(extended_until=case["extended_until"])


EXTEND = Affair(
    "extend", "延长预备期", "延长预备期", "延长预备期",
    (
        general_meeting("decision"),
        Question("延长到哪天？", (
            Ask("member.extended_until", required=True, first=_extended,
                also=("day", "date", "until"),
                hint=lambda case: "只能延长一次，半年以上、一年以内"),)),
        Question("为什么？", (reason(),)),
    ),
    _extend, _fits_extend,
    lambda case: f"{case.name}的预备期延长到 {told(case['extended_until'])}",
    papers=lambda case: (CHECKLIST,),
    after=lambda case: (
        Reminder(case["extended_until"], "再次讨论转正", norms.EXTENSION.article, "confirm"),),
)  # fmt: skip


def _revoke(case: Case) -> None:
    case.keep_ballot("decision")
    case.lay_down()
    case.edit(membership="revoked", membership_on=case["membership_on"])


REVOKE = Affair(
    "revoke", "取消预备党员资格", "取消预备党员资格", "取消资格",
    (
        general_meeting("decision"),
        Question("从哪天起？", (
            day("member.membership_on", label="取消资格日期", first=day_of_meeting,
                also=("day", "date")),)),
        Question("为什么？", (reason(),)),
    ),
    _revoke, _is("probationary"),
    lambda case: f"{case.name} {told(case['membership_on'])}起取消预备党员资格，不在名册里",
    after=lambda case: (
        Reminder(None, "报党委审批", norms.CONFIRM_APPROVAL.article), *vacancies(case)),
)  # fmt: skip

AFFAIRS = (APPLICANT, ACTIVIST, CANDIDATE, ADMIT, CONFIRM, EXTEND, REVOKE)
