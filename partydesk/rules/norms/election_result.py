"""Whether an election holds, in words: who was there, the slips, 差额, who has more than half.

基层组织选举工作条例: four fifths of those entitled are present; the slips that came back are no
more than those handed out; there are at least a fifth more candidates than seats; elected is who
has the votes of more than half of those present.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from partydesk.rules.norms.ballots import verdict

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ElectionResult:
    """How an election came out: `valid` (None while it is not held or its numbers are lacking),
    all that is to be said of it in sentences, and what is wrong with it."""

    valid: bool | None
    told: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "；".join((*self.told, *self.wrong))


def fewest_candidates(seats: int) -> int:
    """At least a fifth more than there are seats, in whole people."""
    return seats + -(-seats // 5)


def judge(election: Row, candidates: Sequence[Row]) -> ElectionResult:
    """Judge an election by its stored row and those of its candidates."""
    told, wrong = [], []
    seats, present = election["seats"], election["present"]
    nominated = [each for each in candidates if not each["written_in"]]
    if seats and nominated:
        least = fewest_candidates(seats)
        told.append(f"应选 {seats} 名，候选人 {len(nominated)} 名")
        if len(nominated) < least and _whole_committee(election, nominated):
            wrong.append(f"差额不到应选人数的百分之二十，候选人至少 {least} 名")
    if election["entitled"] is None or present is None:
        return ElectionResult(None, tuple(told), tuple(wrong))
    on = date.fromisoformat(election["held_on"]) if election["held_on"] else None
    quorum = verdict("election", election["entitled"], present, None, 0, on)
    told.append(quorum.text.replace("表决权", "选举权").removesuffix("，表决无效"))
    valid = quorum.quorate
    if not valid:
        wrong.append("到会人数不够，选举无效")
    issued, returned, good = (election[name] for name in ("issued", "returned", "valid"))
    if issued is not None and returned is not None:
        told.append(f"发出选票 {issued} 张，收回 {returned} 张")
        if returned > issued:
            valid = False
            wrong.append("收回的选票多于发出的，选举无效，重新选举")
    if good is not None:
        bad = "" if returned is None else f"，无效 {max(0, returned - good)} 张"
        told.append(f"有效票 {good} 张{bad}")
    wrong += _votes(election, candidates, told)
    return ElectionResult(valid and not _void(wrong), tuple(told), tuple(wrong))


def _whole_committee(election: Row, nominated: Sequence[Row]) -> bool:
    """差额 is asked of the election of committee members: not of a secretary or deputy alone."""
    return any(each["post"] not in ("secretary", "deputy") for each in nominated)


def _votes(election: Row, candidates: Sequence[Row], told: list[str]) -> list[str]:
    present, seats = election["present"], election["seats"]
    wrong: list[str] = []
    elected = [each for each in candidates if each["elected"]]
    most = election["valid"] if election["valid"] is not None else present
    for each in candidates:
        votes = each["votes"]
        if votes is None:
            continue
        sums = votes + (each["against"] or 0) + (each["abstained"] or 0)
        if sums > most:
            wrong.append(f"{each['name']}的票共 {sums} 张，多于有效票 {most} 张")
        counted = each["against"] is not None and each["abstained"] is not None
        if counted and sums < most and election["valid"] is not None and not each["written_in"]:
            wrong.append(f"{each['name']}的三种票共 {sums} 张，和有效票 {most} 张对不上，请核对")
        if each["elected"] and votes * 2 <= present:
            wrong.append(
                f"{each['name']}得 {votes} 票，没有超过实到会 {present} 人的一半，不能当选"
            )
    if seats and len(elected) > seats:
        wrong.append(f"当选 {len(elected)} 名，多于应选的 {seats} 名")
    known = [each for each in elected if each["votes"] is not None]
    if elected:
        said = "、".join(
            f"{each['name']}（{each['votes']} 票）" if each in known else str(each["name"])
            for each in elected
        )
        told.append(f"当选：{said}")
    return wrong


def _void(wrong: Sequence[str]) -> bool:
    return any("不能当选" in each or "多于" in each for each in wrong)
