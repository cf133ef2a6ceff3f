"""Membership and contact: 去世、停止党籍、恢复、出党、限期改正、失联、找到了."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partydesk.operations.affairs.case import Case, told
from partydesk.operations.affairs.common import (
    day,
    general_meeting,
    meeting,
    not_before,
    reason,
    today,
)
from partydesk.operations.affairs.declared import Affair, Ask, Question, Reminder
from partydesk.operations.affairs.transfers import vacancies
from partydesk.records.fields import Field, Kind
from partydesk.records.member import MEMBERSHIP
from partydesk.records.periods import months_after
from partydesk.rules.norms.people import LOST_HALF_YEAR, LOST_TWO_YEARS

_DAY = ("day", "date")


def _here(case: Case) -> str:
    """Why the subject is not somebody whose membership goes on here; "" where they are."""
    if case.of("membership") in ("dead", "removed", "expelled", "revoked"):
        return f"{case.name}的党籍状态已是{case.text('membership')}"
    return f"{case.name}已经转出" if case.of("relation") == "left" else ""


def _member(case: Case) -> str:
    return _here(case) or ("" if case.in_party else f"{case.name}还不是党员")


def _normal(case: Case) -> str:
    now = "" if case.in_standing else f"{case.name}的党籍状态是{case.text('membership')}"
    return _member(case) or now


def _become(state: str, *, lays_down: bool = True) -> Callable[[Case], None]:
    def does(case: Case) -> None:
        if lays_down:
            case.lay_down()
        case.edit(membership=state, membership_on=case["membership_on"])

    return does


def _lacks(case: Case) -> Sequence[Reminder]:
    return tuple(vacancies(case))


def _state(name: str, label: str, state: str, fits: Callable[[Case], str], words: str,
           day_label: str, says: str,
           after: Callable[[Case], Sequence[Reminder]] = _lacks) -> Affair:  # fmt: skip
    """An affair that is one state of membership from a day on."""
    return Affair(
        name, label, label, f"办理{label}" if state != "dead" else "记为去世",
        (
            Question(words, (day("member.membership_on", label=day_label, also=_DAY),)),
            Question("依据和原因是什么？", (reason(),)),
        ),
        _become(state), fits,
        lambda case: f"{case.name} {told(case['membership_on'])}{says}", after=after,
    )  # fmt: skip


def _removal_due(case: Case) -> Sequence[Reminder]:
    due: tuple[Reminder, ...] = ()
    if case.of("lost") == 1 and case["membership_on"]:
        on = months_after(case["membership_on"], 24)
        due = (Reminder(on, "仍无下落的按自行脱党除名", LOST_TWO_YEARS.article, "leave-party"),)
    return (*due, *vacancies(case))


DIED = _state("died", "去世", "dead", _here, "哪天去世？", "去世日期",
              "去世，从那天起不在名册里")  # fmt: skip
SUSPEND = _state("suspend", "停止党籍", "suspended", _normal, "从哪天起停止？", "停止党籍日期",
                 "起停止党籍，不在应到和数字里", _removal_due)  # fmt: skip


def _fits_restore(case: Case) -> str:
    if case.of("membership") in ("suspended", "correcting"):
        return ""
    return f"{case.name}没有停止党籍，也不在限期改正"


def _restore(case: Case) -> None:
    not_before(case, "membership_on", "membership_on")
    state = "restored" if case.of("membership") == "suspended" else "normal"
    case.edit(membership=state, membership_on=case["membership_on"], correct_until=None)


RESTORE = Affair(
    "restore", "恢复党籍", "恢复党籍", "办理恢复",
    (
        Question("从哪天起恢复？", (
            day("member.membership_on", label="恢复日期", also=_DAY),)),
        Question("依据和原因是什么？", (reason(),)),
    ),
    _restore, _fits_restore,
    lambda case: f"{case.name} {told(case['membership_on'])}起恢复正常的组织生活",
)  # fmt: skip


def _leave(case: Case) -> None:
    case.lay_down()
    case.keep_ballot("decision")
    case.edit(membership=case["membership"], membership_on=case["membership_on"])


LEAVE = Affair(
    "leave-party", "出党", "出党", "办理出党",
    (
        Question("怎样出党？", (
            Ask("member.membership", label="怎样出党", required=True, only=("removed", "expelled"),
                first=lambda case: "removed", also=("how", "kind"),
                hint=lambda case: "自愿退党、自行脱党按除名办"),)),
        general_meeting("decision"),
        Question("从哪天起？", (
            day("member.membership_on", label="出党日期", also=_DAY,
                hint=lambda case: "上级党委批准的日期"),)),
        Question("依据和原因是什么？", (reason(),)),
    ),
    _leave, _member,
    lambda case: f"{case.name} {told(case['membership_on'])}起"
    f"{MEMBERSHIP.label(case['membership'])}，不再是党员",
    after=_lacks,
)  # fmt: skip


def _a_year_later(case: Case) -> object:
    return months_after(case["membership_on"] or case.today, 12).isoformat()


CORRECT = Affair(
    "correct", "限期改正", "限期改正", "办理限期改正",
    (
        meeting("哪次会议决定？", "general_meeting", "branch_committee"),
        Question("从哪天起，到哪天为止？", (
            day("member.membership_on", label="开始日期", also=_DAY, bare=False),
            Ask("member.correct_until", required=True, also=("until",),
                first=_a_year_later, hint=lambda case: "限期改正最长一年"),
        )),
        Question("依据和原因是什么？", (reason(),)),
    ),
    lambda case: case.edit(membership="correcting", membership_on=case["membership_on"],
                           correct_until=case["correct_until"]),
    _normal,
    lambda case: f"{case.name} {told(case['membership_on'])}起限期改正，"
    f"到 {told(case['correct_until'])}",
    after=lambda case: (
        Reminder(case["correct_until"], "限期改正到期", "改好的恢复，不改的除名", "restore"),),
)  # fmt: skip


def _log(case: Case) -> None:
    """Keep how the subject was looked for, or found."""
    if case["result"]:
        case.add("contact", on=case["on"] or case.today, how=case["how"] or "other",
                 result=case["result"], by=case["by"])  # fmt: skip


def _contact(first: Callable[[Case], object] = today) -> Question:
    return Question("怎么联系的，结果怎样？", (
        Ask("contact.how", first=lambda case: "telephone", bare=False),
        Ask("contact.on", first=first),
        Ask("contact.result"),
        Ask("contact.by", first=lambda case: case.organisation.get("secretary")),
    ))  # fmt: skip


def _fits_lost(case: Case) -> str:
    return _here(case) or (f"{case.name}已经记为失联" if case.of("lost") == 1 else "")


def _lost(case: Case) -> None:
    case.edit(lost=1, lost_on=case["lost_on"])
    _log(case)


LOST = Affair(
    "lost", "失联", "失去联系", "记为失联",
    (Question("从哪天起联系不上？", (day("member.lost_on", also=_DAY),)), _contact()),
    _lost, _fits_lost, lambda case: f"{case.name} {told(case['lost_on'])}起失去联系",
    several=True,
    after=lambda case: () if not case["lost_on"] else (
        Reminder(months_after(case["lost_on"], 6), "仍无下落的停止党籍", LOST_HALF_YEAR.article,
                 "suspend"),),
)  # fmt: skip


def _fits_found(case: Case) -> str:
    return "" if case.of("lost") == 1 else f"{case.name}没有记为失联"


def _found(case: Case) -> None:
    not_before(case, "found_day", "lost_on")
    case.edit(lost=0, lost_on=None)
    case.add("contact", on=case["found_day"], how=case["how"] or "other",
             result=case["result"] or "已取得联系", by=case["by"])  # fmt: skip


FOUND = Affair(
    "found", "找到了", "找到了", "记为已联系上",
    (
        Question("哪天联系上的？", (
            Ask(own=Field("联系上的日期", Kind.DATE), name="found_day", required=True,
                also=("day", "date", "on"), first=today),)),
        Question("怎么联系的，结果怎样？", (
            Ask("contact.how", first=lambda case: "telephone", bare=False),
            Ask("contact.result"),
            Ask("contact.by", first=lambda case: case.organisation.get("secretary")),
        )),
    ),
    _found, _fits_found,
    lambda case: f"{case.name} {told(case['found_day'])}取得了联系，不再算失联",
    several=True,
    after=lambda case: () if case.of("membership") != "suspended" else (
        Reminder(None, "办恢复党籍", "党籍还停着", "restore"),),
)  # fmt: skip

AFFAIRS = (DIED, SUSPEND, RESTORE, LEAVE, CORRECT, LOST, FOUND)
