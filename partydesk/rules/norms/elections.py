"""换届选举: whether what is on record of an election holds, and whether it was approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.election_result import judge
from partydesk.rules.norms.fact_rows import ElectionRow
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.recurrence import open_state

_TEXT = "基层组织选举工作条例"
RESULT = Norm("election_result", "换届选举",
              "到会不少于五分之四，收回选票不多于发出的，差额不少于百分之二十，得票超过实到会的一半",
              _TEXT, "核对到会人数、选票数和得票数；无效的重新选举", "election",
              settles=Settles(("present", "returned", "valid")), since=date(2020, 7, 13),
              amiss="换届选举不合规定", step="核对选举记录，无效的重新选举")  # fmt: skip
APPROVED = Norm("election_approved", "选举结果报批",
                "选举结果报上级党委：书记、副书记批准，委员备案", "支部工作条例第二十一条",
                "报送选举结果，批复后填批复日期", "election",
                settles=Settles(("reported_on", "approved_on")),
                amiss="选举结果没有报上级党委", step="报送选举结果，取得批复")  # fmt: skip
NORMS = (RESULT, APPROVED)
_WITHIN = timedelta(days=30)  # our own limit: the text names none


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """Of each election that was held in the period."""
    first, last = facts.period.first.isoformat(), facts.period.last.isoformat()
    for organ in facts.organs:
        for election in facts.elections.get(organ.id, ()):
            on = election.held_on or ""
            if not first <= on <= min(last, facts.day):
                continue
            candidates = facts.candidates.get(election.id, [])
            stood = [each._asdict() for each in candidates]
            found, held = judge(election._asdict(), stood), date.fromisoformat(on)
            if found.told or found.wrong:
                state = State.MISSED if found.wrong else State.DONE
                if found.valid is None and not found.wrong:
                    state = State.LACKING
                yield _item(RESULT, organ.id, election, state, held, found.text)
            due = held + _WITHIN
            approved = election.approved_on
            state = State.DONE if approved else open_state(due, facts.today, grace=None)
            text = f"{approved} 批复" if approved else f"{on} 选举"
            if not approved and election.reported_on:
                text += f"，{election.reported_on} 报送，等批复"
            yield _item(APPROVED, organ.id, election, state, due, text)


def _item(
    norm: Norm, organ: int, election: ElectionRow, state: State, due: date, text: str
) -> Obligation:
    return Obligation(norm, organ, state, due, "", "election", election.uid,
                      election.held_on or "", (("election", election.uid),), text)  # fmt: skip
