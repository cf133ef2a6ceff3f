"""组织生活会: begun for a year, and its issues made into tickets, each act one step to undo."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.rules.norms.life_work import CATEGORY, LifeIssueRow, LifeYear, life_years
from partydesk.rules.park_settings import life_meeting_until
from partydesk.store.store import Store

_EARLY = 3
"""Until the end of this month the year's work may still be that of the year before."""


def kept(store: Store, until: int) -> list[LifeYear]:
    """All that the organisation of the file keeps, up to a year."""
    with store.read() as connection:
        last = life_meeting_until(connection)
        return life_years(connection, (store.own.id,), (1990, until), last, clock.today())


def coming_year(store: Store) -> int:
    """For which year one would begin now: the last one while its time runs, else this."""
    today = clock.today()
    if today.month > _EARLY:
        return today.year
    with store.read() as connection:
        held = connection.exec_driver_sql(
            "SELECT count(*) FROM session WHERE kind = 'life_meeting' AND deleted_at IS NULL "
            "AND submission IS NULL AND state = 'held' "
            "AND coalesce(for_year, substr(starts_at, 1, 4)) = ?",
            (today.year - 1,),
        ).scalar()
    return today.year if held else today.year - 1


def begin(store: Store, year: int) -> str:
    """Begin a year's; the uid. Raises UserError for a second one, and for a year long past or far
    ahead."""
    this = clock.today().year
    if abs(year - this) > 1:
        raise UserError(
            "bad-year",
            f"{year} 年度的不能开始准备，可以是 {this - 1}、{this}、{this + 1} 年；"
            "早先年度的，用组织生活会台账导入补录",
        )
    if any(each.year == year for each in kept(store, year)):
        raise UserError("there-already", f"{year} 年度的组织生活会已经登记了，接着办就行")
    with store.write(f"开始准备 {year} 年度组织生活会") as writer:
        return writer.add("life_work", {"year": year})


def to_tickets(store: Store, year: LifeYear, uids: Collection[str] = ()) -> list[str]:
    """Make tickets of issues that have none yet (of all where none is named), in one step; the
    tickets' uids. With the first the list of the meeting is settled.

    Raises UserError where nothing is left to be made, for an issue that there is not, or where one
    has nobody to see to it or no day.
    """
    known = {each.uid for each in year.issues}
    if strangers := [uid for uid in uids if uid not in known]:
        raise UserError(
            "not-found", f"{year.year} 年度没有编号是“{'、'.join(strangers)}”的查摆问题，请核对编号"
        )
    wanted = [each for each in year.issues if not each.state and (not uids or each.uid in uids)]
    if not wanted:
        raise UserError("nothing", "没有要转的问题：登记的都已经转入问题台账")
    lacking = [each for each in wanted if not (each.owner and each.due_on)]
    if lacking:
        words = "；".join(f"“{each.issue[:12]}”没有{_lacks(each)}" for each in lacking)
        raise UserError("no-owner", f"转入问题台账前先填好：{words}")
    today = clock.today()
    raised = min(year.day, today) if year.held else today
    with store.write(f"转入问题台账 {len(wanted)} 条") as writer:
        made = []
        for each in wanted:
            uid = writer.add("ticket", _ticket(year, each, raised))
            writer.edit("life_issue", each.uid, {"ticket": uid})
            made.append(uid)
        if year.held and not year.row["listed_on"]:
            writer.edit("life_work", year.uid, {"listed_on": today})
    return made


def _lacks(issue: LifeIssueRow) -> str:
    words = [("责任人", issue.owner), ("整改时限", issue.due_on)]
    return "、".join(label for label, value in words if not value)


def _ticket(year: LifeYear, issue: LifeIssueRow, raised: date) -> dict[str, object]:
    """What is a member's own stays in this file: his ticket says only whose and that it is."""
    own = issue.whose == "member"
    about = f"{issue.name}：个人查摆的问题（内容见支部的查摆问题清单）" if own else issue.issue
    return {
        "source": "life",
        "category": CATEGORY.format(year=year.year),
        "description": about,
        "raised_on": raised,
        "owner": issue.owner,
        "measures": None if own else issue.measures or None,
        "due_on": date.fromisoformat(issue.due_on),
    }
