"""The command on 组织生活会: a year's steps, its issues made into tickets; all branches' years."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today
from partydesk.records.findings import UserError


def life(options: Any) -> Outcome:
    """How a year's 组织生活会 stands; begun, or its issues made into tickets, first where that is
    asked. Raises UserError for a year that nobody began."""
    from partydesk.operations import life_work as work
    from partydesk.records.ticket import STATE

    writes = options.begin or options.to_tickets is not None
    made: list[str] = []
    with opened(options, write=writes) as store:
        if store.role == "committee":
            if writes:
                raise UserError("not-branch", "组织生活会由支部准备，在支部的数据里登记")
            return _of_branches(store, options.year)
        if options.begin:
            work.begin(store, options.year or work.coming_year(store))
        found = _year(store, options.year)
        if options.to_tickets is not None:
            made = work.to_tickets(store, found, options.to_tickets)
            found = _year(store, options.year)
    steps = [
        {
            "step": step.code, "label": step.label,
            "due": step.due.isoformat() if step.due else None,
            "done": step.done.isoformat() if step.done else None,
            "text": step.text, "evidence": [list(each) for each in step.evidence],
        }
        for step in found.steps
    ]  # fmt: skip
    issues = [
        {"uid": each.uid, "whose": each.whose, "member": each.name or None, "issue": each.issue,
         "owner": each.owner or None, "due_on": each.due_on or None,
         "ticket": each.ticket or None, "state": each.state or None}
        for each in found.issues
    ]  # fmt: skip
    following = found.next
    lines = [f"{found.year} 年度组织生活会" + (f"，下一步：{following.label}" if following else "")]
    for step in found.steps:
        when = f"{step.done} 完成" if step.done else f"{step.due} 以前" if step.due else ""
        lines.append(f"  {step.label}\t{when}\t{step.text}")
    for each in found.issues:
        state = STATE.label(each.state) if each.state else "没有转入台账"
        lines.append(f"  {each.name or '支部'}：{each.issue}\t{each.owner}\t{each.due_on}\t{state}")
    data = {"uid": found.uid, "year": found.year, "held": found.held,
            "next": following.code if following else None, "steps": steps, "issues": issues,
            "tickets": made}  # fmt: skip
    return Outcome(data, lines)


def _of_branches(store: Any, year: int | None) -> Outcome:
    """How every branch stands, as it was reported, and what those behind are to be reminded of."""
    from partydesk.rules.life_park import park_life, reminder, year_in_hand

    day = today()
    with store.read() as connection:
        found = park_life(connection, year or year_in_hand(connection, day), day)
    listed, lines = [], [found.sentence]
    for each in found.branches:
        steps = {step.code: step.done.isoformat() if step.done else None
                 for step in each.life.steps}  # fmt: skip
        words, _tone = each.standing
        told = f"步骤 {each.shown}/{len(steps)}\t问题 {each.open}/{len(each.tickets)}"
        if each.told_to is None:
            told = "\t"
        lines.append(f"  {each.branch.code} {each.branch.name}\t{told}\t{words}")
        listed.append({
            "organisation": each.branch.code, "name": each.branch.name,
            "told_to": each.told_to.isoformat() if each.told_to else None,
            "held": each.life.held, "steps": steps, "issues": len(each.tickets),
            "open": each.open, "late": each.late, "state": words,
            "lacks": [told for _short, told in each.lacks],
        })  # fmt: skip
    words = reminder(found.branches)
    lines += ["", *words.splitlines()] if words else []
    return Outcome({"year": found.year, "branches": listed, "reminder": words}, lines)


def _year(store: Any, year: int | None) -> Any:
    from partydesk.operations import life_work as work

    found = work.kept(store, year or work.coming_year(store) + 1)
    chosen = [each for each in found if year in (None, each.year)]
    if not chosen:
        when = f" {year} 年度" if year else ""
        raise UserError(
            "nothing", f"还没有{when}组织生活会的记录：写 partydesk life --begin 开始准备"
        )
    return chosen[-1]
