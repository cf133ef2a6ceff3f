"""述职评议: once a park grades its secretaries, each branch's has a grade every year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.recurrence import open_state, slots
from partydesk.rules.park_settings import life_meeting_day


def _of_branch(item: Obligation, today: date) -> Mapping[str, object]:
    """Whom it is about, of the obligation's year; the day of the meeting, if it is that year's."""
    year = int(item.slot)
    known: dict[str, object] = {"kind": "secretary", "year": year, "rated": item.about}
    return known | ({"on": today.isoformat()} if today.year >= year else {})


APPRAISE = Norm(
    "appraisal", "书记述职评议", "党组织书记每年述职 1 次，定出等次", "惯例，不是全国规定",
    "开过述职评议会后，给每个党组织的书记填综合等次", "organisation", held_by="C", custom=True,
    usual=True, together=True,
    settles=Settles(("grade",), "appraisal", known=_of_branch),
    amiss="党组织书记没有述职评议等次", step="对没有等次的党组织书记补开述职评议会",
)  # fmt: skip
NORMS = (APPRAISE,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """An item for each branch that there was in a year, in a park that grades secretaries: that
    has begun to in the year, or did so the year before."""
    if APPRAISE.id not in custom:
        return
    years = {year for branch in facts.appraised for year in branch.given}
    for slot in slots("year", facts.period):
        year = slot.first.year
        if not {year, year - 1} & years:
            continue
        due = life_meeting_day(facts.life_meeting_until, year)
        for branch in facts.appraised:
            uid = branch.given.get(year, "")
            there = branch.founded_on[:4] <= str(year) <= (branch.ended_on[:4] or "9")
            if not uid and (not there or branch.ended_on and branch.ended_on <= due.isoformat()):
                continue
            state = State.DONE if uid else open_state(due, facts.today, grace=None)
            yield Obligation(
                APPRAISE, facts.own, state, due, str(year), "organisation", branch.uid,
                branch.name, (("appraisal", uid),) if uid else (),
                f"书记 {branch.secretary}" if branch.secretary else "",
            )  # fmt: skip
