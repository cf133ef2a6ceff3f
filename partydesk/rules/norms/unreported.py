"""What a committee cannot know of a branch yet: the days it has not told of are 未报到."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.rules.handed_in import Branch, Told
from partydesk.rules.norms.branch import SUBMISSION
from partydesk.rules.norms.declared import UNMET, Obligation, State


class Unreported:
    """Makes what is not done and lies beyond what its branch has told of 未报到.

    Whether it handed in is the committee's own knowledge, and what coverage says of it.
    """

    def __init__(self, connection: Connection, today: date) -> None:
        self._told, self._today = Told(connection), today
        self._branches = {branch.id: branch for branch in self._told.branches}

    def held(self, item: Obligation) -> Obligation:
        """The item, with what is known of it."""
        told = self._told
        if item.norm.id == SUBMISSION.id and item.organisation in self._branches:
            _as_handed_in(told, self._branches[item.organisation], item, self._today)
        elif told.role == "committee" and item.state in UNMET and not _known(told, item):
            item.state = State.UNREPORTED
            until = told.until(item.organisation)
            item.text = f"只报到 {until}" if until else "还没有报来"
        return item


def _as_handed_in(told: Told, branch: Branch, item: Obligation, today: date) -> None:
    """A quarter's sheet as 交表情况 has it: handed in, by itself or within another; or waiting for
    the committee's decision, or gone back."""
    if item.state not in UNMET:
        return
    each = told.handed_in(branch, parse_period(item.slot), today)
    if each.state in ("taken", "within"):
        item.state, item.text = State.DONE, each.text
    elif each.state != "missing":
        item.text = f"{each.text}，第 {each.revision} 版" if each.revision else each.text
    elif not told.to_be_asked(each):
        item.text = "含这一季的表退回了或待定"


def _begun(told: Told, item: Obligation) -> bool:
    """Whether the branch has told of a day of the time it is asked for."""
    until = told.until(item.organisation)
    return until is not None and until >= parse_period(item.slot).first


def _known(told: Told, item: Obligation) -> bool:
    """Whether the branch has told of the day by which the thing was to be done.

    What has no time of its own is judged as the roll stood on the last day told of; what was due
    before that too, whenever it began.
    """
    if item.state is State.DUE and item.slot and _begun(told, item):
        # Still to come and told of in part: as far as is known it is not done yet. Else a share of
        # a year would count only who has done it.
        return True
    if item.slot and item.due:
        return told.covers(item.organisation, min(item.due, parse_period(item.slot).last))
    until = told.until(item.organisation)
    if until is None:
        return told.covers(item.organisation, item.due or date.max)
    return item.due is None or item.due <= until
