"""What becomes of a submission that was read well: taken, already there, older, edited, refused.

The state follows from what the file holds and what stands, never from the order of arrival.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.exchange.submission.model import Submitted
from partydesk.exchange.submission.stamps import local


@dataclass(frozen=True, slots=True)
class Choices:
    """What the officer takes all the same: rows edited after export, what was withdrawn before."""

    edited: bool
    withdrawn: bool


def judge(connection: Connection, held: Submitted, choices: Choices) -> tuple[str, str]:
    """The state a file gets, and the sentence that says why when it is not taken."""
    known = connection.exec_driver_sql(
        "SELECT revision, content, state, made_at, edited_rows, taken_at FROM submission "
        "WHERE direction = 'in' AND org_code = ? AND org_uid = ? AND period = ?",
        (held.org_code, held.org_uid, held.period),
    ).fetchall()
    current = next((row for row in known if row[2] == "current"), None)
    if current is not None and current[0] == held.revision and current[1] == held.content:
        return "unchanged", f"与 {local(current[5])} 收下的内容相同"
    if current is not None and current[0] > held.revision:
        return "older", (
            f"这是第 {held.revision} 版，已于 {local(current[5])} 收下更新的第 {current[0]} 版"
            f"（{local(current[3])} 写出），没有收"
        )
    withdrawn = any(
        row[2] == "withdrawn" and row[0] == held.revision and row[1] == held.content
        for row in known
    )
    if withdrawn and not choices.withdrawn:
        return "rejected", "这一版先前已撤回。确实要重新收下，请选“收下撤回过的表”再收"
    if held.edited and not choices.edited:
        return "edited", f"导出后有人在表里改过 {len(held.edited)} 行，请看过后决定收下还是退回"
    if current is not None and current[0] == held.revision:
        ours = (not bool(json.loads(current[4])), current[3], current[1])
        theirs = (not bool(held.edited), held.made_at, held.content)
        # What the officer accepted with its edits stands; else the one made first does.
        if ours < theirs:
            return "rejected", (
                f"第 {held.revision} 版已于 {local(current[5])} 收下，"
                f"这份同是第 {held.revision} 版而内容不同。请支部重新导出，修订号会加 1"
            )
    return "merged", ""
