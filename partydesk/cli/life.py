"""The command on 组织生活会: the year's steps and issues; issues made into tickets."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.findings import UserError


def life(options: Any) -> Outcome:
    """How a year's 组织生活会 stands; begun, or its issues made into tickets, first where that is
    asked. Raises UserError for a year that nobody began."""
    from partydesk.operations import life_work as work
    from partydesk.records.ticket import STATE

    writes = options.begin or options.to_tickets is not None
    made: list[str] = []
    with opened(options, write=writes) as store:
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


def _year(store: Any, year: int | None) -> Any:
    from partydesk.operations import life_work as work

    found = work.kept(store, year or work.coming_year(store) + 1)
    chosen = [each for each in found if year in (None, each.year)]
    if not chosen:
        when = f"{year} 年度" if year else ""
        raise UserError(
            "nothing", f"还没有{when}组织生活会的记录：写 partydesk life --begin 开始准备"
        )
    return chosen[-1]
