"""到会 and 表决: who must be there and how many must be for it, by what is decided.

Three denominators (domain.md §1.1): a resolution needs half of those who should attend present
and more than half of them in favour; an admission or confirmation needs more than half of them
present, and written opinions of who is away count as votes; an election needs four fifths present
and more than half of those present.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from partydesk.records.study import BALLOT_KIND
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.fact_rows import Meeting, Organ, Person
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_presence
from partydesk.rules.norms.pipeline import REVISED

DECISION = Norm("ballot", "一般表决", "应到会有表决权的半数以上到会，赞成超过应到会的一半",
                "支部工作条例第十一条", "到会人数不够，决议无效，要重新召开", "session",
                settles=Settles(("voters_present", "in_favour")),
                amiss="表决的到会或赞成人数不够",
                step="核对会议记录，表决无效的重新召开会议")  # fmt: skip
ADMISSION = replace(DECISION, label="接收、转正表决",
                    says="到会超过应到会有表决权的一半，赞成超过应到会的一半；因故缺席的人会前送来的"
                    "书面意见算票，不算到会",
                    article="发展党员工作细则（2026 年）第十九、二十、三十二条")  # fmt: skip
# What was its Art. 19, 20 and 32 stood one further on in the text of 2014.
ADMISSION_2014 = replace(ADMISSION,
                         article="发展党员工作细则（2014 年）第二十、二十一、三十三条")  # fmt: skip
ELECTION = replace(DECISION, label=BALLOT_KIND.label("election"),
                   says="到会不少于应到会有表决权的五分之四，赞成超过实到会的一半",
                   article="基层组织选举工作条例", since=date(2020, 7, 13))  # fmt: skip
ELECTION_1990 = replace(ELECTION, says="到会超过应到会有表决权的五分之四，赞成超过实到会的一半",
                        article="基层组织选举工作暂行条例（1990 年）",
                        since=None, until=date(2020, 7, 12))  # fmt: skip
TEMPORARY = replace(DECISION, label="临时党支部的表决", says="一般不发展党员，不进行换届",
                    article="支部工作条例第八条", remedy="请上级党组织指定有权办理的党支部重新办",
                    amiss="临时党支部表决了它不能办的事",
                    step="由上级党组织指定有权办理的党支部重新办")  # fmt: skip
QUORUM = Norm("quorum", "支委会到会", "半数以上委员到会", "支部工作条例第十二条",
              "到会不到半数，议定的事要重新讨论", "session",
              settles=Settles(("member", "state"), "attendance", {"state": "present"}, of_presence,
                               whole=True),
              amiss="支委会到会不到半数", step="会前确认到会人数，议定的事重新讨论")  # fmt: skip
NORMS = (DECISION, QUORUM)


@dataclass(frozen=True, slots=True)
class BallotResult:
    """How a ballot came out: enough present, passed (None where no votes are written), in words."""

    quorate: bool
    passed: bool | None
    text: str

    @property
    def outcome(self) -> tuple[str, str]:
        """How it came out in a word, and that word's tone."""
        if not self.quorate:
            return "无效", "bad"
        if self.passed is None:
            return "到会人数够", "ok"
        return ("通过", "ok") if self.passed else ("没有通过", "warn")


def verdict(
    kind: str | None, entitled: int, present: int, in_favour: int | None, written: int = 0,
    day: date | None = None,
) -> BallotResult:  # fmt: skip
    """Judge a ballot of a kind (decision, admission, election; None is a decision).

    `in_favour` includes those of the `written` opinions, which count as votes at an admission and
    never as present. An election goes by the rules of its day (None: today's).
    """
    if kind == "election" and day is not None and _before(day):
        quorate, needs = present * 5 > entitled * 4, "超过五分之四"
    elif kind == "election":
        quorate, needs = present * 5 >= entitled * 4, "达到五分之四"
    elif kind == "admission":
        quorate, needs = present * 2 > entitled, "超过半数"
    else:
        quorate, needs = present * 2 >= entitled, "达到半数"
    told = f"应到会有表决权 {entitled} 人，实到会 {present} 人，{'' if quorate else '没有'}{needs}"
    if written:
        told += f"，另有书面意见 {written} 份"
        if kind != "admission":
            told += "（书面意见只在接收、转正的表决里算数，请核对表决事项）"
    if not quorate:
        return BallotResult(False, None if in_favour is None else False, f"{told}，表决无效")
    if in_favour is None:
        return BallotResult(True, None, told)
    whole, of = (present, "实到会") if kind == "election" else (entitled, "应到会")
    passed = in_favour * 2 > whole
    more = "超过" if passed else "没有超过"
    return BallotResult(
        True, passed,
        f"{told}；赞成 {in_favour} 票，{more}{of}的一半，{'通过' if passed else '没有通过'}",
    )  # fmt: skip


def _before(day: date) -> bool:
    """Whether an election on a day went by the rules of 1990."""
    return ELECTION.since is not None and day < ELECTION.since


def norm_of(organ: str, kind: str | None, day: date) -> Norm:
    """The form of the norm that a ballot of this sort of organisation goes by on a day."""
    if barred(organ, kind) is not None:
        return TEMPORARY
    if kind == "admission":
        return ADMISSION if day >= REVISED else ADMISSION_2014
    if kind == "election":
        return ELECTION_1990 if _before(day) else ELECTION
    return DECISION


def barred(organ: str, kind: str | None) -> BallotResult | None:
    """What is to be said of a ballot that this sort of organisation may not hold, else None."""
    if organ != "temporary_branch" or kind not in ("admission", "election"):
        return None
    what = BALLOT_KIND.label(kind)
    text = f"临时党支部一般不发展党员，不进行换届，表决“{what}”不作数（{TEMPORARY.article}）"
    return BallotResult(False, False, text)


def of_meeting(meeting: Meeting, organ: str) -> BallotResult | None:
    """How a ballot of this sort of organisation came out; None where its numbers tell of none."""
    kind, entitled, present, in_favour, written = meeting.ballot
    if not entitled or present is None:
        return None
    day = date.fromisoformat(meeting.day)
    told = verdict(kind, entitled, present, in_favour, written or 0, day)
    return barred(organ, kind) or told


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """One item per ballot, and per 支委会 whose attendance is known."""
    first, last = facts.period.first.isoformat(), facts.period.last.isoformat()
    for organ in facts.organs:
        if organ.kind == "party_committee":
            continue  # it decides by its own rules
        committee = facts.roll(organ.id).offices
        for meetings in facts.meetings.get(organ.id, {}).values():
            for meeting in meetings:
                if first <= meeting.day <= last:
                    yield from _of(facts, organ, committee, meeting)


def _of(
    facts: Facts, organ: Organ, committee: list[Person], meeting: Meeting
) -> Iterator[Obligation]:
    kind = meeting.ballot[0]
    day = date.fromisoformat(meeting.day)
    told = of_meeting(meeting, organ.kind)
    refused = barred(organ.kind, kind)
    if refused is not None:
        yield _item(TEMPORARY, organ, meeting, day, False, refused.text)
    elif told is not None:
        norm = norm_of(organ.kind, kind, day)
        yield _item(norm, organ, meeting, day, told.quorate, told.text)
    elif meeting.kind == "branch_committee" and meeting.id in facts.committee_present:
        came = len(facts.committee_present[meeting.id])
        expected = sum(person.on_roll(meeting.day) for person in committee)
        text = f"支委 {expected} 人，到会 {came} 人"
        yield _item(QUORUM, organ, meeting, day, came * 2 >= expected, text)


def _item(
    norm: Norm, organ: Organ, meeting: Meeting, day: date, good: bool, text: str
) -> Obligation:
    state = State.DONE if good else State.MISSED
    return Obligation(
        norm, organ.id, state, day, "", "session", meeting.uid, meeting.day,
        (("session", meeting.uid),), text,
    )  # fmt: skip
