"""What each branch is to do of a campaign: a line for each, the branch and its number."""

from collections.abc import Iterable
from re import compile
from typing import Any

from partydesk.records.findings import Finding
from partydesk.records.folding import folded

_LINE = compile(r"(.+?)[\s：:，,=＝]*?(\d{1,6})\s*[家个名项]?")


def goal_lines(text: str) -> list[tuple[str, int]]:
    """Each branch as it is named with its number; lines that say none are left out."""
    found = [_LINE.fullmatch(line.strip()) for line in text.splitlines()]
    return [(match[1].strip(), int(match[2])) for match in found if match is not None]


def own_goal(text: str, names: Iterable[str]) -> int | None:
    """The number of the branch that bears one of these names; None where none is set."""
    mine = {folded(name) for name in names if name}
    return next((goal for name, goal in goal_lines(text) if folded(name) in mine), None)


def goals_read(record: Any) -> Iterable[Finding]:
    """A check: every line is a branch, once, and its number, which is not 0."""
    seen: set[str] = set()
    for line in (record.branch_goals or "").splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or not int(match[2]):
            words = f"“{line.strip()[:20]}”看不懂：一行写一个支部和它的目标数，例如“甲科技支部 5”"
            yield Finding("bad-goal", words, column="branch_goals")
            return
        if folded(match[1]) in seen:
            words = f"“{match[1].strip()}”写了两次，请留一行"
            yield Finding("goal-twice", words, column="branch_goals")
            return
        seen.add(folded(match[1]))
