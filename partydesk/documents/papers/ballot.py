"""A ballot in words: who could vote, who voted how, and whether that carries.

Whether it carries is for the norms to say (rules/norms/ballots.py); each kind of matter has its
own measure.
"""

from __future__ import annotations

from datetime import date, datetime

from partydesk.documents.reading import Row
from partydesk.records.study import BALLOT_KIND
from partydesk.rules.norms.ballots import verdict

_VOID = "到会人数不够，表决无效。"
_PASSED = "到会人数和赞成票数都符合规定，表决通过。"
_FAILED = "赞成票数没有达到规定，表决没有通过。"


def ballot_in_words(session: Row) -> str:
    """The ballot of a session, "" where none was recorded.

    Where the matter voted on is not recorded, the result is told only if all measures agree.
    """
    entitled, present = session.get("entitled"), session.get("voters_present")
    favour, against, abstained = (session.get(n) for n in ("in_favour", "against", "abstained"))
    if all(each is None for each in (entitled, present, favour, against, abstained)):
        return ""
    kind = session.get("ballot_kind")
    written = session.get("written_votes") or None
    matter = f"表决事项：{BALLOT_KIND.label(kind)}。" if kind else ""
    counted = [
        f"{label} {number} {unit}"
        for label, number, unit in (
            ("应到会有表决权", entitled, "人"),
            ("实到会有表决权", present, "人"),
            ("书面意见", written, "份"),
            ("赞成", favour, "票"),
            ("反对", against, "票"),
            ("弃权", abstained, "票"),
        )
        if number is not None
    ]
    result = _result(kind, entitled, present, favour, written or 0, _day(session))
    return f"{matter}{'，'.join(counted)}。{result}"


def carried(session: Row) -> bool | None:
    """Whether what was voted on is carried; None where the numbers do not tell."""
    told = ballot_in_words(session)
    if told.endswith(_PASSED):
        return True
    return False if told.endswith((_FAILED, _VOID)) else None


def _day(session: Row) -> date | None:
    at = session.get("starts_at")
    return at.date() if isinstance(at, datetime) else None


def _result(
    kind: str | None,
    entitled: int | None,
    present: int | None,
    favour: int | None,
    written: int,
    day: date | None,
) -> str:
    if not entitled or present is None or favour is None:
        return ""
    judged = [
        verdict(each, entitled, present, favour, written, day)
        for each in ([kind] if kind else BALLOT_KIND.by_code)
    ]
    if not any(each.quorate for each in judged):
        return _VOID
    if all(each.passed for each in judged):
        return _PASSED
    if all(each.quorate and not each.passed for each in judged):
        return _FAILED
    return "没有写明表决事项，是否通过请按有关规定核对。"
