"""A ballot in words: who could vote, who voted how, and whether that carries.

Three measures (支部工作条例 Art. 11, 发展党员工作细则 Art. 19-20 and 32, 基层组织选举工作条例):
a decision needs half of those entitled present and more than half of those entitled in favour;
admission and confirmation need more than half present and more than half in favour; an election
needs more than four fifths present and more than half of those present in favour.
"""

from __future__ import annotations

from collections.abc import Callable

from partydesk.documents.reading import Row
from partydesk.records.study import BALLOT_KIND

# Kind → enough present (entitled, present), enough in favour (entitled, present, in favour).
_PRESENT: dict[str, Callable[[int, int], bool]] = {
    "decision": lambda entitled, present: 2 * present >= entitled,
    "admission": lambda entitled, present: 2 * present > entitled,
    "election": lambda entitled, present: 5 * present > 4 * entitled,
}
_CARRIED: dict[str, Callable[[int, int, int], bool]] = {
    "decision": lambda entitled, present, favour: 2 * favour > entitled,
    "admission": lambda entitled, present, favour: 2 * favour > entitled,
    "election": lambda entitled, present, favour: 2 * favour > present,
}


def ballot_in_words(session: Row) -> str:
    """The ballot of a session, "" where none was recorded.

    Where the matter voted on is not recorded, the result is told only if all three measures agree.
    """
    entitled, present = session.get("entitled"), session.get("voters_present")
    favour, against, abstained = (session.get(n) for n in ("in_favour", "against", "abstained"))
    if all(each is None for each in (entitled, present, favour, against, abstained)):
        return ""
    kind = session.get("ballot_kind")
    matter = f"表决事项：{BALLOT_KIND.label(kind)}。" if kind else ""
    counted = [
        f"{label} {number} {unit}"
        for label, number, unit in (
            ("应到会有表决权", entitled, "人"),
            ("实到会有表决权", present, "人"),
            ("赞成", favour, "票"),
            ("反对", against, "票"),
            ("弃权", abstained, "票"),
        )
        if number is not None
    ]
    return f"{matter}{'，'.join(counted)}。{_result(kind, entitled, present, favour)}"


def _result(kind: str | None, entitled: int | None, present: int | None, favour: int | None) -> str:
    if not entitled or present is None or favour is None:
        return ""
    kinds = [kind] if kind in _PRESENT else list(_PRESENT)
    quorate = {_PRESENT[each](entitled, present) for each in kinds}
    carried = {_CARRIED[each](entitled, present, favour) for each in kinds}
    if quorate == {False}:
        return "到会人数不够，表决无效。"
    if quorate == {True} and carried == {True}:
        return "到会人数和赞成票数都符合规定，表决通过。"
    if quorate == {True} and carried == {False}:
        return "赞成票数没有达到规定，表决没有通过。"
    return "没有写明表决事项，是否通过请按有关规定核对。"
