"""What several affairs ask: the meeting and its vote, a reason, a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from partydesk.operations.affairs.case import BALLOT, Case
from partydesk.operations.affairs.declared import Ask, PaperOffer, Question, silent
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import split_names
from partydesk.records.registry import kind_of
from partydesk.rules.norms.ballots import BallotResult, verdict

CHECKLIST = PaperOffer("checklist", "发展党员检查表", "member", taken=False)


def today(case: Case) -> object:
    """The day is today, until somebody says otherwise."""
    return case.today.isoformat()


def kept(column: str) -> Callable[[Case], object]:
    """What the subject's own column holds."""
    return lambda case: (case.row or {}).get(column)


def of_meeting(column: str) -> Callable[[Case], object]:
    """What the meeting's own column holds."""
    return lambda case: (case.meeting() or {}).get(column)


def day_of_meeting(case: Case) -> object:
    """The day of the meeting that was picked, else today."""
    return case.meeting_day() or case.today.isoformat()


def day(of: str, *, label: str = "", first: Callable[[Case], object] = today,
        required: bool = True, also: tuple[str, ...] = ("day",),
        hint: Callable[[Case], str] = silent, bare: bool | None = None) -> Ask:  # fmt: skip
    """The day of the affair, which is a column of the record."""
    return Ask(of, label=label, required=required, also=also, first=first, hint=hint, bare=bare)


def reason() -> Ask:
    """Why: kept with what was done, in the history."""
    return Ask(
        own=Field("依据和原因", Kind.TEXT, width=34, help="写进修改记录，不随报送表走"),
        name="reason",
        also=("decision", "note"),
    )


def general_meeting(vote: str) -> Question:
    """Which 支部大会 dealt with it, and how it voted on the matter."""
    return meeting("哪次支部大会讨论，怎么表决的？", "general_meeting", vote=vote)


def meeting(words: str, *kinds: str, vote: str = "") -> Question:
    """Which session dealt with it; with `vote` (a matter voted on) also how it voted."""
    picked = Ask(
        own=Field("哪次会议", Kind.REFERENCE, refers="session", width=34),
        name="meeting", also=("session",), kinds=kinds,
    )  # fmt: skip
    if not vote:
        return Question(words, (picked,))
    columns = [each for each in BALLOT if vote == "admission" or each != "written_votes"]
    counted = tuple(
        Ask(f"session.{each}", first=of_meeting(each), when=lambda c: c["meeting"] is not None)
        for each in columns
    )
    return Question(words, (picked, *counted), lambda case: _verdict_text(case, vote))


def verdict_of(case: Case, matter: str) -> BallotResult | None:
    """How the vote that was answered came out; None where its numbers tell of none."""
    if not case["entitled"] or case["voters_present"] is None:
        return None
    when = case.meeting()
    on = date.fromisoformat(str(when["starts_at"])[:10]) if when else None
    return verdict(
        matter, case["entitled"], case["voters_present"], case["in_favour"],
        case["written_votes"] or 0, on,
    )  # fmt: skip


def must_carry(case: Case, matter: str) -> None:
    """Raises UserError where the vote did not carry."""
    told = verdict_of(case, matter)
    if told is not None and (told.passed is False or not told.quorate):
        raise UserError("not-carried", f"表决没有通过，不能这样办：{told.text}")


def _verdict_text(case: Case, matter: str) -> str:
    told = verdict_of(case, matter)
    return told.text if told else ""


def not_full(name: str) -> Callable[[Case], str]:
    """A hint: who of the people answered there is no full member of the roll."""

    def hint(case: Case) -> str:
        full = {each["name"] for each in case.members() if each["category"] == "full"}
        strangers = [each for each in split_names(str(case[name] or "")) if each not in full]
        return f"{'、'.join(strangers)}不是本支部名册里的正式党员" if strangers else ""

    return hint


def not_before(case: Case, name: str, column: str) -> None:
    """Raises UserError where the day answered lies before the subject's own in a column."""
    answered, began = case[name], case.of(column)
    if answered is not None and began is not None and answered < began:
        label = fields(kind_of(case.about))[column].label
        words = f"{answered} 早于{label} {began}，请核对"
        raise UserError("order", words, [Finding("order", words, column=name)])
