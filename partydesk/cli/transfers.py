"""The command on moves within the park: both ends, as the branches told of them."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today
from partydesk.records.findings import UserError


def transfers(options: Any) -> Outcome:
    """Every move between two branches of a committee's file. Raises UserError in a branch's."""
    from partydesk.rules.transfers_matched import matched

    with opened(options) as store:
        if store.role != "committee":
            raise UserError(
                "not-committee", "转接对接在党委的数据里看；支部的转接用 list transfer 看"
            )
        with store.read() as connection:
            found = matched(connection)
    day = today()
    listed, lines = [], []
    for each in found:
        words, tone = each.state
        days = "" if tone == "ok" else f"，{each.days(day)} 天"
        lines.append(f"{each.name}：{each.sender} {each.sent_on} → {each.receiver} {each.came_on}"
                     f"　{words}{days}")  # fmt: skip
        listed.append({"name": each.name, "from": each.sender, "to": each.receiver,
                       "sent_on": each.sent_on or None, "came_on": each.came_on or None,
                       "state": words, "waiting": tone != "ok"})  # fmt: skip
    return Outcome({"transfers": listed}, lines or ["没有园区内的转接"],
                   any(each["waiting"] for each in listed))  # fmt: skip
